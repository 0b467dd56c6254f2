"""Once means once: a form has one effect and one answer, however often it is sent, and from how many windows."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Claim, Event, SentForm, idempotency
from tests import factories
from tests.crowd import at_once, browsers
from tests.views.pages import at, fields_of, send

KEY = "6d1b1a38-3c0e-4d6a-9a1e-1f6a3f0c2b11"
NEW = "/desk/claims/new/"
TYPED = {"url": "https://paper.example/a", "quotation": "We open at nine.", "statement": "Mine"}


@pytest.mark.django_db
def test_a_double_click_and_a_lost_answer_and_the_back_button_have_one_effect(as_, reporter):
    client = as_(reporter)
    answers = [client.post(NEW, {**TYPED, "idempotency_key": KEY}) for _ in range(4)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, Claim.objects.get().get_absolute_url())
    }
    assert Event.objects.filter(verb="spot").count() == 1


@pytest.mark.django_db
def test_a_new_csrf_token_is_the_same_form(as_, reporter):
    client = as_(reporter)
    for token in ("a" * 32, "b" * 32):
        form = {**TYPED, "idempotency_key": KEY, "csrfmiddlewaretoken": token}
        assert client.post(NEW, form).status_code == 302
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_only_what_took_effect_is_kept_so_a_form_can_be_mended_and_sent_again(as_, reporter):
    client = as_(reporter)
    refused = client.post(NEW, {**TYPED, "quotation": "", "idempotency_key": KEY})
    assert refused.status_code == 422 and not SentForm.objects.exists()
    assert fields_of(refused.text, "")["idempotency_key"] != KEY  # shown again, it has a new one
    assert client.post(NEW, {**TYPED, "idempotency_key": KEY}).status_code == 302
    kept = SentForm.objects.get()
    assert (str(kept.key), kept.user, kept.path, kept.status) == (KEY, reporter, NEW, 302)
    assert kept.location == Claim.objects.get().get_absolute_url()


@pytest.mark.django_db
def test_other_words_under_a_used_key_are_not_taken_for_a_repeat(as_, reporter):
    client = as_(reporter)
    client.post(NEW, {**TYPED, "idempotency_key": KEY})
    answer = client.post(NEW, {**TYPED, "quotation": "Other words", "idempotency_key": KEY})
    assert answer.status_code == 409 and "Other words" in answer.text
    again = fields_of(answer.text, NEW)
    assert again["idempotency_key"] != KEY and client.post(NEW, again).status_code == 302
    assert Claim.objects.count() == 2


@pytest.mark.django_db
def test_a_key_is_one_persons_on_one_path(as_, reporter, reporter2):
    as_(reporter).post(NEW, {**TYPED, "idempotency_key": KEY})
    stolen = as_(reporter2).post(NEW, {**TYPED, "idempotency_key": KEY})
    assert stolen.status_code == 409
    assert Claim.objects.get().get_absolute_url() not in stolen.text
    other = as_(reporter).post(at(Claim.objects.get(), "take/"), {"idempotency_key": KEY})
    assert other.status_code == 409 and Claim.objects.get().state == "spotted"


@pytest.mark.django_db
def test_a_repeat_by_htmx_leads_the_whole_page_there(as_, reporter):
    claim = factories.complete_claim(by=reporter)
    client = as_(reporter)
    form = {**fields_of(client.get(at(claim)).text, at(claim, "save/")), "conclusion": "Saved once."}
    first = client.post(at(claim, "save/"), form, headers={"HX-Request": "true"})
    assert first.status_code == 200 and "Saved" in first.text
    again = client.post(at(claim, "save/"), form, headers={"HX-Request": "true"})
    assert (again.status_code, again["HX-Redirect"], again.content) == (200, at(claim), b"")
    plain = client.post(at(claim, "save/"), form)
    assert (plain.status_code, plain["Location"]) == (302, at(claim))
    assert Event.objects.about(claim.about).filter(verb="revise").count() == 2  # the factory's, and this


@pytest.mark.django_db
def test_after_a_save_by_htmx_every_button_knows_the_new_text(as_, reporter):
    claim = factories.complete_claim(by=reporter)
    client = as_(reporter)
    form = {**fields_of(client.get(at(claim)).text, at(claim, "save/")), "conclusion": "Saved."}
    parts = client.post(at(claim, "save/"), form, headers={"HX-Request": "true"}).text
    claim.refresh_from_db()
    field = f'name="content_version" value="{claim.content_version}" data-seen hx-swap-oob="outerHTML:[data-seen]"'
    assert field in parts


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_week_and_never_within_a_day(reporter):
    now = timezone.now()
    for hours in (1, 23, 25, 24 * 6, 24 * 8):
        SentForm.objects.create(
            key=uuid.uuid4(), user=reporter, path="/", body_sha256=b"x", location="/",
            created_at=now - timedelta(hours=hours),
        )  # fmt: skip
    assert SentForm.objects.purge() == 1
    assert SentForm.objects.purge(older_than=timedelta(0)) == 2
    assert SentForm.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["add", "verb", "submit"])
def test_twenty_at_once_with_one_key_have_one_effect_and_one_answer(reporter, what):
    clients = browsers(20, reporter)
    if what == "add":
        where, form, verb = NEW, TYPED, "spot"
    elif what == "verb":
        claim = factories.spotted_claim(by=reporter)
        where, form, verb = at(claim, "take/"), {}, "take"
    else:
        claim = factories.complete_claim(by=reporter)
        page = fields_of(clients[0].get(at(claim)).text, at(claim, "save/"))
        where, form, verb = at(claim, "submit/"), {**page, "conclusion": "Typed before Submit."}, "submit"
    form = {**form, "idempotency_key": KEY}
    answers = at_once([lambda client=client: client.post(where, form) for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Event.objects.filter(verb=verb).count() == 1
    assert SentForm.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_while_a_form_is_still_being_saved_it_can_be_sent_again_with_its_own_key(as_, reporter, monkeypatch):
    monkeypatch.setattr(idempotency.claim_key, "__kwdefaults__", {"patience": 0.05})
    client = as_(reporter)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sentform/{KEY}"])
        [answer] = at_once([lambda: client.post(NEW, {**TYPED, "idempotency_key": KEY})])
    assert answer.status_code == 409 and "still being saved" in answer.text
    again = fields_of(answer.text, NEW)
    assert again["idempotency_key"] == KEY and again["statement"] == "Mine"
    assert client.post(NEW, again).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_keys_for_the_same_words_at_the_same_moment_are_two_people_who_are_told(as_, reporter, reporter2):
    document = factories.document(by=reporter)
    where = f"/desk/documents/{document.public_id}/spot/"
    clients = [as_(reporter), as_(reporter2)]
    answers = at_once([lambda c=client: send(c, where, exact=factories.QUOTATION) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Claim.objects.count() == 1
