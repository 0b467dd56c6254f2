"""Pages about one claim, for readers. They start from PublicClaim and Revision and read no other table."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import canonical, claimpage, differences, lifestory, words
from claims.formats import claimreview
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from claims.views import answers, redacted, sharing
from claims.views.marks import public

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@public
def claim(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The claim as it stands. What has become of it is decided before its address is."""
    found = find(public_id)
    if found.is_taken_down:
        return answers.anywhere(gone(request, found))
    if found.is_retracted:
        return answers.anywhere(answers.of_claim(request, found, "claim", lambda: _retracted_page(found)))
    if (public_id, slug) != (found.public_id, found.slug):
        return answers.moved(found.get_absolute_url())
    return answers.of_claim(request, found, "claim", lambda: _claim_page(found))


@public
def revisions(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every version that readers have seen, newest first."""
    found = find(public_id)
    if found.is_taken_down:
        return gone(request, found)
    if chosen := _chosen(request):
        return answers.moved(reverse("claim-difference", args=[found.public_id, *chosen]))
    if public_id != found.public_id:
        return answers.moved(reverse("claim-revisions", args=[found.public_id]))
    return answers.of_claim(request, found, "revisions", lambda: _revisions_page(found))


@public
def revision(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One version at its own address, for good. It carries no ClaimReview, whichever version it is."""
    found = find(public_id)
    if found.is_taken_down or number <= claimpage.floor(found.changes):
        return gone(request, found, version=number if not found.is_taken_down else 0)
    if public_id != found.public_id:
        return answers.moved(reverse("claim-revision", args=[found.public_id, number]))
    if number in redacted.versions(found):
        return redacted.page(request, found, number)
    return answers.of_claim(request, found, f"revision-{number}", lambda: _revision_page(found, number))


@public
def difference(request: HttpRequest, public_id: str, old: int, new: int) -> HttpResponse:
    """What changed between two versions, from the older to the newer one, whichever was named first."""
    found = find(public_id)
    if found.is_taken_down or min(old, new) <= claimpage.floor(found.changes):
        return gone(request, found, version=min(old, new) if not found.is_taken_down else 0)
    if blanked := sorted(redacted.versions(found) & {old, new}):
        return redacted.page(request, found, *blanked)
    if public_id != found.public_id or old > new:
        return answers.moved(reverse("claim-difference", args=[found.public_id, *sorted((old, new))]))
    return answers.of_claim(
        request, found, f"difference-{old}-{new}", lambda: _difference_page(found, old, new)
    )


@public
def claimreview_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """ClaimReview by itself. A retracted check has none."""
    found = find(public_id)
    if not found.is_shown:
        return _gone_json(request, found)
    if public_id != found.public_id:
        return answers.moved(reverse("claim-claimreview", args=[found.public_id]))
    return answers.of_claim(
        request, found, "claimreview", lambda: _claimreview_bytes(found), content_type="application/ld+json"
    )


@public
def record_json(request: HttpRequest, public_id: str) -> HttpResponse:
    """The record of the newest version: the very bytes that were hashed."""
    found = find(public_id)
    if found.is_taken_down:
        return _gone_json(request, found)
    if public_id != found.public_id:
        return answers.moved(reverse("claim-record", args=[found.public_id]))
    return _record(request, found, found.number)


@public
def revision_record(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """The record of one version."""
    found = find(public_id)
    if found.is_taken_down or number <= claimpage.floor(found.changes):
        return _gone_json(request, found)
    if public_id != found.public_id:
        return answers.moved(reverse("claim-revision-record", args=[found.public_id, number]))
    if number in redacted.versions(found):
        return redacted.record(request, found, number)
    return _record(request, found, number)


# ---------------------------------------------------------------- looking up


def find(public_id: str) -> PublicClaim:
    found = PublicClaim.objects.filter(pk=public_id.lower()).first()
    if found is None:
        raise Http404
    return found


def _chosen(request: HttpRequest) -> list[int]:
    """Two versions that a reader chose from the list to compare, the older one first; none where the query is not
    such a choice."""
    numbers = [request.GET.get(name, "") for name in ("old", "new")]
    is_choice = all(_NUMBER.fullmatch(number) for number in numbers)
    return sorted(int(number) for number in numbers) if is_choice else []


def _versions(claim: PublicClaim, *numbers: int) -> dict[int, Revision]:
    """Versions by number, in one query; 404 where one is missing or its bytes were blanked."""
    found = {
        each.number: each
        for each in Revision.objects.filter(public_id=claim.public_id, number__in=numbers).defer("content")
    }
    if set(found) != set(numbers) or any(each.is_redacted for each in found.values()):
        raise Http404
    return found


def newest_text(claim: PublicClaim) -> Revision:
    """The last version that was published; of a retracted check not the notice but the text before it."""
    stood = max(each["number"] for each in claim.changes if each["kind"] == "publication")
    return _versions(claim, stood)[stood]


def as_dict(claim: PublicClaim) -> dict[str, Any]:
    """A PublicClaim as claimpage takes it: strings for days and moments."""
    plain = {field.attname: getattr(claim, field.attname) for field in claim._meta.concrete_fields}
    for name, value in plain.items():
        if isinstance(value, datetime):
            plain[name] = canonical.moment(value)
        elif isinstance(value, date):
            plain[name] = value.isoformat()
    return plain


def build_page(claim: PublicClaim, version: Revision, *, number_now: int) -> dict[str, Any]:
    record = version.record_dict
    return claimpage.build(
        record["content"],
        record=record,
        public=as_dict(claim),
        number_now=number_now,
        bylines=settings.NEWSROOM_BYLINES,
        record_sha256=version.record_hash,
    )


def _context(claim: PublicClaim, page: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What all pages that show a version share."""
    return {
        "page": page,
        "about": f"{claim.public_id}, version {page['number']}",
        "section": "checks",
        "noindex": claim.is_demo or not claim.is_shown,
        "canonical": claim.get_absolute_url(),
        "current_url": claim.get_absolute_url(),
        "public_status": claim.status,
        "newest": claimpage.visible_changes(claim.changes)[-1],
        "topics": claim.topics,
        # What else names the same people and documents: those pages are there for what is shown now, and for no more.
        "linked": claim.is_shown and page["number"] == claim.number,
        "record_url": reverse("claim-revision-record", args=[claim.public_id, page["number"]]),
        "cite_url": settings.SITE_URL.rstrip("/") + reverse("claim-short", args=[claim.public_id]),
        "changed_at": canonical.moment(claim.changed_at),
        **more,
    }


# ---------------------------------------------------------------- making pages


def _claim_page(claim: PublicClaim) -> bytes:
    version = _versions(claim, claim.number)[claim.number]
    page = build_page(claim, version, number_now=claim.number)
    # Where the newsroom's own story carries the markup, this page does not: one page, never both.
    told = {
        "markup": "" if claim.story_url else answers.safe_json(markup(claim, version)),
        **sharing.of_page(claim),
    }
    return answers.render("public/claim.html", _context(claim, page, **told))


def _revision_page(claim: PublicClaim, number: int) -> bytes:
    version = _versions(claim, number)[number]
    page = build_page(claim, version, number_now=claim.number)
    template = "public/retracted.html" if version.kind == "retraction" else "public/claim.html"
    if version.kind == "retraction":
        page["status"] = "retracted"
        page["retraction"] = page["own_change"]
    return answers.render(template, _context(claim, page, noindex=True))


def _retracted_page(claim: PublicClaim) -> bytes:
    """The notice, and below it the last text that had been published, with its fingerprint and approvals."""
    version = newest_text(claim)
    return answers.render(
        "public/retracted.html", _context(claim, build_page(claim, version, number_now=version.number))
    )


def _revisions_page(claim: PublicClaim) -> bytes:
    stored = list(
        Revision.objects.of(claim.public_id).values("number", "basis", "record_sha256", "redacted_at")
    )
    entries = {each["number"]: each for each in claim.changes}
    lowest = claimpage.floor(claim.changes)
    readable = {each["number"]: each["number"] > lowest and each["redacted_at"] is None for each in stored}
    versions = []
    for row in stored:
        number, entry = row["number"], entries.get(row["number"], {})
        kind = claimpage.change_kind(entry)
        versions.append(
            {
                "number": number,
                "is_current": number == claim.number and claim.is_shown,
                "is_readable": readable[number],
                "redacted_at": entry.get("redacted_at", ""),
                "url": reverse("claim-revision", args=[claim.public_id, number]),
                "rating": entry.get("rating") if readable[number] else None,
                "look": "struck" if kind == "retraction" or claim.is_retracted else "",
                "at": entry.get("at", ""),
                "label": claimpage.CHANGE_LABELS.get(kind, "First version" if number == 1 else "Version"),
                "compare_url": reverse("claim-difference", args=[claim.public_id, number - 1, number])
                if readable[number] and readable.get(number - 1)
                else "",
                "fingerprint": bytes(row["record_sha256"]).hex(),
            }
        )
    context = {
        "versions": versions,
        "comparable": [version for version in versions if version["is_readable"]],
        "story": lifestory.told(
            claim.changes,
            people=claim.people,
            bases={row["number"]: row["basis"] for row in stored},
            bylines=settings.NEWSROOM_BYLINES,
        ),
        "readable": {number for number, is_readable in readable.items() if is_readable},
        "public_id": claim.public_id,
        "headline": claim.headline,
        "language": claim.language,
        "current_url": claim.get_absolute_url(),
        "canonical": reverse("claim-revisions", args=[claim.public_id]),
        "about": f"{claim.public_id}, list of versions",
        "section": "checks",
        "noindex": claim.is_demo or not claim.is_shown,
    }
    return answers.render("public/revisions.html", context)


def _difference_page(claim: PublicClaim, old: int, new: int) -> bytes:
    found = _versions(claim, old, new)
    before, after = found[old].record_dict, found[new].record_dict
    ratings = {"from_rating": before["content"]["rating"], "rating": after["content"]["rating"]}
    context = {
        "public_id": claim.public_id,
        "headline": claim.headline,
        "language": claim.language,
        "current_url": claim.get_absolute_url(),
        "old": _side(before),
        "new": _side(after),
        "notes": lifestory.notes(claim.changes, after=old, until=new),
        "changes": differences.compare(before["content"], after["content"]),
        "rating_change": ratings if claimpage.rating_changed(ratings) else None,
        "canonical": reverse("claim-difference", args=[claim.public_id, old, new]),
        "about": f"{claim.public_id}, versions {old} and {new}",
        "section": "checks",
        "noindex": True,
    }
    return answers.render("public/difference.html", context)


def _side(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": record["content"]["number"],
        "kind": record["kind"],
        "published_at": record["published_at"],
        "rating": record["content"]["rating"],
    }


def markup(claim: PublicClaim, version: Revision) -> dict[str, Any]:
    """ClaimReview of a version. Its address is that of the page which carries it: our story's, where there is one."""
    site = settings.SITE_URL.rstrip("/")
    return claimreview.build(
        version.record_dict,
        url=claim.story_url or site + claim.get_absolute_url(),
        publisher=settings.NEWSROOM_NAME,
        publisher_url=f"{site}/",
        first_published_at=canonical.moment(claim.first_published_at),
        corrections=[
            {**each, "url": f"{site}{compared(claim.public_id, each['from_number'], each['number'])}"}
            for each in lifestory.corrections(claim.changes)
        ],
    )


def compared(public_id: str, old: int, new: int) -> str:
    """Where the two are compared; the version itself where nothing stands before it any more."""
    if old:
        return reverse("claim-difference", args=[public_id, old, new])
    return reverse("claim-revision", args=[public_id, new])


def _claimreview_bytes(claim: PublicClaim) -> bytes:
    return answers.safe_json(markup(claim, _versions(claim, claim.number)[claim.number])).encode()


def _record(request: HttpRequest, claim: PublicClaim, number: int) -> HttpResponse:
    def stored() -> bytes:
        return bytes(_versions(claim, number)[number].record)

    return answers.of_claim(request, claim, f"record-{number}", stored, content_type=answers.JSON)


# ---------------------------------------------------------------- what is no longer there


def notice(claim: PublicClaim, version: int = 0) -> dict[str, Any]:
    entry = max(
        (each for each in claim.changes if each["kind"] == "takedown"), key=lambda each: each["number"]
    )
    by = claim.people.get(entry["by"], {})
    name = by.get("name", "") if settings.NEWSROOM_BYLINES == "names" else ""
    told = {"by": name or words.ROLES.get(by.get("role", ""), ""), "text": claimpage.note_text(entry)}
    return {**entry, **told, "version": version}


def gone(request: HttpRequest, claim: PublicClaim, version: int = 0) -> HttpResponse:
    context = {
        "notice": notice(claim, version),
        "noindex": True,
        "about": claim.public_id,
        "section": "checks",
    }
    return answers.of_claim(
        request,
        claim,
        f"gone-{bool(version)}",
        lambda: answers.render("public/taken_down.html", context),
        status=410,
    )


def _gone_json(request: HttpRequest, claim: PublicClaim) -> HttpResponse:
    entry = notice(claim) if claimpage.floor(claim.changes) else claimpage.visible_changes(claim.changes)[-1]
    body = answers.safe_json({"status": entry["kind"], "reason": entry["text"], "at": entry["at"]}).encode()
    return answers.of_claim(request, claim, "gone-json", lambda: body, content_type=answers.JSON, status=410)
