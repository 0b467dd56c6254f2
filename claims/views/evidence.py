"""Evidence of a claim: search what we hold first, then add, edit, move, discount, remove."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from claims.access import get_claim, get_evidence
from claims.forms.evidence import DiscountForm, EvidenceForm, HeldForm, MoveForm, RemoveForm
from claims.forms.fields import checked, name_errors
from claims.models import Document
from claims.refusals import Conflict, Invalid
from claims.views.claim import may_write
from claims.views.conflict import conflict_page
from claims.views.once import once
from claims.views.pages import page_or_part


@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    claim = get_claim(request, public_id)
    if request.method != "POST":
        chosen = chosen_document(request)
        form = EvidenceForm(claim=claim, initial={"language": claim.language, **facts_of(chosen)})
        return form_page(request, claim, form, chosen=chosen)
    form = EvidenceForm(request.POST, claim=claim)
    if form.is_valid():
        try:
            piece = claim.add_evidence(by=request.user, **form.facts)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        else:
            messages.success(request, f"Piece {piece.position} added: {piece.title}")
            if request.POST.get("then") == "another":
                return redirect("evidence-add", claim.public_id)
            return redirect(reverse("claim-workbench", args=[claim.public_id]) + "#evidence")
    return form_page(request, claim, form, chosen=form.cleaned_data.get("document"), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    piece = get_evidence(request, public_id, pk)
    if request.method != "POST":
        return form_page(request, piece.claim, EvidenceForm(of=piece))
    form = EvidenceForm(request.POST, of=piece)
    if form.is_valid():
        try:
            piece.change(by=request.user, lock_version=form.cleaned_data["lock_version"], **form.facts)
        except Invalid as refusal:
            name_errors(form, refusal.errors)
        except Conflict:
            return conflict_page(request, piece.claim, form, row=piece, back=request.path)
        else:
            return back_to_ledger(piece)
    return form_page(request, piece.claim, form, status=422)


@require_POST
@once
def move(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    piece = get_evidence(request, public_id, pk)
    may_write(request, piece.claim)
    piece.move(by=request.user, **checked(MoveForm(request.POST)).facts)
    return back_to_ledger(piece)


@require_POST
@once
def discount(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    piece = get_evidence(request, public_id, pk)
    form = DiscountForm(request.POST, of=piece, auto_id="id_discount_%s")
    if form.is_valid():
        try:
            piece.discount(by=request.user, lock_version=form.cleaned_data["lock_version"], **form.facts)
        except Invalid as refusal:
            name_errors(form, {"reason": refusal.errors.get("discounted_reason", str(refusal))})
        except Conflict:
            back = reverse("evidence-change", args=[piece.claim.public_id, piece.pk])
            return conflict_page(request, piece.claim, form, row=piece, back=back)
        else:
            return back_to_ledger(piece)
    return form_page(request, piece.claim, EvidenceForm(of=piece), discount=form, status=422)


@require_POST
@once
def remove(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    piece = get_evidence(request, public_id, pk)
    may_write(request, piece.claim)
    piece.remove(by=request.user, **checked(RemoveForm(request.POST)).cleaned_data)
    messages.success(request, f"“{piece.title}” removed.")
    return back_to_ledger(piece)


def back_to_ledger(piece: Any) -> HttpResponse:
    return redirect(reverse("claim-workbench", args=[piece.claim.public_id]) + f"#piece-{piece.pk}")


def chosen_document(request: HttpRequest) -> Document | None:
    """The document picked from what we hold, if any: its facts are filled in."""
    form = HeldForm(request.GET)
    asked = form.cleaned_data.get("document") if form.is_valid() else ""
    return Document.objects.filter(public_id=asked).first() if asked else None


def facts_of(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {}
    return {
        "document": document,
        "title": document.title,
        "url": document.url,
        "publisher": document.publisher,
        "person": document.byline,
        "language": document.language,
        "published_from": document.published_on,
        "published_to": document.published_on,
    }


def form_page(
    request: HttpRequest,
    claim: Any,
    form: EvidenceForm,
    *,
    chosen: Document | None = None,
    discount: DiscountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    held = HeldForm(request.GET)
    context = {
        "claim": claim,
        "form": form,
        "piece": form.of,
        "chosen": chosen or (form.of.document if form.of is not None else None),
        "held": held,
        "found": held.found(),
        "asked": request.GET.get("q", ""),
        "discount": discount or (form.of and DiscountForm(of=form.of, auto_id="id_discount_%s")),
        "errors": discount if discount is not None else form,
        "order": claim.evidence_order,
        "last_number": claim.evidence.standing().count(),
    }
    return page_or_part(request, "desk/evidence_form.html", "desk/_held.html", context, status=status)
