"""Where do these words stand? Every text of every table is asked, so that a name that must go is found everywhere, and
each place says how it can be mended: by people, with a verb, or by a redaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.urls import reverse

from claims.models.redaction import why_not
from claims.refusals import Invalid

MOST = 300  # rows of one table
SHORTEST = 3  # characters: less stands everywhere
# Tables whose texts are no words that anybody said.
NOT_ASKED = {
    "claims.LoginAttempt",  # hashes
    "claims.SentForm",  # addresses inside the house
    "claims.Setting",
    "claims.EventLink",
    "claims.Redaction",  # names of rows; its reason stands in an event
    "sessions.Session",
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
}
READ_AS_TEXT = ("payload", "content", "record")  # bytes that are text; all other bytes are hashes
# Between two words: white space, as JSON writes it too, and what stands for it in addresses.
_BETWEEN = r"(?:\s|\\[nrt]|[-_+.,]|%20)+"


@dataclass(frozen=True)
class Hit:
    """One row in which the words stand."""

    label: str
    fields: tuple[str, ...]
    how: str  # how it can be mended
    url: str = ""  # where people mend it
    row: str = ""  # what a request calls it; empty where no redaction is needed, or none is possible now
    public_id: str = ""  # the claim whose versions are meant, for a version


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    cut: list[str]  # tables that hold more rows than are listed


def find(words: str) -> Found:
    pattern = pattern_of(words)
    hits: list[Hit] = []
    cut: list[str] = []
    for model in asked():
        rows = _rows(model, pattern)
        if len(rows) > MOST:
            cut.append(str(model._meta.verbose_name_plural))
        hits += _told(model, dict(rows[:MOST]))
    return Found(hits, cut)


def pattern_of(words: str) -> str:
    """A regular expression for PostgreSQL: any case, any accents, any space between the words."""
    parts = words.split()
    if len("".join(parts)) < SHORTEST:
        raise Invalid({"words": f"Give at least {SHORTEST} characters."})
    if "\0" in words:
        raise Invalid({"words": "A NUL character stands nowhere."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT unaccent(%s)", [" ".join(parts)])
        parts = cursor.fetchone()[0].split()
    return _BETWEEN.join(_quoted(part) for part in parts)


def _quoted(part: str) -> str:
    """Taken literally; before a quotation mark or a backslash JSON has another backslash."""
    return "".join(
        char if char.isalnum() or char == "_" else (r"\\*" if char in '"\\' else "") + "\\" + char
        for char in part
    )


def asked() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in NOT_ASKED and columns(model)
    ]


def columns(model: type[models.Model]) -> dict[str, str]:
    """Column → SQL that reads it as text."""
    quote = connection.ops.quote_name
    found = {}
    for field in model._meta.concrete_fields:
        column = str(field.column)
        name = quote(column)
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            found[column] = name
        elif isinstance(field, models.JSONField | ArrayField):
            found[column] = f"{name}::text"
        elif isinstance(field, models.BinaryField) and column in READ_AS_TEXT:
            found[column] = f"convert_from({name}, 'UTF8')"
    found.pop("password", None)
    return found


def _rows(model: type[models.Model], pattern: str) -> list[tuple[Any, tuple[str, ...]]]:
    read = columns(model)
    quote = connection.ops.quote_name
    tests = [f"unaccent({sql}) ~* %s" for sql in read.values()]
    with connection.cursor() as cursor:
        # Names of our own tables and columns; what is looked for goes beside them.
        cursor.execute(
            f"SELECT {quote(str(model._meta.pk.column))}, ARRAY[{', '.join(tests)}] FROM {quote(model._meta.db_table)} "  # noqa: S608
            f"WHERE {' OR '.join(tests)} ORDER BY 1 LIMIT {MOST + 1}",
            [pattern] * (2 * len(tests)),
        )
        names = list(read)
        return [
            (pk, tuple(name for name, hit in zip(names, which, strict=True) if hit))
            for pk, which in cursor.fetchall()
        ]


def _told(model: type[models.Model], fields: dict[Any, tuple[str, ...]]) -> list[Hit]:
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


# ---------------------------------------------------------------- one table each


def _redacted(
    kind: str, number: int, row: Any, label: str, which: tuple[str, ...], public_id: str = ""
) -> Hit:
    why = why_not(kind, row)
    if why:
        return Hit(label, which, f"Not now: {why}", public_id=public_id)
    return Hit(label, which, "By a redaction.", row=f"{kind} {number}", public_id=public_id)


def _version(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"version {row.number} of {row.public_id}"
    return _redacted("revision", row.number, row, label, which, row.public_id)


def _event(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"event {row.pk}: {row.verb.replace('_', ' ')}, {row.object}, {row.created_at:%Y-%m-%d}"
    return _redacted("event", row.pk, row, label, which)


def _copy(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"kept copy {row.pk} of document {row.document.public_id}, {row.captured_at:%Y-%m-%d}"
    return _redacted("snapshot", row.pk, row, label, which)


def _approval(row: Any, which: tuple[str, ...]) -> Hit:
    label = f"approval {row.pk} of {row.claim.public_id}, version {row.number}"
    return _redacted("approval", row.pk, row, label, which)


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
    "admin.LogEntry": _log,
}
WITH = {
    "claims.Snapshot": ("document",),
    "claims.Approval": ("claim",),
    "claims.Appearance": ("claim",),
    "claims.Evidence": ("claim",),
}
