"""The card that other sites show, and the address by which they ask for it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims import middleware
from claims.models.public import PublicClaim
from claims.views import sharing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


@pytest.fixture
def site(settings: Any) -> str:
    return settings.SITE_URL.rstrip("/")


def card(client: Client, claim: Any, status: int = 200, **headers: str) -> Any:
    answer = client.get(f"/claims/{claim.public_id}/embed/", headers=headers)
    assert answer.status_code == status
    assert "X-Frame-Options" not in answer.headers
    if status != 304:  # whoever holds the card holds its policy
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script" not in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    return answer


def ask(client: Client, url: str, query: str = "") -> Any:
    return client.get(f"/oembed/?url={quote(url, safe='')}{query}")


# ---------------------------------------------------------------- the card


def test_the_card_says_the_rating_before_headline_and_statement(client: Client, claim: Any) -> None:
    page = card(client, claim).text
    places = [
        page.index(text)
        for text in (
            'rating-l"><svg', "<h1", "The library of Examplestead opens at nine on every weekday", "Ada Example",
            "Version 1, ", "Read the whole check",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert "<script" not in page and " style=" not in page
    links = re.findall(r"<a [^>]*>", page)
    assert len(links) == 3 and all('target="_top"' in link for link in links)


def test_a_correction_shows_on_the_card_at_once(
    client: Client, claim: Any, reporter: Any, editor2: Any
) -> None:
    tag = card(client, claim)["ETag"]
    assert card(client, claim, 304, **{"If-None-Match": tag})["ETag"] == tag
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    page = card(client, claim, **{"If-None-Match": tag}).text
    assert "Corrected" in page and re.search(r'Before: <s class="rating r-true">.*?True</s>', page)
    assert 'class="rating r-false rating-l"' in page and "Version 2, " in page


def test_a_retracted_card_has_the_reason_and_the_struck_rating(
    client: Client, claim: Any, editor: Any
) -> None:
    tag = card(client, claim)["ETag"]
    claim.retract(by=editor, reason="The list was forged.")
    page = card(client, claim, **{"If-None-Match": tag}).text
    assert "We have retracted this check" in page and "The list was forged." in page
    assert '<s class="rating' in page and "rating-l" not in page


def test_a_card_that_was_taken_down_is_gone_and_says_no_word_of_it(
    client: Client, claim: Any, editor: Any
) -> None:
    tag = card(client, claim)["ETag"]
    claim.take_down(by=editor, reason="A court ordered it.")
    page = card(client, claim, 410, **{"If-None-Match": tag}).text
    assert "This check has been taken down" in page and "A court ordered it." in page
    assert "library" not in page and "Ada Example" not in page


def test_only_the_card_may_be_framed(client: Client, claim: Any) -> None:
    base = f"/claims/{claim.public_id}/"
    others = [
        "/",
        "/claims/",
        claim.public.get_absolute_url(),
        f"{base}revisions/",
        "/oembed/",
        "/feeds/claims.atom",
    ]
    for address in [*others, "/claims/zzzzzzzz/embed/", "/accounts/login/", "/nothing/"]:
        answer = client.get(address)
        assert answer["X-Frame-Options"] == "DENY", address
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address


def test_hostile_words_stay_words_on_the_card(client: Client, reporter: Any, editor: Any) -> None:
    nasty = "</h1><script>alert(1)</script><img src=x onerror=alert(2)>"
    claim = factories.published_claim(by=reporter, editor=editor, headline=nasty, statement=f'"{nasty}')
    page = card(client, claim).text
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page


def test_a_card_costs_two_queries_and_then_one(client: Client, claim: Any) -> None:
    for expected in (2, 1):
        with CaptureQueriesContext(connection) as queries:
            card(client, claim)
        assert len(queries) == expected


# ---------------------------------------------------------------- oEmbed


def test_it_answers_as_the_convention_says(client: Client, claim: Any, site: str) -> None:
    answer = ask(client, site + claim.public.get_absolute_url(), "&format=json")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == "True: The library opens at nine on weekdays"
    assert told["provider_url"] == f"{site}/" and told["provider_name"]
    frame = told["html"]
    assert f'src="{site}/claims/{claim.public_id}/embed/"' in frame
    assert f'width="{told["width"]}"' in frame and f'height="{told["height"]}"' in frame
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)
    picture = client.get(told["thumbnail_url"].removeprefix(site))
    assert picture.status_code == 200 and picture["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("query", "size"),
    [("&maxwidth=300", (300, 580)), ("&maxheight=200", (640, 200)), ("&maxwidth=9999", (640, 380))],
)
def test_it_keeps_to_the_room_there_is(
    client: Client, claim: Any, site: str, query: str, size: tuple[int, int]
) -> None:
    told = ask(client, site + claim.public.get_absolute_url(), query).json()
    assert (told["width"], told["height"]) == size
    assert ("thumbnail_url" in told) == ("9999" in query)


def test_every_address_of_a_check_is_known(client: Client, claim: Any, site: str) -> None:
    name = claim.public_id
    for path in (f"/claims/{name}/", f"/claims/{name.upper()}/x/", f"/claims/{name}/embed/"):
        assert ask(client, site + path).status_code == 200, path


@pytest.mark.parametrize("url", [
    "https://elsewhere.example/claims/{}/", "{site}/", "{site}/claims/", "{site}/claims/zzzzzzzz/",
    "ftp://127.0.0.1/x", "//[bad", "javascript:alert(1)", "{site}/desk/claims/{}/", "{site}/nothing", "x" * 1999,
    "{site}/claims/{}/revisions/",
])  # fmt: skip
def test_what_is_not_ours_or_no_check_is_not_there(client: Client, claim: Any, site: str, url: str) -> None:
    answer = ask(client, url.replace("{site}", site).replace("{}", claim.public_id))
    assert answer.status_code == 404 and answer.json()["error"]


def test_what_does_not_stand_is_not_there(client: Client, claim: Any, editor: Any, site: str) -> None:
    url = site + claim.public.get_absolute_url()
    tag = ask(client, url)["ETag"]
    claim.retract(by=editor, reason="Forged.")
    assert client.get(f"/oembed/?url={url}", headers={"If-None-Match": tag}).status_code == 404
    claim.take_down(by=editor, reason="A court ordered it.")
    assert ask(client, url).status_code == 404


def test_other_formats_and_odd_questions_get_clear_answers(client: Client, claim: Any, site: str) -> None:
    url = site + claim.public.get_absolute_url()
    assert ask(client, url, "&format=xml").status_code == 501
    assert client.get("/oembed/?format=xml").status_code == 501
    assert client.get("/oembed/").status_code == 400
    for bad in ("&maxwidth=wide", "&maxheight=-1", "&maxwidth=" + "9" * 400):
        assert ask(client, url, bad).status_code == 400, bad


@pytest.mark.parametrize("value", ["yaml", "JSON", "xml,json", "x" * 400, "json%00"])
def test_a_format_that_nobody_knows_is_a_mistake_of_who_asks(
    client: Client, claim: Any, site: str, value: str
) -> None:
    answer = ask(client, site + claim.public.get_absolute_url(), f"&format={value}")
    assert answer.status_code == 400 and "format" in answer.json()["error"]


def test_hostile_words_stay_words_in_its_markup(
    client: Client, reporter: Any, editor: Any, site: str
) -> None:
    nasty = '"><script>alert(1)</script>'
    claim = factories.published_claim(by=reporter, editor=editor, headline=nasty)
    answer = ask(client, site + claim.public.get_absolute_url())
    assert "<script" not in answer.text and "<script" not in answer.json()["html"]
    assert answer.json()["title"] == f"True: {nasty}"


def test_the_claim_page_tells_where_to_ask(client: Client, claim: Any, site: str) -> None:
    page = client.get(claim.public.get_absolute_url()).text
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    assert found and client.get(found[1].removeprefix(site).replace("&amp;", "&")).json()["type"] == "rich"


def test_the_page_has_what_others_copy_as_words_and_frames_nothing(
    client: Client, claim: Any, site: str
) -> None:
    page = client.get(claim.public.get_absolute_url()).text
    assert "<iframe" not in page
    [citation, frame] = re.findall(r'class="(?:serif )?cite">(.*?)</(?:dd|code)>', page)
    assert "rated True, version 1, " in citation and f"{site}/claims/{claim.public_id}/" in citation
    assert unescape(frame) == sharing.frame(claim.public)
    old = client.get(f"/claims/{claim.public_id}/revisions/1/").text
    assert "og:image" not in old and "oembed" not in old and "iframe" not in old


def test_whatever_the_card_loads_may_be_loaded_where_no_site_is_its_own(client: Client, claim: Any) -> None:
    """So it is in a sandboxed frame; tests/e2e shows it. Nothing else is given away."""
    page = card(client, claim).text
    files = re.findall(r'<link rel="stylesheet" href="([^"]+)"|src="([^"]+)"', page)
    assert files == [("/static/css/embed.css", "")]
    assert client.get("/static/css/embed.css")["Cross-Origin-Resource-Policy"] == "cross-origin"
    for file in ("css/reader.css", "js/desk.js", "img/favicon.svg", "css/embed.css.x", "x/css/embed.css"):
        assert client.get(f"/static/{file}")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/css/embed.css")["Cross-Origin-Resource-Policy"] == "same-origin"
    collected = "css/embed.0a1b2c3d4e5f.css"
    assert middleware.FOR_CARDS.fullmatch(collected)


# ---------------------------------------------------------------- the share picture


def picture_of(client: Client, claim: Any) -> str:
    page = client.get(PublicClaim.objects.get(pk=claim.public_id).get_absolute_url()).text
    found = re.search(r'<meta property="og:image" content="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_names_its_picture_with_version_and_day(client: Client, claim: Any, site: str) -> None:
    address = picture_of(client, claim)
    assert re.fullmatch(rf"{site}/claims/{claim.public_id}/share/1-\d{{4}}-\d\d-\d\d\.png", address)
    answer = client.get(address.removeprefix(site))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin" and len(answer.content) <= 300_000
    again = client.get(address.removeprefix(site), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and again["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_old_picture_leads_to_the_newest(
    client: Client, claim: Any, reporter: Any, editor2: Any, site: str
) -> None:
    old = picture_of(client, claim).removeprefix(site)
    first = client.get(old)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    new = picture_of(client, claim).removeprefix(site)
    answer = client.get(old, headers={"If-None-Match": first["ETag"]})
    assert answer.status_code == 301 and answer["Location"] == new and "/share/2-" in new
    assert client.get(new).content != first.content
    assert client.get(new.replace("/2-", "/3-")).status_code == 404
    assert client.get(re.sub(r"-\d{4}-", "-1999-", new))["Location"] == new


def test_a_picture_of_what_was_withdrawn(client: Client, claim: Any, editor: Any, site: str) -> None:
    old = picture_of(client, claim).removeprefix(site)
    before = client.get(old)
    claim.retract(by=editor, reason="Forged.")
    moved = client.get(old, headers={"If-None-Match": before["ETag"]})
    assert moved.status_code == 301
    after = client.get(moved["Location"])
    assert after.status_code == 200 and after.content != before.content
    claim.take_down(by=editor, reason="A court ordered it.")
    for address in (old, moved["Location"]):
        assert client.get(address, headers={"If-None-Match": after["ETag"]}).status_code == 410


def test_a_page_says_in_its_head_what_others_may_show(client: Client, claim: Any, site: str) -> None:
    page = client.get(claim.public.get_absolute_url()).text
    tags = dict(
        re.findall(
            r'<meta (?:name="description" )?(?:property|name)="((?:og|twitter):[a-z:_]+)" content="([^"]*)"',
            page,
        )
    )
    assert tags["og:title"] == "True: The library opens at nine on weekdays" and tags["og:type"] == "article"
    assert tags["og:description"].startswith("True. ")
    assert tags["twitter:card"] == "summary_large_image" and "True" in tags["og:image:alt"]
    assert client.get("/").text.count('property="og:title"') == 1
