"""What may be blanked for good, how its rows are called, and which two people decide it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claims.refusals import Forbidden, Invalid, Refused
from claims.workflow import at_least

# A row is called by its table and its number: a version's within its claim, everything else's in the database.
KINDS = {
    "revision": "version",
    "event": "event",
    "snapshot": "kept copy",
    "approval": "approval",
    "appearance": "removed place",
    "evidence": "removed piece of evidence",
    "pageversion": "version of a page",
    "log": "line of the administration’s log",
}
# These events hold no words of anybody, and prove what was published and what was redacted.
PROOFS = ("publish", "confirm_redaction", "redact")
STATUSES = {
    "asked": "Waits for a second person",
    "confirmed": "Waits to be carried out",
    "closed": "Withdrawn or refused",
    "done": "Redacted, on record",
}
MOST = 500  # rows of one request
_ROW = re.compile(rf"({'|'.join(KINDS)}) ([1-9][0-9]{{0,17}})")


@dataclass(frozen=True)
class Person:
    """What a decision may know of somebody."""

    key: str
    role: str
    is_active: bool


def parse(row: str) -> tuple[str, int]:
    """("revision", 3) from "revision 3"; Invalid for what is no name of a row."""
    found = _ROW.fullmatch(row)
    if not found:
        raise Invalid({"rows": "Choose from the rows of the list."})
    return found[1], int(found[2])


def sorted_rows(rows: Iterable[str]) -> list[str]:
    """Each row once, by table and number: the same choice is always the same list."""
    order = list(KINDS)
    return sorted(set(rows), key=lambda row: (order.index(parse(row)[0]), parse(row)[1]))


def phrase(rows: Sequence[str]) -> str:
    """ "version 1, events 17 and 18 and kept copy 9"."""
    numbers: dict[str, list[str]] = {}
    for row in rows:
        kind, number = parse(row)
        numbers.setdefault(KINDS[kind], []).append(str(number))
    return _and([f"{_plural(word) if len(ns) > 1 else word} {_and(ns)}" for word, ns in numbers.items()])


def check_asking(person: Person) -> None:
    """Asking, confirming, refusing: an editor's business, since it takes something from readers for good."""
    if not person.is_active:
        raise Forbidden("This account has been closed.")
    if not at_least(person.role, "editor"):
        raise Forbidden("Only an editor may do this.")


def check_confirming(asked: Person, person: Person) -> None:
    """Two people, both still here, one of them an administrator: nothing else at this desk cannot be undone, and the
    administrator answers for the house whose operator carries it out."""
    check_asking(person)
    if person.key == asked.key:
        raise Forbidden("You asked for this, so somebody else has to confirm it.")
    if not (asked.is_active and at_least(asked.role, "editor")):
        raise Forbidden("Whoever asked for this is no editor any more. Refuse it, and ask for it anew.")
    if "administrator" not in (asked.role, person.role):
        raise Forbidden("One of the two has to be an administrator. Ask one of them to confirm it.")


def check_still(asked: Person, confirmed: Person) -> None:
    """When it is carried out, both must still be those who may decide it."""
    try:
        check_confirming(asked, confirmed)
    except Forbidden:
        raise Refused(
            "Not both of those who decided this may still decide it. Refuse it, and ask for it anew."
        ) from None


def _and(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _plural(word: str) -> str:
    first, _space, rest = word.partition(" ")
    if first in ("kept", "removed"):
        noun, _space, tail = rest.partition(" ")
        return f"{first} {'copies' if noun == 'copy' else noun + 's'}{' ' + tail if tail else ''}"
    return f"{first}s{' ' + rest if rest else ''}"
