"""Keys of desk forms: a form that is sent twice has one effect and one answer."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

KEPT = timedelta(
    days=7
)  # a day is promised; this outlives a form that waits for a log-in (claims/views/resend.py)
PATIENCE = 5.0  # seconds that the same form waits for the one that is being handled


class SentFormQuerySet(models.QuerySet["SentForm"]):
    def purge(self, older_than: timedelta = KEPT) -> int:
        """Forget forms that nobody sends again; none younger than a day, for so long a lost answer may be asked for."""
        before = timezone.now() - max(older_than, timedelta(days=1))
        gone, _ = self.filter(created_at__lt=before).delete()
        return gone


class SentForm(models.Model):
    """A form that took effect. A commit can succeed and its answer be lost; the person then sends the form again."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    body_sha256 = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=302)
    location = models.CharField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="sentform_age")]

    def __str__(self) -> str:
        return f"{self.path} at {self.created_at:%Y-%m-%d %H:%M}"


def claim_key(key: str, *, patience: float = PATIENCE) -> bool:
    """Hold the key until the transaction ends. The same form sent twice waits for the first, and then finds its answer;
    False if the first is still being handled when patience is at its end.

    Asked again and again, not waited for inside the database: a lock_timeout would end this transaction too.
    """
    until = time.monotonic() + patience
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"sentform/{key}"])
            if cursor.fetchone()[0]:
                return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.03)
