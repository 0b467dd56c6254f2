"""Journey 10, finding: words, who said it, the rating and the day together, by mouse or by keyboard alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests import factories
from tests.e2e.test_journey_reader import tab_to, tab_to_field

WORDS = "library -closes"


@pytest.fixture
def checks(people: dict[str, Any]) -> list[Claim]:
    """One that fits all that is asked for, and one that misses each."""
    by, editor = people["reporter"], people["editor"]
    made = [
        factories.published_claim(by=by, editor=editor, headline=headline, rating=factories.rating(rating))
        for headline, rating in (
            ("The library opens at nine", "true"),
            ("The library closes at nine", "true"),
            ("The library opens at ten", "false"),
        )
    ]
    other = factories.complete_claim(by=by, headline="The library opens at noon")
    other.first_appearance.change(by=by, claimant_name="Bela Sample")
    other.refresh_from_db()
    other.submit(by=by)
    other.approve_and_publish(by=editor, content_sha256=other.content_sha256, says_no_more=True)
    return [*made, other]


def today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def found(page: Page) -> list[str]:
    return [each.strip() for each in page.locator(".checks h3").all_inner_texts()]


def test_words_claimant_rating_and_day_together_find_the_one_check(open_browser, checks):
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto("/")
    page.get_by_label("Has it been checked?").fill(WORDS)
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("3 checks, best match first")
    expect(page.locator("mark").first).to_have_text("library")

    page.get_by_role("checkbox", name="True", exact=True).check()
    page.get_by_label("Who said it").fill("ada example")
    page.get_by_label("From", exact=True).fill(today(-1))
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 check")
    assert found(page) == [checks[0].headline]
    expect(page.get_by_role("searchbox")).to_have_value(WORDS)
    expect(page.get_by_role("checkbox", name="True", exact=True)).to_be_checked()
    chips = page.get_by_role("list", name="Filters that are on")
    expect(chips.get_by_role("listitem")).to_have_count(5)  # four filters, and "Clear all"

    chips.get_by_role("link", name="Remove filter True").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("2 checks, best match first")
    page.get_by_role("link", name="Newest", exact=True).click()
    expect(page.get_by_role("heading", level=2)).to_have_text("2 checks, newest first")
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("4 checks, newest first")


def test_the_keyboard_alone_finds_it_too(open_browser, checks):
    page = open_browser(viewport={"width": 1280, "height": 900})
    page.goto("/claims/")
    tab_to_field(page, "q")
    page.keyboard.type(WORDS)
    tab_to_field(page, "rating", "true")
    page.keyboard.press("Space")
    tab_to_field(page, "claimant")
    page.keyboard.type("Ada Example")
    tab_to(page, "Apply filters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("1 check")
    tab_to(page, checks[0].headline)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(checks[0].headline)


def test_on_a_telephone_the_filters_open_by_hand(open_browser, checks):
    page = open_browser(viewport={"width": 320, "height": 640})
    page.goto("/claims/")
    expect(page.get_by_role("checkbox", name="False", exact=True)).to_be_hidden()
    page.locator("summary", has_text="Filters").click()
    page.get_by_role("checkbox", name="False", exact=True).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 check")
    expect(page.locator("summary", has_text="Filters")).to_contain_text("1 on")


def test_a_word_spelt_badly_is_put_right_by_one_press(open_browser, checks):
    page = open_browser()
    page.goto("/claims/?q=libary")
    expect(page.get_by_role("heading", level=2)).to_have_text("No checks match")
    page.get_by_role("link", name="library", exact=True).click()
    expect(page.get_by_role("heading", level=2)).to_have_text(re.compile("^4 checks"))


def test_a_check_leads_to_all_others_of_who_said_it(open_browser, checks):
    page = open_browser()
    page.goto(f"/claims/{checks[0].public_id}/")
    page.get_by_role("link", name="Ada Example").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Example")
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("link", name="Search and filter these checks").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("3 checks, newest first")
