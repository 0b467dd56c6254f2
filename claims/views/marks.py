"""Marks on views. The house is closed by default; what is `public` is an open door; a test counts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Opens a view to everybody, for reading only: GET and HEAD, without a log-in."""
    opened: Any = require_safe(view)
    opened.login_required = False
    return opened
