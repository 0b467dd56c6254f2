"""Documents and the claims that are marked in them."""

from typing import Any

from django import forms

from claims import words
from claims.forms.fields import AddressField, DayField, LineField, PickField, TextField, check_range
from claims.forms.kept import KeptForm, languages
from claims.forms.queue import choices

NO_WORDS = {"required": "The exact words are missing."}


class DocumentForm(KeptForm):
    """The facts of a document and its text, for a new one as for a change."""

    url = AddressField(label="address", required=False, help_text="Where readers find it. We do not open it.")
    title = LineField(label="title", max_length=500)
    publisher = LineField(label="publisher", max_length=200, required=False)
    byline = LineField(label="byline", max_length=300, required=False)
    kind = PickField(label="kind", choices=list(words.DOCUMENT_KINDS.items()))
    language = PickField(label="language", choices=[])
    published_on = DayField(label="published on", required=False)
    text = TextField(
        label="text",
        required=False,
        rows=14,
        help_text="Paste it as it stands: nothing is changed. A copy is kept, and never altered. "
        "It may come later, and it stays at the desk.",
    )

    FACTS = ("url", "title", "publisher", "byline", "kind", "language", "published_on")

    def __init__(self, data: Any = None, *, of: Any = None, initial: dict[str, Any] | None = None) -> None:
        first = {} if of is not None else {"kind": "article", "language": "en"}
        super().__init__(data, of=of, initial={**first, **(initial or {})})
        self.fields["language"].choices = languages(now=of.language if of else "")  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["class"] = "said"

    @classmethod
    def facts_of(cls, row: Any) -> dict[str, Any]:
        """A newer text is kept beside the older ones, so none stands in the form."""
        return {**{name: getattr(row, name) for name in cls.FACTS}, "text": ""}

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FACTS}


class SayingForm(forms.Form):
    """Who said it, how and when: what may be filled in as soon as a claim is spotted. All of it may wait."""

    statement = LineField(
        label="the statement",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "said"}),
        help_text="In the desk’s words, saying no more than was said. It may wait.",
    )
    claimant_kind = PickField(
        label="who said it", required=False, choices=choices("Not said yet", words.CLAIMANT_KINDS)
    )
    claimant_name = LineField(
        label="name",
        max_length=200,
        required=False,
        help_text="Of a public figure or an organisation only. Nobody else is named.",
    )
    described_as = LineField(
        label="described as",
        max_length=300,
        required=False,
        help_text="Where there is no name, such as “an official”.",
    )
    claimant_role = LineField(
        label="said as", max_length=200, required=False, help_text="The office at that time."
    )
    voice = PickField(label="voice", required=False, choices=choices("Not said yet", words.VOICES))
    heard = PickField(label="heard", required=False, choices=choices("Not said yet", words.HEARD))
    said_from = DayField(label="said on, or from", required=False)
    said_to = DayField(label="said until", required=False)
    selection_reason = LineField(label="why check it", max_length=1000, required=False)

    SAYING = "claimant_kind claimant_name described_as claimant_role voice heard said_from said_to".split()
    OURS = ("statement", "selection_reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_range(self, "said_from", "said_to")
        return cleaned

    def given(self, names: Any) -> dict[str, Any]:
        """What was filled in, of these fields."""
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class SpotForm(SayingForm):
    """One new claim from the text of a document: any words in it, inside or across sentences."""

    exact = TextField(
        label="the exact words",
        error_messages=NO_WORDS,
        max_length=5000,
        rows=3,
        help_text="As they stand in the text. Take words away or add some; they are looked up again.",
    )
    prefix = TextField(  # type: ignore[assignment]  # a field; Django's own attribute of this name stays None
        label="the words before", required=False, widget=forms.HiddenInput()
    )
    suffix = TextField(label="the words after", required=False, widget=forms.HiddenInput())
    start = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, widget=forms.HiddenInput)

    field_order = ("exact", "statement")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exact"].widget.attrs["class"] = "said"


class SentencesForm(forms.Form):
    """Whole sentences, many at once, by their numbers."""

    sentence = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={"required": "No sentence is ticked.", "invalid_choice": "There is no such sentence."},
    )

    def __init__(self, data: Any = None, *, numbers: range) -> None:
        super().__init__(data)
        self.fields["sentence"].choices = [(str(n), str(n)) for n in numbers]  # type: ignore[attr-defined]


class ClaimAddForm(SayingForm):
    """A claim from a link and a quotation, in fifteen seconds: the text may come later, or never."""

    url = AddressField(label="address")
    quotation = TextField(label="the exact words", error_messages=NO_WORDS, max_length=5000, rows=3)
    title = LineField(
        label="title of the page", max_length=500, required=False, help_text="Left empty: its address."
    )
    publisher = LineField(label="publisher", max_length=200, required=False)

    field_order = ("url", "quotation", "title", "publisher", "statement")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quotation"].widget.attrs["class"] = "said"
