"""Feeds of checks: Atom, RSS and JSON Feed of one list. A correction makes an entry new; its id stays what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from claims import canonical, claimpage
from claims.formats import atom, jsonfeed, rss
from claims.formats.feed import Entry, Feed, Tombstone, tag
from claims.forms.search import SearchForm
from claims.models import searching
from claims.models.change import PublicChange
from claims.models.public import PublicClaim
from claims.models.searching import Found, Place
from claims.views import answers
from claims.views.checks import cursor, link, mark, ratings
from claims.views.marks import public
from claims.views.public import as_dict

PAGE = 50
NEVER = "1970-01-01T00:00:00Z"  # when a feed without an entry was last updated
KINDS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom.build, atom.CONTENT_TYPE),
    "rss": (rss.build, rss.CONTENT_TYPE),
    "json": (jsonfeed.build, jsonfeed.CONTENT_TYPE),
}


@public
@answers.follows_history
def claims(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest checks, narrowed as the list of checks is, in one of three formats. A filter that names nothing of
    ours finds nothing: whoever follows somebody's checks is not sent everybody's when the last of them is gone."""
    words = {each["slug"]: each["label"] for each in ratings().values()}
    form, before = SearchForm(request.GET, ratings=words), cursor(request.GET.get("before", ""))
    asked = replace(form.asked(), best_first=False)
    found = Found() if form.errors else searching.find(asked, before=before, size=PAGE, counted=False)
    gone = _withdrawn(found, before)
    query = {name: value for name, value in form.query.items() if name != "order"}
    tag = f'W/"{_key(kind, query, found, gone)}"'
    build, content_type = KINDS[kind]
    return answers.for_other_sites(
        answers.unchanged(request, tag, keys="lists")
        or answers.of_known(
            build(_feed(kind, form, query, found, gone)), tag, keys="lists", content_type=content_type
        )
    )


def _key(kind: str, query: dict[str, Any], found: Found, gone: list[PublicClaim]) -> str:
    """A feed is a function of these rows at these versions, and of nothing else."""
    rows = [(row.public_id, row.version) for row in (*found.claims, *gone)]
    of = repr((kind, query, len(found.claims), rows, found.older))
    return f"feed-{answers.look()}-{hashlib.sha256(of.encode()).hexdigest()[:24]}"


def _withdrawn(found: Found, before: Place | None) -> list[PublicClaim]:
    """What was taken back or down in the time that this page of the feed tells of: two queries at most. Of what is
    gone nobody can say whether it fitted the filters."""
    changes = PublicChange.objects.filter(kind__in=["retraction", "takedown"]).newest()
    if found.older:
        changes = changes.filter(at__gte=found.older.published_at)
    if before:
        changes = changes.filter(at__lt=before.published_at)
    names = list(dict.fromkeys(changes.values_list("public_id", flat=True)[:PAGE]))
    if not names:
        return []
    rows = PublicClaim.objects.exclude(status="shown").in_bulk(names)  # some have been published again
    return [rows[name] for name in names if name in rows]


# ---------------------------------------------------------------- what it holds


def _feed(kind: str, form: SearchForm, query: dict[str, Any], found: Found, gone: list[PublicClaim]) -> Feed:
    site, path = settings.SITE_URL.rstrip("/"), reverse(f"feed-{kind}")
    moments = [row.changed_at for row in (*found.claims, *gone)]
    narrowed = ", ".join(chip["text"] for chip in form.described())
    return Feed(
        url=site + link(path, query),
        title=f"Checks{': ' if narrowed else ''}{narrowed} – {settings.NEWSROOM_NAME}",
        subtitle="Statements that we checked, each with its rating. What we correct comes again.",
        updated=canonical.moment(max(moments)) if moments else NEVER,
        author=settings.NEWSROOM_NAME,
        site=f"{site}/",
        page=site + link(reverse("claim-list"), query),
        entries=[_entry(row, site) for row in found.claims],
        tombstones=[_tombstone(row, site) for row in gone],
        next=site + link(path, {**query, "before": mark(found.older)}) if found.older else "",
        icon=f"{site}{static('img/icon-512.png')}",
    )


def _entry(row: PublicClaim, site: str) -> Entry:
    told = as_dict(row)
    check, url = claimpage.card(told), site + row.get_absolute_url()
    changes = [claimpage.change(told, each["number"]) for each in claimpage.visible_changes(row.changes)]
    shown = [each for each in changes if each and each["kind"] in ("correction", "update", "clarification")]
    context = {"check": check, "changes": shown[::-1], "url": url}
    return Entry(
        id=_id(row, site),
        title=f"{row.rating_label}: {row.headline}",
        updated=canonical.moment(row.changed_at),
        published=canonical.moment(row.first_published_at),
        url=url,
        html=answers.render("public/_feed_claim.html", context).decode(),
        category=row.rating,
        category_label=row.rating_label,
        tags=tuple(topic["label"] for topic in row.topics),
        language=row.language,
    )


def _tombstone(row: PublicClaim, site: str) -> Tombstone:
    entry = claimpage.visible_changes(row.changes)[-1]
    return Tombstone(
        ref=_id(row, site),
        when=canonical.moment(row.changed_at),
        comment=claimpage.note_text(entry),
        url=site + reverse("claim-short", args=[row.public_id]),
    )


def _id(row: PublicClaim, site: str) -> str:
    return tag(
        urlsplit(site).hostname or "localhost", row.first_published_at.date().isoformat(), row.public_id
    )
