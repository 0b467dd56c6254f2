"""
The embedded PostgreSQL cluster: how it starts, and how the last one out stops it.

Used when DATABASE_URL is unset. It listens on a Unix socket only. Every process that uses it holds a shared
lock for life; at exit each tries to get that lock alone, and who succeeds stops the server. There is no list
of process numbers that could go stale.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factcheck.whereabouts import PORT, Place, Unavailable, binaries, last_line, own_folder, place

__all__ = ["Place", "Server", "Unavailable", "address", "hold", "let_go", "place", "start_lock"]

DATABASE = "factcheck"
SUPERUSER, OWNER, WEB, GROUP = "postgres", "factcheck_owner", "factcheck_web", "factcheck_app"
START_SECONDS = 30


# ---------------------------------------------------------------- one server


class Server:
    """The programs, the data and the socket of one cluster. Call its methods under the start lock only."""

    def __init__(self, where: Place) -> None:
        self.where = where
        self.programs = binaries(where)
        said = where.run([str(self.programs / "postgres"), "--version"])
        found = re.search(r"\) (\d+)", said.stdout)
        if not found:
            raise Unavailable(
                f"PostgreSQL in {self.programs} does not run here ({last_line(said.stderr)}): "
                "set DATABASE_URL or PG_BIN."
            )
        self.major = int(found[1])
        if self.major < 15:
            raise Unavailable(
                f"PostgreSQL {self.major} in {self.programs} is too old: Factcheck needs 15 or newer."
            )
        self.data = where.state / f"pg{self.major}"
        self.log = where.state / f"pg{self.major}.log"

    def program(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.where.run([str(self.programs / name), *arguments])

    def is_up(self) -> bool:
        # pg_isready asks the server; a pid file only tells who once was one.
        return (
            self.program("pg_isready", "-q", "-h", str(self.where.sockets), "-p", PORT, "-t", "3").returncode
            == 0
        )

    def initialise(self) -> None:
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        # Never ctype C: with it pg_trgm drops ñ and á.
        ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        locale = ["--lc-collate=C", f"--lc-ctype={ctype}"]
        if self.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = self.program(
            "initdb",
            "-D",
            str(fresh),
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-instructions",
            *locale,
        )
        if made.returncode != 0:
            raise Unavailable(
                f"PostgreSQL could not make its files in {self.where.state}: {last_line(made.stderr)}"
            )
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'factcheck.conf'  # written anew at each start\n")
        fresh.rename(self.data)

    def configure(self) -> None:
        """In a file, not on the command line: pg_ctl passes that to a shell, and paths may hold spaces. A
        moved clone just works."""
        sockets = str(self.where.sockets).replace("'", "''")
        lines = [
            "listen_addresses = ''",
            f"port = {PORT}",
            f"unix_socket_directories = '{sockets}'",
            "unix_socket_permissions = 0700",
        ]
        library = self.programs.parent / "lib"
        if any(library.glob("**/pg_stat_statements.*")):
            lines.append("shared_preload_libraries = 'pg_stat_statements'")
        path = self.data / "factcheck.conf"
        path.write_text("\n".join(lines) + "\n")
        self.where.give(path)

    def start(self) -> None:
        if not self.data.exists():
            self.initialise()
        self.configure()
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.replace(self.log.with_suffix(".log.old"))
        deadline = time.monotonic() + START_SECONDS
        while True:
            seconds = str(max(2, int(deadline - time.monotonic())))
            # The log file is opened by the server's own user; nothing may hold our pipes open, or we would
            # wait for its end.
            command = [
                str(self.programs / "pg_ctl"),
                "start",
                "-s",
                "-w",
                "-t",
                seconds,
                "-D",
                str(self.data),
                "-l",
                str(self.log),
            ]
            self.where.run(
                command, capture_output=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            if self.is_up():
                return
            if time.monotonic() > deadline:
                said = self.log.read_text(errors="replace") if self.log.exists() else ""
                raise Unavailable(f"PostgreSQL did not start ({last_line(said)}): {self.log} says more.")
            self.forget_stale_pid()
            time.sleep(0.3)  # after a kill -9 the old children hold the shared memory for another moment

    def forget_stale_pid(self) -> None:
        """After a crash the number in postmaster.pid may be another program's, or a dead one's that nobody
        has buried (in containers). PostgreSQL then refuses to start, for fear of a second server."""
        path = self.data / "postmaster.pid"
        try:
            number = int(path.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if str(self.data) not in command_line(number):
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        for mode in ("fast", "immediate"):
            if (
                self.program(
                    "pg_ctl", "stop", "-s", "-w", "-t", "20", "-D", str(self.data), "-m", mode
                ).returncode
                == 0
            ):
                return

    def make_roles(self) -> None:
        """Here the two roles guard against bugs, not against intruders: whoever reaches the socket is
        trusted."""
        import psycopg

        conninfo = psycopg.conninfo.make_conninfo(**address(self.where, SUPERUSER, "postgres"))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for name, rights in (
                (GROUP, "NOLOGIN"),
                (OWNER, f"LOGIN CREATEDB IN ROLE {GROUP}"),
                (WEB, f"LOGIN IN ROLE {GROUP}"),
            ):
                if name not in there:
                    connection.execute(f"CREATE ROLE {name} {rights}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'"
                )


def address(where: Place, user: str, dbname: str = DATABASE) -> dict[str, str]:
    """Connection parameters as libpq names them."""
    return {"host": str(where.sockets), "port": PORT, "user": user, "dbname": dbname}


def command_line(number: int) -> str:
    """Empty for a process that is gone, or dead and not yet buried."""
    process = Path(f"/proc/{number}")
    try:
        if Path("/proc/self").exists():
            return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        asked = ["ps", "-ww", "-o", "args=", "-p", str(number)]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


# ---------------------------------------------------------------- many processes, one server

_held: dict[Path, int] = {}


@contextmanager
def start_lock(root: Path) -> Iterator[None]:
    descriptor = os.open(root / ".local" / "postgres.start", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def hold(root: Path) -> Place:
    """Start the cluster where it is not running, and keep it running as long as this process lives."""
    where = place(root)
    if root in _held:
        return where
    with start_lock(root):
        if where.shelter:
            own_folder(where.shelter, os.geteuid(), 0o755)
        if not where.state.exists():
            where.state.mkdir(mode=0o700)
            where.give(where.state)
        if where.sockets != where.state:
            own_folder(where.sockets, where.account.pw_uid if where.account else os.geteuid(), 0o700)
        server = Server(where)
        if not server.is_up():
            server.start()
        server.make_roles()
        descriptor = os.open(root / ".local" / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _held[root] = descriptor
    # Without a handler, SIGTERM and SIGHUP end Python before atexit can speak.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda number, frame: sys.exit(128 + number))
    atexit.register(release, root, server, os.getpid())
    return where


def let_go(root: Path) -> None:
    """For a forked child: it lives no longer than its parent, whose hold is enough."""
    descriptor = _held.pop(root, None)
    if descriptor is not None:
        os.close(descriptor)


def release(root: Path, server: Server, pid: int) -> None:
    if os.getpid() != pid:  # a forked child of ours
        return
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave the server behind
    with start_lock(root):
        descriptor = _held.pop(root)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody still needs it
        server.stop()
        os.close(descriptor)
