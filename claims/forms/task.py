"""What a task of the desk wants to know when it is done."""

from django import forms

from claims.forms.fields import TextField
from claims.models.task import NOTE_LIMIT

MISSING = "Where it was told is missing. If there was nowhere, say that instead."


class TaskForm(forms.Form):
    note = TextField(
        label="where it was told",
        max_length=NOTE_LIMIT,
        rows=2,
        error_messages={"required": MISSING},
        help_text="Newsletter, broadcast, posts, the story itself, partners who had taken it over.",
    )

    def clean_note(self) -> str:
        note = self.cleaned_data["note"]
        if not note.strip():
            raise forms.ValidationError(MISSING)
        return note
