"""Journeys 3 and 4: evidence is added, edited, moved, not counted, removed; and the gate before review."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from claims.models import Claim
from tests import factories

PIECES = {
    "Opening hours of the town": (
        "Backs the claim",
        "Official document",
        "“Open from nine” on every weekday.",
    ),
    "A visitor's diary": ("Contradicts the claim", "Testimony", "The door was shut until ten."),
    "Libraries of the county": ("Context", "Study", "Half of them open at ten."),
}


@pytest.fixture
def draft(people: dict[str, Any]) -> Claim:
    return factories.drafted_claim(by=people["reporter"])


def workbench(page: Page, claim: Claim) -> None:
    page.goto(claim.get_absolute_url())


def add_piece(
    page: Page, title: str, stance: str, kind: str, quotation: str, *, url: str = "", **more: str
) -> None:
    """From the workbench, and back to it."""
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_role("heading", name="Add evidence", level=1).wait_for()
    page.get_by_role("radio", name=stance, exact=True).check()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Address", exact=True).fill(url)
    page.get_by_label("Kind", exact=True).select_option(kind)
    page.get_by_label("Exact words", exact=True).fill(quotation)
    for label, text in more.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Add this piece").click()
    page.get_by_text(re.compile(r"^Piece \d+ added: ")).first.wait_for()


@pytest.fixture
def three(people: dict[str, Any], draft: Claim) -> Claim:
    """A draft that has the three pieces already."""
    for title, stance in zip(PIECES, ("supports", "refutes", "context"), strict=True):
        factories.add_evidence(
            draft,
            by=people["reporter"],
            title=title,
            stance=stance,
            kind="dataset",
            quotation=PIECES[title][2],
        )
    return draft


def rows(page: Page) -> Locator:
    return page.get_by_role("region", name="Evidence").get_by_role("table").get_by_role("row")


def order(claim: Claim) -> list[str]:
    return [piece.title for piece in claim.evidence.standing().order_by("position")]


def test_three_pieces_back_contradict_and_give_context(open_browser, people, draft):
    page = open_browser(people["reporter"])
    workbench(page, draft)
    for title, (stance, kind, quotation) in PIECES.items():
        add_piece(page, title, stance, kind, quotation)
    expect(rows(page)).to_have_count(4)
    shown = [
        ("Backs it", "Open from nine"),
        ("Contradicts it", "shut until ten"),
        ("Context", "Half of them"),
    ]
    for number, (stance, words) in enumerate(shown, start=1):
        expect(rows(page).nth(number)).to_contain_text(stance)
        expect(rows(page).nth(number)).to_contain_text(words)
    expect(rows(page).nth(3)).to_contain_text("Not counted: context")
    held = list(draft.evidence.standing().order_by("position"))
    assert [(p.title, p.quotation) for p in held] == [(t, words[2]) for t, words in PIECES.items()]
    assert [p.stance for p in held] == ["supports", "refutes", "context"]


def test_what_was_typed_is_saved_before_evidence_is_added(open_browser, people, draft):
    page = open_browser(people["reporter"])
    workbench(page, draft)
    page.get_by_label("Statement", exact=True).fill("The library opens at nine")
    add_piece(page, "Opening hours", "Backs the claim", "Dataset", "From nine.")
    expect(page.get_by_label("Statement", exact=True)).to_have_value("The library opens at nine")


def test_a_piece_is_edited(open_browser, people, three):
    page = open_browser(people["reporter"])
    workbench(page, three)
    page.get_by_role("link", name="Edit piece 2").click()
    page.get_by_role("heading", name="Piece 2: A visitor's diary").wait_for()
    expect(page.get_by_role("radio", name="Contradicts the claim")).to_be_checked()
    expect(page.get_by_label("Exact words", exact=True)).to_have_value(PIECES["A visitor's diary"][2])
    page.get_by_label("Exact words", exact=True).fill("The door was shut until half past nine.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(rows(page).nth(2)).to_contain_text("shut until half past nine")
    assert three.evidence.standing().get(position=2).quotation == "The door was shut until half past nine."


def test_pieces_move_by_button_and_by_number(open_browser, people, three):
    page = open_browser(people["reporter"])
    workbench(page, three)
    backs, contradicts, context = PIECES
    expect(page.get_by_role("button", name="Move piece 1 up")).to_be_disabled()
    expect(page.get_by_role("button", name="Move piece 3 down")).to_be_disabled()
    page.get_by_role("button", name="Move piece 1 down").click()
    expect(rows(page).nth(1)).to_contain_text(contradicts)
    assert order(three) == [contradicts, backs, context]
    page.get_by_role("link", name="Edit piece 3").click()
    page.get_by_label("Number", exact=True).fill("1")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(rows(page).nth(1)).to_contain_text(context)
    assert order(three) == [context, contradicts, backs]


def test_a_piece_is_not_counted_and_counted_again(open_browser, people, three):
    page = open_browser(people["reporter"])
    workbench(page, three)
    for reason in ("The list is ten years old.", ""):
        page.get_by_role("link", name="Edit piece 1").click()
        panel = page.get_by_role("region", name="Discount")
        panel.get_by_label("Do not count it, because").fill(reason)
        panel.get_by_role("button").click()
        expect(rows(page)).to_have_count(4)
        seen = expect(rows(page).nth(1))
        if reason:
            seen.to_contain_text("Not counted: discounted: The list is ten years old.")
        else:
            seen.not_to_contain_text("Not counted")


def test_a_removed_piece_is_out_of_the_claim_and_kept_in_its_history(open_browser, people, three):
    page = open_browser(people["reporter"])
    workbench(page, three)
    backs, contradicts, context = PIECES
    page.get_by_role("link", name="Edit piece 2").click()
    page.get_by_role("region", name="Remove").get_by_role("button", name="Remove").click()
    page.get_by_text(f"“{contradicts}” removed.").first.wait_for()
    expect(rows(page)).to_have_count(3)
    assert order(three) == [backs, context]
    page.get_by_role("link", name="Everything that happened").click()
    expect(page.get_by_role("main")).to_contain_text(contradicts)


def test_a_piece_without_its_kind_is_refused_and_kept(open_browser, people, draft):
    page = open_browser(people["reporter"])
    workbench(page, draft)
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Title", exact=True).fill("A list without a kind")
    page.get_by_label("Exact words", exact=True).fill("From nine 📚 “on”.")
    page.get_by_role("button", name="Add this piece").click()
    errors = page.get_by_role("region", name="Nothing was saved yet")
    expect(errors.get_by_role("link", name="Kind is missing.")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("A list without a kind")
    expect(page.get_by_label("Exact words", exact=True)).to_have_value("From nine 📚 “on”.")
    assert not draft.evidence.exists()


def test_evidence_is_searched_in_what_the_desk_holds(open_browser, people, draft):
    factories.document(
        by=people["colleague"], title="Rules of the reading room", publisher="Town of Examplestead"
    )
    page = open_browser(people["reporter"])
    workbench(page, draft)
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("Search what we hold").fill("reading room")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Use this").first.click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rules of the reading room")
    expect(page.get_by_label("Publisher", exact=True)).to_have_value("Town of Examplestead")


@pytest.fixture
def own_words(people: dict[str, Any]) -> Claim:
    """Complete but for its evidence: the claimant's own words, and the article in which the claim stands."""
    reporter = people["reporter"]
    claim = factories.complete_claim(by=reporter, analysis="She says so herself.")
    for piece in claim.evidence.standing():
        piece.remove(by=reporter)
    place = claim.first_appearance
    own = {"person": "ada  EXAMPLE", "kind": "statement", "title": "A post of the librarian"}
    factories.add_evidence(claim, by=reporter, **own)
    article = {"url": place.document_url + "#top", "kind": "news_report", "title": "The article itself"}
    factories.add_evidence(claim, by=reporter, **article)
    claim.refresh_from_db()
    return claim


def missing(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("missing before review"))


def test_the_claimants_words_and_the_article_itself_do_not_pass_the_gate(
    open_browser, people, own_words, script
):
    page = open_browser(people["reporter"])
    workbench(page, own_words)
    expect(rows(page).nth(1)).to_contain_text("Not counted: the claimant’s own words")
    expect(rows(page).nth(2)).to_contain_text("Not counted: the document the claim stands in")
    with page.expect_response(lambda answer: answer.url.endswith("/submit/")) as answered:
        page.get_by_role("button", name="Submit", exact=True).click()
    assert answered.value.status == 422
    notice = missing(page)
    expect(notice).to_be_visible()
    expect(notice.get_by_role("heading", name="One thing is missing before review")).to_be_visible()
    expect(notice).to_contain_text("None counted.")
    if script:
        expect(notice).to_be_focused()
    notice.get_by_role("link", name="Two pieces independent of the claimant").click()
    assert page.url.endswith("#evidence")
    expect(page.get_by_role("region", name="Evidence", exact=True)).to_be_in_viewport()
    own_words.refresh_from_db()
    assert own_words.state == "drafting"


def test_what_is_missing_leads_to_its_fields(open_browser, people, script):
    claim = factories.drafted_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    workbench(page, claim)
    page.get_by_label("Statement", exact=True).fill("The library opens at nine")
    page.get_by_role("button", name="Submit", exact=True).click()
    notice = missing(page)
    expect(notice).to_be_visible()
    expect(page.get_by_label("Statement", exact=True)).to_have_value("The library opens at nine")
    assert notice.get_by_role("link", name="Statement", exact=True).count() == 0
    assert notice.get_by_role("listitem").count() == notice.get_by_role("link").count() > 5
    links = notice.get_by_role("link")
    for at in range(links.count()):
        target = links.nth(at).get_attribute("href")
        assert "#" in target, target
        if target.startswith("#"):
            expect(page.locator(target)).to_have_count(1)
    notice.get_by_role("link", name="Conclusion").click()
    assert page.url.endswith("#id_conclusion")
    field = page.get_by_label("Conclusion", exact=True)
    expect(field).to_be_in_viewport()
    page.keyboard.type("It does.")  # a link to a field leads the keyboard to it
    if script:
        expect(field).to_have_value("It does.")
    page.keyboard.press("Escape")
    missing(page).get_by_role("link", name="Who said it").click()
    page.wait_for_url("**/appearances/**#id_claimant_kind")
    expect(page.get_by_label("Who said it: kind")).to_be_in_viewport()


def test_a_direct_post_is_refused_for_the_same_reason(open_browser, people, own_words):
    page = open_browser(people["reporter"])
    workbench(page, own_words)
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = page.request.post(
        f"{own_words.get_absolute_url()}submit/",
        form={
            "csrfmiddlewaretoken": token,
            "idempotency_key": str(uuid.uuid4()),
            "content_version": own_words.content_version,
        },
    )
    assert answer.status == 422
    assert "One thing is missing before review" in answer.text()
    assert "Two pieces independent of the claimant and of each other" in answer.text()
    own_words.refresh_from_db()
    assert own_words.state == "drafting"


def test_a_reason_for_fewer_pieces_opens_the_gate(open_browser, people, own_words):
    page = open_browser(people["reporter"])
    workbench(page, own_words)
    page.get_by_label("Fewer than two independent pieces? Say why").fill("Only she keeps the key.")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("Submitted. Somebody else reviews it now.").first.wait_for()
    own_words.refresh_from_db()
    assert (own_words.state, own_words.fewer_sources) == ("in_review", "Only she keeps the key.")
