"""The plumbing of the tests themselves: the application's role, and first rows that outlive a flush."""

from __future__ import annotations

import threading

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

from tests import database

pytestmark = pytest.mark.django_db


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_tests_run_as_the_application() -> None:
    assert current_user() == "factcheck_app"


def test_the_application_makes_no_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


def test_the_owners_rights_can_be_borrowed() -> None:
    with database.as_owner() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "factcheck_owner"
    assert current_user() == "factcheck_app"


@pytest.mark.django_db(transaction=True)
def test_other_threads_run_as_the_application_too() -> None:
    seen: list[str] = []

    def look() -> None:
        seen.append(current_user())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["factcheck_app"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["before a flush", "after a flush"])
def test_what_migrations_wrote_is_there(time: str) -> None:
    ratings = apps.get_model("claims", "Rating").objects
    assert ratings.count() >= 7
    assert apps.get_model("contenttypes", "ContentType").objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_guards_are_on_again_after_a_flush() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone()[0] == 0
    with database.as_owner() as cursor, pytest.raises(Exception, match="(?i)truncate|append|never"):
        cursor.execute("TRUNCATE claims_event CASCADE")
