"""Newsrooms of several sizes side by side, each a database of synthesized claims, and requests to them in process.

`FACTCHECK_BENCH_CLAIMS=1000000` makes the largest one larger than the usual run has time for. With
`FACTCHECK_BENCH_KEEP=1` the databases stay, for the next run: a million claims take minutes to write, and 10 GB.
"""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from tests.bench import _scratch

SMALL = 1_000
USUAL = 30_000


def largest() -> int:
    return int(os.environ.get("FACTCHECK_BENCH_CLAIMS") or USUAL)


def sizes() -> list[int]:
    """What is measured beside each other: a thousand, the largest, and where that is far away one between them."""
    between = [100_000] if largest() > 300_000 else []
    return [SMALL, *between, largest()]


@contextmanager
def newsrooms(*claims: int) -> Iterator[None]:
    """Databases with so many claims; `visit` turns to one. The application's rights hold, as in a newsroom."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests import database as roles

    settings = connection.settings_dict
    settings["OPTIONS"]["options"] = ""  # the tests' own do without the disk
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = False
    roles.start()
    first, keep = settings["NAME"], bool(os.environ.get("FACTCHECK_BENCH_KEEP"))
    for number in claims:
        settings["TEST"]["NAME"] = name_of(number)
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
        call_command("synthesize", claims=number, stdout=io.StringIO())
        connection.close()
        settings["NAME"] = first
    try:
        yield
    finally:
        roles.restore_rights()
        for number in [] if keep else claims:
            connection.close()
            settings["NAME"] = name_of(number)
            connection.creation.destroy_test_db(first, verbosity=0)
        settings["NAME"] = first


def name_of(claims: int) -> str:
    kept = "kept" if os.environ.get("FACTCHECK_BENCH_KEEP") else str(os.getpid())
    return f"factcheck_bench_{kept}_{claims}"


def visit(claims: int) -> None:
    """From here on, in this thread, requests go to the newsroom with so many claims."""
    from django.core.cache import caches
    from django.db import connection

    from tests import database as roles

    connection.close()
    connection.settings_dict["NAME"] = name_of(claims)
    roles.lower_rights()
    connection.ensure_connection()
    for cache in caches.all(initialized_only=True):
        cache.clear()


class Browser:
    """Requests to the whole application, middleware and all, without a socket."""

    def __init__(self, cookies: str = "") -> None:
        from django.core.wsgi import get_wsgi_application

        self.application, self.cookies = get_wsgi_application(), cookies
        self.location = ""  # where the last answer sent us

    def get(self, address: str) -> tuple[int, bytes]:
        from django.test import RequestFactory

        environ = RequestFactory()._base_environ(REQUEST_METHOD="GET", HTTP_COOKIE=self.cookies)
        path, _mark, query = address.partition("?")
        environ |= {"PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query}
        status: list[int] = []

        def begin(line: str, headers: list[tuple[str, str]]) -> None:
            status.append(int(line.split()[0]))
            self.location = dict(headers).get("Location", "")

        answer: Any = self.application(environ, begin)
        body = b"".join(answer)
        answer.close()
        return status[0], body

    def milliseconds(self, address: str, *, kept: bool = False) -> float:
        """`kept`: the answer may come from memory; else it is made, whether or not it was asked for before."""
        from claims import replay

        if not kept:
            replay.forget()
        started = perf_counter()
        status, _body = self.get(address)
        took = 1000 * (perf_counter() - started)
        assert status == 200, f"{address} answers {status}"
        return took

    def queries(self, address: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from claims import replay

        replay.forget()
        with CaptureQueriesContext(connection) as asked:
            self.get(address)
        return len(asked)


def in_turns(
    numbers: list[int], measure: Callable[[int], list[float]], rounds: int
) -> dict[int, list[float]]:
    """The newsrooms take turns, so that what else the machine does meanwhile falls on all of them."""
    took: dict[int, list[float]] = {number: [] for number in numbers}
    for _round in range(rounds):
        for number in numbers:
            visit(number)
            gc.collect()
            took[number] += measure(number)
    return took


def median(values: list[float]) -> float:
    return _scratch.percentile(values, 50)
