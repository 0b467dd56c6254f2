"""Indexes for lists of a million rows: words of working copies, and what is rare among versions and claims."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_pages")]

    operations = [
        migrations.AddIndex(
            "claim", GinIndex(SearchVector("headline", "statement", config="claims_any"), name="claim_words")
        ),
        migrations.AddIndex(
            "claim",
            models.Index(fields=["priority", "-id"], condition=Q(priority__gt=0), name="claim_pressing"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(fields=["kind", "-id"], condition=~Q(kind="publication"), name="revision_kind"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(fields=["basis", "-id"], condition=~Q(basis="second_person"), name="revision_basis"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(
                fields=["change_kind", "-id"], condition=Q(change_kind__isnull=False), name="revision_change"
            ),
        ),
    ]
