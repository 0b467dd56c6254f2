"""Front page, ratings, method. Lists of checks: checks.py; of corrections: corrections.py."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims import claimpage
from claims.models.public import PublicClaim
from claims.models.rating import Rating, RatingScale
from claims.models.revision import Revision
from claims.texts import slugify
from claims.views import answers
from claims.views.corrections import newest_changes
from claims.views.marks import public
from claims.views.public import as_dict, build_page

NEWEST = 6  # on the front page: one large, five small



@public
def home(request: HttpRequest) -> HttpResponse:
    newest = list(PublicClaim.objects.public().newest()[:NEWEST])
    lead = newest[0] if newest else None
    page: dict[str, Any] | None = None
    if lead:
        version = (
            Revision.objects.filter(public_id=lead.public_id, number=lead.number).defer("content").first()
        )
        page = (
            build_page(lead, version, number_now=lead.number) if version and not version.is_redacted else None
        )
    context = {
        "lead": _card(lead) if lead else None,
        "page": page,
        "checks": [_card(each) for each in newest[1:]],
        "changes": newest_changes(2),
        "scale": _drawn(_scales()[:1]),
    }
    return answers.of_list(request, answers.render("public/home.html", context))


@public
def ratings(request: HttpRequest) -> HttpResponse:
    """Every scale that we have used, with its dates and what its words mean; those in use first."""
    today = timezone.localdate()
    scales = [
        {
            "id": f"{slugify(scale.name)}-{scale.version}",
            "name": scale.name,
            "version": scale.version,
            "valid_from": scale.valid_from,
            "valid_to": scale.valid_to,
            "is_over": bool(scale.valid_to and scale.valid_to < today),
            "drawn": claimpage.scale(scale.as_content()),
            "words": _placed(list(scale.ratings.all())),
        }
        for scale in _scales()
    ]
    context = {"scales": scales, "section": "ratings"}
    return answers.of_list(request, answers.render("public/ratings.html", context))


@public
def methodology(request: HttpRequest) -> HttpResponse:
    return answers.of_list(request, answers.render("public/methodology.html", {"section": "methodology"}))


# ---------------------------------------------------------------- rows


def _card(claim: PublicClaim) -> dict[str, Any]:
    return {**claimpage.card(as_dict(claim)), "get_absolute_url": claim.get_absolute_url()}


def _scales() -> list[RatingScale]:
    """Scales that have begun, those in use first, with their words: two queries."""
    return list(RatingScale.objects.begun().prefetch_related("ratings"))


def _placed(words: list[Rating]) -> list[dict[str, Any]]:
    """The words of a scale with their places on the line, 0 for those beside it."""
    line = [word for word in words if word.value is not None]
    return [
        {
            "word": word,
            "place": line.index(word) + 1 if word in line else 0,
            "of": len(line),
        }
        for word in words
    ]


def _drawn(scales: list[RatingScale]) -> dict[str, Any] | None:
    return claimpage.scale(scales[0].as_content()) if scales else None
