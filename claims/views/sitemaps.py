"""The sitemap: an index, one part for the pages that are always there, and parts of claims, claimants and topics.

Pages of documents are left out: no page lists them, and what they show is another's text in a few words.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical
from claims.formats import sitemap
from claims.models import now
from claims.models import sitemap as parts
from claims.texts import slugify
from claims.views import answers
from claims.views.marks import public

# With the day of the newest change: those that list claims. Of the others nobody can say when they changed.
LISTS = ("home", "claim-list", "corrections")
NAMES = ("claimant", "topic")
PAGES = (*LISTS, "ratings", "methodology", "corrections-policy", "about", "data")


# Prefix → head of the history and ETag, of parts that this process has written. There are not many prefixes.
_written: dict[str, tuple[str, str]] = {}


@public
@answers.follows_history
def index(request: HttpRequest) -> HttpResponse:
    """Where the parts are, and when each last changed."""
    return answers.of_list(request, _index(), keys="sitemap", content_type=sitemap.CONTENT_TYPE)


@public
@answers.follows_history
def pages(request: HttpRequest) -> HttpResponse:
    newest = _newest(parts.parts(sitemap.PART))
    lines = [(_site() + reverse(name), newest if name in LISTS else "") for name in PAGES]
    return answers.of_list(request, sitemap.part(lines), keys="sitemap", content_type=sitemap.CONTENT_TYPE)


@public
def claims(request: HttpRequest, prefix: str = "") -> HttpResponse:
    """One part of the claims. It is not kept, having up to eight megabytes; its ETag is, until anything changes."""
    state = f"{now.head_of_history()}-{answers.look()}"  # before the claims are read
    head, tag = _written.get(prefix, ("", ""))
    if head == state and (short := answers.unchanged(request, tag, keys="sitemap")):
        return short
    rows = parts.rows(prefix, sitemap.PART)
    if rows is None:
        raise Http404
    # As get_absolute_url writes it, without asking the resolver 50,000 times.
    site = _site() + reverse("claim-list")
    body = sitemap.part(
        (f"{site}{public_id}/{slug or 'claim'}/", canonical.moment(changed))
        for public_id, slug, changed in rows
    )
    response = answers.of_list(request, body, keys="sitemap", content_type=sitemap.CONTENT_TYPE)
    if not connection.in_atomic_block:  # before COMMIT the head says nothing
        _written[prefix] = state, response["ETag"]
    return response


@public
@answers.follows_history
def names(request: HttpRequest, kind: str, prefix: str = "") -> HttpResponse:
    """One part of the claimants or topics: those that a check names which is shown, with the day of the newest."""
    found = parts.names(kind, prefix, sitemap.PART)
    if found is None:
        raise Http404
    site = _site()
    lines = ((site + _page(kind, key, label), canonical.moment(newest)) for key, label, newest in found)
    return answers.of_list(request, sitemap.part(lines), keys="sitemap", content_type=sitemap.CONTENT_TYPE)


def _page(kind: str, key: str, label: str) -> str:
    return reverse(f"{kind}-checks", args=[key] if kind == "topic" else [key, slugify(label)])


def _index() -> bytes:
    found = parts.parts(sitemap.PART)
    lines = [(_site() + reverse("sitemap-pages"), _newest(found))]
    lines += [_part("claims", each) for each in found]
    for kind in NAMES:
        lines += [_part(f"{kind}s", each) for each in parts.parts_of_names(kind, sitemap.PART)]
    return sitemap.index(lines)


def _part(what: str, part: parts.Part) -> sitemap.Line:
    if part.prefix:
        address = reverse(f"sitemap-{what}", args=[part.prefix])
    else:
        address = reverse(f"sitemap-all-{what}")
    return _site() + address, canonical.moment(part.changed)


def _newest(found: list[parts.Part]) -> str:
    return canonical.moment(max(each.changed for each in found)) if found else ""


def _site() -> str:
    return settings.SITE_URL.rstrip("/")
