"""The questions of tests/adversarial.py, asked of a large house: CPU of each, in our process and in the database's
together. A page that is kept in memory is made anew."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from tests.bench import _site

AIM_MS, ROUNDS = 200, 3
TICK = os.sysconf("SC_CLK_TCK")


def run() -> Iterator[dict[str, Any]]:
    from tests.adversarial import ASKED

    logging.disable(
        logging.CRITICAL
    )  # what was refused as too much is noted, each time with all that led there
    claims = _site.largest()
    with _site.newsrooms(claims):
        _site.visit(claims)
        browser = _site.Browser()
        browser.get("/claims/?q=warm")
        found = {name: cost(browser, path) for name, path in ASKED.items()}
        dearest = sorted(found, key=lambda name: -found[name]["cpu_ms"])
        above = [name for name in dearest if found[name]["cpu_ms"] > AIM_MS]
        for name in dearest[: max(10, len(above))]:
            yield {"what": name, "claims": claims, **found[name]}
        yield {
            "what": "questions of somebody who wants to see it break",
            "claims": claims,
            "asked": len(found),
            "most_cpu_ms": found[dearest[0]]["cpu_ms"],
            "median_cpu_ms": round(median(each["cpu_ms"] for each in found.values()), 1),
            "above_200_ms": len(above),
            "answered_5xx": [name for name, each in found.items() if each["status"] >= 500],
        }


def cost(browser: _site.Browser, path: str) -> dict[str, Any]:
    """The median of some rounds; the first question of a kind may find its pages on the disk."""
    from django.db import connection

    from claims import replay

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    rows = []
    for _ in range(ROUNDS):
        replay.forget()
        before, started, own = database_cpu(backend), perf_counter(), process_time()
        status, body = browser.get(path)
        own, took = process_time() - own, perf_counter() - started
        rows.append((1000 * (own + database_cpu(backend) - before), 1000 * took, 1000 * own))
    cpu, took, own = (round(median(column), 1) for column in zip(*rows, strict=True))
    return {"cpu_ms": cpu, "of_it_ours_ms": own, "ms": took, "status": status, "bytes": len(body)}


def database_cpu(backend: int) -> float:
    """Seconds of the process that answers us, and of helpers that it had and that have ended: their parent counts
    those."""
    running = int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9
    parts = Path(f"/proc/{_parent(backend)}/stat").read_text().rsplit(")", 1)[1].split()
    return running + (int(parts[13]) + int(parts[14])) / TICK


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
