"""A redaction as bare SQL, step by step, each as the attack wants it."""

from __future__ import annotations

from typing import Any

from claims import canonical
from tests.database import as_owner
from tests.guards.sql import add_event, digest, insert, now, one, run, settle

BLANK = {
    "revision": "content = '', record = '', change_text = ''",
    "event": "payload = ''",
    "snapshot": "text = '', archive_url = ''",
    "approval": "note = '', override_reason = ''",
    "pageversion": "title = '', text = '', note = ''",
}


def tell(verb: str, by: Any, rows: list[str], about: str, **columns: Any) -> int:
    """The Event of a step."""
    payload = canonical.encode({"verb": verb, "rows": rows})
    row = {"verb": verb, "object": about, "payload": payload, "payload_sha256": digest(payload)}
    return add_event(by, **row | columns)


def ask(*rows: str, by: Any, about: str = "desk", **columns: Any) -> int:
    row = {
        "about": about,
        "rows": list(rows),
        "status": "asked",
        "asked_by_id": by.pk,
        "asked_at": now(),
        **columns,
    }
    if "asked_event_id" not in columns:
        row["asked_event_id"] = tell("ask_redaction", by, list(rows), about)
    return insert("claims_redaction", **row)


def request(pk: int) -> tuple[list[str], str]:
    rows, about = run("SELECT rows, about FROM claims_redaction WHERE id = %s", pk)[0]
    return rows, about


def confirm(pk: int, by: Any, **columns: Any) -> None:
    rows, about = request(pk)
    row = {"status": "confirmed", "confirmed_by_id": by.pk, "confirmed_at": now(), **columns}
    if "confirmed_event_id" not in columns:
        row["confirmed_event_id"] = tell("confirm_redaction", by, rows, about)
    change(pk, **row)


def close(pk: int, by: Any, **columns: Any) -> None:
    rows, about = request(pk)
    row = {"status": "closed", "closed_by_id": by.pk, "closed_at": now(), **columns}
    if "closed_event_id" not in columns:
        row["closed_event_id"] = tell("refuse_redaction", by, rows, about)
    change(pk, **row)


def change(pk: int, **columns: Any) -> None:
    names = ", ".join(f'"{name}" = %s' for name in columns)
    run(f"UPDATE claims_redaction SET {names} WHERE id = %s", *columns.values(), pk)


def blank(row: str, about: str = "") -> None:
    """As whoever the connection is at this moment."""
    kind, number = row.split()
    of = "number = %s AND 'claim/' || public_id = %s" if kind == "revision" else "id = %s"
    values = [int(number), about] if kind == "revision" else [int(number)]
    run(f"UPDATE claims_{kind} SET {BLANK[kind]}, redacted_at = now() WHERE {of}", *values)


def finish(pk: int, **columns: Any) -> None:
    rows, about = request(pk)
    event = columns.pop("done_event_id", None) or tell("redact", None, rows, about)
    change(pk, **{"status": "done", "done_at": one("SELECT now()"), "done_event_id": event, **columns})


def redact(*rows: str, about: str = "desk", by: tuple[Any, Any]) -> int:
    """The whole way: two people, then the owner."""
    pk = ask(*rows, by=by[0], about=about)
    confirm(pk, by[1])
    with as_owner():
        for row in rows:
            blank(row, about)
        finish(pk)
        settle()
    return pk
