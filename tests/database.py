"""
Two roles in tests: the owner makes the tables, then every connection runs as the application does, so that
a missing grant fails here
and not at a newsroom. Emptying tables between transactional tests is the owner's again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from factcheck import postgres

ROLE = postgres.GROUP
ALTER = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


def start() -> None:
    """Bring up the embedded cluster, where it is the one that is used, and remove what killed runs left
    there."""
    if not settings.EMBEDDED:
        return
    postgres.hold(Path(settings.BASE_DIR))
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_factcheck_[0-9]+$'")
        for (name,) in cursor.fetchall():
            found = re.fullmatch(r"test_factcheck_(\d+)", name)
            if found and not _is_running(int(found[1])):
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def lower_rights() -> None:
    """From here on every connection, in every thread, does SET ROLE first (Django's own option does it)."""
    connection.settings_dict["OPTIONS"]["assume_role"] = ROLE
    connection.close()


def restore_rights() -> None:
    """Before the test database is dropped: the application's role may not."""
    connection.settings_dict["OPTIONS"].pop("assume_role", None)
    connection.close()


@contextmanager
def as_owner(using: BaseDatabaseWrapper = connection) -> Iterator[Any]:  # type: ignore[assignment]
    """A cursor with the owner's rights: for what a test must prepare behind the application's back."""
    with using.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield cursor
        finally:
            if not using.needs_rollback:
                cursor.execute(f"SET ROLE {ROLE}")


class Tables:
    """What stood in the tables after the migrations (scale, settings row, content types), to be put back
    after each flush."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[list[str], bytes]] = {}

    def remember(self) -> None:
        with connection.cursor() as cursor:
            for table in _tables(cursor):
                columns = _columns(cursor, table)
                with cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) TO STDOUT") as copy:
                    rows = b"".join(bytes(part) for part in copy)
                if rows:
                    self.rows[table] = (columns, rows)

    def reset(self, using: BaseDatabaseWrapper) -> None:
        """Empty every table and put back the first rows. The guards against exactly this are off meanwhile,
        and on again after it."""
        with transaction.atomic(using=using.alias), as_owner(using) as cursor:
            tables = _tables(cursor)
            cursor.execute(
                "SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled FROM pg_trigger JOIN "
                "pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = 'public'::regnamespace"
            )
            triggers = cursor.fetchall()
            for table, trigger, _ in triggers:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))}")
            for table, (columns, rows) in self.rows.items():
                with cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) FROM STDIN") as copy:
                    copy.write(rows)
            # Deferred foreign keys of the rows put back must be settled before a table can be altered again.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, trigger, enabled in triggers:
                cursor.execute(f"ALTER TABLE {table} {ALTER[enabled]} TRIGGER {trigger}")


def reset_instead_of_flush(tables: Tables) -> None:
    """Django's flush runs as the application and leaves the tables without what migrations put there."""

    def teardown(case: TransactionTestCase) -> None:
        for alias in case._databases_names(include_mirrors=False):
            assert alias == connection.alias
            tables.reset(connection)  # type: ignore[arg-type]

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [row[0] for row in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT "
        "attisdropped AND attgenerated = ''"
        " ORDER BY attnum",
        [f"public.{_quoted(table)}"],
    )
    return [row[0] for row in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _list(names: list[str]) -> str:
    return ", ".join(map(_quoted, names))


def weaken(name: str) -> None:
    """Weaken one guard of the test database, by its name in tests/faults/weakenings.py."""
    from tests.faults import weakenings  # here: it knows the guards' tests, and they know this module

    with connection.cursor() as cursor:
        weakenings.weaken(cursor, name)
