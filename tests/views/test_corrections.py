"""The list of corrections: what readers find there, by kind, day and rating, and the feed that programs follow."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import PublicChange
from tests import factories

pytestmark = pytest.mark.django_db

ATOM, STONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
FEED = "/feeds/corrections.atom"
ENTRY = re.compile(r"<article>.*?</article>", re.DOTALL)


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


def correct(claim: Any, reporter: Any, editor: Any, slug: str = "mostly-true", **fields: Any) -> Any:
    return factories.republish(claim, by=reporter, editor=editor, rating=factories.rating(slug), **fields)


def entries(client: Any, query: str = "") -> list[str]:
    answer = client.get(f"/corrections/{query}")
    assert answer.status_code == 200, query
    return ENTRY.findall(answer.content.decode())


def feed(client: Any, query: str = "") -> Any:
    answer = client.get(FEED + query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


@pytest.fixture
def several(reporter: Any, editor: Any, editor2: Any) -> dict[str, Any]:
    """One entry of each kind, on claims of their own."""
    made = {}
    for kind in ("correction", "update", "clarification", "retraction", "takedown"):
        made[kind] = factories.published_claim(by=reporter, editor=editor, headline=f"Of one {kind}")
    correct(made["correction"], reporter, editor2)
    correct(made["update"], reporter, editor2, "false", change_kind="update")
    factories.republish(
        made["clarification"], by=reporter, editor=editor2, change_kind="clarification", conclusion="Two."
    )
    made["retraction"].retract(by=editor, reason="It rested on a forged list.")
    made["takedown"].take_down(by=editor, reason="A court ordered it.")
    return made


# ---------------------------------------------------------------- the page


def test_each_kind_looks_and_reads_as_it_is(several, stranger):
    page = "".join(entries(stranger))
    for words in (
        "Correction</p>",
        "Update</p>",
        "Clarification</p>",
        "Retraction</p>",
        "Taken down</p>",
        '<s class="rating r-true">',
        "new facts since",
        "The rating stays.",
        "Rating taken back:",
        "It rested on a forged list.",
        "A court ordered it.",
    ):
        assert words in page, words
    assert "Of one takedown" not in page and "A check that is no longer shown" in page


@pytest.mark.parametrize("kind", ["correction", "update", "clarification", "retraction"])
def test_one_kind_alone(several, stranger, kind):
    (found,) = entries(stranger, f"?kind={kind}")
    assert f"Of one {kind}" in found
    page = stranger.get(f"/corrections/?kind={kind}").content.decode()
    assert re.search(rf'kind={kind}" aria-current="page"', page)


def test_take_downs_alone(several, stranger):
    (found,) = entries(stranger, "?kind=takedown")
    assert "A court ordered it." in found and "are not repeated" in found


def test_by_what_became_of_the_rating(several, stranger):
    assert len(entries(stranger, "?rating=changed")) == 2
    assert "Of one update" in entries(stranger, "?to_rating=false")[0]
    assert len(entries(stranger, "?from_rating=true")) == 2
    (found,) = entries(stranger, "?from_rating=true&to_rating=mostly-true&kind=correction")
    assert "Of one correction" in found


def test_by_day_in_the_newsrooms_zone(several, stranger, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    today = timezone.localdate()
    assert len(entries(stranger, f"?after_date={today}&before_date={today}")) == 5
    assert entries(stranger, f"?before_date={today - timedelta(days=1)}") == []
    assert entries(stranger, f"?after_date={today + timedelta(days=1)}") == []
    assert len(entries(stranger, "?after_date=0001-01-01&before_date=9999-12-31")) == 5


def test_what_is_chosen_is_named_and_can_be_taken_off_one_by_one(several, stranger):
    page = stranger.get("/corrections/?kind=update&from_rating=true&after_date=2020-07-08").content.decode()
    chips = dict(re.findall(r'class="chip" href="([^"]+)">([^<]+)<', page))
    assert chips == {
        "/corrections/?kind=update&amp;after_date=2020-07-08": "Rated True before",
        "/corrections/?kind=update&amp;from_rating=true": "From 8 July 2020",
    }
    assert (
        '<input type="hidden" name="kind" value="update">' in page and '<details class="more" open>' in page
    )
    assert "noindex" in page and '<details class="more">' in stranger.get("/corrections/").content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?after_date=yesterday", "“yesterday” is not a day"),
        ("?after_date=2020-02-31", "“2020-02-31” is not a day"),
        ("?after_date=2020-07-08&before_date=2020-07-07", "this day is before the first one"),
        ("?from_rating=splendid", "Rated before is not one of the choices"),
        ("?to_rating=%00", "Rated since is not one of the choices"),
    ],
)
def test_a_filter_that_makes_no_sense_is_off_and_says_so(several, stranger, query, sentence):
    page = stranger.get(f"/corrections/{query}").content.decode()
    assert sentence in page and len(ENTRY.findall(page)) == 5


@pytest.mark.parametrize("query", ["?kind=nonsense", "?kind=%00", "?kind=wording", "?rating=x"])
def test_kinds_that_there_are_not_are_passed_over(several, stranger, query):
    assert len(entries(stranger, query)) == 5


@pytest.mark.parametrize(
    "before", ["x", "2026-01-01T00:00:00.000000Z.abc", "2026-99-01T00:00:00.000000Z.1", "%00", "1.1"]
)
def test_places_that_we_never_gave_do_not_exist(stranger, before):
    assert stranger.get(f"/corrections/?before={before}").status_code == 404
    assert stranger.get(f"{FEED}?before={before}").status_code == 404


def test_pages_hold_still_while_new_entries_come_in(several, claim, stranger, reporter, editor2, monkeypatch):
    monkeypatch.setattr("claims.views.corrections.PAGE", 2)
    seen, address = [], "/corrections/"
    while address:
        page = stranger.get(address).content.decode()
        seen += re.findall(r'<a class="stmt" href="([^"]+)"', page)
        if len(seen) == 2:
            correct(claim, reporter, editor2)  # comes in while somebody reads
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 5
    assert "Newest entries" in page


def test_entries_of_the_same_moment_are_neither_lost_nor_doubled(several, stranger, monkeypatch):
    from tests.database import as_owner

    with as_owner() as cursor:
        cursor.execute("UPDATE claims_publicchange SET at = '2026-01-01Z'")
    monkeypatch.setattr("claims.views.corrections.PAGE", 1)
    seen, address = [], "/corrections/?after_date=2025-12-31"
    while address:
        page = stranger.get(address).content.decode()
        seen += re.findall(r'<a class="stmt" href="([^"]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Nothing has been corrected yet."),
        ("?kind=update", "No check has been updated yet."),
        ("?kind=takedown", "No check has been taken down."),
        ("?rating=changed", "Nothing fits all of what you chose."),
        ("?before=2026-01-01T00:00:00.000000Z.1", "There are no older entries."),
    ],
)
def test_nothing_to_show_is_said_in_a_sentence(stranger, query, words):
    page = stranger.get(f"/corrections/{query}").content.decode()
    assert words in page
    assert ('<a href="/corrections/">All corrections</a>' in page) == bool(query)


def test_three_entries_ask_no_more_than_one(claim, stranger, reporter, editor, editor2):
    correct(claim, reporter, editor2)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as page:
            stranger.get("/corrections/?rating=changed")
        with CaptureQueriesContext(connection) as atom:
            stranger.get(FEED)
        counts.append((len(page), len(atom)))
        for _ in range(2):
            correct(factories.published_claim(by=reporter, editor=editor), reporter, editor2)
    assert counts[0] == counts[1] == (6, 7)  # two of them: the head of the history, and how long one may ask


def test_after_a_take_down_nothing_of_what_went_before_is_listed(claim, stranger, reporter, editor, editor2):
    correct(claim, reporter, editor2)
    claim.retract(by=editor, reason="It rested on a forged list.")
    claim.refresh_from_db()
    claim.take_down(by=editor, reason="A court ordered it.")
    assert len(entries(stranger)) == 1 and len(entries(stranger, "?rating=changed")) == 0
    assert "forged" not in stranger.get("/corrections/").content.decode()
    assert PublicChange.objects.get().kind == "takedown"


# ---------------------------------------------------------------- the feed


def ids(found: Any) -> list[str]:
    return [each.findtext(f"{ATOM}id") for each in found.findall(f"{ATOM}entry")]


def test_the_feed_is_what_rfc_4287_asks(several, stranger, settings):
    found = feed(stranger)
    assert found.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert len(found.findall(f"{ATOM}{name}")) == 1
    assert found.findtext(f"{ATOM}author/{ATOM}name") == settings.NEWSROOM_NAME
    links = {each.get("rel"): each.get("href") for each in found.findall(f"{ATOM}link")}
    site = settings.SITE_URL.rstrip("/")
    assert links == {"self": site + FEED, "alternate": f"{site}/corrections/"}
    assert len(ids(found)) == len(set(ids(found))) == 5
    for entry in found.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "content"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"tag:localhost,\d{4}-\d\d-\d\d:[0-9a-z]{8}/\d", entry.findtext(f"{ATOM}id"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", entry.findtext(f"{ATOM}updated"))
        page = next(each for each in entry.findall(f"{ATOM}link") if each.get("rel") == "alternate")
        answer = stranger.get(page.get("href").removeprefix(site))
        assert answer.status_code in (200, 410)
    assert found.findtext(f"{ATOM}updated") == found.findtext(f"{ATOM}entry/{ATOM}updated")
    terms = [each.find(f"{ATOM}category").get("term") for each in found.findall(f"{ATOM}entry")]
    assert terms == ["takedown", "retraction", "clarification", "update", "correction"]


def test_an_id_outlives_the_slug(claim, stranger, reporter, editor2):
    correct(claim, reporter, editor2)
    (before,) = ids(feed(stranger))
    factories.republish(claim, by=reporter, editor=editor2, headline="It opens at ten")
    assert before in ids(feed(stranger))


def test_what_was_withdrawn_has_a_tombstone_for_every_id_that_feeds_had(
    claim, stranger, reporter, editor, editor2
):
    correct(claim, reporter, editor2)
    (noted,) = ids(feed(stranger))
    claim.retract(by=editor, reason="It rested on a <forged> list.")
    (stone,) = feed(stranger).findall(f"{STONES}deleted-entry")
    assert stone.get("ref") == noted.rpartition("/")[0]
    assert stone.findtext(f"{STONES}comment") == "It rested on a <forged> list."
    claim.refresh_from_db()
    claim.take_down(by=editor, reason="A court ordered it.")
    found = feed(stranger)
    stones = {each.get("ref"): each.get("when") for each in found.findall(f"{STONES}deleted-entry")}
    assert set(stones) == {noted.rpartition("/")[0], noted, noted[:-1] + "3"}
    assert ids(found) == [noted[:-1] + "4"]
    assert set(stones.values()) == {found.findtext(f"{ATOM}updated")}


def test_a_feed_of_one_kind_has_an_address_of_its_own(several, stranger, settings):
    found = feed(stranger, "?kind=update")
    assert len(ids(found)) == 1
    assert found.findtext(f"{ATOM}id") == f"{settings.SITE_URL.rstrip('/')}{FEED}?kind=update"
    page = stranger.get("/corrections/?kind=update").content.decode()
    assert f'title="The Daily Test: corrections" href="{FEED}?kind=update"' in page


def test_every_page_for_readers_leads_to_the_feed(claim, stranger):
    for address in (
        "/",
        "/claims/",
        f"/claims/{claim.public_id}/revisions/",
        claim.public.get_absolute_url(),
    ):
        assert (
            f'type="application/atom+xml" title="The Daily Test: corrections" href="{FEED}"'
            in stranger.get(address).content.decode()
        )


def test_the_head_of_the_history_is_printed_as_the_newest_record_prints_it(claim, stranger, settings):
    record = stranger.get(f"/claims/{claim.public_id}/record.json")
    head = record.json()["history_head"]
    found = {
        each.get("scheme").partition("#")[2]: each.get("term")
        for each in feed(stranger).findall(f"{ATOM}category")
    }
    assert (found["seq"], found["hash"]) == (str(head["seq"]), head["hash"])
    assert found["record"] == claim.last_revision.record_hash


def test_asked_again_it_answers_304_until_something_changes(claim, stranger, reporter, editor2):
    correct(claim, reporter, editor2)
    tag = stranger.get(FEED)["ETag"]
    again = stranger.get(FEED, headers={"if-none-match": tag})
    assert again.status_code == 304 and again["ETag"] == tag and not again.content
    correct(claim, reporter, editor2, "false")
    assert stranger.get(FEED, headers={"if-none-match": tag}).status_code == 200


def test_it_pages_and_nothing_is_left_out(several, stranger, monkeypatch):
    monkeypatch.setattr("claims.views.corrections.FEED_PAGE", 2)
    seen, query = [], ""
    while True:
        found = feed(stranger, query)
        seen += ids(found)
        links = {each.get("rel"): each.get("href") for each in found.findall(f"{ATOM}link")}
        if "next" not in links:
            break
        query = "?" + links["next"].partition("?")[2]
    assert len(seen) == len(set(seen)) == 5


def test_words_of_people_stay_words(claim, stranger, reporter, editor2):
    text = "</content><script>alert(1)</script> & \x0b \uffff “quoted” 📚"
    correct(claim, reporter, editor2, change_text=text)
    found = feed(stranger)
    html = found.findtext(f"{ATOM}entry/{ATOM}content")
    assert "<script>" not in html and "&lt;script&gt;" in html and "⟦U+000B⟧" in html and "📚" in html


def test_a_house_without_corrections_has_a_feed(stranger):
    found = feed(stranger)
    assert ids(found) == [] and found.findtext(f"{ATOM}updated")
