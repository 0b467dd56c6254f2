"""The history: every verb writes one Event in its own transaction, and the database chains it at COMMIT."""

import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from claims import canonical
from claims.models.base import request_id

ZERO_HASH = bytes(32)


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, what: str) -> "EventQuerySet":
        """Events about one object, such as "claim/7k3m9qxd", newest first."""
        return self.filter(object=what).select_related("actor").order_by("-id")


class Event(models.Model):
    """One thing that somebody did. Never changed: the application has no right to, and a trigger says no once more."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    object = models.CharField(max_length=60)
    request_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    payload = models.BinaryField()
    payload_sha256 = models.BinaryField(max_length=32)
    redacted_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object", "-id"], name="event_by_object"),
            models.Index(fields=["verb", "-id"], name="event_by_verb"),
            models.Index(fields=["created_at"], name="event_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_payload_hash",
                condition=models.Q(redacted_at__isnull=False)
                | models.Q(payload_sha256=models.Func("payload", function="sha256")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object}"

    @property
    def details(self) -> dict[str, Any]:
        """The payload as a dict; empty once redacted."""
        return canonical.decode(bytes(self.payload)) if self.payload else {}


class EventLink(models.Model):
    """An Event's place in the chain: hash = sha256(seq as 8 bytes big-endian ‖ previous ‖ payload_sha256)."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="link")
    previous = models.BinaryField(max_length=32, unique=True)
    hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(name="eventlink_seq_positive", condition=models.Q(seq__gt=0))]

    def __str__(self) -> str:
        return f"{self.seq}"


def head() -> dict[str, Any]:
    """The newest committed link, as a record prints it: {"seq": int, "hash": hex}."""
    last = EventLink.objects.order_by("-seq").first()
    return {"seq": last.seq, "hash": bytes(last.hash).hex()} if last else {"seq": 0, "hash": ZERO_HASH.hex()}


def write_event(verb: str, *, by: Any, about: str, **details: Any) -> Event:
    """Write what `by` did to the object `about` ("claim/7k3m9qxd"); details are old, new, reason and the like.

    The salt keeps a short payload from being guessed back from its hash. Never pass a token or a password.
    """
    now = timezone.now()
    payload = canonical.encode(
        {
            "format": "factcheck-event-1",
            "actor": by.key if by else "",
            "verb": verb,
            "object": about,
            "at": canonical.moment(now),
            "request_id": request_id.get(),
            "salt": secrets.token_hex(16),
            **{name: plain(value) for name, value in details.items()},
        }
    )
    return Event.objects.create(
        actor=by,
        verb=verb,
        object=about,
        request_id=request_id.get(),
        created_at=now,
        payload=payload,
        payload_sha256=canonical.digest(payload),
    )


def plain(value: Any) -> Any:
    """`value` in the types that canonical bytes allow: strings, integers, lists and dicts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return canonical.moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, int | str) else str(value)
