"""How public pages are answered: without the request, kept by version, shared by every cache on the way.

A public page is a function of (address, PublicClaim.version, templates, settings). Nothing here reads a
session, a user or a cookie, and templates get no request, so no page can vary by who asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString, mark_safe

from claims.context_processors import newsroom
from claims.models.public import PublicClaim

CACHE_CONTROL = "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=3600"
HTML = "text/html; charset=utf-8"
JSON = "application/json"
# Whatever a page is made of: when a file of these changes, so does every ETag.
SOURCES = (
    "templates/base*.html",
    "templates/public/*.html",
    "templates/includes/*.html",
    "static/css/*.css",
    "claims/*.py",
    "claims/formats/*.py",
    "claims/pages/*.py",
    "claims/templatetags/*.py",
    "claims/views/*.py",
)
SETTINGS = (
    "NEWSROOM_NAME",
    "NEWSROOM_EMAIL",
    "NEWSROOM_BYLINES",
    "REVIEWERS",
    "DEMO",
    "SITE_URL",
    "TIME_ZONE",
    "STATIC_URL",
)


@cache
def template_version() -> str:
    """A fingerprint of the files that pages are made of."""
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


def look() -> str:
    """Templates and settings together: the half of a page's identity that is not in the database."""
    values = json.dumps([str(getattr(settings, name)) for name in SETTINGS])
    return hashlib.sha256(f"{template_version()}{values}".encode()).hexdigest()[:12]


def render(template: str, context: dict[str, Any]) -> bytes:
    """A page as bytes. Without the request there are no context processors but ours."""
    return render_to_string(template, {**newsroom(), **context}).encode()


def of_claim(
    request: HttpRequest,
    claim: PublicClaim,
    page: str,
    make: Callable[[], bytes],
    *,
    content_type: str = HTML,
    status: int = 200,
) -> HttpResponse:
    """One address of a claim: 304 after the one look-up, else the kept page, else a fresh one."""
    # With the page in it: what was given out for one address must not answer for another, which may not even exist.
    identity = f"{claim.public_id}-{claim.version}-{look()}-{page}"
    etag = f'W/"{identity}"' if status == 200 else ""
    if etag and (short := get_conditional_response(request, etag=etag)):
        return _shared(short, keys=f"claim-{claim.public_id}", etag=etag)
    pages = caches["pages"]
    body = pages.get(identity)
    if body is None:
        body = make()
        pages.set(identity, body)
    response = HttpResponse(body, content_type=content_type, status=status)
    return _shared(response, keys=f"claim-{claim.public_id}", etag=etag)


def of_page(
    request: HttpRequest, identity: str, make: Callable[[], bytes], *, keys: str, status: int = 200
) -> HttpResponse:
    """A page of the newsroom. `identity` names all that it is made of, but for templates and settings."""
    identity = f"{identity}-{look()}"
    etag = f'W/"{identity}"' if status == 200 else ""
    if etag and (short := get_conditional_response(request, etag=etag)):
        return _shared(short, keys=keys, etag=etag)
    body = caches["pages"].get(identity)
    if body is None:
        body = make()
        caches["pages"].set(identity, body)
    return _shared(HttpResponse(body, content_type=HTML, status=status), keys=keys, etag=etag)


def of_list(
    request: HttpRequest, body: bytes, *, keys: str = "lists", content_type: str = HTML
) -> HttpResponse:
    """The answer of a page about many claims; its ETag is that of its bytes."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    return unchanged(request, etag, keys=keys) or of_known(body, etag, keys=keys, content_type=content_type)


def of_known(body: bytes, etag: str, *, keys: str, content_type: str) -> HttpResponse:
    """The answer where its ETag was known before it was made."""
    return _shared(HttpResponse(body, content_type=content_type), keys=keys, etag=etag)


def unchanged(request: HttpRequest, etag: str, *, keys: str) -> HttpResponse | None:
    """304 where the client holds just this; else None."""
    short = get_conditional_response(request, etag=etag)
    return _shared(short, keys=keys, etag=etag) if short else None


def moved(address: str) -> HttpResponse:
    """A permanent redirect that is believed for a minute only: a slug follows its headline."""
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "max-age=60"
    return response


def for_other_sites(response: HttpResponse) -> HttpResponse:
    """Pages of other sites may show it and read it: there is nothing in it that is not everybody's."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def safe_json(value: Any) -> SafeString:
    """JSON that may stand inside a script element: no character in it can end the element or begin a tag."""
    return mark_safe(escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":"))))  # noqa: S308


def escaped(text: str) -> str:
    """JSON that no longer holds what begins or ends markup, or ends a line of script."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _shared(response: HttpResponse, *, keys: str, etag: str = "") -> HttpResponse:
    response["Cache-Control"] = CACHE_CONTROL
    response["Surrogate-Key"] = keys
    response["X-Content-Type-Options"] = "nosniff"
    if etag:
        response["ETag"] = etag
    return response
