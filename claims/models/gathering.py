"""What a claim gathers: places where it was said, and pieces of evidence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from claims import quotes, texts
from claims.models.base import acting
from claims.models.event import write_event
from claims.refusals import Refused

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

# What the history keeps of a new place and a new piece: the words that a person gave.
PLACE_WORDS = (
    "claimant_kind", "claimant_name", "described_as", "claimant_role", "said_from", "said_to", "voice", "heard",
    "locator",
)  # fmt: skip
PIECE_WORDS = (
    "kind", "url", "publisher", "person", "role", "published_from", "published_to", "language", "quotation",
    "translation", "locator", "primary", "primary_why", "independence", "seen_as", "interests", "note",
)  # fmt: skip


class Gathering(Base):
    """Verbs of Claim: add an appearance, add evidence."""

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
