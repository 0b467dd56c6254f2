"""Claims by what the desk calls them: words of the headline, the statement or a quotation."""

from collections.abc import Sequence
from typing import Any

from claims.models import wording
from claims.models.appearance import QUOTED_WORDS, Appearance
from claims.models.claim import CLAIM_WORDS, Claim


def called(term: str, *, states: Sequence[str] = (), removed: bool = False, most: int = 0) -> list[int]:
    """Keys of the newest claims (in these states) with all these words at the beginning of words in one of the texts;
    with `removed`, in a quotation that was taken out as well."""
    query = wording.spoken(term)
    if query is None:
        return []
    claims: Any = Claim.objects.alias(words=CLAIM_WORDS).filter(words=query)
    places: Any = Appearance.objects.alias(words=QUOTED_WORDS).filter(words=query)
    if states:
        claims, places = claims.filter(state__in=states), places.filter(claim__state__in=states)
    if not removed:
        places = places.filter(removed_at=None)
    return [*wording.newest(claims, most=most), *wording.newest(places, field="claim", most=most)]
