"""Keys of desk forms: a form that is sent twice has one effect and one answer."""

from django.conf import settings
from django.db import connection, models
from django.utils import timezone


class SentForm(models.Model):
    """A form that took effect. A commit can succeed and its answer be lost; the person then sends the form again."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    body_sha256 = models.BinaryField(max_length=32)
    location = models.CharField(max_length=2000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="sentform_age")]

    def __str__(self) -> str:
        return f"{self.path} at {self.created_at:%Y-%m-%d %H:%M}"


def claim_key(key: str) -> bool:
    """Hold the key until the transaction ends; False if the same form is being handled right now.

    An INSERT of a key in flight would wait for the other transaction; a try-lock answers at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"sentform/{key}"])
        return cursor.fetchone()[0]
