"""The versions of a check: listed, told, and any two of them compared."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import replay
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reporter: Any, editor: Any, editor2: Any) -> Any:
    """Three versions: published, corrected, cleared up with one more piece."""
    made = factories.published_claim(by=reporter, editor=editor)
    factories.republish(made, by=reporter, editor=editor2, rating=factories.rating("mostly-true"))
    made.edit(by=reporter)
    factories.add_evidence(made, by=reporter, title="The porter’s book")
    made.refresh_from_db()
    note = {"change_kind": "clarification", "change_text": "Said more plainly."}
    made.revise(by=reporter, conclusion="Two lists and a book say so.", **note)
    made.submit(by=reporter)
    factories.approve(made, by=editor)
    made.publish(by=editor)
    return made


def at(claim: Any, tail: str = "") -> str:
    return f"/claims/{claim.public_id}/revisions/{tail}"


def text_of(html: bytes) -> str:
    """As it is read out: without tags, hidden words among the others."""
    return " ".join(re.sub(r"<[^>]+>", "", html.decode().partition("<main")[2]).split())


# ---------------------------------------------------------------- comparing


def test_any_two_are_compared_field_by_field(claim, stranger):
    answer = stranger.get(at(claim, "1..3/"))
    page = answer.content.decode()
    assert answer.status_code == 200 and "From version 1 to version 3" in page
    headings = re.findall(r'<h3 class="label" id="(c-[^"]+)"[^>]*>([^<]+)</h3>', page)
    assert [label for _anchor, label in headings] == ["Rating", "Conclusion", "Evidence 3, added"]
    for anchor, label in headings:
        assert f'<li><a href="#{anchor}">{label}</a>' in page
    read = text_of(answer.content)
    assert "Old rating: True" in read and "New rating: Mostly true" in read
    assert "[added: and a book ] " in read or "[added: and a book" in read
    assert "Evidence 3, added: added" in read and "The porter’s book" in read
    assert "Correction, " in read and "Clarification, " in read  # all that was said in between
    assert 'content="noindex"' in page


def test_which_is_named_first_does_not_matter(claim, stranger):
    for tail in ("3..1/", "1..3/"):
        answer = stranger.get(at(claim, tail), follow=True)
        assert answer.status_code == 200 and len(answer.redirect_chain) == (tail == "3..1/")
    upper = stranger.get(f"/claims/{claim.public_id.upper()}/revisions/3..1/")
    assert (upper.status_code, upper["Location"]) == (301, at(claim, "1..3/"))


def test_a_version_and_itself(claim, stranger):
    answer = stranger.get(at(claim, "2..2/"))
    assert answer.status_code == 200 and "one and the same version" in answer.content.decode()


@pytest.mark.parametrize("tail", ["1..4/", "4..5/", "7..1/", "0..1/", "1..", "1../"])
def test_beyond_the_last_there_is_nothing(claim, stranger, tail):
    answer = stranger.get(at(claim, tail), follow=True)
    assert answer.status_code == 404


def test_a_retraction_takes_back_and_changes_no_word(claim, stranger, editor):
    claim.retract(by=editor, reason="It rested on a forged list.")
    read = text_of(stranger.get(at(claim, "3..4/")).content)
    assert "Version 4 takes the check back. Its text is that of version 3, word for word." in read
    assert "a retraction of the rating Mostly true" in read and "It rested on a forged list." in read
    assert "Rating" in text_of(stranger.get(at(claim, "1..4/")).content)


def test_what_was_taken_down_is_compared_with_nothing(claim, stranger, editor):
    claim.take_down(by=editor, reason="A court ordered it.")
    for tail in ("1..2/", "3..1/", "2..2/", "3..4/"):
        answer = stranger.get(at(claim, tail))
        assert answer.status_code == 410 and "Examplestead" not in answer.content.decode()


def test_two_long_texts_are_compared(stranger, reporter, editor, editor2):
    lines = [f"Line {number} says that it opens at {number % 24} [1]." for number in range(1_500)]
    made = factories.published_claim(by=reporter, editor=editor, analysis="\n\n".join(lines))
    lines[700] = "Line 700 says nothing [2]."
    factories.republish(made, by=reporter, editor=editor2, analysis="\n\n".join(lines))
    read = text_of(stranger.get(at(made, "1..2/")).content)
    assert "[added: nothing" in read and read.count("[added:") < 5


# ---------------------------------------------------------------- choosing


def test_two_are_chosen_without_a_script(claim, stranger):
    page = stranger.get(at(claim)).content.decode()
    assert '<label for="old">Version</label>' in page and '<label for="new">with version</label>' in page
    assert page.count("<option") == 6
    for old, new in ((1, 3), (3, 1)):
        answer = stranger.get(at(claim, f"?old={old}&new={new}"))
        assert (answer.status_code, answer["Location"]) == (301, at(claim, "1..3/"))
    upper = stranger.get(f"/claims/{claim.public_id.upper()}/revisions/?old=2&new=3")
    assert upper["Location"] == at(claim, "2..3/")


@pytest.mark.parametrize(
    "query", ["?old=1", "?old=x&new=2", "?old=0&new=1", "?old=1&new=%00", "?old=²&new=1"]
)
def test_what_is_no_choice_is_passed_over(claim, stranger, query):
    answer = stranger.get(at(claim, query))
    assert answer.status_code == 200 and "Every published version" in answer.content.decode()


def test_one_version_alone_offers_no_choice(stranger, reporter, editor):
    made = factories.published_claim(by=reporter, editor=editor)
    assert "<select" not in stranger.get(at(made)).content.decode()


# ---------------------------------------------------------------- what happened


def test_what_happened_is_told_in_sentences(claim, stranger, editor, settings):
    claim.retract(by=editor, reason="It rested on a forged list.")
    read = text_of(stranger.get(at(claim)).content)
    for sentence in (
        "Eda published the check, rated True. A second person, who wrote none of it, had read it.",
        "Emil published version 2, a correction: the rating went from True to Mostly true.",
        "We had read the list of another year.",
        "Eda published version 3, a clarification; it stays rated Mostly true.",
        "Eda retracted the check.",
        "It rested on a forged list.",
    ):
        assert sentence in read, sentence
    settings.NEWSROOM_BYLINES = "roles"
    read = text_of(stranger.get(at(claim)).content)
    assert "An editor retracted the check." in read and "Eda" not in read


def test_a_version_that_changed_wording_only_is_called_so(claim, stranger, reporter, editor2):
    claim.edit(by=reporter)
    claim.revise(by=reporter, analysis="The first list has the hours [1]; the second agrees [2].")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor2)
    claim.publish(by=editor2)
    page = stranger.get(at(claim)).content.decode()
    assert page.count("First version") == 3  # its row, and its line in both lists to choose from
    assert "a change of wording only; it stays rated Mostly true." in page


def test_a_longer_life_asks_no_more(claim, stranger, reporter, editor2):
    counts = []
    for count in range(2):
        replay.forget()
        with CaptureQueriesContext(connection) as asked:
            stranger.get(at(claim))
        counts.append(len(asked))
        factories.republish(
            claim, by=reporter, editor=editor2, conclusion=f"Two lists and {count + 2} books."
        )
    assert counts == [2, 2]


# ---------------------------------------------------------------- in the ClaimReview, and on the page


def test_the_claimreview_says_that_it_was_corrected(claim, stranger):
    review = stranger.get(f"/claims/{claim.public_id}/claimreview.json").json()
    (comment,) = review["correction"]
    assert (
        comment["@type"] == "CorrectionComment" and comment["text"] == "We had read the list of another year."
    )
    assert comment["url"].endswith(at(claim, "1..2/"))
    assert review["datePublished"] <= comment["datePublished"] <= review["dateModified"]
    page = stranger.get(claim.public.get_absolute_url()).content.decode()
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1]) == review


def test_an_update_is_no_correction(stranger, reporter, editor, editor2):
    made = factories.published_claim(by=reporter, editor=editor)
    factories.republish(
        made, by=reporter, editor=editor2, change_kind="update", rating=factories.rating("false")
    )
    assert "correction" not in stranger.get(f"/claims/{made.public_id}/claimreview.json").json()


def test_the_preview_has_the_correction_that_will_go_out(claim, as_, reporter):
    claim.edit(by=reporter)
    claim.revise(
        by=reporter, change_kind="correction", change_text="Wrong once more.", conclusion="One list."
    )
    page = as_(reporter).get(f"/desk/claims/{claim.public_id}/preview/").content.decode()
    assert "CorrectionComment" in page and page.count("Wrong once more.") >= 2 and "Valid." in page


def test_a_clarification_leads_to_what_it_changed(claim, stranger):
    page = stranger.get(claim.public.get_absolute_url()).content.decode()
    assert re.search(rf'<aside class="clar".*?{at(claim, "2..3/")}', page, re.DOTALL)


def test_after_a_return_the_version_before_a_retraction_says_what_became_of_it(
    claim, stranger, reporter, editor, editor2
):
    claim.retract(by=editor, reason="It rested on a forged list.")
    claim.refresh_from_db()
    claim.revise(by=reporter, change_kind="correction", change_text="Another list.", conclusion="One list.")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor2)
    claim.publish(by=editor2)
    read = text_of(stranger.get(at(claim, "3/")).content)
    assert "Old version, replaced on" in read and "It was retracted, and the check came back later." in read
    assert "We had retracted this check" in text_of(stranger.get(at(claim, "4/")).content)
