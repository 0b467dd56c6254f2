"""What the newsroom says of itself: method, corrections policy, about, what the ratings mean; and every version that
these pages have had."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from claims import claimpage
from claims.context_processors import facts
from claims.models.page import PageVersion
from claims.models.rating import Rating, RatingScale
from claims.pages.text import render
from claims.texts import slugify
from claims.views import answers
from claims.views.marks import public

CONTENTS_FROM = 4  # headings: a shorter page needs no table of contents
# The place in the menu that is marked.
SECTIONS = {
    "methodology": "methodology",
    "corrections-policy": "corrections",
    "about": "about",
    "ratings": "ratings",
}


@public
@answers.follows_history
def page(request: HttpRequest, page: str) -> HttpResponse:
    """The text as it stands."""
    versions = _versions(page)
    return _answer(request, page, versions, lambda: _page(page, versions, versions[0]))


@public
@answers.follows_history
def version(request: HttpRequest, page: str, number: int) -> HttpResponse:
    """One version at its own address, for good."""
    versions = _versions(page)
    chosen = next((each for each in versions if each["number"] == number), None)
    if chosen is None:
        raise Http404
    name = f"-{number}"
    if chosen["redacted_at"]:
        return _answer(request, page, versions, lambda: _redacted(page, chosen), name=name, status=410)
    return _answer(request, page, versions, lambda: _page(page, versions, chosen, by_number=True), name=name)


@public
@answers.follows_history
def ratings(request: HttpRequest) -> HttpResponse:
    """Every scale that we have used, with its dates and what its words mean; those in use first."""
    today = timezone.localdate()
    versions = _versions("ratings")
    scales = [
        {
            "id": f"{slugify(scale.name)}-{scale.version}",
            "name": scale.name,
            "version": scale.version,
            "valid_from": scale.valid_from,
            "valid_to": scale.valid_to,
            "is_over": bool(scale.valid_to and scale.valid_to < today),
            "drawn": claimpage.scale(scale.as_content()),
            "words": _placed(list(scale.ratings.all())),
        }
        for scale in RatingScale.objects.begun().prefetch_related("ratings")
    ]
    context = {**_context("ratings", versions, versions[0]), "scales": scales}
    return answers.of_list(request, answers.render("public/ratings.html", context))


def _versions(page: str) -> list[dict[str, Any]]:
    """All but their texts, newest first: one query."""
    return list(PageVersion.objects.of(page).values("pk", "number", "note", "made_at", "redacted_at"))


def _answer(
    request: HttpRequest,
    page: str,
    versions: list[dict[str, Any]],
    make: Any,
    *,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    gone = sum(1 for each in versions if each["redacted_at"])
    # By the row and not its number: no other row ever has it, also where a transaction was taken back.
    identity = f"page-{page}-{versions[0]['pk']}-{gone}{name}"
    return answers.of_page(request, identity, make, keys=f"page-{page}", status=status)


def _page(
    page: str, versions: list[dict[str, Any]], chosen: dict[str, Any], *, by_number: bool = False
) -> bytes:
    context = _context(page, versions, chosen)
    context |= {"by_number": by_number, "is_old": chosen is not versions[0], "noindex": by_number}
    return answers.render("public/page.html", context)


def _context(page: str, versions: list[dict[str, Any]], chosen: dict[str, Any]) -> dict[str, Any]:
    found = PageVersion.objects.of(page).get(number=chosen["number"])
    shown = render(found.text, facts())
    contents = [each for each in shown.headings if each.level == 2]
    lead, text = _lead(shown.html) if len(contents) >= CONTENTS_FROM else ("", shown.html)
    return {
        "page_key": page,
        "title": found.title,
        "lead": mark_safe(lead),  # noqa: S308  cleaned by claims/pages/text.py
        "text": mark_safe(text),  # noqa: S308  likewise
        "contents": contents if len(contents) >= CONTENTS_FROM else [],
        "chosen": chosen,
        "newest": versions[0],
        "earlier": versions[1:],
        "page_url": reverse(page),
        "canonical": reverse(page),
        "about": f"{found.name}, version {found.number}",
        "section": SECTIONS[page],
    }


def _lead(html: str) -> tuple[str, str]:
    """The first paragraph, which stands above the table of contents, and the rest."""
    first, end, rest = html.partition("</p>\n")
    return (first + end, rest) if html.startswith("<p>") else ("", html)


def _redacted(page: str, chosen: dict[str, Any]) -> bytes:
    context = {
        "chosen": chosen,
        "page_url": reverse(page),
        "about": f"{page}, version {chosen['number']}",
        "section": SECTIONS[page],
        "noindex": True,
    }
    return answers.render("public/page_redacted.html", context)


def _placed(words: list[Rating]) -> list[dict[str, Any]]:
    """The words of a scale with their places on the line, 0 for those beside it."""
    line = [word for word in words if word.value is not None]
    return [
        {
            "word": word,
            "place": line.index(word) + 1 if word in line else 0,
            "of": len(line),
        }
        for word in words
    ]
