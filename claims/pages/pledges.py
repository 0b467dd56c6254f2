"""What the two codes of the trade ask that readers be told, and where these pages tell it: the desk's checklist.

The codes are the Code of Principles of the International Fact-Checking Network (IFCN) and the European Code of
Standards for Independent Fact-Checking Organisations (EFCSN); the words are ours. Whether a text is true and enough, no
machine can say: what is looked for is the section, and whether something in it waits to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.pages.text import Section, sections

IFCN = {
    "IFCN 1": "Nonpartisanship and fairness",
    "IFCN 2": "Standards and transparency of sources",
    "IFCN 3": "Transparency of funding and organisation",
    "IFCN 4": "Standards and transparency of methodology",
    "IFCN 5": "Open and honest corrections",
}
STATES = {
    "written": "Written",
    "partly": "Something in it waits to be written",
    "missing": "Waits to be written",
    "elsewhere": "No section of this name: look yourself",
}


@dataclass(frozen=True)
class Pledge:
    asks: str
    codes: tuple[str, ...]
    page: str
    section: str  # the anchor of its heading in the text that a newsroom starts from


def _pledge(asks: str, codes: str, where: str) -> Pledge:
    page, _hash, section = where.partition("#")
    return Pledge(asks, tuple(codes.split(", ")), page, section)


PLEDGES = (
    _pledge("How you choose what to check: reach, weight, harm", "IFCN 4, EFCSN", "methodology#what-we-check-and-why"),
    _pledge("That all sides are checked, by one measure", "IFCN 1, EFCSN",
            "methodology#the-same-measure-for-everybody"),
    _pledge("Sources named so that readers can follow them; two for a rating; primary ones; their interests",
            "IFCN 2, IFCN 4, EFCSN", "methodology#what-counts-as-evidence"),
    _pledge("When a source may stay without a name", "IFCN 2, EFCSN", "methodology#sources-without-a-name"),
    _pledge("That whoever made the claim, and whoever is accused, is heard", "IFCN 4, EFCSN",
            "methodology#the-other-side-is-heard"),
    _pledge("That a second person reads each check before it is published", "EFCSN",
            "methodology#who-reads-it-before-you-do"),
    _pledge("What the ratings mean", "IFCN 4, EFCSN", "methodology#ratings"),
    _pledge("How readers suggest something to check", "IFCN 4", "methodology#suggest-a-statement"),
    _pledge("How readers report an error, and when they hear from you", "IFCN 5, EFCSN", "corrections-policy#tell-us"),
    _pledge("What counts as a correction, and how it is shown", "IFCN 5, EFCSN",
            "corrections-policy#what-we-call-a-change"),
    _pledge("That corrections are seen by those who saw the error", "IFCN 5, EFCSN",
            "corrections-policy#where-else-it-was-told"),
    _pledge("How complaints are decided, and the body to which readers can go from there", "IFCN 5, EFCSN",
            "corrections-policy#if-you-are-not-satisfied"),
    _pledge("Your legal form, and where you are registered", "IFCN 3, EFCSN", "about#who-we-are"),
    _pledge("Who works here, what they did before, who decides", "IFCN 3, EFCSN", "about#who-works-here"),
    _pledge("Who owns you", "IFCN 3, EFCSN", "about#who-owns-us"),
    _pledge("Who pays, by name from a twentieth of your income, and that they decide nothing", "IFCN 3, EFCSN",
            "about#who-pays-for-our-work"),
    _pledge("That you and your people work for no party", "IFCN 1, EFCSN", "about#no-partys-work"),
    _pledge("How readers reach you", "IFCN 3, EFCSN", "about#how-to-reach-us"),
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    pledge: Pledge
    state: str
    title: str  # of the section
    gaps: list[str]

    @property
    def says(self) -> str:
        return STATES[self.state]


def answers(texts: Mapping[str, str]) -> list[Answer]:
    """Each pledge with the state of its section, in the texts (page → Markdown) that readers have now."""
    found = {page: {each.anchor: each for each in sections(text)} for page, text in texts.items()}
    return [_answer(pledge, found.get(pledge.page, {}).get(pledge.section)) for pledge in PLEDGES]


def _answer(pledge: Pledge, section: Section | None) -> Answer:
    if section is None:
        return Answer(pledge, "elsewhere", "", [])
    state = ("partly" if section.has_words else "missing") if section.gaps else "written"
    if not section.gaps and not section.has_words:
        state = "missing"
    return Answer(pledge, state, section.title, section.gaps)
