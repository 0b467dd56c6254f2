"""Who changed a claim, and who said yes to it. Both are written once and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from claims.words import APPROVAL_KINDS


class Contribution(models.Model):
    """The fact that a person changed the content of version `number` in the making. Written by a trigger alone."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="contributions")
    number = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "number", "user"], name="contribution_once")]

    def __str__(self) -> str:
        return f"{self.user} on version {self.number}"


class Approval(models.Model):
    """A yes to one content hash, at one number and one content_version: a trigger demands the present ones."""

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="approvals")
    number = models.PositiveIntegerField()
    content_version = models.BigIntegerField()
    content_sha256 = models.BinaryField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=20, choices=list(APPROVAL_KINDS.items()))
    note = models.TextField(blank=True)
    override_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "number", "content_version", "by", "kind"], name="approval_once_a_text"
            ),
            models.CheckConstraint(name="approval_kind_known", condition=Q(kind__in=list(APPROVAL_KINDS))),
            models.CheckConstraint(
                name="approval_hash_length",
                condition=Q(
                    models.lookups.Exact(
                        models.Func(
                            "content_sha256", function="octet_length", output_field=models.IntegerField()
                        ),
                        32,
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of version {self.number} by {self.by}"
