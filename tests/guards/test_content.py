"""Content has one door. It asks who writes and what state the claim is in; it counts, and it keeps the writer
among the contributors. Nobody sets the counter, and every way back to the draft raises it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tests.database import as_owner
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_evidence,
    contributors,
    counter,
    edit,
    insert_claim,
    new_claim,
    nobody,
    one,
    refused,
    run,
    set_state,
    settle,
    update,
    write,
)
from tests.guards.versions import approve, publish

pytestmark = pytest.mark.django_db

OPEN = ("spotted", "drafting")
CLOSED = ("in_review", "approved", "published", "dropped")


@pytest.fixture
def claim(desk: Any) -> Row:
    return new_claim(desk.rita, state="drafting")


# ---------------------------------------------------------------- who


def test_a_claim_is_spotted_by_somebody(desk):
    nobody()
    with refused("written without an actor"):
        insert_claim(desk.rita)
    act(desk.rita)
    claim = insert_claim(desk.rita)
    settle()
    assert (counter(claim), contributors(claim)) == (1, [(1, desk.rita.pk)])


def test_pieces_are_added_by_somebody(claim, desk):
    document = add_document(desk.rita)
    with refused("written without an actor"):
        add_evidence(claim)
    with refused("written without an actor"):
        add_appearance(claim, document)
    before = counter(claim)
    act(desk.ron)
    add_evidence(claim)
    add_appearance(claim, document)
    settle()
    assert counter(claim) == before + 2
    assert contributors(claim) == [(1, desk.rita.pk), (1, desk.ron.pk)]


@pytest.mark.parametrize(
    ("user", "because"),
    [(999_999_999, "foreign key"), ("admin", "invalid input syntax"), ("", "invalid input syntax")],
)
def test_the_actor_is_a_person_of_the_desk(claim, user, because):
    with refused(because):
        act(user)
        write(claim, statement="Y")


@pytest.mark.parametrize(
    "setting", ["{user}", "{user}/", "{user}/0", "{user}/{next}", "/{now}", "{user}/{now}0"]
)
def test_the_actor_goes_with_this_transaction(claim, desk, setting):
    now = int(one("SELECT pg_current_xact_id()::text"))
    value = setting.format(user=desk.rita.pk, now=now, next=now + 1)
    with refused("invalid input syntax" if value.startswith("/") else "written without an actor"):
        run("SELECT set_config('factcheck.actor', %s, true)", value)
        write(claim, statement="Y")


def test_an_actor_holds_in_a_savepoint_too(claim, desk):
    act(desk.ron)
    run("SAVEPOINT inner_one")
    write(claim, statement="Y")
    run("RELEASE SAVEPOINT inner_one")
    assert (1, desk.ron.pk) in contributors(claim)


@pytest.mark.django_db(transaction=True)
def test_no_actor_outlives_its_transaction(desk):
    """Sessions go from one person to the next in a pool."""
    with transaction.atomic():
        claim = new_claim(desk.rita, state="drafting")
    actor = "SELECT current_setting('factcheck.actor', true)"

    connection.close()
    assert one(actor) is None  # a session in which nobody was ever named
    with refused("written without an actor"):
        write(claim, statement="Y")

    with transaction.atomic():
        act(desk.ron)
        write(claim, statement="By Ron")
    assert one(actor) == ""  # once named, it is empty and not NULL
    with refused("written without an actor"):
        write(claim, statement="Y")

    named = "SELECT set_config('factcheck.actor', %s || '/' || pg_current_xact_id(), false)"
    try:
        with transaction.atomic():
            run(named, str(desk.emil.pk))  # for the session, by mistake
            write(claim, statement="By Emil")
        assert one(actor).startswith(f"{desk.emil.pk}/")
        with refused("written without an actor"):
            write(claim, statement="Y")
    finally:
        connection.close()
    assert one("SELECT statement FROM claims_claim WHERE id = %s", claim.id) == "By Emil"
    assert [user for _, user in contributors(claim)] == [desk.rita.pk, desk.ron.pk, desk.emil.pk]


# ---------------------------------------------------------------- in which state


@pytest.mark.parametrize("state", OPEN)
def test_an_open_claim_is_written(desk, state):
    claim = new_claim(desk.rita, state=state)
    act(desk.rita)
    write(claim, statement="Q")
    add_evidence(claim)
    settle()


@pytest.mark.parametrize("state", CLOSED)
def test_a_closed_claim_is_not_written(claim, desk, state):
    document = add_document(desk.rita)
    act(desk.rita)
    piece = add_evidence(claim)
    set_state(claim, state)
    because = f"content of a claim that is {state} cannot change"
    with refused(because):
        write(claim, statement="Q")
    with refused(because):
        add_evidence(claim)
    with refused(because):
        add_appearance(claim, document)
    with refused(because):
        update("claims_evidence", piece, title="Q")
    with refused(because):
        update("claims_evidence", piece, removed_at="2026-03-01")


def test_no_piece_without_a_claim(desk):
    act(desk.rita)
    with refused("content of a claim that is <NULL> cannot change"):
        add_evidence(Row(999_999_999, "zzzzzzzz"))


@pytest.mark.parametrize("state", CLOSED)
def test_state_and_content_are_never_written_at_once(claim, desk, state):
    """OLD decides: else one UPDATE could open the claim, write, and be gone."""
    set_state(claim, state)
    act(desk.rita)
    with refused(f"content of a claim that is {state} cannot change"):
        run("UPDATE claims_claim SET state = 'drafting', statement = 'Q' WHERE id = %s", claim.id)


def test_a_proposed_appearance_is_no_content(desk):
    claim = new_claim(desk.rita)
    before = counter(claim), contributors(claim)
    paper = add_document(desk.rita)
    act(desk.ron)
    place = add_appearance(claim, paper, proposed=True)
    update("claims_appearance", place, exact="In other words")
    settle()
    assert (counter(claim), contributors(claim)) == before

    act(desk.rita)
    with refused("content of a claim that is in_review cannot change"):
        update("claims_appearance", place, proposed=False)


def test_taking_up_a_proposed_appearance_is_writing(claim, desk):
    paper = add_document(desk.rita)
    with refused("proposed without an actor"):
        add_appearance(claim, paper, proposed=True)
    act(desk.emil)
    place = add_appearance(claim, paper, proposed=True)
    run("SELECT set_config('factcheck.actor', '', true)")
    with refused("written without an actor"):
        update("claims_appearance", place, proposed=False)
    with refused("proposed without an actor"):
        update("claims_appearance", place, exact="Other words")
    update("claims_appearance", place, hands=[])  # the application cannot make the desk forget who wrote it
    before = counter(claim)
    act(desk.ron)
    update("claims_appearance", place, proposed=False)
    assert counter(claim) == before + 1
    assert {(1, desk.ron.pk), (1, desk.emil.pk)} <= set(contributors(claim))


def test_an_appearance_does_not_leave_the_content_unseen(claim, desk):
    act(desk.rita)
    place = add_appearance(claim, add_document(desk.rita))
    set_state(claim, "in_review")
    with refused("content of a claim that is in_review cannot change"):
        update("claims_appearance", place, proposed=True)


@pytest.mark.parametrize("state", [*OPEN, *CLOSED])
def test_a_piece_stays_with_its_claim(claim, desk, state):
    other = new_claim(desk.rita, state="drafting")
    act(desk.rita)
    piece = add_evidence(claim)
    place = add_appearance(claim, add_document(desk.rita))
    hint = add_appearance(claim, add_document(desk.rita), proposed=True)
    set_state(claim, state)
    for table, pk in (("claims_evidence", piece), ("claims_appearance", place), ("claims_appearance", hint)):
        with refused("a piece stays with its claim"):
            update(table, pk, claim_id=other.id)


@pytest.mark.parametrize("state", ["drafting", *CLOSED])
def test_a_claim_begins_as_spotted(desk, state):
    act(desk.rita)
    with refused("a claim begins as spotted"):
        insert_claim(desk.rita, state=state, drop_reason="other")


def test_a_claim_keeps_its_ids(claim):
    for column in ("id", "public_id"):
        with refused("permission denied"):
            write(claim, **{column: 12345678})
        with as_owner(), refused("a claim keeps its id"):
            write(claim, **{column: 12345678})


# ---------------------------------------------------------------- the counter


def test_a_claim_begins_with_a_counter_of_one(desk):
    act(desk.rita)
    assert counter(insert_claim(desk.rita)) == 1
    with refused("content_version is not for the application"):
        insert_claim(desk.rita, content_version=7)


@pytest.mark.parametrize("value", [1, 99])
def test_the_application_never_sets_the_counter(claim, value):
    with refused("permission denied"):
        write(claim, content_version=value)


def test_a_right_to_it_granted_by_mistake_opens_nothing(claim):
    with as_owner(), refused("content_version is not for the application"):
        run("GRANT UPDATE ON claims_claim TO factcheck_app")
        run("SET LOCAL ROLE factcheck_app")
        write(claim, content_version=99)


def test_nobody_lowers_it(claim):
    with as_owner(), refused("content_version never goes down"):
        write(claim, content_version=counter(claim) - 1)


@pytest.mark.parametrize("state", CLOSED)
def test_every_way_back_to_the_draft_raises_it(claim, state):
    """Else request changes, or edit, then submit unchanged, would publish on the old yes."""
    set_state(claim, state)
    before = counter(claim)
    set_state(claim, "drafting")
    assert counter(claim) == before + 1


def test_the_way_forward_does_not(claim):
    before = counter(claim)
    for state in CLOSED:
        set_state(claim, state)
    assert counter(claim) == before


def test_contributions_go_to_the_number_in_the_making(desk):
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    publish(claim, desk.eda)
    edit(claim, desk.ron, "H2")
    edit(claim, desk.ron, "H3")
    settle()
    assert contributors(claim) == [(1, desk.rita.pk), (2, desk.ron.pk)]


def test_writing_there_and_back_is_counted_twice(claim, desk):
    before = counter(claim)
    act(desk.rita)
    write(claim, headline="away")
    write(claim, headline="")
    assert counter(claim) == before + 2
