"""The history of the whole desk, as sentences."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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
        ({"day": "2020-01-01"}, 0),
        ({"day": "2020-02-31"}, 4),
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
