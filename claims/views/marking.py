"""How a document's text is laid out for marking: paragraphs, numbered sentences, and the spans that are claims.

Everything of the stored text is in the runs, in order and unchanged, so that a script can read a selection back
as the very characters that are kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from claims import quotes

# Control characters (but not tab and line feed), and what turns the direction of writing.
CONTROLS = re.compile("([\x01-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])")


@dataclass(frozen=True)
class Run:
    """A stretch of text that is marked, or not; or one character that nobody would see, by its code."""

    text: str
    marked: bool = False
    code: str = ""


@dataclass
class Line:
    """A sentence as the page shows it."""

    number: int
    runs: list[Run]
    worth: bool
    reason: str
    selected: bool = False
    claims: list[Any] = field(default_factory=list)
    gap: list[Run] = field(default_factory=list)

    @property
    def words(self) -> SafeString:
        return markup(self.runs)

    @property
    def space(self) -> SafeString:
        return markup(self.gap)

    @property
    def is_offered(self) -> bool:
        return self.worth and not self.claims


@dataclass
class Paragraph:
    lines: list[Line]
    lead: str = ""  # white space before the first sentence, kept but not shown


def lay_out(
    text: str, sentences: list[Any], places: Iterable[Any], selected: int | None = None
) -> list[Paragraph]:
    """The text in paragraphs. `places` are appearances with start, end and claim."""
    spans = sorted(
        (p for p in places if p.start is not None and p.end is not None), key=lambda p: (p.start, p.end)
    )
    paragraphs: list[Paragraph] = []
    at = 0
    for number, sentence in enumerate(sentences, start=1):
        gap = text[at : sentence.start]
        if not paragraphs or "\n" in gap:
            paragraphs.append(Paragraph([], lead=gap))
        else:
            paragraphs[-1].lines[-1].gap = pieces(text, at, sentence.start, spans)
        here = [p for p in spans if p.start < sentence.end and p.end > sentence.start]
        paragraphs[-1].lines.append(
            Line(
                number=number,
                runs=pieces(text, sentence.start, sentence.end, here),
                worth=sentence.worth,
                reason=sentence.reason,
                selected=number == selected,
                claims=unique(p.claim for p in here),
            )
        )
        at = sentence.end
    if at < len(text) and paragraphs:
        paragraphs[-1].lines[-1].gap = pieces(text, at, len(text), spans)
    return paragraphs


def pieces(text: str, start: int, end: int, spans: list[Any]) -> list[Run]:
    """text[start:end] cut where a mark begins or ends, and around characters that cannot be seen."""
    cuts = {start, end}
    for span in spans:
        cuts |= {cut for cut in (span.start, span.end) if start < cut < end}
    runs = []
    edges = sorted(cuts)
    for left, right in zip(edges, edges[1:], strict=False):
        marked = any(span.start <= left and span.end >= right for span in spans)
        for part in CONTROLS.split(text[left:right]):
            if part:
                code = f"U+{ord(part):04X}" if CONTROLS.fullmatch(part) else ""
                runs.append(Run(part, marked, code))
    return runs


def markup(runs: list[Run]) -> SafeString:
    """The runs as HTML. Here and not in a template: a long text has thousands of them."""
    shown = (
        format_html('<bdi class="ctl" data-code="{}" title="Cannot be seen">{}</bdi>', run.code[2:], run.code)
        if run.code
        else escape(run.text)
        for run in runs
    )
    parts = [
        format_html("<mark>{}</mark>", part) if run.marked else part
        for run, part in zip(runs, shown, strict=True)
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def unique(claims: Iterable[Any]) -> list[Any]:
    return list({claim.pk: claim for claim in claims}.values())


def locate(
    text: str, exact: str, prefix: str, suffix: str, start: int | None, *, sentences: list[quotes.Sentence]
) -> quotes.Anchor:
    """Where the words stand: looked up with what surrounds them. Where that leaves several places, the sentence that
    begins at `start` decides, if they stand in it once. Raises quotes.NotFound or quotes.Ambiguous."""
    try:
        return quotes.find(text, exact, prefix, suffix, start)
    except quotes.Ambiguous:
        chosen = next((s for s in sentences if s.start == start), None)
        if chosen is None or chosen.text.count(exact) != 1:
            raise
        at = chosen.start + chosen.text.index(exact)
        return quotes.select(text, at, at + len(exact))
