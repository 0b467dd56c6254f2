"""The workbench of one claim: its text, its gate, its place in the desk's day, its history, its preview."""

import json
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims import canonical, claimpage, differences, gate, lifestory, texts, workflow
from claims.access import get_claim
from claims.formats import claimreview
from claims.forms.claim import ClaimForm, DropForm, OrganiseForm, ReasonForm
from claims.forms.fields import name_errors
from claims.models import Claim
from claims.refusals import Conflict, Invalid
from claims.views import history, tasks
from claims.views.conflict import conflict_page
from claims.views.once import once
from claims.views.pages import whole_page
from claims.words import FIELDS

STANCE_MARKS = {
    "supports": ("st-backs", "Backs it"),
    "refutes": ("st-contradicts", "Contradicts it"),
    "context": ("st-context", "Context"),
}
# What the gate asks of the first place is answered on that place's own page.
PLACE_FIELDS = ("claimant_kind", "claimant_name", "described_as", "said_from", "voice", "heard", "exact")
SHORT_HISTORY = 8
LONG_HISTORY = 100


@require_safe
def workbench(request: HttpRequest, public_id: str) -> HttpResponse:
    return workbench_page(request, get_claim(request, public_id))


@require_POST
@once
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    claim = get_claim(request, public_id)
    form = ClaimForm(request.POST, of=claim)
    refusal = save_text(request, claim, form)
    if refusal is not None:
        return refusal
    if request.htmx:  # type: ignore[attr-defined]
        return saved_parts(request, claim)
    return redirect(next_page(claim, request.POST.get("then", "")))


def save_text(
    request: HttpRequest, claim: Claim, form: ClaimForm, *, seen: int | None = None
) -> HttpResponse | None:
    """Write what was typed; None if it is saved, else the page that says why not and keeps it."""
    if form.is_valid():
        try:
            version = form.cleaned_data["lock_version"]
            claim.revise(by=request.user, lock_version=version, seen=seen, **form.facts)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        except Conflict:
            return conflict_page(request, claim, form, row=claim, back=claim.get_absolute_url())
        else:
            return None
    return workbench_page(request, claim, form=form, status=422)


def next_page(claim: Claim, then: str) -> str:
    """Where the pressed button leads once the text is saved."""
    names = {"preview": "claim-preview", "evidence": "evidence-add", "appearance": "appearance-add"}
    return reverse(names.get(then, "claim-workbench"), args=[claim.public_id])


@require_POST
@once
def organise(request: HttpRequest, public_id: str) -> HttpResponse:
    claim = get_claim(request, public_id)
    form = OrganiseForm(request.POST, of=claim)
    if form.is_valid():
        try:
            claim.organise(by=request.user, began=form.began, **form.chosen)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        except Conflict:
            return conflict_page(request, claim, form, row=claim, back=claim.get_absolute_url())
        else:
            messages.success(request, "Updated.")
            return redirect("claim-workbench", claim.public_id)
    return workbench_page(request, claim, organise=form, status=422)


@require_safe
def claim_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that was done to one claim, as sentences, newest first; older pages by the last event's number."""
    claim = get_claim(request, public_id)
    events = claim.events()
    before = request.GET.get("before", "")
    if before.isdecimal() and before.isascii() and len(before) < 19:
        events = events.filter(pk__lt=int(before))
    shown = list(events[: LONG_HISTORY + 1])
    lines = [history.line(event, with_changes=True) for event in shown[:LONG_HISTORY]]
    days = [
        {"label": label, "lines": list(of_day)}
        for label, of_day in groupby(lines, key=lambda line: line["day"])
    ]
    older = shown[LONG_HISTORY - 1].pk if len(shown) > LONG_HISTORY else None
    return render(request, "desk/claim_history.html", {"claim": claim, "days": days, "older": older})


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page as readers will see it, and the ClaimReview that goes out with it."""
    claim = get_claim(request, public_id)
    content = claim.content()
    return render(
        request,
        "desk/preview.html",
        {
            "claim": claim,
            "page": claimpage.build(content, public=public_facts(claim), bylines=settings.NEWSROOM_BYLINES),
            **claimreview_context(claim, content),
        },
    )


@require_safe
def change_page(request: HttpRequest, public_id: str) -> HttpResponse:
    return changes_page(request, get_claim(request, public_id))


def changes_page(
    request: HttpRequest,
    claim: Claim,
    *,
    retract: ReasonForm | None = None,
    take_down: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Edit, discard changes, retract, take down: what is done to something that readers see."""
    shown = claim.shown_revision
    content = claim.content()
    context = {
        "claim": claim,
        "public": claim.public,
        "can": can(claim, request.user),
        "changes": differences.compare(shown.content_dict, content) if shown else [],
        "shown": shown,
        "retract": retract or ReasonForm(auto_id="id_retract_%s"),
        "take_down": take_down or ReasonForm(auto_id="id_take_down_%s"),
        "errors": next((form for form in (retract, take_down) if form is not None and form.errors), None),
    }
    return render(request, "desk/change.html", context, status=status)


def workbench_page(
    request: HttpRequest,
    claim: Claim,
    *,
    form: ClaimForm | None = None,
    organise: OrganiseForm | None = None,
    drop: DropForm | None = None,
    reason: ReasonForm | None = None,
    missing: list[gate.Check] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = workbench_context(request, claim, form=form or ClaimForm(of=claim))
    first = context["first"]
    context |= {
        "organise": organise or OrganiseForm(of=claim),
        "drop_form": drop or DropForm(auto_id="id_drop_%s"),
        "reason_form": reason or ReasonForm(auto_id="id_reason_%s"),
        "missing": [linked(check, claim, first) for check in missing or []],
        "errors": next((f for f in (form, organise, drop, reason) if f is not None and f.errors), None),
    }
    return whole_page(request, render(request, "desk/workbench.html", context, status=status))


def saved_parts(request: HttpRequest, claim: Claim) -> HttpResponse:
    """What changes on the page when the text is saved without leaving it; never a field that somebody is typing in."""
    context = workbench_context(request, claim, form=ClaimForm(of=claim))
    answer = render(request, "desk/_saved_parts.html", {**context, "swapped": True})
    answer["Location"] = claim.get_absolute_url()  # where `once` leads a form that is sent again
    return answer


def workbench_context(request: HttpRequest, claim: Claim, *, form: ClaimForm) -> dict[str, Any]:
    content = claim.content()
    places = list(claim.appearances.standing().select_related("document", "snapshot"))
    first = next((place for place in places if not place.proposed), None)
    needed = claim.note_needed(content)
    before = (content["change_note"] or {}).get("from_rating") or {}
    may = can(claim, request.user)
    return {
        "claim": claim,
        "form": form,
        "public": claim.public,
        "editable": claim.is_writable,
        "at_rest": claim.state == "published",
        "late": bool(claim.due_on and claim.due_on < timezone.localdate()),
        "places": places,
        "first": first,
        "pieces": pieces(claim, content),
        "numbers": [piece["number"] for piece in content["evidence"]],
        "checks": [linked(check, claim, first) for check in claim.checklist()],
        "can": may,
        "tasks": tasks.of_claim(claim),
        "sha": claim.content_sha256 if may.get("publish") else "",
        "note_words": [FIELDS.get(name, name).lower() for name in needed],
        "rating_was": before
        if before and before.get("slug") != (content["rating"] or {}).get("slug")
        else None,
        "history": [history.line(event) for event in claim.events()[:SHORT_HISTORY]],
        "edit_hint": "Voids the approval."
        if claim.state == "approved"
        else "The public version stays until the next one.",
    }


def can(claim: Claim, user: Any) -> dict[str, bool]:
    """The verbs to show, by name; and the two pages that gather some of them."""
    may = dict.fromkeys(claim.verbs_for(user), True)
    if claim.state == "in_review":
        may["review"] = True
    if {"discard", "retract", "take_down"} & set(may):
        may["change_page"] = True
    return may


def pieces(claim: Claim, content: dict[str, Any]) -> list[dict[str, Any]]:
    """The evidence as the ledger prints it: each piece with its stance, and why it does not count where it does not."""
    _counting, reasons = gate.counted(content)
    rows = []
    for piece in claim.evidence.standing().select_related("repeats"):
        mark, stance = STANCE_MARKS[piece.stance]
        rows.append(
            {
                "piece": piece,
                "mark": mark,
                "stance": stance,
                "not_counted": reasons.get(piece.position, ""),
                "up": piece.position - 1,
                "down": piece.position + 1,
            }
        )
    return rows


def linked(check: gate.Check, claim: Claim, first: Any) -> dict[str, Any]:
    """A line of the gate with the address of the field that answers it."""
    link = check.anchor
    if check.field in PLACE_FIELDS:
        link = (
            reverse("appearance-change", args=[claim.public_id, first.pk]) + f"#id_{check.field}"
            if first
            else reverse("appearance-add", args=[claim.public_id])
        )
    return {"label": check.label, "met": check.met, "detail": check.detail, "link": link}


def public_facts(claim: Claim) -> dict[str, Any]:
    """What the page says beside the text: earlier versions, and our own story."""
    public = claim.public
    if public is None:
        return {"status": "shown", "changes": [], "story_url": claim.story_url}
    return {
        "status": "shown",
        "number": public.number,
        "changes": public.changes,
        "story_url": claim.story_url,
        "first_published_at": public.first_published_at.isoformat(),
        "rating": public.rating,
        "rating_label": public.rating_label,
        "rating_token": public.rating_token,
    }


def claimreview_context(claim: Claim, content: dict[str, Any]) -> dict[str, Any]:
    """The ClaimReview that the present text would send out, and what the lint says to it."""
    public = claim.public
    address = reverse("claim", args=[claim.public_id, texts.slugify(content["headline"])])
    review = claimreview.build(
        {"kind": "publication", "content": content, "published_at": canonical.moment(timezone.now())},
        url=settings.SITE_URL.rstrip("/") + address,
        publisher=settings.NEWSROOM_NAME,
        publisher_url=settings.SITE_URL,
        first_published_at=canonical.moment(public.first_published_at) if public else "",
        corrections=_corrections(claim, content),
    )
    problems = claimreview.lint(review)
    return {
        "claimreview": review,
        "claimreview_json": json.dumps(review, ensure_ascii=False, indent=2),
        "lint_errors": [problem for problem in problems if problem.level == "error"],
        "lint_advice": [problem for problem in problems if problem.level != "error"],
    }


def _corrections(claim: Claim, content: dict[str, Any]) -> list[dict[str, str]]:
    """Those of earlier versions, and the one that the present text will make."""
    public, note = claim.public, content["change_note"]
    mine = (
        [{"text": note["text"], "at": canonical.moment(timezone.now())}]
        if note.get("kind") == "correction"
        else []
    )
    return [*(lifestory.corrections(public.changes) if public else []), *mine]


def may_write(request: HttpRequest, claim: Claim) -> None:
    """The same for what is written without a verb of the state table."""
    workflow.check_writable(claim.facts(request.user))


def may_do(verb: str, request: HttpRequest, claim: Claim) -> None:
    """Forbidden and Refused come before anything that is wrong with the form."""
    workflow.check(verb, claim.facts(request.user))
