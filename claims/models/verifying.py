"""Does the history still say what was written? `problems_of_history` walks the chain and every version, and yields one
sentence for each bad row, the first bad one first. It only reads."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection

from claims import canonical
from claims.models.event import ZERO_HASH, Event, EventLink
from claims.models.revision import Revision

CHUNK = 2_000


def link_hash(seq: int, previous: bytes, payload_sha256: bytes) -> bytes:
    """The rule of the chain, which the database's trigger follows too: sha256(seq ‖ previous ‖ payload_sha256)."""
    return hashlib.sha256(seq.to_bytes(8, "big") + previous + payload_sha256).digest()


def problems_of_history(*, head: str = "") -> Iterator[str]:
    """`head` is a hash that somebody kept outside, from any time: it must still stand in the chain."""
    yield from _chain(head)
    yield from _versions()
    yield from _copies()


def _chain(head: str) -> Iterator[str]:
    expected, previous, seen = 1, ZERO_HASH, not head
    links = EventLink.objects.select_related("event").order_by("seq")
    for link in links.iterator(chunk_size=CHUNK):
        event = link.event
        if link.seq != expected:
            yield f"history: link {expected} is missing (the next one is {link.seq})"
        if bytes(link.previous) != previous:
            yield f"history: link {link.seq} does not follow the link before it"
        if bytes(link.hash) != link_hash(link.seq, bytes(link.previous), bytes(event.payload_sha256)):
            yield f"history: link {link.seq} has another hash than its event {event.pk}"
        if event.redacted_at is None:
            yield from _event(event)
        expected, previous = link.seq + 1, bytes(link.hash)
        seen = seen or previous.hex() == head
    if not seen:
        yield f"history: the head {head} stands nowhere in the chain"
    for pk in Event.objects.filter(link__isnull=True).values_list("pk", flat=True)[:20]:
        yield f"history: event {pk} has no link"


def _event(event: Event) -> Iterator[str]:
    payload = bytes(event.payload)
    if canonical.digest(payload) != bytes(event.payload_sha256):
        yield f"history: event {event.pk} was changed: its payload has another hash"
        return
    said = canonical.decode(payload)
    columns = {"verb": event.verb, "object": event.object, "at": canonical.moment(event.created_at)}
    for name, value in columns.items():
        if said.get(name) != value:
            yield f"history: event {event.pk} was changed: its {name} is not what its payload says"


def _versions() -> Iterator[str]:
    """Each version's bytes, its place in the claim's life, and the Event that published it."""
    before: dict[str, Revision] = {}
    published = _published()
    for revision in Revision.objects.order_by("claim_id", "number").iterator(chunk_size=CHUNK):
        name = f"version {revision.number} of {revision.public_id}"
        last = before.get(revision.public_id)
        if revision.number != (last.number + 1 if last else 1):
            yield f"{name}: a version before it is missing"
        if revision.record_hash not in published.get(revision.public_id, set()):
            yield f"{name}: no event in the history published this record"
        if not revision.is_redacted:
            yield from _bytes(revision, name, last)
        before[revision.public_id] = revision


def _bytes(revision: Revision, name: str, last: Revision | None) -> Iterator[str]:
    for what in ("content", "record"):
        if canonical.digest(bytes(getattr(revision, what))) != bytes(getattr(revision, f"{what}_sha256")):
            yield f"{name}: its {what} was changed"
            return
    record, content = revision.record_dict, revision.content_dict
    if record["content"] != content:
        yield f"{name}: its record holds another content"
    if content["previous_record_sha256"] != (last.record_hash if last else ""):
        yield f"{name}: it does not name the record before it"
    columns: dict[str, Any] = {
        "kind": revision.kind,
        "basis": revision.basis,
        "published_at": canonical.moment(revision.published_at),
    }
    for column, value in columns.items():
        if record[column] != value:
            yield f"{name}: its {column} is not what its record says"


def _published() -> dict[str, set[str]]:
    """The record hashes that publications, retractions and take-downs put into the chain, by public id."""
    found: dict[str, set[str]] = {}
    events = Event.objects.filter(verb__in=["publish", "retract", "take_down"], redacted_at__isnull=True)
    for event in events.iterator(chunk_size=CHUNK):
        said = event.details
        digest = said.get("version", {}).get("record_sha256", "")
        found.setdefault(event.object.removeprefix("claim/"), set()).add(digest)
    return found


def _copies() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id FROM claims_snapshot
               WHERE redacted_at IS NULL AND sha256 <> sha256(convert_to(text, 'UTF8')) ORDER BY id LIMIT 20"""
        )
        for (pk,) in cursor.fetchall():
            yield f"kept copy {pk}: its text was changed"
