import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import texts


def test_what_cannot_be_stored_is_refused():
    assert texts.refuse_nul("a\x01\u202eb\n") == "a\x01\u202eb\n"
    for text in ("a\x00", "\ud800"):
        with pytest.raises(ValueError, match=r"U\+(0000|D800)"):
            texts.refuse_nul(text)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x7f",
        "\x9b",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u061c",
        "\ud800",
        "\u200b",
        "\ufeff",
        "\u00ad",
    ],
)
def test_hidden_characters_are_refused_by_name(character):
    with pytest.raises(ValueError, match=re.escape(f"U+{ord(character):04X}")):
        texts.refuse_controls(f"Ann{character} Example", lines=True)


@pytest.mark.parametrize("line_break", ["\n", "\r", "\u2028", "\u2029"])
def test_a_name_has_one_line(line_break):
    with pytest.raises(ValueError, match="line break"):
        texts.refuse_controls(f"Ann{line_break}Example")


@pytest.mark.parametrize("text", ["López Obrador’s", "مرحبا بالعالم", "👩‍🚀 می‌خواهم", "a\u00a0b"])
def test_honest_text_of_any_script_is_kept(text):
    assert texts.refuse_controls(text) == text
    assert texts.refuse_controls(f"{text}\n\t{text}", lines=True) == f"{text}\n\t{text}"


@pytest.mark.parametrize("turn", ["\u202e", "\u202a", "\u2066", "\x00"])
def test_a_paragraph_of_ours_keeps_its_order(turn):
    assert texts.refuse_turns("Two\nlines, \u200fمرحبا, 👩‍🚀") == "Two\nlines, \u200fمرحبا, 👩‍🚀"
    with pytest.raises(ValueError, match=re.escape(f"U+{ord(turn):04X}")):
        texts.refuse_turns(f"a{turn}b")


def test_hidden_characters_are_shown():
    assert texts.show_controls("a\u202eb\x07c\n\td\u200f") == "a⟦U+202E⟧b⟦U+0007⟧c\n\td\u200f"


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Of 1,418 guns, 1,048 had been lost", "of-1418-guns-1048-had-been-lost"),
        ("López Obrador’s “no” – Straße", "lopez-obradors-no-strasse"),
        ("  ", "claim"),
        ("مرحبا", "claim"),
        ("!?", "claim"),
        ("a" * 100, "a" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
    ],
)
def test_slugs(headline, slug):
    assert texts.slugify(headline) == slug


@given(st.text(max_size=200))
def test_a_slug_is_always_an_address(headline):
    slug = texts.slugify(headline)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80
    assert texts.slugify(slug) == slug


ANALYSIS = (
    "So [1] and [2][10]. [3]: yes. \\[4] `[5]` [6](https://a.example) [2020] [x]\n\n```\n[7]\n```\n\n* [8]"
)


def test_references_are_those_that_become_links():
    assert texts.references(ANALYSIS) == {1, 2, 3, 8, 10}
    assert texts.references("") == set()


def test_renumber_changes_all_at_once_and_nothing_else():
    mapping = {1: 2, 2: 1, 4: 9, 5: 9, 6: 9, 7: 9, 10: 11}
    assert texts.renumber(ANALYSIS, mapping) == (
        "So [2] and [1][11]. [3]: yes. \\[4] `[5]` [6](https://a.example) [2020] [x]\n\n"
        "```\n[7]\n```\n\n* [8]"
    )


@given(st.lists(st.sampled_from(["[1]", "[2]", "[3]", " ", "a", "*", "\n", ". "]), max_size=20).map("".join))
def test_renumbering_there_and_back_restores_the_text(markdown):
    there = texts.renumber(markdown, {1: 2, 2: 3, 3: 1})
    assert texts.renumber(there, {2: 1, 3: 2, 1: 3}) == markdown
    assert texts.references(there) == {{1: 2, 2: 3, 3: 1}[number] for number in texts.references(markdown)}


def test_a_headline_does_not_hide_an_address_below_its_claim():
    assert texts.slugify("Revisions") == "revisions-claim"
    assert texts.slugify("Embed!") == "embed-claim"
