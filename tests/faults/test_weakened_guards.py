"""Each guard is shown to matter: weakened in one place, some attack of tests/guards gets through and its test goes red.

Each weakening is a test run of its own, with its own database; all of them take some forty minutes on two cores.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.weakenings import NAMES, STATEMENTS

ROOT = Path(__file__).parents[2]
# Lists of what must be there; for a trigger that is gone they would be red without any attack.
LISTS = "tests/guards/test_rights.py"
RED = 1  # pytest's exit code where tests failed


def attack(weakened: str) -> subprocess.CompletedProcess[str]:
    lists = [] if weakened.startswith("the application") else [f"--ignore={LISTS}"]
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/guards",
            *lists,
            "-x",
            "-q",
            "--tb=line",
            "-p",
            "no:cacheprovider",
        ],
        cwd=ROOT,
        env={**os.environ, "WEAKENED_GUARD": weakened},
        capture_output=True,
        text=True,
        timeout=900,
    )


def test_whole_guards_hold():
    assert attack("").returncode == 0


def test_names_are_told_apart():
    assert len(set(NAMES)) == len(NAMES) > 100 and STATEMENTS


@pytest.mark.parametrize("weakened", NAMES)
def test_a_weakened_guard_is_noticed(weakened):
    run = attack(weakened)
    assert run.returncode == RED, (
        f"nobody noticed, or it could not be tried:\n{run.stdout[-2000:]}{run.stderr[-500:]}"
    )
    assert re.search(r"^FAILED tests/guards/", run.stdout, re.MULTILINE), run.stdout[-2000:]
