"""Two people saved at once: both texts and what they began from, and a form to save again. Nothing is lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.kept import KeptForm
from claims.models import Claim, Document, Event, PageVersion
from claims.views.pages import whole_page

LOOKED_AT = 20  # events back, to find whose change it was


def conflict_page(request: HttpRequest, about: Any, form: KeptForm, *, row: Any, back: str) -> HttpResponse:
    """409. `row` is what the form writes to (claim, place, piece, document, page); `about` is the claim, the document
    or the page that it belongs to; `back` leads to it as it is now."""
    row.refresh_from_db()
    merged, clashes = form.merged_into(row)
    asked = {clash.field.name for clash in clashes}
    context = {
        "claim": about if isinstance(about, Claim) else None,
        "document": about if isinstance(about, Document) else None,
        "page": about if isinstance(about, PageVersion) else None,
        "form": merged,
        "clashes": clashes,
        "hidden": [bound for bound in merged if bound.name not in asked and bound.name != "lock_version"],
        "action": request.path,
        "back": back,
        "last": whose(about, form, row),
    }
    return whole_page(request, render(request, "desk/conflict.html", context, status=409))


def whose(about: Any, form: KeptForm, row: Any) -> Event | None:
    """The newest event that wrote one of the fields that are not as this person began."""
    now = type(form)(of=row)
    written = {name for name in form.fields if name != "lock_version" and not form.stands(name, now)}
    events = list(Event.objects.about(about.about)[:LOOKED_AT])
    return next((event for event in events if written & wrote(event)), events[0] if events else None)


def wrote(event: Event) -> set[str]:
    """The fields that an event wrote. Moving a piece rewrites [n] in the analysis."""
    new = event.details.get("new")
    names = set(new) if isinstance(new, dict) else set()
    return names | {"analysis"} if event.verb in ("move_evidence", "remove_evidence") else names
