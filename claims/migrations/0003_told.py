"""Closes what plain SQL could still do past the first guards (sql/told.sql)."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
BLANK = models.Q(
    headline="",
    slug="",
    statement="",
    rating="",
    rating_label="",
    rating_token="",
    claimants=[],
    said_from__isnull=True,
    said_to__isnull=True,
    topics=[],
    story_url="",
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_guards")]

    operations = [
        migrations.RunSQL((SQL / "told.sql").read_text(encoding="utf-8")),
        migrations.RemoveConstraint("publicclaim", "public_taken_down_is_blank"),
        migrations.AddConstraint(
            "publicclaim",
            models.CheckConstraint(
                name="public_taken_down_is_blank", condition=~models.Q(status="taken_down") | BLANK
            ),
        ),
    ]
