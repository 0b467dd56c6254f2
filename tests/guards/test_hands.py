"""Who writes a place while it is only proposed has a hand in the text that takes it up; nobody can say who it
was, nor make the desk forget."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    contributors,
    new_claim,
    nobody,
    one,
    refused,
    run,
    set_state,
    settle,
    update,
)
from tests.guards.versions import approve, publish

pytestmark = pytest.mark.django_db

NAMELESS = "a place is proposed without an actor"


@pytest.fixture
def claim(desk: Any) -> Row:
    return new_claim(desk.rita)


@pytest.fixture
def place(claim: Row, desk: Any) -> int:
    """Proposed by an editor while the claim is in review."""
    document = add_document(desk.emil)
    act(desk.emil)
    made = add_appearance(claim, document, proposed=True)
    nobody()
    return made


def take_up(claim: Row, place: int, by: Any) -> None:
    act(by)
    set_state(claim, "drafting")
    update("claims_appearance", place, proposed=False)
    set_state(claim, "in_review")
    nobody()


def hands(place: int) -> list[int]:
    return one("SELECT hands FROM claims_appearance WHERE id = %s", place)


def test_a_place_is_proposed_by_somebody(claim, desk, place):
    assert hands(place) == [desk.emil.pk]
    with refused(NAMELESS):
        add_appearance(claim, add_document(desk.rita), proposed=True)
    with refused(NAMELESS):
        update("claims_appearance", place, exact="In other words")


@pytest.mark.parametrize("setting", ["{user}", "{user}/0", "{user}/{next}"])
def test_by_somebody_in_this_transaction(claim, desk, setting):
    number = int(one("SELECT pg_current_xact_id()::text")) + 1
    run("SELECT set_config('factcheck.actor', %s, true)", setting.format(user=desk.emil.pk, next=number))
    with refused(NAMELESS):
        add_appearance(claim, add_document(desk.rita), proposed=True)


def test_everybody_who_writes_on_it_is_kept_once(place, desk):
    for person in (desk.ron, desk.emil, desk.ron):
        act(person)
        update("claims_appearance", place, exact=f"As {person.pk} heard it")
    assert hands(place) == [desk.emil.pk, desk.ron.pk]


def test_what_is_no_content_leaves_no_hand(place, desk):
    update("claims_appearance", place, lock_version=7)
    act(desk.ron)
    update("claims_appearance", place, lock_version=8)
    assert hands(place) == [desk.emil.pk]


@pytest.mark.parametrize("proposed", [True, False])
def test_hands_are_neither_forged_nor_forgotten(claim, desk, proposed):
    set_state(claim, "drafting")
    document = add_document(desk.rita)
    act(desk.ron)
    made = add_appearance(claim, document, proposed=proposed, hands=[desk.eda.pk])
    mine = [desk.ron.pk] if proposed else []
    assert hands(made) == mine
    for forged in ([], [desk.eda.pk]):
        update("claims_appearance", made, hands=forged)
        assert hands(made) == mine
    assert desk.eda.pk not in [user for _, user in contributors(claim)]


def test_who_proposed_it_becomes_an_author_when_it_is_taken_up(claim, place, desk):
    assert contributors(claim) == [(1, desk.rita.pk)]
    take_up(claim, place, desk.ron)
    settle()
    assert contributors(claim) == [(1, p.pk) for p in (desk.rita, desk.ron, desk.emil)]
    with refused("no approval of this content for basis second_person"):
        approve(claim, desk.emil)
        publish(claim, desk.eda)
    approve(claim, desk.eda)
    publish(claim, desk.emil)
    settle()


def test_it_belongs_to_the_version_that_takes_it_up(claim, desk):
    approve(claim, desk.eda)
    publish(claim, desk.eda)
    act(desk.emil)
    place = add_appearance(claim, add_document(desk.emil), proposed=True)
    take_up(claim, place, desk.rita)
    settle()
    assert contributors(claim) == [(1, desk.rita.pk), (2, desk.rita.pk), (2, desk.emil.pk)]


def test_a_yes_given_before_is_void_afterwards(claim, place, desk):
    approve(claim, desk.eda)
    take_up(claim, place, desk.rita)
    with refused("no approval of this content for basis second_person"):
        publish(claim, desk.eda)
