"""Answers to refusals where no form of their own shows them, and to strangers at the desk's door."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Claim
from claims.views import errors, history, resend
from claims.views.pages import whole_page

MEANWHILE = 3  # events that are shown where a page was opened before them
TEMPLATES = {403: "desk/forbidden.html", 409: "desk/refused.html"}


def refusal(request: HttpRequest, sentence: str, *, status: int, **more: Any) -> HttpResponse:
    """The sentence on a page of the desk, with the claim it is about and everything that was typed."""
    if not request.path.startswith("/desk/") or not request.user.is_authenticated:
        template = "403.html" if status == 403 else "409.html"
        kept = errors.typed(request) if request.path.startswith(errors.DESK) else []
        return errors.page(request, template, status=status, sentence=sentence, typed=kept)
    context = {"sentence": sentence, "claim": _claim(request), "typed": errors.typed(request), **more}
    answer = render(request, TEMPLATES.get(status, "desk/refused.html"), context, status=status)
    return whole_page(request, answer)


def unseen(request: HttpRequest, sentence: str, *, now: Mapping[str, str]) -> HttpResponse:
    """Somebody changed it meanwhile: what happened, and the same form once more for who wants it all the same. `now`
    are its hidden fields as they would be sent today."""
    claim = _claim(request)
    events = claim.events()[:MEANWHILE] if claim else []
    return refusal(
        request,
        sentence,
        status=409,
        again=resend.fields(request, instead=now),
        meanwhile=[history.line(event) for event in events],
    )


def in_flight(request: HttpRequest, sentence: str, *, key: str) -> HttpResponse:
    """The same form is being saved at this moment: sent again with its own key, it finds the answer."""
    again = resend.fields(request, instead={resend.KEY: key})
    return refusal(request, sentence, status=409, again=again, in_flight=True)


def _claim(request: HttpRequest) -> Claim | None:
    match = request.resolver_match
    public_id = match.kwargs.get("public_id") if match else None
    if not public_id or not request.path.startswith("/desk/claims/"):
        return None
    return Claim.objects.filter(public_id=public_id).first()


def log_in_first(request: HttpRequest) -> HttpResponse:
    """The same for every address behind the wall, whether or not the thing exists. A POST is not redirected: what was
    typed would be lost. Nor is a request for a part of a page: the log-in would turn up in the middle of it."""
    if request.method in ("GET", "HEAD"):
        if getattr(request, "htmx", False):
            return HttpResponse(status=403, headers={"HX-Reswap": "none", "HX-Trigger": "session-ended"})
        return redirect_to_login(request.get_full_path())
    return errors.login_needed(request)
