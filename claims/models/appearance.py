"""Where a claim was said: a Claim in a Document, anchored in its words (W3C Web Annotation selectors)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims import quotes
from claims.models.base import acting, apply_changes, check_lock_version
from claims.models.claimant import Claimant, check_name
from claims.models.event import write_event
from claims.refusals import Invalid, Unseen
from claims.texts import refuse_controls
from claims.words import CLAIMANT_KINDS, HEARD, NAMED_KINDS, VOICES

QUOTED_WORDS = SearchVector("exact", config="claims_any")  # an index holds exactly this expression


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def standing(self) -> "AppearanceQuerySet":
        """Not removed; the proposed ones among them, in the order that readers see."""
        return self.filter(removed_at__isnull=True).order_by("position", "id")

    def in_content(self) -> "AppearanceQuerySet":
        return self.standing().filter(proposed=False)


class Appearance(models.Model):
    """Copies of the claimant's and the document's facts are content; the rows they came from may change freely."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="appearances")
    document = models.ForeignKey("claims.Document", models.PROTECT, related_name="appearances")
    snapshot = models.ForeignKey("claims.Snapshot", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=1)
    claimant = models.ForeignKey(Claimant, models.PROTECT, null=True, blank=True, related_name="appearances")
    claimant_kind = models.CharField(max_length=20, choices=list(CLAIMANT_KINDS.items()), blank=True)
    claimant_name = models.CharField(max_length=200, blank=True)
    described_as = models.CharField(max_length=300, blank=True)
    claimant_role = models.CharField("said as", max_length=200, blank=True)
    said_from = models.DateField(null=True, blank=True)
    said_to = models.DateField(null=True, blank=True)
    voice = models.CharField(max_length=20, choices=list(VOICES.items()), blank=True)
    heard = models.CharField(max_length=20, choices=list(HEARD.items()), blank=True)
    exact = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    document_title = models.CharField(max_length=500, blank=True)
    document_url = models.CharField(max_length=2000, blank=True)
    document_publisher = models.CharField(max_length=200, blank=True)
    document_published_on = models.DateField(null=True, blank=True)
    proposed = models.BooleanField(default=False)
    # Who wrote it while it was proposed. Kept by a trigger: they become contributors when it becomes content.
    hands = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    lock_version = models.PositiveIntegerField(default=0)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["claim", "position"], name="appearance_order"),
            GinIndex(QUOTED_WORDS, name="appearance_words"),
        ]
        constraints = [
            models.CheckConstraint(
                name="appearance_said_in_order",
                condition=Q(said_from__isnull=True, said_to__isnull=True) | Q(said_to__gte=F("said_from")),
            ),
            models.CheckConstraint(
                name="appearance_span_in_order",
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")),
            ),
            # A private person is never named; neither are many, an unnamed source, or nobody.
            models.CheckConstraint(
                name="appearance_only_the_public_named",
                condition=Q(claimant_kind__in=NAMED_KINDS) | Q(claimant_name="", claimant__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.exact or self.locator or self.document_title

    def as_content(self) -> dict[str, Any]:
        return {
            "claimant": {
                "id": self.claimant.public_id if self.claimant else "",
                "kind": self.claimant_kind,
                "name": self.claimant_name,
                "described_as": self.described_as,
                "role": self.claimant_role,
            },
            "said": {"from": iso(self.said_from), "to": iso(self.said_to)},
            "voice": self.voice,
            "heard": self.heard,
            "quotation": {
                "exact": self.exact,
                "prefix": self.prefix,
                "suffix": self.suffix,
                "start": "" if self.start is None else self.start,
                "end": "" if self.end is None else self.end,
            },
            "locator": self.locator,
            "document": {
                "id": self.document.public_id,
                "title": self.document_title,
                "url": self.document_url,
                "publisher": self.document_publisher,
                "published_on": iso(self.document_published_on),
                "snapshot_sha256": bytes(self.snapshot.sha256).hex() if self.snapshot else "",
            },
        }

    def has_newer_names(self) -> bool:
        """The claimant or the document was renamed since this copy was taken ("take the new name" is an edit)."""
        return any(getattr(self, name) != value for name, value in self._present_names().items())

    def _present_names(self) -> dict[str, Any]:
        names = document_copies(self.document)
        if self.claimant:
            names["claimant_name"] = self.claimant.name
        return names

    # Verbs. They write content, so they go through acting(); the claim is locked first, as everywhere.
    def change(self, *, by: Any, lock_version: int | None = None, **fields: Any) -> None:
        with acting(by=by):
            claim = self.claim
            claim.lock_for_writing(by=by)
            self.refresh_from_db()
            values = self.checked(fields, by=by)
            check_lock_version(self, lock_version, fields_as_typed(self, fields))
            changes = apply_changes(self, values)
            if changes:
                self.lock_version += 1
                self.save(update_fields=[*changes, "lock_version"])
                claim.note_written("change_appearance", by=by, changes=changes, appearance=self.pk)

    def take_new_names(self, *, by: Any) -> None:
        with acting(by=by):
            self.claim.lock_for_writing(by=by)
            changes = apply_changes(self, self._present_names())
            if changes:
                self.lock_version += 1
                self.save(update_fields=[*changes, "lock_version"])
                self.claim.note_written("take_new_names", by=by, changes=changes, appearance=self.pk)

    def remove(self, *, by: Any, lock_version: int | None = None) -> None:
        with acting(by=by):
            self.claim.lock_for_writing(by=by)
            self.refresh_from_db()
            if self.removed_at is None:
                if lock_version not in (None, self.lock_version):
                    raise Unseen(
                        "This place was changed after you opened the page.",
                        now={"lock_version": str(self.lock_version)},
                    )
                self.removed_at = timezone.now()
                self.lock_version += 1
                self.save(update_fields=["removed_at", "lock_version"])
                write_event(
                    "remove_appearance", by=by, about=self.claim.about, old=self.exact, appearance=self.pk
                )
                self.claim.touch()

    def checked(self, fields: dict[str, Any], *, by: Any) -> dict[str, Any]:
        """`fields` as they will be saved; raises Invalid with a sentence for each field that cannot be."""
        values, errors = dict(fields), {}
        for name in ("claimant_name", "described_as", "claimant_role", "locator"):
            try:
                refuse_controls(values.get(name, ""))
            except ValueError as problem:
                errors[name] = str(problem)
        merged = {
            name: values.get(name, getattr(self, name)) for name in ("said_from", "said_to", "claimant_kind")
        }
        if "said_from" in values or "said_to" in values:
            values["said_from"] = merged["said_from"] or merged["said_to"]
            values["said_to"] = merged["said_to"] or merged["said_from"]
            if values["said_from"] and values["said_to"] < values["said_from"]:
                errors["said_to"] = "The last day it may have been said lies before the first."
        errors |= self._check_who(values, merged["claimant_kind"])
        if not errors and {"exact", "prefix", "suffix"} & set(values):
            errors |= self._anchor(values)
        if errors:
            raise Invalid(errors)
        if merged["claimant_kind"] in NAMED_KINDS:
            values["described_as"] = ""  # shown nowhere beside a name, so it may not be frozen either
        if {"claimant_kind", "claimant_name"} & set(values):
            name = values.get("claimant_name", self.claimant_name)
            named = merged["claimant_kind"] in NAMED_KINDS and name.strip()
            values["claimant"] = (
                Claimant.named(by=by, name=name, kind=merged["claimant_kind"]) if named else None
            )
        return values

    def _check_who(self, values: dict[str, Any], kind: str) -> dict[str, str]:
        if kind and kind not in CLAIMANT_KINDS:
            return {"claimant_kind": "Choose who said it from the list."}
        name = values.get("claimant_name", self.claimant_name)
        if name.strip() and kind not in NAMED_KINDS:
            if not kind:
                return {"claimant_kind": "Say what kind of claimant this is."}
            return {
                "claimant_name": f"“{CLAIMANT_KINDS[kind]}” is never named here. "
                "Describe who it was under “Described as”, without a name."
            }
        if kind in NAMED_KINDS and name:
            try:
                check_name(name)
            except Invalid as problem:
                return problem.errors
        for field, words in (("voice", VOICES), ("heard", HEARD)):
            if values.get(field) and values[field] not in words:
                return {field: "Choose one from the list."}
        return {}

    def _anchor(self, values: dict[str, Any]) -> dict[str, str]:
        """Offsets are never taken from a form: they are found again in the kept copy."""
        exact = values.get("exact", self.exact)
        text = self.snapshot.text if self.snapshot else ""
        if not text or not exact:
            values.setdefault("start", None)
            values.setdefault("end", None)
            return {}
        try:
            anchor = quotes.find(
                text, exact, values.get("prefix", ""), values.get("suffix", ""), values.get("start")
            )
        except (quotes.NotFound, quotes.Ambiguous) as problem:
            return {"exact": str(problem)}
        values.update(
            exact=anchor.exact, prefix=anchor.prefix, suffix=anchor.suffix, start=anchor.start, end=anchor.end
        )
        return {}


def document_copies(document: Any) -> dict[str, Any]:
    """The facts of a document that an appearance copies."""
    return {
        "document_title": document.title,
        "document_url": document.url,
        "document_publisher": document.publisher,
        "document_published_on": document.published_on,
    }


def fields_as_typed(row: models.Model, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if hasattr(row, name)}


def iso(day: Any) -> str:
    return day.isoformat() if day else ""
