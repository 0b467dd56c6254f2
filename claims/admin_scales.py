"""Rating scales in the admin. Whatever is saved here goes through a verb of RatingScale; nothing is saved by itself.

A scale that no claim was rated on may be changed and deleted. One that is used has two doors: its last day, and
"Replace by a new version", which opens the form of a new scale with the words of the old one in it.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.models import Rating, RatingScale
from claims.models.scaling import WORD, check_words
from claims.refusals import Invalid

SEEN = "seen"  # the fingerprint of what the form was filled from
REPLACES = "replaces"
NOT_SAID = "-"


class ScaleForm(forms.ModelForm):
    """`seen` and `replaces` go along hidden; what a verb would refuse is said beside the fields first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    replaces = forms.ModelChoiceField(
        RatingScale.objects.all(), required=False, widget=forms.HiddenInput,
        error_messages={"invalid_choice": "The scale that this replaces is not there any more."},
    )  # fmt: skip

    class Meta:
        model = RatingScale
        fields = ["name", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[SEEN] = self.instance.fingerprint
        if self.initial.get(REPLACES) or self.data.get(REPLACES):
            self.fields["name"].widget.attrs["readonly"] = True  # a version keeps the name of its scale
        if "valid_to" in self.fields:
            self.fields["valid_to"].label = "Last day"
            self.fields[
                "valid_to"
            ].help_text = "Empty while it is in use. After its last day nobody rates on it."
        if "valid_from" in self.fields:
            self.fields["valid_from"].label = "First day"

    def clean(self) -> dict[str, Any]:
        """What a verb would refuse for a day or a name, beside the field; what somebody else did meanwhile is the
        verb's to say."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("valid_from") or self.instance.valid_from, given.get("valid_to")
        if given.get(REPLACES) and first < timezone.localdate():
            self.add_error("valid_from", "It begins today at the earliest: nothing was rated on it before.")
        if last and last != self.instance.valid_to and last < timezone.localdate():
            self.add_error("valid_to", "Its last day is today at the earliest.")
        elif last and last < first:
            self.add_error("valid_to", "Its last day is before its first.")
        name = (given.get("name") or "").strip()
        if (
            not self.instance.pk
            and not given.get(REPLACES)
            and RatingScale.objects.filter(name__iexact=name).exists()
        ):
            self.add_error("name", "A scale of this name is here already. Replace it by a new version.")
        return given

    def validate_unique(self) -> None:
        """The verbs say it, in sentences."""

    def validate_constraints(self) -> None:
        """Likewise."""


class WordForm(forms.ModelForm):
    class Meta:
        model = Rating
        fields = ["position", *WORD]
        # Narrower than the admin's own, so that the table fits a screen.
        widgets = {
            "label": forms.TextInput(attrs={"size": 14}),
            "slug": forms.TextInput(attrs={"size": 12}),
            "definition": forms.Textarea(attrs={"rows": 3, "cols": 30}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Stands in addresses; empty: made from the label."

    def has_changed(self) -> bool:
        """A word copied from the scale before is a word, though nobody has touched it."""
        return bool(self.initial) or super().has_changed()


class WordFormSet(BaseInlineFormSet):
    """The words of one scale, judged together as the verbs judge them."""

    def clean(self) -> None:
        frozen = bool(self.instance.pk and self.instance.is_used)
        if frozen or any(form.errors for form in self.forms):
            return
        try:
            check_words(self.words())
        except Invalid as refusal:
            raise ValidationError(" ".join(refusal.errors.values())) from refusal

    def validate_unique(self) -> None:
        """check_words says it in sentences."""

    def words(self) -> list[dict[str, Any]]:
        """What was typed, in the order of the places given."""
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [row for row in rows if row.get("label") and not row.get("DELETE")]
        return [
            {name: row.get(name) for name in WORD} for row in sorted(kept, key=lambda row: row["position"])
        ]


class WordInline(admin.TabularInline):
    model = Rating
    form = WordForm
    formset = WordFormSet
    ordering = ["position"]
    verbose_name_plural = "words, best first"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        replaced = _replaced(request)
        return 0 if obj else replaced.ratings.count() if replaced else 5

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_administrator", False))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(request, obj)

    def is_free(self, request: HttpRequest, scale: RatingScale | None) -> bool:
        """Frozen once a claim was rated on the scale: old claims keep their words."""
        return self.has_view_permission(request) and (scale is None or not scale.is_used)


class RatingScaleAdmin(admin.ModelAdmin):
    """For administrators. Deleted is only what no claim was rated on."""

    form = ScaleForm
    show_full_result_count = False
    list_display = ["__str__", "valid_from", "valid_to", "in_use", "replace_link"]
    list_display_links = ["__str__"]
    ordering = ["name", "-version"]
    inlines = [WordInline]
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_administrator", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request) and obj is not None and not obj.is_used

    @admin.display(description="in use", boolean=True)
    def in_use(self, scale: RatingScale) -> bool:
        return scale.is_in_force

    @admin.display(description="new version")
    def replace_link(self, scale: RatingScale) -> str:
        later = scale.successor if scale.pk else None
        if not scale.pk:
            return "–"
        if later is not None:
            return f"Replaced by version {later.version}"
        address = f"{reverse('admin:claims_ratingscale_add')}?{REPLACES}={scale.pk}"
        return format_html('<a href="{}">Replace by a new version</a>', address)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        replaced = _replaced(request)
        title = {"title": f"Replace {replaced} by a new version"} if replaced else {}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["name", "valid_from", SEEN, REPLACES]
        return ["name", "version", "valid_from", "valid_to", "replace_link", SEEN]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return []
        return ["version", "replace_link", *(["name", "valid_from"] if obj.is_used else [])]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        replaced = _replaced(request)
        if replaced is None:
            return super().get_changeform_initial_data(request)
        return {"name": replaced.name, REPLACES: replaced.pk, SEEN: replaced.fingerprint}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        replaced = _replaced(request)
        if replaced is not None and not obj.pk:
            rows = replaced.ratings.order_by("position").values("position", *WORD)
            options["initial"] = [dict(row) for row in rows]
        return options

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """A form on words that are no more cannot be read at all: said before Django tries to. (Between here and the
        verb nothing slips through either: the verb asks again, with the row in hand.)"""
        if request.method == "POST" and object_id is not None:
            scale, seen = self.get_object(request, object_id), request.POST.get(SEEN, "")
            if scale is not None and self.has_change_permission(request, scale):
                scale.check_seen(seen or NOT_SAID)  # a form that does not say has seen nothing
        return super().changeform_view(request, object_id, form_url, extra_context)

    # Saving: the form and its words were read; a verb does the rest.
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the words are part of it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        given = form.cleaned_data
        words = formsets[0].words() if formsets else []
        if change:
            self._change(request, form, words)
            return
        replaced = given.get(REPLACES)
        if replaced is not None:
            scale = replaced.replace(
                by=request.user, words=words, valid_from=given["valid_from"], seen=given[SEEN]
            )
        else:
            scale = RatingScale.add(
                by=request.user, name=given["name"].strip(), words=words, valid_from=given["valid_from"]
            )
        form.instance.__dict__.update(scale.__dict__)

    def _change(self, request: HttpRequest, form: Any, words: list[dict[str, Any]]) -> None:
        """Two verbs at most: other words on a free scale, and another last day. The second one meets what the first
        one left, so it is asked first what the form was filled from."""
        given, scale = form.cleaned_data, RatingScale.objects.get(pk=form.instance.pk)
        seen = given[SEEN]
        if not scale.is_used and (formset_changed(form) or words != stored_words(scale)):
            scale.change(
                by=request.user,
                name=given["name"].strip(),
                valid_from=given["valid_from"],
                words=words,
                seen=seen,
            )
            seen = ""
        if given["valid_to"] != scale.valid_to:
            scale.retire(by=request.user, valid_to=given["valid_to"], seen=seen)
        if not RatingScale.objects.in_force().filter(valid_to__isnull=True).exists():
            messages.warning(
                request,
                "After the last day of this scale nothing can be rated. Replace it, or add another one.",
            )

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What was done stands in the history, told by the verb."""
        return []

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The scale and its words; the verb refuses one that is used."""
        return [str(scale) for scale in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.remove(by=request.user)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().delete_view(request, object_id, {"title": "Delete a scale that no claim was rated on"})


def formset_changed(form: Any) -> bool:
    return bool({"name", "valid_from"} & set(form.changed_data))


def stored_words(scale: RatingScale) -> list[dict[str, Any]]:
    return [dict(row) for row in scale.ratings.order_by("position").values(*WORD)]


def _replaced(request: HttpRequest) -> RatingScale | None:
    """The scale that a new version is begun from, as the address of the form says, or the form itself."""
    asked = request.POST.get(REPLACES) or request.GET.get(REPLACES, "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    return RatingScale.objects.filter(pk=int(asked)).first()
