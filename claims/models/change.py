"""PublicChange: one row a public change note, so that all of them can be read, filtered and paged by an index.

The database writes it from each Revision as it comes in (migrations/sql/changes.sql), and the application may only
read it: what the corrections page lists cannot differ from what was published. Words stay in PublicClaim; a take-down
removes the rows of what it ends, ratings and all.
"""

from datetime import datetime

from django.db import models
from django.db.models import Q

from claims.words import VERSION_CHANGE_KINDS

KINDS = {key: word for key, word in VERSION_CHANGE_KINDS.items() if key != "wording"}


class PublicChangeQuerySet(models.QuerySet["PublicChange"]):
    def newest(self) -> "PublicChangeQuerySet":
        return self.order_by("-at", "-id")

    def older_than(self, at: datetime, pk: int) -> "PublicChangeQuerySet":
        """The page after (at, pk), by keyset: rows that come in meanwhile move nothing."""
        # Not `at < … OR …`: from an OR the index makes no place to begin at, and reads all that is newer.
        return self.filter(at__lte=at).exclude(at=at, id__gte=pk)


class PublicChange(models.Model):
    """`id` is the Revision's, so that the order of versions decides where two have the same moment."""

    id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    at = models.DateTimeField()
    from_rating = models.CharField(max_length=60, blank=True)
    rating = models.CharField(max_length=60, blank=True)
    rating_changed = models.BooleanField(default=False)

    objects = PublicChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="change_newest"),
            models.Index(fields=["kind", "-at", "-id"], name="change_by_kind"),
            models.Index(fields=["-at", "-id"], condition=Q(rating_changed=True), name="change_of_rating"),
            models.Index(
                fields=["from_rating", "-at", "-id"], condition=Q(rating_changed=True), name="change_from"
            ),
            models.Index(fields=["rating", "-at", "-id"], condition=Q(rating_changed=True), name="change_to"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["public_id", "number"], name="change_of_version"),
            models.CheckConstraint(name="change_kind_listed", condition=Q(kind__in=list(KINDS))),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}, version {self.number}: {self.kind}"
