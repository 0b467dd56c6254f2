"""Indexes of words for the desk: quotations, and documents with the parts of their addresses."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models import F, Func, Value


def letters(field):
    return Func(F(field), Value("/.:-_?=&#%+~"), Value(" " * 12), function="translate")


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_texts")]

    operations = [
        migrations.AddIndex(
            "appearance", GinIndex(SearchVector("exact", config="claims_any"), name="appearance_words")
        ),
        migrations.AddIndex(
            "document",
            GinIndex(
                SearchVector(letters("title"), letters("publisher"), letters("url"), config="claims_any"),
                name="document_words",
            ),
        ),
    ]
