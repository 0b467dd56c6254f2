"""Answers to refusals where no form of their own shows them, and to strangers at the desk's door."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Claim
from claims.views import errors

TEMPLATES = {403: "desk/forbidden.html", 409: "desk/refused.html"}


def refusal(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """The sentence on a page of the desk, with the claim it is about and everything that was typed."""
    if not request.path.startswith("/desk/") or not request.user.is_authenticated:
        template = "403.html" if status == 403 else "409.html"
        return errors.page(request, template, status=status, sentence=sentence, typed=errors.typed(request))
    context = {"sentence": sentence, "claim": _claim(request), "typed": errors.typed(request)}
    return render(request, TEMPLATES.get(status, "desk/refused.html"), context, status=status)


def _claim(request: HttpRequest) -> Claim | None:
    match = request.resolver_match
    public_id = match.kwargs.get("public_id") if match else None
    if not public_id or not request.path.startswith("/desk/claims/"):
        return None
    return Claim.objects.filter(public_id=public_id).first()


def log_in_first(request: HttpRequest) -> HttpResponse:
    """The same for every address behind the wall, whether or not the thing exists. A POST is not redirected: what was
    typed would be lost."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return errors.login_needed(request)
