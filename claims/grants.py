"""What the application's role may do to each table: a closed list, granted after every `migrate`.

A table that is not on it gets nothing, and a test fails; so nobody adds one without deciding.
"""

from typing import Any

from django.conf import settings
from django.db import connections

from claims.seed import seed

GROUP = "factcheck_app"
ALL = "SELECT, INSERT, UPDATE, DELETE"
ADD_ONLY = "SELECT, INSERT"
NEVER_DELETED = "SELECT, INSERT, UPDATE"
MOVED_ONLY = "SELECT, UPDATE"
READ = "SELECT"
BY_COLUMN = "by column"

RIGHTS: dict[str, str] = {
    # Working copies: written by verbs, never deleted.
    "claims_claim": BY_COLUMN,
    "claims_appearance": NEVER_DELETED,
    "claims_evidence": NEVER_DELETED,
    "claims_publicclaim": NEVER_DELETED,
    "claims_document": NEVER_DELETED,
    "claims_claimant": NEVER_DELETED,
    "claims_user": NEVER_DELETED,
    "claims_redaction": NEVER_DELETED,  # a trigger lets each step happen once, and nothing else
    "claims_task": NEVER_DELETED,
    "claims_bookmark": MOVED_ONLY,
    # Written once.
    "claims_snapshot": ADD_ONLY,
    "claims_approval": ADD_ONLY,
    "claims_revision": ADD_ONLY,
    "claims_event": ADD_ONLY,
    "claims_pageversion": ADD_ONLY,
    # Written by triggers alone, or by the owner.
    "claims_contribution": READ,
    "claims_eventlink": READ,
    "claims_publicchange": READ,
    "claims_publictag": READ,
    "claims_publictext": READ,
    "claims_publicword": READ,
    "claims_setting": READ,
    "django_migrations": READ,
    # Ordinary.
    "claims_topic": ALL,
    "claims_claim_topics": ALL,
    "claims_ratingscale": ALL,
    "claims_rating": ALL,
    "claims_sentform": ALL,
    "claims_job": ALL,
    "claims_loginattempt": ALL,
    "django_session": ALL,
    "django_admin_log": ADD_ONLY,
    "django_content_type": READ,
    "auth_permission": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
}
SEQUENCES = ("claims_publicversion",)
NOT_UPDATED = ("id", "public_id", "content_version")  # of claims_claim
# Called by invoker trigger functions, by a generated column, by the search; every other is for triggers alone.
OPEN_FUNCTIONS = ("claims_content", "claims_is_owner", "claims_changed", "claims_find", "claims_day")


def apply(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """post_migrate: grant from the table, and write the settings that only the owner may."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('claims_eventlink') IS NOT NULL")
        if not cursor.fetchone()[0]:  # a plan that stops half-way: there is nothing to grant on yet
            return
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [GROUP])
        if cursor.fetchone()[0]:
            _grant(cursor)
    seed(using=using, reviewers=settings.REVIEWERS)


def _grant(cursor: Any) -> None:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = {row[0] for row in cursor.fetchall()}
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {GROUP}")
    for table in sorted(tables):
        cursor.execute(f'REVOKE ALL ON "{table}" FROM {GROUP}')
    for table, rights in RIGHTS.items():
        if table not in tables:
            continue
        if rights == BY_COLUMN:
            columns = ", ".join(
                f'"{column}"' for column in _columns(cursor, table) if column not in NOT_UPDATED
            )
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE ({columns}) ON "{table}" TO {GROUP}')
        else:
            cursor.execute(f'GRANT {rights} ON "{table}" TO {GROUP}')
    for sequence in SEQUENCES:
        cursor.execute(f'GRANT USAGE ON SEQUENCE "{sequence}" TO {GROUP}')
    _close_functions(cursor)


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return [row[0] for row in cursor.fetchall()]


def _close_functions(cursor: Any) -> None:
    """EXECUTE is PUBLIC by default: the application could hang a trigger function on a temporary table of its own.
    Done after every migrate, since DROP and CREATE FUNCTION give it back."""
    cursor.execute(
        r"""SELECT oid::regprocedure::text, proname FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'claims\_%'"""
    )
    for signature, name in cursor.fetchall():
        if name not in OPEN_FUNCTIONS:
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
