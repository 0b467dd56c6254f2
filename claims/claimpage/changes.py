"""What became of a check: its versions with what changed in each, and the line of its life."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims import words
from claims.claimpage.sources import Content

CHANGE_LABELS = {**words.VERSION_CHANGE_KINDS, "takedown": "Taken down"}
REDACTED = "What this note said has been redacted."


class Byline:
    """Shows people by name or by role, as the newsroom decided."""

    def __init__(self, style: str, people: dict[str, dict[str, str]]) -> None:
        self.style = style
        self.people = people

    def one(self, key: str, role: str = "") -> str:
        person = self.people.get(key, {})
        name = person.get("name", "") if self.style == "names" else ""
        return name or words.ROLES.get(role or person.get("role", ""), "") or "A member of the desk"

    def all(self, keys: Iterable[str]) -> list[str]:
        shown: dict[str, None] = dict.fromkeys(self.one(key) for key in keys)
        return list(shown)


def floor(changes: Iterable[dict[str, Any]]) -> int:
    """Versions up to this number were taken down: their words come back nowhere, whatever follows."""
    return max(
        (number_of(each.get("number")) for each in changes if each.get("kind") == "takedown"), default=0
    )


def visible_changes(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The public list of versions, oldest first, without those that a take-down has ended."""
    listed = sorted(changes, key=lambda each: number_of(each.get("number")))
    lowest = floor(listed)
    return [each for each in listed if number_of(each.get("number")) >= lowest]


def change_kind(change: dict[str, Any]) -> str:
    """What a version changed, as one word: "" for the first, and wording where nothing else was said."""
    if change.get("change_kind") or change.get("kind") in ("retraction", "takedown"):
        return change.get("change_kind") or change["kind"]
    return "wording" if number_of(change.get("number")) > 1 else ""


def rating_changed(change: dict[str, Any]) -> bool:
    """Did readers get another word, or the same one with another meaning? Not where one was only taken back."""
    old, new = change.get("from_rating") or {}, change.get("rating") or {}
    return bool(old.get("slug")) and any(old.get(name) != new.get(name) for name in ("slug", "label"))


def note_text(given: dict[str, Any]) -> str:
    """What a version's note or reason says; a sentence in its place where it was redacted."""
    had_one = given.get("redacted_at") and change_kind(given) not in ("", "wording")
    return given.get("text", "") or (REDACTED if had_one else "")


def number_of(value: Any) -> int:
    return value if isinstance(value, int) else 0


def as_version(given: dict[str, Any], before: dict[str, Any] | None, byline: Byline) -> dict[str, Any]:
    kind = change_kind(given)
    rating, old = given.get("rating") or {}, given.get("from_rating") or {}
    return {
        "number": number_of(given.get("number")),
        "kind": kind,
        "label": CHANGE_LABELS.get(kind, "Published"),
        "text": note_text(given),
        "at": given.get("at", ""),
        "by": byline.one(given.get("by", "")) if given.get("by") else "",
        "rating": rating,
        "from_rating": old,
        "rating_changed": rating_changed(given),
        # A version that was taken down has no page to point to.
        "from_number": number_of(before.get("number")) if before and before.get("kind") != "takedown" else 0,
    }


def history_of(
    content: Content, record: dict[str, Any], public: dict[str, Any], byline: Byline
) -> list[dict[str, Any]]:
    """Every version with what changed in it, oldest first, with the text in hand where that is not public."""
    listed = visible_changes(public.get("changes") or [])
    number = number_of(content.get("number"))
    note = content.get("change_note") or {}
    if number and number not in [number_of(each.get("number")) for each in listed]:
        mine = {
            "number": number,
            "kind": record.get("kind", "publication"),
            "change_kind": note.get("kind", ""),
            "text": note.get("text", ""),
            "at": record.get("published_at", ""),
            "rating": content.get("rating") or {},
            "from_rating": note.get("from_rating") or {},
        }
        listed = sorted([*listed, mine], key=lambda each: number_of(each.get("number")))
    if (
        listed
        and number_of(listed[0].get("number")) > 1
        and not floor(listed)
        and public.get("first_published_at")
    ):
        began = {"number": 1, "kind": "publication", "at": public["first_published_at"]}
        listed = [{**began, "rating": listed[0].get("from_rating") or {}}, *listed]
    return [as_version(each, before, byline) for before, each in zip([None, *listed], listed, strict=False)]


def life_of(first: dict[str, Any] | None, history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    marks: list[dict[str, Any]] = []
    if first and first["who"]["kind"] != "nobody" and first["said"]["from"]:
        publisher, voice = first["document"].get("publisher", ""), first["voice"]
        if voice == "own":
            text = f"Published by {publisher or first['who']['text']}"
        elif voice == "direct":
            text = f"Said by {first['who']['text']}"
        else:
            text = f"As reported by {publisher or 'the outlet'}"
        marks.append({"said": first["said"], "text": text, "mark": "", "number": 0, "rating": None})
    for each in history:
        kind, rating = each["kind"], each["rating"]
        label = rating.get("label", "")
        if not kind:
            text, mark = (f"Published as {label}" if label else "Published"), "pub"
        elif kind == "correction":
            text, mark = (
                (f"Corrected to {label}" if each["rating_changed"] else "Corrected; the rating stays"),
                "fix",
            )
        elif kind == "update":
            text, mark = (f"Update: {label}" if each["rating_changed"] else "Update; the rating stays"), "up"
        else:
            text, mark = each["label"], "fix" if kind in ("retraction", "takedown") else "up"
        number = 0 if kind == "takedown" else each["number"]  # what was taken down has no page
        marks.append({"at": each["at"], "text": text, "mark": mark, "number": number, "rating": rating})
    return marks
