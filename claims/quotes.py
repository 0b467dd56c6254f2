"""Quotations and their places in a text: sentences to choose from, anchors that find a place again.

Offsets are code points of the stored text, the end not included (W3C TextQuoteSelector and
TextPositionSelector).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sentencex import segment

from claims.worth import worth

CONTEXT = 32
MOST_PLACES = 1_000  # words that stand more often than this are no quotation
# sentencex takes quadratic time over many quotation marks in one paragraph. A paragraph longer than this is
# cut at a space first, which can cost one sentence its place; no person writes such a paragraph.
_LONGEST_PARAGRAPH = 10_000


@dataclass(frozen=True)
class Anchor:
    """`start` and `end` are None where we hold words, but no text to find them in."""

    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    text: str
    worth: bool
    reason: str


class NotFound(ValueError):
    """The words do not stand in the text."""

    def __init__(
        self, message: str = "These words do not stand in the text. Copy them exactly as they are."
    ) -> None:
        super().__init__(message)


class Ambiguous(ValueError):
    """The words stand there more than once, and nothing says which place is meant."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"These words stand in the text {count} times. Add the words before or after them.")


def normalise_newlines(text: str) -> str:
    """CRLF and CR become LF: the only change that pasted text goes through."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def select(text: str, start: int, end: int) -> Anchor:
    """The anchor of a span. ValueError with a sentence where there is none."""
    if not 0 <= start < end <= len(text):
        raise ValueError("The selection lies outside the text.")
    exact = text[start:end]
    if not exact.strip():
        raise ValueError("The selection holds no words.")
    return Anchor(exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start, end)


def find(text: str, exact: str, prefix: str = "", suffix: str = "", start: int | None = None) -> Anchor:
    """The one place that is meant. Where the words stand more than once, the context decides, then the old
    start.

    The start alone is never believed: a browser counts UTF-16 units, and a source may have been edited
    above.
    """
    exact, prefix, suffix = (normalise_newlines(part) for part in (exact, prefix, suffix))
    prefix, suffix = prefix[-CONTEXT:], suffix[:CONTEXT]  # more is never kept, and would cost time
    if not exact.strip():
        raise NotFound("Give the exact words.")
    places = list(islice(_places(text, exact), MOST_PLACES + 1))
    if len(places) > MOST_PLACES:
        raise Ambiguous(len(places))
    if not places:
        raise NotFound
    count = len(places)
    if count > 1 and (prefix or suffix):
        fits = [_fit(text, place, place + len(exact), prefix, suffix) for place in places]
        best = max(fits)
        places = [place for place, fit in zip(places, fits, strict=True) if fit == best]
    if len(places) > 1 and start in places:
        places = [start]
    if len(places) > 1:
        raise Ambiguous(count)
    return select(text, places[0], places[0] + len(exact))


def sentences(text: str, language: str) -> list[Sentence]:
    """Every sentence in its place, with a hint whether it can be checked. Slices of the text: between two
    of them stands nothing but white space."""
    found = []
    for start, end in _paragraphs(text):
        for first, last in _sentences_of(text, start, end, language):
            words = text[first:last]
            yes, reason = worth(words, language)
            found.append(Sentence(first, last, words, yes, reason))
    return found


def _places(text: str, exact: str) -> Iterator[int]:
    place = text.find(exact)
    while place != -1:
        yield place
        place = text.find(exact, place + 1)


def _fit(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """How many characters around the place are those that were kept with the quotation."""
    before = text[max(0, start - len(prefix)) : start]
    after = text[end : end + len(suffix)]
    return _common(reversed(before), reversed(prefix)) + _common(iter(after), iter(suffix))


def _common(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """A line break ends a paragraph, unless the next line goes on in lower case: then a program broke the
    line."""
    start = end = 0
    for line in re.finditer(r"[^\n]+", text):
        follows = line.start() == end + 1
        if start < end and not (follows and line[0].lstrip()[:1].islower()):
            yield from _pieces(text, start, end)
            start = line.start()
        elif start == end:
            start = line.start()
        end = line.end()
    yield from _pieces(text, start, end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST_PARAGRAPH:
        cut = text.rfind(" ", start + 1, start + _LONGEST_PARAGRAPH)
        cut = cut if cut > start else start + _LONGEST_PARAGRAPH
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _sentences_of(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    paragraph = text[start:end]
    # Half characters have no UTF-8, which sentencex works in; one stands in for one, so that offsets hold.
    readable = re.sub("[\ud800-\udfff]", "\ufffd", paragraph)
    parts = list(segment(language.split("-")[0].lower() or "en", readable))
    if "".join(parts) != readable:  # offsets must be exact: better one long sentence than a wrong place
        parts = [readable]
    at = start
    for part in parts:
        first = at + len(part) - len(part.lstrip())
        last = at + len(part.rstrip())
        if first < last:
            yield first, last
        at += len(part)
