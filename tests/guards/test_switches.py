"""Nobody who holds the application's log-in can switch the guards off, walk round them, or put things in
their place."""

from __future__ import annotations

import psycopg
import pytest

from tests.guards.sql import new_claim, refused, run
from tests.guards.versions import approve, publish

pytestmark = pytest.mark.django_db

SWITCHES = [
    ("ALTER TABLE claims_event DISABLE TRIGGER ALL", "must be owner"),
    ("ALTER TABLE claims_event DISABLE TRIGGER claims_link", "must be owner"),
    ("ALTER TABLE claims_revision DISABLE TRIGGER claims_guard", "must be owner"),
    ("ALTER TABLE claims_revision DROP CONSTRAINT revision_record_hash", "must be owner"),
    ("ALTER TABLE claims_claim ADD COLUMN mine int", "must be owner"),
    ("ALTER TABLE claims_evidence RENAME title TO titel", "must be owner"),
    ("ALTER TABLE claims_revision OWNER TO factcheck_app", "must be owner"),
    ("DROP TRIGGER claims_guard ON claims_revision", "must be owner"),
    ("DROP TABLE claims_eventlink", "must be owner"),
    ("DROP FUNCTION claims_guard_revision() CASCADE", "must be owner"),
    ("ALTER FUNCTION claims_guard_revision() SET search_path = pg_temp", "must be owner"),
    ("ALTER TEXT SEARCH CONFIGURATION claims_en DROP MAPPING FOR word", "must be owner"),
    ("CREATE RULE r AS ON INSERT TO claims_event DO INSTEAD NOTHING", "must be owner"),
    ("CREATE TEMP TABLE forged () INHERITS (claims_eventlink)", "must be owner"),
    ("CREATE POLICY p ON claims_event USING (false)", "must be owner"),
    ("CREATE UNIQUE INDEX i ON claims_event (verb)", "must be owner"),
    ("CREATE OR REPLACE FUNCTION claims_link_event() RETURNS trigger LANGUAGE plpgsql "
     "AS 'BEGIN RETURN NULL; END'", "permission denied"),
    ("CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "permission denied"),
    ("CREATE TABLE public.mine (id int)", "permission denied"),
    ("CREATE SCHEMA mine", "permission denied"),
    ("CREATE TRIGGER a BEFORE INSERT ON claims_revision FOR EACH ROW "
     "EXECUTE FUNCTION suppress_redundant_updates_trigger()", "permission denied"),
    ("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION claims_link_event()", "permission denied"),
    ("SET session_replication_role = replica", "permission denied"),
    ("SELECT set_config('session_replication_role', 'replica', true)", "permission denied"),
    ("SELECT claims_contribute(100)", "permission denied"),
    ("SELECT claims_guard_revision()", "permission denied"),
    ("SELECT 1 FROM claims_revision FOR SHARE", "permission denied"),
    ("SELECT 1 FROM claims_approval FOR UPDATE", "permission denied"),
    ("LOCK TABLE claims_eventlink IN ACCESS EXCLUSIVE MODE", "permission denied"),
    ("LOCK TABLE claims_claim IN ACCESS EXCLUSIVE MODE", "permission denied"),
    ("UPDATE pg_catalog.pg_trigger SET tgenabled = 'D'", "permission denied"),
    ("COPY claims_contribution FROM STDIN", "permission denied"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "because"), SWITCHES)
def test_the_application_finds_no_switch(db, sql, because):
    with refused(because):
        run(sql)


@pytest.mark.parametrize(("sql", "because"), SWITCHES)
def test_its_own_log_in_finds_none_either(web, sql, because):
    with pytest.raises(psycopg.Error, match=because):
        web.execute(sql)


def test_the_application_has_no_rights_to_give(db):
    """PostgreSQL only warns here, so what counts is that nothing is open afterwards."""
    run("GRANT UPDATE ON claims_event TO PUBLIC")
    with refused("permission denied"):
        run("UPDATE claims_event SET verb = verb")


@pytest.mark.parametrize(
    "sql",
    [
        "SET ROLE {owner}",
        "SELECT set_config('role', '{owner}', true)",
        "SET SESSION AUTHORIZATION {owner}",
        "GRANT {owner} TO CURRENT_USER",
        "ALTER ROLE {owner} PASSWORD 'x'",
        "ALTER ROLE factcheck_app SUPERUSER",
        "REASSIGN OWNED BY {owner} TO CURRENT_USER",
        "DROP OWNED BY {owner}",
        "CREATE ROLE mine",
        "SET ROLE pg_write_all_data",
    ],
)
def test_the_log_in_becomes_nobody_else(web, owner_name, sql):
    # The sentence for GRANT and ALTER ROLE is another one before PostgreSQL 16.
    with pytest.raises(psycopg.Error, match='permission denied|must (have admin option|be superuser)|role "'):
        web.execute(sql.format(owner=owner_name))


def test_the_log_in_is_the_group_and_no_more(web):
    flags = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    asked = web.execute(f"SELECT {flags} FROM pg_roles WHERE rolname = current_user")
    assert asked.fetchone() == (False,) * 5
    asked = web.execute(
        "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = current_user::regrole"
    )
    assert asked.fetchall() == [("factcheck_app",)]


def test_no_trigger_function_on_a_table_of_ones_own(db):
    """It acts as the owner: an Event forged on a temporary table would be linked."""
    with refused("permission denied for function claims_link_event"):
        run("CREATE TEMP TABLE forged (id bigint, payload_sha256 bytea) ON COMMIT DROP")
        run("CREATE TRIGGER t AFTER INSERT ON forged FOR EACH ROW EXECUTE FUNCTION claims_link_event()")
        run("INSERT INTO forged VALUES (1, sha256('forged'))")


STAND_INS = (
    "CREATE TEMP TABLE claims_contribution (claim_id bigint, user_id bigint, number int)",
    "CREATE TEMP TABLE claims_user AS "
    "SELECT id, 'administrator' AS role, true AS is_active FROM public.claims_user",
    "CREATE TEMP TABLE claims_setting AS SELECT 'reviewers' AS key, 'everyone' AS value",
    "GRANT SELECT ON pg_temp.claims_contribution, pg_temp.claims_user, pg_temp.claims_setting TO PUBLIC",
    "SET LOCAL search_path = pg_temp, public",
)


def test_no_approval_under_a_table_of_ones_own(desk):
    """Temporary tables in the place of people and contributions, and the search path turned to them."""
    claim = new_claim(desk.rita)
    with refused("no approval of this content"):
        for sql in STAND_INS:
            run(sql)
        approve(claim, desk.rita)
        publish(claim, desk.eda)


@pytest.mark.parametrize("name", ["factcheck.reviewers", "claims.reviewers", "reviewers.everyone"])
def test_no_setting_of_ones_own_opens_the_review(desk, name):
    claim = new_claim(desk.rita)
    with refused("no approval of this content"):
        run("SELECT set_config(%s, 'everyone', true)", name)
        approve(claim, desk.ron)
        publish(claim, desk.eda)
