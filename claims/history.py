"""An Event as a sentence that a person can read. The actor's name stands before it: "submitted it for review"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claims import redacting, said
from claims.differences import Part, word_parts
from claims.words import (
    CHANGE_KINDS,
    CLAIMANT_KINDS,
    DROP_REASONS,
    EVIDENCE_KINDS,
    FIELDS,
    HEARD,
    INDEPENDENCE,
    PRIORITIES,
    ROLES,
    SEEN_AS,
    SNAPSHOT_HOW,
    STANCES,
    VOICES,
)

LONG = 200  # characters of a quoted reason or title that a sentence carries

_PLAIN = {
    "take": "took it",
    "reopen": "reopened it",
    "submit": "submitted it for review",
    "recall": "recalled it from review",
    "edit": "opened it for editing",
    "discard": "discarded the changes and went back to the public version",
    "take_new_names": "took over new names of claimant or document",
    "countersign": "countersigned it",
    "add_document": "added a document",
    "deactivate": "closed an account",
    "reactivate": "opened an account again",
    "join": "accepted the invitation",
    "recover": "set a new password",
    "withdraw_redaction": "withdrew the request for a redaction",
    "refuse_redaction": "refused a redaction",
    "log_in": "logged in",
    "log_out": "logged out",
    "try_again": "had the house try again what it could not do",
}
# Fields that are not in content, beside those of words.FIELDS.
_LABELS = {
    "assigned_to": "With",
    "priority": "Priority",
    "due_on": "Due",
    "recheck_on": "Look again on",
    "story_url": "Our story",
    "topics": "Topics",
    "change_kind": "Kind of change",
    "change_text": "Change note",
    "claimant_role": "Said as",
    "exact": "Exact words",
    "said_from": "Said on or after",
    "said_to": "Said on or before",
    "published_from": "Published from",
    "published_to": "Published to",
    "published_on": "Published on",
    "byline": "Byline",
}
_HIDDEN = (
    "prefix",
    "suffix",
    "start",
    "end",
    "claimant",
    "snapshot",
)  # follow from other fields, or say nothing
_WORDS: dict[str, dict[Any, str]] = {
    "voice": VOICES,
    "heard": HEARD,
    "stance": STANCES,
    "kind": EVIDENCE_KINDS,
    "independence": INDEPENDENCE,
    "seen_as": SEEN_AS,
    "claimant_kind": CLAIMANT_KINDS,
    "change_kind": CHANGE_KINDS,
    "priority": PRIORITIES,
    "primary": {"yes": "Yes", "no": "No"},
}
_DAYS = (
    "due_on",
    "recheck_on",
    "true_as_of",
    "said_from",
    "said_to",
    "published_from",
    "published_to",
    "published_on",
)


@dataclass(frozen=True)
class Was:
    """One field of an Event, before and after."""

    label: str
    old: str
    new: str
    parts: list[Part]


def sentence(verb: str, details: dict[str, Any]) -> str:
    """What was done, without the actor. Any verb gets a sentence, also one that this file does not know, and any
    payload: a redacted one is empty."""
    if verb in _PLAIN:
        return _PLAIN[verb]
    told = _TOLD.get(verb)
    return told(details) if told else verb.replace("_", " ")


def changes(verb: str, details: dict[str, Any]) -> list[Was]:
    """The fields that an Event changed, with the words before and after, in the order in which they were written."""
    old, new = details.get("old"), details.get("new")
    if not isinstance(new, dict):
        return []
    old = old if isinstance(old, dict) else {}
    found = []
    for name, value in new.items():
        if name in _HIDDEN:
            continue
        before, after = _shown(name, old.get(name, "")), _shown(name, value)
        if before != after:
            found.append(Was(_label(name), before, after, word_parts(before, after)))
    return found


def _label(name: str) -> str:
    return _LABELS.get(name) or FIELDS.get(name) or name.replace("_", " ").capitalize()


def _shown(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if name in _DAYS and value:
        return said.phrase(str(value), str(value))
    words = _WORDS.get(name, {})
    return str(words.get(value, value))


def _text(details: dict[str, Any], name: str) -> str:
    value = details.get(name, "")
    text = " ".join(str(value).split())
    return text if len(text) <= LONG else text[:LONG].rsplit(" ", 1)[0] + " …"


def _quoted(details: dict[str, Any], name: str, before: str = ": ") -> str:
    text = _text(details, name)
    return f"{before}“{text}”" if text else ""


def _fields(details: dict[str, Any]) -> str:
    new = details.get("new")
    names = [_label(name) for name in new if name not in _HIDDEN] if isinstance(new, dict) else []
    names = [name[:1].lower() + name[1:] for name in names]
    if len(names) > 1:
        return ", ".join(names[:-1]) + " and " + names[-1]
    return names[0] if names else ""


def _changed(details: dict[str, Any], thing: str = "") -> str:
    fields = _fields(details)
    return f"changed {fields or 'it'}{thing}"


def _piece(details: dict[str, Any]) -> str:
    number = details.get("piece", "")
    return f"piece {number}" if number else "a piece of evidence"


def _change_evidence(details: dict[str, Any]) -> str:
    new = details.get("new")
    if isinstance(new, dict) and set(new) == {"discounted_reason"}:
        if new["discounted_reason"]:
            return f"discounted {_piece(details)}{_quoted(new, 'discounted_reason')}"
        return f"counted {_piece(details)} again"
    return _changed(details, f" of {_piece(details)}{_quoted(details, 'title', ', ')}")


def _add_evidence(details: dict[str, Any]) -> str:
    stance = {"supports": "backs the claim", "refutes": "contradicts the claim", "context": "context"}
    meaning = stance.get(str(details.get("stance", "")), "")
    return f"added {_piece(details)}{_quoted(details, 'title', ', ')}" + (f" ({meaning})" if meaning else "")


def _drop(details: dict[str, Any], word: str) -> str:
    reason = DROP_REASONS.get(str(details.get("reason", "")), "")
    reason = f": {reason[:1].lower()}{reason[1:]}" if reason else ""
    return f"{word} it{reason}{_quoted(details, 'note', ', ')}"


def _version(details: dict[str, Any]) -> str:
    version = details.get("version")
    return f" version {version['number']}" if isinstance(version, dict) and version.get("number") else ""


def _publish(details: dict[str, Any]) -> str:
    basis = details["version"].get("basis", "") if isinstance(details.get("version"), dict) else ""
    how = {"countersigned": ", countersigned", "override": ", on an administrator’s override"}.get(basis, "")
    return f"published{_version(details) or ' it'}{how}"


def _role(details: dict[str, Any], name: str) -> str:
    word = ROLES.get(str(details.get(name, "")), "")
    return word.lower() or "member"


def _rows(details: dict[str, Any]) -> str:
    rows = details.get("rows")
    return redacting.phrase(rows) if isinstance(rows, list) and rows else "something"


def _add_appearance(details: dict[str, Any]) -> str:
    proposed = details.get("proposed") == "yes"
    return f"{'proposed' if proposed else 'added'} a place where it was said{_quoted(details, 'exact')}"


def _until(details: dict[str, Any]) -> str:
    day = str(details.get("new", ""))
    return f"; its last day is {said.phrase(day, day)}" if day else ""


_TOLD = {
    "spot": lambda d: f"spotted it{_quoted(d, 'exact')}",
    "pass_over": lambda d: _drop(d, "passed over"),
    "drop": lambda d: _drop(d, "dropped"),
    "revise": _changed,
    "organise": _changed,
    "request_changes": lambda d: f"requested changes{_quoted(d, 'reason')}",
    "approve": lambda d: f"approved it{_quoted(d, 'note', ', noting ')}",
    "override": lambda d: f"approved it by override{_quoted(d, 'reason')}",
    "publish": _publish,
    "retract": lambda d: f"retracted it{_quoted(d, 'reason')}",
    "take_down": lambda d: f"took it down{_quoted(d, 'reason')}",
    "add_appearance": _add_appearance,
    "change_appearance": lambda d: _changed(d, " of where it was said"),
    "remove_appearance": lambda d: f"removed a place where it was said{_quoted(d, 'old')}",
    "add_evidence": _add_evidence,
    "change_evidence": _change_evidence,
    "move_evidence": lambda d: (
        f"moved piece {d.get('old', '')} to number {d.get('new', '')}{_quoted(d, 'title', ', ')}"
    ),
    "remove_evidence": lambda d: f"removed {_piece(d)}{_quoted(d, 'title', ', ')}",
    "keep_copy": lambda d: (
        f"kept a copy of the text ({SNAPSHOT_HOW.get(str(d.get('how', '')), 'kept').lower()})"
    ),
    "change_document": _changed,
    "revise_page": lambda d: f"changed a page of the newsroom{_quoted(d, 'note')}",
    "add_claimant": lambda d: f"entered a claimant{_quoted(d, 'name')}",
    "rename_claimant": lambda d: f"renamed a claimant from “{_text(d, 'old')}” to “{_text(d, 'new')}”",
    "rename_topic": lambda d: f"renamed a topic from “{_text(d, 'old')}” to “{_text(d, 'new')}”",
    "save_scale": lambda d: f"saved a rating scale{_quoted(d.get('new') or {}, 'name')}",
    "add_topic": lambda d: f"added a topic{_quoted(d, 'new')}",
    "delete_topic": lambda d: f"deleted a topic that no claim had{_quoted(d, 'old')}",
    "change_setting": lambda d: f"changed a setting from “{_text(d, 'old')}” to “{_text(d, 'new')}”",
    "invite": lambda d: f"invited somebody as {_role(d, 'role')}",
    "change_role": lambda d: f"changed a role from {_role(d, 'old')} to {_role(d, 'new')}",
    "ask_redaction": lambda d: f"asked to redact {_rows(d)}{_quoted(d, 'reason')}",
    "confirm_redaction": lambda d: f"confirmed that {_rows(d)} be redacted",
    "redact": lambda d: f"redacted {_rows(d)}, as two people had decided",
    "rename": lambda d: f"changed a public name from “{_text(d, 'old')}” to “{_text(d, 'new')}”",
    "add_scale": lambda d: f"added the rating scale {_text(d, 'name')}".rstrip(),
    "change_scale": lambda d: f"changed the rating scale {_text(d, 'name')}".rstrip(),
    "retire_scale": lambda d: f"retired the rating scale {_text(d, 'name')}{_until(d)}",
    "reinstate_scale": lambda d: f"took the last day of the rating scale {_text(d, 'name')} back",
    "replace_scale": lambda d: (
        f"replaced the rating scale {_text(d, 'name')} by version {_text(d, 'by_version')}"
    ),
    "delete_scale": lambda d: f"deleted the rating scale {_text(d, 'name')}, which no claim was rated on",
    "finish_task": lambda d: (
        f"told again what had changed with version {d.get('number', '')}{_quoted(d, 'note')}"
    ),
    "reopen_task": lambda d: f"said that version {d.get('number', '')} has still to be told again",
    "synthesize": lambda d: (
        f"filled a scratch database with {d.get('claims') or 'many'} more claims to measure with"
    ),
}
VERBS = _PLAIN.keys() | _TOLD.keys()
