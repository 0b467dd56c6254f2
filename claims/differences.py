"""What changed between two versions, field by field and word by word, for a reader and for the second
person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from claims import said, words
from claims.content import pair_evidence

Part = tuple[str, str]  # ("same" | "ins" | "del", text)

_WORD = re.compile(r"\S+\s*|\s+")
_SENTENCE = re.compile(r"[^.!?…\n]*(?:[.!?…]+\s*|\n\s*)|[^.!?…\n]+")
# Beyond this, comparing words would take seconds: sentences are compared first.
_MOST_WORDS = 6_000
_MOST_PAIRS = 200_000
_SHORT = 120  # characters

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

    @property
    def anchor(self) -> str:
        """Its place on a page, for a list of what changed."""
        return "c-" + self.field.replace(".", "-")

    @property
    def is_word(self) -> bool:
        """Short enough to be read out whole, before and after, in a list."""
        return len(self.old) + len(self.new) <= _SHORT and "\n" not in self.old + self.new


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Every change, in the order of the workbench. Nothing for what is the same."""
    changes = [_change("rating", words.FIELDS["rating"], _rating(old), _rating(new)), _meaning(old, new)]
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
    head = _same_until(before, after)
    tail = _same_until(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    parts = [
        ("same", "".join(before[:head])),
        *(
            _by_words(*middle)
            if _is_cheap(*middle)
            else _by_sentences("".join(middle[0]), "".join(middle[1]))
        ),
        ("same", "".join(before[len(before) - tail :])),
    ]
    return _joined(parts)


def _same_until(before: list[str], after: list[str]) -> int:
    """How many words at the beginning are the same. Most edits leave most of a text, and this costs next to nothing."""
    pairs = zip(before, after, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _is_cheap(before: list[str], after: list[str]) -> bool:
    return len(before) + len(after) <= _MOST_WORDS and _pairs(before, after) <= _MOST_PAIRS


def _by_sentences(old: str, new: str) -> Iterator[Part]:
    """A long text by its sentences first, then by words within those that changed; where even that would take
    seconds, they are shown struck and anew."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if not _is_cheap(before, after):
        yield from (("del", old), ("ins", new))
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        words = _WORD.findall(gone), _WORD.findall(come)
        if kind == "equal":
            yield "same", gone
        elif _is_cheap(*words):
            yield from _by_words(*words)
        else:
            yield from (("del", gone), ("ins", come))


def _by_words(before: list[str], after: list[str]) -> Iterator[Part]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        yield from (("same", gone),) if kind == "equal" else (("del", gone), ("ins", come))


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Without empty parts, and neighbours of one kind as one."""
    found: list[Part] = []
    for kind, text in parts:
        if text and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return found


def _pairs(before: list[str], after: list[str]) -> int:
    """How many equal pairs the comparison would look at: "a a a a" against itself is the dear case, not length."""
    counts = Counter(after)
    return sum(count * counts[word] for word, count in Counter(before).items())


def _change(field: str, label: str, old: str, new: str) -> Change:
    return Change(field, label, old, new, word_parts(old, new) if old != new else [])


def _rating(content: dict[str, Any]) -> str:
    rating = content["rating"]
    return f"{rating['label']} ({rating['scale']['name']} {rating['scale']['version']})" if rating else ""


def _meaning(old: dict[str, Any], new: dict[str, Any]) -> Change:
    """What the word means, where the word is the same on another version of its scale."""
    before, after = old["rating"], new["rating"]
    same = before and after and before["label"] == after["label"]
    meanings = (before["definition"], after["definition"]) if same else ("", "")
    return _change("rating.definition", "What the rating means", *meanings)


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
