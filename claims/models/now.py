"""What the house looks like to readers at this moment, in a number or a hash: two look-ups by index, without the ORM.

They decide whether an answer that is kept in memory is still true, at each request; so nothing has to be told to any
process when something changes.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

# How long a page for readers may keep the database busy; the desk has longer.
PATIENCE = "3s"


def version_of(public_id: str) -> int | None:
    """PublicClaim.version, which rises with whatever readers see of the claim."""
    row = _row("SELECT version FROM claims_publicclaim WHERE public_id = %s", public_id)
    return row[0] if row else None


def head_of_history() -> str:
    """The hash of the newest row of the history. Whatever changes has a row there, linked at COMMIT one after another,
    so that whoever sees this head sees all that came before it. (The highest version of any page would not do: a lower
    one may be committed later.)"""
    row = _row("SELECT encode(hash, 'hex') FROM claims_eventlink ORDER BY seq DESC LIMIT 1")
    return row[0] if row else ""


def _row(sql: str, *values: str) -> tuple[Any, ...] | None:
    """One row, straight from the pool: what Django does to a connection before and after costs a fifth of a page.
    Without a pool, or where the request holds a connection already, by that one."""
    pool = connection.pool  # type: ignore[attr-defined]
    if pool is None or pool.closed or connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()
    with connection.wrap_database_errors:
        taken = pool.getconn()
        try:
            return taken.execute(sql, values).fetchone()
        finally:
            pool.putconn(taken)


def begin_list() -> str:
    """The head, and from here on a short patience, in the same trip to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false), (SELECT encode(hash, 'hex')"
            " FROM claims_eventlink ORDER BY seq DESC LIMIT 1)",
            [PATIENCE],
        )
        return cursor.fetchone()[1] or ""


def end_list() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")
