"""What happened to a published check, in sentences that readers may see. From its public versions alone: who published
which version on what basis, what was corrected, what was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from claims import claimpage, words

_READ = {
    "second_person": "A second person, who wrote none of it, had read it.",
    "countersigned": "Two people who both worked on it had read it.",
    "override": "No second person had read it: an administrator overrode the rule, with a reason.",
}
_KINDS = {
    "correction": "a correction",
    "update": "an update",
    "clarification": "a clarification",
    "wording": "a change of wording only",
}


def told(
    changes: Iterable[dict[str, Any]],
    *,
    people: Mapping[str, Mapping[str, str]],
    bases: Mapping[int, str],
    bylines: str = "names",
) -> list[dict[str, Any]]:
    """One entry a version, oldest first: sentence, moment, public reason, and which version it came after.

    changes  PublicClaim.changes; what a take-down ended is left out
    people   key → {"name", "role"}
    bases    number → what the version rests on
    """
    listed = claimpage.visible_changes(changes)
    story = []
    for before, each in zip([None, *listed], listed, strict=False):
        kind = each["kind"]
        who = _who(people.get(each.get("by", ""), {}), bylines)
        story.append(
            {
                "number": each["number"],
                "at": each["at"],
                "text": f"{who} {_did(each, before)}",
                "read": _READ.get(bases.get(each["number"], ""), "") if kind == "publication" else "",
                "reason": each.get("text", ""),
                "from_number": before["number"] if before and before["kind"] != "takedown" else 0,
                "kind": kind,
            }
        )
    return story


def notes(changes: Iterable[dict[str, Any]], *, after: int, until: int) -> list[dict[str, Any]]:
    """What readers were told of each version after one and up to another, oldest first."""
    return [
        {
            "number": each["number"],
            "label": claimpage.CHANGE_LABELS.get(claimpage.change_kind(each), "First version"),
            "at": each["at"],
            "text": each["text"],
        }
        for each in claimpage.visible_changes(changes)
        if after < each["number"] <= until and each.get("text")
    ]


def corrections(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The versions in which we said that we had been wrong, oldest first, each with the version before it.
    (An update is none: the earlier rating was no mistake.)"""
    listed = claimpage.visible_changes(changes)
    return [
        {
            "number": each["number"],
            "from_number": before["number"] if before["kind"] != "takedown" else 0,
            "text": each["text"],
            "at": each["at"],
        }
        for before, each in pairwise(listed)
        if each.get("change_kind") == "correction"
    ]


def _who(person: Mapping[str, str], bylines: str) -> str:
    if bylines == "names" and person.get("name"):
        return person["name"]
    role = words.ROLES.get(person.get("role", ""), "member of the desk").lower()
    return f"{'An' if role[0] in 'aeiou' else 'A'} {role}"


def _did(each: dict[str, Any], before: dict[str, Any] | None) -> str:
    if each["kind"] == "retraction":
        return "retracted the check."
    if each["kind"] == "takedown":
        return "took the check down. What had been published before is shown nowhere."
    label = (each.get("rating") or {}).get("label", "")
    if before is None and each["number"] == 1:
        return f"published the check, rated {label}."
    back = "brought the check back with" if before and before["kind"] != "publication" else "published"
    kind = _KINDS.get(claimpage.change_kind(each), "")
    return f"{back} version {each['number']}, {kind}{_rating(each, label)}."


def _rating(each: dict[str, Any], label: str) -> str:
    old = each.get("from_rating") or {}
    if claimpage.rating_changed(each):
        return f": the rating went from {old['label']} to {label}"
    return f"; it stays rated {label}" if old else f", rated {label}"
