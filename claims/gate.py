"""The gate before review and before publishing: what is missing, and which pieces of evidence count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims import links, said, texts, workflow
from claims.content import first_appearance, names_somebody_private
from claims.formats import claimreview
from claims.words import CHANGE_KINDS, FIELDS, HEARD, VOICES

# These fields stand on the page of their place, not on the workbench.
_ELSEWHERE = dict.fromkeys(("claimant_name", "said_from", "document_url", "appearances"), "#appearances")
ENOUGH = 2  # pieces independent of the claimant and of each other


@dataclass(frozen=True)
class Check:
    field: str  # name of the form field
    label: str
    met: bool
    detail: str  # why not, or what was found
    anchor: str  # where the link leads
    number: str = ""  # the piece of evidence or the place that is meant, if one is


def checklist(
    content: dict[str, Any], *, note_needed: Sequence[str] = (), scale_ended: str = ""
) -> list[Check]:
    """Every check, met or not, in the workbench's order. `note_needed` is workflow.needs_change_note's
    answer; `scale_ended` says why the rating's scale may not be used any more, "" where it may."""
    checks = [
        _filled(content, "headline", "Write the headline: ours, the fact first."),
        _filled(content, "statement", "Write the statement, saying no more than was said."),
        *_places(content),
        _rating(content["rating"], scale_ended),
        _filled(content, "conclusion", "Write one or two sentences. A reader sees this first."),
        _filled(content, "analysis", "Write how the evidence leads to the rating."),
        *_references(content),
        _filled(content, "selection_reason", "Say why the desk chose this claim."),
        _filled(content, "reply", "Say what the claimant told you, or why you did not ask."),
        _true_as_of(content),
        _evidence(content),
        *_change_note(content, note_needed),
    ]
    return [*checks, *_claimreview(content, checks)]


def missing(
    content: dict[str, Any], *, note_needed: Sequence[str] = (), scale_ended: str = ""
) -> list[Check]:
    checks = checklist(content, note_needed=note_needed, scale_ended=scale_ended)
    return [check for check in checks if not check.met]


def counted(content: dict[str, Any]) -> tuple[list[int], dict[int, str]]:
    """The numbers of the pieces that count towards two, and why each of the others does not."""
    counts: list[int] = []
    reasons: dict[int, str] = {}
    seen: dict[tuple[str, str], int] = {}
    places = {
        mark
        for place in content["appearances"]
        for mark in _marks(place["document"], place["document"]["id"])
    }
    for piece in sorted(content["evidence"], key=lambda piece: piece["number"]):
        marks = _marks(piece, piece["document_id"])
        twin = next((seen[mark] for mark in marks if mark in seen), None)
        reason = _own_reason(piece, content)
        if not reason and places.intersection(marks):
            reason = "the document the claim stands in"
        if not reason and twin is not None:
            reason = f"the same source as piece {twin}"
        if reason:
            reasons[piece["number"]] = reason
            continue
        counts.append(piece["number"])
        seen.update(dict.fromkeys(marks, piece["number"]))
    return counts, reasons


def _own_reason(piece: dict[str, Any], content: dict[str, Any]) -> str:
    """Why a piece does not count, whatever the other pieces are."""
    if piece["discounted_reason"]:
        return f"discounted: {piece['discounted_reason']}"
    if piece["stance"] == "context":
        return "context"
    if piece["independence"] == "claimant" or _speaks_for_claimant(piece, content):
        return "the claimant’s own words"
    if piece["independence"] == "unnamed":
        return "unnamed source"
    if piece["independence"] == "repeats":
        return f"repeats piece {piece['repeats']}" if piece["repeats"] else "repeats another piece"
    return ""


def _speaks_for_claimant(piece: dict[str, Any], content: dict[str, Any]) -> bool:
    """Also where nobody marked it: the person quoted, or the publisher, is the claimant."""
    voices = {_folded(piece["person"])}
    if not piece["person"]:
        voices.add(_folded(piece["publisher"]))
    return any(_folded(place["claimant"]["name"]) in voices - {""} for place in content["appearances"])


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _marks(source: dict[str, Any], document_id: str) -> list[tuple[str, str]]:
    """What makes two sources one: the document that we hold, or the address."""
    marks = [("document", document_id)] if document_id else []
    return marks + ([("url", links.canonical(source["url"]))] if source["url"] else [])


def _check(field: str, label: str, met: bool, detail: str, anchor: str = "", number: str = "") -> Check:
    return Check(field, label, met, detail, anchor or f"#id_{field}", number)


def _filled(content: dict[str, Any], field: str, why: str) -> Check:
    met = bool(content[field].strip())
    return _check(field, FIELDS[field], met, "" if met else why)


def _places(content: dict[str, Any]) -> list[Check]:
    place = first_appearance(content)
    if place is None:
        return [_place("appearances", "Where it was said", "Add the place where it was said.", "")]
    checks = [_claimant(place)]
    if place["claimant"]["kind"] != "nobody":  # a question that the desk asks was said by nobody, nowhere
        checks += [
            _said(place),
            _choice("voice", place["voice"], VOICES, "Choose in whose words it stands there."),
            _choice("heard", place["heard"], HEARD, "Say who heard it."),
            _anchor(place),
        ]
    return checks + [
        _place(
            "claimant_name",
            "No name here",
            "Only a public figure or an organisation may be named.",
            str(number),
        )
        for number, other in enumerate(content["appearances"], start=1)
        if names_somebody_private(other)
    ]


def _place(field: str, label: str, why: str, number: str = "1") -> Check:
    return _check(field, label, False, why, "#appearances", number)


def _claimant(place: dict[str, Any]) -> Check:
    claimant = place["claimant"]
    label = FIELDS["claimant"]
    if claimant["kind"] == "nobody":
        return _check(
            "claimant_kind", label, True, "Nobody: a question that the desk asks", "#appearances", "1"
        )
    if not claimant["kind"]:
        return _place("claimant_kind", label, "Say who said it.")
    if claimant["kind"] in ("public_figure", "organisation"):
        if not claimant["name"]:
            return _place("claimant_name", label, "Give the name of who said it.")
        return _check("claimant_name", label, True, claimant["name"], "#appearances", "1")
    if not claimant["described_as"]:
        return _place("described_as", label, "Describe who said it, without a name.")
    return _check("described_as", label, True, claimant["described_as"], "#appearances", "1")


def _said(place: dict[str, Any]) -> Check:
    span, label = place["said"], FIELDS["said"]
    if not span["from"]:
        return _place("said_from", label, "Give the day, or the first and the last day it may have been.")
    try:
        said.parse(span["from"], span["to"])
    except ValueError as error:
        return _place("said_from", label, str(error))
    return _check("said_from", label, True, said.phrase(span["from"], span["to"]), "#appearances", "1")


def _choice(field: str, value: str, words: dict[str, str], why: str) -> Check:
    if value not in words:
        return _place(field, FIELDS[field], why)
    return _check(field, FIELDS[field], True, words[value], "#appearances", "1")


def _anchor(place: dict[str, Any]) -> Check:
    found = place["quotation"]["exact"].strip() or place["document"]["url"] or place["locator"].strip()
    why = "Mark the quotation, or give the address of the source text or a page or time in it."
    return _check("exact", FIELDS["quotation"], bool(found), "" if found else why, "#appearances", "1")


def _rating(rating: dict[str, Any], scale_ended: str) -> Check:
    if rating and scale_ended:
        return _check("rating", FIELDS["rating"], False, scale_ended)
    return _check("rating", FIELDS["rating"], bool(rating), rating.get("label", "") or "Choose a rating.")


def _references(content: dict[str, Any]) -> list[Check]:
    named = texts.references(content["analysis"])
    if not named:
        return []
    wrong = sorted(named - {piece["number"] for piece in content["evidence"]})
    detail = f"No such piece of evidence: {_list(f'[{number}]' for number in wrong)}."
    return [_check("analysis", "References in the analysis", not wrong, detail if wrong else "")]


def _true_as_of(content: dict[str, Any]) -> Check:
    day, label = content["true_as_of"], FIELDS["true_as_of"]
    if not day:
        return _check(
            "true_as_of", label, False, "Give the day up to which this holds. Readers always see it."
        )
    try:
        said.parse(day)
    except ValueError as error:
        return _check("true_as_of", label, False, str(error))
    return _check("true_as_of", label, True, said.phrase(day))


def _evidence(content: dict[str, Any]) -> Check:
    if content["rating"].get("settles") == "no":
        label = f"What you looked for, as the rating {content['rating']['label']} asks"
        met = bool(content["looked_for"].strip())
        return _check("looked_for", label, met, "" if met else "Say what you looked for and did not find.")
    counts, reasons = counted(content)
    said_why = bool(content["fewer_sources"].strip())
    met = len(counts) >= ENOUGH or said_why
    parts = [f"Counted: {_list(counts)}." if counts else "None counted."]
    if reasons:
        parts.append("Not counted: " + "; ".join(f"{number}, {why}" for number, why in reasons.items()) + ".")
    if len(counts) < ENOUGH:
        parts.append(
            "The reason for fewer is given." if said_why else "Add what is missing, or say why fewer must do."
        )
    return _check(
        "evidence",
        "Two pieces independent of the claimant and of each other",
        met,
        " ".join(parts),
        "#evidence",
    )


def _change_note(content: dict[str, Any], needed: Sequence[str]) -> list[Check]:
    note, label = content["change_note"], FIELDS["change_note"]
    if content["number"] == 1:
        return []
    changed = _list(FIELDS[name].lower() for name in needed)
    kind = note.get("kind", "")
    if needed and not kind:
        return [_check("change_kind", label, False, f"Tell readers what changed: {changed}.")]
    if kind and kind not in CHANGE_KINDS:
        return [_check("change_kind", label, False, "Choose the kind of change.")]
    if kind and (why := workflow.change_kinds(needed)[kind]):
        return [_check("change_kind", label, False, f"{CHANGE_KINDS[kind]}: {why} Changed: {changed}.")]
    if kind not in ("", "wording") and not note["text"].strip():
        return [_check("change_text", label, False, "Say in a sentence what changed.")]
    return [_check("change_kind", label, True, CHANGE_KINDS[kind or "wording"])]


def _claimreview(content: dict[str, Any], checks: Sequence[Check]) -> list[Check]:
    """Errors block, each at its field, unless that field is asked for already; advice never blocks."""
    problems = claimreview.lint(content)
    asked = {check.field for check in checks if not check.met}
    errors = [p for p in problems if p.level == "error" and p.field not in asked]
    if errors:
        return [_check(p.field, "ClaimReview", False, p.message, _ELSEWHERE.get(p.field, "")) for p in errors]
    if any(problem.level == "error" for problem in problems):
        return []
    advice = [problem.message for problem in problems]
    detail = " ".join([f"{len(advice)} advice, which does not block:", *advice]) if advice else ""
    return [_check("claimreview", "No error in ClaimReview", True, detail, "#claimreview")]


def _list(items: Any) -> str:
    return ", ".join(str(item) for item in items)
