"""Two or more database sessions at once, each in a thread of its own, driven step by step from the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.guards.sql import one, run

PATIENCE = 10.0  # seconds; what waits longer is stuck


class Session:
    """One transaction after the other in another session. Steps run in order; start() does not wait for them."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self.pid = self.do(self._open)

    def _open(self) -> int:
        pid = one("SELECT pg_backend_pid()")
        transaction.set_autocommit(False)
        return pid

    def start(self, step: Callable[..., Any], *arguments: Any, **named: Any) -> Future[Any]:
        return self._thread.submit(step, *arguments, **named)

    def do(self, step: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return self.start(step, *arguments, **named).result(PATIENCE)

    def commit(self) -> None:
        self.do(transaction.commit)

    def waits(self, step: Future[Any]) -> bool:
        """Is this step of its held up by another session? Asked until it is, or has gone through."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not step.done():
            if one("SELECT cardinality(pg_blocking_pids(%s)) > 0", self.pid):
                return True
            time.sleep(0.01)
        return False

    def close(self) -> None:
        self._thread.submit(lambda: connection.close())  # `connection` is each thread's own
        self._thread.shutdown()


@contextmanager
def sessions(number: int) -> Iterator[list[Session]]:
    opened = [Session() for _ in range(number)]
    try:
        yield opened
    finally:
        for session in opened:
            session.close()


def outcome(step: Future[Any]) -> str:
    """ "" for what went through, else the database's sentence."""
    error = step.exception(PATIENCE * 3)
    return "" if error is None else str(error)


def repeatable_read() -> None:
    """Take a snapshot now, and keep it to the end of the transaction."""
    run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    run("SELECT count(*) FROM claims_revision")
