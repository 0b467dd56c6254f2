"""Which claims stand in which part of the sitemap.

A part is all claims whose public id begins with the same characters: ids are random, so parts are of one size, a claim
stays in its part for good, and whatever happens to it touches that part alone. An index of the primary key finds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import Left

from claims.models.public import PublicClaim

DEPTH = 2  # characters: 1,024 parts of 50,000
CHUNK = 5_000


@dataclass(frozen=True)
class Part:
    prefix: str
    shown: int
    changed: datetime  # the newest change in it; that something left it is one too


def parts(most: int) -> list[Part]:
    """All parts, as few as there can be with at most `most` addresses in each. One query, however many claims."""
    counted = (
        PublicClaim.objects.filter(is_demo=False)
        .annotate(prefix=Left("public_id", DEPTH))
        .values_list("prefix")
        .annotate(shown=Count("pk", filter=Q(status="shown")), changed=Max("changed_at"))
        .order_by("prefix")
    )
    finest = [Part(prefix, shown, changed) for prefix, shown, changed in counted]
    for depth in range(DEPTH):
        found = _joined(finest, depth)
        if all(each.shown <= most for each in found):
            return found
    return finest


def rows(prefix: str, most: int) -> Iterator[tuple[str, str, datetime]] | None:
    """Id, slug and last change of the claims in one part, read in pieces; None where it is no part."""
    found = PublicClaim.objects.filter(is_demo=False, status="shown")
    if prefix:
        found = found.filter(public_id__startswith=prefix)
    if len(prefix) < DEPTH and found[most : most + 1].exists():
        return None
    lines = found.order_by("public_id").values_list("public_id", "slug", "changed_at")
    return lines.iterator(chunk_size=CHUNK)


def _joined(finest: list[Part], depth: int) -> list[Part]:
    found: dict[str, Part] = {}
    for each in finest:
        prefix = each.prefix[:depth]
        held = found.get(prefix, Part(prefix, 0, each.changed))
        found[prefix] = Part(prefix, held.shown + each.shown, max(held.changed, each.changed))
    return list(found.values())
