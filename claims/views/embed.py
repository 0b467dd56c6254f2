"""The card of a check: the one page that may stand in somebody else's, and the address that tells sites about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from claims import claimpage
from claims.formats import share
from claims.forms.oembed import OEmbedForm
from claims.models.public import PublicClaim
from claims.views import answers, sharing
from claims.views.marks import public
from claims.views.public import as_dict, build_page, find, newest_text, notice

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
PAGES = ("claim", "claim-short", "claim-embed")  # what has a card


@public
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """Headline, statement, rating; what was corrected, taken back or down, at once like the page itself."""
    found = find(public_id)
    if public_id != found.public_id:
        return answers.moved(reverse("claim-embed", args=[found.public_id]))
    status = 410 if found.is_taken_down else 200
    return _framed(answers.of_claim(request, found, "embed", lambda: _card(found), status=status))


def _card(claim: PublicClaim) -> bytes:
    if claim.is_taken_down:
        told = {
            "title": "Taken down",
            "notice": notice(claim),
            "status": claim.status,
            "about": claim.public_id,
        }
        return answers.render("public/embed.html", told)
    version = newest_text(claim)
    page = build_page(claim, version, number_now=version.number)
    label = "Retracted" if claim.is_retracted else claim.rating_label
    return answers.render(
        "public/embed.html",
        {
            "title": f"{label}: {claim.headline}",
            "page": page,
            "status": claim.status,
            "flag": claimpage.card(as_dict(claim))["flag"],
            "change": next(iter(page["on_top"]), None),
            "canonical": claim.get_absolute_url(),
            "about": f"{claim.public_id}, version {claim.number}",
        },
    )


def _framed(response: HttpResponse) -> HttpResponse:
    """A 304 too: a browser takes over its headers."""
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    return response


# ---------------------------------------------------------------- oEmbed


@public
def oembed(request: HttpRequest) -> HttpResponse:
    """For one of our addresses: how to show it. 404 for what is not ours or does not stand, 501 for XML."""
    form = OEmbedForm(request.GET)
    form.is_valid()
    if form.cleaned_data.get("format") == "xml":
        return _no(501, "This address answers in JSON alone: format=json.")
    if "format" in form.errors:
        return _no(400, "format is json, or is left out.")
    if "url" in form.errors:
        return _no(400, "Say which page: /oembed/?url=…")
    if form.errors:
        return _no(400, "maxwidth and maxheight are whole numbers of pixels.")
    claim = _asked(form.cleaned_data["url"])
    if claim is None:
        return _no(404, "There is no check to show at this address.")
    sizes = {name: form.cleaned_data[name] for name in ("maxwidth", "maxheight")}
    body = answers.safe_json(_told(claim, **sizes)).encode()
    keys = f"claim-{claim.public_id}"
    return answers.for_other_sites(answers.of_list(request, body, keys=keys, content_type=answers.JSON))


def _asked(url: str) -> PublicClaim | None:
    """The check at one of our own addresses, by either scheme."""
    try:
        parts = urlsplit(url)
        match = resolve(parts.path) if parts.netloc == urlsplit(settings.SITE_URL).netloc else None
    except (ValueError, Resolver404):
        return None
    if match is None or match.url_name not in PAGES or parts.scheme not in ("http", "https"):
        return None
    name = match.kwargs["public_id"].lower()
    return PublicClaim.objects.public().filter(pk=name).first()


def _told(claim: PublicClaim, *, maxwidth: int | None, maxheight: int | None) -> dict[str, Any]:
    site = settings.SITE_URL.rstrip("/")
    width = min(sharing.WIDTH, maxwidth or sharing.WIDTH)
    tall = sharing.HEIGHT if width >= sharing.NARROW else sharing.TALL
    height = min(tall, maxheight or tall)
    title = f"{claim.rating_label}: {claim.headline}"
    told = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": settings.NEWSROOM_NAME,
        "author_url": f"{site}/",
        "provider_name": settings.NEWSROOM_NAME,
        "provider_url": f"{site}/",
        "cache_age": 60,
        "width": width,
        "height": height,
        "html": sharing.frame(claim, width=width, height=height),
    }
    fits = (maxwidth or share.WIDTH) >= share.WIDTH and (maxheight or share.HEIGHT) >= share.HEIGHT
    picture = sharing.picture(claim)
    if picture and fits:
        told |= {
            "thumbnail_url": site + picture,
            "thumbnail_width": share.WIDTH,
            "thumbnail_height": share.HEIGHT,
        }
    return told


def _no(status: int, why: str) -> HttpResponse:
    response = HttpResponse(answers.safe_json({"error": why}), content_type=answers.JSON, status=status)
    response["Cache-Control"] = "public, max-age=60"
    return answers.for_other_sites(response)
