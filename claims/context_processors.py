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


def facts() -> dict[str, str]:
    """What stands for {newsroom} and its like in the pages of the newsroom (claims/pages/text.py)."""
    reviewers = {
        "editors": "In this newsroom only editors approve and publish.",
        "everyone": "In this newsroom reporters may approve too. Only editors publish.",
    }
    bylines = {
        "names": "Each check names the people who wrote and read it.",
        "roles": "Each check says in which role people wrote and read it, and not their names.",
    }
    return {
        "newsroom": settings.NEWSROOM_NAME,
        "email": settings.NEWSROOM_EMAIL,
        "reviewers": reviewers[settings.REVIEWERS],
        "bylines": bylines[settings.NEWSROOM_BYLINES],
    }
