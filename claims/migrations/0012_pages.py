"""Pages of the newsroom: versions that are kept, and the guards that keep them (sql/pages.sql)."""

from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
PAGES = [
    ("methodology", "Methodology"),
    ("corrections-policy", "Corrections policy"),
    ("about", "About"),
    ("ratings", "Ratings, introduction"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_searching")]

    operations = [
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(choices=PAGES, max_length=30)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField(blank=True)),
                ("note", models.TextField(blank=True, verbose_name="what changed")),
                ("sha256", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("redacted_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a page",
                "verbose_name_plural": "versions of pages",
                "constraints": [
                    models.UniqueConstraint(fields=("page", "number"), name="pageversion_number"),
                    models.CheckConstraint(
                        condition=models.Q(("page__in", [key for key, _name in PAGES])),
                        name="pageversion_page_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("redacted_at__isnull", False),
                            (
                                "sha256",
                                models.Func(
                                    models.Func(
                                        models.F("text"), models.Value("UTF8"), function="convert_to"
                                    ),
                                    function="sha256",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="pageversion_text_hash",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("redacted_at__isnull", False),
                            models.Q(
                                models.Q(("title", ""), _negated=True),
                                models.Q(("text", ""), _negated=True),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pageversion_says_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "pages.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
