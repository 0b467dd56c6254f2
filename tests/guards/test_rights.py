"""The application has the rights on the closed list, and no others; the triggers stand on the closed lists of
columns."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from claims import content, grants
from claims.models import Appearance, Claim, Evidence
from tests.database import ROLE, as_owner
from tests.guards.sql import one, refused, run

pytestmark = pytest.mark.django_db

SEARCH_PATH = "search_path=pg_catalog, public, pg_temp"
KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# What each column is, where it is no content. A new column has to be put here or into claims.content.
NO_CONTENT = {
    Claim: {
        "id", "public_id", "state", "priority", "assigned_to_id", "due_on", "recheck_on", "story_url",
        "drop_reason", "drop_note", "content_version", "lock_version", "created_at", "created_by_id",
        "updated_at",
    },
    Appearance: {"id", "claim_id", "proposed", "hands", "lock_version"},
    Evidence: {"id", "claim_id", "lock_version"},
}  # fmt: skip
CONTENT = {
    Claim: content.CLAIM_COLUMNS,
    Appearance: content.APPEARANCE_COLUMNS,
    Evidence: content.EVIDENCE_COLUMNS,
}
TRIGGERS = {
    "claims_hands": {"appearance"},
    "claims_told": {
        "claim", "appearance", "evidence", "approval", "revision", "user", "document", "claimant", "topic", "rating",
        "ratingscale", "task", "pageversion",
    },
    "claims_told_again": {"claim", "ratingscale"},
    "claims_told_who": {"pageversion"},
    "claims_tell": {"event"},
    "claims_keep_names": {"user", "document", "claimant"},
    "claims_use_scale": {"claim"},  # on which tables each trigger of ours stands
    "claims_guard": {"claim", "approval", "revision", "redaction", "pageversion"},
    "claims_redacted": {"revision", "event", "snapshot", "approval", "pageversion"},
    "claims_content": {"claim", "appearance", "evidence"},
    "claims_public": {"publicclaim", "revision"},
    "claims_changes": {"publicclaim"},
    "claims_tell_change": {"revision"},
    "claims_tag": {"publicclaim"},
    "claims_spell": {"publicclaim"},
    "claims_freeze": {"rating", "ratingscale"},
    "claims_link": {"event"},
    "claims_append_only": {"snapshot", "event", "revision", "contribution", "approval", "eventlink", "pageversion"},
    "claims_never_deleted": {"claim", "appearance", "evidence", "publicclaim", "redaction"},
    "claims_no_truncate": {
        "snapshot", "contribution", "approval", "revision", "event", "eventlink", "claim", "appearance",
        "evidence", "publicclaim", "redaction", "pageversion",
    },
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def history_is_not_asked():
    """Nothing is switched off here: every trigger is looked at as it stands."""


def columns_of(table: str) -> list[str]:
    with as_owner():  # the schema shows each role only what it may touch
        found = run(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s",
            table,
        )
    return [name for (name,) in found]


def may(table: str, kind: str) -> bool:
    return one("SELECT has_table_privilege(%s, %s, %s)", ROLE, table, kind)


def may_column(table: str, column: str, kind: str) -> bool:
    return one("SELECT has_column_privilege(%s, %s, %s, %s)", ROLE, table, column, kind)


# ---------------------------------------------------------------- tables


def test_every_table_is_on_the_list():
    """And every view, foreign or partitioned table: whatever rows can be read from."""
    found = run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p', 'v', 'm', 'f')"
    )
    assert {name for (name,) in found} == set(grants.RIGHTS)


def test_every_model_has_its_table_on_the_list():
    models = apps.get_models(include_auto_created=True)
    assert {model._meta.db_table for model in models} <= set(grants.RIGHTS)


@pytest.mark.parametrize(("table", "rights"), grants.RIGHTS.items())
def test_a_table_has_exactly_its_rights(table, rights):
    if rights == grants.BY_COLUMN:
        wanted = {"SELECT", "INSERT"}
    else:
        wanted = set(rights.split(", "))
    assert {kind for kind in KINDS if may(table, kind)} == wanted
    if rights != grants.BY_COLUMN:
        for kind in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
            given = one("SELECT has_any_column_privilege(%s, %s, %s)", ROLE, table, kind)
            assert given == (kind in wanted), kind


def test_the_maintenance_right_is_not_given():
    """PostgreSQL 17 added it; it takes ACCESS EXCLUSIVE locks."""
    if int(one("SHOW server_version_num")) >= 170000:
        assert [table for table in grants.RIGHTS if may(table, "MAINTAIN")] == []


def test_the_columns_of_a_claim_one_by_one():
    columns = columns_of("claims_claim")
    closed = {column for column in columns if not may_column("claims_claim", column, "UPDATE")}
    assert closed == {"id", "public_id", "content_version"} == set(grants.NOT_UPDATED)
    for column in columns:
        assert may_column("claims_claim", column, "SELECT") and may_column("claims_claim", column, "INSERT")


def test_nobody_else_has_rights_of_ours(owner_name):
    """Rights given to PUBLIC or to a log-in by name would outlive a change of the list."""
    with as_owner():
        found = run(
            """SELECT c.relname, coalesce(r.rolname, 'PUBLIC') FROM pg_class c, aclexplode(c.relacl) a
               LEFT JOIN pg_roles r ON r.oid = a.grantee
               WHERE c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
                 SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
        )
    assert {who for _, who in found} <= {ROLE, owner_name}


def test_one_sequence_may_be_drawn_from_and_none_set():
    sequences = [name for (name,) in run("SELECT relname FROM pg_class WHERE relkind = 'S'")]
    assert set(grants.SEQUENCES) < set(sequences)
    for name in sequences:
        asked = f'public."{name}"'
        drawn = one("SELECT has_sequence_privilege(%s, %s, 'USAGE')", ROLE, asked)
        assert drawn == (name in grants.SEQUENCES), name
        assert not one("SELECT has_sequence_privilege(%s, %s, 'UPDATE')", ROLE, asked), name


def test_the_version_of_pages_is_never_set_back():
    assert one("SELECT nextval('claims_publicversion')") > 0
    with refused("permission denied for sequence"):
        run("SELECT setval('claims_publicversion', 1)")


# ---------------------------------------------------------------- schema, roles, functions


def test_the_application_makes_nothing_in_the_schema():
    assert one("SELECT has_schema_privilege(%s, 'public', 'USAGE')", ROLE)
    assert not one("SELECT has_schema_privilege(%s, 'public', 'CREATE')", ROLE)
    assert not one("SELECT has_database_privilege(%s, current_database(), 'CREATE')", ROLE)


def test_the_role_is_a_bare_group(owner_name):
    flags = "rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    assert run(f"SELECT {flags} FROM pg_roles WHERE rolname = %s", ROLE) == [(False,) * 6]
    assert not one("SELECT pg_has_role(%s, %s, 'MEMBER')", ROLE, owner_name)
    assert one("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", ROLE) == 0


def ours() -> list[tuple[Any, ...]]:
    """Functions in our schema that no extension brought: (name, security definer, settings, signature)."""
    return run(
        """SELECT p.proname, p.prosecdef, p.proconfig, p.oid::regprocedure::text FROM pg_proc p
           WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
             SELECT FROM pg_depend d
             WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')"""
    )


def test_every_function_has_a_fixed_search_path_with_pg_temp_last():
    """Unnamed, pg_temp comes first for tables: one could stand in for the users."""
    others = {name: settings for name, _, settings, _ in ours() if settings != [SEARCH_PATH]}
    assert others == {
        "claims_find": [SEARCH_PATH, "enable_seqscan=off", "plan_cache_mode=force_generic_plan"]
    }


def test_every_function_of_ours_bears_our_name():
    """Rights are taken by name: claims_*."""
    assert [name for name, *_ in ours() if not name.startswith("claims_")] == []


def test_two_functions_are_open_and_no_other():
    asked = "SELECT has_function_privilege(%s, %s, 'EXECUTE')"
    opened = {name for name, _, _, call in ours() if one(asked, ROLE, call)}
    assert (
        opened
        == set(grants.OPEN_FUNCTIONS)
        == {
            "claims_content",
            "claims_is_owner",
            "claims_changed",
            "claims_find",
            "claims_day",
        }
    )


def test_who_each_function_acts_as():
    """As the owner where the application has no right of its own; as the invoker where it asks who writes."""
    assert {name for name, definer, *_ in ours() if definer} == {
        "claims_write_content",
        "claims_guard_approval",
        "claims_guard_revision",
        "claims_public_agrees",
        "claims_changes_agree",
        "claims_tell_change",
        "claims_tag",
        "claims_spell",
        "claims_freeze_rating",
        "claims_use_scale",
        "claims_link_event",
        "claims_redacted_on_record",
    }
    assert {name for name, definer, *_ in ours() if not definer} == {
        "claims_content",
        "claims_is_owner",
        "claims_changed",
        "claims_day",
        "claims_slices",
        "claims_stems",
        "claims_vector",
        "claims_marks",
        "claims_find",
        "claims_tags_of",
        "claims_words_of",
        "claims_fill_search",
        "claims_contribute",
        "claims_guard_claim",
        "claims_guard_page",
        "claims_page_is_signed",
        "claims_keep_hands",
        "claims_keep_names",
        "claims_tell",
        "claims_is_told",
        "claims_append_only",
        "claims_guard_redaction",
        "claims_guard_blanking",
        "claims_confirmed",
        "claims_blanks_removed",
        "claims_rating_change",
    }


def test_the_grants_heal_what_was_opened():
    """After every migrate, rights given by hand go again, and EXECUTE that a new function brought."""
    with as_owner():
        run("GRANT ALL ON claims_event TO factcheck_app")
        run("GRANT UPDATE (content_version) ON claims_claim TO factcheck_app")
        run("GRANT UPDATE (hash) ON claims_eventlink TO factcheck_app")
        run("GRANT EXECUTE ON FUNCTION claims_link_event() TO PUBLIC")
        run("GRANT CREATE ON SCHEMA public TO PUBLIC")
        assert may("claims_event", "DELETE") and may_column("claims_claim", "content_version", "UPDATE")
        grants.apply(sender=None)
    assert not may("claims_event", "DELETE") and not may("claims_event", "UPDATE")
    assert not may_column("claims_claim", "content_version", "UPDATE")
    assert not may_column("claims_eventlink", "hash", "UPDATE")
    assert not one("SELECT has_function_privilege(%s, 'claims_link_event()', 'EXECUTE')", ROLE)
    assert not one("SELECT has_schema_privilege(%s, 'public', 'CREATE')", ROLE)


# ---------------------------------------------------------------- triggers and columns


def test_every_trigger_stands_and_is_on():
    found: dict[str, set[str]] = {}
    for name, table, enabled in run(
        "SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE NOT tgisinternal"
    ):
        assert enabled == "O", (name, table)
        found.setdefault(name, set()).add(table.removeprefix("claims_"))
    assert found == TRIGGERS


def arguments(trigger: str, table: str) -> tuple[str, ...]:
    stored = one("SELECT tgargs FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", trigger, table)
    return tuple(part.decode() for part in stored.split(b"\0")[:-1])


@pytest.mark.parametrize(
    ("trigger", "table", "columns"),
    [
        ("claims_guard", "claims_claim", content.CLAIM_COLUMNS),
        ("claims_content", "claims_claim", content.CLAIM_COLUMNS),
        ("claims_content", "claims_appearance", content.APPEARANCE_COLUMNS),
        ("claims_content", "claims_evidence", content.EVIDENCE_COLUMNS),
        ("claims_append_only", "claims_snapshot", ("text", "archive_url")),
        ("claims_append_only", "claims_event", ("payload",)),
        ("claims_append_only", "claims_pageversion", ("title", "text", "note")),
        ("claims_append_only", "claims_revision", ("content", "record", "change_text")),
        ("claims_append_only", "claims_approval", ("note", "override_reason")),
        *[("claims_append_only", f"claims_{t}", ()) for t in ("contribution", "eventlink")],
    ],
)
def test_the_triggers_stand_on_the_closed_lists(trigger, table, columns):
    assert arguments(trigger, table) == columns


@pytest.mark.parametrize("model", CONTENT)
def test_every_column_is_content_or_said_to_be_none(model):
    columns = {field.column for field in model._meta.concrete_fields}
    assert columns == set(columns_of(model._meta.db_table))
    assert len(CONTENT[model]) == len(set(CONTENT[model]))
    assert set(CONTENT[model]) & NO_CONTENT[model] == set()
    assert columns - set(CONTENT[model]) == NO_CONTENT[model]
    assert set(CONTENT[model]) <= columns
