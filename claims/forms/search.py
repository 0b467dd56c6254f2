"""What a reader asks of the list of checks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst

from claims import asking, texts
from claims.forms import days
from claims.forms.fields import DayField, PickField, Worded
from claims.models.searching import Asked
from claims.models.tag import PublicTag

FILTERS = ("q", "rating", "claimant", "topic", "document", "after_date", "before_date", "changed", "order")
TAGS = ("claimant", "topic", "document")
LONGEST_NAME = 500
KEPT = 1_000  # characters of what was typed that are shown again


class RatingsField(Worded, forms.MultipleChoiceField):
    """Several words of our scales; one that no scale of ours ever had is named."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)
        self.error_messages["invalid_choice"] = (
            f"{capfirst(self.label)}: no check of ours was ever rated “%(value).60s”."
        )

    def to_python(self, value: Any) -> list[str]:
        return [_showable(each) for each in super().to_python(value)]  # an error names it

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))  # twice the same word is one filter


class TagField(forms.CharField):
    """Something that checks name: by its id, as our own links have it, or by its name as it stands on the pages."""

    def __init__(self, kind: str, *, label: str, nothing: str) -> None:
        super().__init__(label=label, required=False)
        self.kind, self.nothing = kind, nothing
        self.widget.attrs.update({"class": "in", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """(key, name), or None."""
        text = super().clean(value).strip()
        if not text:
            return None
        if len(text) > LONGEST_NAME:
            raise forms.ValidationError(
                f"{capfirst(self.label)}: {len(text):,} characters are too many; {LONGEST_NAME} fit."
            )
        try:
            texts.refuse_nul(text)
        except ValueError as error:
            raise forms.ValidationError(f"{capfirst(self.label)}: {error}") from error
        of_kind = PublicTag.objects.filter(kind=self.kind).order_by("-published_at", "-public_id")
        found = (
            of_kind.filter(key=text).first()
            or of_kind.extra(where=["lower(left(label, 200)) = lower(left(%s, 200))"], params=[text]).first()
        )
        if found is None:
            raise forms.ValidationError(
                f"{capfirst(self.label)}: {self.nothing} “{texts.show_controls(text[:60])}”."
            )
        return found.key, found.label or found.key


class SearchForm(forms.Form):
    """Filters, all optional. One that makes no sense is off, and its sentence is shown beside it."""

    q = forms.CharField(
        label="words", required=False, widget=forms.TextInput(attrs={"type": "search", "class": "in"})
    )
    rating = RatingsField(label="rating", required=False)
    claimant = TagField("claimant", label="who said it", nothing="we have checked nobody called")
    topic = TagField("topic", label="topic", nothing="no check has the topic")
    document = TagField("document", label="document", nothing="no check names a document called")
    after_date = DayField(label="from", required=False)
    before_date = DayField(label="to", required=False)
    changed = forms.BooleanField(label="corrected, updated or clarified since", required=False)
    order = PickField(
        label="order", required=False, choices=[("", "Best match first"), ("newest", "Newest first")]
    )

    def __init__(self, data: Any, *, ratings: dict[str, str]) -> None:
        super().__init__(data)
        self.fields["rating"].choices = list(ratings.items())
        for name in (
            "claimant",
            "document",
            "after_date",
            "before_date",
        ):  # they stand outside the form element
            self.fields[name].widget.attrs["form"] = "find"
        self.is_valid()
        # Kept as it was typed, but for what a field cannot show: a browser drops what is no day.
        shown = {name: _showable(str(data.get(name) or "")[:KEPT]) for name in FILTERS if name != "rating"}
        bad = {
            name: ""
            for name in ("after_date", "before_date")
            if name in self.errors and not days.is_day(shown[name])
        }
        self.data = {
            **shown,
            **bad,
            "rating": [_showable(each[:60]) for each in _several(data, "rating")[:50]],
        }

    def clean_q(self) -> asking.Query:
        text = self.cleaned_data["q"]
        try:
            return asking.parse(texts.refuse_nul(text))
        except ValueError as error:
            raise forms.ValidationError(f"Words: {error}") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("after_date"), cleaned.get("before_date")
        if first and last and last < first:
            self.add_error("before_date", "To: this day is before the first one.")
        return cleaned

    @property
    def words(self) -> str:
        """What was typed, where it can be looked for."""
        return " ".join(self.data["q"].split()) if self.cleaned_data.get("q") else ""

    def asked(self) -> Asked:
        """The filters that are on, as the search takes them; days are those of the newsroom's zone."""
        on = self.cleaned_data
        first, last = on.get("after_date"), on.get("before_date")
        query = on.get("q") or asking.Query()
        return Asked(
            query=query,
            ratings=tuple(on.get("rating") or ()),
            tags=tuple((kind, on[kind][0]) for kind in TAGS if on.get(kind)),
            since=days.midnight(first) if first else None,
            until=days.midnight(last + timedelta(days=1)) if last else None,
            changed=bool(on.get("changed")),
            best_first=bool(query) and on.get("order") != "newest",
        )

    @property
    def query(self) -> dict[str, Any]:
        """The filters that are on, as an address carries them: days as ISO text, `rating` as a list."""
        on = self.cleaned_data
        found: dict[str, Any] = {"q": self.words} if self.words else {}
        if on.get("rating"):
            found["rating"] = list(on["rating"])
        found |= {kind: on[kind][0] for kind in TAGS if on.get(kind)}
        found |= {name: on[name].isoformat() for name in ("after_date", "before_date") if on.get(name)}
        if on.get("changed"):
            found["changed"] = "on"
        if self.words and on.get("order"):
            found["order"] = on["order"]
        return found

    @property
    def narrowed(self) -> int:
        """How many filters are on, words and order aside."""
        return len([name for name in self.query if name not in ("q", "order")])

    def described(self) -> list[dict[str, Any]]:
        """Each filter that is on, in words, with the query that is left without it."""
        query, on = self.query, self.cleaned_data
        labels = dict(self.fields["rating"].choices)
        chips = []
        for name, value in query.items():
            rest = {other: said for other, said in query.items() if other != name}
            if name == "rating":
                for slug in value:
                    left = [other for other in value if other != slug]
                    chips.append(
                        {"text": labels[slug], "without": {**query, "rating": left} if left else rest}
                    )
            elif name != "order":
                chips.append({"text": _SAID[name](value, on), "without": rest})
        return chips


_SAID: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    "q": lambda value, _on: f"“{value}”",
    "claimant": lambda _value, on: on["claimant"][1],
    "topic": lambda _value, on: on["topic"][1],
    "document": lambda _value, on: on["document"][1],
    "after_date": lambda _value, on: f"Published from {days.in_words(on['after_date'])}",
    "before_date": lambda _value, on: f"Published to {days.in_words(on['before_date'])}",
    "changed": lambda _value, _on: "Changed since",
}


def _several(data: Any, name: str) -> list[str]:
    return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name) or [])


def _showable(text: str) -> str:
    """No page may hold a NUL; all else it may."""
    return text.replace("\x00", "\ufffd")
