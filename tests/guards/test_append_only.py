"""What was written once stays as it is: for the application by right, for the owner by trigger. The one way out is
told in test_redactions.py."""

from __future__ import annotations

from typing import Any

import pytest

from tests.database import as_owner
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_event,
    add_evidence,
    add_snapshot,
    digest,
    insert,
    links,
    new_claim,
    now,
    one,
    refused,
    run,
    settle,
)
from tests.guards.versions import approve, publish

pytestmark = pytest.mark.django_db

WRITTEN_ONCE = {  # with a column to try an UPDATE on
    "claims_snapshot": "text",
    "claims_contribution": "number",
    "claims_approval": "override_reason",
    "claims_revision": "content",
    "claims_event": "payload",
    "claims_eventlink": "previous",
}
NEVER_DELETED = ("claims_claim", "claims_appearance", "claims_evidence", "claims_publicclaim")
GUARDED = (*WRITTEN_ONCE, *NEVER_DELETED)
ONLY_THE_RIGHT = (  # kept by rights and foreign keys alone
    "claims_document", "claims_claimant", "claims_user", "claims_setting", "django_admin_log",
    "django_content_type", "django_migrations", "auth_permission", "auth_group", "auth_group_permissions",
)  # fmt: skip


@pytest.fixture
def claim(desk: Any) -> Row:
    """One row in each guarded table."""
    made = new_claim(desk.rita, state="drafting")
    act(desk.rita)
    document = add_document(desk.rita)
    add_appearance(made, document, snapshot_id=add_snapshot(document, desk.rita))
    add_evidence(made)
    approve(made, desk.emil)
    publish(made, desk.eda)
    add_event(desk.rita)
    settle()
    for table in GUARDED:
        assert one(f"SELECT count(*) FROM {table}") == 1, table
    return made


# ---------------------------------------------------------------- the application


@pytest.mark.parametrize(("table", "column"), WRITTEN_ONCE.items())
def test_the_application_changes_nothing(claim, table, column):
    with refused("permission denied"):
        run(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", [*GUARDED, *ONLY_THE_RIGHT])
def test_the_application_deletes_nothing(claim, table):
    with refused("permission denied"):
        run(f"DELETE FROM {table}")
    with refused("permission denied"):
        run(f"TRUNCATE {table} CASCADE")


def test_the_application_writes_no_contribution(claim, desk):
    with refused("permission denied"):
        insert("claims_contribution", claim_id=claim.id, number=9, user_id=desk.ron.pk)


def test_the_application_writes_no_link(claim):
    event = one("SELECT max(id) FROM claims_event")
    with refused("permission denied"):
        insert("claims_eventlink", returning="seq", seq=9999, event_id=event, previous=b"x", hash=b"y")


def test_the_application_writes_no_migration(claim):
    with refused("permission denied"):
        run("INSERT INTO django_migrations (app, name, applied) VALUES ('claims', '9999', now())")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO claims_setting (key, value) VALUES ('x', 'y')",
        "UPDATE claims_setting SET value = 'everyone' WHERE key = 'reviewers'",
        "DELETE FROM claims_setting",
        "INSERT INTO claims_setting (key, value) VALUES ('reviewers', 'everyone') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        "MERGE INTO claims_setting s USING (SELECT 'reviewers' AS key) n ON n.key = s.key "
        "WHEN MATCHED THEN UPDATE SET value = 'everyone'",
    ],
)
def test_the_application_sets_no_setting(db, sql):
    with refused("permission denied"):
        run(sql)


def test_the_application_writes_nothing_over_an_approval(claim, desk):
    with refused("permission denied"):
        run(
            "INSERT INTO claims_approval SELECT * FROM claims_approval LIMIT 1 "
            "ON CONFLICT (id) DO UPDATE SET by_id = %s",
            desk.ron.pk,
        )


def test_the_application_may_add(claim, desk):
    before = links()
    add_event(desk.ron)
    add_snapshot(one("SELECT max(id) FROM claims_document"), desk.ron)
    settle()
    assert links() == before + 1


# ---------------------------------------------------------------- the owner


@pytest.mark.parametrize(("table", "column"), WRITTEN_ONCE.items())
def test_the_owner_changes_nothing(claim, table, column):
    with as_owner(), refused(f"{table} is append-only: no UPDATE"):
        run(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", GUARDED)
def test_the_owner_deletes_nothing(claim, table):
    with as_owner(), refused(f"{table} is append-only: no DELETE"):
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", GUARDED)
def test_the_owner_truncates_nothing(claim, table):
    with as_owner(), refused("is append-only: no TRUNCATE"):
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", GUARDED)
def test_each_table_says_no_to_truncate_by_itself(db, table):
    """CASCADE would reach a neighbour's trigger first."""
    truncate = "tgtype & 32 = 32 AND tgenabled = 'O'"
    assert one(f"SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND {truncate}", table) == 1


@pytest.mark.parametrize("table", list(WRITTEN_ONCE))
def test_a_right_granted_by_mistake_opens_nothing(claim, table):
    column = WRITTEN_ONCE[table]
    with as_owner(), refused("append-only"):
        run(f"GRANT UPDATE, DELETE ON {table} TO factcheck_app")
        run("SET LOCAL ROLE factcheck_app")
        run(f"UPDATE {table} SET {column} = {column}")
    with as_owner(), refused("append-only"):
        run(f"GRANT UPDATE, DELETE ON {table} TO factcheck_app")
        run("SET LOCAL ROLE factcheck_app")
        run(f"DELETE FROM {table}")


# ---------------------------------------------------------------- born wrong


@pytest.mark.parametrize("payload_sha256", [digest(b"y"), b"", b"\x00" * 32])
def test_an_event_has_its_payloads_hash(desk, payload_sha256):
    with refused("event_payload_hash"):
        add_event(desk.rita, payload=b"x", payload_sha256=payload_sha256)


def test_a_copy_has_its_texts_hash(desk):
    document = add_document(desk.rita)
    with refused("snapshot_text_hash"):
        add_snapshot(document, desk.rita, sha256=digest(b"another text"))


def test_the_hash_of_a_copy_is_of_its_utf8(desk):
    text = "Año nuevo: 40 000 € 📚"
    add_snapshot(add_document(desk.rita), desk.rita, text=text, sha256=digest(text.encode()))


def test_nothing_is_born_redacted(desk):
    """It would slip past the hash."""
    with refused("no row is born redacted"):
        add_event(desk.rita, payload=b"", payload_sha256=digest(b"y"), redacted_at=now())
    document = add_document(desk.rita)
    with refused("no row is born redacted"):
        add_snapshot(document, desk.rita, text="", sha256=digest(b"y"), redacted_at=now())
