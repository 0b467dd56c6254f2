"""Pages about who said it, a topic, a document. Each is there as long as a check that readers see names it, and all
that it says comes from published versions: short quotations, how many, why they were chosen. Never a score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import claimpage
from claims.models import searching
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from claims.models.searching import Asked
from claims.models.tag import PublicTag
from claims.texts import slugify
from claims.views import answers
from claims.views.checks import PAGE, cards, counted, cursor, link, mark, ratings
from claims.views.marks import public

QUOTED = 160  # characters: a document's full text is its publisher's
REASONS = 5
Contents = dict[str, dict[str, Any]]  # public_id → what its version says


@public
@answers.follows_history
def claimant(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    """Everything of one person or organisation that we have checked. How many, never how true."""
    return _named(request, "claimant", key)


@public
@answers.follows_history
def topic(request: HttpRequest, key: str) -> HttpResponse:
    return _named(request, "topic", key)


@public
@answers.follows_history
def document(request: HttpRequest, key: str, slug: str = "") -> HttpResponse:
    """What we have checked in one document, or with its help."""
    return _named(request, "document", key)


def _named(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    tag = PublicTag.objects.filter(kind=kind, key=key.lower()).order_by("-published_at", "-public_id").first()
    if tag is None:
        raise Http404
    address = reverse(f"{kind}-checks", args=[tag.key] if kind == "topic" else [tag.key, slugify(tag.label)])
    if request.path != address:
        return answers.moved(address)
    before, asked = request.GET.get("before", ""), Asked(tags=((kind, tag.key),))
    found = searching.find(asked, before=cursor(before), size=PAGE)
    contents = _contents(found.claims)
    rows = cards(found, asked)
    if kind == "document":
        for row, claim in zip(rows, found.claims, strict=True):
            row["place"] = _place(contents.get(claim.public_id, {}), tag.key)
    context = {
        "kind": kind,
        "tag": tag,
        "facts": _facts(kind, tag.key, found.claims, contents),
        "checks": rows,
        "count": counted(found, asked),
        "by_rating": _by_rating(kind, tag.key),
        "reasons": _reasons(contents),
        "before": before,
        "newest_url": address,
        "older": link(address, {"before": mark(found.older)}) if found.older else "",
        "search_url": link(reverse("claim-list"), {kind: tag.key}),
        "about": f"{kind} {tag.key}",
        "section": "checks",
        "canonical": address,
        "feed_query": link("", {kind: tag.key}),
        "noindex": bool(before),
    }
    return answers.of_list(request, answers.render("public/named.html", context))


def _contents(claims: list[PublicClaim]) -> Contents:
    """What the versions say that are shown: one query. A version that was redacted says nothing."""
    numbers = {claim.public_id: claim.number for claim in claims}
    rows = Revision.objects.filter(public_id__in=numbers, number__in=set(numbers.values()))
    return {
        row.public_id: row.content_dict
        for row in rows.filter(redacted_at__isnull=True).defer("record")
        if row.number == numbers[row.public_id]
    }


def _by_rating(kind: str, key: str) -> list[dict[str, Any]]:
    """How many bear each word, in the order of the scale, each with the way to them."""
    counts = searching.by_rating(kind, key)
    address = reverse("claim-list")
    return [
        {"word": word, "count": counts[slug], "url": link(address, {kind: key, "rating": slug})}
        for slug, word in ratings().items()
        if slug in counts
    ]


def _reasons(contents: Contents) -> list[str]:
    """Why these were chosen, in the words of the checks on the page, each once."""
    found = dict.fromkeys(content["selection_reason"].strip() for content in contents.values())
    return [reason for reason in found if reason][:REASONS]


def _facts(kind: str, key: str, claims: list[PublicClaim], contents: Contents) -> dict[str, Any]:
    """As whom somebody spoke; where a document is to be read. As the newest of these checks have it."""
    if kind == "claimant":
        places = [place for claim in claims for place in claim.claimants if place.get("id") == key]
        return {"roles": list(dict.fromkeys(place["role"] for place in places if place.get("role")))[:3]}
    if kind == "document":
        return next(_papers(key, contents), {})
    return {}


def _papers(key: str, contents: Contents) -> Iterator[dict[str, str]]:
    """Where a check stands in it, it has a day of its own; among the evidence the piece has one."""
    for content in contents.values():
        for place in content["appearances"]:
            if place["document"].get("id") == key:
                yield _paper(place["document"], place["document"].get("published_on", ""))
    for content in contents.values():
        for piece in content["evidence"]:
            if piece["document_id"] == key:
                yield _paper(piece, piece["published"].get("from", ""))


def _paper(given: dict[str, Any], published: str) -> dict[str, str]:
    link_to = claimpage.web_address(given.get("url", ""))
    return {"publisher": given.get("publisher", ""), "published": published, "link": link_to}


def _place(content: dict[str, Any], key: str) -> dict[str, Any]:
    """What a check has to do with the document: its words in it, shortened, or the piece of evidence that it is."""
    for place in content.get("appearances", []):
        if place["document"].get("id") == key:
            return {"quotation": _short(place["quotation"].get("exact", ""))}
    for piece in content.get("evidence", []):
        if piece["document_id"] == key:
            return {"piece": piece["number"]}
    return {}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rsplit(None, 1)[0][:QUOTED]} …"
