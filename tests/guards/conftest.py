"""The people of these tests, and the promise that each one ends as it began: as the application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import factories
from tests.database import ROLE, as_owner
from tests.guards.sql import one


@dataclass(frozen=True)
class Desk:
    rita: Any  # reporters
    ron: Any
    eda: Any  # editors
    emil: Any
    ada: Any  # an administrator
    olga: Any  # an editor who has left


@pytest.fixture
def desk(reporter: Any, reporter2: Any, editor: Any, editor2: Any, admin: Any) -> Iterator[Desk]:
    left = factories.user("editor", "olga", is_active=False)
    assert one("SELECT current_user") == ROLE
    yield Desk(reporter, reporter2, editor, editor2, admin, left)
    assert one("SELECT current_user") == ROLE


@pytest.fixture(scope="module", autouse=True)
def history_is_not_asked(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """These tests write rows by bare SQL to see one guard at a time. That every change has its Event is a guard too,
    tried in test_events.py (which does without this) and by everything outside this folder."""
    with django_db_blocker.unblock():
        switch("DISABLE")
    yield
    with django_db_blocker.unblock():
        switch("ENABLE")


def switch(which: str) -> None:
    with as_owner() as cursor:
        cursor.execute(r"SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE tgname LIKE 'claims\_told%%'")
        for trigger, table in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {which} TRIGGER {trigger}")


@pytest.fixture
def owner_name(db: None) -> str:
    return one("SELECT tableowner FROM pg_tables WHERE tablename = 'claims_revision'")


@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection]:
    """The application's own log-in, as the running site has it; not the owner who stepped down."""
    if settings.WEB_DATABASE.get("user") == settings.OWNER_DATABASE.get("user"):
        # Not skipped: a run that tried none of this must not look like one that did.
        pytest.fail(
            "DATABASE_URL and DATABASE_OWNER_URL name one log-in, so what the website's own may not do cannot be "
            "tried. Name two: ./run manage database_roles prints the SQL."
        )
    place = {**settings.WEB_DATABASE, "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**place) as session:
        yield session
        session.rollback()
