"""Who may do what, and when: the state table of the working copy, as data.

Whether readers see something is another fact (`public_status`), never a state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims import links
from claims.content import first_appearance
from claims.refusals import Forbidden, Refused
from claims.words import CHANGE_KINDS, DROP_REASONS

STATES = ("spotted", "drafting", "in_review", "approved", "published", "dropped")
ROLES = ("reporter", "editor", "administrator")  # each may do all that the one before may do
WRITABLE = ("spotted", "drafting")  # the states in which content may be written

__all__ = [
    "CHANGE_KINDS", "DROP_REASONS", "ROLES", "STATES", "VERBS", "WRITABLE", "Facts", "Verb", "allowed",
    "at_least", "change_kinds", "check", "check_writable", "is_allowed", "needs_change_note",
]  # fmt: skip


@dataclass(frozen=True)
class Verb:
    name: str
    sources: frozenset[str]
    target: str | None  # None: the state stays as it is
    role: str  # the least role
    rule: str  # what the claim has to be, and what to do: said after the state it is in


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a decision may look at: the claim's, then the asking person's."""

    state: str
    has_revision: bool = False
    public_status: str = "none"  # none, shown, retracted, taken_down
    contributors: int = 0  # people who changed the version in the making
    has_editor_contributor: bool = False  # one of them may approve as an editor
    countersigners: int = 0  # people who countersigned exactly the present text
    reviewers: str = "editors"  # or "everyone": the newsroom's rule
    role: str = "reporter"
    is_active: bool = True
    is_contributor: bool = False  # to any number above the last Revision's
    has_countersigned: bool = False  # exactly the present text


def _verb(name: str, sources: str, target: str | None, role: str, rule: str) -> Verb:
    return Verb(name, frozenset(sources.split()), target, role, rule)


_LIVE = "spotted drafting in_review approved published"
VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        _verb("take", "spotted", "drafting", "reporter", "Only a spotted claim can be taken."),
        _verb("pass_over", "spotted drafting in_review", "dropped", "reporter",
              "Only a claim that nobody has approved can be passed over."),
        _verb("drop", "spotted drafting in_review", "dropped", "reporter",
              "Only a claim that nobody has approved can be dropped."),
        _verb("reopen", "dropped", "drafting", "editor", "Only a dropped claim can be reopened."),
        _verb("submit", "drafting", "in_review", "reporter", "Only a draft can be submitted."),
        _verb("recall", "in_review", "drafting", "reporter", "Only a claim in review can be recalled."),
        _verb("request_changes", "in_review approved", "drafting", "editor",
              "Changes can be requested only of a claim in review or approved."),
        _verb("approve", "in_review", "approved", "editor", "Only a claim in review can be approved."),
        _verb("approve_and_publish", "in_review", "published", "editor",
              "Only a claim in review can be approved and published in one step."),
        _verb("countersign", "in_review", "approved", "reporter",
              "Only a claim in review can be countersigned."),
        _verb("override", "in_review", "approved", "administrator",
              "Only a claim in review can be approved by override."),
        _verb("publish", "approved", "published", "editor",
              "Only an approved claim can be published."),
        _verb("edit", "approved published", "drafting", "reporter",
              "Edit opens a claim that is approved or published."),
        _verb("discard", "drafting in_review approved", "published", "editor",
              "Only changes that are not published yet can be discarded."),
        _verb("retract", _LIVE, "drafting", "editor", "A dropped claim cannot be retracted."),
        _verb("take_down", _LIVE, "drafting", "editor", "A dropped claim cannot be taken down."),
    )
}  # fmt: skip

# The order of the buttons: the way forward first, the ways out last.
_BUTTONS = (
    "take", "submit", "approve_and_publish", "approve", "publish", "countersign", "override", "edit",
    "recall", "request_changes", "reopen", "pass_over", "drop", "discard", "retract", "take_down",
)  # fmt: skip
_STATE_IS = {
    "spotted": "This claim is only spotted so far.",
    "drafting": "This claim is a draft.",
    "in_review": "This claim is in review.",
    "approved": "This claim is approved.",
    "published": "This claim is published, and nobody is changing it.",
    "dropped": "This claim was dropped.",
}
_WHAT_NEXT = {
    "spotted": "Take it first.",
    "drafting": "Submit it first.",
    "in_review": "To work on it, recall it or request changes.",
    "approved": "To work on it, press Edit.",
    "published": "To work on it, press Edit.",
    "dropped": "An editor can reopen it.",
}
_WHAT_NEXT_FOR = {  # where the state's own advice would lead astray
    **{(verb, "drafting"): "Open it and work on it." for verb in ("take", "reopen", "edit")},
    ("publish", "in_review"): "Somebody has to approve it first.",
}
_WHO = {"editor": "Only an editor may do this.", "administrator": "Only an administrator may do this."}
_PUBLIC_IS = {
    "none": "Nothing of this claim is public.",
    "shown": "This claim is public.",
    "retracted": "This claim is retracted.",
    "taken_down": "This claim is taken down.",
}


def at_least(role: str, wanted: str) -> bool:
    """Is this role the wanted one or above? False for a role that does not exist."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(wanted)


def check(verb: str, facts: Facts) -> None:
    """Nothing if the verb may be done; else Forbidden (not by this person), then Refused (not now)."""
    rule = VERBS[verb]
    _check_person(rule, facts)
    _check_state(rule, facts)


def is_allowed(verb: str, facts: Facts) -> bool:
    try:
        check(verb, facts)
    except (Forbidden, Refused):
        return False
    return True


def allowed(facts: Facts) -> list[str]:
    """The verbs to show as buttons, in their order on the page. (To pass over is to drop what nobody has
    taken, so only one of the two is shown.)"""
    shown = [verb for verb in _BUTTONS if is_allowed(verb, facts)]
    hidden = "drop" if facts.state == "spotted" else "pass_over"
    return [verb for verb in shown if verb != hidden]


def check_writable(facts: Facts) -> None:
    """May this person change content now?"""
    _check_account(facts, "reporter")
    if facts.state not in WRITABLE:
        raise Refused(f"{_STATE_IS[facts.state]} Its text cannot be changed now. {_WHAT_NEXT[facts.state]}")


def _check_account(facts: Facts, role: str) -> None:
    if not facts.is_active:
        raise Forbidden("This account has been closed.")
    if not at_least(facts.role, role):
        raise Forbidden(_WHO.get(role, "Only people of this desk may do this."))


def _check_person(verb: Verb, facts: Facts) -> None:
    _check_account(facts, _least_role(verb, facts))
    if verb.name in ("approve", "approve_and_publish") and facts.is_contributor:
        raise Forbidden("You changed this text, so somebody else has to approve it.")
    if verb.name == "recall" and not facts.is_contributor:
        raise Forbidden("Only somebody who worked on this text may recall it.")
    if verb.name == "countersign" and not facts.is_contributor:
        raise Forbidden(
            "Only somebody who worked on this text may countersign it. An editor who did not may approve it."
        )


def _least_role(verb: Verb, facts: Facts) -> str:
    if verb.name == "approve" and facts.reviewers == "everyone":
        return "reporter"
    if verb.name in ("drop", "pass_over") and facts.state == "in_review":
        return "editor"
    return verb.role


def _check_state(verb: Verb, facts: Facts) -> None:
    if facts.state not in verb.sources:
        raise Refused(_wrong_state(verb, facts.state))
    if verb.name in ("drop", "pass_over") and facts.has_revision:
        if facts.public_status == "shown":
            raise Refused(
                "This claim is public, so it cannot be dropped. Discard the changes, or retract it."
            )
        raise Refused("This claim has been public, so it cannot be dropped. It stays as a draft.")
    if verb.name == "countersign":
        _check_countersign(facts)
    if verb.name == "discard" and facts.public_status != "shown":
        raise Refused(f"{_PUBLIC_IS[facts.public_status]} There is no public version to go back to.")
    if verb.name == "retract" and facts.public_status != "shown":
        raise Refused(f"{_PUBLIC_IS[facts.public_status]} Only what readers see can be retracted.")
    if verb.name == "take_down" and facts.public_status not in ("shown", "retracted"):
        raise Refused(f"{_PUBLIC_IS[facts.public_status]} There is nothing to take down.")


def _check_countersign(facts: Facts) -> None:
    if facts.has_countersigned:
        raise Refused("You have countersigned this text already. It waits for the second person.")
    if facts.contributors < 2:
        raise Refused("Countersigning takes two people who both worked on this text, and only one did.")
    if not facts.has_editor_contributor:
        raise Refused("Countersigning takes an editor among the two, and no editor worked on this text.")


def _wrong_state(verb: Verb, state: str) -> str:
    """What state it is in, what the verb wants, and what to do."""
    advice = _WHAT_NEXT_FOR.get((verb.name, state), _WHAT_NEXT[state])
    return f"{_STATE_IS[state]} {verb.rule} {advice}"


# ------------------------------------------------------------------ the change note


def needs_change_note(old: dict[str, Any] | None, new: dict[str, Any]) -> list[str]:
    """Names of the changes that readers must be told of; empty where "wording only" will do. `old` is what
    is public now, None where nothing is."""
    if old is None:
        return []
    needed = []
    if _rating(old) != _rating(new):
        needed.append("rating")
    needed += [field for field in ("statement", "headline") if old[field] != new[field]]
    needed += [name for name, facet in _FACETS.items() if _facet_changed(old, new, facet)]
    if old["conclusion"] != new["conclusion"]:
        needed.append("conclusion")
    if any(_piece(piece) not in [_piece(other) for other in new["evidence"]] for piece in old["evidence"]):
        needed.append("evidence")
    return needed


def change_kinds(needed: Sequence[str]) -> dict[str, str]:
    """Every kind of change, with the reason why it is not possible here, "" where it is."""
    reasons = dict.fromkeys(CHANGE_KINDS, "")
    if "rating" in needed:
        reasons["clarification"] = "Not possible here: the rating has changed."
    if needed:
        reasons["wording"] = "Not possible here: more than wording has changed."
    return reasons


def _rating(content: dict[str, Any]) -> tuple:
    rating = content["rating"]
    return (rating["slug"], rating["scale"]["name"], rating["scale"]["version"]) if rating else ()


def _claimant(place: dict[str, Any]) -> tuple:
    return tuple(sorted(place["claimant"].items()))


def _quotation(place: dict[str, Any]) -> tuple:
    document = place["document"]
    return (place["quotation"]["exact"], place["locator"], document["id"] or document["url"])


def _said(place: dict[str, Any]) -> tuple:
    return (place["said"]["from"], place["said"]["to"])


def _voice(place: dict[str, Any]) -> tuple:
    return (place["voice"], place["heard"])


def _piece(piece: dict[str, Any]) -> tuple:
    """What a reader takes from a piece of evidence. Turned round, rewritten or no longer counted, it is as good as
    removed; a better locator or note is not."""
    source = piece["document_id"] or links.canonical(piece["url"]) or piece["title"]
    return (source, piece["quotation"], piece["stance"], bool(piece["discounted_reason"].strip()))


_FACETS = {"claimant": _claimant, "quotation": _quotation, "said": _said, "voice": _voice}


def _facet_changed(old: dict[str, Any], new: dict[str, Any], facet: Any) -> bool:
    """The first appearance is the one that readers see on top, so any change of it counts. Of the repeats,
    one more is no change of what we said; one altered or gone is."""
    first_old, first_new = first_appearance(old), first_appearance(new)
    if (facet(first_old) if first_old else None) != (facet(first_new) if first_new else None):
        return True
    kept = [facet(place) for place in new["appearances"]]
    return any(facet(place) not in kept for place in old["appearances"])
