"""The admin's lists stay quick at a million rows: how they are counted, and how they are searched."""

import re
from functools import cached_property
from typing import Any, cast

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from claims.models.claim import CLAIM_WORDS, Claim

COUNTED = 10_000  # up to here a count is exact
PAGES = 100  # each costs more than the one before: the last of a million rows is found by searching
SLICE, MOST = 50_000, 1_000  # the newest claims, in which words are looked for first; how many a search lists
_WORD = re.compile(r"\w+")


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
    words = _WORD.findall(term)
    if not words:
        return claims.none()
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="claims_any", search_type="raw")
    return claims.filter(Q(pk__in=_newest_with(query)) | Q(public_id=term.strip().lower()))


def _newest_with(query: SearchQuery) -> list[int]:
    """By bitmaps of the index of words, which otherwise would be left for a walk through the claims that takes
    the words of each apart. The newest claims first: where a word is frequent, there are enough among them."""
    found = (
        Claim.objects.alias(words=CLAIM_WORDS)
        .filter(words=query)
        .order_by("-pk")
        .values_list("pk", flat=True)
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM claims_claim")
            newest = cursor.fetchone()[0]
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
            cursor.execute("SET LOCAL work_mem = '32MB'")
        ids = list(found.filter(pk__gt=newest - SLICE)[:MOST])
        if len(ids) < MOST:
            ids = list(found[:MOST])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = on")
            cursor.execute("SET LOCAL enable_indexscan = on")
    return ids


def events_of(events: QuerySet[Any], term: str) -> QuerySet[Any]:
    """Events of this verb, about this object ("topic/housing") or about the claim of this number; by an index."""
    term = term.strip()
    objects = [term, f"claim/{term.lower()}"]
    return events.filter(Q(verb=term) | Q(object__in=objects))
