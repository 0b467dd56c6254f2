"""A claim page without any cache in front, beside R: requests a second, CPU of web and database a request, waiting
times, at 16 and at 64 connections; compressed ones and 304 beside our own 200, in one web process. The systems take
turns of two seconds; a ratio is taken within each round, and then the median of the rounds."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import _load, _systems
from tests.faults.site import Site

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "7"))
SECONDS = 2.0


def run() -> Iterator[dict[str, Any]]:
    with _systems.ours() as (site, path):
        assert site.process is not None
        headers, page = _systems.ask(site.port, path)
        house = _systems.System("ours", f"http://127.0.0.1:{site.port}{path}", site.process.pid)
        with _systems.reference(site, len(page)) as reference:
            for at_once in (16, 64):
                yield from compare(site, reference, house, at_once=at_once)
            _one_process(site)
            yield from compare(site, house, house, name="304", If_None_Match=headers["etag"])
            for encoding in ("gzip", "br"):
                yield from compare(site, house, house, name=encoding, Accept_Encoding=encoding)


def _one_process(site: Site) -> None:
    """From two. A process that has more of the connections is asked less for each: between two turns to the same house
    that luck would weigh more than what is compared."""
    workers = site.web_workers()
    stat = Path(f"/proc/{workers[0]}/stat").read_text()
    os.kill(int(stat.rsplit(")", 1)[1].split()[1]), signal.SIGTTOU)
    site.wait_until(lambda: len(site.web_workers()) == 1, 30)


def compare(
    site: Site,
    base: _systems.System,
    other: _systems.System,
    *,
    at_once: int = 16,
    name: str = "200",
    **headers: str,
) -> Iterator[dict[str, Any]]:
    """`other`, asked with `headers`, against `base`, asked without."""
    for system, more in ((base, {}), (other, headers)):
        _load.press(system.address, at_once=at_once, seconds=1, **more)  # warm
    rounds: dict[str, list[tuple[_load.Load, float]]] = {"base": [], "other": []}
    for number in range(ROUNDS):
        turns = [("base", base, {}), ("other", other, headers)]
        for key, system, more in turns if number % 2 else reversed(turns):
            rounds[key].append(_turn(site, system, at_once, more))
    pairs = list(zip(rounds["base"], rounds["other"], strict=True))
    yield {
        "what": name,
        "against": base.name if base is not other else "our own 200",
        "connections": at_once,
        "driver": _load.DRIVER,
        "times_requests": round(median(b.a_second / a.a_second for (a, _), (b, _) in pairs), 2),
        "times_cpu": round(median(b / a for (_, a), (_, b) in pairs), 3),
        "a_second": round(median(load.a_second for load, _ in rounds["other"])),
        "base_a_second": round(median(load.a_second for load, _ in rounds["base"])),
        "cpu_ms": round(1000 * median(cpu for _, cpu in rounds["other"]), 3),
        "base_cpu_ms": round(1000 * median(cpu for _, cpu in rounds["base"]), 3),
        "p50_ms": median(load.p50_ms for load, _ in rounds["other"]),
        "p99_ms": median(load.p99_ms for load, _ in rounds["other"]),
        "p99_times_p50": round(median(load.p99_ms / load.p50_ms for load, _ in rounds["other"]), 1),
        "failed": sum(load.failed for load, _ in rounds["other"]),
        "base_failed": sum(load.failed for load, _ in rounds["base"]),
    }


def _turn(
    site: Site, system: _systems.System, at_once: int, headers: dict[str, str]
) -> tuple[_load.Load, float]:
    """What came through, and the CPU of web and database processes for each of them."""
    before = system.cpu() + _systems.database_cpu(site)
    load = _load.press(system.address, at_once=at_once, seconds=SECONDS, **headers)
    used = system.cpu() + _systems.database_cpu(site) - before
    return load, used / max(1, load.requests)
