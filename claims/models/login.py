"""Log-in attempts, to slow down guessing without locking a newsroom out.

A newsroom sits behind one address, and an attacker knows its people's names: so neither an address alone nor a name
alone can be locked. What is counted is the pair; and wider counts never hold for a pair that has logged in before.
"""

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

WINDOW = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=30)
PAIR_LIMIT = 10  # failures of one name from one address
NAME_LIMIT = 50  # failures of one name from everywhere, for an address that never logged in with it
ADDRESS_LIMIT = 100  # failures from one address with any names, for a name that never logged in from it


def hashed(text: str) -> str:
    """Names and addresses are personal data; the counts need only sameness."""
    return hashlib.sha256(text.strip().lower().encode("utf-8", "replace")).hexdigest()[:40]


class LoginAttemptQuerySet(models.QuerySet["LoginAttempt"]):
    def failures(self) -> "LoginAttemptQuerySet":
        return self.filter(succeeded=False, at__gte=timezone.now() - WINDOW)

    def must_wait(self, name: str, address: str) -> bool:
        who, where = hashed(name), hashed(address)
        failures = self.failures()
        if failures.filter(name=who, address=where).count() >= PAIR_LIMIT:
            return True
        if self.filter(name=who, address=where, succeeded=True, at__gte=timezone.now() - KNOWN_FOR).exists():
            return False
        return (
            failures.filter(name=who).count() >= NAME_LIMIT
            or failures.filter(address=where).count() >= ADDRESS_LIMIT
        )

    def note(self, name: str, address: str, *, succeeded: bool) -> None:
        who, where = hashed(name), hashed(address)
        self.create(name=who, address=where, succeeded=succeeded)
        if succeeded:  # the person is in: earlier slips no longer count
            self.filter(name=who, address=where, succeeded=False).delete()
            self.filter(at__lt=timezone.now() - KNOWN_FOR).delete()


class LoginAttempt(models.Model):
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=40)
    succeeded = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    objects = LoginAttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="login_by_name"),
            models.Index(fields=["address", "at"], name="login_by_address"),
            models.Index(fields=["at"], name="login_by_time"),
        ]

    def __str__(self) -> str:
        return f"{'in' if self.succeeded else 'refused'} at {self.at:%Y-%m-%d %H:%M}"
