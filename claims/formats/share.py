"""The picture that goes with a link to a check: 1200 × 630, PNG. Plain values in, bytes out.

The verdict is never cut: it shrinks and is broken until it stands whole. Headline and statement shrink, and are then
cut between words. What the font has no letters for is left out; the verdict stands then alone.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from claims.formats import marks

WIDTH, HEIGHT = 1200, 630
EDGE = 64
PAPER, INK, INK_2, INK_3, RULE, PENCIL = "#fdfdfb", "#17191e", "#474c56", "#5d636e", "#d9dbd5", "#1f43b5"
COLOURS = 48  # in the file: what is drawn has few, and edges between them
MOST = 700  # characters: more than ever fits, so that the rest need not be measured
FONTS = Path(__file__).parent / "fonts"
# What the two fonts hold (tests/leaves/test_share.py asks them): Latin, Greek, Cyrillic, and what stands between words.
LETTERS = (
    (32, 126), (160, 591), (688, 887), (890, 895), (900, 906), (908, 908), (910, 929), (931, 993), (1008, 1327),
    (7680, 7935), (8208, 8231), (8240, 8286), (8304, 8305), (8308, 8334), (8336, 8348), (8352, 8383), (8448, 8543),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    label: str
    token: str
    headline: str
    statement: str
    version: str  # “Version 2, 21 July 2020”
    newsroom: str
    address: str
    over: str = ""  # “Retracted on …”: the rating is struck then, and these words stand above it
    note: str = ""  # small, at the top: “True as of …”


def can_draw(text: str) -> bool:
    """Has the font every letter of it?"""
    return all(any(first <= ord(char) <= last for first, last in LETTERS) for char in _plain(text))


def draw(card: Card) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    on = ImageDraw.Draw(picture)
    on.rectangle((0, 0, WIDTH, 11), fill=INK)
    _head(on, card)
    colour = marks.STRUCK if card.over else marks.COLOURS.get(card.token, marks.COLOURS["unproven"])
    top = _verdict(picture, on, card, colour)
    if can_draw(card.headline) and can_draw(card.statement):
        _words(on, card, top)
    _foot(on, card)
    out = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


# ---------------------------------------------------------------- parts, from the top


def _head(on: ImageDraw.ImageDraw, card: Card) -> None:
    if can_draw(card.newsroom):
        name = _cut(card.newsroom, _font(32, bold=True), 640)
        on.text((EDGE, 76), name, INK, _font(32, bold=True), anchor="ls")
        on.line((EDGE, 90, EDGE + _font(32, bold=True).getlength(name), 90), PENCIL, 5)
    on.text((WIDTH - EDGE, 76), card.note, INK_3, _font(24), anchor="rs")


def _verdict(picture: Image.Image, on: ImageDraw.ImageDraw, card: Card, colour: str) -> int:
    """The shape and the whole word; says where it ends."""
    top = 124
    if card.over:
        for line in _fitted(card.over, WIDTH - 2 * EDGE, sizes=(40, 32), lines=1, bold=True)[1]:
            on.text((EDGE, top), line, INK, _font(40, bold=True), anchor="lt")
        top += 62
    sizes = (52, 40, 30) if card.over else (84, 68, 54, 42, 32, 26)
    size, lines = _fitted(card.label, WIDTH - 2 * EDGE - 110, sizes=sizes, lines=2, bold=True, whole=True)
    shape = max(round(size * 1.02), 40)
    picture.paste(marks.draw(card.token, shape, colour, PAPER), (EDGE, top + 4))
    font, left = _font(size, bold=True), EDGE + shape + 22
    for number, line in enumerate(lines):
        middle = top + 4 + shape // 2 + number * round(size * 1.15)
        on.text((left, middle), line, colour, font, anchor="lm")
        if card.over:
            on.line((left, middle + 4, left + font.getlength(line), middle + 4), colour, 4)
    return top + shape + (len(lines) - 1) * round(size * 1.15) + 34


def _words(on: ImageDraw.ImageDraw, card: Card, top: int) -> None:
    """The headline, and below it the statement; together they have what is left above the foot."""
    wide, bottom = WIDTH - 2 * EDGE, HEIGHT - 104
    room = bottom - top
    size, lines = _fitted(card.headline, wide, sizes=(54, 46, 40, 34, 30), room=round(room * 0.58), bold=True)
    for line in lines:
        on.text((EDGE, top), line, INK, _font(size, bold=True), anchor="lt")
        top += round(size * 1.22)
    top += 14
    size, lines = _fitted(f"Checked: {card.statement}", wide, sizes=(34, 30, 27, 24), room=bottom - top)
    for line in lines:
        on.text((EDGE, top), line, INK_2, _font(size), anchor="lt")
        top += round(size * 1.3)


def _foot(on: ImageDraw.ImageDraw, card: Card) -> None:
    on.line((EDGE, HEIGHT - 84, WIDTH - EDGE, HEIGHT - 84), RULE, 2)
    on.text((EDGE, HEIGHT - 44), card.version, INK, _font(26, bold=True), anchor="ls")
    on.text((WIDTH - EDGE, HEIGHT - 44), _cut(card.address, _font(24), 560), INK_3, _font(24), anchor="rs")


# ---------------------------------------------------------------- words into lines


def _fitted(
    text: str,
    wide: int,
    *,
    sizes: Sequence[int],
    lines: int = 0,
    room: int = 0,
    bold: bool = False,
    whole: bool = False,
) -> tuple[int, list[str]]:
    """The largest size at which it fits, and its lines; at the smallest one it is cut, or, `whole`, goes on."""
    text = _plain(text) if whole else _plain(text)[:MOST]
    for size in sizes:
        most = lines or max(1, room // round(size * 1.26))
        found = _lines(text, _font(size, bold=bold), wide)
        if len(found) <= most:
            return size, found
    if not whole:
        last = " ".join(found[most - 1 :])
        found = [*found[: most - 1], _cut(last, _font(size, bold=bold), wide)]
    return size, found


def _lines(text: str, font: ImageFont.FreeTypeFont, wide: int) -> list[str]:
    found, line = [], ""
    for word in text.split():
        if font.getlength(f"{line} {word}".strip()) <= wide:
            line = f"{line} {word}".strip()
            continue
        if line:
            found.append(line)
        while font.getlength(word) > wide:  # a word longer than the picture
            at = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or font.getlength(word[:n]) <= wide)
            found.append(word[:at])
            word = word[at:]
        line = word
    return [*found, line] if line else found


def _cut(text: str, font: ImageFont.FreeTypeFont, wide: int) -> str:
    """Between words where there are any, with an ellipsis."""
    if font.getlength(text) <= wide:
        return text
    while text and font.getlength(f"{text}…") > wide:
        text = text.rpartition(" ")[0] or text[:-1]
    return f"{text.rstrip(' ,;:.–-')}…"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "NotoSerif-Bold.ttf" if bold else "NotoSerif-Regular.ttf"
    # The plain layout: it is the same on every machine, and the letters of these scripts need no other.
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
