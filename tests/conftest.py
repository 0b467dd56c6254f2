"""The plumbing of the test run: database roles and the browser. The people are in tests/cast.py."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests import browser, database

pytest_plugins = ["tests.cast"]
_numbers = count(1)

# ---------------------------------------------------------------- database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: Any) -> None:
    """Asked before the test database is made: by then the cluster must run. Pure tests never start it."""
    with django_db_blocker.unblock():
        database.start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    tables = database.Tables()
    with django_db_blocker.unblock():
        if weakened := os.environ.get("WEAKENED_GUARD"):  # tests/faults shows that each guard matters
            database.weaken(weakened)
        tables.remember()
        database.lower_rights()
    database.reset_instead_of_flush(tables)
    yield
    with django_db_blocker.unblock():
        database.restore_rights()


@pytest.fixture(autouse=True)
def own_data_folder(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The files under /data/ are a test's own. The folder is made when something is written there."""
    settings.DATA_DIR = tmp_path_factory.getbasetemp() / f"data-{next(_numbers)}"


@pytest.fixture(autouse=True)
def empty_memory() -> None:
    """No page that another test has made is kept."""
    from claims import replay  # here: it needs the settings

    replay.forget()


# ---------------------------------------------------------------- browser

BROWSER = pytest.StashKey[str | None]()
BROWSER_TESTS = pytest.StashKey[set[str]]()
PASSED = pytest.StashKey[set[str]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Once, and before anything runs: no browser to be had ends the run with one sentence."""
    config = session.config
    config.stash[BROWSER_TESTS] = {
        item.nodeid for item in session.items if "browser" in getattr(item, "fixturenames", ())
    }
    config.stash[PASSED] = set()
    if not config.stash[BROWSER_TESTS] or config.option.collectonly:
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    say = config.get_terminal_writer().line
    with capture.global_and_fixture_disabled():
        try:
            config.stash[BROWSER] = browser.find_or_install(say)
        except browser.NoBrowser as error:
            pytest.exit(str(error), returncode=1)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright runs its loop in the thread that talks to the database
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], pytestconfig: pytest.Config
) -> dict[str, Any]:
    arguments = [*browser.ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    path = pytestconfig.stash[BROWSER]
    return {**browser_type_launch_args, "args": arguments, **({"executable_path": path} if path else {})}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call" and report.passed and item.nodeid in item.config.stash[BROWSER_TESTS]:
        item.config.stash[PASSED].add(item.nodeid)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    wanted, passed = config.stash.get(BROWSER_TESTS, set()), config.stash.get(PASSED, set())
    short = f" passed of {len(wanted)}" if len(passed) != len(wanted) else ""
    terminalreporter.write_line(f"browser tests: {len(passed)}{short}")
