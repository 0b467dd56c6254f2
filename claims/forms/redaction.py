"""What is asked of somebody who wants words to go."""

from typing import Any

from django import forms

from claims.forms.fields import LineField, TextField
from claims.redacting import MOST


class WordsForm(forms.Form):
    """Which words: sent as a form and not in the address, which servers and proxies write down."""

    words = LineField(
        label="words to find",
        min_length=3,
        max_length=200,
        help_text="A name, as it is written. Capitals, accents and what stands between the words do not matter.",
        error_messages={"min_length": "Words to find: give at least 3 characters."},
    )


class RedactForm(forms.Form):
    """Which rows, and why. The words come along, so that a form that is refused still has its list."""

    words = LineField(
        label="words to find",
        max_length=200,
        required=False,
        widget=forms.HiddenInput(attrs={"id": "id_words_found"}),
    )
    rows = forms.MultipleChoiceField(
        label="what is to be redacted",
        error_messages={
            "required": "Choose at least one row.",
            "invalid_choice": "What is to be redacted: one of the rows is no longer on the list.",
        },
    )
    reason = TextField(label="reason", max_length=4000, rows=3)

    def __init__(self, data: Any = None, *, rows: list[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["rows"].choices = [(row, row) for row in rows[: 10 * MOST]]

    def clean_reason(self) -> str:
        reason, words = self.cleaned_data["reason"], self.cleaned_data.get("words", "")
        if not reason.strip():
            raise forms.ValidationError("Reason is missing.")
        if words and " ".join(words.split()).casefold() in " ".join(reason.split()).casefold():
            raise forms.ValidationError(
                "Reason: it holds the very words that have to go, and it stays in the history. Say it without them."
            )
        return reason
