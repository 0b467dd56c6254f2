"""Finding checks by words and filters, newest first or best first, at a cost that does not grow with their number.

Words are looked for in the newest checks first (a window): where they are common it holds enough. Only where it does
not, the index of words is asked for all of them. Asking it always would fetch and sort hundreds of thousands for a
common word; walking by date until a page is full would read everything for a rare one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from claims.asking import Query, respelt
from claims.models.public import PublicClaim

WINDOW = 3_000  # of the newest checks, in which words are looked for first
ENOUGH = 200  # that fit, for ranking
RANKED = 1_000  # of the newest that fit, at most
BITMAP = "32MB"  # in less a bitmap forgets which rows of a page it meant, and all of them are read again
COUNTED = 10_000  # exactly; then “more than”
CONFIGS = {"en": "claims_en", "es": "claims_es", "de": "claims_de", "fr": "claims_fr", "pt": "claims_pt",
           "it": "claims_it"}  # fmt: skip
OTHERS = "claims_any"
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


@dataclass
class Found:
    claims: list[PublicClaim] = field(default_factory=list)
    older: Place | None = None  # where the next page begins
    count: int = 0  # COUNTED + 1: more than that


@dataclass(frozen=True)
class Place:
    """Where a page ends. `rank` only where the best come first."""

    published_at: datetime
    public_id: str
    rank: int = 0


def find(asked: Asked, *, before: Place | None = None, size: int = 25) -> Found:
    """One page, and how many fit in all."""
    with transaction.atomic():  # what `_indexed` sets lasts no longer
        if not asked.query:
            rows = _rows(*_source(asked, before, size + 1))
            return _page(rows, size, _one(*_counted(asked)))
        match = _Match(asked.query)
        if not match.sql:
            return Found()
        return _find_words(asked, match, before, size)


def count(asked: Asked) -> int:
    """How many fit, exactly up to COUNTED."""
    if not asked.query:
        return _one(*_counted(asked))
    with transaction.atomic():
        match = _Match(asked.query)
        return _count_words(asked, match) if match.sql else 0


def by_rating(kind: str, key: str) -> dict[str, int]:
    """How many of the checks that name this bear each rating; of the newest COUNTED."""
    sql = f"SELECT t.rating FROM claims_publictag AS t WHERE t.kind = %s AND t.key = %s {_NEWEST} LIMIT %s"
    rows = _rows(f"SELECT rating, count(*) FROM ({sql}) AS newest GROUP BY rating", [kind, key, COUNTED])
    return dict(rows)


def better_spelling(asked: Asked, text: str) -> str:
    """`text` with the words that we never used replaced by the likest that we did, if that finds anything; else ""."""
    from claims.asking import LONGEST, parse  # not above: `text` need not be what `asked` was made of

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
    match = _Match(query)
    if not claims or not match.sql:
        return {}
    options = "StartSel=\x02, StopSel=\x03, HighlightAll=true"
    found = {}
    with connection.cursor() as cursor:
        for languages, config, text in match.by_config:
            ids = [each.public_id for each in claims if _config(each.language) in languages]
            if ids:
                cursor.execute(
                    "SELECT public_id, ts_headline(%s::regconfig, headline, %s::tsquery, %s),"
                    " ts_headline(%s::regconfig, statement, %s::tsquery, %s)"
                    " FROM claims_publicclaim WHERE public_id = ANY (%s)",
                    [f"public.{config}", text, options, f"public.{config}", text, options, ids],
                )
                found.update({row[0]: (row[1], row[2]) for row in cursor.fetchall()})
    return found


# ---------------------------------------------------------------- words


class _Match:
    """A condition that finds the words, one clause a language, each with its own stems."""

    def __init__(self, query: Query) -> None:
        parts, params = [], []
        for config in (*CONFIGS.values(), OTHERS):
            sql, own = _tsquery(config, query)
            parts.append(f"({sql})::text")
            params += own
        self.by_config: list[tuple[tuple[str, ...], str, str]] = []
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            texts = cursor.fetchone()
        alike: dict[str, list[str]] = {}
        for config, text in zip((*CONFIGS.values(), OTHERS), texts, strict=True):
            if text:  # else there are only words that this language does not index
                alike.setdefault(text, []).append(config)
                self.by_config.append(((config,), config, text))
        clauses = [_clause(configs, text) for text, configs in alike.items()]
        self.sql = f"({' OR '.join(sql for sql, _params in clauses)})" if clauses else ""
        self.params: list[Any] = [param for _sql, own in clauses for param in own]
        cases = [
            f"WHEN {_language(configs)} THEN ts_rank_cd(p.vector, %s::tsquery)" for configs in alike.values()
        ]
        self.rank = f"(1000000 * CASE {' '.join(cases)} ELSE 0 END)::int" if cases else "0"
        self.rank_params: list[Any] = list(alike)


def _tsquery(config: str, query: Query) -> tuple[str, list[str]]:
    named = f"'public.{config}'::regconfig"
    parts, params = [f"websearch_to_tsquery({named}, %s)"], [query.plain]
    for word in query.beginnings:
        parts.append(f"to_tsquery({named}, %s)")
        params.append(f"{word}:*")
    for word in query.without_beginnings:
        parts.append(f"!!to_tsquery({named}, %s)")
        params.append(f"{word}:*")
    return " && ".join(parts), params


def _config(language: str) -> str:
    return CONFIGS.get(language[:2], OTHERS)


def _language(configs: Sequence[str]) -> str:
    """Constants of ours only; nothing that was typed comes into it."""
    short = [language for language, config in CONFIGS.items() if config in configs]
    known = ", ".join(f"'{each}'" for each in CONFIGS)
    parts = [f"left(p.language, 2) IN ({', '.join(map(repr, short))})"] if short else []
    parts += [f"left(p.language, 2) NOT IN ({known})"] if OTHERS in configs else []
    return f"({' OR '.join(parts)})"


def _clause(configs: Sequence[str], text: str) -> tuple[str, list[Any]]:
    everywhere = len(configs) == len(CONFIGS) + 1
    return (
        "p.vector @@ %s::tsquery" if everywhere else f"({_language(configs)} AND p.vector @@ %s::tsquery)"
    ), [text]


def _find_words(asked: Asked, match: _Match, before: Place | None, size: int) -> Found:
    if asked.best_first:
        rows, count = _candidates(asked, match)
        if before is not None:
            rows = [
                row for row in rows if _rank_key(row) < (before.rank, before.published_at, before.public_id)
            ]
        return _page(rows, size, _count_words(asked, match) if count is None else count)
    sql, params = _source(asked, before, WINDOW, "language, vector")
    hits = (
        f"WITH w AS MATERIALIZED ({sql}) SELECT p.public_id, p.published_at, 0 FROM w AS p"
        f" WHERE {match.sql} {_NEWEST} LIMIT %s"
    )
    rows = _rows(hits, [*params, *match.params, size + 1])
    if len(rows) <= size and _one(f"SELECT count(*) FROM ({sql}) AS w", params) == WINDOW:
        sql, params = _all(asked, match, before)
        rows = _indexed(
            f"{sql} SELECT public_id, published_at, 0 FROM m {_NEWEST} LIMIT %s", [*params, size + 1]
        )
    return _page(rows, size, _count_words(asked, match))


def _candidates(asked: Asked, match: _Match) -> tuple[list[tuple[Any, ...]], int | None]:
    """(public_id, published_at, rank) of the newest that fit, the best first; and how many fit, where that was seen."""
    count: int | None = None
    sql, params = _source(asked, None, WINDOW, "language, vector")
    hits = (
        f"WITH w AS MATERIALIZED ({sql}) SELECT p.public_id, p.published_at, {match.rank} FROM w AS p"
        f" WHERE {match.sql} {_NEWEST} LIMIT %s"
    )
    rows = _rows(hits, [*params, *match.rank_params, *match.params, RANKED])
    if len(rows) < ENOUGH and _one(f"SELECT count(*) FROM ({sql}) AS w", params) == WINDOW:
        # Ranked when the newest are chosen: to rank is dearer than to find. And counted where they are all at hand.
        sql, params = _all(asked, match, None)
        newest = f"{sql} SELECT public_id, (SELECT count(*) FROM m) FROM m {_NEWEST} LIMIT %s"
        found = _indexed(newest, [*params, RANKED])
        count = min(found[0][1], COUNTED + 1) if found else 0
        rows = _rows(
            f"SELECT p.public_id, p.published_at, {match.rank} FROM claims_publicclaim AS p"
            " WHERE p.public_id = ANY (%s)",
            [*match.rank_params, [row[0] for row in found]],
        )
    return sorted(rows, key=_rank_key, reverse=True), count


def _rank_key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[2], row[1], row[0]


def _count_words(asked: Asked, match: _Match) -> int:
    sql, params = _all(asked, match, None, limit=COUNTED + 1)
    return _indexed(f"{sql} SELECT count(*) FROM m", params)[0][0]


def _all(
    asked: Asked, match: _Match, before: Place | None, limit: int | None = None
) -> tuple[str, list[Any]]:
    """The beginning of a query, with `m`: every check with the words, from the index of words. MATERIALIZED and without
    an order, else it would be walked by date."""
    where, params = _where(asked, before, "p")
    for kind, key in asked.tags:
        where.append(
            "EXISTS (SELECT FROM claims_publictag o WHERE o.public_id = p.public_id AND o.kind = %s AND o.key = %s)"
        )
        params += [kind, key]
    sql = (
        f"WITH m AS MATERIALIZED (SELECT p.public_id, p.published_at FROM claims_publicclaim AS p"
        f" WHERE {match.sql} AND p.status = 'shown'{''.join(f' AND {each}' for each in where)}"
        f"{' LIMIT %s' if limit else ''})"
    )
    return sql, [*match.params, *params, *([limit] if limit else [])]


# ---------------------------------------------------------------- filters


def _where(asked: Asked, before: Place | None, alias: str) -> tuple[list[str], list[Any]]:
    """Conditions on columns that checks and their tags both have."""
    where, params = [], list[Any]()
    if asked.ratings:
        where.append(f"{alias}.rating = ANY (%s)")
        params.append(list(asked.ratings))
    if asked.changed:
        where.append(f"{alias}.changed")
    if asked.since:
        where.append(f"{alias}.published_at >= %s")
        params.append(asked.since)
    if asked.until:
        where.append(f"{alias}.published_at < %s")
        params.append(asked.until)
    if before:
        where.append(f"({alias}.published_at, {alias}.public_id) < (%s, %s)")
        params += [before.published_at, before.public_id]
    return where, params


def _source(asked: Asked, before: Place | None, limit: int, columns: str = "") -> tuple[str, list[Any]]:
    """The newest checks that fit the filters, words aside: by an index that has them in that order."""
    if asked.tags:
        return _by_tag(asked, before, limit, columns)
    if len(asked.ratings) > 1:  # each walks its own index; of an ANY none would have the order
        parts, params = [], list[Any]()
        for rating in asked.ratings:
            sql, own = _source(replace(asked, ratings=(rating,)), before, limit, columns)
            parts.append(f"({sql})")
            params += own
        return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS every {_NEWEST} LIMIT %s", [*params, limit]
    where, params = _where(replace(asked, ratings=()), before, "p")
    if asked.ratings:
        where.append("p.rating = %s")
        params.append(asked.ratings[0])
    more = "".join(f", p.{each}" for each in columns.split(", ") if each)
    sql = (
        f"SELECT p.public_id, p.published_at, 0 AS rank{more} FROM claims_publicclaim AS p WHERE p.status = 'shown'"
        f"{''.join(f' AND {each}' for each in where)} {_NEWEST} LIMIT %s"
    )
    return sql, [*params, limit]


def _by_tag(asked: Asked, before: Place | None, limit: int, columns: str) -> tuple[str, list[Any]]:
    (kind, key), *others = asked.tags
    where, params = _where(asked, before, "t")
    for other in others:
        where.append(
            "EXISTS (SELECT FROM claims_publictag o WHERE o.public_id = t.public_id AND o.kind = %s AND o.key = %s)"
        )
        params += other
    sql = (
        "SELECT t.public_id, t.published_at, 0 AS rank FROM claims_publictag AS t WHERE t.kind = %s AND t.key = %s"
        f"{''.join(f' AND {each}' for each in where)} {_NEWEST} LIMIT %s"
    )
    params = [kind, key, *params, limit]
    if columns:
        sql = (
            f"SELECT t.*, {', '.join(f'c.{each}' for each in columns.split(', '))} FROM ({sql}) AS t"
            " JOIN claims_publicclaim c USING (public_id)"
        )
    return sql, params


def _counted(asked: Asked) -> tuple[str, list[Any]]:
    sql, params = _source(asked, None, COUNTED + 1)
    return f"SELECT count(*) FROM ({sql}) AS every", params


# ---------------------------------------------------------------- asking


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _one(sql: str, params: list[Any]) -> int:
    return _rows(sql, params)[0][0]


def _indexed(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """By bitmaps of the index of words: where a word is in one check of fifty, the planner would rather read the whole
    table, all million rows of it."""
    _set(enable_seqscan="off", enable_indexscan="off", work_mem=BITMAP)
    rows = _rows(sql, params)
    _set(enable_seqscan="on", enable_indexscan="on")
    return rows


def _set(**values: str) -> None:
    _rows(
        "SELECT " + ", ".join("set_config(%s, %s, true)" for _name in values),
        [each for pair in values.items() for each in pair],
    )


def _page(rows: list[tuple[Any, ...]], size: int, count: int) -> Found:
    page = rows[:size]
    claims = PublicClaim.objects.in_bulk([row[0] for row in page])
    last = page[-1] if len(rows) > size else None
    return Found(
        claims=[claims[row[0]] for row in page if row[0] in claims],
        older=Place(published_at=last[1], public_id=last[0], rank=last[2]) if last else None,
        count=count,
    )
