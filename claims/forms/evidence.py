"""Forms about one piece of evidence, and the search in what the desk holds already."""

from typing import Any

from django import forms

from claims import words
from claims.forms.fields import AddressField, DayField, LineField, PickField, TextField, check_range
from claims.forms.kept import KeptForm, languages, said
from claims.models import Document, Evidence

NOT_CHOSEN = [("", "Please choose")]


class EvidenceForm(KeptForm):
    """One piece. What it is and what it does to the claim must be said; the rest as far as it is known."""

    stance = PickField(
        label="what it does to the claim", choices=list(words.STANCES.items()), widget=forms.RadioSelect
    )
    document = forms.ModelChoiceField(
        Document.objects.all(), to_field_name="public_id", required=False, widget=forms.HiddenInput, label="document",
        error_messages={"invalid_choice": "Document is not one that the desk holds."},
    )  # fmt: skip
    title = LineField(label="title", max_length=500)
    url = AddressField(label="address", required=False, widget=forms.URLInput(attrs={"class": "in"}))
    publisher = LineField(label="publisher", max_length=200, required=False)
    kind = PickField(label="kind", choices=NOT_CHOSEN + list(words.EVIDENCE_KINDS.items()))
    published_from = DayField(label="published from", required=False)
    published_to = DayField(label="published to", required=False)
    person = LineField(label="person", max_length=200, required=False)
    role = LineField(label="role", max_length=200, required=False)
    language = PickField(label="language")
    locator = LineField(label="page, table or time", max_length=200, required=False)
    quotation = TextField(label="exact words", max_length=20_000, required=False, widget=said(3))
    translation = TextField(
        label="translation, where it is needed", max_length=20_000, required=False, widget=said(3)
    )
    independence = PickField(label="source", choices=list(words.INDEPENDENCE.items()))
    repeats = forms.ModelChoiceField(
        Evidence.objects.none(), required=False, label="repeats piece", empty_label="No other piece",
        error_messages={"invalid_choice": "Repeats piece is not one of the choices."},
    )  # fmt: skip
    seen_as = PickField(label="seen as", choices=list(words.SEEN_AS.items()))
    primary = forms.BooleanField(
        label="Primary: it comes from those who did, saw or measured it", required=False
    )
    primary_why = TextField(label="why primary", max_length=2000, rows=2, required=False)
    interests = TextField(label="interests readers should know", max_length=2000, rows=2, required=False)
    note = TextField(label="note to readers", max_length=4000, rows=2, required=False)
    discounted_reason = TextField(
        label="do not count it, because",
        max_length=2000,
        rows=2,
        required=False,
        help_text="Readers see the reason.",
    )

    def __init__(
        self, data: Any = None, *, of: Evidence | None = None, claim: Any = None, **options: Any
    ) -> None:
        super().__init__(data, of=of, **options)
        claim = of.claim if of is not None else claim
        others = claim.evidence.standing()
        self.fields["repeats"].queryset = others.exclude(pk=of.pk) if of is not None else others
        self.fields["repeats"].label_from_instance = lambda piece: f"{piece.position}. {piece.title}"
        now = of.language if of is not None else str(self.initial.get("language") or "")
        self.fields["language"].choices = languages(now=now)

    def clean(self) -> dict[str, Any]:
        check_range(self, "published_from", "published_to")
        if self.cleaned_data.get("independence") == "repeats" and not self.cleaned_data.get("repeats"):
            self.add_error("repeats", "Repeats piece: say which one it repeats.")
        return self.cleaned_data


class HeldForm(forms.Form):
    """What we hold first: a search by title, publisher or address."""

    q = LineField(
        label="search what we hold",
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    document = forms.SlugField(required=False, max_length=8)

    def found(self) -> list[Document]:
        words_typed = self.cleaned_data.get("q", "") if self.is_valid() else ""
        return list(Document.objects.holding(words_typed)[:10]) if words_typed else []


class MoveForm(forms.Form):
    NO_NUMBER = "Say which number the piece is to have."
    NO_ORDER = "This form does not say which order you saw. Open the page again, and move the piece there."

    to = forms.IntegerField(
        min_value=1, max_value=10_000, label="number",
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NO_NUMBER),
    )  # fmt: skip
    order = forms.RegexField(
        r"^[0-9]{1,18}(-[0-9]{1,18}){0,999}$", error_messages={"required": NO_ORDER, "invalid": NO_ORDER}
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "to": self.cleaned_data["to"],
            "order": [int(pk) for pk in self.cleaned_data["order"].split("-")],
        }


class RemoveForm(forms.Form):
    """To remove a piece or a place, as it was on the screen."""

    NOT_SAID = "This form does not say which text you saw. Open the page again, and send it from there."

    lock_version = forms.IntegerField(error_messages={"required": NOT_SAID, "invalid": NOT_SAID})


class DiscountForm(KeptForm):
    reason = TextField(label="do not count it, because", max_length=2000, rows=2, required=False)

    @classmethod
    def facts_of(cls, row: Evidence) -> dict[str, Any]:
        return {"reason": row.discounted_reason}
