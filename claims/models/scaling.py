"""What an administrator does to a rating scale: add, change, retire, replace, delete. One Event each; to replace is
something done to two scales, so it writes one about either.

A scale that a claim was rated on keeps its words for good (the database sees to it): it is retired by its last day, or
replaced by a new version that begins where it ends. Versions of claims hold their scale's words themselves, so nothing
of this reaches what was published.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import texts
from claims.models.event import write_event
from claims.refusals import Forbidden, Invalid, Refused
from claims.words import RATING_TOKENS

if TYPE_CHECKING:
    from claims.models.rating import RatingScale as Base
else:
    Base = object

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LIMITS = {"label": 60, "slug": 60, "definition": 2_000}
LARGEST = 100  # number of a word: more would say that a scale can be read to the percent
LATE = "{} was changed while you were writing. Open it again; what you typed is below."


class Scaling(Base):
    """Verbs of RatingScale."""

    @classmethod
    def add(
        cls, *, by: Any, name: str, words: Sequence[dict[str, Any]], valid_from: date | None = None
    ) -> "Base":
        """A scale of another name beside those there are. A new version of one comes from `replace`."""
        _administered(by)
        words = check_words(words)
        _check_name(name)
        begins = valid_from or timezone.localdate()
        taken = Invalid({"name": "A scale of this name is here already. Replace it by a new version."})
        with transaction.atomic():
            if cls.objects.filter(name__iexact=name).exists():
                raise taken
            try:
                with transaction.atomic():
                    scale = cls.objects.create(name=name, version=1, valid_from=begins)
            except IntegrityError:  # two administrators at once
                raise taken from None
            scale._write_words(words)
            write_event("add_scale", by=by, about=scale.about, name=str(scale), new=scale.facts())
        return scale

    def change(
        self,
        *,
        by: Any,
        words: Sequence[dict[str, Any]],
        name: str = "",
        valid_from: date | None = None,
        seen: str = "",
    ) -> None:
        """Other words on a scale that no claim was rated on yet."""
        _administered(by)
        words = check_words(words)
        with self._held(seen):
            if self.used:
                raise Refused(f"A claim was rated on {self}, so its words stay. Replace it by a new version.")
            before = self.facts()
            name = name or self.name
            if name != self.name:
                _check_name(name)
                if self.version > 1 or type(self).objects.filter(name=name).exists():
                    raise Invalid({"name": "A version keeps the name of its scale, and no two share one."})
            begins = valid_from or self.valid_from
            self.name, self.valid_from = name, begins
            if self.valid_to and self.valid_to < begins:
                raise Invalid({"valid_from": "It cannot begin after its last day."})
            self.save(update_fields=["name", "valid_from"])
            self._write_words(words)
            if self.facts() != before:
                write_event(
                    "change_scale", by=by, about=self.about, name=str(self), old=before, new=self.facts()
                )

    def retire(self, *, by: Any, valid_to: date | None, seen: str = "") -> None:
        """Set the last day on which claims may be rated on it; None takes that back."""
        _administered(by)
        with self._held(seen):
            if valid_to == self.valid_to:
                return
            if self.successor is not None:
                raise Refused(f"{self} was replaced by version {self.successor.version}, so its days stay.")
            if valid_to and valid_to < self.valid_from:
                raise Invalid({"valid_to": "Its last day is before its first."})
            if valid_to and valid_to < timezone.localdate():
                raise Invalid({"valid_to": "Its last day is today at the earliest."})
            old, self.valid_to = self.valid_to, valid_to
            self.save(update_fields=["valid_to"])
            verb = "retire_scale" if valid_to else "reinstate_scale"
            write_event(verb, by=by, about=self.about, name=str(self), old=old, new=valid_to)

    def replace(
        self, *, by: Any, words: Sequence[dict[str, Any]], valid_from: date | None = None, seen: str = ""
    ) -> "Base":
        """The next version of this scale, which ends the day before (or sooner, if it was retired). Of two people who
        do so one wins."""
        _administered(by)
        words = check_words(words)
        begins = valid_from or timezone.localdate()
        if begins < timezone.localdate():
            raise Invalid({"valid_from": "It begins today at the earliest: nothing was rated on it before."})
        with self._held(""):  # what the form was filled from matters less than that nobody was quicker
            if self.successor is not None:
                raise Refused(
                    f"{self} was replaced already, by version {self.successor.version}. Replace that one."
                )
            self.check_seen(seen)
            if begins < self.valid_from:
                raise Invalid({"valid_from": f"{self} itself begins later than this day."})
            # One that began today is still written "in use" for its one day; the newer version is offered.
            last = max(self.valid_from, begins - timedelta(days=1))
            if self.valid_to is None or self.valid_to > last:
                old, self.valid_to = self.valid_to, last
                self.save(update_fields=["valid_to"])
                write_event("retire_scale", by=by, about=self.about, name=str(self), old=old, new=last)
            new = type(self).objects.create(name=self.name, version=self.version + 1, valid_from=begins)
            new._write_words(words)
            write_event(
                "replace_scale",
                by=by,
                about=new.about,
                name=str(self),
                by_version=new.version,
                old=self.facts(),
                new=new.facts(),
            )
        return new

    def remove(self, *, by: Any) -> None:
        """Delete a scale that no claim was rated on. Where it replaced another, that one ends all the same."""
        _administered(by)
        with self._held(""):
            if self.used:
                raise Refused(f"A claim was rated on {self}, so it stays. Retire it.")
            about, name, facts = self.about, str(self), self.facts()
            self.ratings.all().delete()
            self.delete()
            write_event("delete_scale", by=by, about=about, name=name, old=facts)

    # What the verbs share.
    def _held(self, seen: str) -> transaction.Atomic:
        return _Held(self, seen)

    def check_seen(self, seen: str) -> None:
        """Refused where `seen` is the fingerprint of another state of this scale; "" asks nothing."""
        if seen and seen != self.fingerprint:
            raise Refused(LATE.format(self))

    def _write_words(self, words: Sequence[dict[str, Any]]) -> None:
        """All anew: places and numbers are unique, and changing them one by one would meet itself half-way."""
        rating = self.ratings.model
        self.ratings.all().delete()
        rating.objects.bulk_create(
            rating(scale=self, position=position, **word) for position, word in enumerate(words, 1)
        )

    def facts(self) -> dict[str, Any]:
        """All of it, as Events and fingerprints hold it."""
        words = self.ratings.order_by("position").values(*WORD)
        return {
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "words": [dict(word) for word in words],
        }

    @property
    def fingerprint(self) -> str:
        """Of what a form was filled from."""
        facts = json.dumps([str(self), self.facts()], default=str, sort_keys=True)
        return hashlib.sha256(facts.encode()).hexdigest()[:16]


WORD = ("label", "slug", "definition", "value", "settles", "token")


class _Held(transaction.Atomic):
    """atomic() that holds the scale's row, reads it afresh, and refuses a form that began from another one."""

    def __init__(self, scale: Any, seen: str) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self.scale, self.seen = scale, seen

    def __enter__(self) -> None:
        super().__enter__()
        try:
            rows = type(self.scale).objects.select_for_update(no_key=True)
            if not rows.filter(pk=self.scale.pk).exists():
                raise Refused("Somebody has deleted this scale meanwhile.")
            self.scale.refresh_from_db()
            self.scale.check_seen(self.seen)
        except BaseException as error:
            super().__exit__(type(error), error, error.__traceback__)
            raise


def check_words(words: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words of a scale, best first, as they may be kept. Invalid names the word that may not."""
    kept = [_word(word) for word in words]
    errors = [f"{word['label'] or 'A word'}: {why}" for word in kept for why in _faults(word)]
    if len(kept) < 2:
        errors.append("A scale needs two words at least.")
    for name, thing in (("label", "label"), ("slug", "short name"), ("value", "number")):
        given = [word[name] for word in kept if word[name] not in ("", None)]
        twice = sorted({str(value) for value in given if given.count(value) > 1})
        errors += [f"Two words have the {thing} “{value}”." for value in twice]
    if errors:
        raise Invalid({"words": " ".join(errors)})
    return kept


def _word(given: dict[str, Any]) -> dict[str, Any]:
    word = {name: given.get(name) for name in WORD}
    for name in LIMITS:
        word[name] = (word[name] or "").strip()
    word["slug"] = word["slug"] or (texts.slugify(word["label"]) if word["label"] else "")
    word["settles"] = bool(given.get("settles", True))
    return word


def _faults(word: dict[str, Any]) -> list[str]:
    faults = []
    for name, limit in LIMITS.items():
        try:
            texts.refuse_controls(word[name], lines=name == "definition")
        except ValueError as problem:
            faults.append(str(problem))
        if len(word[name]) > limit:
            faults.append(f"the {name} has {len(word[name])} characters; {limit} fit.")
    if not word["label"]:
        faults.append("it has no label.")
    if not word["definition"]:
        faults.append("readers are told what each word means; its definition is missing.")
    if word["slug"] and not SLUG.fullmatch(word["slug"]):
        faults.append("its short name has other characters than a to z, 0 to 9 and hyphens.")
    value = word["value"]
    if value is not None and not (isinstance(value, int) and 1 <= value <= LARGEST):
        faults.append(f"its number is not one from 1 to {LARGEST}.")
    if word["token"] not in RATING_TOKENS:
        faults.append("choose its colour and shape.")
    return faults


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > 80:
        raise Invalid({"name": "Give the scale a name of at most 80 characters."})
    try:
        texts.refuse_controls(name)
    except ValueError as problem:
        raise Invalid({"name": str(problem)}) from None


def _administered(by: Any) -> None:
    if not by.is_administrator:
        raise Forbidden("Only an administrator keeps the rating scales.")
