"""What the desk has to do after something that was public changed: tell it where the old version had been told."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims.models.base import acting
from claims.models.claim import Claim
from claims.models.event import Event, write_event
from claims.models.revision import Revision
from claims.refusals import Invalid, Refused
from claims.words import TASK_KINDS

DAYS = 1  # a correction is told where the error was told, and soon
NOTE_LIMIT = 4_000
TOLD_AS = {
    "correction": "Corrected",
    "update": "Rated anew",
    "retraction": "Retracted",
    "takedown": "Taken down",
}


class TaskQuerySet(models.QuerySet["Task"]):
    def waiting(self) -> "TaskQuerySet":
        return self.filter(done_at=None).order_by("due_on", "pk")

    def done(self) -> "TaskQuerySet":
        """The newest first."""
        return self.exclude(done_at=None).order_by("-done_at", "-pk")

    def for_lists(self) -> list["Task"]:
        """With the claim, and what each task is about, in a number of queries that does not grow with the rows."""
        claims = models.Prefetch("claim", queryset=Claim.objects.for_lists())
        tasks = list(self.select_related("done_by").prefetch_related(claims))
        return with_versions(tasks)


class Task(models.Model):
    """Written once for a version by the worker, which nobody asked: so it has no Event of its own; doing it has one.

    It holds no words of the claim: what a court order takes away must not stand here still.
    """

    kind = models.CharField(max_length=20, choices=list(TASK_KINDS.items()))
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField("where it was told", blank=True)

    objects = TaskQuerySet.as_manager()

    _found: tuple[Revision, Revision | None]  # of with_versions()

    class Meta:
        indexes = [models.Index(fields=["done_at", "due_on"], name="task_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["claim", "number", "kind"], name="task_once_a_version"),
            models.CheckConstraint(name="task_kind_known", condition=models.Q(kind__in=list(TASK_KINDS))),
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=models.Q(done_at=None, done_by=None)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: version {self.number} of {self.claim_id}"

    # Questions
    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due_on < timezone.localdate()

    @property
    def what_happened(self) -> str:
        return TOLD_AS.get(self.version.change_kind or "", "Changed")

    @property
    def version(self) -> Revision:
        """The version that changed what had been told."""
        return self._versions()[0]

    @property
    def before(self) -> Revision | None:
        """The version that had been told."""
        return self._versions()[1]

    @property
    def old_rating(self) -> dict[str, Any]:
        return self.before.content_dict.get("rating", {}) if self.before else {}

    @property
    def new_rating(self) -> dict[str, Any]:
        """Empty after a take-down and a retraction: there is none then."""
        return self.version.content_dict.get("rating", {}) if self.version.kind == "publication" else {}

    def _versions(self) -> tuple[Revision, Revision | None]:
        if not hasattr(self, "_found"):
            with_versions([self])
        return self._found

    # Verbs
    @classmethod
    def after(cls, event: Event) -> None:
        """The follower of publish, retract and take_down: a task where readers had been told otherwise. Safe to do
        twice."""
        public_id, number = (
            event.object.removeprefix("claim/"),
            event.details.get("version", {}).get("number"),
        )
        version = Revision.objects.filter(public_id=public_id, number=number).first() if number else None
        if version is None or not version.unsays_something:
            return
        due_on = timezone.localdate() + timedelta(days=DAYS)
        task = Task(kind="tell_again", claim_id=version.claim_id, number=version.number, due_on=due_on)
        Task.objects.bulk_create([task], ignore_conflicts=True)

    def finish(self, *, by: Any, note: str) -> None:
        """It was told again; `note` says where."""
        with acting(by=by):
            self._lock()
            if self.is_done:
                raise Refused(f"{self.done_by} has done this already. Nothing was changed.")
            if not note.strip():
                raise Invalid(
                    {"note": "Where it was told is missing. If there was nowhere, say that instead."}
                )
            if "\x00" in note or len(note) > NOTE_LIMIT:
                raise Invalid({"note": f"Where it was told: {NOTE_LIMIT:,} characters fit, and no NUL."})
            self.done_at, self.done_by, self.note = timezone.now(), by, note
            self.save(update_fields=["done_at", "done_by", "note"])
            write_event("finish_task", by=by, about=self.claim.about, number=self.number, note=note)

    def reopen(self, *, by: Any) -> None:
        """It was not done after all. The note stays, to be written on."""
        with acting(by=by):
            self._lock()
            if not self.is_done:
                raise Refused("This is open already.")
            self.done_at = self.done_by = None
            self.save(update_fields=["done_at", "done_by"])
            write_event("reopen_task", by=by, about=self.claim.about, number=self.number)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Task.objects.select_for_update(no_key=True))


def with_versions(tasks: Sequence[Task]) -> list[Task]:
    """Give each task its version and the publication before it, in one query for all."""
    versions: dict[int, list[Revision]] = {}
    for revision in Revision.objects.filter(claim__in=[task.claim_id for task in tasks]).order_by("-number"):
        versions.setdefault(revision.claim_id, []).append(revision)
    for task in tasks:
        of_claim = versions.get(task.claim_id, [])
        version = next(v for v in of_claim if v.number == task.number)
        earlier = (v for v in of_claim if v.number < task.number and v.kind == "publication")
        task._found = (version, next(earlier, None))
    return list(tasks)
