"""The queue: claims are found, taken and passed over, dropped and reopened, sent back with a reason."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from claims.models import Claim
from tests import factories

WORDS = ("Visitors doubled between 2018 and 2019", "The roof leaks all the same.", "Nobody was hurt.")


@pytest.fixture
def spotted(people: dict[str, Any]) -> list[Claim]:
    """Three claims of one text, in the order in which they stand there."""
    document = factories.document(by=people["colleague"])
    return [factories.spotted_claim(by=people["colleague"], on=document, quotation=words) for words in WORDS]


def row(page: Page, words: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=words))


def states(claims: list[Claim]) -> list[str]:
    for claim in claims:
        claim.refresh_from_db()
    return [claim.state for claim in claims]


def test_many_are_passed_over_for_one_reason(open_browser, people, spotted):
    page = open_browser(people["reporter"])
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("^Triage")).click()
    for words in WORDS[1:]:
        row(page, words).get_by_role("checkbox").check()
    acts = page.get_by_role("group", name="With the ticked claims")
    acts.get_by_role("button", name="Pass over").click()
    errors = page.get_by_role("region", name="Nothing was changed")
    expect(errors.get_by_role("link", name=re.compile("The reason is missing"))).to_be_visible()
    expect(row(page, WORDS[1]).get_by_role("checkbox")).to_be_checked()
    assert states(spotted) == ["spotted"] * 3
    acts.get_by_label("or pass over:").select_option("Trivial")
    acts.get_by_role("button", name="Pass over").click()
    expect(page.get_by_role("list", name="What happened")).to_contain_text("2 claims passed over: trivial.")
    expect(page.get_by_role("row")).to_have_count(2)
    assert states(spotted) == ["spotted", "dropped", "dropped"]


def test_one_is_taken_from_its_row(open_browser, people, spotted):
    page = open_browser(people["reporter"])
    page.goto("/desk/?state=spotted")
    row(page, WORDS[0]).get_by_role("button", name=re.compile("^Take")).click()
    expect(page.get_by_role("list", name="What happened")).to_contain_text("One claim taken.")
    expect(row(page, WORDS[0])).to_have_count(0)
    assert states(spotted) == ["drafting", "spotted", "spotted"]
    assert spotted[0].assigned_to == people["reporter"]


def test_a_colleague_was_quicker_and_the_others_are_taken_all_the_same(open_browser, people, spotted):
    page = open_browser(people["reporter"])
    page.goto("/desk/?state=spotted")
    for words in WORDS:
        row(page, words).get_by_role("checkbox").check()
    spotted[1].take(by=people["colleague"])
    page.get_by_role("group", name="With the ticked claims").get_by_role("button", name="Take").click()
    said = page.get_by_role("list", name="What happened")
    expect(said).to_contain_text("2 claims taken.")
    expect(said).to_contain_text("was left as it is")
    assert states(spotted) == ["drafting"] * 3
    assert spotted[1].assigned_to == people["colleague"]


def test_a_filter_leaves_what_was_asked_for(open_browser, people, spotted, script):
    spotted[2].take(by=people["colleague"])
    page = open_browser(people["reporter"])
    page.goto("/desk/")
    search = page.get_by_role("search", name="Filter the queue")
    if not search.is_visible():
        page.get_by_text("Filters", exact=True).click()
    search.get_by_label("Words or number").press_sequentially("roof leaks")
    if not script:
        search.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name=WORDS[0])).to_have_count(0)
    expect(row(page, WORDS[1])).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=roof\+leaks|q=roof%20leaks"))
    page.reload()
    expect(row(page, WORDS[1])).to_have_count(1)
    expect(page.get_by_label("Words or number")).to_have_value("roof leaks")
    page.goto("/desk/?q=nothing+like+it")
    expect(page.get_by_text("No claim here. The filters leave nothing over.")).to_be_visible()
    page.get_by_role("link", name="Show everything open").click()
    expect(row(page, WORDS[0])).to_have_count(1)


def test_keys_are_shown_where_they_work(open_browser, people, spotted, script):
    page = open_browser(people["reporter"])
    page.goto("/desk/?state=spotted")
    hint = page.get_by_text("next, previous")
    if not script:
        expect(hint).to_be_hidden()
        return
    expect(hint).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=WORDS[1])).to_be_focused()
    page.keyboard.press("x")
    expect(row(page, WORDS[1]).get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_text("1 ticked.").first).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("t")
    expect(page.get_by_role("list", name="What happened")).to_contain_text("One claim taken.")
    assert states(spotted) == ["drafting", "spotted", "spotted"]


def test_a_claim_is_dropped_for_a_reason_and_reopened_by_an_editor(open_browser, people, spotted):
    claim = spotted[0]
    claim.take(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(claim.get_absolute_url())
    page.get_by_role("group").filter(has_text="Drop").get_by_text("Drop", exact=True).first.click()
    form = page.get_by_role("region", name="What to do with it")
    form.get_by_label("Reason", exact=True).last.select_option("Forecast, cannot be checked")
    form.get_by_role("button", name="Drop", exact=True).click()
    expect(page.get_by_role("list", name="What happened")).to_contain_text("Dropped")
    assert states([claim]) == ["dropped"] and claim.drop_reason == "forecast"
    page.goto(claim.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("Dropped: Forecast, cannot be checked")
    expect(page.get_by_role("button", name="Reopen")).to_have_count(0)
    editor = open_browser(people["editor"])
    editor.goto(claim.get_absolute_url())
    editor.get_by_role("button", name="Reopen").click()
    editor.get_by_label("Statement", exact=True).wait_for()
    assert states([claim]) == ["drafting"]


def test_changes_are_requested_with_a_reason_that_the_writer_reads(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    editor = open_browser(people["editor"])
    editor.goto("/desk/")
    row(editor, claim.headline).get_by_role("link", name=re.compile("^Review")).click()
    decision = editor.get_by_role("region", name="Your decision")
    decision.get_by_role("button", name="Request changes").click()
    expect(editor.get_by_role("link", name=re.compile("Reason is missing"))).to_be_visible()
    decision.get_by_label("Or say what has to change").fill("Who kept the second list?")
    decision.get_by_role("button", name="Request changes").click()
    expect(editor.get_by_role("list", name="What happened")).to_contain_text("Changes requested")
    assert states([claim]) == ["drafting"]
    writer = open_browser(people["reporter"])
    writer.goto(claim.get_absolute_url())
    expect(writer.get_by_role("region", name="History")).to_contain_text("Who kept the second list?")
