"""What the house looks like to readers at this moment, in a number or a hash: two look-ups by index, without the ORM.

They decide whether an answer that is kept in memory is still true, at each request; so nothing has to be told to any
process when something changes.
"""

from __future__ import annotations

from django.db import connection

# How long a page for readers may keep the database busy; the desk has longer.
PATIENCE = "3s"


def version_of(public_id: str) -> int | None:
    """PublicClaim.version, which rises with whatever readers see of the claim."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM claims_publicclaim WHERE public_id = %s", [public_id])
        row = cursor.fetchone()
    return row[0] if row else None


def head_of_history() -> str:
    """The hash of the newest row of the history. Whatever changes has a row there, linked at COMMIT one after another,
    so that whoever sees this head sees all that came before it. (The highest version of any page would not do: a lower
    one may be committed later.)"""
    return _head("SELECT encode(hash, 'hex') FROM claims_eventlink ORDER BY seq DESC LIMIT 1")


def begin_list() -> str:
    """The head, and from here on a short patience, in the same trip to the database."""
    return _head(
        f"SELECT encode(hash, 'hex'), set_config('statement_timeout', '{PATIENCE}', false)"
        " FROM (SELECT NULL) one LEFT JOIN LATERAL"
        " (SELECT hash FROM claims_eventlink ORDER BY seq DESC LIMIT 1) newest ON true"
    )


def end_list() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


def _head(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return (row and row[0]) or ""
