"""Feeds of checks, as programs read them: by feedparser, by what the standards demand, with hostile words in them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Topic
from claims.views import feeds
from tests import factories

pytestmark = pytest.mark.django_db

ATOM, STONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
KINDS = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
HOSTILE = (
    "</title><script>alert(1)</script>", "]]></content>", '"><img src=x onerror=alert(1)>', "&lt;b&gt; &amp; &#60;",
    "<svg/onload=alert(1)>", "javascript:alert(1)", "=HYPERLINK(1)", "{{ 7|add:7 }}", "𝔘𝔫𝔦 ☃ ä", "'; DROP TABLE x; --",
)  # fmt: skip


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://daily.example"


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


def fetch(client: Client, kind: str, query: str = "", **headers: str) -> Any:
    answer = client.get(f"/feeds/claims.{kind}{query}", headers=headers)
    assert answer.status_code in (200, 304)
    return answer


def atom(client: Client, query: str = "") -> Any:
    return ElementTree.fromstring(fetch(client, "atom", query).content)


def items(client: Client, kind: str, query: str = "") -> list[dict[str, str]]:
    """Entries of any of the three as id, title, url, content, updated, published."""
    content = fetch(client, kind, query).content
    if kind == "json":
        return [
            {
                "id": each["id"],
                "title": each["title"],
                "url": each["url"],
                "content": each["content_html"],
                "updated": each["date_modified"],
                "published": each["date_published"],
            }
            for each in fetch(client, kind, query).json()["items"]
        ]
    parsed = feedparser.parse(content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [
        {
            "id": each.id,
            "title": each.title,
            "url": each.link,
            "content": each.content[0].value if kind == "atom" else each.summary,
            "updated": each.updated,
            "published": each.published,
        }
        for each in parsed.entries
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_says_the_rating_before_the_statement(client: Client, claim: Any, kind: str) -> None:
    answer = fetch(client, kind)
    assert answer["Content-Type"] == KINDS[kind]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Vary" not in answer.headers or "Cookie" not in answer["Vary"]
    [entry] = items(client, kind)
    public = claim.public
    assert entry["id"] == f"tag:daily.example,{public.first_published_at.date()}:{claim.public_id}"
    assert entry["title"] == "True: The library opens at nine on weekdays"
    assert entry["url"] == f"https://daily.example{public.get_absolute_url()}"
    text = re.sub(r"<[^>]+>", " ", entry["content"])
    assert text.index("True") < text.index("The library of Examplestead opens at nine on every weekday")
    assert "Ada Example" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_bumps_the_entry_and_keeps_its_id(
    client: Client, claim: Any, reporter: Any, editor2: Any, kind: str
) -> None:
    [before] = items(client, kind)
    factories.republish(
        claim, by=reporter, editor=editor2, headline="It opens at ten", rating=factories.rating("false")
    )
    [after] = items(client, kind)
    assert after["id"] == before["id"] and after["published"] == before["published"]
    assert after["updated"] > before["updated"] and after["url"].endswith("/it-opens-at-ten/")
    assert after["title"] == "False: It opens at ten"
    assert "We had read the list of another year." in after["content"] and "<s>True</s>" in after["content"]


def test_what_is_withdrawn_leaves_a_tombstone_in_atom_and_vanishes_elsewhere(
    client: Client, claim: Any, reporter: Any, editor: Any
) -> None:
    gone = factories.published_claim(by=reporter, editor=editor, headline="Of a person in danger")
    ids = {each["title"]: each["id"] for each in items(client, "atom")}
    tags = {kind: fetch(client, kind)["ETag"] for kind in KINDS}
    claim.retract(by=editor, reason="It rested on a forged list.")
    gone.take_down(by=editor, reason="A court ordered it.")
    for kind, tag in tags.items():
        answer = fetch(client, kind, **{"If-None-Match": tag})
        assert answer.status_code == 200
        assert b"library" not in answer.content and b"in danger" not in answer.content
        assert items(client, kind) == []
    stones = {each.get("ref"): each for each in atom(client).findall(f"{STONES}deleted-entry")}
    assert set(stones) == set(ids.values())
    assert stones[ids["True: Of a person in danger"]].findtext(f"{STONES}comment") == "A court ordered it."


def test_what_is_published_again_has_no_tombstone(
    client: Client, claim: Any, reporter: Any, editor: Any
) -> None:
    claim.retract(by=editor, reason="It rested on a forged list.")
    claim.refresh_from_db()
    claim.revise(by=reporter, change_kind="correction", change_text="The list is good after all.")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    feed = atom(client)
    assert len(feed.findall(f"{ATOM}entry")) == 1 and not feed.findall(f"{STONES}deleted-entry")


def test_the_atom_feed_has_what_its_standard_demands(client: Client, claim: Any) -> None:
    feed = atom(client)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
            assert element.findtext(ATOM + name)
        datetime.strptime(element.findtext(f"{ATOM}updated") or "", "%Y-%m-%dT%H:%M:%S.%fZ")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://daily.example/feeds/claims.atom",
        "alternate": "https://daily.example/claims/",
    }
    [entry] = feed.findall(f"{ATOM}entry")
    assert {category.get("term") for category in entry.findall(f"{ATOM}category")} == {"true"}
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")


def test_the_rss_feed_has_what_its_standard_demands(client: Client, claim: Any) -> None:
    root = ElementTree.fromstring(fetch(client, "rss").content)
    channel = root.find("channel")
    assert root.tag == "rss" and root.get("version") == "2.0" and channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    [item] = channel.findall("item")
    guid = item.find("guid")
    assert guid is not None and guid.get("isPermaLink") == "false"
    for text in (channel.findtext("lastBuildDate"), item.findtext("pubDate")):
        assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", text or "")
        assert parsedate_to_datetime(text or "")


def test_the_json_feed_has_what_its_standard_demands(client: Client, claim: Any, editor: Any) -> None:
    claim.organise(by=editor, topics=[Topic.add(by=editor, slug="towns", label="Towns")])
    feed = fetch(client, "json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://daily.example/feeds/claims.json"
    assert feed["home_page_url"] == "https://daily.example/claims/"
    assert set(feed) <= {
        "version", "title", "home_page_url", "feed_url", "description", "language", "authors", "icon", "next_url",
        "items",
    }  # fmt: skip
    [item] = feed["items"]
    assert isinstance(item["id"], str) and item["content_html"] and item["tags"] == ["True", "Towns"]
    for name in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[name].replace("Z", "+00:00")).tzinfo


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_stay_words(client: Client, reporter: Any, editor: Any, kind: str) -> None:
    texts = {f"{word} {number}" for number, word in enumerate(HOSTILE)}
    for text in texts:
        factories.published_claim(by=reporter, editor=editor, headline=text, statement=text)
    raw = feedparser.parse(fetch(client, kind).content) if kind != "json" else None
    assert raw is None or not raw.bozo
    if kind == "json":
        found = {each["title"] for each in items(client, kind)}
        assert found == {f"True: {text}" for text in texts}
        contents = [each["content"] for each in items(client, kind)]
    else:
        root = ElementTree.fromstring(fetch(client, kind).content)
        names = (f"{ATOM}entry", "title", "content") if kind == "atom" else ("item", "title", "description")
        place = ATOM if kind == "atom" else ""
        entries = list(root.iter(names[0]))
        assert {entry.findtext(place + names[1]) for entry in entries} == {f"True: {text}" for text in texts}
        contents = [entry.findtext(place + names[2]) or "" for entry in entries]
    for content in contents:
        assert {tag.lower() for tag in re.findall(r"</?([a-zA-Z]+)", content)} <= {
            "p", "b", "bdi", "a", "time", "s", "span",
        }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_queries_for_three_as_for_one(
    client: Client, claim: Any, reporter: Any, editor: Any, kind: str
) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            fetch(client, kind)
        counts.append(len(queries))
        factories.published_claim(by=reporter, editor=editor)
        factories.published_claim(by=reporter, editor=editor)
    assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_feed_is_not_sent_again(client: Client, claim: Any, kind: str) -> None:
    tag = fetch(client, kind)["ETag"]
    answer = fetch(client, kind, **{"If-None-Match": tag})
    assert answer.status_code == 304 and answer.content == b"" and answer["ETag"] == tag
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert fetch(client, kind)["ETag"] == tag


@pytest.mark.parametrize("kind", KINDS)
def test_older_checks_are_a_page_away_and_none_is_left_out(
    client: Client, reporter: Any, editor: Any, kind: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(feeds, "PAGE", 2)
    made = {factories.published_claim(by=reporter, editor=editor).public_id for _ in range(5)}
    query, seen = "", []
    for _ in range(3):
        seen += [each["id"].rpartition(":")[2] for each in items(client, kind, query)]
        content = fetch(client, kind, query).content.decode().replace("&amp;", "&")
        following = re.search(r'https://daily\.example/feeds/claims\.\w+(\?before=[^"]+)', content)
        query = following[1] if following else ""
    assert sorted(seen) == sorted(made) and query == ""
    assert client.get(f"/feeds/claims.{kind}?before=nonsense").status_code == 404


def test_tombstones_stand_on_the_page_of_their_time(
    client: Client, reporter: Any, editor: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(feeds, "PAGE", 1)
    gone = factories.published_claim(by=reporter, editor=editor)
    factories.published_claim(by=reporter, editor=editor)
    gone.retract(by=editor, reason="Forged.")
    factories.published_claim(by=reporter, editor=editor)
    first = atom(client)
    assert not first.findall(f"{STONES}deleted-entry")
    following = next(each for each in first.findall(f"{ATOM}link") if each.get("rel") == "next")
    second = atom(client, "?" + (following.get("href") or "").partition("?")[2])
    assert len(second.findall(f"{STONES}deleted-entry")) == 1


def test_home_and_list_tell_programs_where_the_feeds_are(client: Client, claim: Any) -> None:
    for address in ("/", "/claims/"):
        page = client.get(address).text
        for kind, content_type in KINDS.items():
            name = content_type.partition(";")[0]
            assert re.search(
                rf'<link rel="alternate" type="{re.escape(name)}"[^>]* href="/feeds/claims\.{kind}">', page
            )


@pytest.mark.parametrize("kind", KINDS)
def test_any_filter_of_the_list_makes_a_feed(client: Client, reporter: Any, editor: Any, kind: str) -> None:
    for slug, headline in (
        ("true", "It opens at nine"),
        ("false", "It opens at ten"),
        ("false", "Crowns for a roof"),
    ):
        factories.published_claim(
            by=reporter, editor=editor, headline=headline, rating=factories.rating(slug)
        )
    titles = lambda query: {each["title"] for each in items(client, kind, query)}  # noqa: E731
    assert titles("?rating=false") == {"False: It opens at ten", "False: Crowns for a roof"}
    assert titles("?rating=false&q=ten") == {"False: It opens at ten"}
    assert len(titles("?rating=false&rating=true&q=library")) == 3
    assert titles("?before_date=1999-01-01") == set()
    for nonsense in ("?rating=nothing", "?claimant=zzzzzzzz", "?topic=nothing", "?after_date=soon"):
        assert titles(nonsense) == set(), nonsense
    content = fetch(client, kind, "?rating=false&q=ten").content.decode().replace("&amp;", "&")
    assert f"https://daily.example/feeds/claims.{kind}?q=ten&rating=false" in content
    assert "https://daily.example/claims/?q=ten&rating=false" in content


def test_who_follows_one_claimant_is_not_sent_everybodys_when_the_last_check_is_gone(
    client: Client, claim: Any, reporter: Any, editor: Any
) -> None:
    other = factories.complete_claim(by=reporter)
    other.first_appearance.change(by=reporter, claimant_name="Orla Other")
    other.refresh_from_db()
    other.submit(by=reporter)
    factories.approve(other, by=editor)
    other.publish(by=editor)
    assert len(items(client, "rss", "?claimant=Orla+Other")) == 1
    other.take_down(by=editor, reason="A court ordered it.")
    assert items(client, "rss", "?claimant=Orla+Other") == [] and len(items(client, "rss")) == 1


def test_a_narrowed_list_names_its_own_feeds(client: Client, claim: Any) -> None:
    page = client.get("/claims/?rating=true&q=library&order=newest").text
    for kind in KINDS:
        assert f'href="/feeds/claims.{kind}?q=library&amp;rating=true"' in page


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    for kind in KINDS:
        assert items(client, kind) == []
    assert atom(client).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_readers_are_shown_the_feed_of_what_they_look_at(client: Client, claim: Any) -> None:
    for address, query in (
        ("/claims/", ""),
        ("/claims/?rating=true&q=library", "?q=library&amp;rating=true"),
    ):
        page = client.get(address).text
        shown = re.findall(r'<a href="(/feeds/claims[^"]+)"', page)
        assert shown == [f"/feeds/claims.{kind}{query}" for kind in KINDS], address
        assert all(client.get(each.replace("&amp;", "&")).status_code == 200 for each in shown)
    assert "/feeds/" not in client.get("/claims/?after_date=yesterday").text.partition("<body")[2]
