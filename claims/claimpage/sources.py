"""Where a claim was said, by whom and in which words; and the evidence."""

from __future__ import annotations

from typing import Any

from claims import words
from claims.claimpage.languages import direction, language_name

Content = dict[str, Any]
CONTEXT_LENGTH = 32  # code points that an anchor keeps on either side of its quotation
ENDS = (".", "!", "?", "…", ".”", "。")  # of a sentence: nothing was cut off in the middle of one
OPENING_MARKS = "“\"‘'«„‚‹"


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


def appearance_of(given: dict[str, Any]) -> dict[str, Any]:
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


def evidence_of(content: Content) -> list[dict[str, Any]]:
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
