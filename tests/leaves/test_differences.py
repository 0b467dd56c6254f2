from hypothesis import given
from hypothesis import strategies as st

from claims.differences import compare, word_parts
from tests.leaves.building import piece, place, rating, whole


def changes(old, new):
    return {change.field: (change.old, change.new) for change in compare(old, new)}


def test_the_same_has_no_changes():
    assert compare(whole(), whole()) == []
    assert compare(whole(), {**whole(), "number": 2, "previous_record_sha256": "ff"}) == []


def test_texts_are_compared_word_by_word():
    change = compare(whole(), whole(headline="The library opens at ten"))[0]
    assert (change.field, change.label) == ("headline", "Headline")
    assert change.parts == [("same", "The library opens at "), ("del", "nine"), ("ins", "ten")]


def test_a_rating_is_told_by_its_word():
    assert changes(whole(), whole(rating=rating("false"))) == {
        "rating": ("True (House scale 1)", "False (House scale 1)")
    }
    assert changes(whole(rating={}), whole()) == {"rating": ("", "True (House scale 1)")}


def test_places_are_told_in_the_words_of_the_screen():
    new = place(voice="reported", said__to="2020-07-10", claimant__name="Bob Example")
    assert changes(whole(), whole(appearances=[new])) == {
        "appearances.1.claimant": ("Ann Example", "Bob Example"),
        "appearances.1.said": ("8 July 2020", "8–10 July 2020"),
        "appearances.1.voice": ("Direct quotation", "Reported speech"),
    }


def test_a_repeat_is_called_a_repeat():
    found = compare(whole(), whole(appearances=[place(), place()]))
    assert {change.old for change in found} == {""}
    assert found[0].label == "Repeat 1: who said it"


def test_pieces_that_come_go_move_and_change():
    old = whole(evidence=[piece(1), piece(2), piece(3)])
    new = whole(
        evidence=[{**piece(2), "number": 1, "stance": "context"}, {**piece(3), "number": 2}, piece(4)]
    )
    found = changes(old, new)
    assert found["evidence.1"][1] == ""  # the first is gone
    assert found["evidence.1"][0].startswith("Backs the claim, Report 1, Office 1, June 2020")
    assert found["evidence.1.number"] == ("2", "1")
    assert found["evidence.1.stance"] == ("Backs the claim", "Context")
    assert found["evidence.2.number"] == ("3", "2")
    assert found["evidence.4"][0] == ""  # the fourth is new
    assert len(found) == 5


@given(st.text(" \nabc,.", max_size=60), st.text(" \nabc,.", max_size=60))
def test_parts_give_both_texts_back(old, new):
    parts = word_parts(old, new)
    assert "".join(text for kind, text in parts if kind != "ins") == old
    assert "".join(text for kind, text in parts if kind != "del") == new
    assert all(text for _, text in parts)


def test_a_word_in_a_long_text_is_found():
    old = " ".join(f"w{number % 7}" for number in range(40_000))
    assert word_parts(old, f"{old} more")[1:] == [("del", "w1"), ("ins", "w1 more")]
    assert word_parts(f"First. {old}", f"Last. {old}")[:2] == [("del", "First. "), ("ins", "Last. ")]


def test_long_texts_are_compared_by_sentences_first():
    old = [f"In line {number} stands the word {number * number}." for number in range(2_000)]
    new = [*old]
    new[3], new[1_997] = "In line 3 stands nothing.", "In line 1997 stands less."
    parts = word_parts("\n".join(old), "\n".join(new))
    assert [part for part in parts if part[0] != "same"] == [
        ("del", "the word 9.\n"), ("ins", "nothing.\n"), ("del", "the word 3988009.\n"), ("ins", "less.\n"),
    ]  # fmt: skip


def test_where_nothing_is_cheap_both_texts_are_shown_whole():
    old, new = "a b " * 30_000 + "x", "b a " * 30_000 + "y"
    parts = word_parts(old, new)
    assert [kind for kind, _text in parts] == ["del", "ins"]
    assert (parts[0][1], parts[1][1]) == (old, new)


def test_the_same_word_on_another_scale_is_told_with_what_it_means():
    other = {**rating(), "definition": "It holds.", "scale": {**rating()["scale"], "version": "2"}}
    assert changes(whole(), whole(rating=other)) == {
        "rating": ("True (House scale 1)", "True (House scale 2)"),
        "rating.definition": ("What true means.", "It holds."),
    }


def test_each_change_has_a_place_of_its_own_on_the_page():
    found = compare(whole(), whole(headline="Another", evidence=[piece(1, title="Other"), piece(2)]))
    anchors = [change.anchor for change in found]
    assert len(anchors) == len(set(anchors)) and all(anchor.replace("-", "").isalnum() for anchor in anchors)
