"""Finding a browser for the tests, or getting one. A run that cannot have one fails; it never skips."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowser(Exception):
    """No browser can be had; the text is one sentence."""


def installed() -> str | None:
    """A Chromium or Chrome of the machine. Tried by running it: Ubuntu's `chromium-browser` may only
    advertise a snap."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else []
    for name in (*named, *NAMES, *MAC):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def playwrights_own() -> bool:
    """Whether Playwright has fetched its browser before; it then finds it by itself."""
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    default = Path.home() / (
        "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    )
    return any((Path(folder) if folder else default).glob("chromium*-*/INSTALLATION_COMPLETE"))


def find_or_install(say: Callable[[str], None]) -> str | None:
    """The browser's path, or None for Playwright's own."""
    path = installed()
    if path or playwrights_own():
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium here: installing Debian's …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], env=quiet, check=False)
        subprocess.run(
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"], env=quiet, check=False
        )
        path = installed()
        if path:
            return path
    say("No Chromium here: fetching Playwright's …")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if playwrights_own():
        return None
    raise NoBrowser(
        "The browser tests need a Chromium and none could be fetched: install chromium or Google Chrome "
        "and run this again."
    )
