"""Redactions at the desk: find where words stand, ask that they go, confirm it. The operator carries it out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims import redacting
from claims.access import get_claim, get_redaction
from claims.forms.fields import name_errors
from claims.forms.redaction import RedactForm, WordsForm
from claims.models import Claim, Redaction
from claims.models.finding import Found, find
from claims.models.places import describe, versions_of
from claims.models.redaction import person
from claims.refusals import Forbidden, Invalid
from claims.views.once import once

PAGE = 50


@require_safe
def redactions(request: HttpRequest) -> HttpResponse:
    found = Redaction.objects.newest()
    after = request.GET.get("after", "")
    if after.isdecimal() and after.isascii() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    context = {
        "requests": rows[:PAGE],
        "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "may_ask": may_ask(request.user),
    }
    return render(request, "desk/redactions.html", context)


@require_safe
def redaction(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_redaction(request, pk)
    context = {
        "asked": asked,
        "rows": describe(asked.rows, asked.public_id),
        "may_confirm": asked.status == "asked" and not why_not_confirm(asked, request.user),
        "why_not": why_not_confirm(asked, request.user) if asked.status == "asked" else "",
        "may_close": asked.is_open and may_ask(request.user),
        "is_mine": asked.asked_by_id == request.user.pk,
    }
    return render(request, "desk/redaction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Two steps on one page: the words, then the rows that hold them. Finding changes nothing, so it needs no key."""
    claim = get_claim(request, public_id) if public_id else None
    redacting.check_asking(person(request.user))
    if request.method == "POST" and "find" not in request.POST:
        return ask_for(request, claim=claim)
    words = WordsForm(request.POST if request.method == "POST" else None)
    found = None
    if words.is_valid():
        try:
            found = find(words.cleaned_data["words"])
        except Invalid as problem:
            name_errors(words, problem.errors)
    return ask_page(request, claim, words=words, found=found, status=422 if words.errors else 200)


@once
def ask_for(request: HttpRequest, *, claim: Claim | None) -> HttpResponse:
    words = WordsForm({"words": request.POST.get("words", "")})
    found = find(words.cleaned_data["words"]) if words.is_valid() else None
    rows = [hit.row for hit in offered(found, claim)]
    form = RedactForm(request.POST, rows=rows)
    if form.is_valid():
        try:
            asked = Redaction.ask(
                by=request.user,
                rows=form.cleaned_data["rows"],
                reason=form.cleaned_data["reason"],
                public_id=claim.public_id if claim else "",
            )
        except Invalid as problem:
            name_errors(form, problem.errors)
        else:
            messages.success(request, "Asked. Somebody else has to confirm it.")
            return redirect(asked)
    return ask_page(request, claim, words=words if found else WordsForm(), found=found, form=form, status=422)


def offered(found: Found | None, claim: Claim | None) -> list[Any]:
    """The rows that a request from this page may name: versions are those of its claim."""
    own = claim.public_id if claim else ""
    if found is None:
        return [hit for hit in versions_of(own) if hit.row] if claim else []
    here = {hit.row: hit for hit in found.hits if hit.row and hit.public_id in ("", own)}
    return [here[row] for row in redacting.sorted_rows(here)]


def ask_page(
    request: HttpRequest,
    claim: Claim | None,
    *,
    words: WordsForm,
    found: Found | None,
    form: RedactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = offered(found, claim)
    hits = found.hits if found else versions_of(claim.public_id) if claim else []
    looked_for = words.cleaned_data.get("words", "") if words.is_bound and words.is_valid() else ""
    form = form or RedactForm(rows=[hit.row for hit in choices], initial={"words": looked_for})
    chosen = form["rows"].value() if form.is_bound else [hit.row for hit in choices] if found else []
    context = {
        "claim": claim,
        "words_form": words,
        "form": form,
        "looked_for": looked_for,
        "is_found": found is not None,
        "cut": found.cut if found else [],
        "choices": [{"hit": hit, "is_chosen": hit.row in (chosen or ())} for hit in choices],
        "elsewhere": [hit for hit in hits if hit.row and hit not in choices],
        "others": [hit for hit in hits if not hit.row],
        "errors": next((each for each in (form, words) if each.is_bound and each.errors), None),
    }
    return render(request, "desk/redaction_ask.html", context, status=status)


@require_POST
@once
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_redaction(request, pk)
    asked.confirm(by=request.user)
    messages.success(request, "Confirmed. Whoever runs this server carries it out.")
    return redirect(asked)


@require_POST
@once
def close(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_redaction(request, pk)
    asked.close(by=request.user)
    messages.success(request, "Withdrawn." if asked.asked_by_id == request.user.pk else "Refused.")
    return redirect(asked)


def why_not_confirm(asked: Redaction, user: Any) -> str:
    try:
        redacting.check_confirming(person(asked.asked_by), person(user))
    except Forbidden as refusal:
        return str(refusal)
    return ""


def may_ask(user: Any) -> bool:
    try:
        redacting.check_asking(person(user))
    except Forbidden:
        return False
    return True
