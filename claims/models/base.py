"""What every model file shares: the one door for content, ids that give nothing away, and the stale-form check."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction

from claims.refusals import Conflict, Forbidden

# Crockford's base32 (crockford.com/base32.html), lower case: no i, l, o, u to misread or to spell words with.
ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 8

request_id: ContextVar[str] = ContextVar("request_id", default="")


def random_id(length: int = ID_LENGTH) -> str:
    """A public id of `length` characters; 8 give 10**12 of them."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(length))


@contextmanager
def acting(*, by: Any) -> Iterator[None]:
    """One transaction in which `by` writes content.

    The database refuses content without an actor. The transaction's own id goes with the name, and the trigger
    compares it: a setting that outlived its transaction in a pooled session names nobody.
    """
    if by is None or not by.is_active:
        raise Forbidden("This account is not active.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('factcheck.actor', %s || '/' || pg_current_xact_id()::text, true)",
                [str(by.pk)],
            )
        yield


def check_lock_version(row: models.Model, lock_version: int | None, mine: dict[str, Any]) -> None:
    """Refuse a form that was filled in on an older version of `row` (which the caller holds locked).

    Raises Conflict with both texts, so that the page can show them side by side; nothing typed is lost.
    """
    if lock_version is not None and lock_version != row.lock_version:  # type: ignore[attr-defined]
        theirs = {name: getattr(row, name) for name in mine}
        raise Conflict(
            "Somebody else saved this while you were writing. Both texts are below; nothing is lost.",
            mine=mine,
            theirs=theirs,
        )


def as_sent(value: Any) -> list[str]:
    """A value as a form of the desk sends it: what a person began from is compared with what stands there now."""
    if value is None or value == "":
        return []
    if isinstance(value, models.Model):
        value = [value]
    if isinstance(value, list | tuple | models.QuerySet):
        return sorted(str(getattr(row, "slug", None) or getattr(row, "username", row)) for row in value)
    return [value.isoformat() if hasattr(value, "isoformat") else str(value)]


def apply_changes(row: models.Model, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set `values` on `row` and return what changed: field name → (old, new). Does not save."""
    changes = {}
    for name, new in values.items():
        old = getattr(row, name)
        if old != new:
            setattr(row, name, new)
            changes[name] = (old, new)
    return changes
