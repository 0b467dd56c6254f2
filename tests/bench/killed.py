"""One of two web processes is killed (-9) while readers press a claim page over 16 connections: how many of their
requests fail, and how long it takes until two processes answer again, by themselves.

What fails is what the killed process was at: a handful of requests a kill, however many came before and after. So the
share is told with the number of requests that it is a share of. A run has one kill in its middle and lasts ten seconds;
the one that is killed is the one that has done more of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import _load, _systems
from tests.faults.site import Site, kill

RUNS = int(os.environ.get("BENCH_ROUNDS", "5"))
AT_ONCE, SECONDS = 16, 10.0
PATIENCE = 60.0


def run() -> Iterator[dict[str, Any]]:
    with _systems.ours() as (site, path):
        address = f"http://127.0.0.1:{site.port}{path}"
        _load.press(address, at_once=AT_ONCE, seconds=2)  # warm
        calm = _load.press(address, at_once=AT_ONCE, seconds=SECONDS)
        runs = [_one_killed(site, address) for _ in range(RUNS)]
        loads, seen, answers = zip(*runs, strict=True)
        requests, failed = sum(each.requests for each in loads), sum(each.failed for each in loads)
        yield {
            "what": "one web process killed under load",
            "connections": AT_ONCE,
            "driver": _load.DRIVER,
            "kills": RUNS,
            "requests": requests,
            "failed": failed,
            "failed_percent": round(100 * failed / requests, 3),
            "failed_percent_worst_run": round(max(100 * each.failed / each.requests for each in loads), 3),
            "failed_a_kill": [each.failed for each in loads],
            "failed_without_a_kill": calm.failed,
            "a_second": round(median(each.a_second for each in loads)),
            "a_second_without_a_kill": round(calm.a_second),
            "two_processes_after_s": round(median(seen), 2),
            "two_answer_after_s": round(median(answers), 2),
            "two_answer_after_s_worst": round(max(answers), 2),
        }


def _one_killed(site: Site, address: str) -> tuple[_load.Load, float, float]:
    """What came through; seconds until there were two processes again, and until both were answering."""
    before = {pid: _systems.seconds(pid) for pid in site.web_workers()}
    assert len(before) == 2, f"{len(before)} web processes"
    with ThreadPoolExecutor(1) as readers:
        pressed = readers.submit(_load.press, address, at_once=AT_ONCE, seconds=SECONDS)
        time.sleep(SECONDS / 2)
        busiest = max(before, key=lambda pid: _systems.seconds(pid) - before[pid])
        kill(busiest)
        killed = time.monotonic()
        site.wait_until(lambda: len(_standing(site, busiest)) == 2, PATIENCE, every=0.02)
        seen = time.monotonic() - killed
        site.wait_until(lambda: _both_answer(site, busiest), PATIENCE, every=0.02)
        answered = time.monotonic() - killed
        return pressed.result(), seen, answered


def _standing(site: Site, killed: int) -> list[int]:
    return [pid for pid in site.web_workers() if pid != killed]


def _both_answer(site: Site, killed: int) -> bool:
    """A process makes its threads when there is something to answer. The readers keep their connections, all of them
    with the process that was left; only somebody new can come to the other."""
    site.answers("/healthz")
    return all(len(list(Path(f"/proc/{pid}/task").iterdir())) > 1 for pid in _standing(site, killed))
