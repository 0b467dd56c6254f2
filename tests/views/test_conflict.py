"""Two people at once: the second gets both texts and what they began from, and loses nothing."""

import pytest

from tests import factories
from tests.views.pages import at, fields_of


@pytest.fixture
def claim(reporter):
    return factories.complete_claim(by=reporter)


def opened(client, claim):
    return fields_of(client.get(at(claim)).text, at(claim, "save/"))


def test_the_second_to_save_gets_both_texts_and_their_base(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, conclusion="Theirs.")
    answer = client.post(at(claim, "save/"), {**form, "conclusion": "Mine."})
    assert answer.status_code == 409
    assert "Eda" in answer.text
    for text in ("Mine.", "Theirs.", "Two lists say so. Nothing speaks against it."):
        assert text in answer.text
    claim.refresh_from_db()
    assert claim.conclusion == "Theirs."


def test_what_only_one_of_them_changed_is_put_together(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, conclusion="Theirs.", reply="They asked again.", rating=factories.rating("false"))
    answer = client.post(at(claim, "save/"), {**form, "conclusion": "Mine.", "headline": "My headline"})
    assert "One field differs: choose what it is to say." in answer.text
    merged = fields_of(answer.text, at(claim, "save/"))
    assert (merged["conclusion"], merged["headline"]) == ("Mine.", "My headline")
    assert (merged["reply"], merged["rating"].partition(".")[0]) == ("They asked again.", "false")
    assert client.post(at(claim, "save/"), merged).status_code == 302
    claim.refresh_from_db()
    assert (claim.conclusion, claim.headline) == ("Mine.", "My headline")
    assert (claim.reply, claim.rating.slug) == ("They asked again.", "false")


def test_a_third_person_in_between_makes_another_conflict(as_, reporter, editor, editor2, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, conclusion="Theirs.")
    merged = fields_of(
        client.post(at(claim, "save/"), {**form, "conclusion": "Mine."}).text, at(claim, "save/")
    )
    claim.revise(by=editor2, conclusion="A third.")
    answer = client.post(at(claim, "save/"), merged)
    assert answer.status_code == 409
    for text in ("Mine.", "A third.", "Theirs."):
        assert text in answer.text


def test_the_same_change_by_both_is_no_clash(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, conclusion="The same.")
    answer = client.post(at(claim, "save/"), {**form, "conclusion": "The same."})
    assert answer.status_code == 409
    assert "No field was changed by both of you." in answer.text


def test_moving_evidence_renumbers_the_analysis_so_an_older_form_is_told(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.evidence.standing().first().move(by=editor, to=2)
    answer = client.post(at(claim, "save/"), {**form, "analysis": "Mine, with [1]."})
    assert answer.status_code == 409
    theirs = fields_of(answer.text, at(claim, "save/"))["initial-analysis"]
    assert theirs.startswith("The first list has the hours [2]")


def test_a_choice_is_shown_in_words(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, rating=factories.rating("half-true"))
    answer = client.post(at(claim, "save/"), {**form, "rating": "mostly-true"})
    assert answer.status_code == 409
    assert "Half true" in answer.text


def test_a_piece_of_evidence_has_its_own_conflict(as_, reporter, editor, claim):
    piece = claim.evidence.standing().first()
    client = as_(reporter)
    address = at(claim, f"evidence/{piece.pk}/")
    form = fields_of(client.get(address).text, "")
    piece.change(by=editor, quotation="Opens at nine sharp.", publisher="Town archive")
    answer = client.post(address, {**form, "quotation": "Opens at nine o’clock."})
    assert answer.status_code == 409
    assert "Opens at nine sharp." in answer.text
    merged = fields_of(answer.text, address)
    assert merged["publisher"] == "Town archive"
    assert client.post(address, merged).status_code == 302
    piece.refresh_from_db()
    assert (piece.quotation, piece.publisher) == ("Opens at nine o’clock.", "Town archive")


def test_a_place_has_its_own_conflict(as_, reporter, editor, claim):
    place = claim.first_appearance
    client = as_(reporter)
    address = at(claim, f"appearances/{place.pk}/")
    form = fields_of(client.get(address).text, address)
    place.change(by=editor, claimant_role="head librarian")
    answer = client.post(address, {**form, "claimant_role": "town librarian"})
    assert answer.status_code == 409
    assert "head librarian" in answer.text and "town librarian" in answer.text


def test_with_htmx_the_whole_page_is_swapped(as_, reporter, editor, claim):
    client = as_(reporter)
    form = opened(client, claim)
    claim.revise(by=editor, conclusion="Theirs.")
    answer = client.post(at(claim, "save/"), {**form, "conclusion": "Mine."}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (409, "#main", "#main")
