"""What a person asks of the queue, and what happens to many claims at once."""

from collections.abc import Iterator
from typing import Any

from django import forms

from claims import words
from claims.forms.fields import LineField, PickField, TextField


def choices(first: str, rest: dict[Any, str]) -> list[tuple[str, str]]:
    return [("", first), *((str(value), label) for value, label in rest.items())]


class QueueForm(forms.Form):
    q = LineField(
        label="words or number",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = PickField(label="state", required=False, choices=choices("Everything open", words.STATES))
    assigned_to = PickField(
        label="with", required=False, choices=choices("Anybody", {"me": "Me", "nobody": "Nobody"})
    )
    priority = PickField(label="priority", required=False, choices=choices("Any", words.PRIORITIES))
    due_on = PickField(
        label="due",
        required=False,
        choices=choices("Any day", {"late": "Late", "today": "Today", "week": "This week"}),
    )
    after = forms.CharField(required=False, max_length=60)

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are on; a filter that makes no sense is off, and its sentence is shown beside it."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "after"}


def _versions(sent: list[str]) -> Iterator[tuple[str, int]]:
    """The content_version of each row that was on the screen, sent as "public_id.version"."""
    for row in sent[:500]:
        public_id, _dot, version = row.partition(".")
        if version.isdecimal() and version.isascii() and len(version) < 19:
            yield public_id, int(version)


class TriageForm(forms.Form):
    """Take, or pass over for one reason, as many claims as were ticked."""

    verb = forms.ChoiceField(
        choices=[("take", "Take"), ("pass_over", "Pass over")],
        error_messages={"required": "Press Take or Pass over.", "invalid_choice": "Press Take or Pass over."},
    )
    claim = forms.MultipleChoiceField(error_messages={"required": "No claim is ticked."})
    reason = PickField(
        label="the reason", required=False, choices=choices("choose a reason", words.DROP_REASONS)
    )
    note = TextField(label="the note", required=False, max_length=2000, rows=1, widget=forms.TextInput())

    def __init__(self, data: Any = None) -> None:
        if data is not None and data.get("take"):  # the button of one row
            data = data.copy()
            data.setlist("claim", [data["take"]])
            data["verb"] = "take"
        super().__init__(data)
        self.seen = dict(_versions(data.getlist("seen") if data is not None else []))
        # An id that cannot be one is no choice. Any other may be asked for; the view answers 404 where it is not there.
        sent = data.getlist("claim") if data is not None else []
        self.fields["claim"].choices = [
            (public_id, public_id) for public_id in sent[:500] if public_id.isalnum()
        ]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("verb") == "pass_over":
            reason, note = cleaned.get("reason"), cleaned.get("note", "")
            if not reason and "reason" not in self.errors:
                self.add_error("reason", "The reason is missing: say why these are passed over.")
            if reason == "other" and not note.strip():
                self.add_error("note", "The note is missing: say in a few words what the other reason is.")
        return cleaned
