"""Load on one address for some seconds: wrk where it is installed, else processes of our own, which cost more CPU
themselves and so press less."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench import _scratch

DRIVER = "wrk" if shutil.which("wrk") else "processes of our own"
REPORT = Path(__file__).with_name("_report.lua")


@dataclass
class Load:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds


def press(address: str, *, at_once: int, seconds: float, **headers: str) -> Load:
    """As many requests as come through, over `at_once` connections that are kept. A 4xx, a 5xx or no answer is failed;
    where the server ends a connection between two requests, the next one is made anew."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if DRIVER != "wrk":
        return _own(address, at_once, seconds, named)
    command = [
        "wrk",
        "-t",
        "1",
        "-c",
        str(at_once),
        "-d",
        f"{seconds:g}s",
        "--timeout",
        "10s",
        "-s",
        str(REPORT),
    ]
    for name, value in named.items():
        command += ["-H", f"{name}: {value}"]
    said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    found = json.loads(next(line for line in said.splitlines() if line.startswith("{")))
    return Load(
        found["requests"],
        found["microseconds"] / 1e6,
        found["p50"] / 1000,
        found["p99"] / 1000,
        found["failed"],
    )


def _own(address: str, at_once: int, seconds: float, headers: dict[str, str]) -> Load:
    where = urlsplit(address)
    lines = [f"GET {where.path} HTTP/1.1", f"Host: {where.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    place = (where.hostname or "", where.port or 80)
    processes = min(at_once, 8)
    shares = [at_once // processes + (n < at_once % processes) for n in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        found = pool.starmap(_client, [(place, request, share, seconds) for share in shares])
    took = [each for times, _ in found for each in times]
    return Load(
        len(took),
        seconds,
        _scratch.percentile(took, 50),
        _scratch.percentile(took, 99),
        sum(failed for _, failed in found),
    )


def _client(place: tuple[str, int], request: bytes, share: int, seconds: float) -> tuple[list[float], int]:
    """`share` connections in turns: one is asked while the others wait for their answers."""
    took: list[float] = []
    failed = 0
    waiting: list[tuple[socket.socket, float]] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or waiting:
        while len(waiting) < share and time.monotonic() < end:
            try:
                asked = socket.create_connection(place, 10)
                asked.sendall(request)
                waiting.append((asked, time.monotonic()))
            except OSError:
                failed += 1
        still: list[tuple[socket.socket, float]] = []
        for asked, since in waiting:
            is_well = _answer(asked)
            took.append(1000 * (time.monotonic() - since))
            failed += not is_well
            if is_well and time.monotonic() < end:
                asked.sendall(request)
                still.append((asked, time.monotonic()))
            else:
                asked.close()
        waiting = still
    return took, failed


def _answer(asked: socket.socket) -> bool:
    """Read one answer to its end; is it a good one?"""
    try:
        got = b""
        while b"\r\n\r\n" not in got:
            part = asked.recv(65536)
            if not part:
                return False
            got += part
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length:
            part = asked.recv(65536)
            if not part:
                return False
            body += part
        return head[9:10] in b"23"
    except OSError:
        return False
