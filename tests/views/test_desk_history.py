"""The history of the whole desk, as sentences."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Event
from tests import factories

HISTORY = "/desk/history/"


def test_a_stranger_is_led_to_the_login(stranger, db):
    assert stranger.get(HISTORY)["Location"].startswith("/accounts/login/")


def test_everything_is_told_with_who_did_it_and_to_what(as_, reporter, editor, admin):
    factories.published_claim(by=reporter, editor=editor)
    reporter.rename(by=admin, public_name="Rita R.")
    page = as_(editor).get(HISTORY).text
    for words in (
        "Eda",
        "Rita R.",
        "submitted it for review",
        "added a document",
        "The library opens at nine",
        "r-true",
    ):
        assert words in page
    assert page.index("published") < page.index("submitted it for review")  # newest first


def test_no_statement_without_its_rating(as_, reporter):
    factories.drafted_claim(by=reporter)
    assert "Not rated yet" in as_(reporter).get(HISTORY).text


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"person": "emil"}, 0),
        ({"person": "rita"}, 3),
        ({"verb": "spot"}, 1),
        ({"verb": "retract"}, 0),
        ({"verb": "dance"}, 4),  # no such thing: off, and said so
        ({"until": "2020-01-01"}, 0),
        ({"since": "2020-01-01"}, 4),
        ({"since": "2020-01-01", "until": "2020-01-02"}, 0),
        ({"until": "2020-02-31"}, 4),
        (
            {"since": "9999-12-31", "until": "9999-12-31"},
            4,
        ),  # the day after it does not exist: off, and said so
        ({"claim": "We open at NINE"}, 2),
        ({"claim": "zzzzzzzz"}, 0),
        ({"verb": "documents"}, 2),
        ({"verb": "signing"}, 0),
        ({"before": "x"}, 4),
        ({"person": "\0"}, 4),
    ],
)
def test_filters(as_, reporter, admin, asked, count):
    claim = factories.spotted_claim(by=reporter)
    claim.take(by=admin)
    # a document, its copy, a spot; and the take of somebody else
    page = as_(reporter).get(HISTORY, asked)
    assert page.status_code == 200
    assert sum(len(day["lines"]) for day in page.context["days"]) == count


def test_pages_by_keyset(as_, reporter, monkeypatch):
    monkeypatch.setattr("claims.views.history.PAGE", 2)
    factories.drafted_claim(by=reporter)
    client, seen, address = as_(reporter), [], HISTORY
    while address:
        page = client.get(address)
        seen += [line["text"] for day in page.context["days"] for line in day["lines"]]
        address = f"{HISTORY}?{page.context['earlier']}" if page.context["earlier"] else ""
    assert len(seen) == 4 and seen[0] == "took it"


def test_days_are_the_newsrooms(as_, reporter):
    factories.document(by=reporter)
    days = as_(reporter).get(HISTORY, {"day": str(timezone.localdate() + timedelta(days=1))}).context["days"]
    assert days[0]["day"] == timezone.localdate()


def test_queries_do_not_grow_with_rows(as_, reporter, editor):
    client = as_(editor)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(HISTORY)
        return len(caught)

    factories.in_review_claim(by=reporter)
    one = queries()
    factories.in_review_claim(by=reporter)
    factories.in_review_claim(by=reporter)
    assert queries() == one


def test_one_claim_by_its_number(as_, reporter):
    wanted = factories.spotted_claim(by=reporter)
    factories.spotted_claim(by=reporter)
    page = as_(reporter).get(HISTORY, {"claim": wanted.public_id.upper()})
    (line,) = page.context["days"][0]["lines"]
    assert line["thing"]["claim"] == wanted


def test_one_day_is_the_newsrooms(as_, reporter):
    factories.document(by=reporter)
    today = str(timezone.localdate())
    page = as_(reporter).get(HISTORY, {"since": today, "until": today})
    assert len(page.context["days"][0]["lines"]) == 2


def test_versions_lead_to_the_difference_between_them(as_, reporter, editor, editor2):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor2, headline="The library opens at ten")
    client = as_(reporter)
    page = client.get(HISTORY, {"verb": "publish"})
    second, first = page.context["days"][0]["lines"]
    assert not first["difference"]
    assert second["difference"] == f"/claims/{claim.public_id}/revisions/1..2/"
    assert client.get(second["difference"]).status_code == 200
    claim.take_down(by=editor, reason="A court said so.")
    page = client.get(HISTORY, {"claim": claim.public_id})
    assert not any(
        line["difference"].startswith("/claims/") for day in page.context["days"] for line in day["lines"]
    )


def test_writing_leads_to_the_words_before_and_after(as_, reporter):
    factories.complete_claim(by=reporter)
    client = as_(reporter)
    lines = client.get(HISTORY, {"verb": "writing"}).context["days"][0]["lines"]
    page = client.get(lines[0]["difference"])
    assert page.context["days"][0]["lines"][0]["pk"] == lines[0]["pk"]
    assert f'id="event-{lines[0]["pk"]}"' in page.text


def test_logging_in_is_told_to_those_who_ask(client, as_, reporter):
    reporter.set_password("a long enough password")
    reporter.save()
    client.post("/accounts/login/", {"username": reporter.username, "password": "a long enough password"})
    client.post("/accounts/logout/")
    assert Event.objects.filter(verb__in=["log_in", "log_out"], actor=reporter).count() == 2
    desk = as_(reporter)
    assert desk.get(HISTORY).context["days"] == []
    lines = desk.get(HISTORY, {"verb": "signing"}).context["days"][0]["lines"]
    assert [line["text"] for line in lines] == ["logged out", "logged in"]


def test_logging_out_without_being_in_is_no_event(client, db):
    client.post("/accounts/logout/")
    assert not Event.objects.exists()
