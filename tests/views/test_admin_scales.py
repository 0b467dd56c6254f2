"""Scales in the admin: added, changed while they are free, retired, replaced. What was typed is never lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Event, Rating, RatingScale
from tests import factories
from tests.views.pages import fields_of

pytestmark = pytest.mark.django_db

ADD = "/admin/claims/ratingscale/add/"


def at(page: str, *args: Any) -> str:
    return reverse(f"admin:claims_ratingscale_{page}", args=args)


def word(at: int, label: str, **facts: Any) -> dict[str, Any]:
    row = {
        "position": at, "label": label, "slug": "", "definition": f"{label} it is.", "value": "", "settles": "on",
        "token": "true", **facts,
    }  # fmt: skip
    return {f"ratings-{at - 1}-{name}": value for name, value in row.items()}


def typed(*words: dict[str, Any], **facts: Any) -> dict[str, Any]:
    rows = {name: value for row in words for name, value in row.items()}
    form = {"name": "Short", "valid_from": str(timezone.localdate()), "valid_to": ""}
    return {**form, "ratings-TOTAL_FORMS": len(words), "ratings-INITIAL_FORMS": 0, **rows, **facts}


@pytest.fixture
def scale(db: None) -> RatingScale:
    return RatingScale.objects.get()


@pytest.fixture
def used(scale: RatingScale, reporter: Any) -> RatingScale:
    factories.complete_claim(by=reporter)
    scale.refresh_from_db()
    return scale


def replacing(client: Any, scale: RatingScale) -> dict[str, Any]:
    """The form of a new version as the browser has it."""
    page = client.get(f"{ADD}?replaces={scale.pk}")
    assert page.status_code == 200
    return {name: value for name, value in fields_of(page.text, "").items() if "__prefix__" not in name}


def verbs() -> list[str]:
    return list(
        Event.objects.filter(object__startswith="scale/").order_by("id").values_list("verb", flat=True)
    )


def test_a_scale_is_added_with_its_words_in_the_order_given(as_, admin):
    words = [word(1, "Wrong", position=9, value=1, token="false"), word(2, "Right", position=3, value=2)]
    assert as_(admin).post(ADD, typed(*words)).status_code == 302
    made = RatingScale.objects.get(name="Short")
    rows = list(made.ratings.values_list("label", "slug", "position", "value"))
    assert rows == [("Right", "right", 1, 2), ("Wrong", "wrong", 2, 1)]
    assert verbs() == ["add_scale"]


@pytest.mark.parametrize(
    ("words", "facts", "sentence"),
    [
        ([word(1, "Right")], {}, "A scale needs two words at least."),
        ([word(1, "Right"), word(2, "Right", slug="other")], {}, "Two words have the label “Right”."),
        ([word(1, "Right"), word(2, "Wrong", slug="right")], {}, "Two words have the short name “right”."),
        ([word(1, "Right", value=2), word(2, "Wrong", value=2)], {}, "Two words have the number “2”."),
        ([word(1, "Right", slug="Right!"), word(2, "Wrong")], {}, "slug"),
        ([word(1, "Ri\u202eght"), word(2, "Wrong")], {}, "changes the direction of writing"),
        (
            [word(1, "Right"), word(2, "Wrong")],
            {"name": "factcheck SCALE"},
            "A scale of this name is here already.",
        ),
    ],
)
def test_what_cannot_be_kept_is_named_and_what_was_typed_stays(as_, admin, words, facts, sentence):
    answer = as_(admin).post(ADD, typed(*words, **facts))
    assert answer.status_code == 200 and sentence in answer.text
    assert "Right it is." in answer.text or "Ri" in answer.text
    assert RatingScale.objects.count() == 1 and verbs() == []


def test_a_free_scale_is_changed_and_deleted(as_, admin, scale):
    client = as_(admin)
    page = client.get(at("change", scale.pk))
    form = {k: v for k, v in fields_of(page.text, "").items() if "__prefix__" not in k}
    form |= {"ratings-0-label": "Right", "ratings-1-position": "0", "ratings-6-DELETE": "on"}
    assert client.post(at("change", scale.pk), form).status_code == 302
    labels = list(scale.ratings.values_list("label", flat=True))
    assert labels == ["Mostly true", "Right", "Half true", "Mostly false", "False", "Misleading"]
    assert client.post(at("delete", scale.pk), {"post": "yes"}).status_code == 302
    assert verbs() == ["change_scale", "delete_scale"] and not RatingScale.objects.exists()


def test_saved_unchanged_it_writes_nothing(as_, admin, scale):
    client = as_(admin)
    form = fields_of(client.get(at("change", scale.pk)).text, "")
    assert client.post(at("change", scale.pk), form).status_code == 302
    assert verbs() == []


def test_a_used_scale_shows_its_words_and_lets_none_be_changed(as_, admin, used):
    client = as_(admin)
    page = client.get(at("change", used.pk)).text
    assert 'name="ratings-0-label"' not in page and 'name="name"' not in page and "Misleading" in page
    forged = typed(word(1, "Forged"), word(2, "Forgery"), name="Forged", valid_from="2020-01-01")
    client.post(at("change", used.pk), forged)
    used.refresh_from_db()
    assert used.name != "Forged" and used.valid_from.year > 2020
    assert not Rating.objects.filter(label__startswith="Forge").exists()
    assert client.post(at("delete", used.pk), {"post": "yes"}).status_code == 403
    assert verbs() == []


def test_retired_by_its_last_day_and_that_taken_back(as_, admin, used):
    client, last = as_(admin), timezone.localdate() + timedelta(days=30)
    answer = client.post(at("change", used.pk), typed(valid_to=str(last), seen=used.fingerprint), follow=True)
    assert "nothing can be rated" in answer.text  # there is no other
    used.refresh_from_db()
    assert used.valid_to == last
    client.post(at("change", used.pk), typed(valid_to="", seen=used.fingerprint))
    used.refresh_from_db()
    assert used.valid_to is None and verbs() == ["retire_scale", "reinstate_scale"]


def test_a_form_that_does_not_say_what_it_was_filled_from_changes_nothing(as_, admin, used):
    last = timezone.localdate() + timedelta(days=30)
    assert as_(admin).post(at("change", used.pk), typed(valid_to=str(last))).status_code == 409
    used.refresh_from_db()
    assert used.valid_to is None


def test_the_last_day_is_not_behind_us(as_, admin, used):
    answer = as_(admin).post(at("change", used.pk), typed(valid_to="2020-01-01", seen=used.fingerprint))
    assert answer.status_code == 200 and "Its last day is today at the earliest." in answer.text
    assert verbs() == []


def test_a_new_version_begins_with_the_words_of_the_old_one(as_, admin, used):
    client = as_(admin)
    form = replacing(client, used)
    assert (form["name"], form["ratings-0-label"], form["ratings-6-label"]) == (used.name, "True", "Unproven")
    form |= {"ratings-0-definition": "It holds.", "ratings-3-DELETE": "on"}
    assert client.post(f"{ADD}?replaces={used.pk}", form).status_code == 302
    new = RatingScale.objects.get(version=2)
    used.refresh_from_db()
    assert (new.name, new.valid_from, new.valid_to) == (used.name, timezone.localdate(), None)
    assert used.valid_to == used.valid_from == timezone.localdate()  # it began today, and was replaced today
    assert list(new.ratings.values_list("label", flat=True)) == [
        "True", "Mostly true", "Half true", "False", "Misleading", "Unproven",
    ]  # fmt: skip
    assert new.ratings.get(slug="true").definition == "It holds."
    assert used.ratings.get(slug="true").definition != "It holds." and used.ratings.count() == 7
    assert verbs() == ["retire_scale", "replace_scale"]
    assert {rating.scale for rating in Rating.objects.offered()} == {new}


def test_replaced_from_a_later_day_both_have_their_days(as_, admin, used):
    client, later = as_(admin), timezone.localdate() + timedelta(days=10)
    client.post(f"{ADD}?replaces={used.pk}", replacing(client, used) | {"valid_from": str(later)})
    used.refresh_from_db()
    assert used.valid_to == later - timedelta(days=1)
    assert {rating.scale.version for rating in Rating.objects.offered()} == {1}
    assert {each.version for each in RatingScale.objects.in_force(later)} == {2}
    page = client.get(at("changelist")).text
    assert "Replaced by version 2" in page


def test_of_two_who_replace_it_one_wins_and_the_other_keeps_what_was_typed(as_, admin, used):
    first, second = as_(admin), as_(factories.user("administrator", "arne"))
    forms = replacing(first, used), replacing(second, used)
    assert first.post(f"{ADD}?replaces={used.pk}", forms[0]).status_code == 302
    mine = {**forms[1], "ratings-0-definition": "What I had thought of for an hour."}
    answer = second.post(f"{ADD}?replaces={used.pk}", mine)
    assert answer.status_code == 409
    assert "was replaced already, by version 2" in answer.text
    assert "What I had thought of for an hour." in answer.text
    assert RatingScale.objects.count() == 2 and verbs() == ["retire_scale", "replace_scale"]


def test_a_form_filled_from_what_is_no_more_is_refused(as_, admin, scale):
    first, second = as_(admin), as_(factories.user("administrator", "arne"))
    forms = [
        {
            k: v
            for k, v in fields_of(each.get(at("change", scale.pk)).text, "").items()
            if "__prefix__" not in k
        }
        for each in (first, second)
    ]
    first.post(at("change", scale.pk), {**forms[0], "ratings-0-label": "Right"})
    answer = second.post(at("change", scale.pk), {**forms[1], "ratings-0-label": "Correct"})
    assert answer.status_code == 409 and "was changed while you were writing" in answer.text
    assert "Correct" in answer.text and scale.ratings.get(position=1).label == "Right"
    assert verbs() == ["change_scale"]


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "9" * 40, "%00", ""])
def test_replacing_what_is_not_there_is_a_plain_new_scale(as_, admin, asked):
    assert as_(admin).get(f"{ADD}?replaces={asked}").status_code == 200


def test_nobody_else_comes_near(as_, editor, reporter, stranger, used):
    for client in (as_(editor), as_(reporter), stranger):
        for address in (ADD, at("change", used.pk), at("delete", used.pk)):
            assert client.post(address, typed(word(1, "A"), word(2, "B"))).status_code in (302, 403)
    assert RatingScale.objects.count() == 1 and verbs() == []
    assert RatingScale.objects.get().valid_to is None and date.today()
