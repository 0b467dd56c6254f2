"""Pages about many claims, for readers: front page and list. Corrections: corrections.py; ratings and
what the newsroom says of itself: newsroom.py."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical, claimpage
from claims.models.public import PublicClaim
from claims.models.rating import RatingScale
from claims.models.revision import Revision
from claims.views import answers
from claims.views.corrections import newest_changes
from claims.views.marks import public
from claims.views.public import as_dict, build_page

PAGE = 25
NEWEST = 6  # on the front page: one large, five small

_RATING = re.compile(r"[a-z0-9_-]{1,60}")
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z\.([0-9a-z]{1,19})")


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
        "canonical": reverse("home"),
        "share": {
            "title": f"{settings.NEWSROOM_NAME}: claims checked, evidence shown",
            "description": "What was said, word for word; what bears on it; who read it; and every version since.",
        },
        "about": "front page",
    }
    return answers.of_list(request, answers.render("public/home.html", context))


@public
def claim_list(request: HttpRequest) -> HttpResponse:
    """The newest checks, page by page on (published_at, public_id); one rating alone on request."""
    rating, before = request.GET.get("rating", ""), request.GET.get("before", "")
    scales = _scales()
    ratings = _words(scales)
    chosen = ratings.get(rating) if _RATING.fullmatch(rating) else None
    rows = PublicClaim.objects.public().newest()
    if rating:
        if chosen is None:
            raise Http404  # a word that no scale of ours ever had
        rows = rows.filter(rating=rating)
    if before:
        rows = rows.before(*cursor(before))
    found = list(rows[: PAGE + 1])
    address, only = reverse("claim-list"), {"rating": rating} if rating else {}
    newest_url = _with(address, only)
    context = {
        "checks": [_card(each) for each in found[:PAGE]],
        "ratings": ratings.values(),
        "chosen": chosen,
        "before": before,
        "newest_url": newest_url,
        "older": _with(address, {**only, "before": mark(found[PAGE - 1])}) if len(found) > PAGE else "",
        "section": "checks",
        "about": "list of checks",
        "noindex": bool(before),
        "canonical": newest_url,
    }
    return answers.of_list(request, answers.render("public/list.html", context))


# ---------------------------------------------------------------- rows


def _card(claim: PublicClaim) -> dict[str, Any]:
    return {**claimpage.card(as_dict(claim)), "get_absolute_url": claim.get_absolute_url()}


def _scales() -> list[RatingScale]:
    """Scales that have begun, those in use first, with their words: two queries."""
    return list(RatingScale.objects.begun().prefetch_related("ratings"))


def _drawn(scales: list[RatingScale]) -> dict[str, Any] | None:
    return claimpage.scale(scales[0].as_content()) if scales else None


def _words(scales: list[RatingScale]) -> dict[str, dict[str, Any]]:
    """Every word that a check may bear, once: those of the newest scale first."""
    found: dict[str, dict[str, Any]] = {}
    for scale in scales:
        for each in scale.as_content()["ratings"]:
            found.setdefault(each["slug"], each)
    return found


# ---------------------------------------------------------------- cursors


def mark(claim: PublicClaim) -> str:
    return f"{canonical.moment(claim.published_at)}.{claim.public_id}"


def cursor(text: str) -> tuple[datetime, str]:
    """A place in a list, or 404: cursors are ours, nobody types them."""
    match = _CURSOR.fullmatch(text)
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC), match[2]  # type: ignore[index]
    except (TypeError, ValueError):
        raise Http404 from None


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
