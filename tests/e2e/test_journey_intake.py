"""Journeys 1 and 2: a newcomer reads and logs in; a reporter pastes an article and marks claims in it."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from claims.models import Claim, Document
from tests import factories

ADDRESS = "https://courier.example/2026/03/harbour-bridge"
# Sentences 1 to 12. “about four hundred boats” stands in it twice, the emoji counts as two in a browser.
ARTICLE = (
    "The harbour bridge of Sampleport stays shut until May 🌉. Its owner closed it after a routine inspection. "
    "“The north pier moved 14 centimetres in one winter,” said Nora Sample, the harbour master, on Tuesday. "
    "Every spring about four hundred boats pass below it. The repair is to cost 2.6 million crowns. "
    "“صباح الخير يا بحر” is painted on the pier, the words of a sailor’s song.\n\n"
    "Shops nearby lost a third of their trade, according to Otto Beispiel of the traders’ union. "
    "Officials who asked not to be named said the steel was never tested. "
    "On the river, too, about four hundred boats are waiting. Who will pay? Nobody was hurt. "
    "The town votes on 12 April."
)
WHOLE = "The repair is to cost 2.6 million crowns."
PART = "The north pier moved 14 centimetres in one winter"
TWICE = "about four hundred boats"


EDGES = """([words, occurrence]) => {
    const walker = document.createTreeWalker(document.getElementById("script"), NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const at = node.data.indexOf(words);
        if (at === -1 || !node.parentElement.closest(".t") || seen++ !== occurrence) continue;
        node.parentElement.scrollIntoView({block: "center"});
        const edge = (from, isFirst) => {
            const range = document.createRange();
            range.setStart(node, from);
            range.setEnd(node, from + 1);
            const box = range.getBoundingClientRect();
            const isRightToLeft = /[\u0590-\u08ff]/.test(range.toString());
            return [isFirst === isRightToLeft ? box.right - 1 : box.left + 1, box.top + box.height / 2];
        };
        return [edge(at, true), edge(at + words.length - 1, false)];
    }
    throw new Error("These words are not on the page: " + words);
}"""


def select(page: Page, words: str, occurrence: int = 0) -> None:
    """The mouse is pressed before the first letter and let go after the last."""
    (left, top), (right, bottom) = page.evaluate(EDGES, [words, occurrence])
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()


def paste(page: Page, **facts: str) -> None:
    page.goto("/desk/documents/new/")
    typed = {
        "Address": ADDRESS,
        "Title": "The harbour bridge stays shut",
        "Publisher": "The Sample Courier",
        "Byline": "Paula Muster",
        "Published on": "2026-03-04",
        "Text": ARTICLE,
        **facts,
    }
    for label, text in typed.items():
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    page.get_by_role("button", name="Save and mark sentences").click()


def anchored(claim: Claim) -> tuple[Any, ...]:
    place = claim.first_appearance
    assert ARTICLE[place.start : place.end] == place.exact
    assert place.prefix == ARTICLE[max(0, place.start - 32) : place.start]
    assert place.suffix == ARTICLE[place.end : place.end + 32]
    return place.exact, place.start, place.end


def test_a_newcomer_reads_a_check_and_logs_in(open_browser, transactional_db, settings):
    settings.DEMO = True
    call_command("demo", verbosity=0)
    page = open_browser()
    page.goto("/")
    page.get_by_role("heading", name="Claims checked").wait_for()
    newest = page.get_by_role("region", name="Newest checks")
    link = newest.get_by_role("heading", level=3).get_by_role("link").first
    headline = link.inner_text()
    link.click()
    assert page.get_by_role("heading", level=1).inner_text() == headline
    place = page.get_by_role("region", name="In its place")
    expect(place).to_be_visible()
    expect(place.get_by_role("link").first).to_have_attribute("href", re.compile("^https?://"))
    evidence = page.get_by_role("region", name="The evidence")
    expect(evidence.get_by_role("listitem").first).to_be_visible()
    life = page.get_by_role("region", name="Life of this claim")
    expect(life.get_by_role("listitem").filter(has_text=re.compile("published", re.I)).first).to_be_visible()
    page.get_by_role("contentinfo").get_by_role("link", name="Desk").click()
    note = page.get_by_role("region", name="On a demonstration desk")
    for account in ("reporter", "editor", "editor2", "admin", "factcheck-demo"):
        expect(note.get_by_text(account, exact=True)).to_be_visible()
    page.get_by_label("User name").fill("reporter")
    page.get_by_label("Password").fill("factcheck-demo")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Queue", level=1).wait_for()
    expect(page.get_by_role("banner").get_by_text("Demo Reporter")).to_be_visible()


def test_the_log_in_page_names_no_account_outside_the_demonstration(open_browser, people, settings):
    settings.DEMO = False
    page = open_browser()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_text("factcheck-demo")).to_have_count(0)


def test_a_pasted_article_shows_its_sentences_and_what_is_worth_checking(open_browser, people):
    page = open_browser(people["reporter"])
    paste(page)
    page.get_by_role("heading", name="The harbour bridge stays shut", level=1).wait_for()
    text = page.get_by_role("article", name="Text of the document")
    for words in ("🌉", "صباح الخير يا بحر", WHOLE, "The town votes on 12 April."):
        expect(text).to_contain_text(words)
    notes = text.get_by_role("listitem").filter(has=page.get_by_role("checkbox"))
    expect(notes).to_have_count(12)
    expect(text.get_by_role("list", name="Notes on this paragraph")).to_have_count(2)
    for number, reason in ((3, "Named speaker"), (5, "A figure"), (8, "Unnamed source")):
        expect(notes.nth(number - 1)).to_contain_text(reason)
    expect(notes.nth(10)).not_to_contain_text(":")
    held = Document.objects.get(url=ADDRESS)
    assert held.snapshot.text == ARTICLE
    assert (held.publisher, str(held.published_on)) == ("The Sample Courier", "2026-03-04")


def test_many_sentences_are_marked_at_once(open_browser, people):
    page = open_browser(people["reporter"])
    paste(page)
    for number in (3, 5, 8):
        page.get_by_role("checkbox", name=f"Tick sentence {number}", exact=True).check()
    page.get_by_role("button", name="Mark the ticked sentences").click()
    page.get_by_text("3 claims spotted.").wait_for()
    expect(page.get_by_text("3 claims marked")).to_be_visible()
    claims = list(Claim.objects.order_by("pk"))
    assert [claim.state for claim in claims] == ["spotted"] * 3
    assert [anchored(claim)[0] for claim in claims] == [
        "“The north pier moved 14 centimetres in one winter,” said Nora Sample, the harbour master, on Tuesday.",
        WHOLE,
        "Officials who asked not to be named said the steel was never tested.",
    ]


def test_nothing_ticked_is_said_and_nothing_is_marked(open_browser, people):
    page = open_browser(people["reporter"])
    paste(page)
    page.get_by_role("button", name="Mark the ticked sentences").click()
    expect(page.get_by_role("link", name="No sentence is ticked.")).to_be_visible()
    assert Claim.objects.count() == 0


def take_words(page: Page, script: bool, number: int, words: str, occurrence: int = 0) -> None:
    """The words into the form: by selecting them, or by the sentence's link and the field."""
    field = page.get_by_label("The exact words", exact=True)
    if script:
        select(page, words, occurrence)
        expect(page.get_by_role("heading", name="New claim from your selection")).to_be_visible()
        expect(field).to_have_value(words)
        return
    page.get_by_role("link", name=f"Mark sentence {number}", exact=True).click()
    assert page.url.endswith(f"?s={number}#new")
    assert words in field.input_value()
    field.fill(words)


def test_part_of_a_sentence_becomes_a_claim_with_its_claimant(open_browser, people, script):
    page = open_browser(people["reporter"])
    paste(page)
    take_words(page, script, 3, PART)
    form = page.get_by_role("form", name=re.compile("New claim"))
    form.get_by_text("Who said it, how and when").click()
    form.get_by_label("Who said it", exact=True).select_option("Public figure")
    form.get_by_label("Name", exact=True).fill("Nora Sample")
    form.get_by_label("Said as").fill("harbour master")
    form.get_by_label("Voice").select_option("Direct quotation")
    form.get_by_label("Said on, or from").fill("2026-03-03")
    form.get_by_role("button", name="Save and open it").click()
    page.wait_for_url("**/desk/claims/*/")
    expect(page.get_by_role("mark")).to_have_text(PART)
    around = page.get_by_role("blockquote")  # its surroundings are cut between words
    expect(around).to_have_text(f"… after a routine inspection. “{PART},” said Nora Sample, the …")
    expect(page.get_by_text("Nora Sample").first).to_be_visible()
    claim = Claim.objects.get()
    start = ARTICLE.index(PART)
    assert anchored(claim) == (PART, start, start + len(PART))
    place = claim.first_appearance
    assert place.prefix.endswith("routine inspection. “")
    assert place.suffix.startswith(",” said Nora Sample")
    assert (place.claimant_name, place.claimant_kind, place.voice) == (
        "Nora Sample",
        "public_figure",
        "direct",
    )


def test_words_that_stand_there_twice_are_anchored_where_they_were_taken(open_browser, people, script):
    page = open_browser(people["reporter"])
    paste(page)
    take_words(page, script, 9, TWICE, occurrence=1)
    page.get_by_role("button", name="Save claim").click()
    page.get_by_text("One claim spotted.").wait_for()
    start = ARTICLE.rindex(TWICE)
    assert anchored(Claim.objects.get()) == (TWICE, start, start + len(TWICE))


def test_words_in_another_direction_and_across_sentences(open_browser, people, script):
    page = open_browser(people["reporter"])
    paste(page)
    take_words(page, script, 6, "صباح الخير يا بحر")
    page.get_by_role("button", name="Save claim").click()
    page.get_by_text("One claim spotted.").wait_for()
    across = "below it. The repair is to cost"
    page.get_by_label("The exact words", exact=True).fill(across)
    page.get_by_role("button", name="Save claim").click()
    expect(page.get_by_text("2 claims marked")).to_be_visible()
    first, second = Claim.objects.order_by("pk")
    assert anchored(first)[0] == "صباح الخير يا بحر"
    assert anchored(second)[0] == across


def test_a_second_selection_replaces_the_first(open_browser, people, script):
    page = open_browser(people["reporter"])
    paste(page)
    take_words(page, script, 5, "2.6 million crowns")
    take_words(page, script, 12, "12 April")
    page.get_by_role("button", name="Save claim").click()
    page.get_by_text("One claim spotted.").wait_for()
    assert anchored(Claim.objects.get())[0] == "12 April"


@pytest.mark.parametrize("words", ["The south pier moved", "  "])
def test_words_that_are_not_in_the_text_are_refused_and_kept(open_browser, people, words):
    page = open_browser(people["reporter"])
    paste(page)
    page.get_by_label("The exact words", exact=True).fill(words)
    page.get_by_label("The statement", exact=True).fill("The south pier moved")
    page.get_by_role("button", name="Save claim").click()
    errors = page.get_by_role("region", name="Nothing was saved yet")
    expect(errors).to_contain_text(re.compile("exact words", re.I))
    expect(page.get_by_label("The exact words", exact=True)).to_have_value(words)
    expect(page.get_by_label("The statement", exact=True)).to_have_value("The south pier moved")
    assert Claim.objects.count() == 0


def test_an_address_that_is_held_already_is_offered_and_nothing_typed_is_lost(open_browser, people):
    held = factories.document(
        by=people["colleague"], url=ADDRESS, title="Bridge shut", publisher="The Courier"
    )
    page = open_browser(people["reporter"])
    paste(page, Address=ADDRESS + "?utm_source=mail#top")
    offer = page.get_by_role("region", name="We hold this address already")
    expect(offer.get_by_role("link", name="Bridge shut")).to_be_visible()
    expect(page.get_by_label("Text", exact=False).last).to_have_value(ARTICLE)
    expect(page.get_by_label(re.compile("^Title"))).to_have_value("The harbour bridge stays shut")
    expect(page.get_by_label(re.compile("^Byline"))).to_have_value("Paula Muster")
    expect(page.get_by_label(re.compile("^Published on"))).to_have_value("2026-03-04")
    assert Document.objects.count() == 1
    offer.get_by_role("link", name="Open that document").click()
    page.get_by_role("heading", name="Bridge shut", level=1).wait_for()
    assert held.public_id in page.url
