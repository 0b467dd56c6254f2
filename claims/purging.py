"""Tells the cache in front of the site which pages are no longer true: their Surrogate-Keys, in one request.

Which event touches which pages is a closed list; what happens to one claim touches its own pages and the lists.
"""

from __future__ import annotations

from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from claims.models.event import Event

SECONDS = 10  # a worker waits no longer; it is tried again, ever later
OF_ONE_CLAIM = ("publish", "retract", "take_down", "organise")
# Names and scales stand on any page.
OF_ANY = (
    "rename",
    "change_role",
    "rename_topic",
    "redact",
    "revise_page",
    "add_scale",
    "change_scale",
    "retire_scale",
    "reinstate_scale",
    "replace_scale",
    "delete_scale",
)
EVERYTHING = "public"  # on every public page
LISTS = "lists"


class NotPurged(Exception):
    """The cache did not take it. The text names no address: that may hold a password."""


def keys_of(event: Event) -> list[str]:
    kind, _, name = event.object.partition("/")
    if event.verb in OF_ONE_CLAIM and kind == "claim":
        return [f"claim-{name}", LISTS]
    return [EVERYTHING]


def purge(keys: list[str]) -> None:
    """Raises NotPurged where the cache does not answer 2xx in time. Nothing is asked where no cache is set."""
    if not settings.CDN_PURGE_URL:
        return
    name, _, value = settings.CDN_PURGE_HEADER.partition(":")
    headers = {"Surrogate-Key": " ".join(keys), **({name.strip(): value.strip()} if name else {})}
    # The scheme was looked at when the settings were read.
    request = Request(  # noqa: S310
        settings.CDN_PURGE_URL, method=settings.CDN_PURGE_METHOD, headers=headers
    )
    try:
        with build_opener(_NoRedirects).open(request, timeout=SECONDS) as answer:
            answer.read(1000)
    except OSError as problem:
        said = getattr(problem, "code", None) or getattr(problem, "reason", None) or problem
        raise NotPurged(f"The cache did not take “{headers['Surrogate-Key']}”: {said}") from None


class _NoRedirects(HTTPRedirectHandler):
    """A purge that is led elsewhere has not been done, and its password is not for there."""

    def redirect_request(self, *arguments: object, **more: object) -> None:
        return None
