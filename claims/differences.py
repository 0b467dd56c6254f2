"""What changed between two versions, field by field and word by word, for a reader and for the second
person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from claims import said, words
from claims.content import pair_evidence

Part = tuple[str, str]  # ("same" | "ins" | "del", text)

_WORD = re.compile(r"\S+\s*|\s+")
# Beyond this, comparing words would take seconds: the whole text is shown struck and anew.
_MOST_WORDS = 6_000
_MOST_PAIRS = 200_000

_TEXTS = (
    "headline", "statement", "language", "conclusion", "analysis", "looked_for", "fewer_sources", "reply",
    "selection_reason",
)  # fmt: skip
_PIECE_CHOICES = {
    "stance": words.STANCES,
    "kind": words.EVIDENCE_KINDS,
    "independence": words.INDEPENDENCE,
    "seen_as": words.SEEN_AS,
    "primary": {"yes": "Yes", "no": "No"},
}
_PIECE_FIELDS = (
    "number", "stance", "kind", "title", "url", "publisher", "person", "role", "published", "language",
    "quotation", "translation", "locator", "primary", "primary_why", "independence", "repeats", "seen_as",
    "interests", "note", "discounted_reason",
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    field: str
    label: str
    old: str
    new: str
    parts: list[Part]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every change, in the order of the workbench. Nothing for what is the same."""
    changes = [_change("rating", words.FIELDS["rating"], _rating(old), _rating(new))]
    changes += [_change(field, words.FIELDS[field], old[field], new[field]) for field in _TEXTS[:3]]
    changes += _places(old["appearances"], new["appearances"])
    changes += [_change(field, words.FIELDS[field], old[field], new[field]) for field in _TEXTS[3:]]
    day = [said.phrase(content["true_as_of"]) for content in (old, new)]
    changes.append(_change("true_as_of", words.FIELDS["true_as_of"], *day))
    changes += _evidence(old["evidence"], new["evidence"])
    return [change for change in changes if change.old != change.new]


def word_parts(old: str, new: str) -> list[Part]:
    """Two texts as one: what stayed, what came and what went. Joined without "del" it is the new text,
    without "ins" the old one."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > _MOST_WORDS or _pairs(before, after) > _MOST_PAIRS:
        return [(kind, text) for kind, text in (("del", old), ("ins", new)) if text]
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(before[i1:i2])))
            continue
        if i1 < i2:
            parts.append(("del", "".join(before[i1:i2])))
        if j1 < j2:
            parts.append(("ins", "".join(after[j1:j2])))
    return parts


def _pairs(before: list[str], after: list[str]) -> int:
    """How many equal pairs the comparison would look at: "a a a a" against itself is the dear case, not length."""
    counts = Counter(after)
    return sum(count * counts[word] for word, count in Counter(before).items())


def _change(field: str, label: str, old: str, new: str) -> Change:
    return Change(field, label, old, new, word_parts(old, new) if old != new else [])


def _rating(content: dict[str, Any]) -> str:
    rating = content["rating"]
    return f"{rating['label']} ({rating['scale']['name']} {rating['scale']['version']})" if rating else ""


def _places(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Change]:
    changes = []
    for at in range(max(len(old), len(new))):
        before = _place(old[at]) if at < len(old) else {}
        after = _place(new[at]) if at < len(new) else {}
        for field, label in _PLACE_LABELS.items():
            where = label if at == 0 else f"Repeat {at}: {label[0].lower()}{label[1:]}"
            changes.append(
                _change(f"appearances.{at + 1}.{field}", where, before.get(field, ""), after.get(field, ""))
            )
    return changes


_PLACE_LABELS = {
    name: words.FIELDS[name]
    for name in ("claimant", "claimant_role", "said", "voice", "heard", "quotation", "locator", "document")
}


def _place(place: dict[str, Any]) -> dict[str, str]:
    claimant, document = place["claimant"], place["document"]
    kind = words.CLAIMANT_KINDS.get(claimant["kind"], "")
    source = (
        document["publisher"],
        document["title"],
        said.phrase(document["published_on"]),
        document["url"],
    )
    return {
        "claimant": claimant["name"] or claimant["described_as"] or kind,
        "claimant_role": claimant["role"],
        "said": said.phrase(place["said"]["from"], place["said"]["to"]),
        "voice": words.VOICES.get(place["voice"], place["voice"]),
        "heard": words.HEARD.get(place["heard"], place["heard"]),
        "quotation": place["quotation"]["exact"],
        "locator": place["locator"],
        "document": ", ".join(part for part in source if part),
    }


def _evidence(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Change]:
    pairs, gone, come = pair_evidence(old, new)
    changes = [
        _change(f"evidence.{piece['number']}", f"Evidence {piece['number']}, removed", _summary(piece), "")
        for piece in gone
    ]
    for before, after in pairs:
        number = after["number"]
        for field in _PIECE_FIELDS:
            label = f"Evidence {number}: {words.FIELDS[field].lower()}"
            changes.append(
                _change(f"evidence.{number}.{field}", label, _value(before, field), _value(after, field))
            )
    changes += [
        _change(f"evidence.{piece['number']}", f"Evidence {piece['number']}, added", "", _summary(piece))
        for piece in come
    ]
    return changes


def _summary(piece: dict[str, Any]) -> str:
    when = said.phrase(piece["published"]["from"], piece["published"]["to"])
    quotation = f"“{piece['quotation']}”" if piece["quotation"] else ""
    parts = (words.STANCES.get(piece["stance"], ""), piece["title"], piece["publisher"], when, quotation)
    return ", ".join(part for part in parts if part)


def _value(piece: dict[str, Any], field: str) -> str:
    if field == "published":
        return said.phrase(piece["published"]["from"], piece["published"]["to"])
    if field == "repeats":
        return str(piece["repeats"] or "")
    value = str(piece[field])
    return _PIECE_CHOICES.get(field, {}).get(value, value)
