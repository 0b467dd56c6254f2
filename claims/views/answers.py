"""How public pages are answered: without the request, with what they were made of, shared by every cache on the way.

A public page is a function of (address, PublicClaim.version, templates, settings); a list of the head of the history in
place of the version. Nothing here reads a session, a user or a cookie, and templates get no request, so no page can
vary by who asks. claims/replay.py keeps the answers, in all their forms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache, wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString, mark_safe
from psycopg.errors import QueryCanceled

from claims.context_processors import newsroom
from claims.models import now
from claims.models.public import PublicClaim
from claims.views import errors
from claims.views.marks import View

CACHE_CONTROL = "public, max-age=60, s-maxage={}, stale-while-revalidate=60, stale-if-error=3600"
EDGE, EDGE_THAT_IS_TOLD = 60, 3600  # seconds that shared caches keep a page
EVERYTHING = "public"  # the Surrogate-Key of all pages at once
HTML = "text/html; charset=utf-8"
JSON = "application/json"
# Whatever a page is made of: when a file of these changes, so does every ETag.
SOURCES = (
    "templates/base*.html",
    "templates/public/*.html",
    "templates/includes/*.html",
    "static/css/*.css",
    "claims/*.py",
    "claims/claimpage/*.py",
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
    "CDN_PURGE_URL",
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
    return _look(tuple(str(getattr(settings, name)) for name in SETTINGS))


@lru_cache(maxsize=16)
def _look(values: tuple[str, ...]) -> str:
    text = json.dumps(values)
    return hashlib.sha256(f"{template_version()}{text}".encode()).hexdigest()[:12]


def render(template: str, context: dict[str, Any]) -> bytes:
    """A page as bytes. Without the request there are no context processors but ours."""
    return render_to_string(template, {**newsroom(), **context}).encode()


# ---------------------------------------------------------------- what an answer was made of


class State(NamedTuple):
    """An answer stays true as long as this stays the same; claims/replay.py asks for it at each request."""

    public_id: str  # empty: of many claims
    newest: int | str | None  # the claim's version; of lists the head of the history
    day: str  # of lists alone: scales come into use by date
    look: str

    @property
    def is_list(self) -> bool:
        return not self.public_id


def state_of_claim(public_id: str, version: int | None) -> State:
    return State(public_id, version, "", look())


def state_of_lists(head: str) -> State:
    return State("", head, timezone.localdate().isoformat(), look())


def made_of(response: HttpResponse) -> State | None:
    return getattr(response, "made_of", None)


def anywhere(response: HttpResponse) -> HttpResponse:
    """It says the same whatever slug is asked for, and need not be kept for each."""
    response.is_anywhere = True  # type: ignore[attr-defined]
    return response


def is_anywhere(response: HttpResponse) -> bool:
    return getattr(response, "is_anywhere", False)


# ---------------------------------------------------------------- answering


def of_claim(
    request: HttpRequest,
    claim: PublicClaim,
    page: str,
    make: Callable[[], bytes],
    *,
    content_type: str = HTML,
    status: int = 200,
) -> HttpResponse:
    """One address of a claim: 304 after the one look-up, else the page."""
    state = state_of_claim(claim.public_id, claim.version)
    # With the page in it: what was given out for one address must not answer for another, which may not even exist.
    etag = f'W/"{claim.public_id}-{claim.version}-{state.look}-{page}"' if status == 200 else ""
    if etag and (short := get_conditional_response(request, etag=etag)):
        return _shared(short, keys=f"claim-{claim.public_id}", etag=etag)
    response = HttpResponse(make(), content_type=content_type, status=status)
    response.made_of = state  # type: ignore[attr-defined]
    return _shared(response, keys=f"claim-{claim.public_id}", etag=etag)


def of_page(
    request: HttpRequest, identity: str, make: Callable[[], bytes], *, keys: str, status: int = 200
) -> HttpResponse:
    """A page of the newsroom. `identity` names all that it is made of, but for templates and settings."""
    identity = f"{identity}-{look()}"
    etag = f'W/"{identity}"' if status == 200 else ""
    if etag and (short := get_conditional_response(request, etag=etag)):
        return _shared(short, keys=keys, etag=etag)
    return _shared(HttpResponse(make(), content_type=HTML, status=status), keys=keys, etag=etag)


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


def follows_history(view: View) -> View:
    """Over a view about many claims whose answer is true until the next row of the history or the next day. It gets
    three seconds for each question to the database; a search that would need longer is answered 503."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Before the view reads anything: what it shows may be newer than this, never older.
        state = state_of_lists(now.begin_list())
        try:
            response = view(request, *args, **kwargs)
        except OperationalError as failure:
            if not isinstance(failure.__cause__, QueryCanceled):
                raise
            return errors.too_long(request)
        finally:
            with suppress(Error):  # a connection that cannot do this is broken, and will not be used again
                now.end_list()
        if response.status_code == 200:
            response.made_of = state  # type: ignore[attr-defined]
        return response

    return answered


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
    edge = EDGE_THAT_IS_TOLD if settings.CDN_PURGE_URL else EDGE
    response["Cache-Control"] = CACHE_CONTROL.format(edge)
    response["Surrogate-Key"] = f"{keys} {EVERYTHING}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Vary"] = "Accept-Encoding"
    if etag:
        response["ETag"] = etag
    return response
