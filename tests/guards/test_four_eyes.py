"""Nothing becomes public on the yes of somebody who wrote it, on a yes to another text, or on a yes that was
used before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_evidence,
    contributors,
    counter,
    digest,
    edit,
    new_claim,
    one,
    refused,
    run,
    set_state,
    settle,
    write,
)
from tests.guards.versions import approve, publish, withdraw

pytestmark = pytest.mark.django_db

SECOND = "no approval of this content for basis second_person"


@pytest.fixture
def claim(desk: Any) -> Row:
    return new_claim(desk.rita)


@pytest.fixture
def approved(claim: Row, desk: Any) -> Row:
    approve(claim, desk.emil)
    return claim


@pytest.fixture
def published(approved: Row, desk: Any) -> Row:
    publish(approved, desk.eda)
    set_state(approved, "published")
    settle()
    return approved


# ---------------------------------------------------------------- good paths


def test_a_life_of_versions(desk, published):
    """Each on the yes of one who had no hand in it; discard, retraction, take-down and return between them."""
    claim = published
    edit(claim, desk.rita, "H2")
    approve(claim, desk.emil, "H2")
    publish(claim, desk.eda, "H2")
    settle()
    edit(claim, desk.ron, "H3")
    approve(claim, desk.emil, "H3", kind="legal")  # no yes that counts, and in nobody's way
    approve(claim, desk.eda, "H3")
    publish(claim, desk.eda, "H3")
    settle()
    edit(claim, desk.ron, "H4")
    edit(claim, desk.eda, "H3")  # discarded
    withdraw(claim, desk.eda)
    settle()
    withdraw(claim, desk.eda, "takedown")
    settle()
    edit(claim, desk.rita, "H4")
    approve(claim, desk.emil, "H4")
    publish(claim, desk.eda, "H4")
    settle()
    withdraw(claim, desk.ada, "takedown")
    settle()
    assert one("SELECT array_agg(kind ORDER BY number) FROM claims_revision") == [
        *["publication"] * 3, "retraction", "takedown", "publication", "takedown",
    ]  # fmt: skip


def test_a_contributor_of_an_older_version_may_approve_a_newer(published, desk):
    edit(published, desk.ron, "H2")
    approve(published, desk.emil, "H2")
    publish(published, desk.emil, "H2")
    edit(published, desk.emil, "H3")
    approve(published, desk.eda, "H3")
    publish(published, desk.eda, "H3")
    edit(published, desk.ron, "H4")
    approve(published, desk.emil, "H4")  # wrote number 3, and has no hand in number 4
    publish(published, desk.emil, "H4")
    settle()


def test_an_administrator_is_a_second_person_too(claim, desk):
    approve(claim, desk.ada)
    publish(claim, desk.ada)
    settle()


# ---------------------------------------------------------------- whose yes


def test_no_version_without_a_yes(claim, desk):
    with refused(SECOND):
        publish(claim, desk.eda)


def test_no_version_on_ones_own_yes(claim, desk):
    with refused(SECOND):
        approve(claim, desk.rita)
        publish(claim, desk.eda)
    mine = new_claim(desk.eda)
    with refused(SECOND):
        approve(mine, desk.eda)
        publish(mine, desk.emil)
    joint = new_claim(desk.rita, desk.ada)
    with refused(SECOND):
        approve(joint, desk.ada)
        publish(joint, desk.ada)


@pytest.mark.parametrize("piece", ["evidence", "appearance", "language"])
def test_any_piece_of_content_makes_an_author(claim, desk, piece):
    act(desk.eda)
    set_state(claim, "drafting")
    if piece == "evidence":
        add_evidence(claim)
    elif piece == "appearance":
        add_appearance(claim, add_document(desk.eda))
    else:
        write(claim, language="es")
    with refused(SECOND):
        approve(claim, desk.eda)
        publish(claim, desk.emil)


@pytest.mark.parametrize(
    ("who", "columns"),
    [
        ("olga", {}),
        ("ron", {}),
        ("emil", {"kind": "legal"}),
        ("emil", {"kind": "countersign"}),
        ("emil", {"content_sha256": digest(b"another text")}),
    ],
)
def test_a_yes_that_is_none(claim, desk, who, columns):
    with refused(SECOND):
        approve(claim, getattr(desk, who), **columns)
        publish(claim, desk.eda)


@pytest.mark.parametrize("who", ["rita", "ron", "olga"])
def test_an_editor_publishes(approved, desk, who):
    with refused("published by nobody who may publish"):
        publish(approved, getattr(desk, who))


@pytest.mark.parametrize("change", ["is_active = false", "role = 'reporter'"])
def test_a_yes_counts_while_its_giver_is_an_editor(approved, desk, change):
    with refused(SECOND):
        run(f"UPDATE claims_user SET {change} WHERE id = %s", desk.emil.pk)
        publish(approved, desk.eda)
    publish(approved, desk.eda)


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"kind": "friend"}, "approval_kind_known"),
        ({"content_sha256": b"short"}, "approval_hash_length"),
        ({"content_sha256": b""}, "approval_hash_length"),
        ({"by_id": 999_999_999}, "foreign key"),
        ({"claim_id": 999_999_999}, "an approval is of the present number and content_version"),
    ],
)
def test_a_yes_is_well_formed(claim, desk, columns, because):
    with refused(because):
        approve(claim, desk.emil, **columns)


def test_a_yes_is_given_once_to_a_text(approved, desk):
    with refused("approval_once_a_text"):
        approve(approved, desk.emil)


# ---------------------------------------------------------------- which text


@pytest.mark.parametrize(
    "columns",
    [{"content_version": 99}, {"content_version": 0}, {"number": 2}, {"number": 0}, {"number": 99}],
)
def test_a_yes_is_of_the_present_text(desk, columns):
    """Neither written ahead, for a counter or a number to come, nor dated back."""
    claim = new_claim(desk.rita, desk.ron)
    assert counter(claim) == 2
    with refused("an approval is of the present number and content_version"):
        approve(claim, desk.emil, **columns)


def test_an_old_number_gets_no_yes(published, desk):
    kept = one("SELECT content_sha256 FROM claims_approval WHERE claim_id = %s", published.id)
    with refused("an approval is of the present number and content_version"):
        approve(published, desk.emil, number=1, content_sha256=kept)


def test_another_text_than_the_approved_one(approved, desk):
    with refused(SECOND):
        publish(approved, desk.eda, "H2")
    with refused(SECOND):
        publish(approved, desk.eda, content={"conclusion": "It is so."})


def test_edited_there_and_back_the_yes_is_void(approved, desk):
    with refused(SECOND):
        edit(approved, desk.rita, "X")
        edit(approved, desk.rita, "The library opens at nine")
        publish(approved, desk.eda)
    publish(approved, desk.eda)  # untouched, the first yes serves


def test_requested_changes_void_the_yes_though_no_word_changed(approved, desk):
    with refused(SECOND):
        for state in ("approved", "drafting", "in_review"):
            set_state(approved, state)
        publish(approved, desk.eda)


def test_dropped_and_reopened_the_yes_is_void(approved, desk):
    with refused(SECOND):
        for state in ("dropped", "drafting", "in_review"):
            set_state(approved, state)
        publish(approved, desk.eda)


@pytest.mark.parametrize("piece", ["evidence", "appearance", "text there and back"])
def test_a_yes_given_to_a_draft_ends_with_the_next_word(desk, piece):
    claim = new_claim(desk.rita, state="drafting")
    approve(claim, desk.emil)
    with refused(SECOND):
        act(desk.rita)
        if piece == "evidence":
            add_evidence(claim)
        elif piece == "appearance":
            add_appearance(claim, add_document(desk.rita))
        else:
            write(claim, headline="X")
            write(claim, headline="")
        publish(claim, desk.eda)
    publish(claim, desk.eda)


def test_a_yes_serves_one_number(published, desk):
    with refused(SECOND):
        publish(published, desk.eda)
    approved = {"number": 1, "previous_record_sha256": "", "change_note": {}}
    with refused("the content is of another version"):  # the very bytes
        publish(published, desk.eda, content=approved, number=2, change_kind="update")


# ---------------------------------------------------------------- across versions


def test_a_retraction_gives_back_no_clean_hands(desk):
    """N falls back to 0: everybody who ever wrote is an author of the text that returns."""
    claim = new_claim(desk.eda)
    approve(claim, desk.emil)
    publish(claim, desk.emil)
    withdraw(claim, desk.emil)
    settle()
    with refused(SECOND):
        edit(claim, desk.ron, "H2")
        approve(claim, desk.eda, "H2")
        publish(claim, desk.emil, "H2")


def test_edit_retract_approve_oneself(published, desk):
    edit(published, desk.eda, "H2")
    with refused(SECOND):
        withdraw(published, desk.emil)
        set_state(published, "in_review")
        approve(published, desk.eda, "H2")
        publish(published, desk.emil, "H2")


def test_a_hand_in_a_number_that_was_never_published(published, desk):
    edit(published, desk.eda, "H2")
    withdraw(published, desk.emil)
    edit(published, desk.ron, "H3")
    settle()
    assert contributors(published) == [(1, desk.rita.pk), (2, desk.eda.pk), (3, desk.ron.pk)]
    with refused(SECOND):
        approve(published, desk.eda, "H3")
        publish(published, desk.emil, "H3")
