"""What a reader asks of the list of corrections."""

from datetime import date, timedelta
from typing import Any

from django import forms

from claims.forms import days
from claims.forms.fields import DayField, PickField

# In the order of the tabs; None is "all of them".
KINDS = {
    "": "All",
    "correction": "Corrections",
    "update": "Updates",
    "clarification": "Clarifications",
    "retraction": "Retractions",
    "takedown": "Take-downs",
}
FILTERS = ("kind", "rating", "from_rating", "to_rating", "after_date", "before_date")


class CorrectionsForm(forms.Form):
    """Filters, all optional. One that makes no sense is off, and its sentence is shown beside it."""

    kind = PickField(label="kind of change", required=False, choices=list(KINDS.items()))
    rating = PickField(
        label="rating", required=False, choices=[("", "Changed or not"), ("changed", "Rating changed")]
    )
    from_rating = PickField(label="rated before", required=False)
    to_rating = PickField(label="rated since", required=False)
    after_date = DayField(label="from", required=False)
    before_date = DayField(label="to", required=False)

    def __init__(self, data: Any, *, ratings: dict[str, str]) -> None:
        super().__init__(data)
        for name in ("from_rating", "to_rating"):
            self.fields[name].choices = [("", "Any"), *ratings.items()]
        self.is_valid()
        # A browser drops what is no day from its field, and complains; the sentence beside the field quotes it.
        bad = [
            name
            for name in ("after_date", "before_date")
            if name in self.errors and not days.is_day(data[name])
        ]
        self.data = {**{name: data.get(name) for name in data}, **dict.fromkeys(bad, "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("after_date"), cleaned.get("before_date")
        if first and last and last < first:
            self.add_error("before_date", "To: this day is before the first one.")
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are on, in the order of the page."""
        return {name: self.cleaned_data[name] for name in FILTERS if self.cleaned_data.get(name)}

    @property
    def query(self) -> dict[str, str]:
        """The same as an address carries them: days as ISO text."""
        return {name: str(value) for name, value in self.asked.items()}

    @property
    def is_narrowed(self) -> bool:
        """By more than the tabs do, so that the form stands open."""
        return bool(self.errors or set(self.asked) - {"kind", "rating"})

    def lookups(self) -> dict[str, Any]:
        """The filters as a queryset of PublicChange takes them; days are those of the newsroom's zone."""
        asked = self.asked
        found: dict[str, Any] = {name: asked[name] for name in ("kind", "from_rating") if name in asked}
        if "to_rating" in asked:
            found["rating"] = asked["to_rating"]
        if {"rating", "from_rating", "to_rating"} & set(asked):
            found["rating_changed"] = True
        if "after_date" in asked:
            found["at__gte"] = days.midnight(asked["after_date"])
        if "before_date" in asked and asked["before_date"] < date.max:
            found["at__lt"] = days.midnight(asked["before_date"] + timedelta(days=1))
        return found

    def described(self) -> list[dict[str, Any]]:
        """Each filter that is on, in words, with the query that is left without it."""
        words_of = {
            "rating": lambda _value: "Rating changed",
            "from_rating": lambda value: f"Rated {self._word('from_rating', value)} before",
            "to_rating": lambda value: f"Rated {self._word('to_rating', value)} since",
            "after_date": lambda value: f"From {days.in_words(value)}",
            "before_date": lambda value: f"To {days.in_words(value)}",
        }
        query = self.query
        return [
            {
                "text": words_of[name](value),
                "without": {other: said for other, said in query.items() if other != name},
            }
            for name, value in self.asked.items()
            if name in words_of and (name != "rating" or "kind" in query)  # alone it is a tab
        ]

    def _word(self, field: str, value: str) -> str:
        return dict(self.fields[field].choices).get(value, value)  # type: ignore[attr-defined]
