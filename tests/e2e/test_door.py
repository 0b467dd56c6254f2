"""The doors of the desk in a real browser: log in and out, be invited, get a new password."""

import re

from django.core import mail as letters
from playwright.sync_api import expect

from claims import mail
from claims.models import User
from tests.e2e.conftest import PASSWORD, log_in

NEW = "a longer word than before 7"


def test_log_in_and_out(open_browser, people):
    page = open_browser()
    log_in(page, people["reporter"])
    page.get_by_role("heading", name="Queue").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="You are logged out").wait_for()
    page.goto("/desk/")
    assert "/accounts/login/" in page.url


def test_a_wrong_password_is_said_and_the_name_is_kept(open_browser, people):
    page = open_browser()
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill("reporter")
    page.get_by_label("Password").fill("not the word")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name=re.compile("do not belong together"))).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value("reporter")
    expect(page.get_by_label("Password")).to_have_value("")


def test_who_asks_for_a_page_of_the_desk_gets_it_after_the_log_in(open_browser, people):
    page = open_browser()
    page.goto("/desk/documents/new/?title=The+roof")
    page.get_by_label("User name").fill("reporter")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Add a document").wait_for()
    expect(page.get_by_label(re.compile("^Title"))).to_have_value("The roof")


def test_an_invited_person_chooses_a_password_and_is_at_the_desk(open_browser, people):
    link = mail.invitation_link(User.objects.invite("nora@newsroom.example", "reporter", by=people["admin"]))
    page = open_browser()
    page.goto(link)
    page.get_by_label(re.compile("name", re.I)).fill("Nora Newcomer")
    for field in page.get_by_label(re.compile("password", re.I)).all():
        field.fill(NEW)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("heading", name="Queue", level=1).wait_for()
    expect(page.get_by_role("banner").get_by_text("Nora Newcomer")).to_be_visible()
    again = open_browser()
    assert again.goto(link).status == 404
    expect(again.get_by_role("heading", name="This invitation is not valid any more")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_link_in_a_letter(open_browser, people):
    page = open_browser()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="I cannot log in").click()
    page.get_by_label(re.compile("address", re.I)).fill(people["reporter"].email)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    [letter] = letters.outbox
    page.goto(re.search(r"http\S+", letter.body)[0])
    for field in page.get_by_label(re.compile("password", re.I)).all():
        field.fill(NEW)
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("heading", name="Your new password is set").wait_for()
    page.goto("/accounts/login/")
    page.get_by_label("User name").fill("reporter")
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Queue", level=1).wait_for()
