import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.quotes import CONTEXT, Ambiguous, Anchor, NotFound, find, normalise_newlines, select, sentences

TEXT = (
    "Library hours may change\n\n"
    "📚 The mayor, Ann Example, said on Monday that the library opens at nine. “We open at nine,” she said.\n"
    "It had opened at ten until 2019, because 40 per cent of readers came late.\n\n"
    "Will it open on Sundays? That could come up at the next meeting."
)


def test_line_ends_become_one_and_nothing_else_changes():
    assert normalise_newlines("a\r\nb\rc\n\r d\t\u2028 ") == "a\nb\nc\n\n d\t\u2028 "


def test_an_anchor_has_code_points_and_its_context():
    start = TEXT.index("opens at nine")
    anchor = select(TEXT, start, start + 13)
    assert anchor.exact == "opens at nine"
    assert (anchor.start, anchor.end) == (84, 97)  # the books count as one
    assert anchor.prefix == TEXT[84 - CONTEXT : 84]
    assert anchor.suffix == TEXT[97 : 97 + CONTEXT]
    assert select(TEXT, 0, 7).prefix == ""


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, len(TEXT) + 1), (24, 26)])
def test_no_anchor_outside_the_text_or_without_words(start, end):
    with pytest.raises(ValueError, match="selection"):
        select(TEXT, start, end)


@given(st.text(min_size=1, max_size=80), st.data())
def test_what_was_selected_is_found_again(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    text = normalise_newlines(text)
    if end > len(text) or not text[start:end].strip():
        return
    anchor = select(text, start, end)
    assert find(text, anchor.exact, anchor.prefix, anchor.suffix, anchor.start) == anchor


def test_words_that_stand_there_once_need_no_context():
    assert find(TEXT, "opens at nine").start == 84
    assert find(TEXT, "late.\r\n\r\nWill").exact == "late.\n\nWill"


def test_context_decides_between_two_places():
    text = "He left. She left. They left."
    assert find(text, "left", prefix="She ").start == 13
    assert find(text, "left", suffix=". They").start == 13
    # One end of the context was edited since: what still fits best is meant.
    assert find(text, "left", prefix="and then She ", suffix=", all").start == 13


def test_context_is_believed_before_the_old_start():
    text = "He left. She left."
    assert find(text, "left", prefix="She ", start=3).start == 13


def test_an_old_start_decides_where_context_does_not():
    assert find("left left left", "left", start=5) == Anchor("left", "left ", " left", 5, 9)
    with pytest.raises(Ambiguous):
        find("left left left", "left", start=6)


def test_two_places_and_no_context_are_refused_with_their_number():
    with pytest.raises(Ambiguous, match="2 times") as refusal:
        find("He left. She left.", "left")
    assert refusal.value.count == 2


@pytest.mark.parametrize("exact", ["", "  \n", "opens at ten", "Opens at nine"])
def test_words_that_do_not_stand_there(exact):
    with pytest.raises(NotFound):
        find(TEXT, exact)


def test_sentences_are_slices_in_their_paragraphs():
    found = sentences(TEXT, "en")
    assert [one.text for one in found] == [
        "Library hours may change",
        "📚 The mayor, Ann Example, said on Monday that the library opens at nine.",
        "“We open at nine,” she said.",
        "It had opened at ten until 2019, because 40 per cent of readers came late.",
        "Will it open on Sundays?",
        "That could come up at the next meeting.",
    ]


def test_lines_that_a_program_broke_are_one_sentence():
    wrapped = "The library opens\nat nine on weekdays.\nThe museum does not."
    assert [one.text for one in sentences(wrapped, "en")] == [
        "The library opens\nat nine on weekdays.",
        "The museum does not.",
    ]


@pytest.mark.parametrize("language", ["en", "es", "de", "pt-BR", "xx", ""])
def test_abbreviations_and_unknown_languages(language):
    found = sentences("¿Quién? El Sr. Pérez. Ende.", language)
    assert "".join(one.text for one in found).replace(" ", "") == "¿Quién?ElSr.Pérez.Ende."


def assert_whole(text: str) -> None:
    at = 0
    for one in sentences(text, "en"):
        assert at <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        assert one.text == one.text.strip()
        assert not text[at : one.start].strip()
        assert "\n\n" not in one.text
        at = one.end
    assert not text[at:].strip()


@given(
    st.text(alphabet=st.characters() | st.sampled_from("\n .!?“”\"'()😀\u202eم\u200d\ud83d"), max_size=300)
)
def test_nothing_is_lost_whatever_is_pasted(text):
    assert_whole(text)


@pytest.mark.parametrize(
    "part",
    [
        "He said it was 5 per cent. ",
        "a",
        "“He said. ",
        "(",
        '"',
        ". ",
        "\n ",
        "😀. ",
        "Yes.\n\n",
        "\na",
        "مرحبا. ",
    ],
)
def test_two_hundred_kilobytes_are_quick(part):
    text = (part * 200_000)[:200_000]
    began = time.perf_counter()
    assert_whole(text)
    assert max((len(one.text) for one in sentences(text, "en")), default=0) <= 10_000
    assert time.perf_counter() - began < 5  # takes a quarter of a second; what is quadratic takes minutes
