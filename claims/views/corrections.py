"""All public change notes, newest first: the page, and the feed that programs follow."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical, claimpage
from claims.formats import atom
from claims.formats.feed import Entry, Feed, Tombstone, tag
from claims.forms.corrections import KINDS, CorrectionsForm
from claims.models.change import PublicChange
from claims.models.public import PublicClaim
from claims.models.rating import RatingScale
from claims.models.revision import Revision
from claims.views import answers
from claims.views.marks import public
from claims.views.public import as_dict

PAGE = 25
FEED_PAGE = 50
NEVER = "1970-01-01T00:00:00Z"  # when a feed without an entry was last updated
NOTHING = {
    "": "Nothing has been corrected yet.",
    "correction": "No check has been corrected yet.",
    "update": "No check has been updated yet.",
    "clarification": "No check has been made clearer yet.",
    "retraction": "No check has been retracted.",
    "takedown": "No check has been taken down.",
}
_CURSOR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z\.(\d{1,18})")


@public
@answers.follows_history
def corrections(request: HttpRequest) -> HttpResponse:
    """By kind, by day, and by what became of the rating."""
    form = CorrectionsForm(request.GET, ratings=_ratings())
    before = request.GET.get("before", "")
    found, older = _page(form, before, PAGE)
    address, feed = reverse("corrections"), reverse("corrections-feed")
    context = {
        "form": form,
        "changes": _entries(found),
        "tabs": _tabs(form, address),
        "chips": [
            {"text": chip["text"], "url": _with(address, chip["without"])} for chip in form.described()
        ],
        "before": before,
        "newest_url": _with(address, form.query),
        "older": _with(address, {**form.query, "before": older}) if older else "",
        "feed_url": _with(feed, form.query),
        "nothing": _nothing(form, before),
        "section": "corrections",
        "canonical": _with(address, form.query),
        "about": "list of corrections",
        "noindex": bool(before or form.asked or form.errors),
    }
    return answers.of_list(request, answers.render("public/corrections.html", context))


@public
@answers.follows_history
def corrections_feed(request: HttpRequest) -> HttpResponse:
    """The same list with the same filters as Atom. What was withdrawn has a tombstone besides its notice."""
    form = CorrectionsForm(request.GET, ratings=_ratings())
    found, older = _page(form, request.GET.get("before", ""), FEED_PAGE)
    site, path = settings.SITE_URL.rstrip("/"), reverse("corrections-feed")
    changes = _entries(found)
    newest = _newest_record()
    feed = Feed(
        url=site + _with(path, form.query),
        title=f"Corrections – {settings.NEWSROOM_NAME}",
        subtitle="What we got wrong, what turned out later, what we made clearer, and what we took back.",
        updated=changes[0]["at"] if changes else newest["at"] if newest else NEVER,
        author=settings.NEWSROOM_NAME,
        site=f"{site}/",
        page=site + _with(reverse("corrections"), form.query),
        entries=[_feed_entry(each, site) for each in changes],
        tombstones=[stone for each in changes for stone in _tombstones(each, site)],
        next=site + _with(path, {**form.query, "before": older}) if older else "",
        head=_printed_head(newest, site),
    )
    return answers.for_other_sites(answers.of_list(request, atom.build(feed), content_type=atom.CONTENT_TYPE))


def newest_changes(count: int) -> list[dict[str, Any]]:
    """For the front page: two queries."""
    return _entries(list(PublicChange.objects.newest()[:count]))


# ---------------------------------------------------------------- rows


def _page(form: CorrectionsForm, before: str, size: int) -> tuple[list[PublicChange], str]:
    """One page of rows, and the place at which the next one begins ("" where there is none)."""
    rows = PublicChange.objects.filter(**form.lookups()).newest()
    if before:
        rows = rows.older_than(*_cursor(before))
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], f"{canonical.moment(last.at)}.{last.pk}" if last else ""


def _cursor(text: str) -> tuple[datetime, int]:
    """A place in the list, or 404: cursors are ours, nobody types them."""
    match = _CURSOR.fullmatch(text)
    try:
        return datetime.fromisoformat(match[1]).replace(tzinfo=UTC), int(match[2])  # type: ignore[index]
    except (TypeError, ValueError):
        raise Http404 from None


def _entries(rows: list[PublicChange]) -> list[dict[str, Any]]:
    """Their notes, from the pages they belong to: one query more, however many there are."""
    claims = PublicClaim.objects.in_bulk({row.public_id for row in rows})
    found = []
    for row in rows:
        claim = claims.get(row.public_id)
        entry = claimpage.change(as_dict(claim), row.number) if claim else None
        if claim and entry:
            entry["url"] = claim.get_absolute_url() if not claim.is_taken_down else _short(claim)
            entry["compare_url"] = (
                reverse("claim-difference", args=[claim.public_id, entry["from_number"], row.number])
                if entry["from_number"] and entry["kind"] != "retraction"
                else ""
            )
            entry["born"] = claim.first_published_at.date().isoformat()
            entry["ended"] = _ended(claim, row) if row.kind == "takedown" else []
            found.append(entry)
    return found


def _ended(claim: PublicClaim, row: PublicChange) -> list[int]:
    """The numbers of the notes that a take-down ended. They still say that they were, and nothing else."""
    return [
        each["number"]
        for each in claim.changes
        if 1 < each["number"] < row.number and each.get("change_kind") not in ("", "wording")
    ]


def _short(claim: PublicClaim) -> str:
    return reverse("claim-short", args=[claim.public_id])


def _ratings() -> dict[str, str]:
    """Every word that any scale of ours has had, the newest first: two queries."""
    found: dict[str, str] = {}
    for scale in RatingScale.objects.begun().prefetch_related("ratings"):
        for rating in scale.ratings.all():
            found.setdefault(rating.slug, rating.label)
    return found


def _tabs(form: CorrectionsForm, address: str) -> list[dict[str, Any]]:
    """All, those of another rating, and one kind each. Days and words that were chosen stay chosen."""
    rest = {name: value for name, value in form.query.items() if name not in ("kind", "rating")}
    kind, changed = form.asked.get("kind", ""), form.asked.get("rating", "")
    tabs = [
        ("All", {}, not kind and not changed),
        ("Rating changed", {"rating": "changed"}, changed and not kind),
    ]
    tabs += [(label, {"kind": each}, each == kind) for each, label in KINDS.items() if each]
    return [
        {"label": label, "url": _with(address, {**query, **rest}), "chosen": chosen}
        for label, query, chosen in tabs
    ]


def _nothing(form: CorrectionsForm, before: str) -> str:
    if before:
        return "There are no older entries."
    if set(form.asked) - {"kind"}:
        return "Nothing fits all of what you chose."
    return NOTHING[form.asked.get("kind", "")]


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


# ---------------------------------------------------------------- the feed


def _host(site: str) -> str:
    return urlsplit(site).hostname or "localhost"


def _feed_entry(change: dict[str, Any], site: str) -> Entry:
    return Entry(
        id=tag(_host(site), change["born"], change["public_id"], change["number"]),
        title=f"{change['label']}: {change['headline']}",
        updated=change["at"],
        url=site + change["url"],
        html=answers.render("public/_feed_change.html", {"change": change}).decode(),
        category=change["kind"],
        category_label=change["label"],
        related=(site + change["compare_url"],) if change["compare_url"] else (),
    )


def _tombstones(change: dict[str, Any], site: str) -> list[Tombstone]:
    """For the check itself, and for the notes that went with it. `ref` are the ids by which feeds had them."""
    if change["kind"] not in ("retraction", "takedown"):
        return []
    host, born, public_id = _host(site), change["born"], change["public_id"]
    gone = [
        tag(host, born, public_id),
        *(tag(host, born, public_id, number) for number in change["ended"]),
    ]
    return [
        Tombstone(ref=ref, when=change["at"], comment=change["text"], url=site + change["url"])
        for ref in gone
    ]


def _newest_record() -> dict[str, Any] | None:
    version = (
        Revision.objects.filter(redacted_at__isnull=True)
        .only("record", "record_sha256", "redacted_at")
        .order_by("-published_at", "-id")
        .first()
    )
    if version is None:
        return None
    record = version.record_dict
    return {"at": record["published_at"], "head": record["history_head"], "sha256": version.record_hash}


def _printed_head(newest: dict[str, Any] | None, site: str) -> dict[str, str]:
    """The head of the history as the newest record prints it, and that record's own fingerprint: whoever keeps this
    feed can later show what the history was. Read from the record; public pages know no table of Events."""
    if newest is None:
        return {}
    of = f"{site}/data/head.json"
    head = newest["head"]
    return {f"{of}#seq": str(head["seq"]), f"{of}#hash": head["hash"], f"{of}#record": newest["sha256"]}
