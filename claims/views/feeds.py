"""Feeds of checks: Atom, RSS and JSON Feed of one list. A correction makes an entry new; its id stays what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from claims import canonical, claimpage
from claims.formats import atom, jsonfeed, rss
from claims.formats.feed import Entry, Feed, Tombstone, tag
from claims.models.change import PublicChange
from claims.models.public import PublicClaim
from claims.views import answers
from claims.views.marks import public
from claims.views.public import as_dict
from claims.views.reading import cursor, mark

PAGE = 50
NEVER = "1970-01-01T00:00:00Z"  # when a feed without an entry was last updated
KINDS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom.build, atom.CONTENT_TYPE),
    "rss": (rss.build, rss.CONTENT_TYPE),
    "json": (jsonfeed.build, jsonfeed.CONTENT_TYPE),
}


@public
def claims(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest checks as one of three formats. Nothing is written where the client has it already."""
    before = request.GET.get("before", "")
    rows = PublicClaim.objects.public().newest()
    if before:
        rows = rows.before(*cursor(before))
    listed = list(rows[: PAGE + 1])
    found, older = listed[:PAGE], mark(listed[PAGE - 1]) if len(listed) > PAGE else ""
    gone = _withdrawn(found, before, is_last=not older)
    build, content_type = KINDS[kind]
    pages, key = caches["pages"], _key(kind, before, older, found, gone)
    if short := answers.unchanged(request, f'W/"{key}"', keys="lists"):
        return answers.for_other_sites(short)
    body = pages.get(key)
    if body is None:
        body = build(_feed(kind, before, older, found, gone))
        pages.set(key, body)
    return answers.for_other_sites(
        answers.of_known(body, f'W/"{key}"', keys="lists", content_type=content_type)
    )


def _key(kind: str, *parts: Any) -> str:
    """A feed is a function of these rows at these versions, and of nothing else."""
    flat = [
        [(row.public_id, row.version) for row in part] if isinstance(part, list) else part for part in parts
    ]
    return f"feed-{kind}-{answers.look()}-{hashlib.sha256(repr(flat).encode()).hexdigest()[:24]}"


def _withdrawn(found: list[PublicClaim], before: str, *, is_last: bool) -> list[PublicClaim]:
    """What was taken back or down in the time that this page of the feed tells of: two queries at most."""
    changes = PublicChange.objects.filter(kind__in=["retraction", "takedown"]).newest()
    if not is_last:
        changes = changes.filter(at__gte=found[-1].published_at)
    if before:
        changes = changes.filter(at__lt=cursor(before)[0])
    names = list(dict.fromkeys(changes.values_list("public_id", flat=True)[:PAGE]))
    if not names:
        return []
    rows = PublicClaim.objects.exclude(status="shown").in_bulk(names)  # some have been published again
    return [rows[name] for name in names if name in rows]


# ---------------------------------------------------------------- what it holds


def _feed(kind: str, before: str, older: str, found: list[PublicClaim], gone: list[PublicClaim]) -> Feed:
    site, path = settings.SITE_URL.rstrip("/"), reverse(f"feed-{kind}")
    moments = [row.changed_at for row in (*found, *gone)]
    return Feed(
        url=site + path,
        title=f"Checks – {settings.NEWSROOM_NAME}",
        subtitle="Statements that we checked, each with its rating. What we correct comes again.",
        updated=_moment(max(moments)) if moments else NEVER,
        author=settings.NEWSROOM_NAME,
        site=f"{site}/",
        page=site + reverse("claim-list"),
        entries=[_entry(row, site) for row in found],
        tombstones=[_tombstone(row, site) for row in gone],
        next=f"{site}{path}?{urlencode({'before': older})}" if older else "",
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
        updated=_moment(row.changed_at),
        published=_moment(row.first_published_at),
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
        when=_moment(row.changed_at),
        comment=claimpage.note_text(entry),
        url=site + reverse("claim-short", args=[row.public_id]),
    )


def _id(row: PublicClaim, site: str) -> str:
    return tag(
        urlsplit(site).hostname or "localhost", row.first_published_at.date().isoformat(), row.public_id
    )


def _moment(at: datetime) -> str:
    return canonical.moment(at)
