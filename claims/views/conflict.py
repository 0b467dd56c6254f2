"""Two people saved at once: both texts and what they began from, and a form to save again. Nothing is lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.kept import KeptForm


def conflict_page(request: HttpRequest, claim: Any, form: KeptForm, *, row: Any, back: str) -> HttpResponse:
    """409. `row` is what the form writes to (claim, appearance, evidence); `back` leads to it as it is now."""
    row.refresh_from_db()
    merged, clashes = form.merged_into(row)
    asked = {clash.field.name for clash in clashes}
    context = {
        "claim": claim,
        "form": merged,
        "clashes": clashes,
        "hidden": [bound for bound in merged if bound.name not in asked and bound.name != "lock_version"],
        "action": request.path,
        "back": back,
        "last": claim.events().first(),
    }
    return whole_page(request, render(request, "desk/conflict.html", context, status=409))


def whole_page(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A button asked for a small part; a refusal, and a form that was sent twice, get all of the page instead."""
    if request.htmx:  # type: ignore[attr-defined]
        answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
        answer["HX-Reswap"] = "outerHTML show:window:top"
    return answer
