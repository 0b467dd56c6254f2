"""A yes and a version as bare SQL. Contents and records are whole, so that a refusal has the one reason that
is meant; each part can be replaced as the attack wants it."""

from __future__ import annotations

import json
from typing import Any

from claims import canonical
from claims import content as contents
from claims.formats import record as records
from tests.guards.sql import WORDS, Row, counter, digest, insert, now, one, run

HEADLINE = "It opens at nine"
RATING = {
    "slug": "true",
    "label": "True",
    "definition": "The statement is right.",
    "value": 5,
    "settles": "yes",
    "token": "true",
    "scale": {"name": "Factcheck scale", "version": 1, "ratings": []},
}
SHOWN_AS = {"publication": "shown", "retraction": "retracted", "takedown": "taken_down"}


def last_version(claim: Row) -> tuple[int, str, dict[str, Any]]:
    """(number, record hash, content) of the newest version; (0, "", {}) before the first."""
    rows = run(
        "SELECT number, encode(record_sha256, 'hex'), content FROM claims_revision WHERE claim_id = %s "
        "ORDER BY number DESC LIMIT 1",
        claim.id,
    )
    if not rows:
        return 0, "", {}
    number, record_hash, content = rows[0]
    return number, record_hash, canonical.decode(content) if content else {}


def said(claim: Row, statement: str = WORDS, kind: str = "publication", reason: str = "") -> dict[str, Any]:
    """The content of the version to come."""
    number, record_hash, before = last_version(claim)
    note: dict[str, Any] = {"kind": kind, "text": reason, "from_number": number, "from_rating": {}}
    built = {
        **contents.empty(claim.public_id),
        "headline": HEADLINE,
        "statement": statement,
        "rating": RATING,
    }
    if kind == "publication":
        note = {} if number == 0 else {**note, "kind": "update", "text": "New facts."}
    elif before:
        built = before
    built = {**built, "number": number + 1, "previous_record_sha256": record_hash, "change_note": note}
    return contents.blank(built, reason) if kind == "takedown" else built


def yeses(claim: Row, content_sha256: bytes) -> list[dict[str, str]]:
    """The present approvals of this content, as a record tells them."""
    found = run(
        "SELECT u.key, u.role, a.kind, a.override_reason, a.created_at FROM claims_approval a "
        "JOIN public.claims_user u ON u.id = a.by_id JOIN claims_claim c ON c.id = a.claim_id "
        "WHERE c.id = %s AND a.content_version = c.content_version AND a.content_sha256 = %s ORDER BY a.id",
        claim.id,
        content_sha256,
    )
    return [
        {"by": by, "role": role, "kind": kind, "override_reason": why, "at": canonical.moment(at)}
        for by, role, kind, why, at in found
    ]


def authors(claim: Row) -> list[str]:
    """The keys of those who had a hand in the text since what is shown."""
    shown = (
        "SELECT coalesce(max(number), 0) FROM claims_revision r WHERE r.claim_id = %s AND kind = 'publication' "
        "AND NOT EXISTS (SELECT FROM claims_revision l WHERE l.claim_id = r.claim_id AND l.number > r.number "
        "AND l.kind <> 'publication')"
    )
    found = run(
        "SELECT DISTINCT u.key FROM public.claims_contribution c JOIN public.claims_user u ON u.id = c.user_id "
        f"WHERE c.claim_id = %s AND c.number > ({shown})",
        claim.id,
        claim.id,
    )
    return sorted(key for (key,) in found)


def approve(
    claim: Row, by: Any, statement: str = WORDS, *, content: dict[str, Any] | None = None, **columns: Any
) -> int:
    """A yes to what said() builds, with `content` and `columns` as the attack wants them."""
    built = said(claim, statement) | (content or {})
    row = {
        "claim_id": claim.id,
        "number": built["number"],
        "content_version": counter(claim),
        "content_sha256": digest(canonical.encode(built)),
        "by_id": by.pk,
        "kind": "editor",
        "note": "",
        "override_reason": "",
        "created_at": now(),
    }
    return insert("claims_approval", **row | columns)


def publish(
    claim: Row,
    by: Any,
    statement: str = WORDS,
    *,
    kind: str = "publication",
    basis: str = "second_person",
    reason: str = "",
    content: dict[str, Any] | bytes | None = None,
    record: dict[str, Any] | bytes | None = None,
    shown: bool = True,
    **columns: Any,
) -> int:
    """A version and its PublicClaim, with keys of `content` and `record` (or all of their bytes) and `columns`
    of the Revision as the attack wants them."""
    if isinstance(content, bytes):
        columns, content = {**columns, "content": content}, None
    if isinstance(record, bytes):
        columns, record = {**columns, "record": record}, None
    built = said(claim, statement, kind, reason) | (content or {})
    frozen, at = canonical.encode(built), now()
    told = {
        "format": records.FORMAT,
        "content": built,
        "content_sha256": digest(frozen).hex(),
        "kind": kind,
        "basis": basis,
        "approvals": [] if kind in ("retraction", "takedown") else yeses(claim, digest(frozen)),
        "contributors": authors(claim),
        "published_by": by.key,
        "published_at": canonical.moment(at),
        "public_reason": reason,
        "history_head": records.NO_HEAD,
        "newsroom": "The Daily Test",
        **(record or {}),
    }
    kept = canonical.encode(told)
    row = {
        "claim_id": claim.id,
        "public_id": claim.public_id,
        "number": built["number"],
        "kind": kind,
        "basis": basis,
        "change_kind": built["change_note"].get("kind"),
        "change_text": built["change_note"].get("text", ""),
        "content": frozen,
        "content_sha256": digest(frozen),
        "record": kept,
        "record_sha256": digest(kept),
        "published_at": at,
        "published_by_id": by.pk,
    }
    pk = insert("claims_revision", **row | columns)
    if shown:
        show(claim.public_id, built, kind)
    return pk


def withdraw(
    claim: Row, by: Any, kind: str = "retraction", reason: str = "We were wrong.", **more: Any
) -> int:
    return publish(claim, by, kind=kind, reason=reason, **{"basis": kind, **more})


def life(public_id: str) -> list[dict[str, Any]]:
    """What its page tells of its versions."""
    rows = run(
        "SELECT r.number, r.kind, coalesce(r.change_kind, ''), r.change_text, r.published_at, u.key, r.content, "
        "r.redacted_at FROM claims_revision r JOIN public.claims_user u ON u.id = r.published_by_id "
        "WHERE r.public_id = %s ORDER BY r.number",
        public_id,
    )
    lowest = max((number for number, kind, *_ in rows if kind == "takedown"), default=0)
    told = []
    for number, kind, change_kind, text, at, by, content, redacted_at in rows:
        built = canonical.decode(content) if content and number >= lowest else {}
        rating = built.get("rating") or {}
        told.append(
            {
                "number": number,
                "kind": kind,
                "change_kind": change_kind,
                "text": text if built else "",
                "at": canonical.moment(at),
                "by": by,
                "rating": {name: rating[name] for name in ("slug", "label", "token")} if rating else {},
                "from_rating": built.get("change_note", {}).get("from_rating", {}),
                **({"redacted_at": canonical.moment(redacted_at)} if redacted_at else {}),
            }
        )
    return told


def public_row(public_id: str, built: dict[str, Any], kind: str = "publication") -> dict[str, Any]:
    """The PublicClaim that follows this content."""
    rating = built["rating"]
    return {
        "public_id": public_id,
        "number": built["number"],
        "status": SHOWN_AS[kind],
        "language": built["language"],
        "headline": built["headline"],
        "slug": "it-opens" if built["headline"] else "",
        "statement": built["statement"],
        "rating": rating.get("slug", ""),
        "rating_label": rating.get("label", ""),
        "rating_token": rating.get("token", ""),
        "claimants": json.dumps(
            [place["claimant"] for place in built["appearances"] if place["claimant"]["kind"]]
        ),
        "topics": "[]",
        "people": "{}",
        "changes": json.dumps(life(public_id)),
        "story_url": "",
        "is_demo": False,
        "first_published_at": now(),
        "published_at": now(),
        "changed_at": now(),
        "version": one("SELECT nextval('claims_publicversion')"),
    }


def show(public_id: str, built: dict[str, Any], kind: str = "publication", **columns: Any) -> None:
    """Write the PublicClaim, whether it stood before or not."""
    row = public_row(public_id, built, kind) | columns
    kept = ("public_id", "first_published_at")
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in kept)
    run(
        f"INSERT INTO claims_publicclaim ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))}) "
        f"ON CONFLICT (public_id) DO UPDATE SET {changes}",
        *row.values(),
    )
