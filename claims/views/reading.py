"""The front page. Lists of checks: checks.py; of corrections: corrections.py; the newsroom's own pages: newsroom.py."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims import claimpage
from claims.models.public import PublicClaim
from claims.models.rating import RatingScale
from claims.models.revision import Revision
from claims.views import answers
from claims.views.corrections import newest_changes
from claims.views.marks import public
from claims.views.public import as_dict, build_page

NEWEST = 6  # on the front page: one large, five small


@public
@answers.follows_history
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
        "canonical": reverse("home"),
        "share": {
            "title": f"{settings.NEWSROOM_NAME}: claims checked, evidence shown",
            "description": "What was said, word for word; what bears on it; who read it; and every version since.",
        },
        "about": "front page",
    }
    return answers.of_list(request, answers.render("public/home.html", context))


# ---------------------------------------------------------------- rows


def _card(claim: PublicClaim) -> dict[str, Any]:
    return {**claimpage.card(as_dict(claim)), "get_absolute_url": claim.get_absolute_url()}


def _scales() -> list[RatingScale]:
    """Scales that have begun, those in use first, with their words: two queries."""
    return list(RatingScale.objects.begun().prefetch_related("ratings"))


def _drawn(scales: list[RatingScale]) -> dict[str, Any] | None:
    return claimpage.scale(scales[0].as_content()) if scales else None
