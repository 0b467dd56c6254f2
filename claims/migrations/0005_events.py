"""Whatever changes has a row in the history, or the transaction does not commit (sql/events.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_history_filters")]

    operations = [migrations.RunSQL((SQL / "events.sql").read_text(encoding="utf-8"))]
