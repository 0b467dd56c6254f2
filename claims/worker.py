"""
The background worker: follows the history in order, and does what falls due. All of it is rows in PostgreSQL.

An Event is the outbox: no verb queues anything. `follow` reads the chain from its bookmark and writes a job for each
task that hangs on a verb, in one transaction with the bookmark; `do_next` does one job in one transaction with the end
of its row. Kill it anywhere: what was not committed is done again, what was is not. Only what a task does outside the
database can happen twice, so it must bear that.

claims/tasks.py says what there is to do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Flag
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from claims.models.event import EventLink
from claims.models.job import WAITS, Bookmark, Job, hold, take_due

logger = logging.getLogger(__name__)

HISTORY = "history"  # the bookmark's name
BATCH = 500  # events that are followed in one transaction
POLL = 0.5  # seconds between two looks when there is nothing to do
LONGEST_WAIT = 2.0  # seconds between two tries while the database is away


@dataclass(frozen=True)
class Work:
    """A task: what it is called, what it does in plain words ("The house could not …"), and when it is due."""

    name: str
    says: str
    act: Callable[..., Any]
    every: timedelta | None = None  # None: it follows events


WORKS: dict[str, Work] = {}
FOLLOWERS: dict[str, list[str]] = {}  # verb → names


def follows(*verbs: str, says: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The task is done once for each event of these verbs, and is given the Event."""

    def register(act: Callable[..., Any]) -> Callable[..., Any]:
        WORKS[act.__name__] = Work(act.__name__, says, act)
        for verb in verbs:
            FOLLOWERS.setdefault(verb, []).append(act.__name__)
        return act

    return register


def comes_round(*, every: timedelta, says: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """The task is done again and again, `every` so often, by one worker of however many."""

    def register(act: Callable[[], Any]) -> Callable[[], Any]:
        WORKS[act.__name__] = Work(act.__name__, says, act, every)
        return act

    return register


def said_of(job: Job) -> str:
    """What this job is, in plain words. A job of a newer or older program has none."""
    work = WORKS.get(job.name)
    return work.says if work else f"do what is called “{job.name}”"


# ------------------------------------------------------------ the steps


def prepare() -> None:
    """A row for each task that comes round."""
    rows = [Job(name=work.name) for work in WORKS.values() if work.every is not None]
    Job.objects.bulk_create(rows, ignore_conflicts=True)


def follow() -> int:
    """Write the jobs that follow from what has been done since the last look. Returns how many events that were; 0 also
    where another worker is at it."""
    read = Bookmark.objects.filter(name=HISTORY)
    if not EventLink.objects.filter(seq__gt=read.values("seq")[:1]).exists():  # no lock while nothing happens
        return 0
    with transaction.atomic():
        bookmark = read.select_for_update(skip_locked=True, no_key=True).first()
        if bookmark is None:
            return 0
        links = EventLink.objects.filter(seq__gt=bookmark.seq).order_by("seq")
        news = list(links.values_list("seq", "event_id", "event__verb")[:BATCH])
        jobs = [
            Job(name=name, event_id=event_id)
            for _, event_id, verb in news
            for name in FOLLOWERS.get(verb, ())
        ]
        Job.objects.bulk_create(jobs, ignore_conflicts=True)
        if news:
            bookmark.seq = news[-1][0]
            bookmark.save(update_fields=["seq"])
    return len(news)


def do_next() -> bool:
    """Do one job that is due; False where there is none."""
    job = take_due(list(WORKS))
    if job is None:
        return False
    with transaction.atomic():
        held = hold(job)
        if held is not None:
            _do(held, WORKS[held.name])
    return True


def _do(job: Job, work: Work) -> None:
    if job.attempts > len(WAITS) + 1 and work.every is None:
        # Each time it was begun and neither done nor refused: whatever it does kills the worker.
        job.note_failure(
            "The worker was stopped in the middle of this each time.", now=timezone.now(), every=None
        )
        return
    try:
        with transaction.atomic():
            work.act(*([job.event] if work.every is None else []))
            connection.check_constraints()  # what the database refuses at COMMIT is this job's failure too
    except Exception as error:
        if not connection.is_usable():  # not the job's fault: it is begun again
            raise OperationalError("the database went away in the middle of a job") from error
        job.note_failure(f"{type(error).__name__}: {error}", now=timezone.now(), every=work.every)
        level = logging.ERROR if job.failed_at else logging.WARNING
        logger.log(level, "Could not %s (try %d)", work.says, job.attempts, exc_info=error)
    else:
        job.note_success(now=timezone.now(), every=work.every)


def do_all() -> int:
    """Everything that is due now, in this process. Returns how many jobs that were."""
    prepare()
    done = 0
    while follow():
        pass
    while do_next():
        done += 1
    return done


# ------------------------------------------------------------ the loop


def work(stop: Flag, *, first: Callable[[], Any]) -> None:
    """Until `stop` is set: `first`, then whatever there is. A database that goes away is waited for; nothing that it
    does ends this."""
    away = 0
    ready = False
    while not stop.is_set():
        try:
            if not ready:
                prepare()
                first()
                ready = True
            busy = bool(follow()) | do_next()
        except (OperationalError, InterfaceError) as error:
            if not away:
                logger.warning("The database does not answer (%s). Trying again.", _line(error))
            away += 1
            _let_go()
            stop.wait(min(0.1 * 2**away, LONGEST_WAIT))
            continue
        if away:
            logger.info("The database answers again.")
            away = 0
        if not busy:
            stop.wait(POLL)


def _let_go() -> None:
    try:
        connection.close()
    except (OperationalError, InterfaceError):
        connection.connection = None


def _line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
