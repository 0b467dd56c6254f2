"""The short way to a public page: one look-up in the database, one in memory. The outermost middleware.

The view makes every page; here it is only said again, as long as what it was made of is the newest there is. Whatever
is not in memory, or is odd in any way, goes the long way, and comes out through the same `_told`: there is one truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from claims import encodings
from claims.kept import Answer, Shelf, forms_of
from claims.middleware import name_of
from claims.models import now
from claims.views import answers

GetResponse = Callable[[HttpRequest], HttpResponse]
MB = 1024 * 1024
# Of claims and of lists apart: however many searches there are, they push no claim out. Each process has its own.
CLAIMS, LISTS = Shelf(12 * MB), Shelf(4 * MB)

_CLAIM = re.compile(r"/claims/([0-9a-z]{8})/")
_WITH_SLUG = re.compile(r"/claims/[0-9a-z]{8}/(?!(?:revisions|embed)/)[^/]+/")
_NUMBERED = re.compile(r"/claims/[0-9a-z]{8}/(?:revisions|share)/.*[0-9]")
_TEXT = re.compile(r"text/|application/([a-z.-]+\+)?(json|xml)\b|image/svg")
_OWN = ("Content-Length", "Content-Encoding", "X-Request-ID")  # of one request or one form
_ODD = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")  # conditions of those who write


def forget() -> None:
    """Nothing is kept any more: for tests, which put the history back to its beginning."""
    CLAIMS.clear()
    LISTS.clear()


class Replay:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        shelf, key, public_id = _place(request)
        answer = shelf.get(key)
        is_here = answer is not None and answer.path in ("", request.path_info)
        if answer is not None and is_here and self._is_true(request, answer, public_id):
            return _told(request, answer)
        response = self.get_response(request)
        if response.status_code == 304:
            response.headers.pop("Content-Length", None)  # Django's 0 would be taken for the page's own
        state = answers.made_of(response)
        if state is None:
            return response
        answer = _answer(response, state, path="" if answers.is_anywhere(response) else request.path_info)
        if state.public_id == public_id and _is_worth_keeping(request, answer, state):
            shelf.put(key, answer)
        return _told(request, answer, name=response.headers.get("X-Request-ID", ""))

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """A database that did not answer above is not asked again; the failure is told where views' failures are."""
        if failure := getattr(request, "lost", None):
            raise failure

    def _is_true(self, request: HttpRequest, answer: Answer, public_id: str) -> bool:
        if any(name in request.META for name in _ODD):
            return False
        try:
            request.get_host()
            return answer.state == (
                answers.state_of_claim(public_id, now.version_of(public_id))
                if public_id
                else answers.state_of_lists(now.head_of_history())
            )
        except DisallowedHost:
            return False  # Django says so itself, further in
        except Error as failure:
            request.lost = failure  # type: ignore[attr-defined]
            return False


def _is_worth_keeping(request: HttpRequest, answer: Answer, state: answers.State) -> bool:
    if state.is_list:
        # The history is linked at COMMIT: before it, its head says nothing.
        return not connection.in_atomic_block
    # Of a check that was taken down, every number that there could be says the same: there is no end of them.
    return answer.status == 200 or not _NUMBERED.match(request.path_info)


def _place(request: HttpRequest) -> tuple[Shelf, Hashable, str]:
    """Where the answer would stand, and of which claim it would be. Pages of a claim take no notice of a query, but for
    the choice of two versions; and whatever slug is asked for, a claim has one place."""
    path, query = request.path_info, request.META.get("QUERY_STRING", "")
    claim = _CLAIM.match(path)
    if claim is None:
        return LISTS, (path, query, request.is_secure()), ""
    shelf = CLAIMS
    if query and path.endswith("/revisions/"):
        shelf = LISTS  # there is no end of queries that choose nothing
    else:
        query = ""
    if _WITH_SLUG.fullmatch(path):
        path = claim[0]
    return shelf, (path, query, request.is_secure()), claim[1]


def _answer(response: HttpResponse, state: Hashable, *, path: str) -> Answer:
    headers = {name: value for name, value in response.items() if name not in _OWN}
    is_text = bool(_TEXT.match(response.headers.get("Content-Type", "")))
    forms = forms_of(response.content, is_text=is_text)
    return Answer(state, response.status_code, headers, headers.get("ETag", ""), forms, path)


def _told(request: HttpRequest, answer: Answer, name: str = "") -> HttpResponse:
    """The answer, as this client wants it."""
    asked = request.META
    if answer.etag and "HTTP_IF_NONE_MATCH" in asked:
        # Nearly always it is the very tag that was given out; Django reads lists of them, and stars.
        is_held = asked["HTTP_IF_NONE_MATCH"] == answer.etag
        if is_held or get_conditional_response(request, etag=answer.etag) is not None:
            short = HttpResponseNotModified(headers=answer.short)
            short.headers["X-Request-ID"] = name or name_of(request)
            return short
    encoding, body = answer.form(encodings.chosen(asked.get("HTTP_ACCEPT_ENCODING")))
    response = HttpResponse(
        b"" if request.method == "HEAD" else body, status=answer.status, headers=answer.headers
    )
    response.headers["Content-Length"] = str(len(body))
    if encoding != encodings.PLAIN:
        response.headers["Content-Encoding"] = encoding
    response.headers["X-Request-ID"] = name or name_of(request)
    return response
