"""Whole page or part, from the same lines: the link works without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """True for a request by htmx for a piece of a page; a boosted link or the back button needs the whole one."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    response = render(request, part if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def whole_page(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A button asked for a small part; a refusal, and a form that was sent twice, get all of the page instead."""
    if getattr(request, "htmx", False):
        answer["HX-Retarget"] = answer["HX-Reselect"] = "#main"
        answer["HX-Reswap"] = "outerHTML show:window:top"
    return answer
