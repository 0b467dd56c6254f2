"""What the benches of the public site measure, side by side: our house as `./run` serves it, and R on the same
PostgreSQL. Both answer on loopback; each knows which processes are its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg

from factcheck import postgres, whereabouts
from tests.faults.site import Site, children, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SLUG = "7k3m9qxd"
ROWS = 100_000
TICK = os.sysconf("SC_CLK_TCK")
WANTED = 36_000  # bytes of a claim page, as those of a long check are

# One claim of the demo gets a longer analysis, so that its page is as long as R's. Through the verbs, like any other.
_LENGTHEN = """
from claims.models import Claim, User
from claims.models.public import PublicClaim
rita, eda = User.objects.get(username="reporter"), User.objects.get(username="editor2")
row = PublicClaim.objects.public().filter(number=1).order_by("public_id").first()
claim = Claim.objects.get(public_id=row.public_id)
claim.edit(by=rita)
more = "\\n\\nThe tables of both offices give the same sums for each month, and so do their printed editions. " * {n}
note = dict(change_kind="clarification", change_text="We show more of the sums.")
claim.revise(by=rita, analysis=claim.analysis + more, **note)
claim.submit(by=rita)
claim.approve(by=eda, content_sha256=claim.content_sha256, says_no_more=True)
claim.publish(by=eda)
"""


@dataclass
class System:
    """One server: where it answers, and its first process."""

    name: str
    address: str
    pid: int

    def cpu(self) -> float:
        """Seconds that its processes have used so far."""
        return sum(seconds(pid) for pid in [self.pid, *(pid for pid, _ in children(self.pid))])


def seconds(pid: int) -> float:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(parts[11]) + int(parts[12]) + int(parts[13]) + int(parts[14])) / TICK


def database_cpu(site: Site) -> float:
    return sum(seconds(pid) for pid in site.postgres_processes())


@contextmanager
def ours() -> Iterator[tuple[Site, str]]:
    """A demo newsroom, and the path of a claim whose page is about as long as R's."""
    site = Site()
    try:
        site.start()
        path, size = _claim(site)
        short = max(1, (WANTED - size) // 105)
        site.manage("shell", "-v", "0", "-c", _LENGTHEN.format(n=short))
        yield site, _claim(site)[0]
    finally:
        site.close()


def _claim(site: Site) -> tuple[str, int]:
    """The claim that is made longer: the lowest public_id among those with one version, or two once it is."""
    rows = site.sql(
        "SELECT public_id, slug FROM claims_publicclaim WHERE status = 'shown' AND changes::text LIKE %s",
        "%more of the sums%",
    ) or site.sql(
        "SELECT public_id, slug FROM claims_publicclaim WHERE status = 'shown' AND number = 1"
        " ORDER BY public_id LIMIT 1"
    )
    path = f"/claims/{rows[0][0]}/{rows[0][1]}/"
    return path, len(ask(site.port, path)[1])


def ask(port: int, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=30) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


@contextmanager
def reference(site: Site, size: int) -> Iterator[System]:
    """R beside `site`, in a database of its own on the same PostgreSQL, served by gunicorn 2 × 4."""
    where = postgres.address(whereabouts.place(site.root), postgres.OWNER)
    with psycopg.connect(**where, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("CREATE DATABASE reference TEMPLATE template0 ENCODING 'UTF8'")
    inside: dict[str, Any] = {**where, "dbname": "reference"}
    with psycopg.connect(**inside, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE reference_page (id bigserial PRIMARY KEY, slug varchar(8) NOT NULL UNIQUE, "
            "version bigint NOT NULL)"
        )
        connection.execute(
            "INSERT INTO reference_page (slug, version) SELECT lpad(n::text, 8, '0'), n"
            " FROM generate_series(1, %s) n",
            [ROWS],
        )
        connection.execute("INSERT INTO reference_page (slug, version) VALUES (%s, 0)", [SLUG])
        connection.execute("VACUUM ANALYZE reference_page")
    port = free_port()
    environ = {
        "REFERENCE_NAME": "reference",
        "REFERENCE_USER": where["user"],
        "REFERENCE_HOST": where["host"],
        "REFERENCE_PORT": where["port"],
        "REFERENCE_BYTES": str(size),
    }
    command = [sys.executable, "-m", "gunicorn", "tests.bench._reference:application", "-k", "gthread"]
    command += ["-w", "2", "--threads", "4", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    process = subprocess.Popen([*command, "--no-control-socket"], cwd=ROOT, env={**os.environ, **environ})
    try:
        _wait(port, f"/{SLUG}/")
        yield System("R", f"http://127.0.0.1:{port}/{SLUG}/", process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, path: str, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            ask(port, path)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
