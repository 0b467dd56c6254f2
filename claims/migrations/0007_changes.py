"""The list of public change notes, written by the database (sql/changes.sql), with what was published before it."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
KINDS = [
    ("correction", "Correction"),
    ("clarification", "Clarification"),
    ("update", "Update"),
    ("retraction", "Retraction"),
    ("takedown", "Take-down"),
]
OF_RATING = models.Q(("rating_changed", True))


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_redaction")]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=8)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("at", models.DateTimeField()),
                ("from_rating", models.CharField(blank=True, max_length=60)),
                ("rating", models.CharField(blank=True, max_length=60)),
                ("rating_changed", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="change_newest"),
                    models.Index(fields=["kind", "-at", "-id"], name="change_by_kind"),
                    models.Index(condition=OF_RATING, fields=["-at", "-id"], name="change_of_rating"),
                    models.Index(
                        condition=OF_RATING, fields=["from_rating", "-at", "-id"], name="change_from"
                    ),
                    models.Index(condition=OF_RATING, fields=["rating", "-at", "-id"], name="change_to"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("public_id", "number"), name="change_of_version"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [key for key, _word in KINDS])),
                        name="change_kind_listed",
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "changes.sql").read_text(encoding="utf-8")),
    ]
