"""verify_history and check_invariants: green on a claim's whole life, red with the row's name after one change."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Event, EventLink, Revision
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(reporter, editor, editor2):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    claim.retract(by=editor, reason="The list was forged.")
    settle()
    return claim


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def tamper(sql, tables):
    """What somebody with the owner's login could do: switch the guards off, change a row, switch them on."""
    with as_owner() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_both_are_green_on_a_whole_life(life, capsys):
    call_command("verify_history")
    call_command("check_invariants")
    said = capsys.readouterr().out
    assert f"{Event.objects.count()} events, 3 versions, 2 approvals and 1 kept copies are as" in said


def test_a_head_that_was_kept_is_found_and_another_is_not(life):
    middle = EventLink.objects.order_by("seq")[3]
    call_command("verify_history", head=bytes(middle.hash).hex())
    with pytest.raises(CommandError, match="stands nowhere"):
        call_command("verify_history", head="ab" * 32)


@pytest.mark.parametrize(
    ("sql", "tables", "named"),
    [
        (
            "UPDATE claims_event SET verb = 'approve' WHERE id = (SELECT min(id) FROM claims_event)",
            ["claims_event"],
            "its verb is not",
        ),
        (
            "UPDATE claims_event SET payload = payload || '\\x20', payload_sha256 = sha256(payload || '\\x20') "
            "WHERE id = (SELECT min(id) + 2 FROM claims_event)",
            ["claims_event"],
            "has another hash than its event",
        ),
        (
            "DELETE FROM claims_eventlink WHERE seq = (SELECT max(seq) - 1 FROM claims_eventlink)",
            ["claims_eventlink"],
            "is missing",
        ),
        (
            "DELETE FROM claims_revision WHERE number = 2",
            ["claims_revision"],
            "a version before it is missing",
        ),
        (
            "UPDATE claims_revision SET record = record || '\\x20', record_sha256 = sha256(record || '\\x20') "
            "WHERE number = 3",
            ["claims_revision"],
            "version 3 of",
        ),
        (
            "UPDATE claims_revision SET basis = 'override' WHERE number = 1",
            ["claims_revision"],
            "its basis is not",
        ),
    ],
)
def test_one_changed_row_is_named(life, sql, tables, named):
    settle()
    tamper(sql, tables)
    with pytest.raises(CommandError, match=named) as failure:
        call_command("verify_history")
    assert failure.value.returncode == 1


def test_a_changed_copy_is_named(life):
    settle()
    tamper(
        "ALTER TABLE claims_snapshot DROP CONSTRAINT snapshot_text_hash; UPDATE claims_snapshot SET text = 'x'",
        ["claims_snapshot"],
    )
    with pytest.raises(CommandError, match="kept copy"):
        call_command("verify_history")
    assert Revision.objects.count() == 3
