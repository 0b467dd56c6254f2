"""The share picture: the verdict whole, whatever else there is; words that fit, or none."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image, ImageFont

from claims.formats import marks, share

CARD = share.Card(
    label="Mostly true", token="mostly-true", headline="The library opens at nine", statement="It opens at nine.",
    version="Version 2, 21 July 2020", newsroom="The Daily Example", address="daily.example/claims/7k3m9qxd",
)  # fmt: skip


def drawn(card: share.Card) -> Any:
    made = share.draw(card)
    assert len(made) <= 300_000
    picture = Image.open(io.BytesIO(made))
    assert picture.format == "PNG" and picture.size == (1200, 630)
    return picture.convert("RGB")


def ink(picture: Any, box: tuple[int, int, int, int]) -> bool:
    """Does anything stand there?"""
    part = picture.crop(box).convert("L")
    return bool(part.getextrema()[0] < 200)


def test_it_says_rating_words_version_and_place() -> None:
    picture = drawn(CARD)
    assert all(ink(picture, box) for box in ((64, 40, 400, 95), (64, 120, 700, 220), (64, 240, 900, 330)))
    assert ink(picture, (64, 560, 500, 600)) and ink(picture, (700, 560, 1136, 600))
    assert drawn(replace(CARD, version="Version 3, 21 July 2020")) != picture


@pytest.mark.parametrize("token", [*marks.COLOURS, "something-else"])
def test_each_rating_has_its_shape_and_its_colour(token: str) -> None:
    shape = marks.draw(token, 80, "#ad231d", "#ffffff")
    assert shape.size == (80, 80)
    colours = shape.getcolors(10_000)
    assert colours and (0xAD, 0x23, 0x1D) in [colour for _count, colour in colours]
    known = {each: marks.draw(each, 80, "#ad231d", "#ffffff").tobytes() for each in marks.COLOURS}
    assert len(set(known.values())) == 7
    assert shape.tobytes() == known.get(token, known["unproven"])


@pytest.mark.parametrize(
    "label", ["W" * 60, "A verdict of several words that goes on for quite a while now", "No"]
)
def test_the_verdict_is_never_cut(label: str) -> None:
    size, lines = share._fitted(label, 962, sizes=(84, 68, 54, 42, 32, 26), lines=2, bold=True, whole=True)
    assert "".join(lines).replace(" ", "") == label.replace(" ", "")
    assert all(share._font(size, bold=True).getlength(line) <= 962 for line in lines)
    assert size > 30 or len(label) > 40
    drawn(replace(CARD, label=label, headline="word " * 200))


@pytest.mark.parametrize("length", [1, 60, 500, 5_000, 100_000])
def test_any_length_of_statement_leaves_foot_and_edges_free(length: int) -> None:
    text = ("It opens at nine on every weekday, they said; " * (length // 40 + 1))[:length]
    picture = drawn(replace(CARD, statement=text, headline=text))
    assert not ink(picture, (0, 20, 60, 629)) and not ink(picture, (1140, 20, 1200, 629))
    assert not ink(picture, (64, 532, 1136, 544)), "into the foot"


def test_what_is_too_long_is_cut_between_words() -> None:
    _size, lines = share._fitted("weekday " * 90, 1072, sizes=(24,), room=60)
    assert lines[-1].endswith("weekday…")
    _size, lines = share._fitted("w" * 690, 1072, sizes=(24,), room=60)
    assert lines[-1].endswith("w…") and len(lines) == 2


@pytest.mark.parametrize("text", ["Ωραίο πρωί", "Правда", "Größe, déjà vu, ő", "1,418 guns – “none” …"])
def test_latin_greek_and_cyrillic_can_be_drawn(text: str) -> None:
    assert share.can_draw(text)
    drawn(replace(CARD, headline=text))


@pytest.mark.parametrize("text", ["مكتبة", "图书馆", "ספרייה", "📚", "\u202eevil", "पुस्तकालय"])
def test_where_the_font_lacks_letters_the_verdict_stands_alone(text: str) -> None:
    assert not share.can_draw(text)
    alone = drawn(replace(CARD, statement=text))
    assert ink(alone, (64, 120, 700, 220)) and not ink(alone, (64, 240, 1136, 540))


def test_the_font_has_every_letter_that_we_say_it_has() -> None:
    for bold in (False, True):
        font = ImageFont.truetype(share.FONTS / f"NotoSerif-{'Bold' if bold else 'Regular'}.ttf", 24)
        missing = bytes(font.getmask("图"))  # a letter that is not there leaves a gap
        lacking = [
            hex(code)
            for first, last in share.LETTERS
            for code in range(first, last + 1)
            if bytes(font.getmask(chr(code))) == missing
        ]
        assert lacking == ["0x20", "0xa0", "0xad", "0x34f"]  # which nobody sees anyhow


def test_a_retracted_check_says_so_above_its_struck_verdict() -> None:
    picture = drawn(replace(CARD, over="Retracted on 21 July 2020"))
    assert ink(picture, (64, 120, 700, 165))
    colours = {colour for _count, colour in picture.crop((64, 180, 400, 260)).getcolors(100_000)}
    assert not any(g > r + 40 and g > b + 40 for r, g, b in colours), "its colour is gone"
