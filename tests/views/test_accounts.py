"""Who comes in, and how: log-in and its throttle, invitation, recovery."""

import re

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from claims import mail
from claims.models import Event, LoginAttempt, User
from tests import factories

PASSWORD = "a roof of forty thousand crowns"


@pytest.fixture
def rita(db):
    person = factories.user("reporter", "rita")
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def log_in(client, name="rita", password=PASSWORD, **more):
    return client.post(reverse("login"), {"username": name, "password": password, **more})


def test_a_reporter_logs_in_and_lands_in_the_queue(rita, stranger):
    answer = log_in(stranger)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk-queue"))
    assert stranger.get(reverse("desk-queue")).status_code == 200


def test_the_address_works_as_well_as_the_name_and_case_does_not_matter(rita, stranger):
    assert log_in(stranger, "RITA@newsroom.example").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("rita", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_pair_gets_one_and_the_same_sentence(rita, stranger, name, password):
    answer = log_in(stranger, name, password)
    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert "<title>Error: " in answer.text
    assert f'value="{name}"' in answer.text and password not in answer.text


def test_missing_and_hostile_fields_are_named(rita, stranger):
    assert "User name or e-mail address is missing." in log_in(stranger, "").text
    assert "Password is missing." in log_in(stranger, password="").text
    answer = log_in(stranger, "ri\0ta", "pass\0word")
    assert answer.status_code == 422
    assert "Password holds a NUL character." in answer.text


def test_a_closed_account_cannot_log_in(rita, stranger, admin):
    rita.deactivate(by=admin)
    assert log_in(stranger).status_code == 422


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_next_leads_to_our_own_pages_only(rita, stranger, wanted):
    assert log_in(stranger, next=wanted)["Location"] == reverse("desk-queue")


def test_next_leads_where_the_person_wanted_to_go(rita, stranger):
    wanted = reverse("document-list")
    assert f'value="{wanted}"' in stranger.get(reverse("login"), {"next": wanted}).text
    assert log_in(stranger, next=wanted)["Location"] == wanted


def test_guessing_is_slowed_down_and_the_colleague_is_not(rita, stranger, reporter2):
    reporter2.set_password(PASSWORD)
    reporter2.save(update_fields=["password"])
    for _ in range(10):
        log_in(stranger, password="wrong")
    answer = log_in(stranger)
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.text and answer["Retry-After"] == "900"
    assert log_in(stranger, "ron").status_code == 302
    assert not LoginAttempt.objects.filter(name__contains="rita").exists()  # names are kept as hashes


def test_another_spelling_gives_no_further_tries(rita, stranger):
    for name in ["rita", "RITA", rita.email, rita.email.upper(), "rita"] * 2:
        log_in(stranger, name, password="wrong")
    assert log_in(stranger).status_code == 429


def test_logging_out_takes_a_post(rita, stranger):
    log_in(stranger)
    assert stranger.get(reverse("logout")).status_code == 405
    assert "logged out" in stranger.post(reverse("logout")).text
    assert stranger.get(reverse("desk-queue")).status_code == 302


def test_pages_of_accounts_are_kept_by_nobody(stranger, db):
    assert "no-store" in stranger.get(reverse("login"))["Cache-Control"]


def test_demo_accounts_are_named_in_the_demo_only(stranger, db, settings):
    assert "factcheck-demo" not in stranger.get(reverse("login")).text
    settings.DEMO = True
    assert "factcheck-demo" in stranger.get(reverse("login")).text


# Invitation


def invite(admin, email="nora@newsroom.example", role="reporter"):
    user = User.objects.invite(email, role, by=admin)
    return user, mail.invitation_link(user).removeprefix("http://localhost:8000")


def test_an_invited_person_sets_name_and_password_and_is_in(admin, stranger):
    user, link = invite(admin)
    page = stranger.get(link)
    assert page.status_code == 200 and "nora" in page.text and page["Referrer-Policy"] == "same-origin"
    answer = stranger.post(
        link, {"public_name": "Nora Núñez", "new_password1": PASSWORD, "new_password2": PASSWORD}
    )
    assert answer["Location"] == reverse("desk-queue")
    user.refresh_from_db()
    assert user.public_name == "Nora Núñez" and user.check_password(PASSWORD)
    assert stranger.get(reverse("desk-queue")).status_code == 200
    assert Event.objects.about(user.about).filter(verb="join").count() == 1


def test_an_invitation_works_once(admin, stranger):
    user, link = invite(admin)
    user.join(password=PASSWORD, public_name="Nora")
    for answer in (stranger.get(link), stranger.post(link, {"new_password1": "x"})):
        assert answer.status_code == 404
        assert "not valid any more" in answer.text


@pytest.mark.parametrize("uid", ["x", "MQ", "!!!!", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_an_invented_invitation_opens_nothing(db, stranger, uid):
    assert stranger.get(reverse("invitation", args=[uid, "abc-def"])).status_code == 404


def test_an_invitation_of_a_closed_account_opens_nothing(admin, stranger):
    user, link = invite(admin)
    user.deactivate(by=admin)
    assert stranger.get(link).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"public_name": ""}, "Your name is missing."),
        ({"public_name": "No\u202era"}, "Your name: A character here"),
        ({"new_password1": "short", "new_password2": "short"}, "too short"),
        ({"new_password2": "another one entirely"}, "not the same"),
    ],
)
def test_what_is_wrong_with_an_acceptance_is_said(admin, stranger, typed, sentence):
    _user, link = invite(admin)
    good = {"public_name": "Nora", "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = stranger.post(link, {**good, **typed})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_command_prints_and_mails_the_link(db, capsys):
    call_command("invite", "first@newsroom.example", "--role", "administrator")
    printed = re.search(r"http://localhost:8000/accounts/invitations/\S+", capsys.readouterr().out).group()
    assert printed in outbox.outbox[0].body
    assert User.objects.get(email="first@newsroom.example").is_administrator
    call_command("invite", "first@newsroom.example", "--role", "administrator")  # twice: the same person
    assert User.objects.count() == 1


def test_the_command_refuses_what_is_no_address_and_who_is_here(rita):
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite", "nobody", "--role", "reporter")
    with pytest.raises(CommandError, match="already here"):
        call_command("invite", rita.email, "--role", "reporter")


# Recovery


def test_a_forgotten_password_is_recovered_by_mail(rita, stranger):
    assert stranger.post(reverse("password_reset"), {"email": rita.email})["Location"] == reverse(
        "password_reset_done"
    )
    link = re.search(r"http://localhost:8000(\S+)", outbox.outbox[0].body).group(1)
    form = stranger.get(link, follow=True)
    new = "another roof of forty thousand"
    done = stranger.post(
        form.redirect_chain[-1][0], {"new_password1": new, "new_password2": new}, follow=True
    )
    assert "Your new password is set" in done.text
    rita.refresh_from_db()
    assert rita.check_password(new)
    assert Event.objects.about(rita.about).filter(verb="recover").count() == 1
    assert "not valid any more" in stranger.get(link, follow=True).text


def test_recovery_does_not_tell_who_is_here(rita, stranger):
    here = stranger.post(reverse("password_reset"), {"email": rita.email}, follow=True)
    gone = stranger.post(reverse("password_reset"), {"email": "nobody@newsroom.example"}, follow=True)
    assert (here.status_code, here.text) == (gone.status_code, gone.text)
    assert len(outbox.outbox) == 1


def test_recovery_names_a_missing_address_and_is_throttled(rita, stranger):
    answer = stranger.post(reverse("password_reset"), {"email": ""})
    assert answer.status_code == 422 and "The e-mail address is missing." in answer.text
    for _ in range(10):
        stranger.post(reverse("password_reset"), {"email": rita.email})
    assert stranger.post(reverse("password_reset"), {"email": rita.email}).status_code == 429
    assert len(outbox.outbox) == 10


def test_an_invitation_is_no_recovery_and_the_other_way_round(admin, stranger):
    user, link = invite(admin)
    uid, token = link.strip("/").split("/")[-2:]
    assert (
        "not valid any more"
        in stranger.get(reverse("password_reset_confirm", args=[uid, token]), follow=True).text
    )


def test_a_colleague_who_guesses_cannot_lock_out_the_browser_that_is_known(stranger, reporter):
    """The newsroom sits behind one address: what counts is the browser in which this person has logged in before."""
    reporter.set_password("the right one, long enough")
    reporter.save(update_fields=["password"])
    login, right = reverse("login"), {"username": reporter.username, "password": "the right one, long enough"}
    assert stranger.post(login, right).status_code == 302
    stranger.post(reverse("logout"))
    other = Client()
    for _ in range(12):
        last = other.post(login, {"username": reporter.username, "password": "a guess"})
    assert last.status_code == 429
    assert other.post(login, right).status_code == 429
    assert stranger.post(login, right).status_code == 302


def test_a_device_mark_of_somebody_else_or_a_forged_one_helps_nobody(stranger, reporter, editor):
    editor.set_password("the right one, long enough")
    editor.save(update_fields=["password"])
    login = reverse("login")
    stranger.post(login, {"username": editor.username, "password": "the right one, long enough"})
    stranger.post(reverse("logout"))
    answers = [
        stranger.post(login, {"username": reporter.username, "password": "x"}).status_code for _ in range(11)
    ]
    assert answers[-1] == 429
    stranger.cookies["device"] = "forged:by:me"
    assert stranger.post(login, {"username": reporter.username, "password": "x"}).status_code == 429
