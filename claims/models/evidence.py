"""Evidence: one piece that bears on one Claim, with what it is worth."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims import links, texts
from claims.models.appearance import iso
from claims.models.base import acting, apply_changes, check_lock_version
from claims.models.event import write_event
from claims.refusals import Invalid, Refused, Unseen
from claims.words import EVIDENCE_KINDS, INDEPENDENCE, SEEN_AS, STANCES

NAMES = ("title", "publisher", "person", "role", "locator", "language")
PROSE = ("primary_why", "interests", "note", "discounted_reason")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Not removed, in the order that readers see."""
        return self.filter(removed_at__isnull=True).order_by("position", "id")


class Evidence(models.Model):
    """`position` is the number that readers see and that [n] in the analysis means: 1 to n without a gap."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="evidence")
    document = models.ForeignKey(
        "claims.Document", models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    position = models.PositiveIntegerField(default=0)
    stance = models.CharField(max_length=20, choices=list(STANCES.items()))
    kind = models.CharField(max_length=20, choices=list(EVIDENCE_KINDS.items()))
    title = models.CharField(max_length=500)
    url = models.CharField("address", max_length=2000, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    person = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    published_from = models.DateField(null=True, blank=True)
    published_to = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, default="en")
    quotation = models.TextField(blank=True)
    translation = models.TextField(blank=True)
    locator = models.CharField("where in it", max_length=200, blank=True)
    primary = models.BooleanField(default=False)
    primary_why = models.TextField("why primary", blank=True)
    independence = models.CharField(max_length=20, choices=list(INDEPENDENCE.items()), default="independent")
    repeats = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="repeated_by")
    seen_as = models.CharField(max_length=20, choices=list(SEEN_AS.items()), default="original")
    interests = models.TextField(blank=True)
    note = models.TextField(blank=True)
    discounted_reason = models.TextField("not counted, because", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["claim", "position"], name="evidence_order")]
        constraints = [
            models.CheckConstraint(name="evidence_has_title", condition=~Q(title="")),
            models.CheckConstraint(name="evidence_stance_known", condition=Q(stance__in=list(STANCES))),
            models.CheckConstraint(
                name="evidence_published_in_order",
                condition=Q(published_from__isnull=True, published_to__isnull=True)
                | Q(published_to__gte=F("published_from")),
            ),
            models.CheckConstraint(
                name="evidence_repeats_names_a_piece",
                condition=~Q(independence="repeats") | Q(repeats__isnull=False),
            ),
            models.CheckConstraint(name="evidence_repeats_another", condition=~Q(repeats=F("id"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> int:
        return self.position

    def as_content(self) -> dict[str, Any]:
        return {
            "number": self.position,
            "stance": self.stance,
            "kind": self.kind,
            "title": self.title,
            "url": self.url,
            "publisher": self.publisher,
            "person": self.person,
            "role": self.role,
            "published": {"from": iso(self.published_from), "to": iso(self.published_to)},
            "language": self.language,
            "quotation": self.quotation,
            "translation": self.translation,
            "locator": self.locator,
            "primary": "yes" if self.primary else "no",
            "primary_why": self.primary_why,
            "independence": self.independence,
            "repeats": self.repeats.position if self.repeats else 0,
            "seen_as": self.seen_as,
            "interests": self.interests,
            "note": self.note,
            "discounted_reason": self.discounted_reason,
            "document_id": self.document.public_id if self.document else "",
        }

    # Verbs
    def change(self, *, by: Any, lock_version: int | None = None, **fields: Any) -> None:
        with acting(by=by):
            self.claim.lock_for_writing(by=by)
            self.refresh_from_db()
            self._refuse_removed()
            values = self.checked(fields)
            check_lock_version(self, lock_version, fields)
            changes = apply_changes(self, values)
            if changes:
                self.lock_version += 1
                self.save(update_fields=[*changes, "lock_version"])
                self.claim.note_written(
                    "change_evidence", by=by, changes=changes, piece=self.position, title=self.title
                )

    def discount(self, *, by: Any, reason: str, lock_version: int | None = None) -> None:
        """Keep the piece in view, but do not count it; an empty reason counts it again."""
        self.change(by=by, lock_version=lock_version, discounted_reason=reason)

    def move(self, *, by: Any, to: int, order: Sequence[int] | None = None) -> None:
        """Give this piece the number `to`; those between move up or down, and [n] in the analysis follows. `order` are
        the pieces in the order that the person saw; one more at the end makes no difference to it."""
        with acting(by=by):
            self.claim.lock_for_writing(by=by)
            self.refresh_from_db()
            self._refuse_removed()
            pieces = list(self.claim.evidence.standing())
            if order is not None and list(order) != [piece.pk for piece in pieces][: len(order)]:
                raise Unseen(
                    f"The order of the evidence was changed after you opened the page: “{self.title}” is piece "
                    f"{self.position} of {len(pieces)} now, and you asked for number {to}.",
                    now={"order": self.claim.evidence_order},
                )
            to = max(1, min(to, len(pieces)))
            if to == self.position:
                return
            old = self.position
            moved = [piece for piece in pieces if piece.pk != self.pk]
            moved.insert(to - 1, self)
            self.claim.renumber_evidence(moved)
            write_event("move_evidence", by=by, about=self.claim.about, title=self.title, old=old, new=to)
            self.claim.touch()
        self.refresh_from_db()

    def remove(self, *, by: Any, lock_version: int | None = None) -> None:
        """Take the piece out. Refused while the analysis or another piece points to it: readers would look for it."""
        with acting(by=by):
            self.claim.lock_for_writing(by=by)
            self.refresh_from_db()
            if self.removed_at is not None:
                return
            if lock_version not in (None, self.lock_version):
                raise Unseen(
                    f"This piece was changed after you opened the page. It is number {self.position} now.",
                    now={"lock_version": str(self.lock_version)},
                )
            if self.position in texts.references(self.claim.analysis):
                raise Refused(
                    f"The analysis refers to piece [{self.position}]. Take that reference out first, "
                    "or keep the piece and mark it as not counted."
                )
            repeating = self.repeated_by.filter(removed_at__isnull=True).first()
            if repeating:
                raise Refused(
                    f"Piece {repeating.position} is entered as a repeat of this one. Change that first."
                )
            number, self.removed_at = self.position, timezone.now()
            self.lock_version += 1
            self.save(update_fields=["removed_at", "lock_version"])
            self.claim.renumber_evidence(list(self.claim.evidence.standing()))
            write_event("remove_evidence", by=by, about=self.claim.about, piece=number, title=self.title)
            self.claim.touch()

    def _refuse_removed(self) -> None:
        if self.removed_at is not None:
            raise Refused("This piece was removed meanwhile. Add it again if it is needed.")

    def checked(self, fields: dict[str, Any]) -> dict[str, Any]:
        """`fields` as they will be saved; raises Invalid with a sentence for each field that cannot be."""
        values, errors = dict(fields), {}
        for name in (*NAMES, *PROSE):
            try:
                (texts.refuse_controls if name in NAMES else texts.refuse_turns)(values.get(name, ""))
            except ValueError as problem:
                errors[name] = str(problem)
        if not values.get("title", self.title).strip():
            errors["title"] = "A title is needed."
        if values.get("url"):
            try:
                links.check(values["url"])
            except ValueError as problem:
                errors["url"] = str(problem)
        choices = {
            "stance": STANCES,
            "kind": EVIDENCE_KINDS,
            "independence": INDEPENDENCE,
            "seen_as": SEEN_AS,
        }
        for name, words in choices.items():
            if values.get(name, getattr(self, name)) not in words:
                errors[name] = "Choose one from the list."
        if "published_from" in values or "published_to" in values:
            first, last = (values.get(n, getattr(self, n)) for n in ("published_from", "published_to"))
            values["published_from"], values["published_to"] = first or last, last or first
            if first and last and last < first:
                errors["published_to"] = "The last day of publication lies before the first."
        errors |= self._check_repeats(values)
        if errors:
            raise Invalid(errors)
        return values

    def _check_repeats(self, values: dict[str, Any]) -> dict[str, str]:
        if values.get("independence", self.independence) != "repeats":
            values["repeats"] = None
            return {}
        other = values.get("repeats", self.repeats)
        if other is None:
            return {"repeats": "Say which piece this one repeats."}
        if (
            other.claim_id != self.claim_id
            or other.removed_at is not None
            or (self.pk and other.pk == self.pk)
        ):
            return {"repeats": "Choose another piece of this claim."}
        return {}
