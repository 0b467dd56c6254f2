"""What one claim consists of, as content that somebody could have approved. The same number makes the same claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from claims import content as contents
from claims.synthesis import sentences
from claims.synthesis import vocabulary as words

YEARS = 10
STANDING = 200  # documents that many claims draw on: yearbooks and registers
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_STRIDE, _OFFSET, _SPACE = 0x9E3779B97B, 0x5851F42D4C, 1 << 40


@dataclass(frozen=True)
class Person:
    pk: int
    key: str
    name: str
    role: str


@dataclass(frozen=True)
class Plan:
    """What a run writes: claims `first` to `until`, one after another over the ten years before `end`."""

    first: int
    until: int
    end: datetime
    reporters: tuple[Person, ...]
    editors: tuple[Person, ...]
    ratings: Mapping[str, tuple[int, dict[str, Any]]]  # slug: primary key, content
    head: Mapping[str, Any]
    newsroom: str
    version: int  # of public pages: the last one that was given out

    def share(self, n: int) -> float:
        """How much of the run lies before claim `n`."""
        return (n - self.first + 0.5) / (self.until - self.first)

    def moment(self, n: int) -> datetime:
        """When claim `n` was published."""
        return self.end - timedelta(days=365.25 * YEARS) * (1 - self.share(n))


RATINGS = {
    "false": 0.34, "misleading": 0.2, "mostly-false": 0.13, "true": 0.11, "half-true": 0.1, "mostly-true": 0.07,
    "unproven": 0.05,
}  # fmt: skip
# Versions after the first, and how many of a thousand claims have each.
LATER = {
    (): 940,
    ("correction",): 20,
    ("clarification",): 8,
    ("update",): 14,
    ("wording",): 8,
    ("update", "correction"): 4,
    ("retraction",): 4,
    ("takedown",): 1,
    ("correction", "takedown"): 1,
}


def public_id(n: int, salt: int = 0) -> str:
    """Eight characters that look drawn at random; two numbers never have the same ones."""
    mixed = (n * _STRIDE + _OFFSET * (salt + 1)) % _SPACE
    return "".join(_ALPHABET[(mixed >> shift) & 31] for shift in (0, 20, 35, 10, 25, 5, 30, 15))


class Facts:
    """Claim number `n` of a plan."""

    def __init__(self, plan: Plan, n: int) -> None:
        self.plan, self.n = plan, n
        self.chance = chance = Random(n)  # noqa: S311
        self.published_at = plan.moment(n)
        self.language = chance.choices(list(words.LANGUAGES), list(words.LANGUAGES.values()))[0]
        self.matter = sentences.Matter(chance, self.language)
        # Three claims in a row stand in one document; a run that begins between them begins with one of its own.
        leader = n - n % 3
        self.leader = leader if leader >= plan.first else n
        self.said_on = said_on(plan, self.leader)
        self.public_id = public_id(n)
        self.topics = sorted({words.zipf(chance, len(words.TOPICS)) for _ in range(chance.choice((1, 1, 2)))})
        self.reporter, self.editor = chance.choice(plan.reporters), chance.choice(plan.editors)
        self.story_url = f"https://www.daily.example/checks/{n}" if chance.random() < 0.05 else ""
        marks = sentences.marks(chance, is_early=plan.share(n) < words.BURST_PART)
        # What was checked in the burst stays as old as it is.
        self.later = () if words.BURST in marks else chance.choices(list(LATER), list(LATER.values()))[0]
        # The rows behind the copies in the content.
        self.claimant_pk: int | None = None
        self.paper_pks: list[int | None] = []
        self.content = self._content(marks)

    def rating(self) -> dict[str, Any]:
        slug = self.chance.choices(list(RATINGS), list(RATINGS.values()))[0]
        return self.plan.ratings[slug][1]

    def _content(self, marks: str) -> dict[str, Any]:
        chance, matter = self.chance, self.matter
        pieces = [self._piece(number) for number in range(1, chance.choice((2, 2, 2, 3, 4)) + 1)]
        rating = self.rating()
        in_headline = chance.random() < 0.3
        return {
            **contents.empty(self.public_id, language=self.language),
            "headline": matter.headline() + (marks if in_headline else ""),
            "statement": matter.statement() + ("" if in_headline else marks),
            "appearances": [self._place()],
            "evidence": pieces,
            "rating": rating,
            "conclusion": matter.say(sentences.CONCLUSIONS),
            "analysis": matter.analysis(),
            "looked_for": "A count of the years before." if rating["slug"] == "unproven" else "",
            "reply": chance.choice(sentences.REPLIES),
            "selection_reason": chance.choice(sentences.REASONS),
            "true_as_of": self.published_at.date().isoformat(),
        }

    def _place(self) -> dict[str, Any]:
        chance, said = self.chance, self.said_on.isoformat()
        paper = document(self.leader, self.plan)
        return {
            "claimant": self._claimant(),
            "said": {"from": said, "to": said},
            "voice": chance.choice(("direct", "reported")),
            "heard": chance.choice(("by_outlet", "other_outlet", "recording")),
            "quotation": {
                "exact": self.matter.statement(), "prefix": "At the meeting it was said: ", "suffix": ". Nobody asked.",
                "start": "", "end": "",
            },
            "locator": "",
            "document": {
                name: paper[name] for name in ("id", "title", "url", "publisher", "published_on", "snapshot_sha256")
            },
        }  # fmt: skip

    def _claimant(self) -> dict[str, Any]:
        chance, drawn = self.chance, self.chance.random()
        who = {"id": "", "kind": "", "name": "", "described_as": "", "role": ""}
        if drawn < 0.78:
            n = words.zipf(chance, words.CLAIMANTS)
            self.claimant_pk = n + 1
            kind, name = words.claimant(n)
            role = words.ROLES[n % len(words.ROLES)] if kind == "public_figure" else ""
            return {**who, "id": claimant_id(n), "kind": kind, "name": name, "role": role}
        if drawn < 0.9:
            return {**who, "kind": "many", "described_as": "Posts on several networks"}
        if drawn < 0.95:
            return {**who, "kind": "unnamed", "described_as": "Somebody at the town hall"}
        return {**who, "kind": "private_person", "described_as": "A visitor of the meeting"}

    def _piece(self, number: int) -> dict[str, Any]:
        chance, matter = self.chance, self.matter
        day = (self.said_on - timedelta(days=chance.randrange(30, 900))).isoformat()
        drawn = words.zipf(chance, STANDING) if chance.random() < 0.25 else None
        self.paper_pks.append(None if drawn is None else drawn + 1)
        paper = None if drawn is None else standing(drawn)
        publisher = f"{words.place(words.zipf(chance, words.PLACES))} {chance.choice(words.PAPERS)}"
        return {
            "number": number,
            "stance": chance.choice(("refutes", "refutes", "supports", "context")),
            "kind": chance.choice(("official_report", "dataset", "news_report", "study")),
            "title": paper["title"] if paper else matter.say(sentences.TITLES),
            "url": paper["url"] if paper else f"https://sources.example/{self.n}/{number}",
            "publisher": paper["publisher"] if paper else publisher,
            "person": "", "role": "",
            "published": {"from": day, "to": day},
            "language": "en",
            "quotation": matter.say(sentences.QUOTATIONS), "translation": "",
            "locator": f"page {chance.randrange(1, 90)}",
            "primary": chance.choice(("yes", "no")),
            "primary_why": "", "independence": "independent", "repeats": 0, "seen_as": "original", "interests": "",
            "note": "", "discounted_reason": "",
            "document_id": paper["id"] if paper else "",
        }  # fmt: skip


def claimant_id(n: int) -> str:
    return public_id(n, salt=1)


def document_pk(leader: int) -> int:
    return STANDING + leader + 1


def said_on(plan: Plan, leader: int) -> date:
    return plan.moment(leader).date() - timedelta(days=3 + leader % 17)


def document(leader: int, plan: Plan) -> dict[str, Any]:
    """Where claim `leader` and those that follow it were said. Its facts follow from the number, whichever claim
    asks."""
    chance = Random(f"document {leader}")  # noqa: S311
    town = words.place(words.zipf(chance, words.PLACES))
    return {
        "id": public_id(leader, salt=2),
        "title": f"{words.pick(chance, words.TOPICS)} in {town}: the debate",
        "url": f"https://www.{town.lower()}.example/debates/{leader}",
        "publisher": f"{town} {chance.choice(words.PAPERS)}",
        "published_on": said_on(plan, leader).isoformat(),
        "snapshot_sha256": "",
        "kind": chance.choice(("article", "article", "speech", "post")),
    }


def standing(n: int) -> dict[str, Any]:
    """A source that many claims draw on."""
    town = words.place(n)
    return {
        "id": public_id(n, salt=3),
        "title": f"Yearbook of {town}",
        "url": f"https://yearbook.example/{n}",
        "publisher": f"{town} {words.PAPERS[n % len(words.PAPERS)]}",
        "published_on": (date(2010, 1, 1) + timedelta(days=n)).isoformat(),
        "snapshot_sha256": "",
        "kind": "report",
    }
