"""Content has one door. It asks who writes and what state the claim is in; it counts, and it keeps the writer
among the contributors. Nobody sets the counter, and every way back to the draft raises it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.database import ROLE
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_evidence,
    contributors,
    counter,
    insert_claim,
    new_claim,
    nobody,
    one,
    refused,
    run,
    settle,
    write,
)

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


# ---------------------------------------------------------------- who, in a pooled session


@pytest.fixture
def session(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A session of its own that goes on from one transaction to the next, as in a pool."""
    place = {name: connection.get_connection_params()[name] for name in ("host", "port", "user", "dbname")}
    password = connection.settings_dict["PASSWORD"]
    with psycopg.connect(**place, **({"password": password} if password else {})) as pooled:
        pooled.execute(f"SET ROLE {ROLE}")
        pooled.commit()
        yield pooled
        pooled.rollback()


@pytest.fixture
def write_in(session: psycopg.Connection, desk: Any) -> Callable[[str], None]:
    claim = new_claim_committed(desk.rita)

    def write_it(statement: str) -> None:
        with session.transaction():
            session.execute("UPDATE claims_claim SET statement = %s WHERE id = %s", [statement, claim.id])

    return write_it


def new_claim_committed(by: Any) -> Row:
    from django.db import transaction

    with transaction.atomic():
        return new_claim(by, state="drafting")
