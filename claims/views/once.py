"""A desk form that is sent twice has one effect and one answer.

The key is checked in the outermost transaction of the request, with the verb: either both are kept or neither.
"""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from claims.models.idempotency import SentForm, claim_key
from claims.views import resend
from claims.views.errors import typed
from claims.views.pages import whole_page
from claims.views.refusing import in_flight, refusal

FIELD = resend.KEY
NOT_TYPED = {FIELD, resend.TOKEN}
IN_FLIGHT = (
    "This form is still being saved. Wait a moment and send it again from here: it takes effect once, however often "
    "it is sent."
)
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


def kept_all_the_same(response: HttpResponse) -> HttpResponse:
    """A refusal before which something of the person's own was written, which stays. Its key is not kept: the page
    that says so carries a new one."""
    response.is_kept = True  # type: ignore[attr-defined]
    return response


def _handle(
    view: Callable[..., HttpResponse], request: HttpRequest, key: uuid.UUID, *args: Any, **kwargs: Any
) -> HttpResponse:
    if not claim_key(str(key)):
        return in_flight(request, IN_FLIGHT, key=str(key))
    body = _body(request)
    sent = SentForm.objects.filter(key=key).first()
    if sent is not None:
        return _answer_again(request, sent, body)
    response = view(request, *args, **kwargs)
    location = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if getattr(response, "is_kept", False):
        return response
    if response.status_code >= 400 or not location:
        raise _Undo(response)  # nothing took effect: the same form may be mended and sent again
    SentForm.objects.create(
        key=key,
        user=request.user,
        path=request.path[:500],
        body_sha256=body,
        status=response.status_code,
        location=location[:2000],
    )
    return response


def _answer_again(request: HttpRequest, sent: SentForm, body: bytes) -> HttpResponse:
    """The same answer to the same person; a form that was mended since is no repeat, and says so."""
    own = sent.user_id == request.user.pk and sent.path == request.path[:500]
    if own and bytes(sent.body_sha256) == body:
        if request.htmx:  # type: ignore[attr-defined]  # a redirect would be followed into a part of the page
            return HttpResponse(headers={"HX-Redirect": sent.location})
        status = sent.status if 300 <= sent.status < 400 else 302
        return HttpResponse(status=status, headers={"Location": sent.location})
    context = {
        "see": sent.location if own else "",
        "typed_shown": typed(request),
        "typed": resend.fields(request),
    }
    return whole_page(request, render(request, "desk/already_sent.html", context, status=409))


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
            for chunk in file.chunks():
                digest.update(chunk)
    return digest.digest()
