"""The short way and the long way give the same answer, and neither is ever behind the database."""

from __future__ import annotations

import gzip
from typing import Any

import brotli
import pytest
from django.conf import settings as configured
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import kept, replay
from claims.models import now
from claims.models.public import PublicClaim
from tests import factories

SHORT = "claims.replay.Replay"
LISTS = ("home", "claim-list", "ratings", "corrections", "methodology", "corrections-feed")


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


@pytest.fixture
def in_transaction(db: None) -> None:
    pass


def address(claim: Any) -> str:
    return PublicClaim.objects.get(pk=claim.public_id).get_absolute_url()


def every_address(claim: Any) -> list[str]:
    one = claim.public_id
    return [
        address(claim),
        f"/claims/{one}/",
        f"/claims/{one}/another-slug/",
        f"/claims/{one.upper()}/",
        *(
            f"/claims/{one}/{part}"
            for part in ("revisions/", "revisions/1/", "revisions/2/", "revisions/1..2/")
        ),
        *(f"/claims/{one}/{part}" for part in ("record.json", "claimreview.json", "revisions/1/record.json")),
        f"{address(claim)}?utm_source=a",
        f"/claims/{one}/revisions/?old=1&new=2",
        f"/claims/{one}/revisions/?old=1",
        "/claims/zzzzzzzz/",
    ]


def told(response: Any) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but what each has for itself."""
    headers = {name.lower(): value for name, value in response.items() if name != "X-Request-ID"}
    if response.status_code == 304:
        assert headers.get("content-length", "0") == "0"
        for name in (*kept.HELD, "content-length"):  # Django's own 304 bears all that the page does
            headers.pop(name.lower(), None)
    assert response["X-Request-ID"]
    return response.status_code, headers, response.content


def long_way(settings: Any, url: str, method: str = "get", **headers: str) -> Any:
    """As Django answers without the middleware at all."""
    with_it = settings.MIDDLEWARE
    settings.MIDDLEWARE = [name for name in with_it if name != SHORT]
    try:
        return getattr(Client(), method)(url, headers=headers)
    finally:
        settings.MIDDLEWARE = with_it


def same_both_ways(
    settings: Any, url: str, secure: bool = False, **headers: str
) -> tuple[int, dict[str, str]]:
    asked = {"if-none-match": '"x"', **headers}
    plain = long_way(settings, url, **asked)
    first, again = (Client().get(url, headers=asked, secure=secure) for _ in range(2))
    if not secure:
        assert told(first) == told(again) == told(plain), url
        head = long_way(settings, url, "head", **asked)
        assert told(Client().head(url, headers=asked)) == told(head), url
        assert told(head)[:2] == told(plain)[:2]
    return told(again)[:2]


# ---------------------------------------------------------------- the same


@pytest.mark.parametrize("life", ["published", "corrected", "retracted", "taken down"])
def test_both_ways_say_the_same_at_every_address_in_every_state(
    in_transaction, claim, reporter, editor, editor2, settings, life
):
    if life != "published":
        factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("mostly-true"))
    if life == "retracted":
        claim.retract(by=editor, reason="It rested on a forged list.")
    if life == "taken down":
        claim.take_down(by=editor, reason="A court ordered it.")
    seen = {}
    for url in every_address(claim):
        seen[url], headers = same_both_ways(settings, url)
        if seen[url] == 200:
            assert headers["vary"] == "Accept-Encoding" and "s-maxage=60" in headers["cache-control"]
            same_both_ways(settings, url, **{"if-none-match": headers["etag"]})
            assert Client().get(url, headers={"if-none-match": headers["etag"]}).status_code == 304
    wanted = {"published": 200, "corrected": 200, "retracted": 200, "taken down": 410}
    assert seen[address(claim)] == wanted[life]


def test_cookies_hosts_and_conditions_of_writers_change_nothing(in_transaction, claim, settings):
    url = address(claim)
    plain = told(long_way(settings, url))
    client = Client()
    client.cookies["session"] = "whatever"
    for _ in range(2):
        answer = client.get(url)
        assert told(answer) == plain and not answer.cookies
    for host in ("evil.example", "127.0.0.1:x", "a b"):
        assert Client().get(url, headers={"host": host}).status_code == 400
    assert Client().get(url, headers={"if-match": '"x"'}).status_code == 412
    assert Client().post(url).status_code == 405
    assert Client().get(url, headers={"x-request-id": "from-the-proxy"})["X-Request-ID"] == "from-the-proxy"
    assert Client().get(url)["X-Request-ID"] != Client().get(url)["X-Request-ID"]


def test_https_has_its_own_answer(in_transaction, claim, settings):
    settings.SECURE_HSTS_SECONDS = 1000
    url = address(claim)
    for _ in range(2):
        assert "Strict-Transport-Security" not in Client().get(url)
        assert Client().get(url, secure=True)["Strict-Transport-Security"] == "max-age=1000"


def test_the_short_way_asks_once_and_runs_no_view(in_transaction, claim, settings, monkeypatch):
    url = address(claim)
    first = Client().get(url)
    monkeypatch.setattr("claims.views.public.PublicClaim", None)  # whatever the view would do fails
    with CaptureQueriesContext(connection) as asked:
        assert told(Client().get(url)) == told(first)
    assert len(asked) == 1 and "claims_publicclaim" in asked[0]["sql"]
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert len(asked) == 1


# ---------------------------------------------------------------- forms


def test_each_client_gets_the_form_that_it_reads_with_one_etag(in_transaction, claim, monkeypatch):
    monkeypatch.setattr("claims.kept.AGAIN", 1_000_000)  # else a smaller form may come in between
    url, answers = address(claim), {}
    for _ in range(2):  # made, and from memory
        for accept in ("", "gzip", "br", "gzip, deflate, br, zstd"):
            answers[accept] = Client().get(url, headers={"accept-encoding": accept})
            assert answers[accept]["Vary"] == "Accept-Encoding"
            assert int(answers[accept]["Content-Length"]) == len(answers[accept].content)
        assert {each["ETag"] for each in answers.values()} == {answers[""]["ETag"]}
        assert "Content-Encoding" not in answers[""]
        assert [answers[name].get("Content-Encoding") for name in list(answers)[1:]] == ["gzip", "br", "br"]
        assert gzip.decompress(answers["gzip"].content) == brotli.decompress(answers["br"].content)
        assert gzip.decompress(answers["gzip"].content) == answers[""].content
    head = Client().head(url, headers={"accept-encoding": "br"})
    assert head.content == b"" and head["Content-Length"] == answers["br"]["Content-Length"]
    for accept in ("", "br"):
        short = Client().get(url, headers={"accept-encoding": accept, "if-none-match": answers[""]["ETag"]})
        assert short.status_code == 304 and short["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in short and "Content-Length" not in short


def test_a_304_leaves_out_what_its_holder_has_and_says_all_else_alike(in_transaction, claim):
    url = claim.public.get_absolute_url()
    for _ in range(2):  # made, and said again
        page = Client().get(url)
        short = Client().get(url, headers={"if-none-match": page["ETag"]})
        assert page.headers.keys() - short.headers.keys() == kept.HELD | {"Content-Length"}
        own = {"X-Request-ID"}
        assert short.headers.keys() >= {"ETag", "Cache-Control", "Vary", "Surrogate-Key"} | own
        assert all(short[name] == page[name] for name in short.headers.keys() - own)


def test_lists_and_notices_are_compressed_too(in_transaction, claim, editor):
    claim.take_down(by=editor, reason="A court ordered it.")
    gone = Client().get(f"/claims/{claim.public_id}/", headers={"accept-encoding": "br"})
    assert gone.status_code == 410 and b"A court ordered it." in brotli.decompress(gone.content)
    for name in LISTS:
        answer = Client().get(reverse(name), headers={"accept-encoding": "gzip"})
        assert answer["Content-Encoding"] == "gzip" and answer["Vary"] == "Accept-Encoding", name


# ---------------------------------------------------------------- at once


def test_what_happens_to_a_check_shows_at_once_also_to_who_holds_the_old_tag(
    in_transaction, claim, reporter, editor, editor2
):
    url = address(claim)
    old = [Client().get(url) for _ in range(2)][1]
    tag = {"if-none-match": old["ETag"]}
    assert Client().get(url, headers=tag).status_code == 304
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    new = Client().get(url, headers=tag)
    assert new.status_code == 200 and new["ETag"] != old["ETag"] and b"Correction" in new.content
    claim.retract(by=editor, reason="It rested on a forged list.")
    assert (
        b"We have retracted this check" in Client().get(url, headers={"if-none-match": new["ETag"]}).content
    )
    claim.take_down(by=editor, reason="A court ordered it.")
    for headers in (tag, {"if-none-match": new["ETag"]}, {}):
        gone = Client().get(url, headers=headers)
        assert gone.status_code == 410 and b"nine" not in gone.content


@pytest.mark.django_db(transaction=True)
def test_lists_are_kept_until_something_happens_anywhere(reporter, editor, editor2):
    claim = factories.published_claim(by=reporter, editor=editor)
    for name in LISTS:
        first, again = (Client().get(reverse(name)) for _ in range(2))
        with CaptureQueriesContext(connection) as asked:
            third = Client().get(reverse(name))
        assert told(first) == told(again) == told(third), name
        assert len(asked) == 1 and "claims_eventlink" in asked[0]["sql"], name
        assert Client().get(reverse(name), headers={"if-none-match": first["ETag"]}).status_code == 304, name
    tag = {"if-none-match": Client().get("/claims/")["ETag"]}
    claim.take_down(by=editor, reason="A court ordered it.")
    for name in LISTS:
        assert b"nine on weekdays" not in Client().get(reverse(name), headers=tag).content, name
    assert Client().get("/claims/", headers=tag).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_lists_of_yesterday_are_made_anew(reporter, monkeypatch):
    Client().get("/ratings/")
    assert Client().get("/ratings/").status_code == 200
    kept = next(iter(replay.LISTS._answers.values()))
    kept.state = kept.state._replace(day="2020-01-01")
    with CaptureQueriesContext(connection) as asked:
        Client().get("/ratings/")
    assert len(asked) > 1


def test_inside_a_transaction_no_list_is_kept(in_transaction, claim):
    for _ in range(2):
        Client().get("/claims/")
    assert len(replay.LISTS) == 0 and len(replay.CLAIMS) == 0


def test_settings_that_pages_are_made_of_count(in_transaction, claim, settings):
    url = address(claim)
    Client().get(url)
    settings.NEWSROOM_NAME = "The Other Paper"
    assert b"The Other Paper" in Client().get(url).content


def test_another_slug_of_a_retracted_check_in_upper_case_is_not_kept_among_lists(
    in_transaction, claim, editor
):
    claim.retract(by=editor, reason="It rested on a forged list.")
    assert Client().get(f"/claims/{claim.public_id.upper()}/x/").status_code == 200
    assert len(replay.LISTS) == 0


@pytest.mark.parametrize("life", ["published", "retracted", "taken down"])
def test_however_many_slugs_are_made_up_a_check_has_one_place(in_transaction, claim, editor, life):
    url = address(claim)
    if life == "retracted":
        claim.retract(by=editor, reason="It rested on a forged list.")
    if life == "taken down":
        claim.take_down(by=editor, reason="A court ordered it.")
    first = Client().get(url)
    odd = [Client().get(f"/claims/{claim.public_id}/made-up-{n}/") for n in range(3)]
    assert len(replay.CLAIMS) == 1 and len(replay.LISTS) == 0
    if life == "published":
        assert {each.status_code for each in odd} == {301}
    else:
        assert [told(each) for each in odd] == [told(first)] * 3
        with CaptureQueriesContext(connection) as asked:
            Client().get(f"/claims/{claim.public_id}/another/")
        assert len(asked) == 1  # from memory all the same
    assert told(Client().get(url)) == told(first)


@pytest.mark.parametrize(
    "part", ["revisions/{}/", "revisions/1..{}/", "revisions/{}/record.json", "share/{}-2026-01-01.png"]
)
def test_numbers_that_are_made_up_take_no_room(in_transaction, claim, editor, part):
    claim.take_down(by=editor, reason="A court ordered it.")
    for number in (1, 2, 999_999):
        assert Client().get(f"/claims/{claim.public_id}/{part.format(number)}").status_code == 410
    assert len(replay.CLAIMS) == len(replay.LISTS) == 0


def test_queries_that_choose_no_versions_push_no_claim_out(in_transaction, claim):
    Client().get(address(claim))
    for number in range(3):
        assert Client().get(f"/claims/{claim.public_id}/revisions/?x={number}").status_code == 200
    assert len(replay.CLAIMS) == 1 and len(replay.LISTS) == 3


# ---------------------------------------------------------------- a database that does not answer


def test_a_database_that_is_away_gives_the_error_page_with_all_headers(
    in_transaction, claim, settings, monkeypatch
):
    url = address(claim)
    Client().get(url)
    asked = []

    def away(public_id: str) -> int:
        asked.append(public_id)
        raise OperationalError("away")

    monkeypatch.setattr(now, "version_of", away)
    answer = Client(raise_request_exception=False).get(url)
    assert answer.status_code == 500 and b"Something went wrong on our side" in answer.content
    assert answer["Cache-Control"] == "no-store" and "Content-Security-Policy" in answer
    assert asked == [claim.public_id]  # once: waiting for a pool twice would be twice as long


@pytest.mark.django_db(transaction=True)
def test_a_list_that_takes_too_long_says_so_and_the_next_one_has_its_time(monkeypatch):
    monkeypatch.setattr(now, "PATIENCE", "50ms")

    def slow(*arguments: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    with monkeypatch.context() as patched:
        patched.setattr("claims.views.checks.ratings", slow)
        answer = Client().get("/claims/")
    assert (
        answer.status_code == 503 and answer["Retry-After"] == "60" and answer["Cache-Control"] == "no-store"
    )
    assert b"longer than you should have to wait" in answer.content
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "0"  # the tests' own
        cursor.execute("SELECT pg_sleep(0.1)")
    assert Client().get("/claims/").status_code == 200


def test_it_is_outermost():
    assert configured.MIDDLEWARE[0] == SHORT
