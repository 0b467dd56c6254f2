"""A browser in front of the running app: every story is told with JavaScript and without it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as running
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.e2e.shown import shown as shown  # a fixture of these tests

PASSWORD = "correct horse battery"  # noqa: S105  of people who live as long as one test


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Does the browser run scripts?"""
    return request.param


@pytest.fixture
def site(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """The address of the running app, with its static files. The tables are emptied when it has answered all."""
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    under_way: list[None] = []

    def begin(**_signal: Any) -> None:
        under_way.append(None)

    def end(**_signal: Any) -> None:
        if under_way:
            under_way.pop()

    request_started.connect(begin)
    request_finished.connect(end)
    yield live_server.url
    patience = time.monotonic() + 5
    while under_way and time.monotonic() < patience:
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def open_browser(browser: Browser, site: str, script: bool) -> Iterator[Callable[..., Page]]:
    """open_browser() is a stranger's page; open_browser(person) is one in which that person is logged in."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(person: Any = None, **options: Any) -> Page:
        context = browser.new_context(base_url=site, java_script_enabled=script, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        if person is not None:
            enter(context, person, site)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors, errors


def enter(context: BrowserContext, person: Any, site: str) -> None:
    """The session that a log-in would have begun. The log-in itself has tests of its own."""
    client = Client()
    client.force_login(person)
    name = running.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def log_in(page: Page, person: Any) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")


@pytest.fixture
def people(transactional_db: None, site: str) -> dict[str, Any]:
    """A desk: reporter, colleague, editor, editor2, admin; all with the same password."""
    roles = {
        "reporter": "reporter", "colleague": "reporter", "editor": "editor", "editor2": "editor",
        "admin": "administrator",
    }  # fmt: skip
    made = {name: factories.user(role, name) for name, role in roles.items()}
    for person in made.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return made


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_one(person: Any = None, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=site, reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        if person is not None:
            log_in(page, person)
        return page

    yield open_one
    for context in contexts:
        context.close()
