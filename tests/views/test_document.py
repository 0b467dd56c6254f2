"""From a pasted text to spotted claims, as a reporter does it; and what is refused on the way."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import quotes
from claims.models import Appearance, Claim, Document, Event
from tests import factories
from tests.access.stage import sent

ADD = "/desk/documents/new/"
NASTY = "First line.\r\nSecond\rthird.  \n\n‮Turned‬ \x07 bell, 📚 book, 👩‍👩‍👧 family, עברית. \t End.\n"
FACTS = {
    "url": "https://paper.example/roof",
    "title": "The roof",
    "publisher": "The Example Paper",
    "kind": "article",
    "language": "en",
    "published_on": "2026-03-02",
}


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def add(client, **typed):
    return client.post(ADD, {**key(), **FACTS, **typed})


def spot(client, document, **typed):
    return client.post(reverse("document-spot", args=[document.public_id]), {**key(), **typed})


def page_of(document):
    return reverse("document", args=[document.public_id])


# The document


@pytest.mark.parametrize("name", ["document-list", "document-add", "claim-add"])
def test_a_stranger_is_led_to_the_login(stranger, db, name):
    assert stranger.get(reverse(name))["Location"].startswith("/accounts/login/")


def test_a_stranger_gets_the_same_answer_whether_or_not_the_document_is_there(stranger, reporter):
    here, gone = page_of(factories.document(by=reporter)), reverse("document", args=["00000000"])
    assert stranger.get(here).status_code == stranger.get(gone).status_code == 302


def test_a_reporter_pastes_an_article(as_, reporter):
    answer = add(as_(reporter), text=factories.TEXT, byline="Erin Example")
    document = Document.objects.get()
    assert answer["Location"] == page_of(document)
    assert (document.title, document.published_on) == ("The roof", date(2026, 3, 2))
    assert document.snapshot.text == factories.TEXT
    assert as_(reporter).get(page_of(document)).status_code == 200


def test_any_text_is_kept_as_it_is_but_for_its_line_ends(as_, reporter):
    add(as_(reporter), text=NASTY)
    assert Document.objects.get().snapshot.text == quotes.normalise_newlines(NASTY)
    page = as_(reporter).get(page_of(Document.objects.get())).text
    assert 'data-code="202E"' in page and "\u202e" not in page


def test_two_hundred_kilobytes_of_emoji_are_kept(as_, reporter):
    text = "📚" * 200_000
    assert add(as_(reporter), text=text).status_code == 302
    assert Document.objects.get().snapshot.text == text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Title is missing."),
        ({"title": "x" * 501}, "Title is too long: 501 characters"),
        ({"title": "The \u202eroof"}, "Title: A character here (U+202E)"),
        ({"publisher": "The\0Paper"}, "Publisher: The text has a NUL character"),
        ({"url": "javascript:alert(1)"}, "Address: The address has to begin with http:// or https://."),
        (
            {"url": "https://me:secret@paper.example/"},
            "Address: The address has a user name or a password in it.",
        ),
        ({"text": "a\0b"}, "Text: The text has a NUL character"),
        ({"text": "x" * 200_001}, "Text is too long: 200,001 characters"),
        ({"published_on": "2026-02-31"}, "Published on: “2026-02-31” is not a day."),
        ({"published_on": "0001-01-01"}, "the year 1 is too long ago"),
        ({"kind": "rumour"}, "Kind is not one of the choices."),
        ({"language": "xx"}, "Language is not one of the choices."),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(as_, reporter, typed, sentence):
    answer = add(as_(reporter), **{"text": "Kept words.", "byline": "Erin", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text and 'id="errors"' in answer.text
    assert "Erin" in answer.text
    if "text" not in typed:
        assert "Kept words." in answer.text
    assert not Document.objects.exists()


def test_an_address_that_we_hold_is_offered_instead(as_, reporter):
    held = factories.document(
        by=reporter, url="https://Paper.example/roof?utm_source=x#top", title="Held already"
    )
    answer = add(as_(reporter), text="The newer text.")
    assert answer.status_code == 422
    assert page_of(held) in answer.text and "Held already" in answer.text
    assert "The newer text." in answer.text
    assert Document.objects.count() == 1


def test_a_bookmark_fills_the_form(as_, reporter):
    page = as_(reporter).get(
        ADD, {"url": "https://paper.example/a", "title": "A <b>title</b>", "text": "\nSome text"}
    )
    assert page.context["form"].initial["text"] == "\nSome text"
    assert "A &lt;b&gt;title" in page.text


def test_facts_are_changed_and_a_newer_text_is_kept_beside_the_old(as_, reporter):
    document = factories.document(by=reporter, url=FACTS["url"])
    change = reverse("document-change", args=[document.public_id])
    typed = {**key(), **FACTS, "title": "Another title", "lock_version": "0", "text": "A newer text."}
    assert as_(reporter).post(change, typed)["Location"] == page_of(document)
    document.refresh_from_db()
    assert document.title == "Another title"
    assert [copy.text for copy in document.snapshots.order_by("id")] == [factories.TEXT, "A newer text."]


def test_two_people_change_a_document_and_nothing_is_lost(as_, reporter, reporter2):
    document = factories.document(by=reporter, url=FACTS["url"])
    document.change(by=reporter2, lock_version=0, title="The colleague’s title")
    change = reverse("document-change", args=[document.public_id])
    mine = {**key(), **FACTS, "title": "My title", "lock_version": "0"}
    answer = as_(reporter).post(change, mine)
    assert answer.status_code == 409
    assert "The colleague’s title" in answer.text and "My title" in answer.text
    again = as_(reporter).post(change, {**mine, **key(), "lock_version": "1"})
    assert again.status_code == 302
    document.refresh_from_db()
    assert document.title == "My title"


def test_the_list_finds_and_pages(as_, reporter, monkeypatch):
    monkeypatch.setattr("claims.views.document.PAGE", 2)
    for number in ("nought", "one", "two"):  # in words: a document's address may have any digits
        factories.document(by=reporter, title=f"Number {number}")
    client = as_(reporter)
    first = client.get(reverse("document-list"))
    assert [d.title for d in first.context["documents"]] == ["Number two", "Number one"]
    second = client.get(reverse("document-list"), {"after": first.context["more"]})
    assert [d.title for d in second.context["documents"]] == ["Number nought"]
    found = client.get(reverse("document-list"), {"q": "number one"})
    assert [d.title for d in found.context["documents"]] == ["Number one"]
    assert client.get(reverse("document-list"), {"q": "\0", "after": "9" * 40}).status_code == 200


def test_an_unknown_document_is_not_found(as_, reporter):
    for name in ("document", "document-change"):
        assert as_(reporter).get(reverse(name, args=["00000000"])).status_code == 404
    assert as_(reporter).post(reverse("document-spot", args=["00000000"]), key()).status_code == 404


# Marking


def test_sentences_are_shown_with_the_reason_why_they_are_worth_checking(as_, reporter):
    page = as_(reporter).get(page_of(factories.document(by=reporter)))
    lines = [line for paragraph in page.context["paragraphs"] for line in paragraph.lines]
    worth = [line for line in lines if line.is_offered]
    assert worth and all(line.reason for line in worth)
    assert all(f'id="s{line.number}"' in page.text for line in lines)


def test_the_runs_hold_every_character_of_the_text_in_order(as_, reporter):
    document = factories.document(by=reporter, text=quotes.normalise_newlines(NASTY))
    factories.spotted_claim(by=reporter, on=document, quotation="book, 👩")
    paragraphs = as_(reporter).get(page_of(document)).context["paragraphs"]
    text = "".join(
        p.lead + "".join("".join(run.text for run in (*line.runs, *line.gap)) for line in p.lines)
        for p in paragraphs
    )
    assert text == document.snapshot.text
    marked = [run.text for p in paragraphs for line in p.lines for run in line.runs if run.marked]
    assert "".join(marked) == "book, 👩"


def test_a_sentence_is_marked_without_a_script(as_, reporter):
    document = factories.document(by=reporter)
    form = as_(reporter).get(page_of(document), {"s": "2"}).context["form"]
    assert form.initial["exact"].startswith("“We open at nine")
    answer = spot(as_(reporter), document, **form.initial)
    assert answer["Location"] == page_of(document) + "#s2"
    place = Appearance.objects.get()
    assert place.exact == form.initial["exact"]
    assert document.snapshot.text[place.start : place.end] == place.exact
    assert len(place.prefix) == 32 and len(place.suffix) == 32
    assert f"<mark>{'“We open at nine'}" in as_(reporter).get(page_of(document)).text


def test_any_span_is_found_again_across_sentences_and_line_ends(as_, reporter):
    document = factories.document(by=reporter)
    exact = "crowns for the new roof.\r\n\r\nVisitors doubled"
    spot(as_(reporter), document, exact=exact, prefix="council paid 40,000 ", suffix=" between 2018")
    place = Appearance.objects.get()
    assert place.exact == quotes.normalise_newlines(exact)
    assert document.snapshot.text[place.start : place.end] == place.exact


def test_everything_known_is_said_at_once(as_, reporter):
    document = factories.document(by=reporter)
    said = {
        "claimant_kind": "public_figure",
        "claimant_name": "Ada Example",
        "claimant_role": "librarian",
        "voice": "direct",
        "heard": "by_outlet",
        "said_from": "2026-02-23",
        "said_to": "2026-03-01",
        "statement": "The library opens at nine",
        "selection_reason": "Readers asked",
    }
    answer = spot(as_(reporter), document, exact=factories.QUOTATION, next="open", **said)
    claim = Claim.objects.get()
    assert answer["Location"] == claim.get_absolute_url()
    assert (claim.statement, claim.selection_reason, claim.state) == (
        said["statement"],
        "Readers asked",
        "spotted",
    )
    place = claim.first_appearance
    assert (place.claimant.name, place.voice, place.said_to) == ("Ada Example", "direct", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"exact": ""}, "The exact words are missing."),
        ({"exact": "   "}, "Give the exact words"),
        ({"exact": "words that nobody wrote"}, "These words do not stand in the text."),
        ({"exact": "roof"}, "These words stand in the text 2 times."),
        ({"exact": "crowns\0"}, "The exact words: The text has a NUL character"),
        ({"claimant_kind": "unnamed", "claimant_name": "A Name"}, "is never named here"),
        ({"claimant_name": "A Name"}, "Say what kind of claimant this is."),
        ({"claimant_kind": "king"}, "Who said it is not one of the choices."),
        ({"said_from": "2026-02-30"}, "is not a day"),
        ({"said_from": "2026-03-02", "said_to": "2026-03-01"}, "Said until is before said on, or from."),
        ({"said_to": "2026-03-01"}, "Said on, or from is missing"),
        ({"statement": "One\u202e statement"}, "The statement: A character here (U+202E)"),
        ({"statement": "x" * 1001}, "The statement is too long: 1,001 characters"),
        ({"start": "many"}, "whole number"),
    ],
)
def test_what_cannot_be_marked_is_said_and_nothing_half_done(as_, reporter, typed, sentence):
    document = factories.document(by=reporter)
    whole = {"exact": factories.QUOTATION, "claimant_role": "librarian of the town", **typed}
    answer = spot(as_(reporter), document, **whole)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text
    assert "librarian of the town" in answer.text
    assert not Claim.objects.exists()


def test_a_sentence_decides_between_places_without_a_script(as_, reporter):
    text = "The roof is new. Nobody saw the roof leak. The roof leaks."
    document = factories.document(by=reporter, text=text)
    form = as_(reporter).get(page_of(document), {"s": "2"}).context["form"]
    spot(as_(reporter), document, exact="roof", start=form.initial["start"])
    assert Appearance.objects.get().start == text.index("roof leak.")


def test_many_sentences_are_marked_at_once(as_, reporter):
    document = factories.document(by=reporter)
    answer = spot(as_(reporter), document, many="1", sentence=["2", "3", "3"])
    assert answer["Location"] == page_of(document) + "#s3"
    assert Claim.objects.count() == 2
    assert Event.objects.filter(verb="spot").count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({}, "No sentence is ticked."), ({"sentence": ["2", "99"]}, "There is no such sentence.")],
)
def test_ticks_that_make_no_sense(as_, reporter, typed, sentence):
    answer = spot(as_(reporter), factories.document(by=reporter), many="1", **typed)
    assert answer.status_code == 422 and sentence in answer.text
    assert not Claim.objects.exists()


def test_a_form_sent_twice_marks_once(as_, reporter):
    document = factories.document(by=reporter)
    client, data = as_(reporter), {**key(), "exact": factories.QUOTATION}
    address = reverse("document-spot", args=[document.public_id])
    assert client.post(address, data)["Location"] == client.post(address, data)["Location"]
    assert Claim.objects.count() == 1


def test_a_quotation_is_found_again_in_a_newer_copy(as_, reporter):
    document = factories.document(by=reporter)
    factories.spotted_claim(by=reporter, on=document)
    document.keep(by=reporter, text="A new beginning. " + factories.TEXT)
    assert f"<mark>{factories.QUOTATION}</mark>" in as_(reporter).get(page_of(document)).text


def test_without_a_text_a_claim_is_marked_from_its_words(as_, reporter):
    document = factories.document(by=reporter, text="")
    assert "There is no text of this document yet." in as_(reporter).get(page_of(document)).text
    spot(as_(reporter), document, exact="Words heard on the radio")
    assert Appearance.objects.get().exact == "Words heard on the radio"


def test_queries_do_not_grow_with_claims_or_documents(as_, reporter):
    document = factories.document(by=reporter)
    client = as_(reporter)

    def queries(address):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    addresses = (page_of(document), reverse("document-list"))
    factories.spotted_claim(by=reporter, on=document, quotation="Nobody was hurt")
    one = [queries(address) for address in addresses]
    for quotation in ("40,000 crowns", "Visitors doubled", "The roof leaks"):
        factories.spotted_claim(by=reporter, on=document, quotation=quotation)
    factories.document(by=reporter)
    factories.document(by=reporter)
    assert [queries(address) for address in addresses] == one


# From a link and a quotation


def test_a_claim_from_a_link_and_a_quotation(as_, reporter):
    typed = {"url": "https://radio.example/talk", "quotation": "“The roof is new.”"}
    answer = as_(reporter).post(reverse("claim-add"), {**key(), **typed})
    claim = Claim.objects.get()
    assert answer["Location"] == claim.get_absolute_url()
    assert claim.first_appearance.exact == typed["quotation"]
    assert claim.first_appearance.document_url == typed["url"]


def test_a_page_that_we_hold_is_not_added_twice_and_its_text_is_asked(as_, reporter):
    held = factories.document(by=reporter, url="https://radio.example/talk")
    post = lambda quotation: as_(reporter).post(  # noqa: E731
        reverse("claim-add"),
        {**key(), "url": "https://radio.example/talk?utm_medium=x", "quotation": quotation},
    )
    wrong = post("Words that are not in it")
    assert wrong.status_code == 422 and "do not stand in the text" in wrong.text
    assert post(factories.QUOTATION).status_code == 302
    assert Document.objects.get() == held
    assert Claim.objects.get().first_appearance.start is not None


def test_a_claim_needs_an_address_and_words(as_, reporter):
    answer = as_(reporter).post(reverse("claim-add"), {**key(), "url": "ftp://x.example", "quotation": ""})
    assert answer.status_code == 422
    assert (
        "Address: The address has to begin" in answer.text and "The exact words are missing." in answer.text
    )
    assert "ftp://x.example" in answer.text


def test_a_text_typed_for_an_address_that_is_held_is_kept_there(as_, reporter):
    held = factories.document(by=reporter, text="")
    client = as_(reporter)
    typed = {
        "url": held.url,
        "title": "Another title",
        "kind": "article",
        "language": "en",
        "text": factories.TEXT,
    }
    refused = client.post(reverse("document-add"), sent(**typed))
    assert refused.status_code == 422 and b"Keep this text there" in refused.content
    answer = client.post(reverse("document-add"), sent(**typed, keep_on=held.public_id))
    assert answer.status_code == 302 and answer["Location"] == reverse("document", args=[held.public_id])
    held.refresh_from_db()
    assert held.snapshot.text == factories.TEXT and held.title == "The library of Examplestead"
    assert Document.objects.count() == 1
    assert client.post(reverse("document-add"), sent(**typed, keep_on="zzzzzzzz")).status_code == 404
