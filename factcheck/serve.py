"""`./run`: everything from an empty clone to a page, then gunicorn in this very process until Ctrl-C."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from factcheck import database, environment, postgres

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
DEMO_ACCOUNTS = ("reporter", "editor", "editor2", "admin")
# Printed on purpose: it opens a demo on loopback, and production refuses to start while it works.
DEMO_PASSWORD = "factcheck-demo"  # noqa: S105
WORKERS, THREADS = 2, 4


class Stop(Exception):
    """Nothing was started; the text is one sentence."""


def listening_place() -> tuple[str, int]:
    host = os.environ.get("HOST") or "127.0.0.1"
    written = os.environ.get("PORT") or "8000"
    if not written.isdigit() or not 1 <= int(written) <= 65535:
        raise Stop(f"PORT={written} is no port: write a number from 1 to 65535.")
    if environment.flag("DEMO") and not environment.is_loopback(host):
        raise Stop(
            f"HOST={host} would show the demo's accounts to the network: leave HOST unset, or set up a "
            "newsroom with DEMO=0."
        )
    return host, int(written)


def check_port(host: str, port: int, patience: float = 3.0) -> None:
    """gunicorn itself would end with a traceback. Patience: workers whose master was killed need a moment to
    notice and to let go of the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + patience
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
                return
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise Stop(
                        f"The server cannot listen on {host} port {port} ({error.strerror or error}): "
                        "choose others with HOST and PORT."
                    ) from error
        if time.monotonic() > deadline:
            raise Stop(
                f"Port {port} is taken: stop what listens there, or choose another: PORT={port + 1} ./run"
            )
        time.sleep(0.3)


def manage(*arguments: str, login: str = "web", quiet: bool = True) -> subprocess.Popen[str]:
    output = subprocess.PIPE if quiet else None
    environ = {**os.environ, "FACTCHECK_LOGIN": login, "FACTCHECK_POOL": "0"}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        stdout=output,
        stderr=output,
        text=True,
        env=environ,
    )


def wait_for(process: subprocess.Popen[str], what: str) -> str:
    out, error = process.communicate()
    if process.returncode != 0:
        sys.stderr.write(error or out or "")
        raise Stop(f"{what} failed (see above): nothing is served.")
    return out or ""


def static_fingerprint() -> str:
    """Changes when a file of ours or a package does; collecting and compressing again would cost seconds at
    each start."""
    seen = hashlib.sha256((ROOT / "requirements" / "run.txt").read_bytes())
    for folder in (ROOT / "static", ROOT / "claims" / "static"):
        for path in sorted(folder.rglob("*")):
            found = path.stat()
            seen.update(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def prepare(demo: bool) -> None:
    """Tables, static files and demo; each step finds out by itself that there is nothing to do."""
    with open(LOCAL / "prepare.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        stamp, fingerprint = LOCAL / "static.stamp", static_fingerprint()
        collect = None
        if not (
            stamp.exists()
            and stamp.read_text() == fingerprint
            and (LOCAL / "static" / "staticfiles.json").exists()
        ):
            stamp.unlink(missing_ok=True)
            collect = manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
        # migrate runs every system check first, those that look into the database among them
        wait_for(manage("migrate", "--no-input", "--verbosity", "0", login="owner"), "Preparing the tables")
        if demo:
            wait_for(manage("demo"), "Making the demo newsroom")
        if collect:
            wait_for(collect, "Collecting the static files")
            stamp.write_text(fingerprint)


def welcome(host: str, port: int, demo: bool) -> None:
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    lines = [f"Factcheck is at http://{shown}:{port}/"]
    if demo:
        lines.append(f"The desk is at http://{shown}:{port}/desk/")
        lines.append(f"Demo accounts: {', '.join(DEMO_ACCOUNTS)}; password {DEMO_PASSWORD}")
    lines.append("The background worker runs beside it. Ctrl-C stops both.")
    print("\n".join(lines), flush=True)


def run_gunicorn(host: str, port: int, demo: bool, watcher: subprocess.Popen[bytes]) -> None:
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
            settings: dict[str, Any] = {
                "bind": f"{shown}:{port}",
                "worker_class": "gthread",
                "workers": WORKERS,
                "threads": THREADS,
                "loglevel": "warning",
                "control_socket_disable": True,
                "graceful_timeout": 10,
                "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,
                "proc_name": "factcheck",
                "post_fork": lambda arbiter, worker: postgres.let_go(ROOT),
                "when_ready": lambda arbiter: welcome(host, port, demo),
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from factcheck.wsgi import application

            return application

    def load_again() -> None:
        """SIGUSR2: pages and background worker from the code as it is now; whoever is being answered is answered to the
        end. (gunicorn's own would start a second ./run beside this one.) Settings need a new start."""
        arbiter.reload()
        try:
            assert watcher.stdin is not None
            watcher.stdin.write(b"again\n")
            watcher.stdin.flush()
        except OSError:  # killed: there is no worker to start anew
            pass

    arbiter = Arbiter(Server())
    arbiter.handle_usr2 = load_again
    # A closed terminal means the end here, as Ctrl-C does; gunicorn would take it for "load again" and
    # stay, unseen.
    arbiter.handle_hup = arbiter.handle_term
    arbiter.run()


def start_watcher(embedded: bool) -> subprocess.Popen[bytes]:
    """In a session of its own, so that Ctrl-C reaches it through us alone, when the workers have finished."""
    command = [sys.executable, "-m", "factcheck.watch", *(["embedded"] if embedded else [])]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)


def serve() -> int:
    try:
        host, port = listening_place()
        check_port(host, port)
        os.environ["FACTCHECK_POOL"] = "1"  # before this process reads the settings that its workers inherit
        from django.conf import settings

        if settings.EMBEDDED:
            postgres.hold(ROOT)
        else:
            database.inspect(settings.WEB_DATABASE, settings.OWNER_DATABASE)
        prepare(settings.DEMO)
        wait_for(
            manage("check", "--database", "default", "--fail-level", "ERROR"), "The check of the settings"
        )
    except (Stop, ImproperlyConfigured, postgres.Unavailable) as error:
        print(error, file=sys.stderr)
        return 1
    watcher = start_watcher(settings.EMBEDDED)
    master = os.getpid()
    try:
        run_gunicorn(host, port, settings.DEMO, watcher)
    finally:
        if os.getpid() == master:  # a worker that ends comes by here too
            watcher.communicate()  # closes its stdin: it ends, and we are the last who need PostgreSQL
    return 0
