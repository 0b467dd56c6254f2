"""Pages for what cannot be had: at the desk in the desk's plain look, elsewhere in the readers'.

None of them asks the database, and none says whether something exists. What a person had typed stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import format_html

from claims.context_processors import newsroom
from claims.refusals import Forbidden, Refused
from claims.views import resend
from claims.views.pages import whole_page

DESK = ("/desk/", "/admin/", "/accounts/")
_MOST_FIELDS, _MOST_TEXT = 200, 400_000

PLAIN_500 = b"<!doctype html><title>Something went wrong</title><h1>Something went wrong on our side</h1>"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for whatever is not there and whatever is not yours to see."""
    return page(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Allowed to others, not to this person. A sentence of ours is printed; Django's own reasons are not."""
    return page(request, "403.html", status=403, sentence=_sentence(exception))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, context or anything else that may have been what broke."""
    try:
        context = {**newsroom(), "about": "page 500"}
        body: str | bytes = render_to_string("500.html", context)
    except Exception:
        body = PLAIN_500 + _plain_report()
    response = HttpResponse(body, status=500)
    response["Cache-Control"] = "no-store"
    return response


def _plain_report() -> bytes:
    """The letter to us, without a template: where not even ours can be read."""
    return format_html(
        '<p><a href="mailto:{}?subject=Error%20500">Report an error</a></p>', settings.NEWSROOM_EMAIL
    ).encode()


def too_long(request: HttpRequest) -> HttpResponse:
    """The database was stopped in the middle of a question that took longer than a reader should wait."""
    response = page(request, "503.html", status=503)
    response["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere. Nothing was done.

    One that a page of ours sent is kept, and can be sent again with a new token. Of one that came from elsewhere
    nothing is said back: another site would choose the words that stand on our page, and what our button sends.
    """
    logged_in = request.user.is_authenticated
    ours = resend.is_ours(request)
    form = (resend.carried(request) or resend.sent(request)) if ours else None
    return refused_session(
        request, form, logged_in=logged_in, stale=logged_in or form is None, foreign=ours is False
    )


def login_needed(request: HttpRequest) -> HttpResponse:
    """A POST of somebody who is no longer logged in: a redirect would lose what they typed. (It has passed the CSRF
    check, so a page of ours sent it.)"""
    return refused_session(request, resend.sent(request), logged_in=False)


def refused_session(
    request: HttpRequest,
    form: resend.Sent | None,
    *,
    logged_in: bool,
    stale: bool = False,
    foreign: bool = False,
) -> HttpResponse:
    at_desk = request.path.startswith(DESK)
    answer = page(
        request,
        "403.html",
        status=403,
        heading="Your form was not accepted" if stale else "You are no longer logged in",
        stale=stale,
        login=not stale,
        typed=typed(request) if form is None and at_desk and not foreign else [],
        csrf_token=get_token(request),
        logged_in=logged_in,
        **resend.context(form, logged_in=logged_in),
    )
    return whole_page(request, answer)


def refused(request: HttpRequest, sentence: str, *, back: str = "", heading: str = "") -> HttpResponse:
    """The right person, the wrong moment: 409, with the sentence that says why."""
    return page(
        request, "409.html", status=409, sentence=sentence, back=back, heading=heading, typed=typed(request)
    )


def incomplete(request: HttpRequest, missing: Iterable[Any], *, back: str = "") -> HttpResponse:
    """The gate is shut: 422, each thing that is missing with a link to its field."""
    return page(request, "422.html", status=422, missing=list(missing), back=back, typed=typed(request))


def invalid(request: HttpRequest, errors: Mapping[str, str], *, back: str = "") -> HttpResponse:
    """Fields that cannot be kept, where no form of its own shows them: 422."""
    return page(request, "422.html", status=422, errors=dict(errors), back=back, typed=typed(request))


def page(request: HttpRequest, template: str, *, status: int, **context: Any) -> HttpResponse:
    """One of these pages, in the look of the side it happened on. The template gets no request: no session."""
    desk = request.path.startswith(DESK)
    context.setdefault("about", f"page {status}")
    shell = "base_desk_plain.html" if desk else "base_public.html"
    body = render_to_string(
        template, {**newsroom(), **context, "shell": shell, "desk": desk, "noindex": True}
    )
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into the form that was refused, as far as it is text and no secret."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.POST.lists())[:_MOST_FIELDS]
    except Exception:  # a body too large or broken in itself: there is nothing to give back
        return []
    found, room = [], _MOST_TEXT
    for name, values in fields:
        if not resend.is_shown(name):  # secrets, and what forms carry for the machine
            continue
        for value in values:
            if value.strip() and len(value) <= room:
                found.append((resend.label(name), value))
                room -= len(value)
    return found


def _sentence(exception: Exception | None) -> str:
    """Only what our own refusals say is meant for people."""
    return str(exception) if isinstance(exception, Forbidden | Refused) else ""
