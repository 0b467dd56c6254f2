"""Where do these words stand? Every text of every table is asked, so that a name that must go is found everywhere, and
each place says how it can be mended: by people, with a verb, or by a redaction."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from claims.models.places import Hit, told
from claims.refusals import Invalid

MOST = 300  # rows of one table
SHORTEST = 3  # characters: less stands everywhere
# Tables whose texts are no words that anybody said.
NOT_ASKED = {
    "claims.LoginAttempt",  # hashes
    "claims.SentForm",  # addresses inside the house
    "claims.Setting",
    "claims.EventLink",
    "claims.PublicTag",  # follow what readers see, by triggers: mended with it
    "claims.PublicText",
    "claims.PublicWord",
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
        hits += told(model, dict(rows[:MOST]))
    return Found(hits, cut)


def pattern_of(words: str) -> str:
    """A regular expression for PostgreSQL: any case, any accents, any space between the words."""
    if "\0" in words:
        raise Invalid({"words": "A NUL character stands nowhere."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT unaccent(%s)", [words])
        parts = [part for part in re.split(r"[\s_+.,-]+", cursor.fetchone()[0]) if part]
    if len("".join(parts)) < SHORTEST:
        raise Invalid({"words": f"Give at least {SHORTEST} characters."})
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
