"""What `run` starts once the environment is there: serve, test, check or any manage.py command."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # run as a file, from any folder: the caller's relative paths stay true

LOCAL = ROOT / ".local"
# Lint and types: what is ours. Not the migrations' generated parts, nor what others wrote.
PYTHON_FILES = ["manage.py", "factcheck", "claims", "tests"]


def kept_secret_key() -> str:
    """One key a clone, readable for its owner alone; two commands started at once agree on it."""
    path = LOCAL / "secret_key"
    if not path.exists():
        fresh = LOCAL / f"secret_key.{os.getpid()}"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(fresh, path)  # fails where another was quicker
        except FileExistsError:
            pass
        fresh.unlink()
    return path.read_text()


def set_defaults() -> None:
    """A clone without settings is the demo newsroom on its own cluster. With DATABASE_URL it is not, unless
    DEMO says so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    own_server = bool(os.environ.get("DATABASE_URL"))
    if not own_server:
        os.environ["EMBEDDED_POSTGRES"] = "1"
    os.environ["DEMO"] = os.environ.get("DEMO") or ("0" if own_server else "1")
    os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or kept_secret_key()
    if not os.environ.get("SITE_URL"):
        host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
        if host in ("127.0.0.1", "localhost", "::1"):
            os.environ["SITE_URL"] = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(arguments: list[str]) -> int:
    set_defaults()
    from factcheck.serve import serve

    return serve()


def manage(arguments: list[str]) -> int:
    set_defaults()
    sys.argv[0] = str(ROOT / "manage.py")
    import manage as commands

    commands.main(arguments)
    return 0


def test(arguments: list[str]) -> int:
    os.chdir(ROOT)
    import pytest

    return int(pytest.main(arguments))


def faults(arguments: list[str]) -> int:
    """The long form of the crash and race tests; a path or an option chooses among them."""
    named = any(not argument.startswith("-") for argument in arguments)
    return test([*([] if named else ["tests/faults"]), *arguments])


def bench(arguments: list[str]) -> int:
    os.chdir(ROOT)
    from tests.bench import run

    return run(arguments)


def check(arguments: list[str]) -> int:
    """Everything that can be said about the code without running it. All of it is said, not only the first
    complaint."""
    os.chdir(ROOT)
    set_defaults()
    python = sys.executable
    scripts = Path(python).parent
    steps = {
        "lint": [python, "-m", "ruff", "check", *PYTHON_FILES],
        "format": [python, "-m", "ruff", "format", "--check", *PYTHON_FILES],
        "types": [python, "-m", "mypy"],
        # No `python -m` for these two; run by Python, since a long path spoils a script's first line.
        "import contracts": [python, str(scripts / "lint-imports")],
        "templates": [python, "-m", "djlint", "templates", "--lint", "--quiet"],
        "migrations": [python, "manage.py", "makemigrations", "--check", "--dry-run"],
        "system": [python, "manage.py", "check", "--fail-level", "ERROR"],
    }
    failed = []
    for name, command in steps.items():
        print(f"— {name}", flush=True)
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    print(f"./run check: not passed: {', '.join(failed)}" if failed else "./run check: all passed")
    return 1 if failed else 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": serve,
    "manage": manage,
    "test": test,
    "faults": faults,
    "bench": bench,
    "check": check,
}


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["serve"]
    return COMMANDS[name](rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        if LOCAL not in Path(str(error.filename or "")).parents:
            raise
        sys.exit(
            f"{error.filename} belongs to another user: run this as that user, or use a clone of your own."
        )
