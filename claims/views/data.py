"""The files under /data/, for programs and for whoever does not take our word for it. They are read, never made, here.

A file in which a claim stands that has been taken down since is not sent: the note beside it says what was cut out.
"""

from __future__ import annotations

import hashlib
from functools import cache
from os import fstat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from claims import datafolder
from claims.formats import verify
from claims.models.revision import Revision
from claims.views import answers
from claims.views.marks import public

TYPES = {
    "history.jsonl": "application/jsonl",
    "head.json": "application/json",
    "claims.jsonl": "application/jsonl",
    "claims.csv": "text/csv; charset=utf-8; header=present",
    "claimreview.json": "application/ld+json",
}
WHAT = {
    "history.jsonl": "The history, an entry a line.",
    "head.json": "Its newest entry: number and fingerprint.",
    "claims.jsonl": "The record of every check as it stands, a record a line, exactly the bytes that were hashed. "
    "Retracted checks are among them and say so.",
    "claims.csv": "The same checks as a table for spreadsheets.",
    "claimreview.json": "ClaimReview of every check that stands, for search engines and aggregators.",
    "verify.py": "Checks history.jsonl, record.json and claims.jsonl.",
}
AGAIN = "30"  # seconds after which the worker will have made them


@public
def index(request: HttpRequest) -> HttpResponse:
    """What there is, how large, how old, and how to check it."""
    note = datafolder.load()
    made = note["files"] if datafolder.is_whole(note) else {}
    made = {**made, "verify.py": {"size": len(_verifier()), "sha256": _fingerprint()}}
    files = [
        {"name": name, "what": what, "url": reverse("data") + name, **made.get(name, {})}
        for name, what in WHAT.items()
    ]
    context = {
        "files": files,
        "head": note.get("head"),
        "site": settings.SITE_URL.rstrip("/"),
        "section": "data",
        "canonical": reverse("data"),
        "about": "data",
    }
    return answers.of_list(request, answers.render("public/data.html", context), keys="data")


@public
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, as the worker has made it."""
    note = datafolder.load()  # before the file is opened: that may be newer than the note, never older
    if not datafolder.is_whole(note) or _is_behind(note):
        return _later()
    opened = open(datafolder.folder() / name, "rb")  # noqa: SIM115  closed by the answer
    facts = fstat(opened.fileno())
    tag, changed = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"', int(facts.st_mtime)
    short = get_conditional_response(request, etag=tag, last_modified=changed)
    if short is not None or request.method == "HEAD":
        opened.close()
        response: HttpResponseBase = short or HttpResponse(content_type=TYPES[name])
        if short is None:
            response["Content-Length"] = str(facts.st_size)
    else:
        response = FileResponse(opened, filename=name, content_type=TYPES[name])
    response["ETag"], response["Last-Modified"] = tag, http_date(changed)
    return _for_everybody(response)


@public
def verifier(request: HttpRequest) -> HttpResponseBase:
    """The program that checks the others, to be read before it is run."""
    tag = f'"{_fingerprint()[:32]}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        _verifier(), content_type="text/x-python; charset=utf-8"
    )
    response["ETag"] = tag
    return _for_everybody(response)


def _is_behind(note: dict[str, Any]) -> bool:
    """Does a claim stand in the files that has been taken down, or words that have been redacted?"""
    gone = Revision.objects.taken_down()
    return (
        any(note["cut"].get(public_id, 0) < number for public_id, number in gone.items())
        or Revision.objects.redacted().count() > note["redacted"]
    )


def _later() -> HttpResponse:
    text = f"These files are being made. Ask again in {AGAIN} seconds.\n"
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = AGAIN
    response["Cache-Control"] = "no-store"
    return response


def _for_everybody(response: HttpResponseBase) -> HttpResponseBase:
    """Pages of other sites may read it. Caches keep it, but ask each time: what was taken down is gone at once."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, no-cache"
    response["Surrogate-Key"] = "data"
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@cache
def _verifier() -> bytes:
    return Path(verify.__file__).read_bytes()


@cache
def _fingerprint() -> str:
    return hashlib.sha256(_verifier()).hexdigest()
