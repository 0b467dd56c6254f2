"""What a claim page says, as plain values: for readers, old versions and the desk's preview.

`build` takes content (the working copy's, or a version's) and hands back one dictionary, so that templates
neither count nor decide. Moments stay ISO strings: the template prints them in the newsroom's zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from claims import words

Content = dict[str, Any]

CONTEXT_LENGTH = 32  # code points that an anchor keeps on either side of its quotation

CHANGE_LABELS = {**words.VERSION_CHANGE_KINDS, "takedown": "Taken down"}
REDACTED = "What this note said has been redacted."
_FLAGS = {"correction": "Corrected", "update": "Updated", "clarification": "Clarified"}
LANGUAGES = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sr": "Serbian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ENDS = (".", "!", "?", "…", ".”", "。")  # of a sentence: nothing was cut off in the middle of one
OPENING_MARKS = "“\"‘'«„‚‹"


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
    number = _number(content.get("number"))
    now = number_now or number
    byline = _Byline(bylines, people or public.get("people") or {})
    appearances = [_appearance(each) for each in content.get("appearances", [])]
    first = appearances[0] if appearances else None
    history = _history(content, record, public, byline)
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
        "evidence": _evidence(content),
        "pieces": {_number(each.get("number")) for each in content.get("evidence", [])},
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
        "life": _life(first, history),
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
            found = _version(each, before, _Byline("roles", {}))
            found["language"] = public.get("language") or "en"
            found["public_id"] = public["public_id"]
            found["headline"] = public["headline"] or "A check that is no longer shown"
            return found
    return None


def direction(language: str) -> str:
    """Which way a language is written: "rtl" or "ltr"."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def language_name(language: str) -> str:
    """The English name of a language, or its code where we have none."""
    return LANGUAGES.get(language.split("-")[0].lower(), language)


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


def who(claimant: dict[str, Any]) -> dict[str, str]:
    """A claimant as readers may see them: a name for public figures and organisations, else a description."""
    kind = claimant.get("kind", "")
    described = claimant.get("described_as", "")
    if kind in words.NAMED_KINDS:
        text = claimant.get("name", "")
    elif kind == "private_person":
        text = described or "A private person, whom we do not name"
    elif kind == "unnamed":
        text = described or "An unnamed source"
    elif kind == "many":
        text = described or "Posts by many people"
    else:
        text = "Nobody: it is our own question" if kind == "nobody" else ""
    return {
        "id": claimant.get("id", "") if kind in words.NAMED_KINDS else "",
        "kind": kind,
        "text": text,
        "role": claimant.get("role", ""),
        "described_as": described,
    }


def floor(changes: Iterable[dict[str, Any]]) -> int:
    """Versions up to this number were taken down: their words come back nowhere, whatever follows."""
    return max((_number(each.get("number")) for each in changes if each.get("kind") == "takedown"), default=0)


def visible_changes(changes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The public list of versions, oldest first, without those that a take-down has ended."""
    listed = sorted(changes, key=lambda each: _number(each.get("number")))
    lowest = floor(listed)
    return [each for each in listed if _number(each.get("number")) >= lowest]


def change_kind(change: dict[str, Any]) -> str:
    """What a version changed, as one word: "" for the first, and wording where nothing else was said."""
    if change.get("change_kind") or change.get("kind") in ("retraction", "takedown"):
        return change.get("change_kind") or change["kind"]
    return "wording" if _number(change.get("number")) > 1 else ""


def rating_changed(change: dict[str, Any]) -> bool:
    """Did readers get another word, or the same one with another meaning? Not where one was only taken back."""
    old, new = change.get("from_rating") or {}, change.get("rating") or {}
    return bool(old.get("slug")) and any(old.get(name) != new.get(name) for name in ("slug", "label"))


class _Byline:
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


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _rating_now(public: dict[str, Any]) -> dict[str, str] | None:
    if not public.get("rating_label"):
        return None
    return {key: public.get(f"rating_{key}", "") for key in ("label", "token")} | {
        "slug": public.get("rating", "")
    }


def _appearance(given: dict[str, Any]) -> dict[str, Any]:
    document = given.get("document") or {}
    speaker = who(given.get("claimant") or {})
    publisher = document.get("publisher", "")
    voice = given.get("voice", "")
    span = given.get("said") or {}
    return {
        "who": speaker,
        "voice": voice,
        "voice_text": {
            "direct": "Direct speech",
            "reported": f"Reported speech: the words of {publisher or 'the outlet'}, not the speaker’s own",
            "own": "The outlet’s own words",
        }.get(voice, ""),
        "heard_text": words.HEARD.get(given.get("heard", ""), ""),
        "said": {"from": span.get("from", ""), "to": span.get("to", "")},
        "quote": _quote(given.get("quotation") or {}, voice),
        "locator": given.get("locator", ""),
        "document": {**document, "link": web_address(document.get("url", ""))},
    }


def surroundings(quotation: dict[str, Any]) -> tuple[str, str]:
    """The words before and after a quotation, as pages show them. Context of full length may begin or end inside
    a word; whole ones are shown, where words are parted."""
    before, after = quotation.get("prefix", ""), quotation.get("suffix", "")
    if len(before) >= CONTEXT_LENGTH and len(before.split(None, 1)) > 1:
        before = before.split(None, 1)[1] if quotation.get("start") != len(before) else before
    if len(after) >= CONTEXT_LENGTH and len(after.split()) > 1:
        after = after.rsplit(None, 1)[0]
    if before and quotation.get("start") != len(quotation["prefix"]):
        before = f"… {before.lstrip()}"
    if after and not after.rstrip().endswith(ENDS):
        after = f"{after.rstrip()} …"
    return before, after


def _quote(quotation: dict[str, Any], voice: str) -> dict[str, str] | None:
    exact = " ".join(quotation.get("exact", "").split())
    if not exact:
        return None
    before, after = surroundings(quotation)
    bare = (
        voice == "direct"
        and not before.rstrip().endswith(tuple(OPENING_MARKS))
        and exact[0] not in OPENING_MARKS
    )
    return {
        "before": _one_line(before),
        "exact": f"“{exact}”" if bare else exact,
        "after": _one_line(after),
    }


def _one_line(text: str) -> str:
    """White space as single spaces, the outer ones kept: they part the context from the quotation."""
    inner = " ".join(text.split())
    return (" " if text[:1].isspace() else "") + inner + (" " if inner and text[-1:].isspace() else "")


def web_address(url: str) -> str:
    """The address if it may stand in a link, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""


def _evidence(content: Content) -> list[dict[str, Any]]:
    pieces = [_piece(each, content) for each in content.get("evidence", [])]
    groups = []
    for stance, heading in words.STANCES.items():
        held = [each for each in pieces if each["stance"] == stance]
        if held or stance != "context":
            groups.append({"stance": stance, "heading": heading, "pieces": held})
    return groups


def _piece(given: dict[str, Any], content: Content) -> dict[str, Any]:
    language = given.get("language", "")
    published = given.get("published") or {}
    foreign = bool(language) and language.split("-")[0] != (content.get("language") or "en").split("-")[0]
    return {
        "number": given.get("number"),
        "stance": given.get("stance", ""),
        "kind": words.EVIDENCE_KINDS.get(given.get("kind", ""), ""),
        "title": given.get("title", "")
        or words.EVIDENCE_KINDS.get(given.get("kind", ""), "")
        or "Without a title",
        "link": web_address(given.get("url", "")),
        "publisher": given.get("publisher", ""),
        "person": given.get("person", ""),
        "role": given.get("role", ""),
        "published": {"from": published.get("from", ""), "to": published.get("to", "")},
        "quotation": given.get("quotation", ""),
        "language": language if foreign else "",
        "direction": direction(language) if foreign else "",
        "language_name": language_name(language) if foreign else "",
        "translation": given.get("translation", ""),
        "locator": given.get("locator", ""),
        "primary": given.get("primary") == "yes",
        "primary_why": given.get("primary_why", ""),
        "source": _source(given),
        "seen_as": words.SEEN_AS.get(given.get("seen_as", ""), ""),
        "interests": given.get("interests", ""),
        "note": given.get("note", ""),
        "discounted": given.get("discounted_reason", ""),
        "document_id": given.get("document_id", ""),
    }


def _source(given: dict[str, Any]) -> str:
    if given.get("independence") == "repeats" and given.get("repeats"):
        return f"Repeats piece {given['repeats']}"
    return words.INDEPENDENCE.get(given.get("independence", ""), "")


def _read_by(record: dict[str, Any], byline: _Byline) -> dict[str, Any] | None:
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


def _history(
    content: Content, record: dict[str, Any], public: dict[str, Any], byline: _Byline
) -> list[dict[str, Any]]:
    """Every version with what changed in it, oldest first, with the text in hand where that is not public."""
    listed = visible_changes(public.get("changes") or [])
    number = _number(content.get("number"))
    note = content.get("change_note") or {}
    if number and number not in [_number(each.get("number")) for each in listed]:
        mine = {
            "number": number,
            "kind": record.get("kind", "publication"),
            "change_kind": note.get("kind", ""),
            "text": note.get("text", ""),
            "at": record.get("published_at", ""),
            "rating": content.get("rating") or {},
            "from_rating": note.get("from_rating") or {},
        }
        listed = sorted([*listed, mine], key=lambda each: _number(each.get("number")))
    if (
        listed
        and _number(listed[0].get("number")) > 1
        and not floor(listed)
        and public.get("first_published_at")
    ):
        began = {"number": 1, "kind": "publication", "at": public["first_published_at"]}
        listed = [{**began, "rating": listed[0].get("from_rating") or {}}, *listed]
    return [_version(each, before, byline) for before, each in zip([None, *listed], listed, strict=False)]


def note_text(given: dict[str, Any]) -> str:
    """What a version's note or reason says; a sentence in its place where it was redacted."""
    had_one = given.get("redacted_at") and change_kind(given) not in ("", "wording")
    return given.get("text", "") or (REDACTED if had_one else "")


def _version(given: dict[str, Any], before: dict[str, Any] | None, byline: _Byline) -> dict[str, Any]:
    kind = change_kind(given)
    rating, old = given.get("rating") or {}, given.get("from_rating") or {}
    return {
        "number": _number(given.get("number")),
        "kind": kind,
        "label": CHANGE_LABELS.get(kind, "Published"),
        "text": note_text(given),
        "at": given.get("at", ""),
        "by": byline.one(given.get("by", "")) if given.get("by") else "",
        "rating": rating,
        "from_rating": old,
        "rating_changed": rating_changed(given),
        # A version that was taken down has no page to point to.
        "from_number": _number(before.get("number")) if before and before.get("kind") != "takedown" else 0,
    }


def _life(first: dict[str, Any] | None, history: list[dict[str, Any]]) -> list[dict[str, Any]]:
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
