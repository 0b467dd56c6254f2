"""The picture that social networks show beside a link. Its address names the version and its day, so that a new version
is a new picture; an old address leads to the newest one, and an old verdict is not passed on."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from claims.formats import share
from claims.models.public import PublicClaim
from claims.templatetags.factcheck import MONTHS
from claims.views import answers, sharing
from claims.views.marks import public
from claims.views.public import find, gone, newest_text

PNG = "image/png"


@public
def picture(request: HttpRequest, public_id: str, number: int, day: str) -> HttpResponse:
    """The newest version's, and no other."""
    found = find(public_id)
    if found.is_taken_down:
        return answers.for_other_sites(gone(request, found))
    newest = sharing.picture(found)
    if not newest or number > found.number:
        raise Http404
    if (public_id, number, day) != (found.public_id, found.number, sharing.day(found)):
        return answers.moved(newest)
    response = answers.of_claim(request, found, "share", lambda: _drawn(found), content_type=PNG)
    return answers.for_other_sites(response)


def _drawn(claim: PublicClaim) -> bytes:
    content = newest_text(claim).record_dict["content"]
    told = _in_words(sharing.moment(claim))
    site = urlsplit(settings.SITE_URL).netloc
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


def _in_words(day: datetime) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}"
