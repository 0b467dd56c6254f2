"""One POST view a verb. The verb decides; the view says where the person goes on.

Forbidden and Refused are answered by the middleware. What is missing or wrong in the form is said here, on the page
that the button stands on, with everything that was typed.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from claims import dumps
from claims.access import get_claim
from claims.forms.claim import (
    ApprovalForm,
    ClaimForm,
    DropForm,
    OverrideForm,
    PublishForm,
    ReasonForm,
    SeenForm,
    SeenNumberForm,
)
from claims.forms.fields import checked, name_errors
from claims.models import Claim
from claims.refusals import Incomplete, Invalid, Refused
from claims.views.claim import changes_page, may_do, save_text, workbench_page
from claims.views.once import kept_all_the_same, once
from claims.views.review import review_page

Act = Callable[[HttpRequest, Claim], HttpResponse]


def verb(name: str) -> Callable[[Act], Callable[..., HttpResponse]]:
    """A verb's view: POST alone, once, on a claim that is there, by somebody who may, in a state that allows it."""

    def made(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        @once
        @wraps(act)
        def view(request: HttpRequest, public_id: str) -> HttpResponse:
            claim = get_claim(request, public_id)
            may_do(name, request, claim)
            return act(request, claim)

        return view

    return made


def to_workbench(request: HttpRequest, claim: Claim, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("claim-workbench", claim.public_id)


def to_queue(request: HttpRequest, claim: Claim, done: str) -> HttpResponse:
    messages.success(request, f"{done}: {claim.name}")
    return redirect("desk-queue")


@verb("take")
def take(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.take(by=request.user)
    return to_workbench(request, claim, "Taken. It is yours now.")


@verb("pass_over")
def pass_over(request: HttpRequest, claim: Claim) -> HttpResponse:
    return drop_with(request, claim, claim.pass_over, "Passed over")


@verb("drop")
def drop(request: HttpRequest, claim: Claim) -> HttpResponse:
    return drop_with(request, claim, claim.drop, "Dropped")


def drop_with(request: HttpRequest, claim: Claim, act: Callable[..., None], done: str) -> HttpResponse:
    form = DropForm(request.POST, auto_id="id_drop_%s")
    if form.is_valid():
        try:
            act(by=request.user, seen=seen(request), **form.cleaned_data)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        else:
            return to_queue(request, claim, done)
    return workbench_page(request, claim, drop=form, status=422)


@verb("reopen")
def reopen(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.reopen(by=request.user)
    return to_workbench(request, claim, "Reopened.")


@verb("submit")
def submit(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The button stands in the claim's form, so what was typed is saved first, and stays saved if it cannot be
    submitted: the links from there lead to other pages. Evidence and places are not in that form, so what was on the
    screen is compared before anything of one's own is written."""
    version: int | None = seen(request)
    if (ClaimForm.base_fields.keys() - {"lock_version"}) & request.POST.keys():
        refusal = save_text(request, claim, ClaimForm(request.POST, of=claim), seen=version)
        if refusal is not None:
            return refusal
        version = None  # compared already, before one's own words raised it; the claim is still held
    try:
        claim.submit(by=request.user, seen=version)
    except Incomplete as incomplete:
        return kept_all_the_same(workbench_page(request, claim, missing=incomplete.missing, status=422))
    return to_workbench(request, claim, "Submitted. Somebody else reviews it now.")


def seen(request: HttpRequest) -> int:
    """The version of the working copy that was on the screen."""
    version: int = checked(SeenForm(request.POST)).cleaned_data["content_version"]
    return version


def seen_number(request: HttpRequest) -> int:
    """The version that readers saw when the page was opened."""
    number: int = checked(SeenNumberForm(request.POST)).cleaned_data["number"]
    return number


@verb("recall")
def recall(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.recall(by=request.user)
    return to_workbench(request, claim, "Recalled. It is a draft again.")


@verb("request_changes")
def request_changes(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        claim.request_changes(by=request.user, reason=form.cleaned_data["reason"], seen=seen(request))
        return to_queue(request, claim, "Changes requested")
    return review_page(request, claim, reason=form, status=422)


@verb("approve")
def approve(request: HttpRequest, claim: Claim) -> HttpResponse:
    return say_yes(request, claim, claim.approve, "Approved. An editor can publish it now.")


@verb("approve_and_publish")
def approve_and_publish(request: HttpRequest, claim: Claim) -> HttpResponse:
    return say_yes(request, claim, claim.approve_and_publish, "Approved and published.")


@verb("countersign")
def countersign(request: HttpRequest, claim: Claim) -> HttpResponse:
    return say_yes(request, claim, claim.countersign, "Countersigned.")


def say_yes(request: HttpRequest, claim: Claim, act: Callable[..., Any], done: str) -> HttpResponse:
    form = ApprovalForm(request.POST)
    if form.is_valid():
        try:
            act(by=request.user, **form.cleaned_data)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        except Incomplete as incomplete:
            return review_page(request, claim, approval=form, missing=incomplete.missing, status=422)
        else:
            return to_workbench(request, claim, done)
    return review_page(request, claim, approval=form, status=422)


@verb("override")
def override(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = OverrideForm(request.POST, auto_id="id_override_%s")
    if form.is_valid():
        try:
            claim.override(by=request.user, **form.cleaned_data)
        except Incomplete as incomplete:
            return review_page(request, claim, override=form, missing=incomplete.missing, status=422)
        return to_workbench(request, claim, "Approved by override. Readers will see the reason.")
    return review_page(request, claim, override=form, status=422)


@verb("publish")
def publish(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["content_sha256"][0]))
    try:
        claim.publish(by=request.user, **form.cleaned_data)
    except Incomplete as incomplete:
        return workbench_page(request, claim, missing=incomplete.missing, status=422)
    return to_workbench(request, claim, "Published.")


@verb("edit")
def edit(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.edit(by=request.user)
    return to_workbench(
        request, claim, "Open for editing. What readers see stays as it is until you publish again."
    )


@verb("discard")
def discard(request: HttpRequest, claim: Claim) -> HttpResponse:
    claim.discard(by=request.user, seen=seen(request))
    return to_workbench(request, claim, "The changes are discarded. The claim says again what readers see.")


@verb("retract")
def retract(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="id_retract_%s")
    if form.is_valid():
        claim.retract(by=request.user, reason=form.cleaned_data["reason"], number=seen_number(request))
        return to_workbench(request, claim, "Retracted. The page says so on top.")
    return changes_page(request, claim, retract=form, status=422)


@verb("take_down")
def take_down(request: HttpRequest, claim: Claim) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id="id_take_down_%s")
    if form.is_valid():
        claim.take_down(by=request.user, reason=form.cleaned_data["reason"], number=seen_number(request))
        # In this request, once it is certain. Should it fail, the files stay shut until the worker has made them anew.
        transaction.on_commit(partial(dumps.cut, claim.public_id), robust=True)
        return to_workbench(request, claim, "Taken down. Every address of it answers 410 now.")
    return changes_page(request, claim, take_down=form, status=422)
