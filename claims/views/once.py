"""A desk form that is sent twice has one effect and one answer.

The key is checked in the outermost transaction of the request, with the verb: either both are kept or neither.
"""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from claims.models.idempotency import SentForm, claim_key
from claims.views.errors import typed
from claims.views.refusing import refusal

FIELD = "idempotency_key"
NOT_TYPED = {FIELD, "csrfmiddlewaretoken"}
IN_FLIGHT = "This form is being saved right now. Wait a moment, then look whether it is there."
NO_KEY = "This form came without its key, so it could take effect twice. Open the page again and send it from there."


class _Undo(Exception):
    """Roll back what a view did before it answered with a refusal, and give that answer all the same."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For desk views that take POST. GET passes through untouched."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key(request)
        if key is None:
            return refusal(request, NO_KEY, status=422)
        try:
            with transaction.atomic():
                return _handle(view, request, key, *args, **kwargs)
        except _Undo as undo:
            return undo.response

    return wrapper


def post_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`once` for views that only take POST."""
    return require_POST(once(view))


def _handle(
    view: Callable[..., HttpResponse], request: HttpRequest, key: uuid.UUID, *args: Any, **kwargs: Any
) -> HttpResponse:
    if not claim_key(str(key)):
        return refusal(request, IN_FLIGHT, status=409)
    body = _body(request)
    sent = SentForm.objects.filter(key=key).first()
    if sent is not None:
        return _answer_again(request, sent, body)
    response = view(request, *args, **kwargs)
    if response.status_code >= 400:
        raise _Undo(response)  # nothing took effect: the same form may be mended and sent again
    SentForm.objects.create(
        key=key,
        user=request.user,
        path=request.path[:500],
        body_sha256=body,
        location=(response.headers.get("Location") or response.headers.get("HX-Redirect") or request.path)[
            :2000
        ],
    )
    return response


def _answer_again(request: HttpRequest, sent: SentForm, body: bytes) -> HttpResponse:
    own = sent.user_id == request.user.pk and sent.path == request.path[:500]
    if own and bytes(sent.body_sha256) == body:
        return HttpResponseRedirect(sent.location)
    context = {
        "see": sent.location if own else "",
        "typed_shown": typed(request),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in NOT_TYPED
        ],
    }
    return render(request, "desk/already_sent.html", context, status=409)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _body(request: HttpRequest) -> bytes:
    """What was typed, without the key and the CSRF token (which differs each time the page is opened)."""
    digest = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in NOT_TYPED:
            for value in values:
                digest.update(
                    f"{len(name)} {name} {len(value)} ".encode() + value.encode("utf-8", "surrogatepass")
                )
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{name} {file.name} {file.size}".encode("utf-8", "surrogatepass"))
    return digest.digest()
