"""Does the history still say what was written? And does what must always hold, hold? Both only read.

`problems_of_history` walks the chain and every version; `problems_of_invariants` asks the tables. Each yields one
sentence for each bad row, the first bad one first.
"""

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


# What must always hold, each as a query for its breaches.
INVARIANTS = {
    "a version is public without its basis": """
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.kind = 'publication' AND NOT EXISTS (
          SELECT FROM claims_approval a WHERE a.claim_id = r.claim_id AND a.number = r.number
            AND a.content_sha256 = r.content_sha256
            AND CASE r.basis
              WHEN 'second_person' THEN a.kind = 'editor' AND NOT EXISTS (
                SELECT FROM claims_contribution c WHERE c.claim_id = a.claim_id AND c.user_id = a.by_id
                  AND c.number = a.number)
              WHEN 'countersigned' THEN a.kind = 'countersign'
              ELSE a.override_reason ~ '\\S' END)""",
    "a countersigned version has fewer than two signatures": """
        SELECT r.public_id || ' version ' || r.number FROM claims_revision r
        WHERE r.basis = 'countersigned' AND 2 > (
          SELECT count(DISTINCT a.by_id) FROM claims_approval a WHERE a.claim_id = r.claim_id
            AND a.number = r.number AND a.content_sha256 = r.content_sha256 AND a.kind = 'countersign')""",
    "what readers see is not the last version": """
        SELECT coalesce(p.public_id, r.public_id) FROM claims_publicclaim p
        FULL JOIN (SELECT DISTINCT ON (public_id) * FROM claims_revision ORDER BY public_id, number DESC) r
          ON r.public_id = p.public_id
        WHERE p.number IS DISTINCT FROM r.number OR p.status IS DISTINCT FROM CASE r.kind
          WHEN 'publication' THEN 'shown' WHEN 'retraction' THEN 'retracted' ELSE 'taken_down' END""",
    "a published working copy has nothing public": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'published' AND NOT EXISTS (
          SELECT FROM claims_publicclaim p WHERE p.public_id = c.public_id AND p.status = 'shown')""",
    "a claim was dropped after it had been public": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'dropped'
          AND EXISTS (SELECT FROM claims_revision r WHERE r.claim_id = c.id)""",
    "an approved claim has no yes to its present text": """
        SELECT c.public_id FROM claims_claim c WHERE c.state = 'approved' AND NOT EXISTS (
          SELECT FROM claims_approval a WHERE a.claim_id = c.id AND a.content_version = c.content_version)""",
    "pieces of evidence are not numbered 1 to n": """
        SELECT c.public_id FROM claims_claim c JOIN claims_evidence e ON e.claim_id = c.id
        WHERE e.removed_at IS NULL GROUP BY c.public_id
        HAVING min(e.position) <> 1 OR max(e.position) <> count(*) OR count(DISTINCT e.position) <> count(*)""",
    "a private person is named": """
        SELECT c.public_id FROM claims_appearance a JOIN claims_claim c ON c.id = a.claim_id
        WHERE a.claimant_kind NOT IN ('public_figure', 'organisation')
          AND (a.claimant_name <> '' OR a.claimant_id IS NOT NULL)""",
    "a claim has content and no contributor": """
        SELECT c.public_id FROM claims_claim c
        WHERE NOT EXISTS (SELECT FROM claims_contribution k WHERE k.claim_id = c.id)""",
    "the chain has a gap": """
        SELECT 'link ' || l.seq FROM (SELECT seq, lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS before
          FROM claims_eventlink) l WHERE l.seq <> l.before + 1""",
    "an event has no link": """
        SELECT 'event ' || e.id FROM claims_event e
        WHERE NOT EXISTS (SELECT FROM claims_eventlink l WHERE l.event_id = e.id)""",
}


def problems_of_invariants() -> Iterator[str]:
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            # The queries are ours, from the table above; nothing that anybody typed is in them.
            cursor.execute(f"SELECT breach FROM ({sql}) AS breaches (breach) ORDER BY breach LIMIT 100")  # noqa: S608
            for (breach,) in cursor.fetchall():
                yield f"{breach}: {name}"
