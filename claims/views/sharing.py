"""How a check is shown elsewhere: the address of its picture, the markup of its card, what a page's head says."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.formats import share
from claims.models.public import PublicClaim

WIDTH, NARROW = 640, 480  # from NARROW on the card needs less height
HEIGHT, TALL = 380, 580


def picture(claim: PublicClaim) -> str:
    """Where the picture of the newest version is; nothing where its verdict has letters that the font lacks."""
    if claim.is_taken_down or not share.can_draw(claim.rating_label):
        return ""
    return reverse("claim-share", args=[claim.public_id, claim.number, day(claim)])


def moment(claim: PublicClaim) -> datetime:
    """When the newest version came, in the newsroom's zone."""
    return timezone.localtime(claim.changed_at)


def day(claim: PublicClaim) -> str:
    return moment(claim).date().isoformat()


def frame(claim: PublicClaim, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The markup that another site puts into its page."""
    return format_html(
        '<iframe src="{}{}" title="Fact check: {}: {}" width="{}" height="{}" frameborder="0"></iframe>',
        settings.SITE_URL.rstrip("/"), reverse("claim-embed", args=[claim.public_id]), claim.rating_label,
        re.sub(r"\s+", " ", claim.headline), width, height,
    )  # fmt: skip


def of_page(claim: PublicClaim) -> dict[str, Any]:
    """For the page of a check as it stands."""
    site = settings.SITE_URL.rstrip("/")
    query = urlencode({"url": site + reverse("claim-short", args=[claim.public_id])})
    return {
        "share": {
            "title": f"{claim.rating_label}: {claim.headline}",
            "image": picture(claim),
            "alt": f"Our rating: {claim.rating_label}",
        },
        "oembed_url": f"{site}{reverse('oembed')}?{query}",
        "frame": str(frame(claim)),
    }
