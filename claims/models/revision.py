"""Published versions, immutable: exactly the bytes that were hashed, served and are read back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Max, Q

from claims import canonical
from claims.words import BASES, REVISION_KINDS, VERSION_CHANGE_KINDS


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, public_id: str) -> "RevisionQuerySet":
        return self.filter(public_id=public_id).order_by("-number")

    def redacted(self) -> "RevisionQuerySet":
        return self.filter(redacted_at__isnull=False)

    def taken_down(self) -> dict[str, int]:
        """Claims that were taken down, with the number of the version that says so: of what was before it not a word
        may be shown, also where the claim has come back since."""
        rows = self.filter(kind="takedown").values("public_id").annotate(last=Max("number"))
        return dict(rows.values_list("public_id", "last"))

    def changes(self) -> "RevisionQuerySet":
        """Versions that changed something for readers, newest first: the corrections page."""
        return self.filter(number__gt=1).exclude(change_kind="wording").order_by("-published_at", "-id")


class Revision(models.Model):
    """`claim` is for the desk's joins; public pages look versions up by `public_id` and never touch the claim."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="revisions")
    public_id = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=list(REVISION_KINDS.items()))
    basis = models.CharField(max_length=20, choices=list(BASES.items()))
    change_kind = models.CharField(
        max_length=20, choices=list(VERSION_CHANGE_KINDS.items()), null=True, blank=True
    )  # noqa: DJ001  NULL is "first version", held by constraints
    change_text = models.TextField(blank=True)
    content = models.BinaryField()
    content_sha256 = models.BinaryField(max_length=32)
    record = models.BinaryField()
    record_sha256 = models.BinaryField(max_length=32)
    redacted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="revision_newest"),
            models.Index(fields=["id"], condition=Q(redacted_at__isnull=False), name="revision_redacted"),
            models.Index(
                fields=["public_id", "number"], condition=Q(kind="takedown"), name="revision_taken_down"
            ),
            # For the admin's filters: what is rare is found without walking through all the rest.
            models.Index(fields=["kind", "-id"], condition=~Q(kind="publication"), name="revision_kind"),
            models.Index(fields=["basis", "-id"], condition=~Q(basis="second_person"), name="revision_basis"),
            models.Index(
                fields=["change_kind", "-id"], condition=Q(change_kind__isnull=False), name="revision_change"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="revision_number"),
            models.UniqueConstraint(fields=["public_id", "number"], name="revision_public_number"),
            models.CheckConstraint(
                name="revision_content_hash",
                condition=Q(redacted_at__isnull=False) | Q(content_sha256=Func("content", function="sha256")),
            ),
            models.CheckConstraint(
                name="revision_record_hash",
                condition=Q(redacted_at__isnull=False) | Q(record_sha256=Func("record", function="sha256")),
            ),
            models.CheckConstraint(
                name="revision_change_named", condition=Q(number=1) | Q(change_kind__isnull=False)
            ),
            models.CheckConstraint(
                name="revision_change_kind_known",
                condition=Q(change_kind__isnull=True) | Q(change_kind__in=list(VERSION_CHANGE_KINDS)),
            ),
            models.CheckConstraint(
                name="revision_basis_of_kind",
                condition=(
                    Q(kind="publication", basis__in=["second_person", "countersigned", "override"])
                    & (Q(change_kind__isnull=True) | ~Q(change_kind__in=["retraction", "takedown"]))
                )
                | Q(kind="retraction", basis=F("kind"), change_kind=F("kind"))
                | Q(kind="takedown", basis=F("kind"), change_kind=F("kind")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}, version {self.number}"

    @property
    def content_dict(self) -> dict[str, Any]:
        """The content that was approved; empty once redacted."""
        return canonical.decode(bytes(self.content)) if self.content else {}

    @property
    def record_dict(self) -> dict[str, Any]:
        """The record that readers see and verify; empty once redacted."""
        return canonical.decode(bytes(self.record)) if self.record else {}

    @property
    def record_hash(self) -> str:
        return bytes(self.record_sha256).hex()

    @property
    def unsays_something(self) -> bool:
        """Does it take back, or rate otherwise, what had been public? Then it is to be told again."""
        if self.kind != "publication":
            return True
        if self.change_kind != "update":
            return self.change_kind == "correction"
        content = self.content_dict
        before = content.get("change_note", {}).get("from_rating", {})
        return before.get("slug", "") != content.get("rating", {}).get("slug", "")

    @property
    def is_redacted(self) -> bool:
        return self.redacted_at is not None
