"""The history of the whole desk, as sentences: newest first, by pages that begin after the last event shown."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims import history as told
from claims.forms.queue import HistoryForm
from claims.models import Claim, Claimant, Document, Event, Topic, User
from claims.models.event import head

PAGE = 60


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    events = Event.objects.select_related("actor").order_by("-id")
    if asked.get("person"):
        name = asked["person"]
        people = User.objects.filter(Q(public_name__icontains=name) | Q(username__iexact=name))
        events = events.filter(actor__in=people)
    if asked.get("verb"):
        events = events.filter(verb=asked["verb"])
    if asked.get("day"):
        events = events.filter(created_at__date__lte=asked["day"])
    if asked.get("before"):
        events = events.filter(pk__lt=asked["before"])
    shown = list(events[: PAGE + 1])
    query = request.GET.copy()
    if len(shown) > PAGE:
        query["before"] = str(shown[PAGE - 1].pk)
    context = {
        "form": form,
        "days": in_days(shown[:PAGE]),
        "earlier": query.urlencode() if len(shown) > PAGE else "",
        "is_filtered": any(asked.get(name) for name in ("person", "verb", "day", "before")),
        "head": head(),
    }
    return render(request, "desk/history.html", context)


def in_days(events: list[Event]) -> list[dict[str, Any]]:
    things = named(event.object for event in events)
    lines = [line(event, things) for event in events]
    return [
        {"day": day, "lines": list(rows)} for day, rows in groupby(lines, key=lambda row: row["at"].date())
    ]


def line(event: Event, things: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "actor": event.actor,
        "text": told.sentence(event.verb, event.details),
        "at": timezone.localtime(event.created_at),
        "thing": things.get(event.object),
    }


def named(objects: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What events are about, with name and address: one query a kind of thing, however many events."""
    ids: dict[str, set[str]] = {}
    for about in objects:
        kind, _slash, key = about.partition("/")
        ids.setdefault(kind, set()).add(key)
    found = {}
    for claim in Claim.objects.filter(public_id__in=ids.get("claim", ())).for_lists():
        found[claim.about] = {"name": claim.name, "url": claim.get_absolute_url(), "claim": claim}
    for document in Document.objects.filter(public_id__in=ids.get("document", ())):
        found[document.about] = {
            "name": document.title,
            "url": reverse("document", args=[document.public_id]),
        }
    for user in User.objects.filter(key__in=ids.get("user", ())):
        found[user.about] = {"name": str(user)}
    for claimant in Claimant.objects.filter(public_id__in=ids.get("claimant", ())):
        found[claimant.about] = {"name": claimant.name}
    for topic in Topic.objects.filter(slug__in=ids.get("topic", ())):
        found[f"topic/{topic.slug}"] = {"name": topic.label}
    return found
