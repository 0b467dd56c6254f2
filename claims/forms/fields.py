"""Fields that all forms share. Each error is a sentence that names its field, since the summary on top of a
page shows it far away from the field itself."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.text import capfirst

from claims import links, quotes, texts
from claims.refusals import Invalid

PASTED_LIMIT = 200_000
EARLIEST = datetime.date(1000, 1, 1)
LATEST = datetime.date(2999, 12, 31)


class Worded(forms.Field):
    """Says "The headline is missing." where Django says "This field is required." """

    def __init__(self, *, label: str, **options: Any) -> None:
        said = {"required": f"{capfirst(label)} is missing.", **options.pop("error_messages", {})}
        super().__init__(label=label, error_messages=said, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if isinstance(widget, forms.TextInput | forms.URLInput | forms.PasswordInput):
            attrs["class"] = "in"
        return attrs


class TextField(Worded, forms.CharField):
    """Text as it was typed or pasted: nothing stripped, any Unicode, line ends as LF, no NUL.

    The limit counts code points after the line ends were made one, so that a browser's CRLF costs nothing.
    """

    def __init__(self, *, label: str, max_length: int = PASTED_LIMIT, rows: int = 3, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(label=label, strip=False, **options)
        self.limit = max_length
        # Django's own answer to NUL does not say in which field it stands.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def to_python(self, value: Any) -> str:
        text = quotes.normalise_newlines(super().to_python(value) or "")
        try:
            texts.refuse_nul(text)
        except ValueError as error:
            raise forms.ValidationError(f"{capfirst(self.label)}: {error}") from error
        if len(text) > self.limit:
            raise forms.ValidationError(
                f"{capfirst(self.label)} is too long: {len(text):,} characters, and at most {self.limit:,} are kept."
            )
        return text


class LineField(TextField):
    """One line that is ours to write, such as a name or a title: spaces at its ends go, control and
    bidirectional characters are refused, since they can make a name look like another."""

    def __init__(self, *, label: str, max_length: int = 300, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput())
        super().__init__(label=label, max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).strip()
        try:
            texts.refuse_controls(text)
        except ValueError as error:
            raise forms.ValidationError(f"{capfirst(self.label)}: {error}") from error
        return text


class AddressField(LineField):
    """A web address: http or https, a host, no credentials. Never fetched here."""

    def __init__(self, *, label: str, max_length: int = 2000, **options: Any) -> None:
        options.setdefault("widget", forms.URLInput())
        super().__init__(label=label, max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return links.check(text)
        except ValueError as error:
            raise forms.ValidationError(f"{capfirst(self.label)}: {error}") from error


class DayField(Worded, forms.DateField):
    """A day. A day that does not exist, such as 31 February, is named in the answer."""

    def __init__(self, *, label: str, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(label=label, input_formats=["%Y-%m-%d"], **options)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str):
            value = value.strip()
        try:
            day = super().to_python(value)
        except forms.ValidationError as error:
            shown = texts.show_controls(str(value))[:40]
            raise forms.ValidationError(
                f"{capfirst(self.label)}: “{shown}” is not a day. Write it as year, month, day: 2020-07-08."
            ) from error
        if day is not None and day < EARLIEST:
            raise forms.ValidationError(f"{capfirst(self.label)}: the year {day.year} is too long ago.")
        if day is not None and day > LATEST:
            raise forms.ValidationError(f"{capfirst(self.label)}: the year {day.year} is too far away.")
        return day


class PickField(Worded, forms.ChoiceField):
    """One of a listed set."""

    def __init__(self, *, label: str, **options: Any) -> None:
        super().__init__(label=label, **options)
        self.error_messages["invalid_choice"] = f"{capfirst(label)} is not one of the choices."


def check_range(form: forms.BaseForm, first: str, last: str) -> None:
    """A range of days from two fields of the form: the second may be empty (one day), and not before the first."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if end and not start and first not in form.errors:
        form.add_error(
            first, f"{capfirst(form.fields[first].label)} is missing, but the day it ended is given."
        )
    elif start and end and end < start:
        form.add_error(last, f"{capfirst(form.fields[last].label)} is before {form.fields[first].label}.")


def checked(form: Any) -> Any:
    """The same form, valid; raises Invalid where a page has no place of its own for what is wrong with it."""
    if not form.is_valid():
        raise Invalid({name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
    return form


def name_errors(form: forms.BaseForm, errors: Mapping[str, str]) -> None:
    """Puts the errors of a verb (Invalid) beside the fields that they are about, each with its field's name."""
    for name, sentence in errors.items():
        if name in form.fields:
            form.add_error(name, f"{capfirst(form.fields[name].label or name)}: {sentence}")
        else:
            form.add_error(None, sentence)
