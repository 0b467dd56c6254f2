"""The SQL that prepares a PostgreSQL server of one's own. It only prints: the passwords are yours to
choose."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from psycopg.sql import SQL, Composable, Identifier

from factcheck.postgres import DATABASE, GROUP, OWNER, WEB

SQL_TEXT = """\
-- Run once as a superuser on PostgreSQL 15 or newer: psql -d postgres -f roles.sql
-- Then give each login a password, which psql asks for and sends scrambled:
--   \\password {owner_name}
--   \\password {web_name}

-- Holds the rights on the tables; `manage.py migrate` grants them. Nobody logs in as it.
CREATE ROLE {group} NOLOGIN;
-- Owns the tables: migrations and redactions. To run the tests there: ALTER ROLE {owner} CREATEDB;
CREATE ROLE {owner} LOGIN IN ROLE {group};
-- The website. It owns nothing, and so cannot switch off the guards on the tables.
CREATE ROLE {web} LOGIN IN ROLE {group};

CREATE DATABASE {database} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'{locale};
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {group};

-- Then, in the environment of the website:
--   DATABASE_URL=postgresql://{web_name}:PASSWORD@HOST:5432/{database_name}
--   DATABASE_OWNER_URL=postgresql://{owner_name}:PASSWORD@HOST:5432/{database_name}
-- and:
--   python manage.py migrate
-- which makes the extensions pg_trgm and unaccent (trusted: a database's owner may), tables and grants.
"""


class Command(BaseCommand):
    help = "Print the SQL that makes roles and database on a PostgreSQL server of your own."
    requires_system_checks: list[str] = []  # it is needed before any database is there

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=DATABASE, help="its name (%(default)s)")
        parser.add_argument("--owner", default=OWNER, help="the login that owns it (%(default)s)")
        parser.add_argument("--web", default=WEB, help="the website's login (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        names: dict[str, Composable] = {
            "group": Identifier(GROUP),
            "owner": Identifier(options["owner"]),
            "web": Identifier(options["web"]),
            "database": Identifier(options["database"]),
            # Not the server's own ctype, which may be C: with it pg_trgm drops ñ and á.
            "locale": SQL(" LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"),
            "owner_name": SQL(options["owner"]),
            "web_name": SQL(options["web"]),
            "database_name": SQL(options["database"]),
        }
        self.stdout.write(SQL(SQL_TEXT).format(**names).as_string(None), ending="")
