"""What every page may name: the newsroom. Nothing reads the request: public pages stay free of sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def newsroom(request: HttpRequest | None = None) -> dict[str, Any]:
    """The newsroom's name, address, zone and habits, as `newsroom` in templates."""
    return {
        "newsroom": {
            "name": settings.NEWSROOM_NAME,
            "email": settings.NEWSROOM_EMAIL,
            "site_url": settings.SITE_URL.rstrip("/"),
            "time_zone": settings.TIME_ZONE,
            "bylines": settings.NEWSROOM_BYLINES,
            "reviewers": settings.REVIEWERS,
            "demo": settings.DEMO,
        }
    }
