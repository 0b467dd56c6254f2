"""The queue and triage: what waits, and many claims at once."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Event, wording
from tests import factories

QUEUE = "/desk/"


def send(client, **data):
    return client.post(reverse("triage"), {"idempotency_key": str(uuid.uuid4()), **data})


def spot(reporter, n):
    document = factories.document(by=reporter)
    return [factories.spotted_claim(by=reporter, on=document, quotation=q) for q in
            ("Nobody was hurt", "The roof leaks all the same", "Visitors doubled", "40,000 crowns")[:n]]  # fmt: skip


def test_a_stranger_is_led_to_the_login(stranger, db):
    assert stranger.get(QUEUE)["Location"].startswith("/accounts/login/")
    assert send(stranger).status_code == 403


def test_an_empty_desk_says_what_to_do(as_, reporter):
    page = as_(reporter).get(QUEUE).text
    assert "no claims waiting" in page
    assert reverse("document-add") in page


def test_each_state_has_its_table_and_its_count(as_, reporter, editor):
    spot(reporter, 2)
    factories.drafted_claim(by=reporter)
    factories.in_review_claim(by=reporter)
    page = as_(editor).get(QUEUE)
    assert [section.state for section in page.context["sections"]] == ["in_review", "drafting", "spotted"]
    assert page.context["counts"]["all"] == 4
    assert "The library opens at nine on weekdays" in page.text
    assert "Not rated yet" in page.text  # beside every statement that has no rating


def test_no_statement_stands_without_its_rating(as_, reporter, editor):
    factories.in_review_claim(by=reporter)
    page = as_(editor).get(QUEUE).text
    row = page[page.index("<tbody>") :]
    row = row[: row.index("</tr>")]
    assert "The library of Examplestead opens at nine" in row and "r-true" in row


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"state": "drafting"}, 1),
        ({"assigned_to": "me"}, 1),
        ({"assigned_to": "nobody"}, 2),
        ({"due_on": "late"}, 1),
        ({"due_on": "today"}, 0),
        ({"priority": "2"}, 1),
        ({"q": "roof leaks"}, 1),
        ({"q": "LÉAK"}, 1),
        ({"q": "nothing like it"}, 0),
        ({"state": "dropped"}, 0),
        ({"state": "no such state"}, 3),  # a filter that makes no sense is off, and says so
    ],
)
def test_filters(as_, reporter, filters, count):
    first, second = spot(reporter, 2)
    second.organise(by=reporter, priority=2, due_on=timezone.localdate() - timedelta(days=1))
    factories.drafted_claim(by=reporter)
    page = as_(reporter).get(QUEUE, filters)
    assert page.status_code == 200
    assert page.context["shown"] == count


def test_an_old_claim_that_is_open_is_not_lost_behind_those_that_are_done_with(as_, reporter, monkeypatch):
    monkeypatch.setattr(wording, "MOST", 2)
    old, *newer = (factories.spotted_claim(by=reporter) for _ in range(4))
    for claim in newer:
        claim.pass_over(by=reporter, reason="trivial")
    page = as_(reporter).get(QUEUE, {"q": old.first_appearance.exact})
    assert [(section.state, len(section.claims)) for section in page.context["sections"]] == [
        ("spotted", 1),
        ("dropped", 2),
    ]
    assert page.context["sections"][0].claims == [old]


def test_a_number_finds_its_claim(as_, reporter):
    first, _second = spot(reporter, 2)
    for number in (first.public_id, first.public_id.upper(), f" {first.public_id} "):
        assert as_(reporter).get(QUEUE, {"q": number}).context["shown"] == 1


def test_hostile_filters_are_answered(as_, reporter):
    turned = "\u202e" * 300
    hostile = (
        {"q": "\0"},
        {"q": turned},
        {"after": "x_y_z"},
        {"after": "9999-99-99_1_1"},
        {"after": "_1_" + "9" * 50},
    )
    for filters in hostile:
        assert as_(reporter).get(QUEUE, {"state": "spotted", **filters}).status_code == 200


def test_rows_come_by_urgency_and_the_rest_by_keyset(as_, reporter, monkeypatch):
    monkeypatch.setattr("claims.views.queue.OF_ONE", 2)
    a, b, c, d = spot(reporter, 4)
    today = timezone.localdate()
    d.organise(by=reporter, due_on=today)
    c.organise(by=reporter, due_on=today, priority=1)
    b.organise(by=reporter, priority=2)
    client, seen, address = as_(reporter), [], QUEUE + "?state=spotted"
    for _ in range(2):
        section = client.get(address).context["sections"][0]
        seen += [claim.pk for claim in section.claims]
        address = QUEUE + section.more
    assert seen == [c.pk, d.pk, b.pk, a.pk]
    assert section.more == ""


def test_the_number_of_queries_does_not_depend_on_the_rows(as_, reporter, django_assert_num_queries):
    client = as_(reporter)
    spot(reporter, 1)
    factories.in_review_claim(by=reporter)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    spot(reporter, 3)
    factories.in_review_claim(by=reporter)
    factories.in_review_claim(by=reporter)
    with django_assert_num_queries(len(one)):
        client.get(QUEUE)


def test_htmx_gets_the_rows_alone(as_, reporter):
    spot(reporter, 1)
    part = as_(reporter).get(QUEUE, headers={"HX-Request": "true"})
    assert "<html" not in part.text and 'id="rows"' in part.text
    assert "HX-Request" in part["Vary"]
    whole = as_(reporter).get(QUEUE, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.text


# Triage


def test_many_are_taken_at_once(as_, reporter):
    one, two, three = spot(reporter, 3)
    answer = as_(reporter).post(
        reverse("triage") + "?state=spotted",
        {"idempotency_key": str(uuid.uuid4()), "verb": "take", "claim": [one.public_id, two.public_id]},
        follow=True,
    )
    assert answer.redirect_chain == [("/desk/?state=spotted", 302)]
    assert "2 claims taken." in answer.text
    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == [
        "drafting",
        "drafting",
        "spotted",
    ]
    assert Claim.objects.get(pk=one.pk).assigned_to == reporter


def test_the_button_of_a_row_takes_that_row_alone(as_, reporter):
    one, two = spot(reporter, 2)
    send(as_(reporter), claim=[one.public_id], take=two.public_id)
    assert Claim.objects.get(pk=one.pk).state == "spotted"
    assert Claim.objects.get(pk=two.pk).state == "drafting"


def test_passing_over_takes_one_reason_for_all(as_, reporter):
    claims = spot(reporter, 3)
    ids = [claim.public_id for claim in claims]
    seen = [f"{claim.public_id}.{claim.content_version}" for claim in Claim.objects.all()]
    send(as_(reporter), verb="pass_over", claim=ids, reason="opinion", seen=seen)
    assert set(Claim.objects.values_list("state", "drop_reason")) == {("dropped", "opinion")}
    assert Event.objects.filter(verb="pass_over").count() == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"verb": "take"}, "No claim is ticked."),
        ({"verb": "pass_over", "reason": ""}, "The reason is missing"),
        ({"verb": "pass_over", "reason": "because"}, "The reason is not one of the choices."),
        ({"verb": "pass_over", "reason": "other", "note": ""}, "The note is missing"),
        ({"verb": "publish"}, "Press Take or Pass over."),
        ({}, "Press Take or Pass over."),
    ],
)
def test_what_is_wrong_is_said_and_ticks_are_kept(as_, reporter, data, sentence):
    [claim] = spot(reporter, 1)
    if sentence != "No claim is ticked.":
        data = {**data, "claim": [claim.public_id]}
    answer = send(as_(reporter), **data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text
    assert Claim.objects.get().state == "spotted"
    if "claim" in data:
        assert f'value="{claim.public_id}" checked' in answer.text


def test_a_colleague_was_quicker_with_one_of_them(as_, reporter, reporter2):
    one, two = spot(reporter, 2)
    one.take(by=reporter2)
    answer = as_(reporter).post(
        reverse("triage"),
        {"idempotency_key": str(uuid.uuid4()), "verb": "take", "claim": [one.public_id, two.public_id]},
        follow=True,
    )
    assert "One claim taken." in answer.text
    assert "was left as it is: This claim is a draft." in answer.text
    assert Claim.objects.get(pk=one.pk).assigned_to == reporter2


def test_a_form_sent_twice_counts_once(as_, reporter):
    [claim] = spot(reporter, 1)
    data = {"idempotency_key": str(uuid.uuid4()), "verb": "take", "claim": [claim.public_id]}
    client = as_(reporter)
    first, second = client.post(reverse("triage"), data), client.post(reverse("triage"), data)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Event.objects.filter(verb="take").count() == 1


def test_an_unknown_claim_is_not_found(as_, reporter):
    assert send(as_(reporter), verb="take", claim=["00000000"]).status_code == 404
    assert as_(reporter).get(reverse("triage")).status_code == 405
