"""A form that remembers what a person began from, so that two people who save at once lose nothing."""

from dataclasses import dataclass
from typing import Any

from django import forms

from claims import quotes
from claims.differences import Part, word_parts
from claims.merging import merged

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "ru": "Russian",
    "uk": "Ukrainian",
    "tr": "Turkish",
    "ar": "Arabic",
    "he": "Hebrew",
    "fa": "Persian",
    "hi": "Hindi",
    "zh": "Chinese",
    "ja": "Japanese",
}


def said(rows: int) -> forms.Textarea:
    """The widget of a field whose text readers will read: in the serif."""
    return forms.Textarea(attrs={"rows": rows, "class": "said"})


def languages(*, now: str = "") -> list[tuple[str, str]]:
    """The languages to choose from, and the present one where it is another."""
    return list({**LANGUAGES, **({} if not now or now in LANGUAGES else {now: now})}.items())


# Of a conflict's page, for each field: what was chosen, the text that was mine, and the third text as it was offered.
CHOICE, MINE, OFFERED = "choice-", "mine-", "offered-"
UNKNOWN = -1  # the version of a form that does not say what it began from: nothing we know


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what both began from, what was saved meanwhile, and the field with mine."""

    field: forms.BoundField
    label: str
    base: str
    theirs: str
    mine: str
    sent: list[str]  # mine, as the browser sent it
    together: str | None  # both changes in one text, where they leave each other alone

    @property
    def is_text(self) -> bool:
        """A text can be a third one; of listed words one or the other is chosen."""
        return isinstance(self.field.field, forms.CharField)

    @property
    def third(self) -> str:
        """What to begin a third text from."""
        return self.mine if self.together is None else self.together

    @property
    def mine_parts(self) -> list[Part]:
        return word_parts(self.base, self.mine)

    @property
    def theirs_parts(self) -> list[Part]:
        return word_parts(self.base, self.theirs)


class KeptForm(forms.Form):
    """Sends its first values along as hidden fields (`initial-…`): the common base of a conflict.

    `of` is the row that the form is about, or None for a new one; `facts_of(row)` says what its fields hold now.
    """

    lock_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, of: Any = None, initial: dict[str, Any] | None = None, **options: Any
    ) -> None:
        first = {**self.facts_of(of), "lock_version": of.lock_version} if of is not None else {}
        data = chosen(data) if data is not None else None
        super().__init__(data, initial={**first, **(initial or {})}, **options)
        self.of = of

    def clean_lock_version(self) -> int | None:
        """A form about a row has to say which version it began from; one that does not meets everybody's changes."""
        version: int | None = self.cleaned_data["lock_version"]
        return UNKNOWN if version is None and self.of is not None else version

    @classmethod
    def facts_of(cls, row: Any) -> dict[str, Any]:
        """The present values of the form's fields on `row`; a field that is no column overrides this."""
        names = [name for name in cls.base_fields if name != "lock_version"]
        return {name: getattr(row, name) for name in names}

    @property
    def hidden_initials(self) -> list[str]:
        """What both will have begun from, as hidden inputs. Django's own come twice, and point to the help of fields
        that are seen."""
        return [
            self._hidden_initial(self[name])
            for name in self.fields
            if self.of is not None and name != "lock_version"
        ]

    def _hidden_initial(self, bound: forms.BoundField) -> str:
        widget, name = bound.field.hidden_widget(), bound.html_initial_name
        value = (
            widget.value_from_datadict(self.data, self.files, name) if name in self.data else bound.value()
        )
        return widget.render(name, value)

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb is to write: every field but the form's own."""
        return {name: value for name, value in self.cleaned_data.items() if name != "lock_version"}

    def values(self, name: str, *, initial: bool = False) -> list[str]:
        """A field as the browser sent it (or as it had been given to the browser), always as a list of strings."""
        key = self.add_initial_prefix(name) if initial else self.add_prefix(name)
        sent = self.data.getlist(key) if hasattr(self.data, "getlist") else [self.data.get(key, "")]
        if not isinstance(self.fields[name], forms.ModelMultipleChoiceField):
            sent = sent[-1:]
        return [quotes.normalise_newlines(str(value)) for value in sent]

    def stands(self, name: str, now: "KeptForm") -> bool:
        """Does the row say (in the form `now`) what this person began from?"""
        return same(raw(now[name]), self.values(name, initial=True))

    @property
    def touched(self) -> list[str]:
        """The fields that this person changed, whatever stands in the others."""
        names = [name for name in self.fields if name != "lock_version"]
        return [name for name in names if not same(self.values(name), self.values(name, initial=True))]

    def merged_into(self, row: Any) -> tuple["KeptForm", list[Clash]]:
        """This form begun again on `row` as it is now, and the fields in which somebody must choose.

        Where only one of two people changed a field, the change stands. Where both did, the form holds mine.
        """
        now = type(self)(of=row)
        data = self.data.copy()
        data["lock_version"] = str(row.lock_version)
        clashing = []
        for name in self.fields:
            if name == "lock_version":
                continue
            theirs, base, mine = raw(now[name]), self.values(name, initial=True), self.values(name)
            if same(mine, base) and not same(theirs, base):
                data.setlist(name, theirs)
            elif not same(theirs, base) and not same(theirs, mine):
                clashing.append((name, base, theirs, mine))
            data.setlist(self.add_initial_prefix(name), theirs)
        form = type(self)(data, of=row)
        return form, [clash(form[name], base, theirs, mine) for name, base, theirs, mine in clashing]


def chosen(data: Any) -> Any:
    """What the page of a conflict sends: for each field mine, theirs, or the text that was put together there. A third
    text that somebody wrote on is taken, whatever is ticked: the other two stand elsewhere, it does not."""
    choices = [key for key in data if key.startswith(CHOICE)]
    if not choices:
        return data
    data = data.copy()
    for key in choices:
        name = key.removeprefix(CHOICE)
        source = {"mine": MINE + name, "theirs": f"initial-{name}"}.get(data[key])
        offered = data.get(OFFERED + name)
        is_written = offered is not None and lines(data.get(name, "")) != lines(offered)
        if source and not is_written:
            data.setlist(name, data.getlist(source))
        for prefix in (CHOICE, MINE, OFFERED):
            data.pop(prefix + name, None)
    return data


def lines(text: str) -> str:
    return quotes.normalise_newlines(text)


def clash(field: forms.BoundField, base: list[str], theirs: list[str], mine: list[str]) -> Clash:
    texts = [shown(field, values) for values in (base, mine, theirs)]
    is_text = isinstance(field.field, forms.CharField)
    return Clash(
        field=field,
        label=str(field.label),
        base=texts[0],
        mine=texts[1],
        theirs=texts[2],
        sent=mine,
        together=merged(*texts) if is_text else None,
    )


def same(one: list[str], other: list[str]) -> bool:
    """Equal where an absent field, an empty one and an unticked box mean the same."""
    return [v for v in one if v] == [v for v in other if v]


def raw(bound: forms.BoundField) -> list[str]:
    """The value of an unbound field as a browser would send it."""
    value = bound.field.prepare_value(bound.initial)
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["on"]
    if isinstance(value, list | tuple | set):
        return [str(item) for item in value]
    return [value.isoformat() if hasattr(value, "isoformat") else str(value)]


def shown(bound: forms.BoundField, values: list[str]) -> str:
    """A value as a person reads it: the word of a choice, not its code."""
    if isinstance(bound.field, forms.BooleanField):
        return "Yes" if any(values) else "No"
    words = {str(key): str(label) for key, label in getattr(bound.field, "choices", [])}
    return ", ".join(words.get(value, value) for value in values if value)
