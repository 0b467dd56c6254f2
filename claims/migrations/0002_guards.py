"""What must never happen, said by the database (sql/guards.sql), and search (sql/search.sql).

The columns below are frozen with this migration; tests compare the triggers in the database with claims.content. A
migration that adds, renames or drops a content column makes the triggers anew.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"

CLAIM = (
    "headline", "statement", "language", "rating_id", "conclusion", "analysis", "looked_for", "fewer_sources", "reply",
    "selection_reason", "true_as_of", "change_kind", "change_text",
)  # fmt: skip
APPEARANCE = (
    "document_id", "snapshot_id", "position", "claimant_id", "claimant_kind", "claimant_name", "described_as",
    "claimant_role", "said_from", "said_to", "voice", "heard", "exact", "prefix", "suffix", "start", "end", "locator",
    "document_title", "document_url", "document_publisher", "document_published_on", "removed_at",
)  # fmt: skip
EVIDENCE = (
    "document_id", "position", "stance", "kind", "title", "url", "publisher", "person", "role", "published_from",
    "published_to", "language", "quotation", "translation", "locator", "primary", "primary_why", "independence",
    "repeats_id", "seen_as", "interests", "note", "discounted_reason", "removed_at",
)  # fmt: skip


def arguments(columns: tuple[str, ...]) -> str:
    return ", ".join(f"'{column}'" for column in columns)


def guards() -> str:
    return (
        (SQL / "guards.sql")
        .read_text(encoding="utf-8")
        .format(claim=arguments(CLAIM), appearance=arguments(APPEARANCE), evidence=arguments(EVIDENCE))
    )


def search() -> str:
    return (SQL / "search.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    # There is no way back: without the guards nothing that was published could be believed.
    operations = [migrations.RunSQL(search()), migrations.RunSQL(guards())]
