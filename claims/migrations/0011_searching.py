"""What checks can be found by, written by the database (sql/searching.sql), with all that was published before it."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
KINDS = [("claimant", "Who said it"), ("topic", "Topic"), ("document", "Document")]


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_sent_form_status")]

    operations = [
        migrations.CreateModel(
            name="PublicTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("key", models.CharField(max_length=60)),
                ("label", models.TextField(blank=True)),
                ("public_id", models.CharField(max_length=8)),
                ("published_at", models.DateTimeField()),
                ("rating", models.CharField(max_length=60)),
                ("changed", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "key", "-published_at", "-public_id"], name="tag_newest")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("public_id", "kind", "key"), name="tag_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [key for key, _word in KINDS])), name="tag_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("checks", models.IntegerField()),
            ],
        ),
        migrations.RunSQL((SQL / "searching.sql").read_text(encoding="utf-8")),
    ]
