"""The background worker: events in order, each once; failures told and tried again; nothing lost, nothing twice."""

import json
import logging
import os
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from claims import worker
from claims.management.commands.work import wait_for_the_end
from claims.models import Bookmark, Event, EventLink, Job, SentForm, Task, Topic
from claims.models.job import WAITS
from claims.refusals import Forbidden, Refused
from tests import factories

pytestmark = pytest.mark.django_db


def settle():
    """The chain is linked at COMMIT, which a test of one transaction never reaches."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def later(**delta):
    """Let time pass for every job."""
    for job in Job.objects.all():
        job.due_at -= timedelta(**delta)
        job.save(update_fields=["due_at"])


@pytest.fixture
def followed(monkeypatch):
    """A task that writes down which events it was given, and fails as often as it is told to."""
    seen, failures = [], []
    monkeypatch.setattr(worker, "WORKS", {})
    monkeypatch.setattr(worker, "FOLLOWERS", {})

    @worker.follows("spot", "take", says="write it down")
    def write_down(event):
        if failures:
            raise failures.pop()
        seen.append((event.verb, event.object))

    seen_and_failures = seen, failures
    return seen_and_failures


def test_events_are_followed_in_order_and_once(followed, reporter):
    seen, _ = followed
    claims = [factories.spotted_claim(by=reporter) for _ in range(3)]
    claims[1].take(by=reporter)
    settle()
    assert worker.do_all() == 4
    assert seen == [("spot", claim.about) for claim in claims] + [("take", claims[1].about)]
    assert worker.do_all() == 0
    assert Bookmark.objects.get().seq == EventLink.objects.order_by("-seq").first().seq
    assert not Job.objects.exists()


def test_what_no_task_hangs_on_only_moves_the_bookmark(followed, reporter):
    factories.document(by=reporter)
    settle()
    assert worker.follow() > 0
    assert worker.follow() == 0 and not Job.objects.exists()


def test_many_events_are_followed_in_batches(followed, reporter, monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 2)
    for _ in range(3):
        factories.spotted_claim(by=reporter)
    settle()
    assert worker.do_all() == 3


def test_a_history_that_was_followed_twice_makes_no_second_job(followed, reporter):
    factories.spotted_claim(by=reporter)
    settle()
    worker.follow()
    Bookmark.objects.update(seq=0)
    worker.follow()
    assert Job.objects.count() == 1


def test_a_failure_undoes_what_was_done_and_is_tried_again_ever_later(
    followed, reporter, monkeypatch, caplog
):
    seen, failures = followed
    failures += [ValueError("the archive does not answer")] * 2
    factories.spotted_claim(by=reporter)
    settle()
    worker.do_all()
    job = Job.objects.get()
    assert (job.attempts, job.error) == (1, "ValueError: the archive does not answer")
    assert job.failed_at is None
    first = job.due_at - timezone.now()
    assert timedelta(0) < first <= timedelta(seconds=WAITS[0])
    assert worker.do_all() == 0
    later(seconds=WAITS[0])
    worker.do_all()
    assert Job.objects.get().due_at - timezone.now() > first
    later(seconds=WAITS[1])
    worker.do_all()
    assert len(seen) == 1 and not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_at_commit_is_a_failure_like_any_other(monkeypatch):
    """Else it would end the worker, each time that it is tried."""
    monkeypatch.setattr(worker, "WORKS", {})

    @worker.comes_round(every=timedelta(hours=1), says="add a topic")
    def add_a_topic():
        Topic.objects.create(slug="untold", label="Untold")

    assert worker.do_all() == 1
    job = Job.objects.get(name="add_a_topic")
    assert "changed without a row in the history" in job.error and not Topic.objects.exists()


def test_after_the_last_try_it_waits_for_a_person(followed, reporter, editor):
    seen, failures = followed
    failures += [ValueError("no")] * (len(WAITS) + 1)
    factories.spotted_claim(by=reporter)
    settle()
    for _ in range(len(WAITS) + 1):
        worker.do_all()
        later(days=1)
    assert Job.objects.failed().get().attempts == len(WAITS) + 1
    assert worker.do_all() == 0
    job = Job.objects.get()
    with pytest.raises(Forbidden):
        job.try_again(by=reporter)
    job.try_again(by=editor)
    with pytest.raises(Refused):
        job.try_again(by=editor)
    assert Event.objects.filter(verb="try_again").count() == 1
    assert worker.do_all() == 1 and len(seen) == 1


def test_what_kills_its_worker_is_given_up_in_the_end(followed, reporter):
    factories.spotted_claim(by=reporter)
    settle()
    worker.follow()
    for _ in range(len(WAITS) + 1):
        assert worker.take_due(["write_down"]) is not None  # begun, and never ended
        assert worker.take_due(["write_down"]) is None  # nor begun again at once
        later(days=1)
    worker.do_all()
    assert "stopped in the middle" in Job.objects.failed().get().error


def test_a_job_that_another_worker_took_is_left_to_it(followed, reporter):
    factories.spotted_claim(by=reporter)
    settle()
    worker.follow()
    mine = worker.take_due(["write_down"])
    later(days=1)
    theirs = worker.take_due(["write_down"])
    assert worker.hold(mine) is None
    assert worker.hold(theirs) is not None


def test_a_task_that_this_program_does_not_know_waits_for_one_that_does(followed):
    Job.objects.create(name="of_a_newer_program")
    assert worker.do_all() == 0 and Job.objects.count() == 1
    assert "of_a_newer_program" in worker.said_of(Job.objects.get())


def test_what_comes_round_is_done_by_one_and_comes_round_again(followed, monkeypatch):
    calls = []

    @worker.comes_round(every=timedelta(hours=1), says="count")
    def count():
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is full")

    assert worker.do_all() == 1 and worker.do_all() == 0
    later(hours=1)
    worker.do_all()
    job = Job.objects.get(name="count")
    assert job.error == "OSError: the disk is full"
    assert job.due_at > timezone.now() + timedelta(minutes=59)
    later(hours=2)
    assert worker.do_all() == 1
    job.refresh_from_db()
    assert (len(calls), job.attempts, job.error, job.failed_at) == (3, 0, "", None)


def test_what_comes_round_goes_on_after_its_last_try(followed):
    @worker.comes_round(every=timedelta(hours=1), says="count")
    def count():
        raise OSError("the disk is full")

    for _ in range(len(WAITS) + 3):
        assert worker.do_all() == 1
        later(days=1)
    assert Job.objects.failed().get().attempts == len(WAITS) + 3


def test_a_database_that_goes_away_is_waited_for(followed, monkeypatch, caplog):
    stop, answers = threading.Event(), [OperationalError("gone"), OperationalError("gone"), 0]
    monkeypatch.setattr(worker, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(worker, "_let_go", lambda: None)

    def follow():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        stop.set()
        return answer

    monkeypatch.setattr(worker, "follow", follow)
    with caplog.at_level(logging.INFO):
        logging.getLogger("claims").addHandler(caplog.handler)
        worker.work(stop, first=lambda: None)
        logging.getLogger("claims").removeHandler(caplog.handler)
    told = [record.getMessage() for record in caplog.records]
    assert told == ["The database does not answer (gone). Trying again.", "The database answers again."]


def test_who_started_it_may_end_it_by_going_away():
    read, write = os.pipe()
    stop = threading.Event()
    thread = threading.Thread(target=wait_for_the_end, args=[read, stop])
    thread.start()
    assert not stop.wait(0.05)
    os.close(write)
    assert stop.wait(5)
    os.close(read)


# ---------------------------------------------------------------- the tasks of the house


def test_once_does_what_is_due_and_says_how_much(reporter, editor, editor2, capsys, caplog):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    settle()
    logging.getLogger("claims").addHandler(caplog.handler)
    call_command("work", "--once")
    logging.getLogger("claims").removeHandler(caplog.handler)
    assert capsys.readouterr().out.startswith("Done: ")
    assert Task.objects.get().number == 2
    last = EventLink.objects.order_by("-seq").first()
    assert f"{last.seq} rows; its head is {bytes(last.hash).hex()}" in caplog.text
    call_command("work", "--once")
    assert capsys.readouterr().out == "Done: 0 jobs.\n"
    assert Task.objects.count() == 1


def test_the_files_under_data_follow(reporter, editor, stranger, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    claim = factories.published_claim(by=reporter, editor=editor)
    settle()
    call_command("work", "--once")
    assert claim.public_id in (tmp_path / "claims.jsonl").read_text()
    head = json.loads(b"".join(stranger.get("/data/head.json")))
    assert head["seq"] == EventLink.objects.count()


def test_keys_of_forms_are_kept_for_a_day_and_more(reporter):
    for hours in (1, 25, 24 * 7 + 1):
        sent = SentForm.objects.create(
            key=f"00000000-0000-4000-8000-000000000{hours:03}",
            user=reporter,
            path="/",
            body_sha256=b"",
            location="/",
        )
        SentForm.objects.filter(pk=sent.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    call_command("work", "--once")
    assert SentForm.objects.count() == 2


def test_sessions_that_have_ended_go(as_, reporter):
    as_(reporter)
    as_(reporter)
    ended = Session.objects.first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(days=1))
    call_command("work", "--once")
    assert Session.objects.count() == 1
