"""Journeys 8 and 9: publishing, correcting and taking back, as the desk does it and as readers see it."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from claims.models import Claim
from tests import factories

TICK = "The statement says no more than was said"
WRONG = "We had read the list of another year."


def public(claim: Claim, tail: str = "") -> str:
    return f"/claims/{claim.public_id}/{tail}"


def workbench(page: Page, claim: Claim) -> None:
    page.goto(claim.get_absolute_url())


def approve_and_publish(page: Page, claim: Claim) -> None:
    page.goto(f"{claim.get_absolute_url()}review/")
    page.get_by_role("checkbox", name=TICK).first.check()
    page.get_by_role("button", name="Approve and publish", exact=True).click()
    page.get_by_text("Approved and published.").first.wait_for()


def edit(page: Page, claim: Claim) -> None:
    workbench(page, claim)
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_text("Open for editing.").first.wait_for()


def rate(page: Page, word: str) -> None:
    page.get_by_role("group", name="Rating").get_by_role("radio", name=word, exact=True).check()


def say_what_changed(page: Page, kind: str, text: str) -> None:
    page.get_by_role("group", name="Kind of change").get_by_role("radio", name=kind).check()
    page.get_by_label("What was wrong, and what is right").fill(text)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("Submitted. Somebody else reviews it now.").first.wait_for()


def state(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state


@pytest.fixture
def shown(people: dict[str, Any]) -> Claim:
    """A claim that readers see, rated true."""
    return factories.published_claim(by=people["reporter"], editor=people["editor"])


# ---------------------------------------------------------------- publishing


def test_the_preview_is_the_page_and_the_claimreview_that_go_out(open_browser, people):
    claim = factories.complete_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    workbench(page, claim)
    page.get_by_label("Headline", exact=True).fill("Nine is when the library opens")
    page.get_by_role("button", name="Preview the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nine is when the library opens")
    expect(page.get_by_role("main")).to_contain_text("Nobody but the desk sees this")
    expect(page.get_by_role("region", name="In its place").get_by_role("mark")).to_have_text(
        factories.QUOTATION
    )
    expect(page.get_by_role("region", name="The evidence").get_by_role("link")).to_have_count(2)
    lint = page.get_by_role("region", name="ClaimReview, as it will go out")
    expect(lint).to_contain_text("Valid.")
    expect(lint).to_contain_text("True, 5 of 5")
    lint.get_by_text("The whole of it, as JSON").click()
    whole = json.loads(lint.locator("pre").inner_text())
    assert (whole["@type"], whole["claimReviewed"]) == ("ClaimReview", claim.statement)
    stranger = open_browser()
    assert stranger.goto(public(claim)).status == 404


def test_the_preview_is_set_in_the_type_of_the_page(open_browser, people, shown):
    page = open_browser(people["editor"])
    seen = []
    for address in (f"{shown.get_absolute_url()}preview/", public(shown)):
        page.goto(address)
        headings = (shown.headline, "In its place", "Our rating", "The evidence", "Backs the claim")
        style = "each => { const of = getComputedStyle(each); return [of.fontFamily, of.fontSize, of.fontWeight] }"
        seen.append([page.get_by_role("heading", name=name).first.evaluate(style) for name in headings])
    assert seen[0] == seen[1]


def test_page_list_record_and_claimreview_agree_at_once(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    approve_and_publish(open_browser(people["editor"]), claim)

    page = open_browser()
    page.goto("/claims/")
    item = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=claim.headline))
    for words in ("True", claim.statement, "Ada Example"):
        expect(item).to_contain_text(words)
    assert page.locator("script").count() == 0
    item.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(claim.headline)
    for words in (claim.statement, claim.conclusion, "a second person who wrote none of it", "Editor"):
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("region", name="In its place").get_by_role("mark")).to_have_text(
        factories.QUOTATION
    )

    markup = page.locator('script[type="application/ld+json"]')
    expect(markup).to_have_count(1)
    review = json.loads(markup.text_content() or "")
    assert review == page.request.get(public(claim, "claimreview.json")).json()
    assert (review["claimReviewed"], review["url"]) == (claim.statement, page.url)
    assert (review["reviewRating"]["alternateName"], review["reviewRating"]["ratingValue"]) == ("True", 5)
    answer = page.request.get(public(claim, "record.json"))
    fingerprint = hashlib.sha256(answer.body()).hexdigest()
    verify = page.get_by_role("region", name="Verify version 1")
    assert fingerprint in "".join(verify.inner_text().split())
    content = answer.json()["content"]
    assert (content["headline"], content["statement"]) == (claim.headline, claim.statement)
    assert (content["rating"]["label"], content["number"]) == ("True", 1)
    with page.expect_download() as downloaded:
        verify.get_by_role("link", name="Download the record").click()
    assert hashlib.sha256(downloaded.value.path().read_bytes()).hexdigest() == fingerprint


def test_a_reporter_sees_no_way_to_publish(open_browser, people):
    claim = factories.approved_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(people["colleague"])
    workbench(page, claim)
    expect(page.get_by_role("button", name="Edit", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)


# ---------------------------------------------------------------- changing


def today() -> str:
    day = timezone.localdate()
    return f"{day.day} {day:%B %Y}"


def struck(part: Locator, word: str) -> None:
    expect(part.get_by_text(word, exact=True)).to_have_css("text-decoration-line", "line-through")


def correction(page: Page) -> Locator:
    return page.get_by_role("complementary", name=re.compile("^Correction"))


def test_another_rating_needs_a_kind_and_a_text_and_a_second_person(open_browser, people, shown):
    page = open_browser(people["editor2"])
    edit(page, shown)
    rate(page, "Mostly false")
    with page.expect_response(lambda answer: answer.url.endswith("/submit/")) as answered:
        page.get_by_role("button", name="Submit", exact=True).click()
    assert answered.value.status == 422
    notice = page.get_by_role("region", name=re.compile("missing before review"))
    notice.get_by_role("link", name=re.compile("change", re.I)).first.click()
    expect(page.get_by_role("group", name="Kind of change")).to_be_in_viewport()
    expect(page.get_by_role("group", name="Rating").get_by_role("radio", name="Mostly false")).to_be_checked()
    page.get_by_role("group", name="Kind of change").get_by_role("radio", name="Correction").check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(notice).to_be_visible()  # a kind without a text
    assert state(shown) == "drafting"
    page.get_by_label("What was wrong, and what is right").fill(WRONG)
    submit(page)
    page.goto(f"{shown.get_absolute_url()}review/")
    expect(page.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)
    other = open_browser(people["editor"])
    other.goto(f"{shown.get_absolute_url()}review/")
    changed = other.get_by_role("region", name="Changed since version 1")
    for words in ("True", "Mostly false", "Correction", WRONG):
        expect(changed).to_contain_text(words)
    before, after = open_browser(), open_browser()  # a browser may keep a page for a minute
    before.goto(public(shown))
    expect(before.get_by_role("main")).to_contain_text("the current one")
    expect(correction(before)).to_have_count(0)
    approve_and_publish(other, shown)
    after.goto(public(shown))
    expect(correction(after)).to_contain_text(WRONG)


def test_wording_only_does_not_cover_another_rating(open_browser, people, shown):
    page = open_browser(people["reporter"])
    edit(page, shown)
    rate(page, "False")
    say_what_changed(page, "Wording only", "A word.")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(
        page.get_by_role("region", name=re.compile("missing before review|Nothing was saved"))
    ).to_be_visible()
    assert state(shown) == "drafting"


def test_a_correction_strikes_the_old_rating_and_leads_to_the_old_version(open_browser, people, shown):
    page = open_browser(people["reporter"])
    edit(page, shown)
    rate(page, "Mostly false")
    say_what_changed(page, "Correction", WRONG)
    submit(page)
    approve_and_publish(open_browser(people["editor2"]), shown)

    reader = open_browser()
    reader.goto(public(shown))
    box = correction(reader)
    expect(box).to_contain_text(WRONG)
    expect(box.get_by_role("heading")).to_have_text(f"Correction, {today()}")
    struck(box, "True")
    expect(box).to_contain_text("Mostly false")
    assert reader.request.get(public(shown, "claimreview.json")).json()["reviewRating"]["ratingValue"] == 2
    box.get_by_role("link", name="compare").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("From version 1 to version 2")
    expect(reader.get_by_role("main")).to_contain_text(WRONG)
    reader.go_back()
    correction(reader).get_by_role("link", name="Read version 1 as it stood").click()
    old = reader.get_by_role("complementary", name="Old version")
    expect(old).to_contain_text(
        re.compile("Old version, replaced on .*; rated now.*Mostly false.*It was corrected")
    )
    assert reader.locator('script[type="application/ld+json"]').count() == 0
    assert reader.locator("meta[name=robots]").first.get_attribute("content") == "noindex"
    old.get_by_role("link", name="Read the current version").click()
    reader.get_by_role("link", name="All versions").click()
    expect(reader.get_by_role("table").get_by_role("row")).to_have_count(3)
    (comment,) = reader.request.get(public(shown, "claimreview.json")).json()["correction"]
    assert (comment["@type"], comment["text"]) == ("CorrectionComment", WRONG)
    feed = reader.request.get("/feeds/corrections.atom")
    assert feed.status == 200 and WRONG in feed.text() and f"{shown.public_id}/2</id>" in feed.text()
    for address in ("/corrections/", "/corrections/?rating=changed", "/corrections/?kind=correction"):
        reader.goto(address)
        entry = reader.get_by_role("listitem").filter(has=reader.get_by_role("heading", name=shown.headline))
        expect(entry).to_contain_text(WRONG)
        struck(entry, "True")
    reader.goto("/claims/?rating=true")
    expect(reader.get_by_role("link", name=shown.headline)).to_have_count(0)
    reader.goto("/claims/?rating=mostly-false")
    expect(reader.get_by_role("link", name=shown.headline)).to_be_visible()


def test_an_update_says_until_when_it_was_rated_so_and_strikes_nothing(open_browser, people, shown):
    page = open_browser(people["reporter"])
    edit(page, shown)
    rate(page, "False")
    say_what_changed(page, "Update", "Since April it opens at ten.")
    submit(page)
    approve_and_publish(open_browser(people["editor2"]), shown)
    reader = open_browser()
    reader.goto(public(shown))
    box = reader.get_by_role("complementary", name=re.compile("^Update: rated True until"))
    expect(box.get_by_role("heading")).to_contain_text(f"until {today()}; new facts since")
    expect(box).to_contain_text("Since April it opens at ten.")
    expect(reader.locator("main").locator("s, del")).to_have_count(0)
    assert "correction" not in reader.request.get(public(shown, "claimreview.json")).json()
    reader.goto("/corrections/?kind=update")
    entry = reader.get_by_role("listitem").filter(has=reader.get_by_role("heading", name=shown.headline))
    expect(entry).to_contain_text(f"Rated True until {today()}; new facts since: False")


def test_changes_are_discarded_and_readers_saw_nothing_of_them(open_browser, people, shown):
    page = open_browser(people["editor"])
    edit(page, shown)
    page.get_by_label("Headline", exact=True).fill("A headline for nobody")
    page.get_by_role("button", name="Preview the page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A headline for nobody")
    workbench(page, shown)
    page.get_by_role("link", name=re.compile("^Discard changes")).click()
    expect(page.get_by_role("region", name="What differs from version 1")).to_contain_text(
        "A headline for nobody"
    )
    page.get_by_role("button", name="Discard changes").click()
    page.get_by_text("The changes are discarded.").first.wait_for()
    before = shown.headline
    assert state(shown) == "published" and shown.headline == before
    page.goto(public(shown))
    expect(page.get_by_role("heading", level=1)).to_have_text(before)


# ---------------------------------------------------------------- taking back


def take_back(page: Page, claim: Claim, label: str, verb: str, reason: str) -> None:
    workbench(page, claim)
    page.get_by_role("link", name=re.compile("(R|r)etract or take down|[Tt]ake down")).first.click()
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_role("link", name=re.compile("Reason is missing"))).to_be_visible()
    page.get_by_label(label).fill(reason)
    page.get_by_role("button", name=verb, exact=True).click()
    page.get_by_role("list", name="What happened").wait_for()


def test_a_retraction_stands_on_top_and_the_old_text_below(open_browser, people, shown):
    take_back(
        open_browser(people["editor"]),
        shown,
        "Public reason for the retraction",
        "Retract",
        "The list was forged.",
    )
    reader = open_browser()
    assert reader.goto(public(shown)).status == 200
    notice = reader.get_by_role("region", name="We have retracted this check")
    expect(notice).to_contain_text("The list was forged.")
    struck(reader.get_by_role("region", name="Rating taken back"), "True")
    for words in (shown.headline, shown.statement, shown.conclusion):
        expect(reader.get_by_role("main")).to_contain_text(words)
    assert reader.locator('script[type="application/ld+json"]').count() == 0
    assert reader.request.get(public(shown, "claimreview.json")).status in (404, 410)
    reader.goto("/claims/")
    expect(reader.get_by_role("link", name=shown.headline)).to_have_count(0)
    reader.goto("/corrections/")
    expect(reader.get_by_role("main")).to_contain_text("The list was forged.")


def test_what_is_taken_down_is_gone_at_every_address(open_browser, people, shown):
    factories.republish(
        shown, by=people["reporter"], editor=people["editor2"], conclusion="Two lists say it."
    )
    reader = open_browser()
    reader.goto(public(shown))
    tails = ["", "revisions/", "revisions/1/", "revisions/2/", "revisions/1..2/", "revisions/1/record.json"]
    addresses = [reader.url, *(public(shown, tail) for tail in [*tails, "record.json", "claimreview.json"])]
    take_back(
        open_browser(people["editor"]),
        shown,
        "Public reason for taking it down",
        "Take down",
        "A court ordered it.",
    )
    reader = open_browser()  # a browser that has just read it may keep it for its minute
    assert reader.goto(public(shown)).status == 410
    expect(reader.get_by_role("heading", level=1)).to_have_text("This check has been taken down")
    expect(reader.get_by_role("main")).to_contain_text("A court ordered it.")
    for address in addresses:
        gone = reader.request.get(address)
        assert gone.status == 410, address
        for words in (shown.headline, shown.statement, factories.QUOTATION, "Ada Example"):
            assert words not in gone.text(), address
    for tail in (addresses[0], public(shown, "revisions/1..2/"), public(shown, "revisions/?old=1&new=2")):
        assert reader.goto(tail).status == 410
        expect(reader.get_by_role("heading", level=1)).to_contain_text("has been taken down")
    for address in ("/", "/claims/", "/corrections/", "/feeds/corrections.atom"):
        assert shown.headline not in reader.request.get(address).text(), address


def test_readers_compare_any_two_versions(open_browser, people, shown):
    by, second = people["reporter"], people["editor2"]
    factories.republish(shown, by=by, editor=second, rating=factories.rating("mostly-true"))
    factories.republish(
        shown, by=by, editor=second, change_kind="clarification", conclusion="Two lists and a book say so."
    )
    page = open_browser()
    page.goto(public(shown))
    page.get_by_role("link", name="All versions").click()
    page.get_by_label("Version", exact=True).select_option("1")
    page.get_by_label("with version").select_option("3")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From version 1 to version 3")
    changed = page.get_by_role("region", name="What changed")
    expect(changed.get_by_role("heading", level=3)).to_have_text(["Rating", "Conclusion"])
    expect(changed.get_by_role("insertion").first).to_contain_text("and a book")
    changed.get_by_role("link", name="Conclusion").click()
    expect(changed.get_by_role("heading", name="Conclusion")).to_be_in_viewport()
    page.get_by_role("link", name="Compare two other versions").click()
    story = page.get_by_role("region", name="What happened")
    expect(story).to_contain_text("Editor2 published version 3, a clarification; it stays rated Mostly true.")
