"""verify_history and check_invariants: green on a claim's whole life, red with the row's name after one change."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Event, EventLink, Revision
from claims.models.event import write_event
from tests import factories
from tests.database import as_owner
from tests.models.tampering import Tamperer

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


def blank(sql, table):
    settle()
    tamper(sql, [table])


@pytest.mark.parametrize(
    ("table", "sql", "row"),
    [
        (
            "claims_revision",
            "UPDATE claims_revision SET content = '', record = '', change_text = '', redacted_at = now() "
            "WHERE number = 1",
            "revision 1",
        ),
        (
            "claims_event",
            "UPDATE claims_event SET payload = '', redacted_at = now() WHERE verb = 'submit' "
            "AND id = (SELECT min(id) FROM claims_event WHERE verb = 'submit')",
            "event",
        ),
        ("claims_snapshot", "UPDATE claims_snapshot SET text = '', redacted_at = now()", "snapshot"),
    ],
)
def test_what_was_redacted_is_on_record_or_a_finding(life, admin, capsys, table, sql, row):
    blank(sql, table)
    with pytest.raises(CommandError, match="no redaction names it"):
        call_command("verify_history")
    if row in ("event", "snapshot"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE redacted_at IS NOT NULL")
            row = f"{row} {cursor.fetchone()[0]}"
    write_event("redact", by=admin, about=life.about, reason="A court ordered it.", rows=[row])
    settle()
    call_command("verify_history")
    assert "1 redacted, on record" in capsys.readouterr().out


def test_a_redaction_of_another_claim_s_version_does_not_cover_this_one(life, admin):
    blank(
        "UPDATE claims_revision SET content = '', record = '', change_text = '', redacted_at = now() "
        "WHERE number = 1",
        "claims_revision",
    )
    write_event("redact", by=admin, about="claim/zzzzzzzz", rows=["revision 1"])
    settle()
    with pytest.raises(CommandError, match="no redaction names it"):
        call_command("verify_history")


def test_what_is_marked_as_redacted_is_blank(life, admin):
    blank("UPDATE claims_revision SET redacted_at = now() WHERE number = 1", "claims_revision")
    write_event("redact", by=admin, about=life.about, rows=["revision 1"])
    settle()
    with pytest.raises(CommandError, match="is not blank"):
        call_command("verify_history")


def test_a_redaction_that_was_undone_is_a_finding(life, admin):
    write_event("redact", by=admin, about=life.about, rows=["revision 1"])
    settle()
    with pytest.raises(CommandError, match="it is not marked so"):
        call_command("verify_history")


def test_a_redacted_retraction_is_proved_by_what_the_redaction_repeats(life, admin):
    event = Event.objects.get(verb="retract")
    said = {name: value for name, value in event.details.items() if name not in ("reason", "salt")}
    proof = {"event": event.pk, "seq": event.link.seq, **said}
    blank("UPDATE claims_event SET payload = '', redacted_at = now() WHERE verb = 'retract'", "claims_event")
    write_event("redact", by=None, about=life.about, rows=[f"event {event.pk}"], proved=[proof])
    settle()
    call_command("verify_history")
    tamper("UPDATE claims_revision SET published_by_id = (SELECT min(id) FROM claims_user) WHERE number = 3",
           ["claims_revision"])  # fmt: skip
    with pytest.raises(CommandError, match="version 3 of .* says something else"):
        call_command("verify_history")


def test_events_of_before_say_less_and_are_held_against_what_they_say(life):
    """Approvals and copies were not always told in full; their histories stay green."""
    less = "convert_from(payload, 'UTF8')::jsonb - 'yes' - 'copy' - 'captured_at' - 'archive_url'"
    payload = f"convert_to(({less})::text, 'UTF8')"
    tamper(f"UPDATE claims_event SET payload = {payload}, payload_sha256 = sha256({payload})",
           ["claims_event"])  # fmt: skip
    rehash()
    call_command("verify_history")
    tamper("UPDATE claims_approval SET note = 'Yes.'", ["claims_approval"])
    with pytest.raises(CommandError, match="its note is not"):
        call_command("verify_history")


def rehash():
    with as_owner() as cursor:
        for table in ("claims_event", "claims_eventlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        Tamperer(cursor, 0).rehash(1)
