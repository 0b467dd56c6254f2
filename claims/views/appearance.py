"""Where a claim was said: the first place and its repeats."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims import quotes
from claims.access import get_appearance, get_claim
from claims.forms.appearance import AppearanceForm
from claims.forms.evidence import HeldForm, RemoveForm
from claims.forms.fields import checked, name_errors
from claims.models import Document
from claims.refusals import Conflict, Invalid
from claims.views.claim import may_write
from claims.views.conflict import conflict_page
from claims.views.evidence import chosen_document
from claims.views.once import once
from claims.views.pages import page_or_part


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    claim = get_claim(request, public_id)
    if request.method != "POST":
        chosen = chosen_document(request)
        day = chosen.published_on if chosen else None
        form = AppearanceForm(initial={"document": chosen, "said_from": day, "said_to": day})
        return form_page(request, claim, form, chosen=chosen)
    form = AppearanceForm(request.POST)
    if form.is_valid():
        facts = form.facts
        try:
            anchor = anchor_in(facts["document"], facts.pop("exact"))
            claim.add_appearance(by=request.user, document=facts.pop("document"), anchor=anchor, **facts)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        else:
            return back_to_places(claim)
    return form_page(request, claim, form, chosen=form.cleaned_data.get("document"), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    place = get_appearance(request, public_id, pk)
    if request.method != "POST":
        return form_page(request, place.claim, AppearanceForm(of=place), chosen=place.document)
    form = AppearanceForm(request.POST, of=place)
    if form.is_valid():
        facts = form.facts
        if facts["exact"] == place.exact:  # untouched words keep their anchor, and need not be found again
            del facts["exact"]
        try:
            place.change(by=request.user, lock_version=form.cleaned_data["lock_version"], **facts)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        except Conflict:
            return conflict_page(request, place.claim, form, row=place, back=request.path)
        else:
            return back_to_places(place.claim)
    return form_page(request, place.claim, form, chosen=place.document, status=422)


@require_POST
@once
def remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    place = get_appearance(request, public_id, pk)
    may_write(request, place.claim)
    place.remove(by=request.user, **checked(RemoveForm(request.POST)).cleaned_data)
    messages.success(request, "The place was removed.")
    return back_to_places(place.claim)


def anchor_in(document: Document, exact: str) -> quotes.Anchor | None:
    """The words as they stand in the kept copy; without a copy, the words alone."""
    if not exact:
        return None
    snapshot = document.snapshot
    if snapshot is None:
        return quotes.Anchor(exact=exact, prefix="", suffix="", start=None, end=None)
    try:
        return quotes.find(snapshot.text, exact)
    except (quotes.NotFound, quotes.Ambiguous) as problem:
        raise Invalid({"exact": str(problem)}) from None


def back_to_places(claim: Any) -> HttpResponse:
    return redirect(reverse("claim-workbench", args=[claim.public_id]) + "#appearances")


def form_page(
    request: HttpRequest, claim: Any, form: AppearanceForm, *, chosen: Document | None, status: int = 200
) -> HttpResponse:
    held = HeldForm(request.GET)
    context = {
        "claim": claim,
        "form": form,
        "place": form.of,
        "chosen": chosen,
        "held": held,
        "found": held.found(),
        "asked": request.GET.get("q", ""),
        "errors": form,
        "editable": claim.is_writable,
    }
    return page_or_part(request, "desk/appearance_form.html", "desk/_held.html", context, status=status)
