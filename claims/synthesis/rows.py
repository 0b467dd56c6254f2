"""Lines for COPY. Content, records and pages are made by the code that the verbs use, so they are what it makes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from claims import canonical
from claims import content as contents
from claims.formats import record as record_format
from claims.models.public import PublicClaim
from claims.synthesis import facts, sentences
from claims.synthesis import vocabulary as words
from claims.synthesis.facts import Facts, Plan

MOST_VERSIONS = 4  # of one claim; a version's key is the claim's number times this, and its own number

COLUMNS = {
    "claims_document": "id public_id url canonical_url publisher title byline kind language published_on created_at "
    "created_by_id lock_version",
    "claims_claim": "id public_id state headline statement language rating_id conclusion analysis looked_for "
    "fewer_sources reply selection_reason true_as_of change_kind change_text priority assigned_to_id due_on "
    "recheck_on story_url drop_reason drop_note content_version lock_version created_at created_by_id updated_at",
    "claims_claim_topics": "claim_id topic_id",
    "claims_appearance": "claim_id document_id position claimant_id claimant_kind claimant_name described_as "
    "claimant_role said_from said_to voice heard exact prefix suffix locator document_title document_url "
    "document_publisher document_published_on proposed hands lock_version",
    "claims_evidence": "claim_id document_id position stance kind title url publisher person role published_from "
    "published_to language quotation translation locator primary primary_why independence seen_as interests note "
    "discounted_reason lock_version",
    "claims_contribution": "claim_id number user_id",
    "claims_approval": "claim_id number content_version content_sha256 by_id kind note override_reason created_at",
    "claims_revision": "id claim_id public_id number kind basis change_kind change_text content content_sha256 record "
    "record_sha256 published_at published_by_id",
    "claims_publicclaim": " ".join(
        str(field.column)
        for field in PublicClaim._meta.concrete_fields
        if not getattr(field, "generated", False)
    ),
    "claims_claimant": "id public_id name kind same_as",
    "claims_topic": "id slug label",
}  # fmt: skip
_PIECE = (
    "stance", "kind", "title", "url", "publisher", "person", "role", "published_from", "published_to", "language",
    "quotation", "translation", "locator", "primary", "primary_why", "independence", "seen_as", "interests", "note",
    "discounted_reason",
)  # fmt: skip
Lines = dict[str, list[str]]


def line(values: Iterable[Any]) -> str:
    """A row as COPY reads it."""
    return "\t".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):  # 32 bytes are a hash; anything else is canonical bytes, which are UTF-8
        if len(value) == 32:
            return f"\\\\x{value.hex()}"
        return _cell(
            value.decode().replace("\\", "\\\\")
        )  # bytea's own spelling, half as long as hexadecimal
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return _cell(json.dumps(value, ensure_ascii=False))
    return str(value)


@dataclass(frozen=True)
class Version:
    content: dict[str, Any]
    frozen: bytes
    record: dict[str, Any]
    kept: bytes
    at: datetime
    kind: str
    basis: str


def chunk(plan: Plan, start: int, stop: int) -> dict[str, bytes]:
    """Everything about the claims from `start` to `stop`, by table."""
    lines: Lines = {table: [] for table in COLUMNS}
    for n in range(start, stop):
        _claim(lines, Facts(plan, n))
    return {table: "".join(rows).encode() for table, rows in lines.items() if rows}


def _claim(lines: Lines, claim: Facts) -> None:
    plan, pk, history = claim.plan, claim.n + 1, versions(claim)
    public = PublicClaim(public_id=claim.public_id, first_published_at=claim.published_at)
    topics = sorted(
        ({"slug": words.TOPICS[n].lower(), "label": words.TOPICS[n]} for n in claim.topics),
        key=lambda topic: topic["label"],
    )
    for version in history:
        public.follow(version.record, published_at=version.at, topics=topics)
        _version(lines, claim, version)
    public.people = {who.key: {"name": who.name, "role": who.role} for who in (claim.reporter, claim.editor)}
    public.story_url = "" if public.is_taken_down else claim.story_url
    public.version = plan.version + claim.n - plan.first + 1
    lines["claims_publicclaim"].append(
        line(getattr(public, column) for column in COLUMNS["claims_publicclaim"].split())
    )
    if claim.leader == claim.n:
        lines["claims_document"].append(
            paper(
                facts.document_pk(claim.n),
                facts.document(claim.n, plan),
                claim.reporter.pk,
                claim.published_at,
            )
        )
    _working_copy(lines, claim, history, public)
    lines["claims_claim_topics"] += [line((pk, topic + 1)) for topic in claim.topics]
    lines["claims_contribution"].append(line((pk, 1, claim.reporter.pk)))


def _working_copy(lines: Lines, claim: Facts, history: list[Version], public: PublicClaim) -> None:
    """The claim with its place and its pieces, as its last publication left them."""
    plan, pk = claim.plan, claim.n + 1
    last = [version for version in history if version.kind == "publication"][-1].content
    is_open = claim.n % 700 == 0  # somebody has begun the next version
    state = (
        "published"
        if public.is_shown and not is_open
        else ("in_review" if claim.n % 2100 == 0 else "drafting")
    )
    note = last["change_note"] if state == "published" else {}
    due = (plan.end + timedelta(days=claim.n % 40 - 10)).date() if is_open else None
    lines["claims_claim"].append(line((
        pk, claim.public_id, state, last["headline"], last["statement"], last["language"],
        plan.ratings[last["rating"]["slug"]][0], last["conclusion"], last["analysis"], last["looked_for"],
        last["fewer_sources"], last["reply"], last["selection_reason"], last["true_as_of"],
        note.get("kind", ""), note.get("text", ""), int(claim.n % 50 == 0), claim.reporter.pk if is_open else None, due,
        None, claim.story_url, "", "", 4 * len(history) + (state != "published"), 0,
        history[0].at - timedelta(days=9), claim.reporter.pk, history[-1].at,
    )))  # fmt: skip
    for place in last["appearances"]:
        who, quoted, stands_in = place["claimant"], place["quotation"], place["document"]
        lines["claims_appearance"].append(line((
            pk, facts.document_pk(claim.leader), 1, claim.claimant_pk, who["kind"], who["name"], who["described_as"],
            who["role"], place["said"]["from"], place["said"]["to"], place["voice"], place["heard"], quoted["exact"],
            quoted["prefix"], quoted["suffix"], place["locator"], stands_in["title"], stands_in["url"],
            stands_in["publisher"], stands_in["published_on"], False, "{}", 0,
        )))  # fmt: skip
    for piece, document in zip(last["evidence"], claim.paper_pks, strict=True):
        spread = {
            **piece,
            "published_from": piece["published"]["from"],
            "published_to": piece["published"]["to"],
            "primary": piece["primary"] == "yes",
        }
        lines["claims_evidence"].append(
            line((pk, document, piece["number"], *(spread[name] for name in _PIECE), 0))
        )


def _version(lines: Lines, claim: Facts, version: Version) -> None:
    pk, number, note = claim.n + 1, version.content["number"], version.content["change_note"]
    digest = canonical.digest(version.frozen)
    lines["claims_revision"].append(line((
        claim.n * MOST_VERSIONS + number, pk, claim.public_id, number, version.kind, version.basis,
        (note.get("kind") or "wording") if number > 1 else None, note.get("text", ""),
        version.frozen, digest, version.kept, canonical.digest(version.kept), version.at, claim.editor.pk,
    )))  # fmt: skip
    if version.kind == "publication":
        lines["claims_approval"].append(
            line((pk, number, 4 * number, digest, claim.editor.pk, "editor", "", "", version.at))
        )


# ---------------------------------------------------------------- versions


def versions(claim: Facts) -> list[Version]:
    """Every version of a claim, the oldest first."""
    made = [_freeze(claim, claim.content, "publication", claim.published_at)]
    for step in claim.later:
        before = made[-1]
        at = before.at + (claim.plan.end - before.at) * (0.02 + 0.5 * claim.chance.random())
        made.append(_freeze(claim, *_next(claim, before, step), at))
    return made


def _next(claim: Facts, before: Version, step: str) -> tuple[dict[str, Any], str]:
    """Content and kind of the version after `before`."""
    old, text = before.content, claim.matter.say(sentences.NOTES)
    rating = {name: old["rating"][name] for name in contents.FROM_RATING_KEYS}
    note = {"kind": step, "text": text, "from_number": old["number"], "from_rating": rating}
    new = {
        **old,
        "number": old["number"] + 1,
        "previous_record_sha256": canonical.digest(before.kept).hex(),
        "change_note": note,
    }
    if step in ("retraction", "takedown"):
        note["from_rating"] = {}
        return (contents.blank(new, text) if step == "takedown" else new), step
    new["conclusion"] = claim.matter.say(sentences.CONCLUSIONS)
    if step == "correction":
        new["rating"] = claim.rating()
    return new, "publication"


def _freeze(claim: Facts, content: dict[str, Any], kind: str, at: datetime) -> Version:
    editor, is_publication = claim.editor, kind == "publication"
    basis = "second_person" if is_publication else kind
    yes = {
        "by": editor.key,
        "role": editor.role,
        "kind": "editor",
        "override_reason": "",
        "at": canonical.moment(at),
    }
    record = record_format.build(
        content=content,
        kind=kind,
        basis=basis,
        approvals=[yes] if is_publication else [],
        contributors=[claim.reporter.key],
        published_by=editor.key,
        published_at=at,
        public_reason="" if is_publication else content["change_note"]["text"],
        history_head=claim.plan.head,
        newsroom=claim.plan.newsroom,
    )
    return Version(content, canonical.encode(content), record, canonical.encode(record), at, kind, basis)


# ---------------------------------------------------------------- what is there before the first claim


def paper(pk: int, given: dict[str, Any], by: int, at: datetime) -> str:
    url = given["url"]
    return line((
        pk, given["id"], url, url, given["publisher"], given["title"], "", given["kind"], "en", given["published_on"],
        at, by, 0,
    ))  # fmt: skip


def ground(by: int, at: datetime) -> Iterator[tuple[str, bytes]]:
    """Claimants, topics, and the sources that many claims draw on."""
    people = [
        line((n + 1, facts.claimant_id(n), words.claimant(n)[1], words.claimant(n)[0], "{}"))
        for n in range(words.CLAIMANTS)
    ]
    yield "claims_claimant", "".join(people).encode()
    topics = [line((n + 1, label.lower(), label)) for n, label in enumerate(words.TOPICS)]
    yield "claims_topic", "".join(topics).encode()
    papers = [paper(n + 1, facts.standing(n), by, at) for n in range(facts.STANDING)]
    yield "claims_document", "".join(papers).encode()
