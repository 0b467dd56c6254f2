"""What runs beside ./run: a background worker that dies is started again, ever later, and ended in the end."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck import watch


class Process:
    """A worker that dies when it is told to."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.returncode: int | None = None
        self.stdin = self
        self.closed = False

    def poll(self) -> int | None:
        return self.returncode

    def close(self) -> None:
        self.closed = True

    def terminate(self) -> None:
        self.returncode = 0

    def wait(self, timeout: float | None = None) -> int:
        return self.returncode or 0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(watch.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(watch.subprocess, "Popen", Process)
    return now


def starts_after(worker: watch.Worker, clock: list[float]) -> float:
    """Let it die, and count the seconds until another is there."""
    dead = worker.process
    assert dead is not None
    dead.returncode = -9
    for tenth in range(1, 1000):
        worker.keep_running()
        if worker.process is not None and worker.process is not dead:
            return tenth / 10
        clock[0] += 0.1
    raise AssertionError("it never came back")


def test_one_that_dies_again_and_again_is_started_ever_later(clock: list[float]) -> None:
    worker = watch.Worker()
    worker.keep_running()
    waits = [starts_after(worker, clock) for _ in range(8)]
    assert waits == sorted(waits) and waits[0] < 2
    assert 29 < waits[-1] <= 31
    clock[0] += watch.WELL + 1  # it was well for a while
    assert starts_after(worker, clock) < 2


def test_one_that_runs_is_left_alone(clock: list[float]) -> None:
    worker = watch.Worker()
    worker.keep_running()
    process = worker.process
    clock[0] += 1000
    worker.keep_running()
    assert worker.process is process


def test_it_is_ended_and_its_line_to_us_cut(clock: list[float]) -> None:
    worker = watch.Worker()
    worker.stop()
    worker.keep_running()
    process: Any = worker.process
    worker.stop()
    assert (process.returncode, process.closed, worker.process) == (0, True, None)
