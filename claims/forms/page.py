"""A page of the newsroom, as an editor writes it."""

from typing import Any

from claims.forms.fields import LineField, TextField
from claims.forms.kept import KeptForm, said
from claims.pages import NOTE_LIMIT, TEXT_LIMIT, TITLE_LIMIT


class PageForm(KeptForm):
    title = LineField(label="title", max_length=TITLE_LIMIT)
    text = TextField(
        label="text",
        max_length=TEXT_LIMIT,
        widget=said(rows=30),
        help_text="Markdown. A passage in [[double brackets]] within one paragraph waits to be written, and readers "
        "do not see it.",
    )
    note = TextField(
        label="what changed",
        max_length=NOTE_LIMIT,
        rows=2,
        help_text="One sentence for readers. It stands under the page, beside the day.",
    )

    @classmethod
    def facts_of(cls, row: Any) -> dict[str, Any]:
        """The note is of the version to come, so none stands in the form."""
        return {"title": row.title, "text": row.text, "note": ""}
