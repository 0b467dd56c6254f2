"""What a redaction writes over which row, and which rows may not be blanked now."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models

from claims import redacting
from claims.models.appearance import Appearance
from claims.models.approval import Approval
from claims.models.document import Snapshot
from claims.models.event import Event
from claims.models.evidence import Evidence
from claims.models.page import PageVersion
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from claims.refusals import Invalid, Refused

PLACE_WORDS = (
    "claimant_name", "described_as", "claimant_role", "exact", "prefix", "suffix", "locator", "document_title",
    "document_url", "document_publisher",
)  # fmt: skip
PIECE_WORDS = (
    "url", "publisher", "person", "role", "quotation", "translation", "locator", "primary_why", "interests", "note",
    "discounted_reason",
)  # fmt: skip
# What is written over each row. A removed piece keeps a title, for the database asks for one.
BLANK: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "revision": (Revision, {"content": b"", "record": b"", "change_text": ""}),
    "event": (Event, {"payload": b""}),
    "snapshot": (Snapshot, {"text": "", "archive_url": ""}),
    "approval": (Approval, {"note": "", "override_reason": ""}),
    "appearance": (Appearance, dict.fromkeys(PLACE_WORDS, "")),
    "evidence": (Evidence, {**dict.fromkeys(PIECE_WORDS, ""), "title": "Redacted"}),
    "pageversion": (PageVersion, {"title": "", "text": "", "note": ""}),
    "log": (LogEntry, {"object_repr": "", "change_message": ""}),
}
DATED = (
    "revision",
    "event",
    "snapshot",
    "approval",
    "pageversion",
)  # those that say in their row when they were redacted


def rows_named(row: str, public_id: str) -> Any:
    """The row that is called so, as a queryset of one or none."""
    kind, number = redacting.parse(row)
    model = BLANK[kind][0]
    if kind == "revision":
        return Revision.objects.filter(public_id=public_id, number=number)
    return model._default_manager.filter(pk=number)


def check_row(row: str, public_id: str, *, or_redacted: bool = False) -> None:
    """Invalid if there is no such row; Refused, with a sentence, if it may not be blanked now. When a request is
    carried out, a row that another one blanked meanwhile is none the worse."""
    kind, _number = redacting.parse(row)
    found = rows_named(row, public_id).first()
    if found is None:
        raise Invalid({"rows": f"There is no {redacting.phrase([row])} here."})
    if or_redacted and kind in DATED and found.redacted_at is not None:
        return
    why = why_not(kind, found)
    if why:
        raise Refused(f"{redacting.phrase([row]).capitalize()}: {why}")


def why_not(kind: str, row: Any) -> str:
    """Why this row may not be blanked now; empty if it may."""
    if kind in DATED and row.redacted_at is not None:
        return "it is redacted already."
    if kind == "revision":
        return _seen(row)
    if kind == "pageversion" and row.pk == PageVersion.objects.standing(row.page).pk:
        return "readers see it. Change the page first: the words go from it, and then from here."
    if kind == "event" and row.verb in redacting.PROOFS:
        return "it holds no words, and proves what was done."
    if kind == "approval" and is_present(row):
        return "it approves the text that waits to be published. Request changes first."
    if kind in ("appearance", "evidence") and row.removed_at is None:
        return "it stands in the claim. Change it or remove it there."
    return ""


def _seen(version: Revision) -> str:
    page = PublicClaim.objects.filter(pk=version.public_id).first()
    if page and page.is_shown and version.number == page.number:
        return (
            "readers see it as the page. Publish a version without the words, or take the claim down, first."
        )
    if page and page.is_retracted:
        stood = Revision.objects.of(version.public_id).filter(kind="publication").first()
        if stood and version.number >= stood.number:
            return "readers see it under the notice of its retraction. Take the claim down first."
    return ""


def is_present(approval: Approval) -> bool:
    """Does this yes still count for the version in the making?"""
    claim = approval.claim
    return approval.content_version == claim.content_version and approval.number == claim.number
