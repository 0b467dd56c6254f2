"""Journey 10: a reader finds a check, with a keyboard, on a small screen, on paper."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim
from tests import factories

SMALL = {"width": 320, "height": 640}
HELD = "document.activeElement"  # `:focus` leaves out the parts inside a field for a day
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def checks(people: dict[str, Any]) -> dict[str, Claim]:
    """Three public checks of different ratings; the false one has evidence for and against."""
    by, editor = people["reporter"], people["editor"]
    made = {}
    for slug, headline in (("true", "It opens at nine"), ("half-true", "It opens at nine, mostly")):
        made[slug] = factories.published_claim(
            by=by, editor=editor, headline=headline, rating=factories.rating(slug)
        )
    claim = factories.complete_claim(
        by=by, headline="It never opens at eight", rating=factories.rating("false")
    )
    factories.add_evidence(
        claim, by=by, stance="refutes", title="The porter’s book", quotation="Eight, every day."
    )
    claim.refresh_from_db()
    claim.submit(by=by)
    claim.approve_and_publish(by=editor, content_sha256=claim.content_sha256, says_no_more=True)
    return {**made, "false": claim}


def tab_to(page: Page, words: str, most: int = 60) -> None:
    """What a reader does who has no mouse."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{HELD}.innerText").strip() == words:
            return
    raise AssertionError(f"The Tab key does not reach “{words}”")


def tab_to_field(page: Page, name: str, value: str = "", most: int = 60) -> None:
    """The same for what has no words of its own."""
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(f"[{HELD}.name, {HELD}.value]")
        if at[0] == name and value in ("", at[1]):
            return
    raise AssertionError(f"The Tab key does not reach the field {name} {value}")


def test_a_reader_filters_by_rating_and_reads_what_there_is_to_read(open_browser, checks):
    page = open_browser()
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Checks").click()
    results = page.get_by_role("region", name=re.compile("newest first", re.I))
    expect(results.get_by_role("article")).to_have_count(3)
    page.get_by_role("checkbox", name="False", exact=True).check()
    page.get_by_role("button", name="Apply filters").click()
    results = page.get_by_role("region", name="1 check", exact=True)
    expect(results.get_by_role("article")).to_have_count(1)
    results.get_by_role("link", name=checks["false"].headline).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(checks["false"].headline)
    place = page.get_by_role("region", name="In its place")
    expect(place.get_by_role("mark")).to_have_text(factories.QUOTATION)
    expect(place).to_contain_text("of Examplestead opens late. “We open at nine on every weekday,” said Ada")
    evidence = page.get_by_role("region", name="The evidence")
    expect(evidence.get_by_role("region", name="Backs the claim").get_by_role("listitem")).to_have_count(2)
    against = evidence.get_by_role("region", name="Contradicts the claim")
    expect(against).to_contain_text("The porter’s book")
    expect(against).to_contain_text("“Eight, every day.”")
    about = page.get_by_role("region", name="About this check")
    expect(about).to_contain_text("Editor, a second person who wrote none of it")
    expect(about).to_contain_text("Written by")
    expect(page.get_by_role("region", name="Life of this claim")).to_contain_text("Published as False")
    # The rating is a word before it is a colour, and the mark on its scale is said too.
    scale = page.get_by_role("list", name=re.compile("Rating scale"))
    expect(scale.get_by_role("listitem").filter(has_text="this claim")).to_have_text(re.compile("^False"))
    page.get_by_role("region", name="What we found").get_by_role("link", name="[2]").click()
    expect(evidence.get_by_role("listitem").nth(1)).to_be_in_viewport()


def test_the_keyboard_alone_leads_to_a_check(open_browser, checks):
    page = open_browser()
    page.goto("/claims/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to_field(page, "rating", "half-true")
    page.keyboard.press("Space")
    tab_to(page, "Apply filters")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("1 check")
    tab_to(page, checks["half-true"].headline)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(checks["half-true"].headline)
    tab_to(page, "Report an error")
    expect(page.locator(":focus")).to_have_attribute("href", re.compile("^mailto:.*version%201"))


def test_the_first_key_leads_past_the_menu(open_browser, checks):
    page = open_browser()
    for address in ("/", "/claims/", f"/claims/{checks['false'].public_id}/", "/corrections/"):
        page.goto(address)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        expect(skip).to_have_text("Skip to content")
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.locator(":focus").evaluate("each => !!each.closest('main, footer')"), address


def test_what_has_the_keyboard_is_seen(open_browser, checks):
    page = open_browser()
    page.goto("/claims/")
    for _ in range(12):
        page.keyboard.press("Tab")
        at = page.locator(":focus")
        outline = at.evaluate(
            "each => getComputedStyle(each).outlineStyle + getComputedStyle(each).outlineWidth"
        )
        assert not outline.startswith("none") and not outline.endswith("0px"), at.inner_text()


def test_a_small_screen_is_never_scrolled_sideways(open_browser, checks):
    page = open_browser(viewport=SMALL)
    page.goto("/claims/")
    page.get_by_role("link", name=checks["false"].headline).click()
    page.get_by_role("heading", level=1).wait_for()
    addresses = [
        page.url,
        "/",
        "/claims/",
        "/corrections/",
        "/ratings/",
        "/methodology/",
        "/data/",
        f"{page.url}../revisions/",
    ]
    for address in addresses:
        page.goto(address)
        assert page.evaluate(WIDER) <= 0, address
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(
            page.get_by_role("navigation", name="Main").get_by_role("link", name="Method")
        ).to_be_in_viewport()


def test_a_check_on_paper_has_its_text_and_evidence_and_no_menus(open_browser, checks):
    page = open_browser()
    page.goto(f"/claims/{checks['false'].public_id}/")
    page.emulate_media(media="print")
    for name in ("In its place", "What we found", "The evidence", "Life of this claim"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"/claims/{checks['false'].public_id}/")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("link", name="Skip to content")).not_to_be_in_viewport()
    assert page.pdf(format="A4").startswith(b"%PDF")
