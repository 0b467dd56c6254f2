"""What a person asks of the history."""

from django import forms

from claims import words
from claims.forms.fields import DayField, LineField, PickField

SIGNING = ("log_in", "log_out")
# Several verbs that people look for under one name.
GROUPS = {
    "writing": ("revise", "discard", "take_new_names"),
    "places": ("add_appearance", "change_appearance", "remove_appearance"),
    "evidence": ("add_evidence", "change_evidence", "move_evidence", "remove_evidence"),
    "documents": ("add_document", "change_document", "keep_copy"),
    "people": ("invite", "join", "change_role", "deactivate", "reactivate", "rename", "recover"),
    "organising": ("organise",),
    "signing": SIGNING,
}
CHOICES = [
    ("", "Anything"),
    ("spot", "Spotted"),
    *((verb, label) for verb, label in words.VERBS.items() if verb != "approve_and_publish"),
    ("writing", "Text written"),
    ("places", "Where it was said"),
    ("evidence", "Evidence"),
    ("organising", "Organised"),
    ("documents", "Documents and copies"),
    ("people", "People and rights"),
    ("signing", "Logged in or out"),
]


class HistoryForm(forms.Form):
    """The filter of the history. `before` is the id of the last event of the page before."""

    person = LineField(label="person", required=False, max_length=120)
    claim = LineField(label="claim, by number or words", required=False, max_length=200)
    verb = PickField(label="what was done", required=False, choices=CHOICES)
    since = DayField(label="from", required=False)
    until = DayField(label="to", required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62)
