"""Which claims stand in which part of the sitemap, and which claimants and topics.

A part is all claims whose public id begins with the same characters: ids are random, so parts are of one size, a claim
stays in its part for good, and whatever happens to it touches that part alone. An index of the primary key finds them.

Claimants and topics are those that a check which is shown names, each once, with the newest of these checks: from each
to the next by an index, so that their checks are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Q
from django.db.models.functions import Left

from claims.models.public import PublicClaim

DEPTH = 2  # characters: 1,024 parts of 50,000
CHUNK = 5_000
_NAMES = """WITH RECURSIVE step AS (
    (SELECT key, label, public_id, published_at FROM claims_publictag WHERE kind = %(kind)s
      ORDER BY key, published_at DESC, public_id DESC LIMIT 1)
    UNION ALL
    SELECT next.* FROM step, LATERAL (
      SELECT key, label, public_id, published_at FROM claims_publictag WHERE kind = %(kind)s AND key > step.key
      ORDER BY key, published_at DESC, public_id DESC LIMIT 1) AS next)
  SELECT {} FROM step WHERE {} AND EXISTS (
    SELECT FROM claims_publicclaim WHERE public_id = step.public_id AND NOT is_demo) {}"""


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
    return _fewest([Part(*row) for row in counted], most)


def rows(prefix: str, most: int) -> Iterator[tuple[str, str, datetime]] | None:
    """Id, slug and last change of the claims in one part, read in pieces; None where it is no part."""
    found = PublicClaim.objects.filter(is_demo=False, status="shown")
    if prefix:
        found = found.filter(public_id__startswith=prefix)
    if len(prefix) < DEPTH and found[most : most + 1].exists():
        return None
    lines = found.order_by("public_id").values_list("public_id", "slug", "changed_at")
    return lines.iterator(chunk_size=CHUNK)


def parts_of_names(kind: str, most: int) -> list[Part]:
    """Likewise of claimants or topics."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMES.format(
                "left(key, %(depth)s), count(*), max(published_at)", "true", "GROUP BY 1 ORDER BY 1"
            ),
            {"kind": kind, "depth": _depth(kind)},
        )
        finest = [Part(*row) for row in cursor.fetchall()]
    return _fewest(finest, most)


def names(kind: str, prefix: str, most: int) -> list[tuple[str, str, datetime]] | None:
    """Key, name and newest check of the claimants or topics in one part; None where it is no part."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NAMES.format("key, label, published_at", "starts_with(key, %(prefix)s)", "LIMIT %(limit)s"),
            {"kind": kind, "prefix": prefix, "limit": most + 1},
        )
        found = cursor.fetchall()
    if len(found) > most:
        return found[:most] if len(prefix) == _depth(kind) else None
    return found


def _depth(kind: str) -> int:
    """Topics are called by words, which begin alike: they stand in one part, as far as it holds them."""
    return DEPTH if kind == "claimant" else 0


def _fewest(finest: list[Part], most: int) -> list[Part]:
    for depth in range(DEPTH):
        found = _joined(finest, depth)
        if all(each.shown <= most for each in found):
            return found
    return finest


def _joined(finest: list[Part], depth: int) -> list[Part]:
    found: dict[str, Part] = {}
    for each in finest:
        prefix = each.prefix[:depth]
        held = found.get(prefix, Part(prefix, 0, each.changed))
        found[prefix] = Part(prefix, held.shown + each.shown, max(held.changed, each.changed))
    return list(found.values())
