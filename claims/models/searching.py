"""Finding checks by words and filters, newest first or best first, at a cost that does not grow with their number.

One filter walks an index that has the checks in their order. Words, and filters together, are looked for in the newest
checks first and from there back, slice by slice, until enough are found (claims_find, migrations/sql/texts.sql). To ask
for all checks with a common word would fetch and sort hundreds of thousands; to walk by date would read everything for
a rare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection

from claims.asking import LONGEST, Query, parse, respelt
from claims.models.public import PublicClaim

FOUND = 1_000  # checks with words, or with several filters, are counted exactly; and the best of so many are listed
COUNTED = 10_000  # checks with one filter or none are counted exactly
STEMS = ("en", "es", "de", "fr", "pt", "it", "any")  # our text search configurations: claims_en …
_NEWEST = "ORDER BY published_at DESC, public_id DESC"


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed by; everything may be missing."""

    query: Query = Query()
    ratings: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()  # (kind, key)
    since: datetime | None = None
    until: datetime | None = None
    changed: bool = False
    best_first: bool = False

    @property
    def filters(self) -> int:
        """How many narrow it, words and days aside: one has an index in the order of the list, several have not."""
        return len(self.ratings) + len(self.tags) + self.changed


@dataclass
class Found:
    claims: list[PublicClaim] = field(default_factory=list)
    older: Place | None = None  # where the next page begins
    count: int = 0
    more: bool = False  # than `count`: how many, nobody counted


@dataclass(frozen=True)
class Place:
    """Where a page ends. `rank` only where the best come first."""

    published_at: datetime
    public_id: str
    rank: int = 0


def find(asked: Asked, *, before: Place | None = None, size: int = 25, counted: bool = True) -> Found:
    """One page, and how many fit in all unless that is not wanted. Best first lists the newest FOUND and no more."""
    if asked.query:
        words = _Words(asked.query)
        if not words.asked:
            return Found()
        find_ = _find_best if asked.best_first else _find_marked
        return find_(asked, words, before, size, counted)
    if asked.filters > 1:
        return _find_marked(asked, None, before, size, counted)
    rows = _rows(*_ordered(asked, before, size + 1))
    return _page(rows, size, _count_ordered(asked) if counted else 0, COUNTED)


def count(asked: Asked) -> int:
    """How many fit, exactly up to COUNTED, with words or several filters up to FOUND; one more where there are more."""
    words = _Words(asked.query) if asked.query else None
    if words and not words.asked:
        return 0
    return _count_marked(asked, words) if words or asked.filters > 1 else _count_ordered(asked)


def by_rating(kind: str, key: str) -> dict[str, int]:
    """How many of the checks that name this bear each rating; of the newest COUNTED."""
    sql = f"SELECT t.rating FROM claims_publictag AS t WHERE t.kind = %s AND t.key = %s {_NEWEST} LIMIT %s"
    rows = _rows(f"SELECT rating, count(*) FROM ({sql}) AS newest GROUP BY rating", [kind, key, COUNTED])
    return dict(rows)


def better_spelling(asked: Asked, text: str) -> str:
    """`text` with the words that we never used replaced by the likest that we did, if that finds anything; else ""."""
    found: dict[str, str] = {}
    with connection.cursor() as cursor:
        for word in asked.query.words:
            cursor.execute(
                "SELECT word, word = lower(unaccent(%(w)s)) FROM claims_publicword WHERE word %% lower(unaccent(%(w)s))"
                " ORDER BY similarity(word, lower(unaccent(%(w)s))) DESC, checks DESC, word LIMIT 1",
                {"w": word},
            )
            likest = cursor.fetchone()
            if likest and not likest[1]:
                found[word] = likest[0]
    spelt = respelt(text, found)
    if not found or spelt == text or len(spelt) > LONGEST:  # better words may be longer ones
        return ""
    return spelt if count(replace(asked, query=parse(spelt))) else ""


def marked(claims: Sequence[PublicClaim], query: Query) -> dict[str, tuple[str, str]]:
    """Headline and statement of each with the words found between \\x02 and \\x03, which no text of ours can hold."""
    if not claims:
        return {}
    options = "StartSel=\x02, StopSel=\x03, HighlightAll=true"
    found = {}
    with connection.cursor() as cursor:
        for stems, text in _Words(query).by_stems.items():
            config = f"public.claims_{stems}"
            rows = [each for each in claims if _stems(each.language) == stems]
            if rows:
                # Of the texts at hand: what a correction writes at this moment does not belong to the rating beside it.
                cursor.execute(
                    "SELECT id, ts_headline(%s::regconfig, headline, %s::tsquery, %s),"
                    " ts_headline(%s::regconfig, statement, %s::tsquery, %s)"
                    " FROM unnest(%s::text[], %s::text[], %s::text[]) AS t (id, headline, statement)",
                    [
                        *(config, text, options) * 2,
                        [each.public_id for each in rows],
                        [each.headline for each in rows],
                        [each.statement for each in rows],
                    ],
                )
                found.update({row[0]: (row[1], row[2]) for row in cursor.fetchall()})
    return found


# ---------------------------------------------------------------- words


class _Words:
    """What words become: conditions on claims_publictext, and what each language makes of them.

    Each language has its own stems, so each asks for its own; only those that checks are written in are asked.
    """

    def __init__(self, query: Query) -> None:
        parts, params = [], list[Any]()
        for stems in STEMS:
            sql, own = _tsquery(f"claims_{stems}", query)
            used = f"EXISTS (SELECT FROM claims_publictext WHERE stems = '{stems}')"
            parts.append(f"CASE WHEN {used} THEN ({sql})::text END")
            params += own
        row = _rows(f"SELECT {', '.join(parts)}", params)[0]
        texts = {stems: text for stems, text in zip(STEMS, row, strict=True) if text is not None}
        # An empty text: there are only words that this language does not index.
        self.by_stems: dict[str, str] = {stems: text for stems, text in texts.items() if text}
        alike: dict[str, list[str]] = {}
        for stems, text in self.by_stems.items():
            alike.setdefault(text, []).append(stems)
        # What fits in any language; the index has decided that long before it has gone through marks of languages.
        self.asked = _any(alike)
        # And in its own, which is asked of what was found.
        self.confirmed: str | None = None
        if len(alike) > 1 or len(self.by_stems) < len(texts):
            self.confirmed = _any(
                f"({text}) & ({_any(_mark('stems', each) for each in stems)})"
                for text, stems in alike.items()
            )


def _tsquery(config: str, query: Query) -> tuple[str, list[str]]:
    named = f"'public.{config}'::regconfig"
    parts, params = [f"websearch_to_tsquery({named}, %s)"], [query.plain]
    # A word that is not indexed may begin one that is: “all*” is “allergy” too.
    begins = f"coalesce(nullif(to_tsquery({named}, %s), ''), to_tsquery('public.claims_any'::regconfig, %s))"
    for without, words in (("", query.beginnings), ("!!", query.without_beginnings)):
        for word in words:
            parts.append(without + begins)
            params += [f"{word}:*"] * 2
    return " && ".join(parts), params


def _any(parts: Iterable[str]) -> str:
    return " | ".join(f"({part})" for part in parts)


def _mark(kind: str, value: str = "") -> str:
    """What the database writes among the words (sql/texts.sql), as a tsquery has it."""
    quoted = value.replace("\\", "\\\\").replace("'", "''")
    return f"'={kind}:{quoted}'" if value else f"'={kind}'"


def _stems(language: str) -> str:
    return language[:2] if language[:2] in STEMS else "any"


def _find_marked(asked: Asked, words: _Words | None, before: Place | None, size: int, counted: bool) -> Found:
    if before:
        rows = _rows(*_newest(asked, words, before, size + 1))
        return _page(rows, size, _count_marked(asked, words) if counted else 0, FOUND)
    sql, params = _newest(asked, words, None, FOUND + 1 if counted else size + 1)
    rows = _rows(f"SELECT *, count(*) OVER () FROM ({sql}) AS hits {_NEWEST} LIMIT %s", [*params, size + 1])
    return _page(rows, size, rows[0][3] if rows else 0, FOUND)


def _find_best(asked: Asked, words: _Words, before: Place | None, size: int, counted: bool) -> Found:
    """The best of the newest FOUND: to rank all would be dearer than to find them."""
    sql, params = _newest(asked, words, None, FOUND + 1, ranked=words.asked)
    place = [before.rank, before.published_at, before.public_id] if before else []
    rows = _rows(
        f"WITH hits AS MATERIALIZED (SELECT *, row_number() OVER () AS nth FROM ({sql}) AS hits)"
        " SELECT page.public_id, page.published_at, page.rank, every.count FROM (SELECT count(*) FROM hits) AS every"
        " LEFT JOIN hits AS page ON page.nth <= %s"
        f"{' AND (page.rank, page.published_at, page.public_id) < (%s, %s, %s)' if before else ''}"
        " ORDER BY page.rank DESC, page.published_at DESC, page.public_id DESC LIMIT %s",
        [*params, FOUND, *place, size + 1],
    )
    return _page([row for row in rows if row[0]], size, rows[0][3], FOUND)


def _count_marked(asked: Asked, words: _Words | None) -> int:
    sql, params = _newest(asked, words, None, FOUND + 1)
    return _one(f"SELECT count(*) FROM ({sql}) AS hits", params)


def _newest(
    asked: Asked, words: _Words | None, before: Place | None, most: int, *, ranked: str | None = None
) -> tuple[str, list[Any]]:
    """The newest `most` that fit words and filters, newest first, by the index that has both."""
    parts = [words.asked] if words else []
    parts += [_any(_mark("rating", each) for each in asked.ratings)] if asked.ratings else []
    parts += [_mark(kind, key) for kind, key in asked.tags]
    parts += [_mark("changed")] if asked.changed else []
    end = [asked.until or "infinity", ""]
    if before and not (asked.until and asked.until <= before.published_at):
        end = [before.published_at, before.public_id]
    sql = "SELECT * FROM claims_find(%s::tsquery, %s::tsquery, %s::tsquery, %s::timestamptz, %s::timestamptz, %s, %s)"
    every, confirmed = " & ".join(f"({each})" for each in parts), words.confirmed if words else None
    return sql, [every, confirmed, ranked, asked.since or "-infinity", *end, most]


# ---------------------------------------------------------------- filters


def _ordered(asked: Asked, before: Place | None, limit: int) -> tuple[str, list[Any]]:
    """The newest checks that fit one filter or none, and days: by an index that has them in that order."""
    table, where, params = "claims_publicclaim", ["status = 'shown'"], list[Any]()
    if asked.tags:
        table, where, params = "claims_publictag", ["kind = %s", "key = %s"], [*asked.tags[0]]
    if asked.ratings:
        where.append("rating = %s")
        params.append(asked.ratings[0])
    if asked.changed:
        where.append("changed")
    if asked.since:
        where.append("published_at >= %s")
        params.append(asked.since)
    if asked.until:
        where.append("published_at < %s")
        params.append(asked.until)
    if before:
        where.append("(published_at, public_id) < (%s, %s)")
        params += [before.published_at, before.public_id]
    sql = f"SELECT public_id, published_at, 0 AS rank FROM {table} WHERE {' AND '.join(where)} {_NEWEST} LIMIT %s"
    return sql, [*params, limit]


def _count_ordered(asked: Asked) -> int:
    sql, params = _ordered(asked, None, COUNTED + 1)
    return _one(f"SELECT count(*) FROM ({sql}) AS every", params)


# ---------------------------------------------------------------- asking


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _one(sql: str, params: list[Any]) -> int:
    return _rows(sql, params)[0][0]


def _page(rows: list[tuple[Any, ...]], size: int, count: int, most: int) -> Found:
    page = rows[:size]
    # public(): a check may be withdrawn between the two questions.
    claims = PublicClaim.objects.public().in_bulk([row[0] for row in page])
    last = page[-1] if len(rows) > size else None
    return Found(
        claims=[claims[row[0]] for row in page if row[0] in claims],
        older=Place(published_at=last[1], public_id=last[0], rank=last[2]) if last else None,
        count=min(count, most),
        more=count > most,
    )
