"""Two small indexes: what readers must no longer see is asked for before a file under /data/ is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0007_changes")]

    operations = [
        migrations.AddIndex(
            "revision",
            models.Index(
                fields=["public_id", "number"],
                condition=models.Q(kind="takedown"),
                name="revision_taken_down",
            ),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(
                fields=["id"], condition=models.Q(redacted_at__isnull=False), name="revision_redacted"
            ),
        ),
    ]
