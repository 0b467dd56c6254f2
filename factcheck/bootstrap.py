"""
Builds the environment in .local/env from the hash-locked files. `run` calls it with a bare Python, so:
standard library only.

    bootstrap.py [check]      "check" installs the tools of `./run check` as well

Exit 0: the environment is ready. 3: it has to be built anew, and not by the Python that lives in it. 1: it
failed, with a sentence.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
ENVIRONMENT = LOCAL / "env"
PYTHON = ENVIRONMENT / "bin" / "python"
BUILD_ANEW = 3

# A user's pip settings that would put packages elsewhere or undo the lock. Index and proxy settings stay as
# the machine has them.
PIP_SURPRISES = (
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_PYTHON",
    "PIP_NO_BINARY",
    "PIP_REQUIREMENT",
    "PIP_EDITABLE",
    "PIP_NO_DEPS",
)


def expected(lock: str) -> str:
    """What the stamp of an environment says: which Python, at which place (venvs cannot be moved), from
    which lock."""
    locked = hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()
    return f"{platform.python_version()} {ENVIRONMENT} {locked}"


def stamp(lock: str) -> Path:
    return ENVIRONMENT / f"{lock}.stamp"


def is_ready(lock: str) -> bool:
    try:
        return stamp(lock).read_text() == expected(lock) and PYTHON.exists()
    except OSError:
        return False


def install(lock: str) -> None:
    environ = {name: value for name, value in os.environ.items() if name not in PIP_SURPRISES}
    environ.update(PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    command = [
        str(PYTHON),
        "-I",
        "-m",
        "pip",
        "--quiet",
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    # cwd: the locks are named by a relative path, which no space or bracket in the path of the clone can
    # spoil.
    done = subprocess.run(
        [*command, "-r", f"requirements/{lock}.txt"],
        cwd=ROOT,
        env=environ,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        sys.exit("The packages could not be installed (pip says why above): mend that and run this again.")
    # Written last, in one move: whoever is killed before leaves no stamp, and the next command builds anew.
    fresh = stamp(lock).with_suffix(".new")
    fresh.write_text(expected(lock))
    fresh.replace(stamp(lock))


def build() -> None:
    say("Setting up the environment in .local/env (once, about half a minute) …")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "venv", str(ENVIRONMENT)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        reason = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        sys.exit(f"The environment in {ENVIRONMENT} could not be made: {reason[-1]}")
    install("run")


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def take_turn(lock_file: Path) -> int:
    """Two commands started at once build one after the other. The kernel frees the lock of a process that
    was killed."""
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Another ./run is setting up the environment: waiting for it …")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def main(wanted: list[str]) -> int:
    locks = ["run", *wanted]
    if all(is_ready(lock) for lock in locks):
        return 0
    try:
        LOCAL.mkdir(exist_ok=True)
        turn = take_turn(LOCAL / "env.lock")
    except OSError as error:
        sys.exit(
            f"{LOCAL} cannot be written ({error.strerror}): give it to the user who runs this, or use a "
            "clone of your own."
        )
    try:
        if not is_ready("run"):
            if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
                return BUILD_ANEW
            build()
        for lock in wanted:
            if not is_ready(lock):
                say("Adding the tools of ./run check (once) …")
                install(lock)
    finally:
        os.close(turn)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
