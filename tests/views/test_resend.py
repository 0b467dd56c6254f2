"""A form that was refused because the session ended, or its token was changed, is sent again with one press; nothing is
typed twice, nothing takes effect twice, and no other site can plant a form."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from claims.models import Claim, Event
from tests import factories
from tests.views.pages import at, fields_of

pytestmark = pytest.mark.django_db

OURS = {"Origin": "http://testserver"}
NEW = "/desk/claims/new/"
PASSWORD = "correct horse battery"  # noqa: S105  of people who live as long as one test
TYPED = {
    "url": "https://paper.example/a",
    "quotation": "Two lines\nof “text” <b>",
    "statement": "They opened at nine",
}


@pytest.fixture
def person(reporter):
    reporter.set_password(PASSWORD)
    reporter.save(update_fields=["password"])
    return reporter


@pytest.fixture
def window(person):
    """A browser that the CSRF check is not switched off for."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def token(html):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]


def opened(client, address=NEW):
    """The form of a page with its key and its token."""
    html = client.get(address).text
    return {**fields_of(html, "" if address == NEW else address), "csrfmiddlewaretoken": token(html)}


def press(client, answer, action, **typed):
    """The form with this action, sent as a browser sends it."""
    form = {**fields_of(answer.text, action), "csrfmiddlewaretoken": token(answer.text), **typed}
    return client.post(action, form, headers=OURS)


def test_after_logging_in_on_the_same_page_the_form_is_sent_with_one_press(window, person):
    form = {**opened(window), **TYPED}
    Session.objects.all().delete()
    refused = window.post(NEW, form, headers=OURS)
    assert refused.status_code == 403 and "Your session has ended" in refused.text
    assert "Two lines\nof “text” &lt;b&gt;" in refused.text
    back = press(window, refused, "/accounts/login/", username=person.username, password=PASSWORD)
    assert back.status_code == 200 and "has not been sent yet" in back.text
    assert not Claim.objects.exists()  # nothing is sent by itself
    again = fields_of(back.text, NEW)
    assert again["idempotency_key"] == form["idempotency_key"]
    done = press(window, back, NEW)
    assert done.status_code == 302
    claim = Claim.objects.get()
    assert (claim.statement, claim.first_appearance.exact) == (TYPED["statement"], TYPED["quotation"])


def test_a_wrong_password_in_between_loses_nothing(window, person):
    form = {**opened(window), **TYPED}
    Session.objects.all().delete()
    refused = window.post(NEW, form, headers=OURS)
    wrong = press(window, refused, "/accounts/login/", username=person.username, password="wrong")
    assert wrong.status_code == 422 and "What you typed is kept" in wrong.text
    sealed = fields_of(wrong.text, "")
    login = {**sealed, "csrfmiddlewaretoken": token(wrong.text)}
    login |= {"username": person.username, "password": PASSWORD}
    back = window.post("/accounts/login/", login, headers=OURS)
    assert press(window, back, NEW).status_code == 302


def test_who_logs_in_elsewhere_first_can_still_send_it(window, person):
    """The page that asked for the log-in was open meanwhile, so its own token is stale as well."""
    form = {**opened(window), **TYPED}
    Session.objects.all().delete()
    refused = window.post(NEW, form, headers=OURS)
    page = window.get("/accounts/login/")
    login = {"csrfmiddlewaretoken": token(page.text), "username": person.username, "password": PASSWORD}
    assert window.post("/accounts/login/", login, headers=OURS).status_code == 302
    stale = press(window, refused, "/accounts/login/", username=person.username, password=PASSWORD)
    assert stale.status_code == 403 and "nothing that you typed is lost" in stale.text
    assert press(window, stale, NEW).status_code == 302
    assert Claim.objects.get().statement == TYPED["statement"]


def test_a_form_that_took_effect_before_its_answer_was_lost_has_no_second_effect(window, person):
    form = {**opened(window), **TYPED}
    first = window.post(NEW, form, headers=OURS)
    Session.objects.all().delete()
    refused = window.post(NEW, form, headers=OURS)
    back = press(window, refused, "/accounts/login/", username=person.username, password=PASSWORD)
    done = press(window, back, NEW)
    assert (done.status_code, done["Location"]) == (302, first["Location"])
    assert Claim.objects.count() == 1 and Event.objects.filter(verb="spot").count() == 1


def test_logged_in_again_in_another_tab_one_press_is_enough(window, person):
    form = {**opened(window), **TYPED}
    page = window.get("/accounts/logout/") and window.get("/desk/")
    window.post("/accounts/logout/", {"csrfmiddlewaretoken": token(page.text)}, headers=OURS)
    page = window.get("/accounts/login/")
    login = {"csrfmiddlewaretoken": token(page.text), "username": person.username, "password": PASSWORD}
    assert window.post("/accounts/login/", login, headers=OURS).status_code == 302
    refused = window.post(NEW, form, headers=OURS)  # its token is of the session before
    assert refused.status_code == 403 and "nothing that you typed is lost" in refused.text
    assert press(window, refused, NEW).status_code == 302
    assert Claim.objects.get().statement == TYPED["statement"]


@pytest.mark.parametrize(
    "from_where",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/form"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://evil.example", "Referer": "http://testserver/desk/"},
    ],
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_a_form_planted_by_another_site_cannot_be_sent_from_our_page(window, from_where, logged_in):
    """An attacker's page posts words of its own: they do not stand on our page, and no button of ours sends them."""
    client = window if logged_in else Client(enforce_csrf_checks=True)
    planted = {**TYPED, "statement": "Call 0900 to go on", "idempotency_key": str(uuid.uuid4())}
    answer = client.post(NEW, planted, headers=from_where)
    assert answer.status_code == 403
    assert "Call 0900" not in answer.text and "paper.example" not in answer.text
    assert 'id="send-again"' not in answer.text and 'name="resend"' not in answer.text
    assert not Claim.objects.exists()


def test_where_the_browser_does_not_say_who_sent_it_the_text_is_kept_to_be_copied(window):
    answer = window.post(NEW, TYPED)
    assert answer.status_code == 403 and "They opened at nine" in answer.text
    assert 'id="send-again"' not in answer.text


@pytest.mark.parametrize("path", ["/", "/claims/", "/corrections/"])
@pytest.mark.parametrize("headers", [{}, OURS])
def test_a_public_page_repeats_nothing_that_was_sent_to_it(path, headers):
    answer = Client(enforce_csrf_checks=True).post(path, {"q": "Call 0900 to go on"}, headers=headers)
    assert answer.status_code in (403, 405) and "0900" not in answer.text


@pytest.mark.parametrize("sealed", ["", "x", "WyIvZGVzay8iXQ:1abc:forged"])
def test_the_log_in_gives_back_only_what_the_house_itself_has_sealed(person, sealed):
    login = {"username": person.username, "password": PASSWORD, "resend": sealed}
    assert Client().post("/accounts/login/", login).status_code == 302


def test_a_sealed_form_is_worth_nothing_after_some_days(person, monkeypatch):
    from claims.views import resend

    sealed = resend.seal(resend.Sent(NEW, [("statement", "Old")]))
    assert resend.unseal(sealed) is not None
    monkeypatch.setattr(resend, "KEPT_FOR", -1)
    assert resend.unseal(sealed) is None


def test_passwords_never_stand_on_a_page(window, person):
    Session.objects.all().delete()
    answer = window.post("/accounts/login/", {"username": "me", "password": "hunter2 hunter2"}, headers=OURS)
    assert answer.status_code == 403 and "hunter2" not in answer.text and 'name="resend"' not in answer.text
    odd = window.post(NEW, {**TYPED, "new_password1": "hunter2 hunter2"}, headers=OURS)
    assert "hunter2" not in odd.text and 'name="resend"' not in odd.text


def test_a_file_cannot_be_kept_and_the_page_says_so(window):
    form = {**opened(window), **TYPED, "file": SimpleUploadedFile("speech.txt", b"words")}
    Session.objects.all().delete()
    answer = window.post(NEW, form, headers=OURS)
    assert (
        answer.status_code == 403 and "A file cannot be kept" in answer.text and "speech.txt" in answer.text
    )


def test_the_desk_says_that_the_session_ended_also_where_a_part_was_asked_for(window, reporter):
    claim = factories.drafted_claim(by=reporter)
    form = {**opened_claim(window, claim), "conclusion": "Typed into the workbench."}
    Session.objects.all().delete()
    part = window.get("/desk/?q=x", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Reswap"], part["HX-Trigger"]) == (403, "none", "session-ended")
    assert part.content == b""
    answer = window.post(at(claim, "save/"), form, headers={**OURS, "HX-Request": "true"})
    assert answer.status_code == 403 and answer["HX-Retarget"] == "#main"
    assert "Typed into the workbench." in answer.text and 'name="resend"' in answer.text


def opened_claim(client, claim):
    html = client.get(at(claim)).text
    return {**fields_of(html, at(claim, "save/")), "csrfmiddlewaretoken": token(html)}


def test_a_form_of_the_admin_is_sent_again_too(person, admin):
    admin.set_password(PASSWORD)
    admin.save(update_fields=["password"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)
    address = f"/admin/claims/user/{person.pk}/change/"
    html = client.get(address).text
    form = {**fields_of(html, ""), "csrfmiddlewaretoken": token(html), "public_name": "Rita R."}
    Session.objects.all().delete()
    refused = client.post(address, form, headers=OURS)
    back = press(client, refused, "/accounts/login/", username=admin.username, password=PASSWORD)
    assert press(client, back, address).status_code == 302
    person.refresh_from_db()
    assert person.public_name == "Rita R."
