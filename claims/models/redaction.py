"""A redaction: blanking for good what a court or a person's safety demands.

One person asks, another confirms, and the owner of the database carries it out (`manage.py redact`): the website has
no right to. The database compares the rows that are blanked with the rows that were asked for.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from claims import redacting
from claims.models.base import acting
from claims.models.blanking import BLANK, DATED, check_row, rows_named
from claims.models.event import Event, write_event
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from claims.refusals import Invalid, Refused

DESK = "desk"  # what a request is about that names no version of a claim
# What is said again of a blank event that proved something: hashes, days, names of rows. No words, and no salt, with
# which short words could be guessed back from their hash.
PROVE = ("retract", "take_down", "approve", "countersign", "override", "keep_copy", "revise_page")
PROVED = (
    "format", "actor", "verb", "object", "at", "request_id", "state", "version", "content_sha256", "yes", "sha256",
    "how", "captured_at", "number", "made_at", "row",
)  # fmt: skip


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def newest(self) -> "RedactionQuerySet":
        return self.select_related("asked_by", "confirmed_by", "closed_by", "asked_event").order_by("-id")

    def confirmed(self) -> "RedactionQuerySet":
        return self.filter(status="confirmed")


class Redaction(models.Model):
    """A request. Each step names the Event that tells of it; the reason stands in the first one, and nowhere else."""

    about = models.CharField(max_length=60)  # "claim/7k3m9qxd", or "desk"
    rows = ArrayField(models.CharField(max_length=40))
    status = models.CharField(max_length=20, choices=list(redacting.STATUSES.items()), default="asked")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="+")

    objects = RedactionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["status", "-id"], name="redaction_by_status")]
        constraints = [
            models.CheckConstraint(
                name="redaction_status_known", condition=Q(status__in=list(redacting.STATUSES))
            ),
            models.CheckConstraint(
                name="redaction_of_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="redaction_confirmed_whole",
                condition=Q(
                    confirmed_by__isnull=True, confirmed_at__isnull=True, confirmed_event__isnull=True
                )
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, confirmed_event__isnull=False),
            ),
            models.CheckConstraint(
                name="redaction_done_whole",
                condition=~Q(status="done", done_at__isnull=True)
                & ~Q(status="done", done_event__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Redaction {self.pk}: {redacting.phrase(self.rows)}"

    def get_absolute_url(self) -> str:
        return reverse("redaction", args=[self.pk])

    # Questions
    @property
    def public_id(self) -> str:
        """Of the claim that it is about; empty where it is about none."""
        kind, _slash, key = self.about.partition("/")
        return key if kind == "claim" else ""

    @property
    def phrase(self) -> str:
        return redacting.phrase(self.rows)

    @property
    def reason(self) -> str:
        return str(self.asked_event.details.get("reason", ""))

    @property
    def is_open(self) -> bool:
        return self.status in ("asked", "confirmed")

    # Verbs
    @classmethod
    def ask(cls, *, by: Any, rows: list[str], reason: str, public_id: str = "") -> "Redaction":
        """Ask that these rows be blanked. `public_id` is the claim whose versions are meant."""
        redacting.check_asking(person(by))
        if not rows:
            raise Invalid({"rows": "Choose at least one row."})
        if len(rows) > redacting.MOST:
            raise Invalid({"rows": f"That is more than {redacting.MOST} rows. Ask in parts."})
        if not reason.strip():
            raise Invalid({"reason": "Say why these words have to go."})
        rows, about = redacting.sorted_rows(rows), f"claim/{public_id}" if public_id else DESK
        with transaction.atomic():
            for row in rows:
                check_row(row, public_id)
            event = write_event("ask_redaction", by=by, about=about, rows=rows, reason=reason)
            return cls.objects.create(
                about=about, rows=rows, asked_by=by, asked_at=event.created_at, asked_event=event
            )

    def confirm(self, *, by: Any) -> None:
        """The second person's yes to exactly these rows."""
        with transaction.atomic():
            self._lock()
            redacting.check_confirming(person(self.asked_by), person(by))
            self._refuse_unless("asked")
            for row in self.rows:
                check_row(row, self.public_id)
            event = write_event("confirm_redaction", by=by, about=self.about, rows=self.rows)
            self._become("confirmed", confirmed_by=by, confirmed_at=event.created_at, confirmed_event=event)

    def close(self, *, by: Any) -> None:
        """Whoever asked withdraws it; any other editor refuses it. Possible until it is carried out."""
        with transaction.atomic():
            self._lock()
            redacting.check_asking(person(by))
            self._refuse_unless("asked", "confirmed")
            if by.pk == self.asked_by_id:
                event = write_event("withdraw_redaction", by=by, about=self.about, rows=self.rows)
            else:
                event = write_event("refuse_redaction", by=by, about=self.about, rows=self.rows)
            self._become("closed", closed_by=by, closed_at=event.created_at, closed_event=event)

    def carry_out(self) -> None:
        """Blank the rows. Only the tables' owner may; the Event names no actor, since the operator is no account."""
        with transaction.atomic():
            self._lock()
            self._refuse_unless("confirmed")
            redacting.check_still(person(self.asked_by), person(self.confirmed_by))
            for row in self.rows:
                check_row(row, self.public_id, or_redacted=True)
            self._blank_all()

    def _blank_all(self) -> None:
        with acting(by=self.asked_by):  # a place that was only proposed wants somebody to have written it
            event = write_event(
                "redact",
                by=None,
                about=self.about,
                request=self.pk,
                rows=self.rows,
                asked_by=self.asked_by.key,
                confirmed_by=self.confirmed_by.key,  # type: ignore[union-attr]  # a confirmed one has both
                proved=self._proved(),
            )
            for row in self.rows:
                self._blank(row)
            PublicClaim.objects.tell_redacted(self.public_id, self._blanked_versions())
            self._become("done", done_at=TransactionNow(), done_event=event)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Redaction.objects.select_for_update(no_key=True))

    def _refuse_unless(self, *statuses: str) -> None:
        if self.status not in statuses:
            raise Refused(
                {
                    "asked": "Nobody has confirmed this redaction yet: it takes a second person.",
                    "confirmed": "This redaction is confirmed already. It waits to be carried out.",
                    "closed": "This redaction was withdrawn or refused. Ask for it anew.",
                    "done": "This redaction has been carried out already.",
                }[self.status]
            )

    def _become(self, status: str, **fields: Any) -> None:
        self.status = status
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *fields])

    def _blank(self, row: str) -> None:
        kind, number = redacting.parse(row)
        _model, values = BLANK[kind]
        rows = rows_named(row, self.public_id)
        if kind in DATED:
            rows.filter(redacted_at__isnull=True).update(**values, redacted_at=TransactionNow())
        elif kind != "log":
            # Only what says something: else the database would take it for more than blanking.
            standing = rows.values(*values).get()
            rows.update(**{name: value for name, value in values.items() if standing[name]})
        else:
            rows.update(**values)

    def _blanked_versions(self) -> dict[int, Any]:
        """Number → when it was blanked."""
        parsed = [redacting.parse(row) for row in self.rows]
        numbers = [number for kind, number in parsed if kind == "revision"]
        blank = Revision.objects.of(self.public_id).filter(number__in=numbers)
        return dict(blank.values_list("number", "redacted_at"))

    def _proved(self) -> list[dict[str, Any]]:
        """What events of this request proved of versions, of approvals and of kept copies: their payloads go, and with
        them what ties the chain to those rows. It is said again here."""
        numbers = [redacting.parse(row)[1] for row in self.rows if row.startswith("event ")]
        found = Event.objects.filter(pk__in=numbers, verb__in=PROVE, redacted_at__isnull=True)
        return [
            {
                "event": event.pk,
                "seq": event.link.seq,
                **{name: value for name, value in event.details.items() if name in PROVED},
            }
            for event in found.select_related("link").order_by("pk")
        ]


def person(user: Any) -> redacting.Person:
    return redacting.Person(key=user.key, role=user.role, is_active=user.is_active)


def may_blank() -> bool:
    """Does this login own the tables? The database would refuse anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_is_owner('claims_revision'::regclass)")
        return bool(cursor.fetchone()[0])
