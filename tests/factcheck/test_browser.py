"""The browser of the tests: found, fetched or missed in one sentence; and one page in it, to prove the plumbing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import browser


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser, where nothing is installed in earnest."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "MAC", ())
    return tmp_path


def program(path: Path, exit_code: int = 0) -> None:
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)


def test_a_browser_is_tried_before_it_is_believed(bare: Path) -> None:
    program(bare / "chromium", 1)
    program(bare / "google-chrome")
    assert browser.installed() == str(bare / "google-chrome")


def commands_run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    seen: list[list[str]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        seen.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    return seen


@pytest.mark.parametrize(("user", "first"), [(0, "apt-get"), (1000, "playwright")])
def test_none_to_be_had_is_an_error_after_every_way_was_tried(
    bare: Path, monkeypatch: pytest.MonkeyPatch, user: int, first: str
) -> None:
    program(bare / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    seen = commands_run(monkeypatch)
    with pytest.raises(browser.NoBrowser, match="install chromium or Google Chrome"):
        browser.find_or_install(lambda sentence: None)
    assert first in seen[0]
    assert "playwright" in seen[-1]


def test_playwrights_own_is_left_to_playwright(bare: Path) -> None:
    own = bare / "none" / "chromium-1234"
    own.mkdir(parents=True)
    (own / "INSTALLATION_COMPLETE").touch()
    assert browser.find_or_install(lambda sentence: None) is None


@pytest.mark.django_db(transaction=True)
def test_a_page_opens_in_it(page: Any, live_server: Any) -> None:
    answer = page.goto(live_server.url + "/healthz")
    assert answer.status == 200
