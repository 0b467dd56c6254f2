"""Is the server behind DATABASE_URL fit for Factcheck? Asked before anything is started, so that each lack
gets its own sentence."""

from __future__ import annotations

from typing import Any

import psycopg

from factcheck.postgres import GROUP, Unavailable

OLDEST = 15
EXTENSIONS = ("pg_trgm", "unaccent")
SETUP_HINT = "`./run manage database_roles` prints the SQL that prepares a server"


def unreachable(error: Exception) -> str:
    """libpq says where and why, over several lines and never with the password."""
    reason = " ".join(str(error).split()) or type(error).__name__
    return (
        f"The database cannot be used ({reason}): start it, or mend DATABASE_URL and DATABASE_OWNER_URL; "
        f"{SETUP_HINT}."
    )


def connect(parameters: dict[str, str]) -> psycopg.Connection[Any]:
    try:
        wanted: dict[str, Any] = {"connect_timeout": "5", **parameters}
        return psycopg.connect(**wanted, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(unreachable(error)) from error


def inspect(web: dict[str, str], owner: dict[str, str]) -> None:
    """Raise Unavailable with a sentence where version, roles or rights are not what Factcheck needs."""
    with connect(owner) as connection:
        check_version(connection)
        check_owner(connection)
        check_extensions(connection)
        here = connection.execute("SELECT current_database()").fetchone()
    with connect(web) as connection:
        check_web(connection)
        if connection.execute("SELECT current_database()").fetchone() != here:
            raise Unavailable(
                "DATABASE_URL and DATABASE_OWNER_URL name two different databases: both must name the same."
            )


def check_version(connection: psycopg.Connection[Any]) -> None:
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        raise Unavailable(
            f"The server runs PostgreSQL {major}: Factcheck needs {OLDEST} or newer, "
            "so upgrade it or name another."
        )


def ask(connection: psycopg.Connection[Any], question: str, *values: object) -> Any:
    row = connection.execute(question, values).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def check_owner(connection: psycopg.Connection[Any]) -> None:
    user = connection.info.user
    if not ask(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", GROUP):
        raise Unavailable(f"The server has no role {GROUP}: {SETUP_HINT}.")
    if not ask(connection, "SELECT pg_has_role(%s, 'MEMBER')", GROUP):
        raise Unavailable(f"The login {user} is no member of {GROUP}: GRANT {GROUP} TO {user}; {SETUP_HINT}.")
    if not ask(connection, "SELECT has_schema_privilege('public', 'CREATE')"):
        raise Unavailable(
            f"The login {user} may not create tables: set DATABASE_OWNER_URL to the login that owns the "
            f"database; {SETUP_HINT}."
        )


def check_web(connection: psycopg.Connection[Any]) -> None:
    user = connection.info.user
    if not ask(connection, "SELECT pg_has_role(%s, 'USAGE')", GROUP):
        raise Unavailable(
            f"The login {user} has not the rights of {GROUP}: GRANT {GROUP} TO {user}; {SETUP_HINT}."
        )


def check_extensions(connection: psycopg.Connection[Any]) -> None:
    there = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    offered = {row[0] for row in connection.execute("SELECT name FROM pg_available_extensions")}
    for name in EXTENSIONS:
        if name in there:
            continue
        if name not in offered:
            raise Unavailable(
                f"The server does not offer the extension {name}: install PostgreSQL's contrib package there."
            )
        try:
            with connection.transaction(force_rollback=True):
                connection.execute(f"CREATE EXTENSION {name}".encode())
        except psycopg.Error as error:
            raise Unavailable(
                f"The login {connection.info.user} may not create the extension {name}: "
                f"let a superuser run CREATE EXTENSION {name} in this database, or make the login its owner."
            ) from error
