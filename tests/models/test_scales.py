"""Scales are retired and replaced, and whatever was rated on them keeps its word, its meaning and its number."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Claim, Event, Rating, RatingScale
from claims.refusals import Forbidden, Incomplete, Invalid, Refused
from tests import factories
from tests.views.pages import fields_of, send

pytestmark = pytest.mark.django_db

COLUMNS = ("label", "slug", "definition", "value", "settles", "token")
WORDS: list[dict[str, Any]] = [
    dict(zip(COLUMNS, row, strict=True))
    for row in (
        ("Right", "true", "It is so.", 3, True, "true"),
        ("Half right", "half-true", "Half of it.", 2, True, "half-true"),
        ("Wrong", "false", "It is not so.", 1, True, "false"),
        ("Open", "open", "Nobody knows.", None, False, "unproven"),
    )
]


@pytest.fixture
def scale(db: None) -> RatingScale:
    return RatingScale.objects.get()


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def events(scale: RatingScale) -> list[str]:
    return [event.verb for event in Event.objects.filter(object=scale.about).order_by("id")]


# ---------------------------------------------------------------- verbs


def test_replaced_from_today_the_old_one_ended_yesterday(scale, admin):
    factories.long_ago(scale)
    new = scale.replace(by=admin, words=WORDS)
    assert (scale.valid_to, new.version, new.valid_from) == (yesterday(), 2, timezone.localdate())
    assert events(new) == ["replace_scale"] and events(scale) == ["retire_scale"]
    assert [rating.label for rating in Rating.objects.offered()] == ["Right", "Half right", "Wrong", "Open"]
    assert [each.version for each in RatingScale.objects.begun()] == [2, 1]


def test_one_that_was_retired_sooner_keeps_its_last_day(scale, admin):
    scale.retire(by=admin, valid_to=timezone.localdate())
    new = scale.replace(by=admin, words=WORDS, valid_from=timezone.localdate() + timedelta(days=9))
    assert scale.valid_to == timezone.localdate()
    assert events(scale) == ["retire_scale"] and events(new) == ["replace_scale"]


def test_each_verb_writes_one_event_with_what_was_and_what_is(scale, admin):
    other = RatingScale.add(by=admin, name="Short", words=WORDS[:2])
    other.change(by=admin, words=WORDS[:3])
    other.retire(by=admin, valid_to=timezone.localdate())
    other.retire(by=admin, valid_to=None)
    about = other.about
    other.remove(by=admin)
    told = list(Event.objects.filter(object=about).order_by("id"))
    assert [event.verb for event in told] == [
        "add_scale", "change_scale", "retire_scale", "reinstate_scale", "delete_scale",
    ]  # fmt: skip
    assert len(told[1].details["old"]["words"]) == 2 and len(told[1].details["new"]["words"]) == 3
    assert told[2].details["new"] == timezone.localdate().isoformat()
    assert told[4].details["old"]["words"][0]["definition"] == "It is so."
    assert all(event.actor == admin for event in told)


@pytest.mark.parametrize("who", ["reporter", "editor"])
def test_only_an_administrator(scale, who, request):
    by = request.getfixturevalue(who)
    for act in (
        lambda: RatingScale.add(by=by, name="Short", words=WORDS),
        lambda: scale.change(by=by, words=WORDS),
        lambda: scale.retire(by=by, valid_to=timezone.localdate()),
        lambda: scale.replace(by=by, words=WORDS),
        lambda: scale.remove(by=by),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not Event.objects.filter(object__startswith="scale/").exists()


def test_a_used_scale_is_neither_changed_nor_deleted(scale, admin, reporter):
    factories.complete_claim(by=reporter)
    for act in (lambda: scale.change(by=admin, words=WORDS), lambda: scale.remove(by=admin)):
        with pytest.raises(Refused, match="A claim was rated on Factcheck scale, version 1"):
            act()
    assert scale.ratings.count() == 7 and events(scale) == []


def test_what_was_replaced_is_neither_replaced_again_nor_given_other_days(scale, admin):
    scale.replace(by=admin, words=WORDS)
    with pytest.raises(Refused, match="was replaced already, by version 2"):
        scale.replace(by=admin, words=WORDS)
    with pytest.raises(Refused, match="so its days stay"):
        scale.retire(by=admin, valid_to=None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": ""}, "no label"),
        ({"label": "x" * 61}, "61 characters; 60 fit"),
        ({"definition": " "}, "its definition is missing"),
        ({"slug": "Tr ue"}, "other characters"),
        ({"value": 0}, "not one from 1 to 100"),
        ({"value": 101}, "not one from 1 to 100"),
        ({"token": "purple"}, "colour and shape"),
        ({"label": "a\u202eb"}, "direction of writing"),
        ({"definition": "a\x00b"}, "NUL"),
    ],
)
def test_words_that_cannot_be_kept(admin, change, sentence):
    with pytest.raises(Invalid, match=sentence):
        RatingScale.add(by=admin, name="Short", words=[{**WORDS[0], **change}, WORDS[1]])
    assert RatingScale.objects.count() == 1


def test_a_new_version_does_not_begin_behind_us(scale, admin):
    factories.long_ago(scale)
    with pytest.raises(Invalid, match="today at the earliest"):
        scale.replace(by=admin, words=WORDS, valid_from=yesterday())


def test_a_form_that_was_filled_from_another_state_is_refused(scale, admin):
    seen = scale.fingerprint
    scale.change(by=admin, words=WORDS, seen=seen)
    for act in (
        lambda: scale.change(by=admin, words=WORDS[:2], seen=seen),
        lambda: scale.retire(by=admin, valid_to=timezone.localdate(), seen=seen),
        lambda: scale.replace(by=admin, words=WORDS, seen=seen),
    ):
        with pytest.raises(Refused, match="was changed while you were writing"):
            act()
    assert events(scale) == ["change_scale"]


# ---------------------------------------------------------------- what was rated on it


def test_old_claims_keep_label_definition_number_and_place(scale, admin, reporter, editor, stranger):
    claim = factories.published_claim(by=reporter, editor=editor, rating=factories.rating("mostly-true"))
    before = claim.last_revision.content_dict["rating"]
    page = stranger.get(claim.public.get_absolute_url()).content
    record = stranger.get(f"/claims/{claim.public_id}/record.json").content
    scale.replace(by=admin, words=WORDS)
    claim = Claim.objects.get(pk=claim.pk)
    assert claim.content()["rating"] == before
    assert (before["label"], before["value"], before["scale"]["version"]) == ("Mostly true", 4, 1)
    assert stranger.get(claim.public.get_absolute_url()).content == page
    assert stranger.get(f"/claims/{claim.public_id}/record.json").content == record
    review = stranger.get(f"/claims/{claim.public_id}/claimreview.json").json()["reviewRating"]
    assert (review["alternateName"], review["ratingValue"], review["bestRating"]) == ("Mostly true", 4, 5)


def test_a_draft_on_a_scale_that_ended_is_asked_to_choose_again(scale, admin, reporter, editor):
    factories.long_ago(scale)
    draft = factories.complete_claim(by=reporter)
    waiting = factories.approved_claim(by=reporter, editor=editor)
    new = scale.replace(by=admin, words=WORDS)
    for verb in (lambda: draft.submit(by=reporter), lambda: waiting.publish(by=editor)):
        with pytest.raises(Incomplete) as refusal:
            verb()
        (check,) = refusal.value.missing
        assert check.field == "rating" and "Factcheck scale, version 1 is not in use any more" in check.detail
    with pytest.raises(Invalid, match="no longer used"):
        draft.revise(by=reporter, rating=scale.ratings.get(slug="false"))
    draft.revise(by=reporter, rating=new.ratings.get(slug="true"))
    draft.submit(by=reporter)
    assert draft.state == "in_review"


def test_a_correction_may_stay_on_its_scale_or_move(scale, admin, reporter, editor, editor2):
    factories.long_ago(scale)
    stays = factories.published_claim(by=reporter, editor=editor)
    moves = factories.published_claim(by=reporter, editor=editor)
    same = factories.published_claim(by=reporter, editor=editor)
    new = scale.replace(by=admin, words=WORDS)
    factories.republish(stays, by=reporter, editor=editor2, rating=scale.ratings.get(slug="mostly-true"))
    factories.republish(moves, by=reporter, editor=editor2, rating=new.ratings.get(slug="false"))
    factories.republish(
        same, by=reporter, editor=editor2, change_kind="clarification", conclusion="Two lists."
    )
    versions = [
        each.last_revision.content_dict["rating"]["scale"]["version"] for each in (stays, moves, same)
    ]
    assert versions == [1, 2, 1]


def test_the_same_word_of_the_next_scale_is_another_rating(scale, admin, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    words = list(scale.ratings.order_by("position").values(*COLUMNS))
    words[0]["definition"] = "It holds in every particular."
    new = scale.replace(by=admin, words=words)
    claim.edit(by=reporter)
    claim.revise(by=reporter, rating=new.ratings.get(slug="true"))
    assert "rating" in claim.note_needed()
    with pytest.raises(Incomplete):
        claim.submit(by=reporter)


def test_going_back_to_the_public_version_brings_its_rating_back(scale, admin, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    new = scale.replace(by=admin, words=WORDS)
    claim.edit(by=reporter)
    claim.revise(by=reporter, rating=new.ratings.get(slug="false"))
    claim.discard(by=editor)
    assert claim.rating == scale.ratings.get(slug="true")


def test_the_workbench_offers_what_is_in_use_and_what_readers_see(as_, scale, admin, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    draft = factories.complete_claim(by=reporter)
    scale.replace(by=admin, words=WORDS)
    claim.edit(by=reporter)
    page = as_(reporter).get(claim.get_absolute_url()).content.decode()
    for words in ("Factcheck scale, version 1", "Factcheck scale, version 2", "Half right", "Mostly false"):
        assert words in page, words
    page = as_(reporter).get(draft.get_absolute_url()).content.decode()
    assert "is not in use any more" in page and "Half right" in page and "Mostly false" not in page
    new = as_(reporter).get(factories.drafted_claim(by=reporter).get_absolute_url()).content.decode()
    assert "Half right" in new and "Mostly" not in new


def test_a_word_that_two_scales_have_is_sent_with_its_scale(as_, scale, admin, reporter, editor):
    """The bare word could mean either, so it is no answer; with its scale it is."""
    claim = factories.published_claim(by=reporter, editor=editor)
    new = scale.replace(by=admin, words=WORDS)
    claim.edit(by=reporter)
    client, address = as_(reporter), f"{claim.get_absolute_url()}save/"
    form = fields_of(client.get(claim.get_absolute_url()).text, address)
    assert send(client, address, **{**form, "rating": "false"}).status_code == 422
    form = fields_of(client.get(claim.get_absolute_url()).text, address)
    assert send(client, address, **{**form, "rating": f"false.{new.pk}"}).status_code == 302
    claim.refresh_from_db()
    assert claim.rating == new.ratings.get(slug="false")


# ---------------------------------------------------------------- what readers are told


def test_all_scales_are_shown_with_their_dates_and_meanings(scale, admin, stranger):
    factories.long_ago(scale)
    scale.replace(by=admin, words=WORDS)
    RatingScale.add(
        by=admin, name="Next year’s", words=WORDS, valid_from=timezone.localdate() + timedelta(days=9)
    )
    page = stranger.get("/ratings/").content.decode()
    assert page.index("Factcheck scale, version 2") < page.index(
        "Factcheck scale, version 1 (no longer used)"
    )
    for words in (
        "It is so.", "Place 1 of 3 on the line. Number in ClaimReview: 3", "Leaves the question open",
        "The statement is right in substance", "Checks that were rated on it keep its words.", "In use since",
    ):  # fmt: skip
        assert words in page, words
    assert "Next year" not in page


def test_the_list_knows_the_words_of_every_scale(scale, admin, stranger, reporter, editor):
    factories.published_claim(by=reporter, editor=editor, rating=factories.rating("mostly-true"))
    scale.replace(by=admin, words=WORDS)
    assert stranger.get("/claims/?rating=mostly-true").content.decode().count('class="checked"') == 1
    assert "<bdi>Right</bdi>" in stranger.get("/claims/?rating=true").content.decode()  # what is chosen


# ---------------------------------------------------------------- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_replace_at_the_same_moment_one_wins():
    scale = RatingScale.objects.get()
    people = [factories.user("administrator", name) for name in ("ada", "arne")]
    begin, said = threading.Barrier(2), []

    def replace(by: Any) -> None:
        mine = RatingScale.objects.get(pk=scale.pk)
        begin.wait(10)
        try:
            said.append(str(mine.replace(by=by, words=WORDS)))
        except Refused as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=[person]) for person in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(said) == [
        "Factcheck scale, version 1 was replaced already, by version 2. Replace that one.",
        "Factcheck scale, version 2",
    ]
    assert Event.objects.filter(verb="replace_scale").count() == 1
    assert Rating.objects.filter(scale__version=2).count() == len(WORDS)
