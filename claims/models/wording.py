"""Rows of the desk by the words in them. Their indexes hold words by the configuration `claims_any`: accents and case
are left aside, and a word is found by its beginning.

The indexes are read by bitmaps, whatever the planner would rather do: it may prefer a walk through the newest rows that
takes the words of each apart, and a rare word would take it through all of them. The newest rows are asked first: where
a word is frequent, there are enough among them.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import Max, QuerySet

SLICE, MOST = 50_000, 1_000  # the newest rows, which are asked first; how many a search finds
WORDS, LONGEST = 20, 200  # in one search; characters of a word: the database refuses those of 2 kB
_WORD = re.compile(r"\w+")


def spoken(term: str) -> SearchQuery | None:
    """All that was typed, each between blanks the beginning of a word or a number as the database takes them apart."""
    return _query(part for part in term.split() if _WORD.search(part))


def spelt(term: str) -> SearchQuery | None:
    """Likewise of letters and digits alone, for an index that holds nothing else."""
    return _query(_WORD.findall(term))


def _query(parts: Iterable[str]) -> SearchQuery | None:
    beginnings = [f"'{_as_text(part[:LONGEST])}':*" for part in islice(parts, WORDS)]
    if not beginnings:
        return None
    return SearchQuery(" & ".join(beginnings), config="claims_any", search_type="raw")


def _as_text(part: str) -> str:
    """Within quotation marks, where two signs alone mean anything to the database."""
    return part.replace("\0", "").replace("\\", "\\\\").replace("'", "''")


def newest(rows: QuerySet[Any], *, field: str = "pk", most: int = 0) -> list[Any]:
    """`field` of the newest of these rows, which a condition on their words has chosen."""
    most = most or MOST
    top = rows.model._default_manager.aggregate(top=Max("pk"))["top"] or 0
    found = rows.order_by("-pk").values_list(field, flat=True)
    with _by_bitmaps():
        keys = list(found.filter(pk__gt=top - SLICE)[:most])
        return keys if len(keys) >= most else list(found[:most])


@contextmanager
def _by_bitmaps() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAN, ["off", "off", "32MB"])
        yield
        cursor.execute(_PLAN, ["on", "on", "32MB"])


_PLAN = (
    "SELECT set_config('enable_seqscan', %s, true), set_config('enable_indexscan', %s, true), "
    "set_config('work_mem', %s, true)"
)
