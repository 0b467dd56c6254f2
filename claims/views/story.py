"""The newsroom's own story about a check: what its CMS is given, and which of the two pages carries the markup."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import claimpage
from claims.access import get_claim
from claims.context_processors import newsroom
from claims.models.public import PublicClaim
from claims.views import answers
from claims.views.public import as_dict, markup, newest_text


@require_safe
def story(request: HttpRequest, public_id: str) -> HttpResponse:
    """A block of HTML for the story, and the ClaimReview that goes with it where the story is to carry it."""
    claim = get_claim(request, public_id)
    public = claim.public
    context: dict[str, Any] = {"claim": claim, "public": public}
    if public is not None and public.is_shown:
        context |= {"story_block": _block(public), "markup": _script(public) if public.story_url else ""}
    return render(request, "desk/story.html", context)


def _block(public: PublicClaim) -> str:
    site = settings.SITE_URL.rstrip("/")
    context = {
        "check": claimpage.card(as_dict(public)),
        "number": public.number,
        "published_at": public.published_at,
        "url": site + reverse("claim-short", args=[public.public_id]),
    }
    return render_to_string("desk/_story_block.html", {**newsroom(), **context}).strip()


def _script(public: PublicClaim) -> str:
    """Escaped like our own page's: no word in it can end the element that it stands in."""
    document = markup(public, newest_text(public))
    lines = json.dumps(document, ensure_ascii=False, indent=2).splitlines()
    safe = "\n".join(answers.escaped(line) for line in lines)
    return f'<script type="application/ld+json">\n{safe}\n</script>'
