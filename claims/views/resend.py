"""A form that was refused for its session, not for what is in it: kept whole, and sent again with one press.

Whoever has to log in first takes the form along, sealed by us: the log-in gives back what was sent here, and nothing
that a page of somebody else put together. Nothing is ever sent by itself: the person sees it, and presses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

KEY, TOKEN = "idempotency_key", "csrfmiddlewaretoken"
SALT = "claims.resend"
KEPT_FOR = 2 * 24 * 60 * 60  # seconds: a page that was open over night, or a holiday
_SECRET = ("password", "secret")
_MOST = 1_500_000  # characters; what is larger is shown, and cannot travel through the log-in


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: where to, its fields, and the names of files, which no page can keep."""

    action: str
    fields: list[tuple[str, str]]
    files: list[str] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed or chose; not what stood there before, and not what forms carry for the machine."""
        first = [(name, value) for name, value in self.fields if name.startswith("initial-")]
        began = {(name.removeprefix("initial-"), as_line_ends(value)) for name, value in first}
        return [
            (label(name), value)
            for name, value in self.fields
            if is_shown(name) and value.strip() and (name, as_line_ends(value)) not in began
        ]


def fields(request: HttpRequest, *, instead: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Every field of the form, for sending it again: without its token, and with a new key unless `instead` has one."""
    renewed = {KEY, TOKEN, *(instead or {})}
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name not in renewed]
    return [*sent, *(instead or {}).items()]


def sent(request: HttpRequest) -> Sent | None:
    """The form of this request with its own key, so that it cannot take effect twice; None where it must not be sent
    again: a page of an account, anything with a password in it, a body that cannot be read."""
    if request.method != "POST" or not request.path.startswith(("/desk/", "/admin/")):
        return None
    try:
        if any(part in name.lower() for name in request.POST for part in _SECRET):
            return None
        key = {KEY: request.POST[KEY]} if KEY in request.POST else None
        given = fields(request, instead=key)
        files = [file.name or "" for _, files in request.FILES.lists() for file in files]
    except Exception:  # too large or broken in itself: there is nothing to give back
        return None
    if sum(len(name) + len(value) for name, value in given) > _MOST:
        return None
    return Sent(request.get_full_path(), given, files)


def seal(form: Sent) -> str:
    return signing.dumps([form.action, form.fields, form.files], salt=SALT, compress=True)


def unseal(text: str) -> Sent | None:
    """What seal() sealed, unless it is too old or not ours."""
    try:
        action, given, files = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Sent(action, [(name, value) for name, value in given], files)


def carried(request: HttpRequest) -> Sent | None:
    """The form that waits while somebody logs in."""
    try:
        return unseal(request.POST.get("resend", ""))
    except Exception:  # a body that cannot be read
        return None


def is_ours(request: HttpRequest) -> bool | None:
    """Did a page of ours send this form? None where the browser does not say, which no page elsewhere can make it do:
    asked to hide where a form came from, a browser says "null"."""
    origin = request.headers.get("Origin")
    if origin is None:
        referer = request.headers.get("Referer")
        if referer is None:
            return None
        came_from = urlsplit(referer)
        origin = f"{came_from.scheme}://{came_from.netloc}"
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def is_shown(name: str) -> bool:
    unseen = (
        "password",
        "token",
        "secret",
        "csrf",
        "idempotency",
        "lock_version",
        "content_sha256",
        "content_version",
    )
    return not any(part in name.lower() for part in unseen) and not name.startswith(
        ("initial-", "offered-", "choice-", "_")
    )


def as_line_ends(value: str) -> str:
    return value.replace("\r\n", "\n")


def label(name: str) -> str:
    return name.removeprefix("mine-").replace("_", " ").capitalize()


def context(form: Sent | None, *, logged_in: bool) -> dict[str, Any]:
    """What templates/includes/send_again.html wants to know."""
    if form is None:
        return {}
    return {"again": form} if logged_in else {"sealed": seal(form), "again": form}
