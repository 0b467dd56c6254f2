"""What the house says when it says no. One class an HTTP answer, asked in this order: 403, 409, 422."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claims.gate import Check


class Forbidden(Exception):
    """Not allowed to this person, whatever state the claim is in: 403."""


class Refused(Exception):
    """Allowed to this person, but not now: 409. The message is a sentence fit for an editor."""


class Conflict(Refused):
    """Somebody else saved first: 409. Keeps both texts, so that nothing typed is lost."""

    def __init__(self, message: str = "", *, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        super().__init__(
            message or "Somebody else saved this while you were writing. Both texts are kept below."
        )
        self.mine = dict(mine)
        self.theirs = dict(theirs)


class Unseen(Refused):
    """What the form is about was changed after its page was opened: 409. `now` are the hidden fields of the same form
    as it would be sent today, for a person who has read what happened and wants it all the same."""

    def __init__(self, message: str, *, now: Mapping[str, str]) -> None:
        super().__init__(message)
        self.now = dict(now)


class Twice(Refused):
    """The same is there already: 409. `first` is what was there before."""

    def __init__(self, message: str, *, first: Sequence[Any]) -> None:
        super().__init__(message)
        self.first = list(first)


class Incomplete(Exception):
    """The gate is shut: 422. `missing` are the checks that are not met, in the workbench's order."""

    def __init__(self, missing: Sequence[Check], message: str = "") -> None:
        self.missing = list(missing)
        count = len(self.missing)
        super().__init__(
            message or ("One thing is missing." if count == 1 else f"{count} things are missing.")
        )


class Invalid(Exception):
    """What was typed cannot be kept: 422. `errors` gives a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))
