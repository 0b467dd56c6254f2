"""One place in which words stand, as a person may read of it: what it is, and how it can be mended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse

from claims.models.blanking import rows_named, why_not
from claims.models.revision import Revision
from claims.redacting import phrase


@dataclass(frozen=True)
class Hit:
    """One row in which the words stand."""

    label: str
    fields: tuple[str, ...]
    how: str  # how it can be mended
    url: str = ""  # where people read it or mend it
    row: str = ""  # what a request calls it; empty where no redaction is needed, or none is possible now
    public_id: str = ""  # the claim whose versions are meant, for a version


def told(model: type[models.Model], fields: dict[Any, tuple[str, ...]]) -> list[Hit]:
    teller = TELLERS.get(model._meta.label)
    if not fields:
        return []
    if teller is None:
        name = str(model._meta.verbose_name)
        return [
            Hit(f"{name} {pk}", which, "By hand, as the owner of the database.")
            for pk, which in fields.items()
        ]
    rows = model._default_manager.filter(pk__in=fields).order_by("pk")
    if model._meta.label in WITH:
        rows = rows.select_related(*WITH[model._meta.label])
    return [teller(row, fields[row.pk]) for row in rows]


def describe(rows: list[str], public_id: str) -> list[Hit]:
    """What a request names, in the same words as the list that it was chosen from."""
    found = []
    for name in rows:
        row = rows_named(name, public_id).first()
        teller = TELLERS[type(row)._meta.label] if row is not None else None
        found.append(teller(row, ()) if teller else Hit(phrase([name]), (), ""))
    return found


def versions_of(public_id: str) -> list[Hit]:
    """The versions of a claim, oldest first: what is asked for without words to find."""
    return [_version(row, ()) for row in Revision.objects.of(public_id).defer("content", "record").reverse()]


# ---------------------------------------------------------------- one table each


def _redacted(
    kind: str, number: int, row: Any, label: str, which: tuple[str, ...], url: str = "", public_id: str = ""
) -> Hit:
    why = why_not(kind, row)
    if why:
        return Hit(label, which, f"Not now: {why}", url, public_id=public_id)
    return Hit(label, which, "By a redaction.", url, row=f"{kind} {number}", public_id=public_id)


def _version(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"version {row.number} of {row.public_id}"
    url = reverse("claim-revision", args=[row.public_id, row.number])
    return _redacted("revision", row.number, row, label, which, url, row.public_id)


def _event(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"event {row.pk}: {row.verb.replace('_', ' ')}, {row.object}, {row.created_at:%Y-%m-%d}"
    kind, _slash, key = row.object.partition("/")
    url = (
        f"{reverse('claim-history', args=[key])}?before={row.pk + 1}#event-{row.pk}"
        if kind == "claim"
        else ""
    )
    return _redacted("event", row.pk, row, label, which, url)


def _copy(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"kept copy {row.pk} of document {row.document.public_id}, {row.captured_at:%Y-%m-%d}"
    return _redacted(
        "snapshot", row.pk, row, label, which, reverse("document", args=[row.document.public_id])
    )


def _approval(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"approval {row.pk} of {row.claim.public_id}, version {row.number}"
    return _redacted(
        "approval", row.pk, row, label, which, reverse("claim-history", args=[row.claim.public_id])
    )


def _log(row: Any, which: tuple[str, ...]) -> Hit:
    return _redacted("log", row.pk, row, f"line {row.pk} of the administration’s log", which)


def _claim(row: Any, which: tuple[str, ...]) -> Hit:
    how = "Edit the claim; if something is public, publish it without the words, or take it down."
    if set(which) == {"drop_note"}:
        how = "Reopen the claim; the note goes."
    return Hit(f"claim {row.public_id}", which, how, row.get_absolute_url())


def _place(row: Any, which: tuple[str, ...]) -> Hit:
    public_id = row.claim.public_id
    if row.removed_at is not None:
        return _redacted("appearance", row.pk, row, f"removed place {row.pk} of claim {public_id}", which)
    url = reverse("appearance-change", args=[public_id, row.pk])
    return Hit(f"where claim {public_id} was said", which, "Edit the claim, then this place.", url)


def _piece(row: Any, which: tuple[str, ...]) -> Hit:
    public_id = row.claim.public_id
    if row.removed_at is not None:
        return _redacted("evidence", row.pk, row, f"removed evidence {row.pk} of claim {public_id}", which)
    url = reverse("evidence-change", args=[public_id, row.pk])
    return Hit(f"piece {row.position} of claim {public_id}", which, "Edit the claim, then this piece.", url)


def _document(row: Any, which: tuple[str, ...]) -> Hit:
    url = reverse("document-change", args=[row.public_id])
    return Hit(f"document {row.public_id}", which, "Change the document’s facts.", url)


def _claimant(row: Any, which: tuple[str, ...]) -> Hit:
    return Hit(f"claimant {row.public_id}", which, "Rename the claimant.", _admin(row))


def _topic(row: Any, which: tuple[str, ...]) -> Hit:
    return Hit(
        f"topic {row.slug}", which, "Rename the topic, or delete it where no claim has it.", _admin(row)
    )


def _user(row: Any, which: tuple[str, ...]) -> Hit:
    return Hit(f"account {row.key}", which, "Rename the person: readers’ pages follow.", _admin(row))


def _page(row: Any, which: tuple[str, ...]) -> Hit:
    how = "It follows its versions, its topics and its people: publish without the words, rename, redact, or take down."
    return Hit(f"page {row.pk}", which, how, reverse("claim-workbench", args=[row.pk]))


def _page_version(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"version {row.number} of the page {row.name}"
    return _redacted("pageversion", row.pk, row, label, which, reverse("page-versions", args=[row.page]))


def _admin(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


TELLERS: dict[str, Callable[[Any, tuple[str, ...]], Hit]] = {
    "claims.Revision": _version,
    "claims.Event": _event,
    "claims.Snapshot": _copy,
    "claims.Approval": _approval,
    "claims.Claim": _claim,
    "claims.Appearance": _place,
    "claims.Evidence": _piece,
    "claims.Document": _document,
    "claims.Claimant": _claimant,
    "claims.Topic": _topic,
    "claims.User": _user,
    "claims.PublicClaim": _page,
    "claims.PageVersion": _page_version,
    "admin.LogEntry": _log,
}
WITH = {
    "claims.Snapshot": ("document",),
    "claims.Approval": ("claim",),
    "claims.Appearance": ("claim",),
    "claims.Evidence": ("claim",),
}
