"""Two changes of one text: together where they leave each other alone, else a person's choice."""

import random

import pytest

from claims.merging import edits, merged

BASE = "The library opens at nine on every weekday, and closes at six."


@pytest.mark.parametrize(
    ("mine", "theirs", "together"),
    [
        (
            BASE.replace("nine", "ten"),
            BASE.replace("six", "seven"),
            BASE.replace("nine", "ten").replace("six", "seven"),
        ),
        (BASE + " Nobody knew.", BASE, BASE + " Nobody knew."),
        ("Mostly: " + BASE, BASE.replace("six.", "seven."), "Mostly: " + BASE.replace("six.", "seven.")),
        (BASE.replace("every ", ""), "So: " + BASE, "So: " + BASE.replace("every ", "")),
        (BASE.replace("nine", "ten"), BASE.replace("nine", "eight"), None),
        (BASE.replace("nine", "ten"), BASE.replace("at nine", "late"), None),
        ("", BASE.replace("nine", "ten"), None),
        (BASE + " Mine.", BASE + " Theirs.", None),
    ],
)  # fmt: skip
def test_both_changes_or_neither(mine, theirs, together):
    assert merged(BASE, mine, theirs) == together
    assert merged(BASE, theirs, mine) == together


def test_edits_make_the_new_text_of_the_old_one():
    rng = random.Random(7)  # noqa: S311  not for secrets
    for _ in range(300):
        words = [rng.choice("a b c d e f".split()) for _ in range(rng.randrange(12))]
        other = [rng.choice([word, "x", ""]) for word in words] + [rng.choice(["", "y"])]
        old, new = " ".join(words), " ".join(other)
        text = old
        for start, end, instead in reversed(edits(old, new)):
            text = text[:start] + instead + text[end:]
        assert text == new


def test_nothing_that_either_wrote_is_left_out():
    rng = random.Random(8)  # noqa: S311
    put_together = 0
    for _ in range(300):
        words = [f"w{n}" for n in range(30)]
        mine, theirs = words.copy(), words.copy()
        mine[rng.randrange(30)], theirs[rng.randrange(30)] = "MINE", "THEIRS"
        text = merged(" ".join(words), " ".join(mine), " ".join(theirs))
        if text is not None:
            put_together += 1
            assert "MINE" in text and "THEIRS" in text
    assert put_together > 200
