"""How a claim is written: the one door for its verbs, and its text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from claims import texts, workflow
from claims.models.base import acting, apply_changes, check_lock_version
from claims.models.event import write_event
from claims.refusals import Invalid, Unseen
from claims.words import CHANGE_KINDS

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

TEXTS = (
    "headline", "statement", "conclusion", "analysis", "looked_for", "fewer_sources", "reply", "selection_reason",
    "change_text",
)  # fmt: skip
WRITTEN = (*TEXTS, "language", "rating", "true_as_of", "change_kind")
TEXT_LIMIT = 100_000
LIMITS = {"headline": 300, "statement": 1_000}
# BCP 47 in its common shapes: language, script, region.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class Writing(Base):
    """What every verb of Claim goes through, and one of them: revise."""

    @contextmanager
    def doing(self, verb: str, *, by: Any, seen: int | None = None, **details: Any) -> Iterator[None]:
        """One door for every verb of the state table: lock, decide, do, record, in one transaction. `seen` is the
        content_version that was on the person's screen: nobody throws away or sends on what they have not read."""
        with acting(by=by):
            self.lock()
            workflow.check(verb, self.facts(by))
            self._check_seen(seen)
            before = self.state
            yield
            details = {"state": self.state, **details} if self.state != before else details
            write_event(verb, by=by, about=self.about, **details)

    def _check_seen(self, seen: int | None) -> None:
        if seen is not None and seen != self.content_version:
            raise Unseen(
                "This claim was changed after you opened the page, so you would act on a text that you have not seen.",
                now={"content_version": str(self.content_version)},
            )

    def lock(self) -> None:
        """Hold this claim until the transaction ends, and read it afresh."""
        self.refresh_from_db(from_queryset=type(self).objects.locked())

    def lock_for_writing(self, *, by: Any) -> None:
        self.lock()
        workflow.check_writable(self.facts(by))

    def set_state(self, state: str, **fields: Any) -> None:
        """An UPDATE of its own: the database refuses content in the same one."""
        self.state = state
        for name, value in fields.items():
            setattr(self, name, value)
        self.updated_at = timezone.now()
        self.save(update_fields=["state", "updated_at", *fields])

    def touch(self) -> None:
        self.updated_at = timezone.now()
        self.save(update_fields=["updated_at"])

    def note_written(
        self, verb: str, *, by: Any, changes: dict[str, tuple[Any, Any]], **details: Any
    ) -> None:
        """The Event of a content write, with the words before and after."""
        write_event(
            verb,
            by=by,
            about=self.about,
            old={name: old for name, (old, _) in changes.items()},
            new={name: new for name, (_, new) in changes.items()},
            **details,
        )
        self.touch()

    def revise(
        self, *, by: Any, lock_version: int | None = None, seen: int | None = None, **fields: Any
    ) -> None:
        """Write the text, the rating, the change note. Raises Invalid, Conflict (stale form), Refused (wrong state).
        `seen` for who goes on to submit: the content_version on the screen, with its evidence and places."""
        unknown = set(fields) - set(WRITTEN)
        if unknown:
            raise TypeError(f"revise() does not write {sorted(unknown)}")
        with acting(by=by):
            self.lock_for_writing(by=by)
            check_lock_version(self, lock_version, fields)
            self._check_seen(seen)
            self._check_text(fields)
            changes = apply_changes(self, fields)
            if changes:
                self.lock_version += 1
                self.save(update_fields=[*changes, "lock_version"])
                self.note_written("revise", by=by, changes=changes)
                self.refresh_from_db(fields=["content_version"])  # a trigger has raised it

    def _check_text(self, fields: dict[str, Any]) -> None:
        errors = {}
        for name in TEXTS:
            text = fields.get(name, "")
            limit = LIMITS.get(name, TEXT_LIMIT)
            if len(text) > limit:
                errors[name] = f"This is {len(text):,} characters long; {limit:,} fit."
            try:
                (texts.refuse_controls if name in LIMITS else texts.refuse_turns)(text)
            except ValueError as problem:
                errors[name] = str(problem)
        if "language" in fields and not LANGUAGE.fullmatch(fields["language"]):
            errors["language"] = "Give the language as a short code, such as en, es or pt-BR."
        if fields.get("change_kind") and fields["change_kind"] not in CHANGE_KINDS:
            errors["change_kind"] = "Choose the kind of change from the list."
        rating = fields.get("rating")
        if rating and rating.pk != self.rating_id:
            rating.hold_if_first()
            if not self.open_ratings().filter(pk=rating.pk).exists():
                errors["rating"] = "That rating belongs to a scale that is no longer used."
        if errors:
            raise Invalid(errors)
