"""Does everything still say what was written? It only reads, and yields a sentence for each bad row, the first first.

The chain covers every column of Event and EventLink. Versions, approvals, kept copies and pages of the newsroom are
covered column by column, since the Event of each says what it is: whatever is changed, taken out or put in disagrees
with an Event, and whoever changes the Event too breaks the chain. Only somebody who writes the whole chain anew from
there on is not seen so, nor one who cuts its end together with all that hangs on it: both are found by a head that was
kept outside, as every record prints one (`head`).

Not covered: what is working copy (claims, places, evidence, people), contributions, and PublicClaim, which
check_invariants holds against the versions; and the ids of Events and versions, as long as all that point to them
follow. Nor the first texts of the newsroom's pages, which came with the software and have no Event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from claims.formats.verify import KINDS, digest
from claims.models.chain import MOMENT, Told, rows, walk

_VERSIONS = f"""
    SELECT r.public_id, r.number, r.content, r.content_sha256, r.record, r.record_sha256,
      r.redacted_at IS NOT NULL, c.public_id, r.kind, r.basis, r.change_kind, r.change_text,
      {MOMENT.format("r.published_at")}, u.key
    FROM claims_revision r LEFT JOIN claims_claim c ON c.id = r.claim_id
    LEFT JOIN claims_user u ON u.id = r.published_by_id
    ORDER BY r.public_id, r.number, r.id"""  # noqa: S608
_APPROVALS = f"""
    SELECT a.id, c.public_id, u.key, encode(a.content_sha256, 'hex'), a.redacted_at IS NOT NULL,
      a.number, a.content_version, a.kind, {MOMENT.format("a.created_at")}, a.note, a.override_reason
    FROM claims_approval a LEFT JOIN claims_claim c ON c.id = a.claim_id LEFT JOIN claims_user u ON u.id = a.by_id
    ORDER BY a.claim_id, a.id"""  # noqa: S608
_COPIES = f"""
    SELECT s.id, d.public_id, encode(s.sha256, 'hex'), s.sha256 = sha256(convert_to(s.text, 'UTF8')),
      s.text || s.archive_url = '', s.redacted_at IS NOT NULL, u.key, s.how,
      {MOMENT.format("s.captured_at")}, s.archive_url
    FROM claims_snapshot s LEFT JOIN claims_document d ON d.id = s.document_id
    LEFT JOIN claims_user u ON u.id = s.captured_by_id
    ORDER BY s.document_id, s.id"""  # noqa: S608

_PAGES = f"""
    SELECT p.page, encode(p.sha256, 'hex'), p.sha256 = sha256(convert_to(p.text, 'UTF8')),
      p.title || p.text || p.note = '', p.redacted_at IS NOT NULL, p.id, u.key, p.number,
      {MOMENT.format("p.made_at")}, p.title, p.note
    FROM claims_pageversion p LEFT JOIN claims_user u ON u.id = p.by_id
    ORDER BY p.page, p.number"""  # noqa: S608


def problems_of_history(*, head: str = "") -> Iterator[str]:
    """`head` is a hash that somebody kept outside, from any time: it must still stand in the chain."""
    told = Told()
    yield from walk(told, head)
    yield from _versions(told)
    yield from _approvals(told)
    yield from _copies(told)
    yield from _pages(told)
    for name in sorted(told.redacted - told.marked):
        if name.startswith(("event ", "revision ", "snapshot ", "approval ", "pageversion ")):
            yield f"{name}: the history says that it was redacted, and it is not marked so"


# ---------------------------------------------------------------- versions


def _versions(told: Told) -> Iterator[str]:
    """Each version's bytes, its place in the claim's life, and the Event that published it."""
    claim, number, before = "", 0, ""
    for public_id, nth, content, content_sha256, record, record_sha256, is_redacted, *columns in rows(
        _VERSIONS
    ):
        name, fingerprint = f"version {nth} of {public_id}", record_sha256.hex()
        number, before = (number, before) if public_id == claim else (0, "")
        if nth != number + 1:
            yield f"{name}: a version before it is missing"
        event = told.published.pop((f"claim/{public_id}", fingerprint), None)
        if event is None and not told.is_blank("version", f"claim/{public_id}"):
            yield f"{name}: no event in the history published this record"
        if event and _of(event) != (content_sha256.hex(), nth, *columns[1:3], columns[6]):
            yield f"{name}: the event that published it says something else"
        if is_redacted:
            left = content + record + (columns[4] or "").encode()
            yield from _redacted(told, name, f"revision {nth} of claim/{public_id}", left)
        elif digest(content) != content_sha256 or digest(record) != record_sha256:
            yield f"{name}: its {'content' if digest(content) != content_sha256 else 'record'} was changed"
        else:
            yield from _version(told, name, (public_id, nth, before), content, record, columns, event)
        claim, number, before = public_id, nth, fingerprint
    for event in told.published.values():
        version = f"version {event['version']['number']} of {event['object'].removeprefix('claim/')}"
        yield f"{version}: entry {event['seq']} of the history published it, and it is gone or another"


def _of(event: dict[str, Any]) -> tuple[Any, ...]:
    """What the Event of a publication says of its version, redacted or not."""
    version = event["version"]
    return (
        version["content_sha256"],
        version["number"],
        KINDS[event["verb"]],
        version["basis"],
        event["actor"],
    )


def _version(told: Told, name: str, place: tuple[str, int, str], content: bytes, record: bytes, columns: list[Any],
             event: dict[str, Any] | None) -> Iterator[str]:  # fmt: skip
    """A version that is not redacted: its columns say what its record says, and that what its Event says."""
    try:
        said = json.loads(record)
        inside, note = said["content"], said["content"]["change_note"]
        if b'"content":' + content not in record:
            yield f"{name}: its record holds another content"
        if (inside["public_id"], inside["number"], inside["previous_record_sha256"]) != place:
            yield f"{name}: it does not name the record before it"
        kind = (note.get("kind") or "wording") if place[1] > 1 else None
        expected = {"claim": place[0], "kind": said["kind"], "basis": said["basis"], "change_kind": kind,
            "change_text": note.get("text", ""), "published_at": said["published_at"],
            "published_by": said["published_by"]}  # fmt: skip
        for column, value in zip(expected, columns, strict=True):
            if expected[column] != value:
                yield f"{name}: its {column} is not what its record says"
        if not told.head_stands(said["history_head"]):
            yield f"{name}: the head that its record names is not in the history"
        if event and said["history_head"]["seq"] >= event["seq"]:
            yield f"{name}: the head that its record names is not older than its publication"
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{name}: its record is none of ours"


# ---------------------------------------------------------------- approvals and kept copies


_YES = ("approval", "number", "content_version", "kind", "at", "note", "override_reason")


def _approvals(told: Told) -> Iterator[str]:
    """Each yes against the Event of the person who said it."""
    for pk, public_id, person, content, is_redacted, *columns in rows(_APPROVALS):
        about = f"claim/{public_id}"
        if is_redacted:
            yield from _redacted(told, f"approval {pk}", f"approval {pk}", "".join(columns[4:]).encode())
        events = told.yes.get((about, person, content))
        if not events:
            if not told.is_blank("yes", about):
                yield f"approval {pk}: no event in the history says that {person} said yes to this text of {public_id}"
            continue
        event = events.popleft()
        said = {"kind": "countersign" if event["verb"] == "countersign" else "editor", **event.get("yes", {})}
        if (
            not is_redacted and "event" not in event
        ):  # what a redaction says again of a yes has none of its words
            said |= {"note": event.get("note", ""), "override_reason": event.get("reason", "")}
        for column, value in zip(_YES, (pk, *columns), strict=True):
            if said.get(column, value) != value:  # an Event of before this was built says less
                yield f"approval {pk}: its {column} is not what the history says"
    for about, person, content in (key for key, events in told.yes.items() if events):
        yield f"approval of {about.removeprefix('claim/')} by {person}, content {content[:8]} …: it is gone or another"


_COPY = ("copy", "actor", "how", "captured_at", "archive_url")


def _copies(told: Told) -> Iterator[str]:
    """Each kept copy: its text, and the Event that kept it."""
    for pk, public_id, sha256, is_whole, is_empty, is_redacted, *columns in rows(_COPIES):
        name, about = f"kept copy {pk}", f"document/{public_id}"
        if is_redacted:
            yield from _redacted(told, name, f"snapshot {pk}", b"" if is_empty else b"text")
        elif not is_whole:
            yield f"{name}: its text was changed"
        events = told.copies.get((about, sha256))
        if events:
            event = events.popleft()
            for column, value in zip(_COPY, (pk, *columns), strict=True):
                if event.get(column, value) != value and not (is_redacted and column == "archive_url"):
                    yield f"{name}: its {column} is not what the history says"
        elif not told.is_blank("keep_copy", about):
            yield f"{name}: no event in the history kept this text of {about}"
    for about, sha256 in (key for key, events in told.copies.items() if events):
        yield f"kept copy of {about}, text {sha256[:8]} …: it is gone or another"


_PAGE = ("row", "actor", "number", "made_at", "title", "note")


def _pages(told: Told) -> Iterator[str]:
    """Each version of a page of the newsroom, and the Event that put it there. A first version that nobody wrote came
    with the software, and has none."""
    for page, sha256, is_whole, is_empty, is_redacted, *columns in rows(_PAGES):
        pk, person, number = columns[:3]
        name, about = f"version {number} of page {page}", f"page/{page}"
        if is_redacted:
            yield from _redacted(told, name, f"pageversion {pk}", b"" if is_empty else b"text")
        elif not is_whole:
            yield f"{name}: its text was changed"
        events = told.pages.get((about, sha256))
        if events:
            event = events.popleft()
            for column, value in zip(_PAGE, columns, strict=True):
                if event.get(column, value) != value and not (is_redacted and column in ("title", "note")):
                    yield f"{name}: its {column} is not what the history says"
        elif (person is not None or number != 1) and not told.is_blank("revise_page", about):
            yield f"{name}: no event in the history wrote this text"
    for about, sha256 in (key for key, events in told.pages.items() if events):
        yield f"version of {about}, text {sha256[:8]} …: it is gone or another"


def _redacted(told: Told, name: str, row: str, left: bytes) -> Iterator[str]:
    told.marked.add(row)
    if left:
        yield f"{name}: it is marked as redacted, and is not blank"
    if row not in told.redacted:
        yield f"{name}: it is blank, and no redaction names it"
