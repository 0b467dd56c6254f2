"""What the chain costs whoever writes: eight writers, each Event in a transaction of its own, beside a plain insert of
the same row into a table without triggers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from tests.bench import _scratch

WRITERS = 8
EACH = 250


def run() -> Iterator[dict[str, Any]]:
    with _scratch.database():
        from claims.models.event import head
        from tests import factories
        from tests.database import as_owner

        person = factories.user("reporter", "rita")
        with as_owner() as cursor:
            cursor.execute("CREATE TABLE plain (LIKE claims_event INCLUDING DEFAULTS INCLUDING IDENTITY)")
            cursor.execute("ALTER TABLE plain ADD PRIMARY KEY (id)")
            cursor.execute("GRANT SELECT, INSERT ON plain TO factcheck_app")
        before = head()["seq"]
        chained = write(lambda n: append(person, n))
        assert head()["seq"] == before + WRITERS * EACH
        plain = write(lambda n: insert(person, n))
        figures = {name: _scratch.percentile(chained, at) for name, at in (("p50_ms", 50), ("p99_ms", 99))}
        beside = {
            name: _scratch.percentile(plain, at) for name, at in (("plain_p50_ms", 50), ("plain_p99_ms", 99))
        }
        yield {
            "what": "append", "writers": WRITERS, "events": len(chained), **figures, **beside,
            "times_plain_p50": round(figures["p50_ms"] / beside["plain_p50_ms"], 1),
            "times_plain_p99": round(figures["p99_ms"] / beside["plain_p99_ms"], 1),
        }  # fmt: skip


def append(person: Any, n: int) -> None:
    from django.db import transaction

    from claims.models.event import write_event

    with transaction.atomic():
        write_event("bench", by=person, about="bench/1", new={"n": n})


def insert(person: Any, n: int) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from claims import canonical

    now = timezone.now()
    said = {"verb": "bench", "object": "bench/1", "at": canonical.moment(now), "new": n, "salt": "0" * 200}
    payload = canonical.encode(said)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain (actor_id, verb, object, request_id, created_at, payload, payload_sha256)"
            " VALUES (%s, 'bench', 'bench/1', '', %s, %s, %s)",
            [person.pk, now, payload, canonical.digest(payload)],
        )


def write(act: Callable[[int], None]) -> list[float]:
    """Milliseconds of each of all writers' acts, commit and all."""
    from django.db import connection

    took: list[float] = []
    ready = threading.Barrier(WRITERS)

    def work() -> None:
        connection.ensure_connection()
        ready.wait()
        for n in range(EACH):
            started = perf_counter()
            act(n)
            took.append(1000 * (perf_counter() - started))
        connection.close()

    writers = [threading.Thread(target=work) for _ in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    return took
