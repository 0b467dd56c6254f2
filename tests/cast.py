"""The cast: people who appear in the stories of the tests, and browsers in which they are logged in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def reporter(db: None) -> Any:
    return factories.user("reporter", "rita")


@pytest.fixture
def reporter2(db: None) -> Any:
    return factories.user("reporter", "ron")


@pytest.fixture
def editor(db: None) -> Any:
    return factories.user("editor", "eda")


@pytest.fixture
def editor2(db: None) -> Any:
    return factories.user("editor", "emil")


@pytest.fixture
def admin(db: None) -> Any:
    return factories.user("administrator", "ada")


@pytest.fixture
def stranger() -> Client:
    """Somebody without a log-in."""
    return Client()


@pytest.fixture
def as_(db: None) -> Callable[[Any], Client]:
    """as_(editor) is a browser in which the editor is logged in."""

    def log_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return log_in
