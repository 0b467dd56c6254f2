"""The desk's writing as bare SQL: what the database says when no code of ours stands before it.

Everything runs on the connection of the calling thread, as the application's role, unless a test borrows
the owner's rights. Versions are in versions.py.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from claims.models.base import random_id

WORDS = "The library opens at nine"


@dataclass(frozen=True)
class Row:
    """A claim as these tests hold it."""

    id: int
    public_id: str


# ---------------------------------------------------------------- asking


def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        rows = cursor.fetchall() if cursor.description else []
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def one(sql: str, *parameters: Any) -> Any:
    return run(sql, *parameters)[0][0]


def insert(table: str, *, returning: str = "id", **values: Any) -> Any:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    return one(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {returning}", *values.values())


def update(table: str, pk: int, **columns: Any) -> None:
    names = ", ".join(f'"{name}" = %s' for name in columns)
    run(f"UPDATE {table} SET {names} WHERE id = %s", *columns.values(), pk)


def settle() -> None:
    """Let the guards that wait for COMMIT speak now."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def refused(*because: str) -> Iterator[None]:
    """What is done in this block must be refused, at the latest at COMMIT, for this reason (or one of these,
    where two guards stand before the same door). It is undone."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        yield
        settle()
    assert any(words in str(caught.value) for words in because), f"refused because: {caught.value}"


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def now() -> datetime:
    return datetime.now(UTC)


# ---------------------------------------------------------------- who writes


def act(by: Any) -> None:
    """Name the person who writes content from here to the end of the transaction."""
    user = str(getattr(by, "pk", by))
    run("SELECT set_config('factcheck.actor', %s || '/' || pg_current_xact_id(), true)", user)


def nobody() -> None:
    """Name nobody again: a test is one transaction, and the name would last as long."""
    run("SELECT set_config('factcheck.actor', '', true)")


# ---------------------------------------------------------------- claims and their pieces

CLAIM_TEXTS = (
    "headline", "conclusion", "analysis", "looked_for", "fewer_sources", "reply", "selection_reason",
    "change_kind", "change_text", "story_url", "drop_reason", "drop_note",
)  # fmt: skip
APPEARANCE_TEXTS = (
    "claimant_kind", "claimant_name", "described_as", "claimant_role", "voice", "heard", "prefix", "suffix",
    "locator", "document_title", "document_url", "document_publisher",
)  # fmt: skip
EVIDENCE_TEXTS = (
    "url", "publisher", "person", "role", "quotation", "translation", "locator", "primary_why", "interests",
    "note", "discounted_reason",
)  # fmt: skip


def insert_claim(by: Any, **values: Any) -> Row:
    row = {
        **dict.fromkeys(CLAIM_TEXTS, ""),
        "public_id": random_id(),
        "statement": WORDS,
        "language": "en",
        "state": "spotted",
        "priority": 0,
        "content_version": 0,
        "lock_version": 0,
        "created_at": now(),
        "updated_at": now(),
        "created_by_id": by.pk,
        **values,
    }
    return Row(insert("claims_claim", **row), row["public_id"])


def new_claim(by: Any, *others: Any, state: str = "in_review") -> Row:
    """A claim that `by` and `others` wrote, in this state."""
    act(by)
    claim = insert_claim(by)
    set_state(claim, "drafting")
    for other in others:
        act(other)
        write(claim, conclusion=f"As {other.pk} sees it.")
    set_state(claim, state)
    nobody()
    return claim


def set_state(claim: Row, state: str) -> None:
    reason = "other" if state == "dropped" else ""
    run("UPDATE claims_claim SET state = %s, drop_reason = %s WHERE id = %s", state, reason, claim.id)


def write(claim: Row, **columns: Any) -> None:
    update("claims_claim", claim.id, **columns)


def edit(claim: Row, by: Any, statement: str) -> None:
    """Open it, write, submit."""
    act(by)
    set_state(claim, "drafting")
    write(claim, statement=statement)
    set_state(claim, "in_review")
    nobody()


def counter(claim: Row) -> int:
    return one("SELECT content_version FROM claims_claim WHERE id = %s", claim.id)


def contributors(claim: Row) -> list[tuple[Any, ...]]:
    """(number, user) of everybody who had a hand in it."""
    sql = "SELECT number, user_id FROM claims_contribution WHERE claim_id = %s ORDER BY number, user_id"
    return run(sql, claim.id)


def add_document(by: Any) -> int:
    return insert(
        "claims_document",
        **dict.fromkeys(("url", "canonical_url", "byline"), ""),
        public_id=random_id(),
        publisher="The Example Paper",
        title="The library",
        kind="article",
        language="en",
        created_at=now(),
        created_by_id=by.pk,
        lock_version=0,
    )


def add_snapshot(document: int, by: Any, **values: Any) -> int:
    row = {
        "document_id": document,
        "text": "We open at nine.",
        "sha256": digest(b"We open at nine."),
        "how": "pasted",
        "captured_at": now(),
        "captured_by_id": by.pk,
        "archive_url": "",
    }
    return insert("claims_snapshot", **row | values)


def add_appearance(claim: Row, document: int, **values: Any) -> int:
    row = {
        **dict.fromkeys(APPEARANCE_TEXTS, ""),
        "claim_id": claim.id,
        "document_id": document,
        "position": 1,
        "exact": "We open at nine",
        "start": 0,
        "end": 15,
        "said_from": date(2026, 3, 2),
        "said_to": date(2026, 3, 2),
        "proposed": False,
        "hands": [],
        "lock_version": 0,
    }
    return insert("claims_appearance", **row | values)


def add_evidence(claim: Row, **values: Any) -> int:
    row = {
        **dict.fromkeys(EVIDENCE_TEXTS, ""),
        "claim_id": claim.id,
        "position": 1,
        "stance": "refutes",
        "kind": "official_report",
        "title": "A list",
        "language": "en",
        "primary": False,
        "independence": "independent",
        "seen_as": "original",
        "lock_version": 0,
    }
    return insert("claims_evidence", **row | values)


# ---------------------------------------------------------------- history


def add_event(by: Any = None, **columns: Any) -> int:
    payload = secrets.token_bytes(40)
    row = {
        "actor_id": by.pk if by else None,
        "verb": "test",
        "object": "claim/none",
        "request_id": "",
        "created_at": now(),
        "payload": payload,
        "payload_sha256": digest(payload),
    }
    return insert("claims_event", **row | columns)


def links() -> int:
    return one("SELECT count(*) FROM claims_eventlink")


def chain_is_valid() -> bool:
    """Every Event is linked, without a gap, and each hash is the one of the rule, worked out here anew."""
    rows = run(
        "SELECT l.seq, l.previous, l.hash, e.payload_sha256 FROM claims_eventlink l "
        "JOIN claims_event e ON e.id = l.event_id ORDER BY l.seq"
    )
    head = bytes(32)
    for number, (seq, previous, link, payload) in enumerate(rows, 1):
        rule = digest(number.to_bytes(8, "big") + head + payload)
        if (seq, previous, link) != (number, head, rule):
            return False
        head = rule
    return len(rows) == one("SELECT count(*) FROM claims_event")
