"""What is left of a version whose words were redacted: 410, with its place, its dates and its fingerprints."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from claims.views import answers


def versions(claim: PublicClaim) -> set[int]:
    """The versions whose words are gone for good."""
    return {entry["number"] for entry in claim.changes if entry.get("redacted_at")}


def _told(claim: PublicClaim, *numbers: int) -> list[dict[str, Any]]:
    """What is left of redacted versions: place, dates, fingerprints."""
    dates = {entry["number"]: entry["redacted_at"] for entry in claim.changes if entry.get("redacted_at")}
    names = ("number", "published_at", "content_sha256", "record_sha256")
    return [
        {
            "number": row["number"],
            "published_at": canonical.moment(row["published_at"]),
            "redacted_at": dates[row["number"]],
            "content_sha256": bytes(row["content_sha256"]).hex(),
            "record_sha256": bytes(row["record_sha256"]).hex(),
        }
        for row in Revision.objects.of(claim.public_id).filter(number__in=numbers).values(*names).reverse()
    ]


def page(request: HttpRequest, claim: PublicClaim, *numbers: int) -> HttpResponse:
    def made() -> bytes:
        context = {
            "versions": _told(claim, *numbers),
            "headline": claim.headline,
            "language": claim.language,
            "current_url": claim.get_absolute_url(),
            "revisions_url": reverse("claim-revisions", args=[claim.public_id]),
            "about": f"{claim.public_id}, version {numbers[0]}",
            "section": "checks",
            "noindex": True,
        }
        return answers.render("public/redacted.html", context)

    name = "-".join(str(number) for number in numbers)
    return answers.of_claim(request, claim, f"redacted-{name}", made, status=410)


def record(request: HttpRequest, claim: PublicClaim, number: int) -> HttpResponse:
    def told() -> bytes:
        return answers.safe_json({"status": "redacted", **_told(claim, number)[0]}).encode()

    return answers.of_claim(
        request, claim, f"redacted-json-{number}", told, content_type=answers.JSON, status=410
    )
