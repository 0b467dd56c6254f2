"""Rating scales: the desk's verdict words, versioned; old claims keep the words they were rated with."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from claims.models.scaling import Scaling
from claims.words import RATING_TOKENS


def today() -> date:
    return timezone.localdate()


class RatingScaleQuerySet(models.QuerySet["RatingScale"]):
    def in_force(self, day: date | None = None) -> "RatingScaleQuerySet":
        """Scales that claims may be rated on now. A version that was replaced on its own first day is none."""
        day = day or today()
        newer = RatingScale.objects.filter(
            name=models.OuterRef("name"), version__gt=models.OuterRef("version"), valid_from__lte=day
        )
        is_valid = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(is_valid, ~models.Exists(newer), valid_from__lte=day)

    def begun(self, day: date | None = None) -> "RatingScaleQuerySet":
        """All that readers may have met, those in use first, then the one that ended last."""
        return self.filter(valid_from__lte=day or today()).order_by(
            F("valid_to").desc(nulls_first=True), "-valid_from", "-version", "-id"
        )


class RatingScale(Scaling, models.Model):
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True, blank=True)

    used = models.BooleanField(default=False, editable=False)  # set by a trigger, for good

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="ratingscale_name_version"),
            models.CheckConstraint(
                name="ratingscale_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    @property
    def about(self) -> str:
        return f"scale/{self.pk}"

    @property
    def is_used(self) -> bool:
        """A claim was rated on it once, so its words are frozen."""
        return self.used

    @property
    def is_in_force(self) -> bool:
        return RatingScale.objects.in_force().filter(pk=self.pk).exists()

    @property
    def successor(self) -> "RatingScale | None":
        """The next version of the same scale."""
        later = RatingScale.objects.filter(name=self.name, version__gt=self.version)
        return later.order_by("version").first()

    def as_content(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "ratings": [
                {
                    "slug": r.slug,
                    "label": r.label,
                    "value": "" if r.value is None else r.value,
                    "token": r.token,
                }
                for r in self.ratings.all()
            ],
        }


class RatingQuerySet(models.QuerySet["Rating"]):
    def offered(self, *, beside: tuple[str, int] | None = None) -> "RatingQuerySet":
        """Ratings that an editor may choose today, and those of the scale `beside` (name, version): that of what
        readers see. The scale that began last comes first."""
        allowed = Q(scale__in=RatingScale.objects.in_force())
        if beside:
            allowed |= Q(scale__name=beside[0], scale__version=beside[1])
        return (
            self.filter(allowed)
            .select_related("scale")
            .order_by("-scale__valid_from", "-scale_id", "position")
        )


class Rating(models.Model):
    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="ratings")
    label = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60)
    definition = models.TextField()
    position = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Its number on the scale; empty beside the scale (no numbers in ClaimReview).",
    )
    settles = models.BooleanField(
        default=True, help_text="No: the record leaves the question open (Unproven)."
    )
    token = models.CharField("colour and shape", max_length=20, choices=list(RATING_TOKENS.items()))

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "slug"], name="rating_slug_in_scale"),
            models.UniqueConstraint(fields=["scale", "label"], name="rating_label_in_scale"),
            models.UniqueConstraint(fields=["scale", "position"], name="rating_position_in_scale"),
            models.UniqueConstraint(fields=["scale", "value"], name="rating_value_in_scale"),
        ]

    def __str__(self) -> str:
        return self.label

    def hold_if_first(self) -> None:
        """Before a scale's first use: hold its row, so that an administrator who is changing its words is waited for.
        Once used its words are frozen, and nobody waits for anybody."""
        if not self.scale.used:
            list(
                RatingScale.objects.select_for_update(no_key=True).filter(pk=self.scale_id).values_list("pk")
            )

    def as_content(self) -> dict[str, Any]:
        """What a claim's content keeps of its rating: enough to draw the whole scale without asking again."""
        return {
            "slug": self.slug,
            "label": self.label,
            "definition": self.definition,
            "value": "" if self.value is None else self.value,
            "settles": "yes" if self.settles else "no",
            "token": self.token,
            "scale": self.scale.as_content(),
        }
