"""What a second person must approve: the closed list, and questions about a content dict.

The database's content triggers are made from the three tuples of columns; whoever adds one makes the
trigger anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from claims import links
from claims.words import NAMED_KINDS

FORMAT = "factcheck-content-1"

CLAIM_COLUMNS = (
    "headline", "statement", "language", "rating_id", "conclusion", "analysis", "looked_for", "fewer_sources",
    "reply", "selection_reason", "true_as_of", "change_kind", "change_text",
)  # fmt: skip
APPEARANCE_COLUMNS = (
    "document_id", "snapshot_id", "position", "claimant_id", "claimant_kind", "claimant_name", "described_as",
    "claimant_role", "said_from", "said_to", "voice", "heard", "exact", "prefix", "suffix", "start", "end",
    "locator", "document_title", "document_url", "document_publisher", "document_published_on", "removed_at",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    "document_id", "position", "stance", "kind", "title", "url", "publisher", "person", "role",
    "published_from", "published_to", "language", "quotation", "translation", "locator", "primary",
    "primary_why", "independence", "repeats_id", "seen_as", "interests", "note", "discounted_reason",
    "removed_at",
)  # fmt: skip

CONTENT_KEYS = (
    "format", "public_id", "number", "previous_record_sha256", "headline", "statement", "language",
    "appearances", "evidence", "rating", "conclusion", "analysis", "looked_for", "fewer_sources", "reply",
    "selection_reason", "true_as_of", "change_note",
)  # fmt: skip
APPEARANCE_KEYS = ("claimant", "said", "voice", "heard", "quotation", "locator", "document")
CLAIMANT_KEYS = ("id", "kind", "name", "described_as", "role")
SPAN_KEYS = ("from", "to")
QUOTATION_KEYS = ("exact", "prefix", "suffix", "start", "end")
DOCUMENT_KEYS = ("id", "title", "url", "publisher", "published_on", "snapshot_sha256")
EVIDENCE_KEYS = (
    "number", "stance", "kind", "title", "url", "publisher", "person", "role", "published", "language",
    "quotation", "translation", "locator", "primary", "primary_why", "independence", "repeats", "seen_as",
    "interests", "note", "discounted_reason", "document_id",
)  # fmt: skip
RATING_KEYS = ("slug", "label", "definition", "value", "settles", "token", "scale")
SCALE_KEYS = ("name", "version", "ratings")
SCALE_RATING_KEYS = ("slug", "label", "value", "token")
CHANGE_NOTE_KEYS = ("kind", "text", "from_number", "from_rating")
FROM_RATING_KEYS = ("slug", "label", "token")

# What differs between two versions even when nobody changed a word.
_BOOKKEEPING = ("number", "previous_record_sha256", "change_note")


def empty(public_id: str = "", *, number: int = 1, language: str = "en") -> dict[str, Any]:
    """A content dict with every key and no words."""
    content: dict[str, Any] = dict.fromkeys(CONTENT_KEYS, "")
    content.update(format=FORMAT, public_id=public_id, number=number, language=language)
    content.update(appearances=[], evidence=[], rating={}, change_note={})
    return content


def substance(content: dict[str, Any]) -> dict[str, Any]:
    """Content without number, previous hash and change note: did anything change?"""
    return {key: value for key, value in content.items() if key not in _BOOKKEEPING}


def blank(content: dict[str, Any], reason: str, *, kind: str = "takedown") -> dict[str, Any]:
    """The same place in the history with its words gone: what a take-down freezes. `reason` is public."""
    kept = ("public_id", "number", "previous_record_sha256", "language")
    note = {"kind": kind, "text": reason, "from_number": content["number"] - 1, "from_rating": {}}
    return {**empty(), **{key: content[key] for key in kept}, "change_note": note}


def check(content: dict[str, Any]) -> None:
    """ValueError unless the dict has exactly the keys of this format, and a name only where names may
    stand."""
    _exactly(content, CONTENT_KEYS, "content")
    for place in content["appearances"]:
        _exactly(place, APPEARANCE_KEYS, "appearance")
        _exactly(place["claimant"], CLAIMANT_KEYS, "claimant")
        _exactly(place["said"], SPAN_KEYS, "said")
        _exactly(place["quotation"], QUOTATION_KEYS, "quotation")
        _exactly(place["document"], DOCUMENT_KEYS, "document")
        if names_somebody_private(place):
            raise ValueError("only a public figure or an organisation may be named")
    for piece in content["evidence"]:
        _exactly(piece, EVIDENCE_KEYS, "evidence")
        _exactly(piece["published"], SPAN_KEYS, "published")
    if content["rating"]:
        _exactly(content["rating"], RATING_KEYS, "rating")
        _exactly(content["rating"]["scale"], SCALE_KEYS, "scale")
        for rating in content["rating"]["scale"]["ratings"]:
            _exactly(rating, SCALE_RATING_KEYS, "scale rating")
    if content["change_note"]:
        _exactly(content["change_note"], CHANGE_NOTE_KEYS, "change note")
        if content["change_note"]["from_rating"]:
            _exactly(content["change_note"]["from_rating"], FROM_RATING_KEYS, "rating before")


def names_somebody_private(appearance: dict[str, Any]) -> bool:
    claimant = appearance["claimant"]
    return bool(claimant["name"] or claimant["id"]) and claimant["kind"] not in NAMED_KINDS


def first_appearance(content: dict[str, Any]) -> dict[str, Any] | None:
    return content["appearances"][0] if content["appearances"] else None


def pair_evidence(
    old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]
) -> tuple[list[tuple[dict, dict]], list[dict], list[dict]]:
    """The same pieces in two versions: (pairs, removed, added).

    Numbers follow the order on the page and content holds no other name for a piece, so pieces are
    recognised by what they are: the document, the address, the words, the title, the surest mark first.
    One changed in all of these is another piece.
    """
    pairs: list[tuple[dict, dict]] = []
    gone, come = list(old), list(new)
    for mark in _MARKS:
        waiting: dict[tuple, list[dict]] = {}
        for piece in come:
            waiting.setdefault(mark(piece), []).append(piece)
        for piece in list(gone):
            key = mark(piece)
            if all(key) and waiting.get(key):
                match = waiting[key].pop(0)
                pairs.append((piece, match))
                gone = [other for other in gone if other is not piece]
                come = [other for other in come if other is not match]
    pairs.sort(key=lambda pair: pair[1]["number"])
    return pairs, gone, come


_MARKS = (
    lambda piece: (piece["document_id"], piece["quotation"], piece["locator"]),
    lambda piece: (piece["document_id"], piece["quotation"]),
    lambda piece: (links.canonical(piece["url"]), piece["quotation"]),
    lambda piece: (piece["document_id"],),
    lambda piece: (links.canonical(piece["url"]),),
    lambda piece: (piece["quotation"],),
    lambda piece: (piece["title"],),
)


def _exactly(value: dict[str, Any], keys: tuple[str, ...], name: str) -> None:
    if set(value) != set(keys):
        raise ValueError(f"{name} has other keys than its format: {sorted(set(value) ^ set(keys))}")
