"""What a claim page says, as plain values: for readers, old versions and the desk's preview.

`build` takes content (the working copy's, or a version's) and hands back one dictionary, so that templates
neither count nor decide. Moments stay ISO strings: the template prints them in the newsroom's zone.
"""

from __future__ import annotations

from typing import Any

from claims.claimpage.changes import Byline, as_version, history_of, life_of, number_of, visible_changes
from claims.claimpage.languages import direction
from claims.claimpage.sources import Content, appearance_of, evidence_of, who

_FLAGS = {"correction": "Corrected", "update": "Updated", "clarification": "Clarified"}


def build(
    content: Content,
    *,
    record: dict[str, Any] | None = None,
    public: dict[str, Any] | None = None,
    number_now: int | None = None,
    bylines: str = "names",
    people: dict[str, dict[str, str]] | None = None,
    record_sha256: str = "",
) -> dict[str, Any]:
    """The page of one version, or of a text that nobody has published yet.

    content        the closed list of the content format, unrated and half filled copies included
    record         the record around it; None for a preview, which then names no approver and no fingerprint
    public         PublicClaim as a dictionary (status, changes, story_url, first_published_at …), or None
    number_now     the number that readers see now; a smaller own number makes this an old version
    bylines        "names" or "roles": how people are shown
    people         key → {"name", "role"}; unknown keys are shown by their role
    record_sha256  the fingerprint of the record file, in hexadecimal
    """
    public = public or {}
    record = record or {}
    number = number_of(content.get("number"))
    now = number_now or number
    byline = Byline(bylines, people or public.get("people") or {})
    appearances = [appearance_of(each) for each in content.get("appearances", [])]
    first = appearances[0] if appearances else None
    history = history_of(content, record, public, byline)
    is_old = bool(record) and number < now
    notes = [each for each in history if each["number"] == number] if is_old else list(reversed(history))
    rating = content.get("rating") or {}
    language = content.get("language") or "en"
    return {
        "public_id": content.get("public_id", ""),
        "number": number,
        "number_now": now,
        "is_draft": not record,
        "is_old": is_old,
        "status": public.get("status", "") if record else "",
        "headline": content.get("headline", ""),
        "statement": content.get("statement", ""),
        "language": language,
        "direction": direction(language),
        "asked_by_us": bool(first and first["who"]["kind"] == "nobody"),
        "rating": rating or None,
        "scale": scale(rating.get("scale"), rating.get("slug", "")),
        "true_as_of": content.get("true_as_of", ""),
        "first": first,
        "others": appearances[1:],
        "conclusion": content.get("conclusion", ""),
        "analysis": content.get("analysis", ""),
        "looked_for": content.get("looked_for", ""),
        "fewer_sources": content.get("fewer_sources", ""),
        "reply": content.get("reply", ""),
        "selection_reason": content.get("selection_reason", ""),
        "evidence": evidence_of(content),
        "pieces": {number_of(each.get("number")) for each in content.get("evidence", [])},
        "read_by": _read_by(record, byline),
        "written_by": byline.all(record.get("contributors", [])),
        "published_at": record.get("published_at", ""),
        "first_published_at": public.get("first_published_at", ""),
        "on_top": [note for note in notes if note["kind"] in ("correction", "update")],
        "below": [note for note in notes if note["kind"] == "clarification"],
        "own_change": next((each for each in history if each["number"] == number), None),
        "retraction": history[-1] if history and history[-1]["kind"] == "retraction" else None,
        "replaced_by": next((each for each in history if each["number"] > number), None) if is_old else None,
        "rating_now": _rating_now(public),
        "life": life_of(first, history),
        "story_url": public.get("story_url", ""),
        "record_sha256": record_sha256,
        "history_head": record.get("history_head") or {},
        "newsroom": record.get("newsroom", ""),
    }


def card(public: dict[str, Any]) -> dict[str, Any]:
    """A check as one row of a list. The rating goes with the statement: no list can print one alone."""
    names = dict.fromkeys(
        f"{who(each)['text']}, {each['role']}" if each.get("role") else who(each)["text"]
        for each in public.get("claimants") or []
    )
    changed = [each for each in visible_changes(public["changes"]) if each.get("change_kind") in _FLAGS]
    return {
        "language": public.get("language") or "en",
        "headline": public["headline"],
        "statement": public["statement"],
        "shown_rating": _rating_now(public),
        "said_by": "; ".join(names),
        "said": {"from": public["said_from"] or "", "to": public["said_to"] or ""},
        "flag": {"label": _FLAGS[changed[-1]["change_kind"]], "at": changed[-1]["at"]} if changed else None,
    }


def change(public: dict[str, Any], number: int) -> dict[str, Any] | None:
    """One version's change note as the corrections page lists it; None where a take-down has ended it."""
    listed = visible_changes(public.get("changes") or [])
    for before, each in zip([None, *listed], listed, strict=False):
        if each["number"] == number:
            found = as_version(each, before, Byline("roles", {}))
            found["language"] = public.get("language") or "en"
            found["public_id"] = public["public_id"]
            found["headline"] = public["headline"] or "A check that is no longer shown"
            return found
    return None


def scale(given: dict[str, Any] | None, chosen: str = "") -> dict[str, Any] | None:
    """A rating scale as it is drawn: the marks on the line, and those that stand beside it."""
    if not given or not given.get("ratings"):
        return None
    marks = [{**each, "chosen": each.get("slug") == chosen} for each in given["ratings"]]
    line = [each for each in marks if each.get("value") not in ("", None)]
    return {
        "name": given.get("name", ""),
        "version": given.get("version", ""),
        "line": line,
        "beside": [each for each in marks if each not in line],
        "marks": len(line),
    }


def _rating_now(public: dict[str, Any]) -> dict[str, str] | None:
    if not public.get("rating_label"):
        return None
    return {key: public.get(f"rating_{key}", "") for key in ("label", "token")} | {
        "slug": public.get("rating", "")
    }


def _read_by(record: dict[str, Any], byline: Byline) -> dict[str, Any] | None:
    approvals = record.get("approvals") or []
    basis = record.get("basis", "")
    if not approvals:
        return None
    names = [byline.one(each.get("by", ""), each.get("role", "")) for each in approvals]
    return {
        "basis": basis,
        "names": names,
        "at": max(each.get("at", "") for each in approvals),
        "reason": next((each["override_reason"] for each in approvals if each.get("override_reason")), ""),
    }
