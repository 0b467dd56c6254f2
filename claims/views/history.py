"""The history of the whole desk, as sentences: newest first, by pages that begin after the last event shown."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims import history as told
from claims.forms.history import GROUPS, SIGNING, HistoryForm
from claims.models import Claim, Claimant, Document, Event, PublicClaim, Topic, User
from claims.models.called import called
from claims.models.event import head
from claims.pages import PAGES

PAGE = 60
MOST = 500  # claims that a filter by words looks at


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    shown = list(narrowed(asked)[: PAGE + 1])
    query = request.GET.copy()
    if len(shown) > PAGE:
        query["before"] = str(shown[PAGE - 1].pk)
    context = {
        "form": form,
        "days": in_days(shown[:PAGE]),
        "earlier": query.urlencode() if len(shown) > PAGE else "",
        "is_filtered": bool(asked),
        "head": head(),
    }
    return render(request, "desk/history.html", context)


def narrowed(asked: dict[str, Any]) -> Any:
    """The events that the filters leave. Who logged in when is shown to those who ask for it, and to nobody else."""
    events = Event.objects.select_related("actor").order_by("-id")
    verb = asked.get("verb", "")
    events = events.filter(verb__in=GROUPS.get(verb, (verb,))) if verb else events.exclude(verb__in=SIGNING)
    if "person" in asked:
        name = asked["person"]
        events = events.filter(
            actor__in=User.objects.filter(Q(public_name__icontains=name) | Q(username__iexact=name))
        )
    if "claim" in asked:
        events = events.filter(object__in=[claim.about for claim in claims_called(asked["claim"])])
    if "since" in asked:
        events = events.filter(created_at__gte=morning(asked["since"]))
    if "until" in asked:
        events = events.filter(created_at__lt=morning(asked["until"] + timedelta(days=1)))
    if "before" in asked:
        events = events.filter(pk__lt=asked["before"])
    return events


def claims_called(words: str) -> Any:
    """Claims with this number, or with these words in what names them; the newest, if there are very many."""
    keys = called(words, removed=True, most=MOST)
    return (
        Claim.objects.filter(Q(public_id=words.lower()) | Q(pk__in=keys))
        .only("public_id")
        .order_by("-pk")[:MOST]
    )


def morning(day: date) -> datetime:
    """The first moment of a day at the newsroom. (A range and not `created_at__date`: that would walk the table.)"""
    return timezone.make_aware(datetime.combine(day, time.min))


def in_days(events: list[Event]) -> list[dict[str, Any]]:
    things = named(event.object for event in events)
    lines = [line(event, things=things) for event in events]
    return [
        {"day": day, "lines": list(rows)} for day, rows in groupby(lines, key=lambda row: row["at"].date())
    ]


def line(
    event: Event, *, things: Mapping[str, dict[str, Any]] | None = None, with_changes: bool = False
) -> dict[str, Any]:
    """One row of the history, as both its pages and the workbench show it."""
    details = event.details
    local = timezone.localtime(event.created_at)
    thing = (things or {}).get(event.object)
    return {
        "pk": event.pk,
        "actor": event.actor,
        "text": told.sentence(event.verb, details),
        "at": local,
        "day": f"{local:%A}, {local.day} {local:%B %Y}",
        "thing": thing,
        "difference": difference_of(event, details, thing) if thing else "",
        "changes": told.changes(event.verb, details) if with_changes else [],
        "is_redacted": event.redacted_at is not None,
    }


def difference_of(event: Event, details: dict[str, Any], thing: dict[str, Any]) -> str:
    """Where the words before and after stand side by side: two versions for readers, or two drafts for the desk."""
    claim, version = thing.get("claim"), details.get("version")
    if thing.get("page") and details.get("number", 0) > 1:
        return reverse("page-difference", args=[thing["page"], details["number"] - 1, details["number"]])
    if claim is None:
        return ""
    if isinstance(version, dict):
        number = version.get("number", 0)
        if event.verb == "take_down" or thing["is_taken_down"] or number < 2:
            return ""
        return reverse("claim-difference", args=[claim.public_id, number - 1, number])
    if told.changes(event.verb, details):
        return f"{reverse('claim-history', args=[claim.public_id])}?before={event.pk + 1}#event-{event.pk}"
    return ""


def named(objects: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What events are about, with name and address: one query a kind of thing, however many events."""
    ids: dict[str, set[str]] = {}
    for about in objects:
        kind, _slash, key = about.partition("/")
        ids.setdefault(kind, set()).add(key)
    found: dict[str, dict[str, Any]] = {}
    asked = ids.get("claim", ())
    gone = set(PublicClaim.objects.filter(pk__in=asked, status="taken_down").values_list("pk", flat=True))
    for claim in Claim.objects.filter(public_id__in=asked).for_lists():
        found[claim.about] = {
            "name": claim.name,
            "url": claim.get_absolute_url(),
            "claim": claim,
            "is_taken_down": claim.public_id in gone,
        }
    for document in Document.objects.filter(public_id__in=ids.get("document", ())):
        found[document.about] = {
            "name": document.title,
            "url": reverse("document", args=[document.public_id]),
        }
    for user in User.objects.filter(key__in=ids.get("user", ())):
        found[user.about] = {"name": str(user)}
    for claimant in Claimant.objects.filter(public_id__in=ids.get("claimant", ())):
        found[claimant.about] = {"name": claimant.name}
    for page in ids.get("page", set()) & PAGES.keys():
        found[f"page/{page}"] = {
            "name": PAGES[page],
            "url": reverse("page-versions", args=[page]),
            "page": page,
        }
    for topic in Topic.objects.filter(slug__in=ids.get("topic", ())):
        found[f"topic/{topic.slug}"] = {"name": topic.label}
    return found
