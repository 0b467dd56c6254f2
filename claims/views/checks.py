"""The list of checks with its filters, and what lists of checks share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical, claimpage
from claims.forms.search import SearchForm
from claims.models import searching
from claims.models.rating import RatingScale
from claims.models.searching import Asked, Found, Place
from claims.views import answers
from claims.views.marks import public
from claims.views.public import as_dict

PAGE = 25
TOPICS = 200  # offered in the form
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z\.([0-9a-z]{8})(?:\.(\d{1,9}))?")


@public
@answers.follows_history
def claim_list(request: HttpRequest) -> HttpResponse:
    """All checks, narrowed by words and filters; page by page on (published_at, public_id)."""
    form = SearchForm(request.GET, ratings={each["slug"]: each["label"] for each in ratings().values()})
    before, asked = request.GET.get("before", ""), form.asked()
    found = searching.find(asked, before=cursor(before), size=PAGE)
    address = reverse("claim-list")
    better = searching.better_spelling(asked, form.words) if form.words and not found.count else ""
    context = {
        "form": form,
        "ratings": [{**each, "on": each["slug"] in asked.ratings} for each in ratings().values()],
        "topics": topics(),
        "checks": cards(found, asked),
        "count": counted(found, asked),
        "chips": [{"text": chip["text"], "url": link(address, chip["without"])} for chip in form.described()],
        "better": {"text": better, "url": link(address, {**form.query, "q": better})} if better else None,
        "orders": orders(form, address) if found.count > 1 else [],
        "before": before,
        "newest_url": link(address, form.query),
        "older": link(address, {**form.query, "before": mark(found.older)}) if found.older else "",
        "best_of": f"{found.count:,}" if asked.best_first and found.more and not found.older else "",
        "all_newest": link(address, {**form.query, "order": "newest"}),
        "all_of_them": searching.count(Asked()) if not found.count else 0,
        "section": "checks",
        "about": "list of checks",
        "noindex": bool(before or form.query or form.errors),
        "canonical": "" if before or form.query else address,
        "feed_query": link("", {name: value for name, value in form.query.items() if name != "order"}),
    }
    return answers.of_list(request, answers.render("public/list.html", context))


# ---------------------------------------------------------------- rows


def cards(found: Found, asked: Asked) -> list[dict[str, Any]]:
    words = searching.marked(found.claims, asked.query) if asked.query else {}
    rows = []
    for claim in found.claims:
        row = {**claimpage.card(as_dict(claim)), "get_absolute_url": claim.get_absolute_url()}
        if claim.public_id in words:
            row["headline"], row["statement"] = words[claim.public_id]
        rows.append(row)
    return rows


def counted(found: Found, asked: Asked) -> str:
    """“5 checks, newest first”."""
    if found.count == 0:
        return "No checks match" if asked != Asked() else "No checks yet"
    number = "1 check" if found.count == 1 else f"{found.count:,} checks"
    if found.more:
        number = f"More than {number}"
    elif found.count == 1:
        return number
    return f"{number}, {'best match' if asked.best_first else 'newest'} first"


def ratings() -> dict[str, dict[str, Any]]:
    """Every word that a check may bear, once: those of the newest scale first. Two queries."""
    found: dict[str, dict[str, Any]] = {}
    for scale in RatingScale.objects.begun().prefetch_related("ratings"):
        for each in scale.as_content()["ratings"]:
            found.setdefault(each["slug"], each)
    return found


def topics() -> list[dict[str, str]]:
    """Topics that checks have, by name. From each to the next by the index: checks are not read for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE step AS (
                 (SELECT key FROM claims_publictag WHERE kind = 'topic' ORDER BY key LIMIT 1)
                 UNION ALL SELECT (SELECT t.key FROM claims_publictag t WHERE t.kind = 'topic' AND t.key > step.key
                                   ORDER BY t.key LIMIT 1) FROM step WHERE step.key IS NOT NULL)
               SELECT key, (SELECT t.label FROM claims_publictag t WHERE t.kind = 'topic' AND t.key = step.key
                            ORDER BY t.published_at DESC, t.public_id DESC LIMIT 1) AS label
               FROM step WHERE key IS NOT NULL LIMIT %s""",
            [TOPICS],
        )
        rows = [{"key": key, "label": label} for key, label in cursor.fetchall()]
    return sorted(rows, key=lambda row: row["label"].lower())


def orders(form: SearchForm, address: str) -> list[dict[str, Any]]:
    if not form.words:
        return []
    chosen = form.query.get("order", "")
    rest = {name: value for name, value in form.query.items() if name != "order"}
    return [
        {"label": "Best match", "url": link(address, rest), "on": not chosen},
        {"label": "Newest", "url": link(address, {**rest, "order": "newest"}), "on": chosen == "newest"},
    ]


# ---------------------------------------------------------------- addresses


def mark(place: Place) -> str:
    """A place in a list as an address carries it."""
    rank = f".{place.rank}" if place.rank else ""
    return f"{canonical.moment(place.published_at)}.{place.public_id}{rank}"


def cursor(text: str) -> Place | None:
    """A place in the list, or 404: cursors are ours, nobody types them."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    try:
        at = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)  # type: ignore[index]
    except (TypeError, ValueError):
        raise Http404 from None
    return Place(at, match[2], int(match[3] or 0))  # type: ignore[index]


def link(address: str, query: dict[str, Any]) -> str:
    return f"{address}?{urlencode(query, doseq=True)}" if query else address
