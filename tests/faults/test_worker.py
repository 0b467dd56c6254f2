"""Processes of ours are killed: the background worker, a web process, ./run itself. Nothing is lost, nothing is done
twice, and nothing is left behind."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tests.faults.site import Site, children, kill, processes
from tests.faults.writers import Writers

KILLS, CLIENTS = 10, 8
REASON = "The list was forged."


def followed(site: Site) -> bool:
    """Has the worker read all that was done, and done all that follows?"""
    head = "(SELECT coalesce(max(seq), 0) FROM claims_eventlink)"
    waiting = "(SELECT count(*) FROM claims_job WHERE event_id IS NOT NULL)"
    return site.sql(f"SELECT seq = {head} AND 0 = {waiting} FROM claims_bookmark") == [(True,)]


def withdraw_all(site: Site) -> int:
    """Retract or take down whatever is public: each makes a task for the desk. Returns how many."""
    editor, done = site.browser("editor"), 0
    rows = site.sql(
        "SELECT public_id, status, number FROM claims_publicclaim WHERE status <> 'taken_down' ORDER BY 1"
    )
    for public_id, status, number in rows:
        verb = "retract" if status == "shown" else "take-down"
        answer = editor.post(f"/desk/claims/{public_id}/{verb}/", reason=REASON, number=number)
        assert answer.status == 302
        done += 1
    return done


def tasks(site: Site) -> list[tuple[str, int]]:
    return site.sql(
        "SELECT c.public_id, t.number FROM claims_task t JOIN claims_claim c ON c.id = t.claim_id ORDER BY 1, 2"
    )


def due_tasks(site: Site) -> list[tuple[str, int]]:
    """What the versions say that there must be: written here once more, in SQL."""
    return site.sql(
        """SELECT public_id, number FROM claims_revision r WHERE kind <> 'publication'
             OR change_kind = 'correction' OR change_kind = 'update' AND
               convert_from(content, 'UTF8')::jsonb #>> '{change_note,from_rating,slug}'
               IS DISTINCT FROM convert_from(content, 'UTF8')::jsonb #>> '{rating,slug}' ORDER BY 1, 2"""
    )


@contextmanager
def another_worker(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """One more beside the house's own, at work; killed in the end."""
    with site.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(site.root / "factcheck" / "launch.py"), "manage", "work"],
            cwd=site.root,
            env=site.surroundings(),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        site.wait_until(lambda: f"as process {process.pid}." in site.log.read_text(errors="replace"), 60)
        yield process
    finally:
        process.kill()
        process.wait()


def the_files_follow(site: Site) -> bool:
    """/data/head.json is the head of the history: at most a minute behind it."""
    answer = site.browser().get("/data/head.json")
    ((seq,),) = site.sql("SELECT max(seq) FROM claims_eventlink")
    return answer.status == 200 and json.loads(answer.text)["seq"] == seq


def test_workers_are_killed_under_load(site: Site) -> None:
    """At any point: the moments are left to chance."""
    dice = random.Random()
    with Writers(site, CLIENTS, word="worker") as writers:
        site.wait_until(site.background_workers, 60)
        kill(*site.background_workers())  # the house's own: it is started again
        for n in range(KILLS):
            with another_worker(site):
                if n == KILLS // 2:
                    assert withdraw_all(site) > 0
                time.sleep(dice.uniform(0, 0.5))
        site.wait_until(site.background_workers, 60)
    site.wait_until(lambda: followed(site), 120)
    assert writers.lost_and_doubled() == ([], [])
    assert not any(person.failures for person in writers.people)
    assert tasks(site) == due_tasks(site)
    assert site.sql("SELECT count(*) FROM claims_job WHERE failed_at IS NOT NULL") == [(0,)]
    seconds = site.wait_until(lambda: the_files_follow(site), 60)
    print(f"/data/ has followed {seconds:.1f} s after the last change")


def test_three_side_by_side(site: Site) -> None:
    """They share the work: each event is followed once, and each task that comes round is done by one of them."""
    with another_worker(site), another_worker(site), Writers(site, CLIENTS, word="side by side") as writers:
        time.sleep(3)
        withdraw_all(site)
        time.sleep(2)
    site.wait_until(lambda: followed(site), 60)
    assert writers.lost_and_doubled() == ([], [])
    assert tasks(site) == due_tasks(site) and len(tasks(site)) > 0
    rows = site.sql("SELECT name, count(*) FROM claims_job GROUP BY name HAVING count(*) > 1")
    assert rows == []


def test_the_worker_ends_when_it_is_told_to(site: Site) -> None:
    with another_worker(site) as process:
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        print(f"SIGTERM: ended after {time.monotonic() - begun:.2f} s")


def is_replaced(site: Site, old: set[int]) -> bool:
    now = set(site.web_workers())
    return len(now) == len(old) and now != old


def has_written(writers: Writers, number: int) -> bool:
    return writers.count >= number


def test_a_web_process_is_killed_under_load(site: Site) -> None:
    """Whoever it was answering sends the form again; gunicorn starts another one."""
    with Writers(site, CLIENTS, word="web") as writers:
        for _ in range(5):
            before, old = writers.count, set(site.web_workers())
            kill(min(old))
            site.wait_until(partial(is_replaced, site, old), 30)
            site.wait_until(partial(has_written, writers, before + CLIENTS), 60)
    assert writers.lost_and_doubled() == ([], [])
    assert "hold" in site.manage("check_invariants").stdout
    print(
        f"{writers.count} writes, {sum(len(p.failures) for p in writers.people)} requests without an answer"
    )


def test_nothing_is_left_when_run_is_killed() -> None:
    """Not even by -9: the watcher, the worker, the web processes and PostgreSQL end by themselves."""
    site = Site(environ={"DEMO": "1"})
    try:
        site.start()
        assert site.process is not None
        site.wait_until(site.background_workers, 30)
        everything = [site.process.pid, *site.background_workers(), *site.postgres_processes()]
        everything += [pid for pid, _ in children(site.process.pid)]
        kill(site.process.pid)
        site.process.wait()
        seconds = site.wait_until(lambda: not {pid for pid, _, _ in processes()} & set(everything), 30)
        print(f"kill -9 of ./run: all {len(everything)} processes gone after {seconds:.2f} s")
        site.start()  # the port is free, the data is whole
        site.wait_until(site.background_workers, 30)
        assert site.stop() == 0
        site.wait_until(lambda: not site.background_workers() and not site.postmaster(), 30)
    finally:
        site.close()
