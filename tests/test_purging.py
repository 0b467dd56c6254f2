"""The cache in front is told what has changed: once, with the right names, again where it did not listen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection

from claims import purging, tasks, worker
from claims.history import VERBS
from claims.models import Job, Topic
from claims.views import answers
from tests import factories

pytestmark = pytest.mark.django_db


class Edge(ThreadingHTTPServer):
    """A cache that writes down what it is told. `says` is what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.told: list[tuple[str, str, str, str]] = []
        self.says = 200
        self.address = f"http://127.0.0.1:{self.server_address[1]}/purge"


class Listener(BaseHTTPRequestHandler):
    server: Edge

    def hear(self) -> None:
        headers = self.headers
        self.server.told.append(
            (self.command, self.path, headers["Surrogate-Key"], headers.get("Fastly-Key", ""))
        )
        self.send_response(self.server.says)
        if self.server.says == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PURGE = do_GET = hear

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def edge(settings: Any) -> Iterator[Edge]:
    server = Edge()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CDN_PURGE_URL = server.address
    yield server
    server.shutdown()
    server.server_close()


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def told_after_all(edge: Edge) -> list[str]:
    """The keys of each purge since the last look."""
    settle()
    worker.do_all()
    keys = [keys for _, _, keys, _ in edge.told]
    edge.told.clear()
    return keys


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


def test_each_thing_that_happens_to_a_check_is_told_with_its_names(edge, claim, editor, editor2, reporter):
    mine = [f"claim-{claim.public_id} lists"]
    assert told_after_all(edge) == mine
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("mostly-true"))
    assert told_after_all(edge) == mine
    claim.organise(by=editor, story_url="https://news.example/our-story")
    assert told_after_all(edge) == mine
    claim.retract(by=editor, reason="It rested on a forged list.")
    assert told_after_all(edge) == mine
    claim.take_down(by=editor, reason="A court ordered it.")
    assert told_after_all(edge) == mine
    assert told_after_all(edge) == []


def test_a_name_may_stand_on_any_page(edge, claim, reporter, editor):
    told_after_all(edge)
    reporter.rename(by=reporter, public_name="Rita Reporter")
    Topic.add(by=editor, slug="libraries", label="Libraries").rename(by=editor, label="Reading")
    assert told_after_all(edge) == ["public", "public"]


def test_what_is_written_at_the_desk_is_not_told(edge, reporter):
    factories.in_review_claim(by=reporter)
    assert told_after_all(edge) == []


def test_the_way_of_asking_is_the_caches(edge, settings):
    settings.CDN_PURGE_METHOD, settings.CDN_PURGE_HEADER = "PURGE", "Fastly-Key: a secret"
    purging.purge(["claim-x", "lists"])
    assert edge.told == [("PURGE", "/purge", "claim-x lists", "a secret")]


def test_a_cache_that_refuses_is_told_again_and_the_desk_sees_it(edge, claim, settings):
    edge.says = 503
    settings.CDN_PURGE_URL = edge.address.replace("/purge", "/secret-path")
    told_after_all(edge)
    job = Job.objects.get(name="purge")
    assert job.error == f"NotPurged: The cache did not take “claim-{claim.public_id} lists”: 503"
    assert "secret-path" not in job.error and worker.said_of(job).startswith("tell the cache")
    edge.says = 200
    Job.objects.filter(pk=job.pk).update(due_at=claim.created_at)
    assert told_after_all(edge) == [f"claim-{claim.public_id} lists"]
    assert not Job.objects.filter(name="purge").exists()


def test_a_purge_that_is_led_elsewhere_is_not_done(edge):
    edge.says = 302
    with pytest.raises(purging.NotPurged, match="302"):
        purging.purge(["lists"])
    assert [path for _, path, _, _ in edge.told] == ["/purge"]


def test_a_cache_that_is_away_is_no_fault_of_ours(settings):
    settings.CDN_PURGE_URL = "http://127.0.0.1:9/"
    with pytest.raises(purging.NotPurged, match="refused"):
        purging.purge(["lists"])


def test_without_a_cache_nothing_is_asked_and_nothing_waits(claim):
    settle()
    worker.do_all()
    assert not Job.objects.exclude(event=None).exists()


def test_caches_that_are_told_keep_pages_longer(edge, claim, stranger, settings):
    page = f"/claims/{claim.public_id}/revisions/"
    assert "s-maxage=3600" in stranger.get(page)["Cache-Control"]
    settings.CDN_PURGE_URL = ""
    told = stranger.get(page)
    assert "max-age=60, s-maxage=60," in told["Cache-Control"]
    assert told["Surrogate-Key"] == f"claim-{claim.public_id} public"
    assert stranger.get("/claims/")["Surrogate-Key"] == "lists public"


def test_names_of_keys_and_verbs_are_those_that_there_are():
    assert purging.EVERYTHING == answers.EVERYTHING
    assert set(purging.OF_ONE_CLAIM + purging.OF_ANY) <= VERBS
    assert {verb for verb, names in worker.FOLLOWERS.items() if tasks.purge.__name__ in names} == set(
        purging.OF_ONE_CLAIM + purging.OF_ANY
    )
