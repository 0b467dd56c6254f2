"""PostgreSQL is killed under people who write. Nothing that was acknowledged is lost, nothing is there twice, each of
them sees one failure at most, and nothing of ours has to be started again."""

from __future__ import annotations

import time

import psycopg

from tests.faults.site import Site, kill
from tests.faults.writers import Writers

KILLS, CLIENTS = 10, 8
HEALTHY = 2.0  # seconds after the database accepts connections again


def accepts(site: Site) -> bool:
    try:
        return bool(site.sql("SELECT 1"))
    except psycopg.Error:
        return False


def kill_and_wait(site: Site, writers: Writers) -> float:
    """Kill all of PostgreSQL at once. Returns how long the site took to be ready once the database was back."""
    kill(*site.postgres_processes())
    site.wait_until(lambda: not accepts(site), 10, every=0.005)
    site.wait_until(lambda: accepts(site), 60, every=0.01)
    ready = site.wait_until(lambda: site.answers("/readyz"), 60, every=0.01)
    before = writers.count
    site.wait_until(lambda: writers.count >= before + CLIENTS, 60)
    return ready


def test_killed_under_load(site: Site) -> None:
    ours = (site.process.pid if site.process else 0, site.web_workers(), site.background_workers())
    ready = []
    with Writers(site, CLIENTS, word="under load") as writers:
        site.wait_until(lambda: writers.count >= CLIENTS)
        for _ in range(KILLS):
            began, before = time.monotonic(), [len(person.failures) for person in writers.people]
            ready.append(kill_and_wait(site, writers))
            failed = [len(p.failures) - n for p, n in zip(writers.people, before, strict=True)]
            assert max(failed) <= 1, [p.failures for p in writers.people]
            print(
                f"up again and written to after {time.monotonic() - began:.2f} s,"
                f" ready {ready[-1]:.2f} s after the database, failed requests {failed}"
            )
    assert writers.lost_and_doubled() == ([], [])
    assert max(ready) <= HEALTHY, ready
    assert (site.process.pid if site.process else 0, site.web_workers(), site.background_workers()) == ours
    assert "hold" in site.manage("check_invariants").stdout
    site.manage("verify_history")
    print(f"{writers.count} writes acknowledged, none lost, none doubled")


def test_the_worker_goes_on_after_it(site: Site) -> None:
    kill(*site.postgres_processes())
    site.wait_until(lambda: accepts(site), 60)
    site.browser("reporter").post(
        "/desk/documents/new/", title="After it", kind="article", language="en", text="After it"
    )
    head = "SELECT coalesce(max(seq), 0) FROM claims_eventlink"
    site.wait_until(lambda: site.sql(f"SELECT seq >= ({head}) FROM claims_bookmark") == [(True,)], 10)
