"""What checks can be found by: PublicTag (who said it, topic, document), PublicText (words and filters) and PublicWord
(how words are spelt).

The database writes them from what readers see now (migrations/sql/searching.sql, texts.sql), and the application may
only read them. A check that is retracted or taken down has no row, and its words leave with it.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

KINDS = {"claimant": "Who said it", "topic": "Topic", "document": "Document"}


class PublicTag(models.Model):
    """One thing that one check names. It repeats what lists filter and sort by, so that they walk one index."""

    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    key = models.CharField(max_length=60)
    label = models.TextField(blank=True)  # as that check's newest version has it
    public_id = models.CharField(max_length=8)
    published_at = models.DateTimeField()
    rating = models.CharField(max_length=60)
    changed = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "key", "-published_at", "-public_id"],
                include=["rating", "changed"],  # counted and narrowed without a look at the rows
                name="tag_newest",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["public_id", "kind", "key"], name="tag_once"),
            models.CheckConstraint(name="tag_kind_known", condition=models.Q(kind__in=list(KINDS))),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind} {self.label}"


class PublicWord(models.Model):
    """A word of a headline or a statement, and in how many checks it stands."""

    word = models.CharField(max_length=60, primary_key=True)
    checks = models.IntegerField()

    def __str__(self) -> str:
        return self.word


class PublicText(models.Model):
    """The words of one check, stemmed as its language is, and among them marks of all that lists narrow by."""

    public_id = models.CharField(max_length=8, primary_key=True)
    published_at = models.DateTimeField()
    stems = models.CharField(max_length=3)  # which of our text search configurations: claims_en is “en”
    vector = SearchVectorField()

    class Meta:
        indexes = [
            # Each publication brings some forty words: a list of those that wait to be indexed would be read by
            # every search.
            GinIndex(fields=["vector"], name="text_vector", fastupdate=False),
            models.Index(fields=["stems"], name="text_stems"),
        ]

    def __str__(self) -> str:
        return self.public_id
