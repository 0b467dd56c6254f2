"""A server of one's own that lacks something: one sentence for each lack."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from claims import checks
from factcheck import database
from factcheck.postgres import Unavailable
from tests.database import as_owner


def test_an_old_server_is_refused() -> None:
    old: Any = SimpleNamespace(info=SimpleNamespace(server_version=140_012))
    with pytest.raises(Unavailable, match="runs PostgreSQL 14: Factcheck needs 15"):
        database.check_version(old)


def test_nobody_listening_is_said_without_the_password() -> None:
    with pytest.raises(Unavailable, match="start it, or mend DATABASE_URL") as caught:
        database.connect(
            {"host": "127.0.0.1", "port": "1", "user": "web", "password": "hidden", "dbname": "facts"}
        )
    assert "hidden" not in str(caught.value) and "\n" not in str(caught.value)


def parameters(user: str) -> dict[str, str]:
    """The test database itself, as libpq names it."""
    found = {**(settings.OWNER_DATABASE if user == "owner" else settings.WEB_DATABASE)}
    return {**found, "dbname": connection.settings_dict["NAME"]}


@pytest.mark.django_db
def test_a_server_that_is_fit() -> None:
    database.inspect(parameters("web"), parameters("owner"))


@pytest.mark.django_db
def test_the_websites_login_makes_no_tables() -> None:
    if settings.WEB_DATABASE == settings.OWNER_DATABASE:
        assert checks.two_logins(None)  # one login for both: then this is what is said
        return
    with pytest.raises(Unavailable, match="may not create tables"):
        database.inspect(parameters("web"), parameters("web"))


@pytest.mark.django_db
def test_two_databases_are_refused() -> None:
    with pytest.raises(Unavailable, match="two different databases"):
        database.inspect({**parameters("web"), "dbname": "postgres"}, parameters("owner"))


class Answers:
    """A connection that answers each question from a list."""

    info = SimpleNamespace(user="rita")

    def __init__(self, *answers: list[tuple[Any, ...]]) -> None:
        self.answers = list(answers)

    def execute(self, question: Any, values: Any = ()) -> Any:
        rows = self.answers.pop(0)
        return SimpleNamespace(fetchone=lambda: rows[0] if rows else None)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([[]], "has no role factcheck_app"),
        ([[(1,)], [(False,)]], "GRANT factcheck_app TO rita"),
        ([[(1,)], [(True,)], [(False,)]], "set DATABASE_OWNER_URL"),
    ],
)
def test_an_owner_that_lacks_something(answers: list[list[tuple[Any, ...]]], sentence: str) -> None:
    with pytest.raises(Unavailable, match=sentence):
        database.check_owner(Answers(*answers))  # type: ignore[arg-type]


def test_a_website_without_rights() -> None:
    with pytest.raises(Unavailable, match="GRANT factcheck_app TO rita"):
        database.check_web(Answers([(False,)]))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_roles_are_printed_as_sql_that_runs(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("database_roles", database="d'q", owner="boss", web="site")
    sql = capsys.readouterr().out
    assert 'CREATE ROLE "site" LOGIN IN ROLE "factcheck_app";' in sql
    assert 'CREATE DATABASE "d\'q" OWNER "boss"' in sql
    with as_owner() as cursor:  # only its grammar: the owner may make no roles
        for statement in re.findall(r"^(CREATE ROLE[^;]+);", sql, re.MULTILINE):
            cursor.execute("DO $x$ BEGIN IF false THEN " + statement + "; END IF; END $x$")
