"""Forms about a claim: its text, its place in the desk's day, and what each verb wants to know."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q

from claims.forms.fields import AddressField, DayField, LineField, PickField, TextField
from claims.forms.kept import KeptForm, languages, said
from claims.models import Claim, Rating, Topic, User
from claims.words import CHANGE_KINDS, DROP_REASONS, PRIORITIES

LIMIT = 100_000  # characters: a book chapter; more is a slip
MEANINGS = {
    "correction": "We were wrong. On top of the page, the old rating struck.",
    "update": "Facts came later. On top of the page: “Rated so until …; new facts since”, nothing struck.",
    "clarification": "Stands below the text. Not for another rating.",
    "wording": "Told in the list of versions. Only where nothing that readers rely on has changed.",
}


class RatingChoice(forms.ModelChoiceField):
    """One of the desk's verdict words. It is sent with its scale: were that one replaced while somebody writes, the
    same word of the next one would be another answer. (A word alone will do where only one scale has it.)"""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Rating.objects.none(),
            widget=forms.RadioSelect,
            empty_label="Not rated yet",
            blank=False,
            **options,
        )
        self.error_messages["invalid_choice"] = "Rating is not one of the words of this scale."

    def prepare_value(self, value: Any) -> Any:
        return f"{value.slug}.{value.scale_id}" if isinstance(value, Rating) else value

    def to_python(self, value: Any) -> Rating | None:
        if value in self.empty_values:
            return None
        found = [rating for rating in self.queryset or () if is_meant(value, rating)]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found[0]

    def label_from_instance(self, rating: Any) -> str:
        several = len({each.scale_id for each in self.queryset or ()}) > 1
        return f"{rating.label} ({rating.scale})" if several else rating.label


def is_meant(value: Any, rating: Rating) -> bool:
    slug, _dot, scale = str(value).partition(".")
    return slug == rating.slug and scale in ("", str(rating.scale_id))


class ClaimForm(KeptForm):
    """All that is ours in a claim. Nothing is required to save: the gate asks at Submit."""

    statement = LineField(label="statement", max_length=1_000, required=False, widget=said(3))
    headline = LineField(label="headline", max_length=300, required=False, widget=said(2))
    language = PickField(label="language of this check", required=False)
    selection_reason = TextField(label="why we chose it", max_length=LIMIT, rows=2, required=False)
    rating = RatingChoice(label="rating", required=False)
    conclusion = TextField(label="conclusion", max_length=LIMIT, required=False, widget=said(4))
    analysis = TextField(label="analysis", max_length=LIMIT, required=False, widget=said(8))
    looked_for = TextField(
        label="what we looked for and did not find", max_length=LIMIT, required=False, widget=said(2)
    )
    fewer_sources = TextField(
        label="fewer than two independent pieces? Say why", max_length=LIMIT, rows=2, required=False
    )
    reply = TextField(
        label="what the claimant told us, or why we did not ask",
        max_length=LIMIT,
        required=False,
        widget=said(2),
    )
    true_as_of = DayField(label="true as of", required=False)
    change_kind = PickField(label="kind of change", required=False, widget=forms.RadioSelect)
    change_text = TextField(
        label="what was wrong, and what is right", max_length=LIMIT, required=False, widget=said(3)
    )

    def __init__(self, data: Any = None, *, of: Claim, **options: Any) -> None:
        super().__init__(data, of=of, **options)
        self.fields["language"].choices = languages(now=of.language)
        self.fields["change_kind"].choices = list(CHANGE_KINDS.items())
        ratings = of.open_ratings()
        if of.rating_id:  # its own word stays to be seen, also where the gate asks for another
            ratings = ratings | Rating.objects.filter(pk=of.rating_id).select_related("scale")
        self.fields["rating"].queryset = ratings
        if of.last_revision is None:
            del self.fields["change_kind"], self.fields["change_text"]

    @property
    def scales(self) -> list[dict[str, Any]]:
        """The rows of choices, one scale after the other: each word with its picture."""
        chosen = self["rating"].value() or ""
        ratings = list(self.fields["rating"].queryset)
        return [
            {"scale": scale, "choices": _row(list(words), chosen)}
            for scale, words in groupby(ratings, key=lambda rating: rating.scale)
        ]

    @property
    def change_kinds(self) -> list[dict[str, Any]]:
        chosen = str(self["change_kind"].value() or "")
        return [
            {"value": kind, "label": label, "meaning": MEANINGS[kind], "checked": kind == chosen}
            for kind, label in CHANGE_KINDS.items()
        ]


def _row(ratings: list[Rating], chosen: Any) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = []
    for rating in ratings:
        # The first that stands beside the line begins a new row.
        is_beside = rating.value is None and not any(each["rating"].value is None for each in choices)
        choices.append(
            {
                "rating": rating,
                "value": f"{rating.slug}.{rating.scale_id}",
                "checked": is_meant(chosen, rating),
                "is_beside": is_beside,
            }
        )
    return choices


class OrganiseForm(KeptForm):
    """What only the desk sees, and the story of ours that a claim goes with. No content: it voids no approval."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), to_field_name="slug", required=False, widget=forms.CheckboxSelectMultiple, label="topics",
        error_messages={"invalid_choice": "Topics: one of them is not there any more."},
    )  # fmt: skip
    priority = forms.TypedChoiceField(
        label="priority", coerce=int, choices=list(PRIORITIES.items()), error_messages={
            "required": "Priority is missing.", "invalid_choice": "Priority is not one of the choices.",
        },
    )  # fmt: skip
    assigned_to = forms.ModelChoiceField(
        User.objects.none(), to_field_name="username", required=False, label="with", empty_label="Nobody",
        error_messages={"invalid_choice": "With: choose somebody from the list."},
    )  # fmt: skip
    due_on = DayField(label="due on", required=False)
    recheck_on = DayField(
        label="look again on",
        required=False,
        help_text="Makes a task for the desk. Nothing changes by itself.",
    )
    story_url = AddressField(
        label="our story about it", required=False, widget=forms.URLInput(attrs={"class": "in"})
    )

    def __init__(self, data: Any = None, *, of: Claim, **options: Any) -> None:
        super().__init__(data, of=of, **options)
        people = Q(is_active=True) | Q(pk=of.assigned_to_id)
        self.fields["assigned_to"].queryset = User.objects.filter(people).order_by("username")

    @property
    def chosen(self) -> dict[str, Any]:
        """Only what this person changed: whatever a colleague set meanwhile in another field stays."""
        return {name: self.facts[name] for name in self.touched}

    @property
    def began(self) -> dict[str, list[str]]:
        """What stood in those fields when the page was opened."""
        return {name: [v for v in self.values(name, initial=True) if v] for name in self.touched}

    @classmethod
    def facts_of(cls, row: Claim) -> dict[str, Any]:
        facts = {
            name: getattr(row, name)
            for name in ("priority", "assigned_to", "due_on", "recheck_on", "story_url")
        }
        return {**facts, "topics": [topic.slug for topic in row.topics.all()]}


class ReadForm(forms.Form):
    """The hash of the text that was on the reviewer's screen."""

    content_sha256 = forms.RegexField(
        r"^[0-9a-f]{64}$",
        widget=forms.HiddenInput,
        error_messages={
            "required": "This form does not say which text you read. Open the review again.",
            "invalid": "This form does not say which text you read. Open the review again.",
        },
    )


class PublishForm(ReadForm):
    """Publishing wants the hash that was approved, and nothing more."""


class ApprovalForm(ReadForm):
    """A yes to one exact text, and to the sentence that matters most in it."""

    says_no_more = forms.BooleanField(
        label="The statement says no more than was said",
        error_messages={"required": "Tick “The statement says no more than was said”, or request changes."},
    )


class SeenForm(forms.Form):
    """What was on the screen: the version of the working copy's content, or the number of the version readers see."""

    NOT_SAID = "This form does not say which text you saw. Open the page again, and send it from there."

    content_version = forms.IntegerField(error_messages={"required": NOT_SAID, "invalid": NOT_SAID})


class SeenNumberForm(forms.Form):
    number = forms.IntegerField(error_messages={"required": SeenForm.NOT_SAID, "invalid": SeenForm.NOT_SAID})


class ReasonForm(forms.Form):
    """Why: for the colleague who gets the claim back, or for the readers who see that it was retracted."""

    reason = TextField(label="reason", max_length=4000, rows=3)

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if not reason.strip():
            raise forms.ValidationError("Reason is missing.")
        return reason


class OverrideForm(ApprovalForm, ReasonForm):
    """An administrator's yes in place of a second person's; readers see the reason."""


class DropForm(forms.Form):
    """Why nobody will check this: a listed reason, and a note where the list is too short."""

    reason = PickField(label="reason")
    note = TextField(label="note", max_length=2000, rows=2, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [("", "Choose a reason"), *DROP_REASONS.items()]
