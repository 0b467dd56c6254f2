"""Every content column of claim, appearance and evidence, one by one: written by a named person, while the claim
is open, counted. Every other column passes freely."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from claims.content import APPEARANCE_COLUMNS, CLAIM_COLUMNS, EVIDENCE_COLUMNS
from tests.database import as_owner
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_evidence,
    add_snapshot,
    contributors,
    counter,
    insert,
    new_claim,
    nobody,
    one,
    refused,
    run,
    set_state,
    settle,
    update,
)
from tests.guards.test_rights import NO_CONTENT

pytestmark = pytest.mark.django_db

DAY, LATER = date(2026, 1, 2), date(2026, 3, 9)
MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
# Another value than the one that each row below is made with; "->" names the row that it points to.
OTHER: dict[str, dict[str, Any]] = {
    "claims_claim": {
        **dict.fromkeys(CLAIM_COLUMNS, "other"),
        "rating_id": "->rating",
        "true_as_of": DAY,
        "change_kind": "update",
    },
    "claims_appearance": {
        **dict.fromkeys(APPEARANCE_COLUMNS, "other"),
        "document_id": "->document",
        "snapshot_id": "->snapshot",
        "claimant_id": None,
        "claimant_kind": "organisation",
        "position": 7,
        "said_from": DAY,
        "said_to": LATER,
        "start": 3,
        "end": 99,
        "document_published_on": DAY,
        "removed_at": MOMENT,
    },
    "claims_evidence": {
        **dict.fromkeys(EVIDENCE_COLUMNS, "other"),
        "document_id": "->document",
        "position": 7,
        "stance": "context",
        "published_from": DAY,
        "published_to": LATER,
        "primary": True,
        "repeats_id": "->piece",
        "removed_at": MOMENT,
    },
}
EVERY = [(table, column) for table, columns in OTHER.items() for column in columns]
FREE: dict[str, dict[str, Any]] = {
    "claims_claim": {
        "priority": 2,
        "assigned_to_id": "->person",
        "due_on": DAY,
        "recheck_on": DAY,
        "story_url": "https://paper.example/story",
        "drop_reason": "opinion",
        "drop_note": "Nothing to check.",
        "lock_version": 9,
        "created_at": MOMENT,
        "created_by_id": "->person",
        "updated_at": MOMENT,
    },
    "claims_appearance": {"lock_version": 9},
    "claims_evidence": {"lock_version": 9},
}


@pytest.fixture
def claim(desk: Any) -> Row:
    return new_claim(desk.rita, state="drafting")


@pytest.fixture
def rows(desk: Any, claim: Row) -> dict[str, int]:
    """A row of each table with content, and rows that they may point to."""
    act(desk.rita)
    document = add_document(desk.rita)
    ada = insert("claims_claimant", public_id="ada", name="Ada", kind="public_figure", same_as=[])
    named = {"claimant_kind": "public_figure", "claimant_name": "Ada", "claimant_id": ada}
    published = {"published_from": date(2026, 3, 1), "published_to": date(2026, 3, 2)}
    made = {
        "claims_claim": claim.id,
        "claims_appearance": add_appearance(claim, document, **named),
        "claims_evidence": add_evidence(claim, **published),
        "document": add_document(desk.rita),
        "snapshot": add_snapshot(document, desk.rita),
        "piece": add_evidence(claim, position=2),
        "rating": one("SELECT min(id) FROM claims_rating"),
        "person": desk.ron.pk,
    }
    nobody()
    settle()
    return made


def pointed(rows: dict[str, int], value: Any) -> Any:
    return rows[value[2:]] if isinstance(value, str) and value.startswith("->") else value


def change(rows: dict[str, int], table: str, column: str) -> None:
    update(table, rows[table], **{column: pointed(rows, OTHER[table][column])})


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_a_content_column_is_written_by_somebody(rows, claim, desk, table, column):
    before = counter(claim)
    with refused(f"content of claim {claim.id} written without an actor"):
        change(rows, table, column)
    act(desk.ron)
    change(rows, table, column)
    settle()
    assert counter(claim) == before + 1
    assert contributors(claim) == [(1, desk.rita.pk), (1, desk.ron.pk)]


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_a_content_column_stands_still_in_review(rows, claim, desk, table, column):
    set_state(claim, "in_review")
    act(desk.rita)
    with refused("content of a claim that is in_review cannot change"):
        change(rows, table, column)


@pytest.mark.parametrize("state", ["drafting", "published"])
def test_what_is_no_content_needs_nobody(rows, claim, state):
    set_state(claim, state)
    before = counter(claim), contributors(claim)
    for table, columns in FREE.items():
        update(table, rows[table], **{name: pointed(rows, value) for name, value in columns.items()})
    settle()
    assert (counter(claim), contributors(claim)) == before


def test_no_column_is_left_out_here():
    """What is neither content nor free has tests of its own in test_content.py."""
    free = {name for columns in FREE.values() for name in columns}
    left = {name for names in NO_CONTENT.values() for name in names} - free
    assert left == {"id", "public_id", "claim_id", "state", "content_version", "proposed", "hands"}
    assert {name for _, name in EVERY} == {*CLAIM_COLUMNS, *APPEARANCE_COLUMNS, *EVIDENCE_COLUMNS}


def test_the_same_words_again_are_no_write(rows, claim):
    """In whatever state, and whoever saves."""
    for state in ("drafting", "in_review"):
        set_state(claim, state)
        before = counter(claim), contributors(claim)
        for table, columns in OTHER.items():
            run(f"UPDATE {table} SET " + ", ".join(f'"{name}" = "{name}"' for name in columns))
        settle()
        assert (counter(claim), contributors(claim)) == before


@pytest.mark.parametrize(
    ("table", "rename"),
    [
        ("claims_claim", "headline TO head"),
        ("claims_appearance", "exact TO words"),
        ("claims_evidence", "title TO titel"),
    ],
)
def test_a_column_renamed_under_its_trigger_fails_loudly(rows, desk, table, rename):
    """Its changes would pass unseen."""
    act(desk.rita)
    with as_owner(), refused("a content column of the trigger is gone"):
        run(f"ALTER TABLE {table} RENAME {rename}")
        run(f"UPDATE {table} SET lock_version = lock_version + 1")
