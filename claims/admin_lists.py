"""The admin's lists stay quick at a million rows: how they are counted, and how they are searched."""

import re
from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from claims.models import wording
from claims.models.claim import CLAIM_WORDS, Claim

COUNTED = 10_000  # up to here a count is exact
PAGES = 100  # each costs more than the one before: the last of a million rows is found by searching


class EstimatingPaginator(Paginator):
    """Counts exactly as far as COUNTED; beyond it says what the database expects, and offers the first pages alone."""

    @cached_property
    def count(self) -> int:
        # Both are asked whatever the answer, so that a list takes the same queries at any size.
        rows = cast(QuerySet[Any], self.object_list).order_by()
        expected = re.search(r"rows=(\d+)", rows.explain())
        exact = rows.values("pk")[: COUNTED + 1].count()
        return exact if exact <= COUNTED or expected is None else max(exact, int(expected[1]))

    @cached_property
    def num_pages(self) -> int:
        return min(super().num_pages, PAGES)


def claims_called(claims: QuerySet[Any], term: str) -> QuerySet[Any]:
    """The claim of this number, and the newest claims in whose headline or statement all these words begin words."""
    query = wording.spoken(term)
    if query is None:
        return claims.none()
    with_them = wording.newest(Claim.objects.alias(words=CLAIM_WORDS).filter(words=query))
    return claims.filter(Q(pk__in=with_them) | Q(public_id=term.strip().lower()))


def events_of(events: QuerySet[Any], term: str) -> QuerySet[Any]:
    """Events of this verb, about this object ("topic/housing") or about the claim of this number; by an index."""
    term = term.strip()
    objects = [term, f"claim/{term.lower()}"]
    return events.filter(Q(verb=term) | Q(object__in=objects))
