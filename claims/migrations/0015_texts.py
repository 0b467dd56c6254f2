"""Words of shown checks in a narrow table of their own, with one index for words and filters (sql/texts.sql)."""

from pathlib import Path

import django.contrib.postgres.search
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_admin_lists")]

    operations = [
        migrations.CreateModel(
            name="PublicText",
            fields=[
                ("public_id", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("published_at", models.DateTimeField()),
                ("stems", models.CharField(max_length=3)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL((SQL / "texts.sql").read_text(encoding="utf-8")),
        # After the rows: an index over what is there is made sooner than one that grows row by row.
        migrations.AddIndex("publictext", GinIndex(fields=["vector"], name="text_vector", fastupdate=False)),
        migrations.AddIndex("publictext", models.Index(fields=["stems"], name="text_stems")),
        migrations.RemoveIndex("publictag", "tag_newest"),
        migrations.AddIndex(
            "publictag",
            models.Index(
                fields=["kind", "key", "-published_at", "-public_id"],
                include=["rating", "changed"],
                name="tag_newest",
            ),
        ),
    ]
