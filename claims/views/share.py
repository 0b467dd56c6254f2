"""The picture that social networks show beside a link. Its address names the version and its day, so that a new version
is a new picture; an old address leads to the newest one, and an old verdict is not passed on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from claims.formats import share
from claims.models.public import PublicClaim
from claims.templatetags.factcheck import MONTHS
from claims.views import answers
from claims.views.marks import public
from claims.views.public import find, gone, newest_text

WIDTH, HEIGHT = share.WIDTH, share.HEIGHT
PNG = "image/png"


@public
def picture(request: HttpRequest, public_id: str, number: int, day: str) -> HttpResponse:
    """The newest version's, and no other."""
    found = find(public_id)
    if found.is_taken_down:
        return answers.for_other_sites(gone(request, found))
    newest = address(found)
    if not newest or number > found.number:
        raise Http404
    if (public_id, number, day) != (found.public_id, found.number, _day(found)):
        return answers.moved(newest)
    response = answers.of_claim(request, found, "share", lambda: _drawn(found), content_type=PNG)
    return answers.for_other_sites(response)


def address(claim: PublicClaim) -> str:
    """Where the picture of the newest version is; nothing where its verdict has letters that the font lacks."""
    if claim.is_taken_down or not share.can_draw(claim.rating_label):
        return ""
    return reverse("claim-share", args=[claim.public_id, claim.number, _day(claim)])


def _drawn(claim: PublicClaim) -> bytes:
    content = newest_text(claim).record_dict["content"]
    told = _in_words(_at(claim))
    site = settings.SITE.netloc
    as_of = content["true_as_of"]
    note = f"True as of {_in_words(datetime.fromisoformat(as_of))}" if as_of else ""
    return share.draw(
        share.Card(
            label=content["rating"]["label"],
            token=content["rating"]["token"],
            headline=content["headline"],
            statement=content["statement"],
            version=f"Version {claim.number}, {told}",
            newsroom=settings.NEWSROOM_NAME,
            address=f"{site}/claims/{claim.public_id}",
            over=f"Retracted on {told}" if claim.is_retracted else "",
            note="Demo newsroom" if settings.DEMO else "" if claim.is_retracted else note,
        )
    )


def _at(claim: PublicClaim) -> datetime:
    """When the newest version came, in the newsroom's zone."""
    return timezone.localtime(claim.changed_at)


def _day(claim: PublicClaim) -> str:
    return _at(claim).date().isoformat()


def _in_words(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"
