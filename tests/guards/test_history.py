"""The history is one chain without a gap, linked when a transaction ends, by nobody but the database."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from tests.database import ROLE, as_owner
from tests.guards.sql import add_event, chain_is_valid, digest, links, one, refused, run, settle

pytestmark = pytest.mark.django_db


def test_two_verbs_in_one_transaction_are_both_linked(desk):
    before = links()
    add_event(desk.rita)
    add_event(desk.ron)
    assert links() == before  # at COMMIT, not before
    settle()
    assert links() == before + 2 and chain_is_valid()


def test_linking_earlier_changes_nothing(desk):
    before = links()
    add_event(desk.rita)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    add_event(desk.rita)
    assert links() == before + 2 and chain_is_valid()
    run("SET CONSTRAINTS ALL DEFERRED")


def test_what_is_rolled_back_leaves_no_link(desk):
    add_event(desk.rita)
    settle()
    before = links()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_event(desk.rita)
        settle()
        raise ZeroDivisionError
    assert links() == before
    add_event(desk.ron)
    settle()
    assert links() == before + 1 and chain_is_valid()


def test_the_first_link_hangs_on_thirty_two_zero_bytes(desk):
    payload = b"the first"
    add_event(desk.rita, payload=payload, payload_sha256=digest(payload))
    settle()
    seq, previous, link = run("SELECT seq, previous, hash FROM claims_eventlink ORDER BY seq LIMIT 1")[0]
    assert (seq, previous) == (1, bytes(32))
    assert link == digest(b"\0\0\0\0\0\0\0\1" + bytes(32) + digest(payload))


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"seq": 0}, "eventlink_seq_positive"),
        ({"seq": -1}, "eventlink_seq_positive"),
        ({"seq": 1}, "claims_eventlink_pkey"),
        ({"event_id": "->linked"}, "claims_eventlink_event_id_key"),
        ({"previous": bytes(32)}, "claims_eventlink_previous_key"),
        ({"hash": "->hash"}, "claims_eventlink_hash_key"),
    ],
)
def test_the_chain_does_not_fork(desk, columns, because):
    """Not even by the owner's hand: each place, Event, predecessor and hash stands in it once."""
    linked = add_event(desk.rita)
    settle()
    known = {
        "->linked": linked,
        "->hash": one("SELECT hash FROM claims_eventlink WHERE event_id = %s", linked),
    }
    with as_owner(), refused(because):
        run("ALTER TABLE claims_event DISABLE TRIGGER claims_link")
        fresh = add_event(desk.rita)
        row = {"seq": 99, "event_id": fresh, "previous": digest(b"p"), "hash": digest(b"h")}
        row |= {name: known.get(value, value) for name, value in columns.items()}
        run(
            "INSERT INTO claims_eventlink (seq, event_id, previous, hash) VALUES (%s, %s, %s, %s)",
            *row.values(),
        )


def test_a_link_without_its_event(desk):
    with as_owner(), refused("foreign key"):
        run(
            "INSERT INTO claims_eventlink (seq, event_id, previous, hash) VALUES (99, 999999999, %s, %s)",
            digest(b"p"),
            digest(b"h"),
        )


def test_events_by_the_owner_and_by_nobody_are_linked_too(desk):
    before = links()
    with as_owner():
        add_event()
        settle()
    add_event(None)
    settle()
    assert links() == before + 2 and chain_is_valid()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["application", "owner"])
def test_a_role_changed_before_commit_changes_nothing(desk, first):
    """A deferred trigger runs as the committing role on PostgreSQL 15 and as the queuing one on 18."""
    before, after = f"SET ROLE {ROLE}", "RESET ROLE"
    if first == "owner":
        before, after = after, before
    try:
        with transaction.atomic():
            run(before)
            add_event(desk.rita)
            run(after)
    finally:
        run(f"SET ROLE {ROLE}")
    assert links() == 1 and chain_is_valid()


@pytest.mark.django_db(transaction=True)
def test_an_older_snapshot_forks_no_chain(desk):
    """REPEATABLE READ reads an old head: the second link to it is refused, and the chain goes on."""
    with transaction.atomic():
        add_event(desk.rita)
    other = connection.copy()
    try:
        with pytest.raises(IntegrityError, match="claims_eventlink"), transaction.atomic():
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            assert links() == 1
            with other.cursor() as cursor:
                payload = b"meanwhile"
                cursor.execute(
                    "INSERT INTO claims_event (verb, object, request_id, created_at, payload, payload_sha256) "
                    "VALUES ('test', 'claim/none', '', now(), %s, %s)",
                    [payload, digest(payload)],
                )
            add_event(desk.ron)
    finally:
        other.close()
    with transaction.atomic():
        add_event(desk.ron)
    assert links() == 3 and chain_is_valid()


def test_the_actor_of_an_event_is_a_person_of_the_desk(desk):
    with refused("foreign key"):
        add_event(actor_id=desk.olga.pk + 999_999)
