"""From a quotation to a draft: spotting, taking, writing, and what the desk keeps beside the text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from claims import links, quotes, texts, workflow
from claims.models.base import acting, apply_changes, as_sent, check_lock_version, random_id
from claims.models.event import write_event
from claims.refusals import Conflict, Forbidden, Invalid, Refused, Unseen
from claims.words import CHANGE_KINDS, DROP_REASONS, PRIORITIES

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

TEXTS = (
    "headline", "statement", "conclusion", "analysis", "looked_for", "fewer_sources", "reply", "selection_reason",
    "change_text",
)  # fmt: skip
WRITTEN = (*TEXTS, "language", "rating", "true_as_of", "change_kind")
ORGANISED = ("priority", "assigned_to", "due_on", "recheck_on", "story_url")
# What the history keeps of a new place and a new piece: the words that a person gave.
PLACE_WORDS = (
    "claimant_kind", "claimant_name", "described_as", "claimant_role", "said_from", "said_to", "voice", "heard",
    "locator",
)  # fmt: skip
PIECE_WORDS = (
    "kind", "url", "publisher", "person", "role", "published_from", "published_to", "language", "quotation",
    "translation", "locator", "primary", "primary_why", "independence", "seen_as", "interests", "note",
)  # fmt: skip
TEXT_LIMIT = 100_000
LIMITS = {"headline": 300, "statement": 1_000}
SPOT_LIMIT = 200  # in one go: more is a slip, and would hold the database for long


class Writing(Base):
    """Verbs of Claim. A mixin, so that no file grows past a screenful or three."""

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

    # Verbs
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

    def organise(
        self,
        *,
        by: Any,
        topics: Sequence[Any] | None = None,
        began: Mapping[str, list[str]] | None = None,
        **fields: Any,
    ) -> None:
        """What the desk keeps beside the text; none of it is content. There is no `lock_version`: these are single
        choices, and two people who set different ones never meet. `began` says for each what stood there when the
        person began (as a form sends it); where a colleague chose otherwise meanwhile, it raises Conflict."""
        unknown = set(fields) - set(ORGANISED)
        if unknown:
            raise TypeError(f"organise() does not set {sorted(unknown)}")
        self._check_organised(fields)
        with acting(by=by):
            self.lock()
            self._check_began(began or {}, {**fields, **({} if topics is None else {"topics": topics})})
            changes = apply_changes(self, fields)
            if changes:
                self.save(update_fields=list(changes))
            before = sorted(self.topics.values_list("slug", flat=True))
            after = before if topics is None else sorted(topic.slug for topic in topics)
            if topics is not None and before != after:
                self.topics.set(topics)
                changes["topics"] = (before, after)
            seen = {"topics", "story_url"} & set(changes) and self.public_status in ("shown", "retracted")
            if seen and not by.is_editor:
                raise Forbidden(
                    "Readers see the topics and our story at once, so an editor has to change them."
                )
            if changes:
                self.note_written("organise", by=by, changes=changes)
                if {"topics", "story_url"} & set(changes):
                    self._tell_readers()

    def _check_began(self, began: Mapping[str, list[str]], mine: dict[str, Any]) -> None:
        theirs = {}
        for name in began:
            now = self.topics.all() if name == "topics" else getattr(self, name)
            if as_sent(now) not in (sorted(began[name]), as_sent(mine[name])):
                theirs[name] = now
        if theirs:
            raise Conflict(mine=mine, theirs=theirs)

    def _check_organised(self, fields: dict[str, Any]) -> None:
        if fields.get("story_url"):
            try:
                links.check(fields["story_url"])
            except ValueError as problem:
                raise Invalid({"story_url": str(problem)}) from None
        if fields.get("priority", 0) not in PRIORITIES:
            raise Invalid({"priority": "Choose a priority from the list."})

    def _tell_readers(self) -> None:
        public = self.public
        if public and not public.is_taken_down:
            self.hold_topics()
            public.topics, public.story_url = self.topic_list(), self.story_url
            public.save_anew("topics", "story_url")

    def topic_list(self) -> list[dict[str, str]]:
        return list(self.topics.order_by("label").values("slug", "label"))

    def hold_topics(self) -> None:
        """Until the end of the transaction none of them is renamed: the renaming would not see a page that is only now
        being written, and the page would keep the old name. In one order, so that nobody waits in a circle."""
        list(self.topics.select_for_update(no_key=True, of=("self",)).order_by("pk"))

    def add_appearance(
        self, *, by: Any, document: Any, anchor: quotes.Anchor | None = None, **place: Any
    ) -> Any:
        """Where else it was said. While the claim is in review, approved or published it is only proposed: no content
        until the next edit takes it up."""
        with acting(by=by):
            self.lock()
            if self.state == "dropped":
                raise Refused("This claim was dropped. An editor can reopen it.")
            proposed = not self.is_writable
            row = self._place(
                by=by,
                document=document,
                snapshot=document.snapshot,
                anchor=anchor,
                proposed=proposed,
                **place,
            )
            write_event(
                "add_appearance",
                by=by,
                about=self.about,
                exact=row.exact,
                document=document.public_id,
                proposed=proposed,
                new=filled(row, PLACE_WORDS),
            )
            self.touch()
        return row

    def _place(
        self,
        *,
        by: Any,
        document: Any,
        snapshot: Any,
        anchor: quotes.Anchor | None,
        proposed: bool,
        **place: Any,
    ) -> Any:
        from claims.models.appearance import Appearance, document_copies  # here: appearances know claims

        row = Appearance(claim=self, document=document, snapshot=snapshot, proposed=proposed)
        if "said_from" not in place and "said_to" not in place and place.get("voice") == "own":
            # Only the outlet's own words were surely said on the day they appeared: "last week" was not.
            place["said_from"] = place["said_to"] = document.published_on
        if anchor:
            place |= {"exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix}
            place |= {"start": anchor.start, "end": anchor.end}
        values = row.checked(place, by=by) | document_copies(document)
        for name, value in values.items():
            setattr(row, name, value)
        last = self.appearances.aggregate(last=models.Max("position"))["last"]
        row.position = (last or 0) + 1
        row.save()
        return row

    def add_evidence(self, *, by: Any, **fields: Any) -> Any:
        """One more piece, at the end. Of a document that we hold, facts left out are copied."""
        from claims.models.evidence import Evidence  # here: evidence knows claims

        with acting(by=by):
            self.lock_for_writing(by=by)
            piece = Evidence(claim=self)
            document = fields.get("document")
            if document:
                fields = {**_facts_of(document), **{k: v for k, v in fields.items() if v not in ("", None)}}
            for name, value in piece.checked(fields).items():
                setattr(piece, name, value)
            piece.position = self.evidence.standing().count() + 1
            piece.save()
            write_event(
                "add_evidence",
                by=by,
                about=self.about,
                piece=piece.position,
                stance=piece.stance,
                title=piece.title,
                new=filled(piece, PIECE_WORDS),
            )
            self.touch()
        return piece

    def renumber_evidence(self, order: Sequence[Any]) -> None:
        """Number the pieces 1 to n in this order, and let [n] in the analysis follow. The caller holds the claim."""
        mapping = {}
        for number, piece in enumerate(order, 1):
            if piece.position != number:
                mapping[piece.position] = number
                piece.position = number
                piece.lock_version += 1
                piece.save(update_fields=["position", "lock_version"])
        followed = texts.renumber(self.analysis, mapping)
        if followed != self.analysis:
            self.analysis = followed
            self.lock_version += 1
            self.save(update_fields=["analysis", "lock_version"])


# BCP 47 in its common shapes: language, script, region.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def filled(row: Any, names: Sequence[str]) -> dict[str, Any]:
    """Those of the fields `names` that hold something."""
    return {name: value for name in names if (value := getattr(row, name)) not in ("", None, False)}


def _facts_of(document: Any) -> dict[str, Any]:
    day = document.published_on
    return {
        "title": document.title,
        "url": document.url,
        "publisher": document.publisher,
        "language": document.language,
        "published_from": day,
        "published_to": day,
    }


def many(claims: Sequence[Any], act: Callable[[Any], None]) -> None:
    """Do `act` to several claims in one transaction, in id order: two people may not lock each other out."""
    with transaction.atomic():
        for claim in sorted(claims, key=lambda claim: claim.pk):
            act(claim)
