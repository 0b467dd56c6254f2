"""This object for this user, or 404 or 403: the one place where views fetch what belongs to the desk.

Every desk user sees every claim, so what is asked here is only whether the thing exists; what a person may do to it is
the verb's decision. Strangers never get this far (claims.middleware.ClosedByDefault).
"""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from claims.models import Appearance, Claim, Document, Evidence, Job, PageVersion, Redaction, Task
from claims.pages import PAGES
from claims.refusals import Forbidden, Refused


def get_claim(request: HttpRequest, public_id: str) -> Claim:
    _desk(request)
    return _get(
        Claim.objects.select_related("rating__scale", "assigned_to", "created_by"), public_id=public_id
    )


def get_document(request: HttpRequest, public_id: str) -> Document:
    _desk(request)
    return _get(Document.objects.all(), public_id=public_id)


def get_appearance(request: HttpRequest, public_id: str, pk: int) -> Appearance:
    _desk(request)
    rows = Appearance.objects.select_related("claim__rating", "document", "snapshot", "claimant")
    return _standing(request, _get(rows, claim__public_id=public_id, pk=pk), "place")


def get_evidence(request: HttpRequest, public_id: str, pk: int) -> Evidence:
    _desk(request)
    rows = Evidence.objects.select_related("claim__rating", "document", "repeats")
    return _standing(request, _get(rows, claim__public_id=public_id, pk=pk), "piece")


def _standing(request: HttpRequest, row: Any, what: str) -> Any:
    """A page of what was removed is not there any more; a form about it is told why, and keeps what was typed."""
    if row.removed_at is None:
        return row
    if request.method != "POST":
        raise Http404
    when = timezone.localtime(row.removed_at)
    raise Refused(f"This {what} was removed from the claim at {when:%H:%M} on {when.day} {when:%B %Y}.")


def get_redaction(request: HttpRequest, pk: int) -> Redaction:
    _desk(request)
    return _get(Redaction.objects.newest(), pk=pk)


def get_page(request: HttpRequest, page: str) -> PageVersion:
    """A page of the newsroom as it stands now."""
    _desk(request)
    if page not in PAGES:
        raise Http404
    return PageVersion.objects.standing(page)


def get_task(request: HttpRequest, public_id: str, pk: int) -> Task:
    _desk(request)
    return _get(Task.objects.select_related("claim", "done_by"), claim__public_id=public_id, pk=pk)


def get_failed_job(request: HttpRequest, pk: int) -> Job:
    """A job that the house gave up; one that is still being tried is nobody's to see."""
    _desk(request)
    return _get(Job.objects.failed(), pk=pk)


def _desk(request: HttpRequest) -> None:
    if not request.user.is_authenticated:
        raise Forbidden("Log in first.")


def _get(rows: QuerySet[Any], **by: Any) -> Any:
    row = rows.filter(**by).first()
    if row is None:
        raise Http404
    return row
