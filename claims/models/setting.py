"""Settings that guard something: the guarded role must not be able to set them, so `migrate` does, as the owner."""

from django.db import models


class Setting(models.Model):
    """One row a setting. The application may read it; the Revision trigger reads `reviewers` from here."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


def reviewers() -> str:
    """Who may approve: "editors" or "everyone" (reporters too)."""
    row = Setting.objects.filter(key="reviewers").first()
    return row.value if row else "editors"
