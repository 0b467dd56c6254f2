"""What the house still has to do by itself: rows that the worker takes one by one (claims/worker.py)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from claims.models.base import acting
from claims.models.event import Event, write_event
from claims.refusals import Forbidden, Refused

# After each failure a longer wait; after the last one people have to look. An hour and a half in all.
WAITS = (5, 30, 120, 600, 1_800, 3_600)
MINUTE = timedelta(minutes=1)
LONGEST = 500  # characters of what the machine said


class Bookmark(models.Model):
    """How far the history has been followed. One row, made by the migration; it moves in the transaction that writes
    the jobs, so that an event is followed once whatever is killed."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.seq}"


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> "JobQuerySet":
        """What may be done now, in the order in which it fell due. What has no event comes round again even where it
        failed for good; what follows an event then waits for a person."""
        waiting = models.Q(failed_at=None) | models.Q(event=None)
        return self.filter(waiting, due_at__lte=now).order_by("due_at", "pk")

    def failed(self) -> "JobQuerySet":
        return self.exclude(failed_at=None).select_related("event").order_by("failed_at", "pk")


class Job(models.Model):
    """One thing to do: something that follows an event, gone once it is done; or something that comes round again."""

    name = models.CharField(max_length=40)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="job_due")]
        constraints = [
            models.UniqueConstraint(fields=["name", "event"], name="job_once_an_event"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(event=None), name="job_one_that_comes_round"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def note_begun(self, *, now: datetime) -> None:
        """Kept before it is begun, so that what kills its worker each time waits ever longer, and is given up in the
        end. The caller holds the row."""
        self.attempts += 1
        self.due_at = now + self.wait
        self.save(update_fields=["attempts", "due_at"])

    def note_failure(self, error: str, *, now: datetime, every: timedelta | None) -> None:
        """The caller holds the row."""
        self.error = error[:LONGEST]
        # What comes round is needed soon: files that a take-down has shut may not stay so for an hour.
        self.due_at = now + (self.wait if every is None else max(every, min(self.wait, MINUTE)))
        if self.attempts > len(WAITS):
            self.failed_at = self.failed_at or now
        self.save(update_fields=["error", "due_at", "failed_at"])

    def note_success(self, *, now: datetime, every: timedelta | None) -> None:
        if every is None:
            self.delete()
            return
        self.attempts, self.error, self.failed_at, self.due_at = 0, "", None, now + every
        self.save(update_fields=["attempts", "error", "failed_at", "due_at"])

    @property
    def wait(self) -> timedelta:
        return timedelta(seconds=WAITS[min(self.attempts, len(WAITS)) - 1])

    # Verbs
    def try_again(self, *, by: Any) -> None:
        """Somebody has mended what was in the way."""
        if not by.is_editor:
            raise Forbidden("Only an editor may do this.")
        with acting(by=by):
            row = (
                Job.objects.select_for_update(no_key=True).filter(pk=self.pk).exclude(failed_at=None).first()
            )
            if row is None:
                raise Refused("This is being tried again already, or it is done by now.")
            row.attempts, row.failed_at, row.due_at = 0, None, timezone.now()
            row.save(update_fields=["attempts", "failed_at", "due_at"])
            write_event(
                "try_again", by=by, about=f"job/{row.name}", after=row.event.verb if row.event else ""
            )


def take_due(names: list[str]) -> Job | None:
    """The next job that is due and that nobody holds."""
    now = timezone.now()
    with transaction.atomic():
        due = Job.objects.due(now).filter(name__in=names)
        job = due.select_for_update(skip_locked=True, no_key=True).first()
        if job is not None:
            job.note_begun(now=now)
    return job


def hold(job: Job) -> Job | None:
    """Lock the row for as long as the work takes; None where another worker was quicker. A worker that dies lets go
    of it at once, since its session dies with it."""
    rows = Job.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("event")
    return rows.filter(pk=job.pk, attempts=job.attempts).first()
