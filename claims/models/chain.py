"""Walks the chain of the history, and gathers what the Events say was done: the other tables are held against it.

Plain cursors and no models: a history of a million Events is read in seconds, and memory grows with the versions alone.
"""

from __future__ import annotations

import json
from bisect import insort
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from claims.formats.verify import KINDS, ZERO, link_hash

CHUNK = 5_000
_decode = (
    json.JSONDecoder().decode
)  # json.loads would guess the encoding first, sixty thousand times a second
YES = ("approve", "countersign", "override")
# A moment as payloads and records write it.
MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

_LINKS = f"""
    SELECT l.seq, l.previous, l.hash, l.event_id, e.payload_sha256, e.payload, e.redacted_at IS NOT NULL,
      coalesce(u.key, ''), e.verb, e.object, e.request_id, {MOMENT.format("e.created_at")}
    FROM claims_eventlink l LEFT JOIN claims_event e ON e.id = l.event_id LEFT JOIN claims_user u ON u.id = e.actor_id
    ORDER BY l.seq"""  # noqa: S608
_NAMES = ("actor", "verb", "object", "request_id", "at")
_STRAYS = {
    "event {} has no link": """SELECT id FROM claims_event e
        WHERE NOT EXISTS (SELECT FROM claims_eventlink l WHERE l.event_id = e.id) ORDER BY id LIMIT 20""",
    "event {} has more than one link": """SELECT event_id FROM claims_eventlink GROUP BY event_id
        HAVING count(*) > 1 ORDER BY event_id LIMIT 20""",
}


class Told:
    """What the Events say, as far as other tables must agree with it."""

    def __init__(self) -> None:
        self.hashes = bytearray()  # 32 bytes a link, in order
        self.published: dict[tuple[str, str], dict[str, Any]] = {}  # by object and record
        self.yes: dict[tuple[str, ...], deque[dict[str, Any]]] = defaultdict(
            deque
        )  # by object, person, content
        self.copies: dict[tuple[str, ...], deque[dict[str, Any]]] = defaultdict(deque)  # by object and hash
        self.pages: dict[tuple[str, ...], deque[dict[str, Any]]] = defaultdict(deque)  # likewise
        self.redacted: set[str] = set()  # what redactions name: "event 17", "revision 2 of claim/7k3m9qxd"
        self.blank: Counter[tuple[str, str]] = (
            Counter()
        )  # redacted Events by kind and object: they say nothing
        self.marked: set[str] = set()  # rows that are marked as redacted, by the same names

    def take(self, seq: int, said: dict[str, Any]) -> None:
        verb, about = said["verb"], said["object"]
        if verb in KINDS:
            self.published[about, said["version"]["record_sha256"]] = {**said, "seq": seq}
        elif verb in YES:
            _put(self.yes[about, said["actor"], said["content_sha256"]], {**said, "seq": seq})
        elif verb == "keep_copy":
            _put(self.copies[about, said["sha256"]], {**said, "seq": seq})
        elif verb == "revise_page":
            _put(self.pages[about, said["sha256"]], {**said, "seq": seq})
        elif verb == "redact":
            # The number of a version counts within its claim.
            self.redacted.update(
                f"{row} of {about}" if row.startswith("revision ") else row for row in said["rows"]
            )
            for proof in said.get("proved", []):  # what a blank Event had proved is said again here
                self.blank[_kind(proof["verb"]), proof["object"]] -= 1
                self.take(proof["seq"], proof)

    def take_blank(self, pk: int, verb: str, about: str) -> None:
        self.marked.add(f"event {pk}")
        self.blank[_kind(verb), about] += 1

    def is_blank(self, kind: str, about: str) -> bool:
        """Was there an Event of this kind about this object that has been redacted? Each answers for one row."""
        self.blank[kind, about] -= 1
        return self.blank[kind, about] >= 0

    def head_stands(self, head: dict[str, Any]) -> bool:
        seq = head["seq"]
        own = self.hashes[32 * (seq - 1) : 32 * seq] if seq else ZERO
        return bytes(own).hex() == head["hash"]


def _kind(verb: str) -> str:
    return "version" if verb in KINDS else "yes" if verb in YES else verb


def _put(events: deque[dict[str, Any]], event: dict[str, Any]) -> None:
    """In the order of the chain: what a redaction says again has its place before what came between."""
    insort(events, event, key=lambda each: each["seq"])


def rows(sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, by a cursor on the server."""
    with transaction.atomic(), closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql)
        while found := cursor.fetchmany(CHUNK):
            yield from found


def walk(told: Told, head: str) -> Iterator[str]:
    """A sentence for each bad link or Event. `head` is a hash that must stand in the chain."""
    expected, last, seen = 1, ZERO, not head
    for seq, previous, own, pk, digest, payload, is_redacted, *names in rows(_LINKS):
        if seq != expected:
            yield f"history: link {expected} is missing (the next one is {seq})"
        if previous != last:
            yield f"history: link {seq} does not follow the link before it"
        if digest is None:
            yield f"history: event {pk}, of link {seq}, is missing"
        elif seq < 1 or own != link_hash(seq, previous, digest):
            yield f"history: link {seq} has another hash than its event {pk}"
        elif is_redacted:
            if payload:
                yield f"history: event {pk} is marked as redacted, and is not blank"
            told.take_blank(pk, names[1], names[2])
        elif sha256(payload).digest() != digest:
            yield f"history: event {pk} was changed: its payload has another hash"
        else:
            yield from _event(told, seq, pk, payload, names)
        told.hashes += own
        expected, last = seq + 1, own
        seen = seen or own.hex() == head
    if not seen:
        yield f"history: the head {head} stands nowhere in the chain"
    for sentence, sql in _STRAYS.items():
        for (pk,) in rows(sql):
            yield f"history: {sentence.format(pk)}"
    for name in sorted(told.marked - told.redacted):
        yield f"history: {name} is blank, and no redaction names it"


def _event(told: Told, seq: int, pk: int, payload: bytes, names: list[str]) -> Iterator[str]:
    try:
        said = _decode(payload.decode())
        if [said[name] for name in _NAMES] == names:
            told.take(seq, said)
            return
        wrong = next(name for name, value in zip(_NAMES, names, strict=True) if said[name] != value)
        yield f"history: event {pk} was changed: its {wrong} is not what its payload says"
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"history: event {pk} was changed: its payload is none of ours"
