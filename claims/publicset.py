"""The public set as files: every record, a table for spreadsheets, and ClaimReview. One pass, bounded memory.

A claim is one line in each, so that a take-down can cut it out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery

from claims import canonical, datafolder
from claims.datafolder import Writing
from claims.formats import claimreview, table
from claims.models.public import PublicClaim
from claims.models.revision import Revision

CHUNK = 200  # a row carries its record
COLUMNS = (
    "public_id", "url", "status", "version", "headline", "statement", "language", "claimants", "said_from", "said_to",
    "rating", "rating_label", "true_as_of", "topics", "first_published_at", "published_at", "changed_at", "story_url",
    "record_sha256",
)  # fmt: skip


def write() -> dict[str, Any]:
    """Make the three files. The newest record of each claim that is shown or retracted, as it is stored."""
    with ExitStack() as stack:
        records, sheet, reviews = (
            stack.enter_context(Writing(name)) for name in ("claims.jsonl", "claims.csv", "claimreview.json")
        )
        sheet.add(table.line(COLUMNS))
        feed = Feed(reviews)
        for row in _rows():
            stored = bytes(row.record)
            said = canonical.decode(stored)
            records.add(stored + b"\n")
            sheet.add(table.line(_cells(row, said["content"])))
            if row.is_shown:
                feed.add(_item(row, said))
        feed.end()
        return {out.name: out.finish() for out in (records, sheet, reviews)}


def cut(public_id: str) -> dict[str, Any]:
    """Write the three files anew without the claim. Its own lines know it by these marks, and no others can: a
    quotation mark inside a text is escaped."""
    name = public_id.encode()
    own, cell, item = b'"public_id":"' + name + b'"', name + b",", Feed.ITEM + name + b'"'
    with ExitStack() as stack:
        records, sheet, reviews = (
            stack.enter_context(Writing(name)) for name in ("claims.jsonl", "claims.csv", "claimreview.json")
        )
        _copy(records, lambda line: own in line)
        _copy(sheet, lambda line: line.startswith(cell))
        feed = Feed(reviews)
        for line in datafolder.lines("claimreview.json"):
            if line.startswith(Feed.ITEM) and not line.startswith(item):
                feed.add(line.rstrip(b",\n"))
        feed.end()
        return {out.name: out.finish() for out in (records, sheet, reviews)}


def _copy(out: Writing, is_cut: Callable[[bytes], bool]) -> None:
    for line in datafolder.lines(out.name):
        if not is_cut(line):
            out.add(line)


def _rows() -> Iterable[Any]:
    record = Revision.objects.filter(
        public_id=OuterRef("public_id"), number=OuterRef("number"), redacted_at__isnull=True
    )
    rows = PublicClaim.objects.exclude(status="taken_down").annotate(
        record=Subquery(record.values("record")), record_sha256=Subquery(record.values("record_sha256"))
    )
    # In a transaction this is a cursor on the server: memory does not grow with the number of claims.
    return rows.filter(record__isnull=False).order_by("public_id").iterator(chunk_size=CHUNK)


def _cells(row: Any, content: dict[str, Any]) -> Iterator[str | int]:
    facts = {
        "url": _url(row),
        "version": row.number,
        "claimants": "; ".join(each["name"] or each["described_as"] for each in row.claimants),
        "topics": "; ".join(each["label"] for each in row.topics),
        "true_as_of": content["true_as_of"],
        "record_sha256": bytes(row.record_sha256).hex(),
    }
    for name in COLUMNS:
        value = facts[name] if name in facts else getattr(row, name)
        value = canonical.moment(value) if hasattr(value, "tzinfo") else value
        yield value if isinstance(value, int) else str(value or "")


def _url(row: Any) -> str:
    return settings.SITE_URL.rstrip("/") + row.get_absolute_url()


def _item(row: Any, said: dict[str, Any]) -> bytes:
    site = settings.SITE_URL.rstrip("/")
    review = claimreview.build(
        said, url=row.story_url or _url(row), publisher=settings.NEWSROOM_NAME, publisher_url=f"{site}/",
        first_published_at=canonical.moment(row.first_published_at),
    )  # fmt: skip
    item = {"@type": "DataFeedItem", "identifier": row.public_id, "item": review}
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()


class Feed:
    """A schema.org DataFeed, an item a line, so that a line can be cut out of it."""

    ITEM = b'{"@type":"DataFeedItem","identifier":"'
    HEAD = b'{"@context":"https://schema.org","@type":"DataFeed","dataFeedElement":[\n'
    END = b"\n]}\n"

    def __init__(self, out: Writing) -> None:
        self.out, self.between = out, b""
        out.add(self.HEAD)

    def add(self, item: bytes) -> None:
        self.out.add(self.between + item)
        self.between = b",\n"

    def end(self) -> None:
        self.out.add(self.END)
