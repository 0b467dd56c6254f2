"""What every request passes: a request id, the headers, the wall around the desk, and the answers to refusals."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from claims.models.base import request_id
from claims.refusals import Conflict, Forbidden, Invalid, Refused, Unseen
from claims.views.refusing import log_in_first, refusal, unseen

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; manifest-src 'self'; frame-ancestors 'none'"
)
# At the desk and in the admin a script may only make markup through our one policy (static/js/trusted-types.js).
TRUSTED = "; require-trusted-types-for 'script'; trusted-types default"
READER = POLICY.replace("script-src 'self'", "script-src 'none'").replace(
    "connect-src 'self'", "connect-src 'none'"
)
PERMISSIONS = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)
# What the card of a check needs: in a sandboxed frame no site is its own, this one neither. With or without a hash.
FOR_CARDS = re.compile(r"css/embed(\.[0-9a-f]+)?\.css")
_SAFE_ID = re.compile(r"[0-9A-Za-z-]{8,40}")


def name_of(request: HttpRequest) -> str:
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex


class RequestId:
    """One name for a request in the history and in the logs; a proxy may give it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = name_of(request)
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response.headers.setdefault("X-Request-ID", name)
        return response


class Headers:
    """The header set. Public pages run no script at all; behind the login nothing is kept by anybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_open = for_readers(request)
        policy = READER if is_open else POLICY + TRUSTED
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", _who_may_load(request.path_info))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.DEMO:
            response.headers["X-Robots-Tag"] = "noindex"
        if not is_open:
            response.headers["Cache-Control"] = "no-store, private"
        elif response.cookies or "Cookie" in response.headers.get("Vary", ""):
            # A stale cookie in the request must not put one into a page that caches share.
            response.cookies.clear()
            left = [
                name for name in response.headers.get("Vary", "").split(", ") if name and name != "Cookie"
            ]
            response.headers.pop("Vary", None)
            if left:
                response.headers["Vary"] = ", ".join(left)
        return response


def _who_may_load(path: str) -> str:
    file = path.removeprefix(settings.STATIC_URL)
    return "cross-origin" if file != path and FOR_CARDS.fullmatch(file) else "same-origin"


def for_readers(request: HttpRequest) -> bool:
    """A page that anybody may read and any cache may keep; log-in pages are open, but not such pages."""
    if request.resolver_match is None:  # no such address
        return not request.path.startswith(("/desk/", "/admin/", "/accounts/"))
    view = request.resolver_match.func
    return getattr(view, "login_required", True) is False and not getattr(view, "is_account_page", False)


class ClosedByDefault:
    """Everything needs a log-in but the doors that are marked (claims.views.marks.public).

    Django's own middleware asks request.user before it looks for the mark, which would put a session query and
    Vary: Cookie on every public page. A stranger gets the same redirect whether or not the thing exists.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view_func, "login_required", True) is False or request.user.is_authenticated:
            return None
        return log_in_first(request)


class Refusals:
    """Turns what a verb refuses into an answer, where the view has no form to show it on: 403, 409, 422."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            return refusal(request, str(exception), status=403)
        if isinstance(exception, Unseen):
            return unseen(request, str(exception), now=exception.now)
        if isinstance(exception, Conflict | Refused):
            return refusal(request, str(exception), status=409)
        if isinstance(exception, Invalid):
            return refusal(request, " ".join(exception.errors.values()), status=422)
        return None
