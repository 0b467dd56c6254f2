"""The record of one version: what readers see and verify. Dict out; canonical.encode makes its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from claims import canonical
from claims import content as contents
from claims.words import BASES, REVISION_KINDS

FORMAT = "factcheck-record-1"
RECORD_KEYS = (
    "format", "content", "content_sha256", "kind", "basis", "approvals", "contributors", "published_by",
    "published_at", "public_reason", "history_head", "newsroom",
)  # fmt: skip
APPROVAL_KEYS = ("by", "role", "kind", "override_reason", "at")
NO_HEAD = {"seq": 0, "hash": "00" * 32}  # before the first Event

_PUBLICATION_BASES = ("second_person", "countersigned", "override")


def build(
    *,
    content: Mapping[str, Any],
    kind: str,
    basis: str,
    approvals: Sequence[Mapping[str, str]],
    contributors: Iterable[str],
    published_by: str,
    published_at: datetime,
    history_head: Mapping[str, Any],
    newsroom: str,
    public_reason: str = "",
) -> dict[str, Any]:
    """People are their stable keys, never names. ValueError where the parts contradict each other."""
    contents.check(dict(content))
    if kind not in REVISION_KINDS or basis not in BASES:
        raise ValueError(f"no such kind or basis: {kind}, {basis}")
    if kind == "publication" and basis not in _PUBLICATION_BASES:
        raise ValueError(f"a publication rests on an approval, not on {basis}")
    if kind != "publication" and basis != kind:
        raise ValueError(f"a {kind} rests on itself, not on {basis}")
    if kind != "publication" and not public_reason.strip():
        raise ValueError(f"a {kind} needs a public reason")
    return {
        "format": FORMAT,
        "content": dict(content),
        "content_sha256": canonical.digest(canonical.encode(dict(content))).hex(),
        "kind": kind,
        "basis": basis,
        "approvals": [{key: approval[key] for key in APPROVAL_KEYS} for approval in approvals],
        "contributors": sorted(set(contributors)),
        "published_by": published_by,
        "published_at": canonical.moment(published_at),
        "public_reason": public_reason,
        "history_head": {"seq": history_head["seq"], "hash": history_head["hash"]},
        "newsroom": newsroom,
    }
