"""Write a published content back into the working copy, so that it says exactly the same again."""

from datetime import date
from typing import Any

from django.utils import timezone

from claims.models.appearance import Appearance
from claims.models.claimant import Claimant
from claims.models.document import Document, Snapshot
from claims.models.evidence import Evidence
from claims.models.rating import Rating

TEXTS = (
    "headline", "statement", "language", "conclusion", "analysis", "looked_for", "fewer_sources", "reply",
    "selection_reason",
)  # fmt: skip
PIECE_TEXTS = (
    "stance", "kind", "title", "url", "publisher", "person", "role", "language", "quotation", "translation", "locator",
    "primary_why", "independence", "seen_as", "interests", "note", "discounted_reason",
)  # fmt: skip


def restore(claim: Any, content: dict[str, Any]) -> None:
    """The caller holds the claim, in drafting, and acts for somebody. Rows that say the same are kept; those that
    were removed come back; only what no row says is written anew. Nothing is deleted."""
    _restore_text(claim, content)
    _restore_appearances(claim, content["appearances"])
    _restore_evidence(claim, content["evidence"])


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _restore_text(claim: Any, content: dict[str, Any]) -> None:
    for name in TEXTS:
        setattr(claim, name, content[name])
    claim.true_as_of = _day(content["true_as_of"])
    rating = content["rating"]
    claim.rating = (
        rating
        and Rating.objects.get(
            scale__name=rating["scale"]["name"],
            scale__version=rating["scale"]["version"],
            slug=rating["slug"],
        )
        or None
    )
    claim.lock_version += 1
    claim.save(update_fields=[*TEXTS, "true_as_of", "rating", "lock_version"])


def _restore_appearances(claim: Any, wanted: list[dict[str, Any]]) -> None:
    rows = list(
        Appearance.objects.filter(claim=claim)
        .select_related("document", "snapshot", "claimant")
        .order_by("id")
    )
    for position, place in enumerate(wanted, 1):
        row = next((row for row in rows if row.as_content() == place), None) or _appearance(claim, place)
        if row in rows:
            rows.remove(row)
        _stand(row, position, proposed=False)
    for row in rows:
        if not row.proposed:
            _remove(row)


def _restore_evidence(claim: Any, wanted: list[dict[str, Any]]) -> None:
    rows = list(Evidence.objects.filter(claim=claim).select_related("document", "repeats").order_by("id"))
    standing = []
    for piece in wanted:
        row = next((row for row in rows if _says(row, piece)), None)
        if row is None:
            row = _piece(claim, piece)
        else:
            rows.remove(row)
        standing.append((row, piece))
    for row in rows:
        _remove(row)
    numbered = {piece["number"]: row for row, piece in standing}
    for row, piece in standing:
        row.independence, row.repeats = piece["independence"], numbered.get(piece["repeats"])
        _stand(row, piece["number"], independence=row.independence, repeats=row.repeats)


def _says(row: Evidence, piece: dict[str, Any]) -> bool:
    """The same but for its number and the number that it repeats: both are set afterwards."""
    bookkeeping = {"number": piece["number"], "repeats": piece["repeats"]}
    return row.as_content() | bookkeeping == piece


def _stand(row: Any, position: int, **fields: Any) -> None:
    row.position, row.removed_at = position, None
    for name, value in fields.items():
        setattr(row, name, value)
    row.lock_version += 1
    row.save(update_fields=["position", "removed_at", "lock_version", *fields])


def _remove(row: Any) -> None:
    if row.removed_at is None:
        row.removed_at = timezone.now()
        row.lock_version += 1
        row.save(update_fields=["removed_at", "lock_version"])


def _appearance(claim: Any, place: dict[str, Any]) -> Appearance:
    who, quotation, paper = place["claimant"], place["quotation"], place["document"]
    document = Document.objects.get(public_id=paper["id"])
    snapshot = None
    if paper["snapshot_sha256"]:
        digest = bytes.fromhex(paper["snapshot_sha256"])
        snapshot = Snapshot.objects.filter(document=document, sha256=digest).first()
    return Appearance.objects.create(
        claim=claim,
        document=document,
        snapshot=snapshot,
        claimant=Claimant.objects.filter(public_id=who["id"]).first() if who["id"] else None,
        claimant_kind=who["kind"],
        claimant_name=who["name"],
        described_as=who["described_as"],
        claimant_role=who["role"],
        said_from=_day(place["said"]["from"]),
        said_to=_day(place["said"]["to"]),
        voice=place["voice"],
        heard=place["heard"],
        exact=quotation["exact"],
        prefix=quotation["prefix"],
        suffix=quotation["suffix"],
        start=None if quotation["start"] == "" else quotation["start"],
        end=None if quotation["end"] == "" else quotation["end"],
        locator=place["locator"],
        document_title=paper["title"],
        document_url=paper["url"],
        document_publisher=paper["publisher"],
        document_published_on=_day(paper["published_on"]),
    )


def _piece(claim: Any, piece: dict[str, Any]) -> Evidence:
    fields = {name: piece[name] for name in PIECE_TEXTS}
    if (
        piece["independence"] == "repeats"
    ):  # the constraint wants the other piece at once: set in the second pass
        fields["independence"] = "independent"
    return Evidence.objects.create(
        claim=claim,
        document=Document.objects.filter(public_id=piece["document_id"]).first()
        if piece["document_id"]
        else None,
        position=piece["number"],
        published_from=_day(piece["published"]["from"]),
        published_to=_day(piece["published"]["to"]),
        primary=piece["primary"] == "yes",
        **fields,
    )
