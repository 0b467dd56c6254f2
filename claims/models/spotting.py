"""From a quotation to a claim that somebody works on, or that nobody does."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from claims import quotes
from claims.models.base import acting, random_id
from claims.models.event import write_event
from claims.models.gathering import PLACE_WORDS, filled
from claims.refusals import Invalid
from claims.words import DROP_REASONS

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

SPOT_LIMIT = 200  # in one go: more is a slip, and would hold the database for long


class Spotting(Base):
    """Verbs of Claim: spot, take, pass over, drop, reopen."""

    @classmethod
    def spot(
        cls,
        *,
        by: Any,
        document: Any,
        anchors: Sequence[quotes.Anchor] = (),
        selections: Sequence[tuple[int, int]] = (),
        quotations: Sequence[str] = (),
        again: bool = True,
        **place: Any,
    ) -> list[Any]:
        """A claim for each quotation of `document`, in one transaction: any mixture of anchors that are known,
        (start, end) in its newest kept copy, and words that are found again there.

        `place` may hold what is known already of where it was said: claimant_kind, claimant_name, voice, locator, …
        A locator without any quotation spots one claim. Raises Invalid with the field; and Twice where a colleague
        has marked the same words already, unless `again`.
        """
        snapshot = document.snapshot
        found = list(anchors) + cls._find(snapshot, selections, quotations)
        if not found and place.get("locator"):
            found = [quotes.Anchor(exact="", prefix="", suffix="", start=None, end=None)]
        if not found:
            raise Invalid({"exact": "Mark at least one sentence, or give the exact words."})
        if len(found) > SPOT_LIMIT:
            raise Invalid({"exact": f"That is more than {SPOT_LIMIT} at once. Spot them in parts."})
        with acting(by=by):
            if not again:
                document.refuse_marked(found, snapshot=snapshot)
            return [
                cls._spot_one(by=by, document=document, snapshot=snapshot, anchor=a, place=place)
                for a in found
            ]

    @staticmethod
    def _find(
        snapshot: Any, selections: Sequence[tuple[int, int]], quotations: Sequence[str]
    ) -> list[quotes.Anchor]:
        text = snapshot.text if snapshot else ""
        found = []
        for start, end in selections:
            if not 0 <= start < end <= len(text):
                raise Invalid({"exact": "That passage is not in the copy we keep."})
            found.append(quotes.select(text, start, end))
        for exact in quotations:
            if not snapshot:
                found.append(quotes.Anchor(exact=exact, prefix="", suffix="", start=None, end=None))
                continue
            try:
                found.append(quotes.find(text, exact))
            except (quotes.NotFound, quotes.Ambiguous) as problem:
                raise Invalid({"exact": str(problem)}) from None
        return found

    @classmethod
    def _spot_one(
        cls, *, by: Any, document: Any, snapshot: Any, anchor: quotes.Anchor, place: dict[str, Any]
    ) -> Any:
        claim = cls._with_free_id(language=document.language, created_by=by)
        row = claim._place(
            by=by, document=document, snapshot=snapshot, anchor=anchor, proposed=False, **place
        )
        write_event(
            "spot",
            by=by,
            about=claim.about,
            exact=anchor.exact,
            document=document.public_id,
            new=filled(row, PLACE_WORDS),
        )
        return claim

    @classmethod
    def _with_free_id(cls, **fields: Any) -> Any:
        for attempt in range(5):  # 32**8 ids: one retry is luck, five would be a fault
            try:
                with transaction.atomic():
                    return cls.objects.create(public_id=random_id(), **fields)
            except IntegrityError as problem:
                if attempt == 4 or "public_id" not in str(problem):
                    raise
        raise AssertionError("unreachable")

    def take(self, *, by: Any) -> None:
        with self.doing("take", by=by):
            self.set_state("drafting", assigned_to=by)

    def pass_over(self, *, by: Any, reason: str, note: str = "", seen: int | None = None) -> None:
        self._drop("pass_over", by=by, reason=reason, note=note, seen=seen)

    def drop(self, *, by: Any, reason: str, note: str = "", seen: int | None = None) -> None:
        self._drop("drop", by=by, reason=reason, note=note, seen=seen)

    def _drop(self, verb: str, *, by: Any, reason: str, note: str, seen: int | None) -> None:
        with self.doing(verb, by=by, seen=seen, reason=reason, note=note):
            if reason not in DROP_REASONS:
                raise Invalid({"reason": "Choose a reason from the list."})
            if reason == "other" and not note.strip():
                raise Invalid({"note": "Say in a few words what the other reason is."})
            self.set_state("dropped", drop_reason=reason, drop_note=note)

    def reopen(self, *, by: Any) -> None:
        with self.doing("reopen", by=by):
            self.set_state("drafting", drop_reason="", drop_note="")
