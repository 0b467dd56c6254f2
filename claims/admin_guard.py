"""What the admin's forms share with the desk's: whoever saves second is told, and a form that is sent twice has one
effect. Both are asked here, in one place, for every ModelAdmin that takes `Guarded`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict

from claims.models import Event
from claims.models.event import plain
from claims.views.once import once

OPENED = "opened"  # the hidden field: the row as it was when the page was opened


class Guarded(admin.ModelAdmin):
    """`guarded` are the columns that its form changes."""

    guarded: tuple[str, ...] = ()

    def opened(self, row: Any) -> str:
        """What stood in the form when its page was opened."""
        return json.dumps({name: plain(getattr(row, name)) for name in self.guarded}, ensure_ascii=False)

    @contextmanager
    def held(self, row: Model) -> Iterator[Any]:
        """The row as it is now, held until the transaction ends. In the order in which its verbs lock."""
        with transaction.atomic():
            rows = type(row)._default_manager.select_for_update(no_key=True)
            yield rows.get(pk=row.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        return once(self._changeform)(request, object_id, form_url, extra_context)

    def _changeform(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        context = {**(extra_context or {}), OPENED: self.opened(row) if row is not None else ""}
        if request.method != "POST" or row is None or not self.has_change_permission(request, row):
            return super().changeform_view(request, object_id, form_url, context)
        with self.held(row) as now:
            is_stale = request.POST.get(OPENED) != self.opened(now)
            if is_stale:
                request.stale = self.now_says(now)  # type: ignore[attr-defined]
                request.POST = self.put_together(request, now)  # type: ignore[assignment]
            context[OPENED] = self.opened(now)
            answer = super().changeform_view(request, object_id, form_url, context)
        if is_stale:
            answer.status_code = 409
        return answer

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, which holds nothing to be valid that was begun on another state of the row."""
        made: Any = super().get_form(request, obj, change, **kwargs)
        sentence = getattr(request, "stale", "")
        if not sentence:
            return made

        class Stale(made):
            def clean(self) -> dict[str, Any]:
                super().clean()
                raise ValidationError(sentence)

        return Stale

    def put_together(self, request: HttpRequest, now: Any) -> QueryDict:
        """What was typed, on the row as it is now: a field that this person left alone says what the other one saved,
        so that saving again takes nothing back."""
        data = request.POST.copy()
        try:
            began = dict(json.loads(data.get(OPENED, "")))
        except ValueError:
            return data
        for name in self.guarded:
            value = getattr(now, name)
            typed = plain(name in data) if isinstance(value, bool) else data.get(name, "")
            if typed != began.get(name):
                continue
            if value is False:
                data.pop(name, None)
            else:
                data[name] = "on" if value is True else value
        return data

    def now_says(self, row: Any) -> str:
        """Who was quicker, and what stands there now; what was typed stays in the form."""
        last = Event.objects.about(row.about).first()
        who = str(last.actor) if last and last.actor else "Somebody else"
        fields = forms.fields_for_model(type(row), self.guarded)
        said = "; ".join(f"{field.label}: “{spoken(row, name)}”" for name, field in fields.items())
        return (
            f"{who} saved this after you opened the page. It says now: {said}. What you typed is kept below: save "
            "again to put it in the place of that, or open the page anew."
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Actions, such as sending an invitation again, are sent once too."""
        return once(super().changelist_view)(request, extra_context)


def spoken(row: Any, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
