"""Who says things (Claimant) and what they are about (Topic)."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from claims.models.base import random_id
from claims.models.event import write_event
from claims.refusals import Forbidden, Invalid, Refused
from claims.texts import refuse_controls
from claims.words import CLAIMANT_KINDS, NAMED_KINDS


class Claimant(models.Model):
    """A public figure or an organisation. Private people never get a row: what is not there is never published."""

    public_id = models.CharField(max_length=8, unique=True, default=random_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k, CLAIMANT_KINDS[k]) for k in NAMED_KINDS])
    same_as = ArrayField(
        models.URLField(max_length=500), default=list, blank=True, verbose_name="same as (addresses)"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="claimant_name_kind"),
            models.CheckConstraint(name="claimant_kind_named", condition=models.Q(kind__in=NAMED_KINDS)),
            models.CheckConstraint(name="claimant_has_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="claimant_not_into_itself", condition=~models.Q(merged_into=models.F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        return f"claimant/{self.public_id}"

    @classmethod
    def named(cls, *, by: Any, name: str, kind: str) -> "Claimant":
        """The claimant of this name and kind, made if it is not there yet."""
        check_name(name)
        if kind not in NAMED_KINDS:
            raise Invalid({"claimant_kind": "Only public figures and organisations are kept by name."})
        with transaction.atomic():
            found, made = cls.objects.get_or_create(name=name, kind=kind)
            if made:
                write_event("add_claimant", by=by, about=found.about, name=name, kind=kind)
        claimant: Claimant = found
        while claimant.merged_into is not None:
            claimant = claimant.merged_into
        return claimant

    def rename(self, *, by: Any, name: str) -> None:
        """Content holds copies of the name, so no version changes; claims take the new one by an edit."""
        if not by.is_editor:
            raise Forbidden("Only an editor renames a claimant.")
        check_name(name, "name")
        if Claimant.objects.filter(name=name, kind=self.kind).exclude(pk=self.pk).exists():
            raise Invalid({"name": "Somebody of this name and kind is here already."})
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Claimant.objects.select_for_update(no_key=True))
            if self.name == name:
                return
            old, self.name = self.name, name
            self.save(update_fields=["name"])
            write_event("rename_claimant", by=by, about=self.about, old=old, new=name)


def check_name(name: str, field: str = "claimant_name") -> None:
    if not name.strip():
        raise Invalid({field: "A name is needed."})
    try:
        refuse_controls(name)
    except ValueError as problem:
        raise Invalid({field: str(problem)}) from None


class Topic(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label

    @property
    def about(self) -> str:
        return f"topic/{self.slug}"

    @classmethod
    def add(cls, *, by: Any, slug: str, label: str) -> "Topic":
        if not by.is_editor:
            raise Forbidden("Only an editor adds a topic.")
        check_name(label, "label")
        with transaction.atomic():
            topic = cls.objects.create(slug=slug, label=label)
            write_event("add_topic", by=by, about=topic.about, new=label)
        return topic

    def rename(self, *, by: Any, label: str) -> None:
        """Topics are no content, but readers see them: the pages that name this one are made anew."""
        from claims.models.public import PublicClaim  # here: readers' pages know no topics

        if not by.is_editor:
            raise Forbidden("Only an editor renames a topic.")
        check_name(label, "label")
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Topic.objects.select_for_update(no_key=True))
            if self.label == label:
                return
            old, self.label = self.label, label
            self.save(update_fields=["label"])
            write_event("rename_topic", by=by, about=self.about, old=old, new=label)
            PublicClaim.objects.rename_topic(self.slug, label=label)

    def remove(self, *, by: Any) -> None:
        """Take it off the list; only where no claim has it. The row is held: a claim that is given the topic at this
        moment waits, and then finds it gone, instead of losing it unseen."""
        if not by.is_editor:
            raise Forbidden("Only an editor deletes a topic.")
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Topic.objects.select_for_update())
            if self.claims.exists():  # type: ignore[attr-defined]
                raise Refused("Claims have this topic. Take it off them first.")
            write_event("delete_topic", by=by, about=self.about, old=self.label)
            self.delete()
