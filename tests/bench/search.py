"""Finding words among many claims: the product beside two ways of doing it in plain SQL, all in one run.

*Sliced*: an index of words and of slices of 20,000 claims, asked slice by slice from the newest until there are 200,
and those ranked. *Rank all*: every match is ranked, which is what one writes first. Both have a narrow table of their
own, and like the product they end with the rows that a page of the list shows. The product counts, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter
from typing import Any

from tests.bench import _scratch, _site

ROUNDS, SLOW_ROUNDS = 30, 4
SLICE, ENOUGH, TRIED, PAGE = 20_000, 200, 3, 25
# kind: what a person types, and the same as a tsquery
ASKED = {
    "word in 21 %": ("Meridania", "meridania"),
    "word in 13 %": ("Velmont", "velmont"),
    "word in 1 %": ("Quillbrook", "quillbrook"),
    "word in 0.05 %": ("Zandermoor", "zandermoor"),
    "burst, all old": ("Corvanta", "corvanta"),
    "phrase": ('"school meals"', "school <-> meals"),
    "minus word": ("Meridania -Velmont", "meridania & !velmont"),
    "prefix": ("Quillb*", "quillb:*"),
    "common beginning": ("sch*", "sch:*"),
    "two words": ("Meridania rents", "meridania & rents"),
    "nowhere": ("Nowhereville", "nowhereville"),
    "misspelling": ("Quilbrook", ""),
}
TABLE = f"""
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE TABLE IF NOT EXISTS bench_search (id bigint PRIMARY KEY, public_id varchar(8), words tsvector);
INSERT INTO bench_search SELECT row_number() OVER (ORDER BY published_at, public_id), public_id,
    setweight(to_tsvector('claims_any', headline), 'A') || setweight(to_tsvector('claims_any', statement), 'B')
  FROM claims_publicclaim WHERE status = 'shown' AND NOT EXISTS (SELECT FROM bench_search);
CREATE INDEX IF NOT EXISTS bench_sliced ON bench_search USING gin (words, (id / {SLICE}));
CREATE INDEX IF NOT EXISTS bench_words ON bench_search USING gin (words);
GRANT SELECT ON bench_search TO factcheck_app;
"""
RANK = "ts_rank(words, to_tsquery('claims_any', %s))"


def run() -> Iterator[dict[str, Any]]:
    claims = _site.largest()
    with _site.newsrooms(claims):
        from django.db import connection

        from tests.database import as_owner

        _site.visit(claims)
        with as_owner() as cursor:
            cursor.execute(TABLE)
            cursor.execute("VACUUM (ANALYZE) bench_search")
            cursor.execute("SELECT max(id) FROM bench_search")
            newest = cursor.fetchone()[0]
        try:
            for kind, (typed, query) in ASKED.items():
                with connection.cursor() as cursor:
                    yield figures(kind, typed, query, cursor, newest)
        finally:
            with as_owner() as cursor:
                cursor.execute("DROP TABLE bench_search")


def figures(kind: str, typed: str, query: str, cursor: Any, newest: int) -> dict[str, Any]:
    ways: dict[str, Callable[[], Any]] = {
        "product": lambda: best_first(typed),
        "newest_first": lambda: newest_first(typed),
    }
    if query:
        ways["sliced"] = lambda: sliced(cursor, query, newest)
        ways["rank_all"] = lambda: rank_all(cursor, query)
    took = in_turns(ways)
    found: dict[str, Any] = {"what": kind, "claims": newest}
    for way, times in took.items():
        found |= {
            f"{way}_p50_ms": _scratch.percentile(times, 50),
            f"{way}_p95_ms": _scratch.percentile(times, 95),
        }
    if query:
        found["p95_of_sliced"] = round(found["product_p95_ms"] / found["sliced_p95_ms"], 2)
        found["p50_of_rank_all"] = round(found["product_p50_ms"] / found["rank_all_p50_ms"], 3)
    return found


def in_turns(ways: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """All ways take turns, in another order each time; ranking all a few times only."""
    took: dict[str, list[float]] = {way: [] for way in ways}
    for way in ways.values():  # once for nothing, so that what is asked lies in memory
        way()
    for n in range(ROUNDS):
        for way in Random(n).sample(list(ways), len(ways)):
            if way == "rank_all" and n >= SLOW_ROUNDS:
                continue
            started = perf_counter()
            ways[way]()
            took[way].append(1000 * (perf_counter() - started))
    return took


def sliced(cursor: Any, query: str, newest: int) -> list[Any]:
    """The newest slices first; where three are not enough, the newest of all matches."""
    found: list[Any] = []
    for number in range(newest // SLICE, max(-1, newest // SLICE - TRIED), -1):
        # The cast lets the index serve both conditions.
        cursor.execute(
            "SELECT id FROM bench_search WHERE words @@ to_tsquery('claims_any', %s)"
            f" AND id / {SLICE} = {number}::bigint ORDER BY id + 0 DESC LIMIT {ENOUGH}",
            [query],
        )
        found += [row[0] for row in cursor.fetchall()]
        if len(found) >= ENOUGH:
            break
    else:
        cursor.execute(
            "SELECT id FROM bench_search WHERE words @@ to_tsquery('claims_any', %s)"
            f" ORDER BY id + 0 DESC LIMIT {ENOUGH}",
            [query],
        )
        found = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        f"SELECT public_id FROM bench_search WHERE id = ANY (%s) ORDER BY {RANK} DESC, id DESC LIMIT {PAGE}",
        [found[:ENOUGH], query],
    )
    return listed(cursor)


def rank_all(cursor: Any, query: str) -> list[Any]:
    cursor.execute(
        "SELECT public_id FROM bench_search WHERE words @@ to_tsquery('claims_any', %s)"
        f" ORDER BY {RANK} DESC, id DESC LIMIT {PAGE}",
        [query, query],
    )
    return listed(cursor)


def listed(cursor: Any) -> list[Any]:
    from claims.models.public import PublicClaim

    return list(PublicClaim.objects.in_bulk([row[0] for row in cursor.fetchall()]).values())


def best_first(typed: str) -> Any:
    """What the list of checks asks: its first page, and how many fit."""
    from claims import asking
    from claims.models.searching import Asked, better_spelling, find

    asked = Asked(query=asking.parse(typed), best_first=True)
    found = find(asked, size=PAGE)
    return found if found.count else better_spelling(asked, typed)


def newest_first(typed: str) -> Any:
    from claims import asking
    from claims.models.searching import Asked, find

    return find(Asked(query=asking.parse(typed)), size=PAGE)
