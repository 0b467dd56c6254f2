"""Addresses that programs look for on every site: robots.txt, security.txt, the icon, the web manifest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from claims.views import answers
from claims.views.marks import public

TEXT = "text/plain; charset=utf-8"
GOOD_FOR = timedelta(days=180)  # RFC 9116 asks for less than a year
ICONS = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")) + (
    ("icon-maskable-512.png", "512x512", "maskable"),
)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read. The demo's pages say noindex, which only a crawler that may read them can see."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /admin/", "Disallow: /accounts/", "Allow: /"]
    if not settings.DEMO:
        lines += ["", f"Sitemap: {_site()}{reverse('sitemap')}"]
    return _text(lines)


@public
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The day on which it expires moves once a day, so that caches and readers may keep it."""
    today = datetime.combine(timezone.now().astimezone(UTC).date(), datetime.min.time(), UTC)
    return _text(
        [
            f"Contact: mailto:{settings.NEWSROOM_EMAIL}",
            f"Expires: {(today + GOOD_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
            "Preferred-Languages: en",
            f"Canonical: {_site()}{reverse('security-txt')}",
        ]
    )


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """For whoever asks without reading a page; pages link the drawing itself."""
    return answers.moved(static("img/favicon.ico"))


@public
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep the site among its programs: a name, a place to start, an icon."""
    name = settings.NEWSROOM_NAME
    body = answers.safe_json(
        {
            "name": name,
            "short_name": name if len(name) <= 14 else "Checks",
            "description": "What was said, the evidence, who read it, and every version since.",
            "id": reverse("home"),
            "start_url": reverse("home"),
            "scope": reverse("home"),
            "display": "minimal-ui",
            "lang": "en",
            "background_color": "#fdfdfb",
            "theme_color": "#fdfdfb",
            "icons": [
                {"src": static(f"img/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for file, sizes, purpose in ICONS
            ],
        }
    ).encode()
    return answers.of_list(request, body, keys="site", content_type="application/manifest+json")


def _site() -> str:
    return settings.SITE_URL.rstrip("/")


def _text(lines: list[str]) -> HttpResponse:
    response = HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
    response["Cache-Control"] = "public, max-age=3600"
    return response
