"""Every text of every table is asked: a name that must go is found wherever it stands, however it is written."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models

from claims.models import Claimant, Document, Topic, User
from claims.models.finding import NOT_ASKED, asked, columns, find, pattern_of
from claims.models.places import TELLERS
from claims.refusals import Invalid
from tests import factories

pytestmark = pytest.mark.django_db


def labels(words):
    return [hit.label for hit in find(words).hits]


@pytest.mark.parametrize(
    "written",
    [
        "Jane Doe", "JANE DOE", "jane\ndoe", "Jane   Doe", "jane-doe", "Jane_Doe", "jane+doe", "jane%20doe", "Jané Döe",
        "Doe, Jane Doe", "jane.doe@newsroom.example",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(reporter, written):
    claim = factories.spotted_claim(by=reporter)
    claim.take(by=reporter)
    claim.revise(by=reporter, conclusion=f"So said {written}, at nine.")
    assert f"claim {claim.public_id}" in labels("Jane Doe")
    assert any(label.startswith("event") for label in labels("jane doe"))


@pytest.mark.parametrize("written", ["Jan Doe", "Jane Dough", "Jane and Doe", "JaneDoe"])
def test_other_words_are_not_found(reporter, written):
    claim = factories.drafted_claim(by=reporter)
    claim.revise(by=reporter, conclusion=f"So said {written}.")
    assert labels("Jane Doe") == []


@pytest.mark.parametrize(
    "name", ['Jane "JD" Doe', "Jane \\ Doe", "J. (Jane) D*e?", "Müller-Łukasz", "محمد علي", "O'Doe"]
)
def test_any_name_is_taken_literally_also_inside_events(reporter, name):
    claim = factories.drafted_claim(by=reporter)
    claim.revise(by=reporter, conclusion=f"So said {name} yesterday.")
    found = labels(name)
    assert f"claim {claim.public_id}" in found
    assert any(label.startswith("event") and "revise" in label for label in found)


@pytest.mark.parametrize("words", ["", "  ", "ab", "a b", "a.b", "...", "nul\0nul"])
def test_too_little_to_look_for(words):
    with pytest.raises(Invalid):
        pattern_of(words)


def test_each_place_says_how_it_is_mended(reporter, editor, admin):
    name = "Jane Q. Doe"
    claim = factories.complete_claim(by=reporter, conclusion=f"{name} says so.")
    claim.add_evidence(by=reporter, stance="context", kind="interview", title="What was seen", person=name)
    claim.first_appearance.change(by=reporter, claimant_name=name)
    gone = factories.add_evidence(claim, by=reporter, person=name)
    gone.remove(by=reporter)
    Document.add(by=reporter, title=f"A letter of {name}", text=f"I am {name}.")
    Topic.add(by=editor, slug="jane-q-doe", label=name)
    User.objects.invite("jane.q.doe@newsroom.example", "reporter", by=admin)
    LogEntry.objects.log_actions(admin.pk, [claim], 2, change_message=f"Saw {name}")
    how = {hit.label.split(" ")[0]: hit for hit in find(name).hits}
    assert how["claim"].url == claim.get_absolute_url() and not how["claim"].row
    assert "then this piece" in how["piece"].how and "then this place" in how["where"].how
    assert how["removed"].row == f"evidence {gone.pk}"
    assert how["kept"].row.startswith("snapshot ") and how["event"].row.startswith("event ")
    assert "facts" in how["document"].how and "Rename the claimant" in how["claimant"].how
    assert "Rename the topic" in how["topic"].how and "Rename the person" in how["account"].how
    assert how["line"].row.startswith("log ")
    assert Claimant.objects.get(name=name)


def test_a_new_table_is_asked_by_itself():
    """Whatever holds text is looked through, or stands on the list of what is not, with a reason."""
    texts = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    for model in apps.get_models(include_auto_created=True):
        holds = [f for f in model._meta.concrete_fields if isinstance(f, texts) and not f.choices]
        if holds and model._meta.label not in NOT_ASKED:
            assert model in asked(), model._meta.label
            unread = {f.column for f in holds} - set(columns(model)) - {"password"}
            assert all(c.endswith("sha256") or c in ("previous", "hash") for c in unread), (model, unread)
    assert {model._meta.label for model in apps.get_models(include_auto_created=True)} >= NOT_ASKED
    assert set(TELLERS) <= {model._meta.label for model in asked()}
