"""The review: is the statement no more than what was said, what changed, what backs it; then a yes or a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import differences, gate, workflow
from claims.access import get_claim
from claims.forms.claim import ApprovalForm, OverrideForm, ReasonForm
from claims.models import Claim
from claims.refusals import Forbidden, Refused
from claims.views.claim import can, claimreview_context, linked, pieces


@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    return review_page(request, get_claim(request, public_id))


def review_page(
    request: HttpRequest,
    claim: Claim,
    *,
    approval: ApprovalForm | None = None,
    reason: ReasonForm | None = None,
    override: OverrideForm | None = None,
    missing: list[gate.Check] | None = None,
    status: int = 200,
) -> HttpResponse:
    content = claim.content()
    shown = claim.shown_revision
    places = list(claim.appearances.in_content().select_related("document", "snapshot"))
    first = places[0] if places else None
    sha = claim.content_sha256
    facts = claim.facts(request.user)
    signed = claim.present_approvals()
    context = {
        "claim": claim,
        "first": first,
        "places": places,
        "pieces": pieces(claim, content),
        "numbers": [piece["number"] for piece in content["evidence"]],
        "checks": [linked(check, claim, first) for check in claim.checklist()],
        "shown": shown,
        "changes": differences.compare(shown.content_dict, content) if shown else [],
        "note": content["change_note"],
        "can": can(claim, request.user),
        "why_not": why_not(facts),
        "sha": sha,
        "approval": approval or ApprovalForm(initial={"content_sha256": sha}),
        "reason": reason or ReasonForm(),
        "override": override or OverrideForm(initial={"content_sha256": sha}, auto_id="id_override_%s"),
        "contributors": claim.contributors(),
        "signed": signed,
        "missing": [linked(check, claim, first) for check in missing or []],
        "errors": next((f for f in (approval, reason, override) if f is not None and f.errors), None),
        "submitted": claim.events().filter(verb="submit").first(),
        **claimreview_context(claim, content),
    }
    return render(request, "desk/review.html", context, status=status)


def why_not(facts: workflow.Facts) -> str:
    """Why this person sees no Approve button; "" where there is one."""
    if facts.state == "in_review" and facts.is_contributor:
        return "You changed this text, so somebody else has to approve it."
    try:
        workflow.check("approve", facts)
    except (Forbidden, Refused) as refusal:
        return str(refusal)
    return ""
