"""Our own story about a check: one page carries ClaimReview, and the story's CMS is given what it needs."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims import datafolder, dumps
from claims.formats import claimreview
from tests import factories
from tests.guards.sql import settle

pytestmark = pytest.mark.django_db

STORY = "https://paper.example/our-story?a=1&b=2"


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


def fields(page: str) -> dict[str, str]:
    """What stands in the fields that are copied."""
    found = re.findall(r'<textarea[^>]* id="(story-\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(text) for name, text in found}


def desk_page(client: Client, claim: Any) -> str:
    answer = client.get(reverse("claim-story", args=[claim.public_id]))
    assert answer.status_code == 200
    return answer.text


def markup_in(html: str) -> list[dict[str, Any]]:
    return [
        json.loads(text)
        for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    ]


def test_without_a_story_our_page_carries_the_markup(claim: Any, as_: Any, editor: Any) -> None:
    page = desk_page(as_(editor), claim)
    assert "Our claim page does." in page and set(fields(page)) == {"story-block"}
    [review] = markup_in(Client().get(claim.public.get_absolute_url()).text)
    assert review["url"].endswith(claim.public.get_absolute_url())


def test_with_a_story_exactly_one_page_carries_it_and_names_itself(claim: Any, as_: Any, editor: Any) -> None:
    claim.organise(by=editor, story_url=STORY)
    settle()
    assert markup_in(Client().get(claim.public.get_absolute_url()).text) == []
    copied = fields(desk_page(as_(editor), claim))
    [review] = markup_in(copied["story-markup"])
    assert review["url"] == STORY and review["reviewRating"]["alternateName"] == "True"
    assert not [each for each in claimreview.lint(review) if each.level == "error"]
    assert Client().get(f"/claims/{claim.public_id}/claimreview.json").json() == review
    dumps.bring_up_to_date()
    feed = json.loads((datafolder.folder() / "claimreview.json").read_text())
    assert feed["dataFeedElement"][0]["item"]["url"] == STORY


def test_the_block_says_the_rating_and_leads_to_the_check(claim: Any, as_: Any, editor: Any) -> None:
    block = fields(desk_page(as_(editor), claim))["story-block"]
    assert block.index("<strong>True</strong>") < block.index("The library of Examplestead opens at nine")
    assert f'/claims/{claim.public_id}/">' in block and "version 1" in block and "Ada Example" in block


def test_hostile_words_stay_words_in_somebody_elses_page(reporter: Any, editor: Any, as_: Any) -> None:
    nasty = "</script></textarea><img src=x onerror=alert(1)>"
    claim = factories.published_claim(by=reporter, editor=editor, headline=nasty, statement=nasty)
    claim.organise(by=editor, story_url=STORY)
    page = desk_page(as_(editor), claim)
    assert "<img" not in page
    copied = fields(page)
    assert [review["claimReviewed"] for review in markup_in(copied["story-markup"])] == [nasty]
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)

    Tags().feed(copied["story-block"] + copied["story-markup"])
    assert set(found) == {"aside", "p", "strong", "a", "time", "script"}


def test_a_correction_is_in_what_is_copied_next(
    claim: Any, reporter: Any, editor: Any, editor2: Any, as_: Any
) -> None:
    claim.organise(by=editor, story_url=STORY)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    copied = fields(desk_page(as_(editor), claim))
    assert "<strong>False</strong>" in copied["story-block"] and "version 2" in copied["story-block"]
    assert markup_in(copied["story-markup"])[0]["correction"]


def test_where_nothing_stands_there_is_nothing_to_copy(
    claim: Any, reporter: Any, editor: Any, as_: Any
) -> None:
    draft = factories.complete_claim(by=reporter)
    assert "Readers do not see this claim yet" in desk_page(as_(editor), draft)
    claim.retract(by=editor, reason="Forged.")
    page = desk_page(as_(editor), claim)
    assert "Take its block and its markup out" in page and fields(page) == {}


def test_a_stranger_is_led_to_the_log_in(claim: Any) -> None:
    answer = Client().get(reverse("claim-story", args=[claim.public_id]))
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
