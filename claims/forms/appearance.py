"""The form about one place where a claim was said."""

from typing import Any

from django import forms

from claims import words
from claims.forms.fields import DayField, LineField, PickField, TextField, check_range
from claims.forms.kept import KeptForm, said
from claims.models import Appearance, Claimant, Document

NOT_CHOSEN = [("", "Please choose")]


class AppearanceForm(KeptForm):
    """Who said it, when, in what voice and where. All may be left open while drafting: the gate asks at Submit."""

    document = forms.ModelChoiceField(
        Document.objects.all(),
        to_field_name="public_id",
        label="document",
        widget=forms.HiddenInput,
        error_messages={
            "required": "Document is missing: search for it, or add it first.",
            "invalid_choice": "Document is not one that the desk holds.",
        },
    )
    claimant_kind = PickField(
        label="who said it: kind", choices=NOT_CHOSEN + list(words.CLAIMANT_KINDS.items()), required=False
    )
    claimant_name = LineField(
        label="name",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "claimants", "autocomplete": "off"}),
        help_text="Public figures and organisations only. Private people are never named.",
    )
    described_as = LineField(
        label="described as",
        max_length=300,
        required=False,
        help_text="For all others: who it was, without a name.",
    )
    claimant_role = LineField(
        label="said as",
        max_length=200,
        required=False,
        help_text="The role at that time, such as “spokesman”.",
    )
    said_from = DayField(label="said on or after", required=False)
    said_to = DayField(label="said on or before", required=False)
    voice = PickField(label="voice", choices=NOT_CHOSEN + list(words.VOICES.items()), required=False)
    heard = PickField(label="heard", choices=NOT_CHOSEN + list(words.HEARD.items()), required=False)
    exact = TextField(label="exact words", max_length=20_000, required=False, widget=said(3))
    locator = LineField(
        label="page, table or time",
        max_length=200,
        required=False,
        help_text="Where there is no kept text to find the words in.",
    )

    def __init__(self, data: Any = None, *, of: Appearance | None = None, **options: Any) -> None:
        super().__init__(data, of=of, **options)
        if of is not None:  # a place keeps its document; another document is another place
            del self.fields["document"]

    @property
    def claimants(self) -> list[str]:
        """Names to offer while typing."""
        return list(Claimant.objects.filter(merged_into=None).values_list("name", flat=True)[:500])

    def clean(self) -> dict[str, Any]:
        check_range(self, "said_from", "said_to")
        return self.cleaned_data
