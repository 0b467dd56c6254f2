"""To tell again, at the desk: in the queue, at the claim, on a page of its own; and what the house could not do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Event, Job, Task
from tests import factories
from tests.access.stage import sent

pytestmark = pytest.mark.django_db

PAGE = "/desk/tasks/"
TOLD = "The morning newsletter, and both posts."


def make_task(by, editor):
    claim = factories.published_claim(by=by, editor=editor)
    claim.organise(by=editor, story_url="https://paper.example/story")
    factories.republish(claim, by=by, editor=editor, rating=factories.rating("false"))
    Task.after(claim.events().filter(verb="publish").first())
    return Task.objects.get(claim=claim)


@pytest.fixture
def task(reporter, editor):
    return make_task(reporter, editor)


@pytest.fixture
def broken(task):
    event = Event.objects.filter(verb="publish").last()
    return Job.objects.create(
        name="tell_again", event=event, attempts=7, error="OSError: disk <full>", failed_at=timezone.now()
    )


def address(name, task):
    return reverse(name, args=[task.claim.public_id, task.pk])


def test_the_page_says_what_happened_and_what_had_been_told(as_, reporter, task):
    page = as_(reporter).get(PAGE).text
    assert "Corrected on" in page and "with version 2" in page
    assert "Version 1 had been public since" in page
    assert '<s class="rating r-true">' in page and "r-false" in page
    assert "We had read the list of another year." in page
    assert "https://paper.example/story" in page


def test_it_is_in_the_queue_and_at_the_claim(as_, reporter, task):
    browser = as_(reporter)
    queue = browser.get("/desk/").text
    assert 'id="to-tell"' in queue and f"{PAGE}#task-{task.pk}" in queue
    assert 'id="to-tell"' not in browser.get("/desk/", {"state": "published"}).text
    page = browser.get(task.claim.get_absolute_url()).text
    assert address("task-finish", task) in page
    task.claim.edit(by=reporter)
    assert address("task-finish", task) in browser.get(task.claim.get_absolute_url()).text


def test_nothing_to_tell_is_said_so(as_, reporter):
    assert "Nothing has to be told again" in as_(reporter).get(PAGE).text
    assert 'id="to-tell"' not in as_(reporter).get("/desk/").text


def test_a_reporter_says_where_it_was_told(as_, reporter, task):
    browser = as_(reporter)
    answer = browser.post(address("task-finish", task), sent(note=TOLD))
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    page = browser.get(PAGE).text
    assert TOLD in page and "Nothing has to be told again" in page
    history = browser.get(reverse("claim-history", args=[task.claim.public_id])).text
    assert f"told again what had changed with version 2: “{TOLD}”" in history


def test_from_the_claim_one_comes_back_to_the_claim(as_, reporter, task):
    answer = as_(reporter).post(address("task-finish", task), sent(note=TOLD, then="claim"))
    assert answer["Location"] == task.claim.get_absolute_url()


def test_without_a_note_nothing_is_done_and_the_field_is_named(as_, reporter, task):
    answer = as_(reporter).post(address("task-finish", task), sent(note="  "))
    assert answer.status_code == 422
    assert f'href="#id_task{task.pk}_note"' in answer.text and f'id="id_task{task.pk}_note"' in answer.text
    assert not Event.objects.filter(verb="finish_task").exists()


def test_the_second_of_two_is_told_who_was_first_and_keeps_the_words(as_, reporter, editor, task):
    as_(editor).post(address("task-finish", task), sent(note="In print."))
    for note in ("Only by telephone.", ""):
        answer = as_(reporter).post(address("task-finish", task), sent(note=note))
        assert answer.status_code == 409
        assert "Eda has done this already" in answer.text and note in answer.text
    assert Task.objects.get().note == "In print."


def test_it_can_be_opened_again_with_its_note(as_, reporter, task):
    browser = as_(reporter)
    browser.post(address("task-finish", task), sent(note=TOLD))
    assert browser.post(address("task-reopen", task), sent()).status_code == 302
    page = browser.get(PAGE).text
    assert TOLD in page and "Corrected on" in page
    assert browser.post(address("task-reopen", task), sent()).status_code == 409


def test_a_form_that_is_sent_twice_has_one_effect(as_, reporter, task):
    browser, form = as_(reporter), sent(note=TOLD)
    answers = [browser.post(address("task-finish", task), form) for _ in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, PAGE)] * 2
    assert Event.objects.filter(verb="finish_task").count() == 1


def test_strangers_and_wrong_addresses(as_, stranger, reporter, task, broken):
    assert stranger.get(PAGE).status_code == 302
    assert stranger.post(address("task-finish", task), sent(note=TOLD)).status_code == 403
    other = factories.spotted_claim(by=reporter)
    wrong = reverse("task-finish", args=[other.public_id, task.pk])
    assert as_(reporter).post(wrong, sent(note=TOLD)).status_code == 404
    assert as_(reporter).post(reverse("job-again", args=[broken.pk + 1]), sent()).status_code == 404


def test_a_late_one_says_so(as_, reporter, task):
    Task.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    browser = as_(reporter)
    for page in (PAGE, "/desk/", task.claim.get_absolute_url()):
        assert "late" in browser.get(page).text


def test_one_and_three_take_the_same_number_of_queries(as_, reporter, editor, task):
    browser = as_(editor)
    counted = {}
    for rows in (1, 3):
        while Task.objects.count() < rows:
            make_task(reporter, editor)
        for page in (PAGE, "/desk/"):
            with CaptureQueriesContext(connection) as queries:
                browser.get(page)
            counted.setdefault(page, set()).add(len(queries))
    assert all(len(numbers) == 1 for numbers in counted.values()), counted


def test_no_statement_stands_without_its_rating(as_, reporter, task):
    page = as_(reporter).get("/desk/").text
    row = page[page.index('id="to-tell"') :]
    row = row[row.index("<tbody>") :]
    assert "r-false" in row[: row.index("</tr>")]


# ---------------------------------------------------------------- what the house could not do


def test_an_editor_sees_what_failed_in_plain_words(as_, reporter, editor, admin, broken):
    for person in (editor, admin):
        page = as_(person).get(PAGE).text
        assert "It could not note that a correction has to be told again." in page
        assert "OSError: disk &lt;full&gt;" in page and "published version" in page
        assert f"{PAGE}#broken" in as_(person).get("/desk/").text
    assert "broken" not in as_(reporter).get(PAGE).text
    assert "#broken" not in as_(reporter).get("/desk/").text


def test_an_editor_lets_it_be_tried_again(as_, editor, broken):
    answer = as_(editor).post(reverse("job-again", args=[broken.pk]), sent())
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    broken.refresh_from_db()
    assert (broken.failed_at, broken.attempts) == (None, 0)
    assert as_(editor).post(reverse("job-again", args=[broken.pk]), sent()).status_code == 404
    history = as_(editor).get("/desk/history/").text
    assert "had the house try again what it could not do" in history


def test_a_reporter_may_not(as_, reporter, broken):
    assert as_(reporter).post(reverse("job-again", args=[broken.pk]), sent()).status_code == 403
    broken.refresh_from_db()
    assert broken.failed_at is not None


def test_a_job_that_comes_round_has_no_event_to_name(as_, editor):
    Job.objects.create(name="clear_sessions", attempts=9, error="no", failed_at=timezone.now())
    assert "It could not clear away sessions that have ended." in as_(editor).get(PAGE).text
