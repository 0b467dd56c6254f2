"""
A whole house for the tests of crashes: a copy of the source in a temporary folder, served by its own `./run` with its
own PostgreSQL, so that anything in it may be killed. Nothing of the clone that runs the tests is touched.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from factcheck import postgres, whereabouts

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ("manage.py", "run", "factcheck", "claims", "templates", "static", "requirements")
PASSWORD = "factcheck-demo"
# Nothing of the tests' own settings may reach the house.
OURS = re.compile(
    r"^(DATA|DJANGO_|EMBEDDED_|FACTCHECK_|SECRET_KEY|SITE_URL|NEWSROOM_|ALLOWED_HOSTS|DEMO|DEBUG|HOST|PORT|PYTEST)"
)


@dataclass
class Answer:
    status: int  # 0: there was none
    text: str = ""
    location: str = ""


class Gone(Exception):
    """No answer came: the server was away, or the connection broke off."""


class Browser:
    """A person at the desk, as a browser without JavaScript sees it. One request a connection."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def log_in(self, username: str) -> Browser:
        self.get("/accounts/login/")
        answer = self.post("/accounts/login/", username=username, password=PASSWORD)
        assert answer.status == 302, f"{username} cannot log in: {answer.status}"
        return self

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, *, key: str = "", **fields: Any) -> Answer:
        """A desk form. `key` sends a form again that was sent before; without it each is new."""
        body = urlencode(
            {
                "csrfmiddlewaretoken": self.cookies.get("csrf", ""),
                "idempotency_key": key or str(uuid.uuid4()),
                **fields,
            },
            doseq=True,
        )
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: str | None = None) -> Answer:
        """Raises Gone where no whole answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Gone(repr(error)) from error
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, text, answer.headers.get("Location", ""))


@dataclass
class Site:
    """`start()` it, kill what you like in it, `close()` it."""

    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Where PostgreSQL's own user gets in, when we are root: pytest's folders are closed to it.
        self.root = Path(tempfile.mkdtemp(prefix="factcheck-site-")).resolve()
        self.root.chmod(0o755)
        for name in SOURCE:
            source, target = ROOT / name, self.root / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        local = ROOT / ".local"
        (self.root / ".local").mkdir()
        if (local / "static.stamp").exists():  # collected already: saves seconds
            shutil.copytree(local / "static", self.root / ".local" / "static")
            shutil.copy2(local / "static.stamp", self.root / ".local" / "static.stamp")
        self.port = free_port()
        self.log = self.root / "run.log"
        self.process: subprocess.Popen[bytes] | None = None

    # ------------------------------------------------------------ life

    def surroundings(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not OURS.match(name)}
        return {**plain, "PORT": str(self.port), **self.environ}

    def start(self, *, patience: float = 180) -> Site:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(self.root / "factcheck" / "launch.py")],
                cwd=self.root,
                env=self.surroundings(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.wait_until(self.is_ready, patience)
        return self

    def is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"./run ended with {self.process.returncode}:\n{self.said()}")
        return self.answers("/readyz")

    def answers(self, path: str) -> bool:
        try:
            return Browser(self).get(path).status == 200
        except Gone:
            return False

    def wait_until(self, holds: Callable[[], Any], patience: float = 30, every: float = 0.05) -> float:
        """Returns the seconds that it took; fails with the log where it never came."""
        begun = time.monotonic()
        while not holds():
            if time.monotonic() - begun > patience:
                raise AssertionError(f"not within {patience:g} s:\n{self.said()}")
            time.sleep(every)
        return time.monotonic() - begun

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-6000:] if self.log.exists() else ""

    def stop(self, number: int = signal.SIGTERM, *, patience: float = 40) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(patience)

    def close(self) -> None:
        if self.process is not None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.process.kill()
        # The watcher may need a moment for PostgreSQL; its files cannot go before.
        where = whereabouts.place(self.root)
        for _ in range(200):
            if not list(where.state.glob("pg*/postmaster.pid")):
                break
            time.sleep(0.1)
        for folder in (self.root, where.shelter, where.sockets):
            if folder is not None and folder.exists():
                shutil.rmtree(folder, ignore_errors=True)

    # ------------------------------------------------------------ people and rows

    def browser(self, username: str = "") -> Browser:
        """A browser, logged in where a demo account is named: reporter, editor, editor2 or admin."""
        return Browser(self).log_in(username) if username else Browser(self)

    def sql(self, query: str, *values: Any, login: str = postgres.OWNER) -> list[tuple[Any, ...]]:
        """Asked of the house's own database, behind its back."""
        address: dict[str, Any] = {
            **postgres.address(whereabouts.place(self.root), login),
            "connect_timeout": "5",
        }
        with psycopg.connect(**address) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, str(self.root / "factcheck" / "launch.py"), "manage", *arguments],
            cwd=self.root,
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    # ------------------------------------------------------------ processes

    def web_workers(self) -> list[int]:
        assert self.process is not None
        return [pid for pid, line in children(self.process.pid) if "launch.py" in line]

    def background_workers(self) -> list[int]:
        return [pid for pid, _, line in processes() if f"{self.root}/manage.py work" in line]

    def postmaster(self) -> int:
        """0 while there is none."""
        for path in whereabouts.place(self.root).state.glob("pg*/postmaster.pid"):
            return int(path.read_text().split()[0])
        return 0

    def postgres_log(self) -> str:
        return "".join(
            path.read_text(errors="replace") for path in whereabouts.place(self.root).state.glob("*.log")
        )

    def postgres_processes(self) -> list[int]:
        """The postmaster first, then its children."""
        postmaster = self.postmaster()
        return [postmaster, *(pid for pid, _ in children(postmaster))] if postmaster else []


def processes() -> list[tuple[int, int, str]]:
    """Every process: number, parent's number, command line."""
    asked = subprocess.run(
        ["ps", "-ww", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    rows = (line.split(None, 2) for line in asked.stdout.splitlines())
    return [(int(row[0]), int(row[1]), row[2] if len(row) > 2 else "") for row in rows]


def children(parent: int) -> list[tuple[int, str]]:
    return [(pid, line) for pid, above, line in processes() if above == parent]


def kill(*numbers: int) -> None:
    """-9, to processes of a Site; one that is gone already is no matter."""
    for number in numbers:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
