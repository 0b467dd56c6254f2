"""To tell again: which versions make a task, once each; done by one person, with a note, in one Event."""

import pytest
from django.db import IntegrityError, transaction

from claims.models import Event, Task
from claims.refusals import Forbidden, Invalid, Refused
from tests import factories

pytestmark = pytest.mark.django_db

TOLD = "The morning newsletter of 3 March, and both posts."


def follow(claim):
    """What the worker does after each event of this claim."""
    for event in reversed(claim.events().filter(verb__in=["publish", "retract", "take_down"])):
        Task.after(event)


@pytest.fixture
def claim(reporter, editor):
    return factories.published_claim(by=reporter, editor=editor)


@pytest.fixture
def task(claim, reporter, editor2):
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    follow(claim)
    return Task.objects.get()


@pytest.mark.parametrize(
    ("change_kind", "fields", "due"),
    [
        ("correction", {"conclusion": "One list says so."}, 1),
        ("update", {"rating": "false"}, 1),
        ("update", {"conclusion": "A third list says so too."}, 0),
        ("clarification", {"conclusion": "Both lists say so."}, 0),
    ],
)
def test_which_new_versions_have_to_be_told_again(claim, reporter, editor2, change_kind, fields, due):
    if "rating" in fields:
        fields = {"rating": factories.rating(fields["rating"])}
    factories.republish(claim, by=reporter, editor=editor2, change_kind=change_kind, **fields)
    follow(claim)
    assert Task.objects.count() == due


@pytest.mark.parametrize(("verb", "said"), [("retract", "Retracted"), ("take_down", "Taken down")])
def test_what_is_withdrawn_has_to_be_told_again(claim, editor, verb, said):
    getattr(claim, verb)(by=editor, reason="The list was forged.")
    follow(claim)
    task = Task.objects.get()
    assert (task.number, task.what_happened, task.before.number) == (2, said, 1)
    assert task.old_rating["label"] == "True" and task.new_rating == {}


def test_the_first_version_has_not(claim):
    follow(claim)
    assert not Task.objects.exists()


def test_following_an_event_twice_makes_one_task(claim, task):
    follow(claim)
    assert Task.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(kind="tell_again", claim=claim, number=2, due_on=task.due_on)


def test_it_knows_what_had_been_told(task):
    assert (task.before.number, task.version.number) == (1, 2)
    assert (task.old_rating["label"], task.new_rating["label"]) == ("True", "False")
    assert "Tell again" in str(task)


def test_lists_need_the_same_number_of_queries_however_long(
    task, reporter, editor, django_assert_num_queries
):
    with django_assert_num_queries(5):
        assert [row.version.number for row in Task.objects.waiting().for_lists()] == [2]
    for _ in range(2):
        other = factories.published_claim(by=reporter, editor=editor)
        other.retract(by=editor, reason="The list was forged.")
        follow(other)
    with django_assert_num_queries(5):
        assert len([row.before.number for row in Task.objects.waiting().for_lists()]) == 3


def test_it_is_done_with_one_event_that_says_where(task, reporter):
    task.finish(by=reporter, note=TOLD)
    task.refresh_from_db()
    assert task.is_done and (task.done_by, task.note) == (reporter, TOLD)
    event = Event.objects.get(verb="finish_task")
    assert event.object == task.claim.about
    assert (event.details["number"], event.details["note"]) == (2, TOLD)


def test_it_is_done_by_one_person(task, reporter, editor):
    again = Task.objects.get()
    task.finish(by=reporter, note=TOLD)
    with pytest.raises(Refused, match="Rita has done this already"):
        again.finish(by=editor, note="In print.")
    assert Event.objects.filter(verb="finish_task").count() == 1
    assert Task.objects.get().note == TOLD


@pytest.mark.parametrize("note", ["", "  \n", "a\0b", "x" * 4_001])
def test_where_it_was_told_is_asked_for(task, reporter, note):
    with pytest.raises(Invalid) as refusal:
        task.finish(by=reporter, note=note)
    assert set(refusal.value.errors) == {"note"}
    assert not Event.objects.filter(verb="finish_task").exists()


def test_it_may_turn_out_that_it_was_not_done(task, reporter, editor):
    with pytest.raises(Refused):
        task.reopen(by=reporter)
    task.finish(by=reporter, note=TOLD)
    task.reopen(by=editor)
    assert not Task.objects.get().is_done and Task.objects.get().note == TOLD
    assert Event.objects.filter(verb="reopen_task").count() == 1
    task.finish(by=editor, note=TOLD + " And in print.")


def test_who_has_left_does_nothing(task):
    left = factories.user("editor", is_active=False)
    with pytest.raises(Forbidden):
        task.finish(by=left, note=TOLD)
    with pytest.raises(Forbidden):
        task.reopen(by=left)
