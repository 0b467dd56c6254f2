"""Journey 13: an administrator adds a person, gives a role, replaces a rating scale, closes an account; and what was
published, and who did it, stays as it was."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as letters
from django.core.management import CommandError, call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import RatingScale, User
from tests import factories
from tests.database import as_owner

NEW = "a longer word than before 7"


def public(claim: Any, tail: str = "") -> str:
    return f"/claims/{claim.public_id}/{tail}"


def change(page: Page, person: User, **fields: Any) -> None:
    """The form of one person in the admin."""
    page.goto(f"/admin/claims/user/{person.pk}/change/")
    if "role" in fields:
        page.get_by_label("Role").select_option(fields["role"])
    if "is_active" in fields:
        page.get_by_label("May log in").set_checked(fields["is_active"])
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/claims/user/")


def test_a_person_is_invited_and_given_a_role(open_browser, people):
    page = open_browser(people["admin"])
    page.goto("/admin/claims/user/add/")
    page.locator("[name=email]").fill("nora@newsroom.example")
    page.get_by_label("Role").select_option("reporter")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/claims/user/**")
    (letter,) = letters.outbox
    assert letter.to == ["nora@newsroom.example"]
    link = re.search(r"https?://\S+/accounts/invitations/\S+", letter.body)[0]
    theirs = open_browser()
    theirs.goto(link)
    theirs.get_by_label(re.compile("name", re.I)).fill("Nora Newcomer")
    for field in theirs.get_by_label(re.compile("password", re.I)).all():
        field.fill(NEW)
    theirs.get_by_role("button", name="Join").click()
    theirs.get_by_role("heading", name="Queue", level=1).wait_for()
    nora = User.objects.get(email="nora@newsroom.example")
    change(page, nora, role="editor")
    nora.refresh_from_db()
    assert nora.is_editor
    theirs.goto("/desk/")
    assert "/accounts/login/" in theirs.url  # another role, another session


def test_a_scale_is_replaced_and_old_checks_keep_their_words(open_browser, people):
    old = factories.published_claim(
        by=people["reporter"], editor=people["editor"], rating=factories.rating("mostly-true")
    )
    draft = factories.complete_claim(by=people["reporter"])
    factories.long_ago(RatingScale.objects.get())
    before = open_browser().request.get(public(old, "record.json")).body()

    page = open_browser(people["admin"])
    page.goto("/admin/claims/ratingscale/")
    page.get_by_role("link", name="Replace by a new version").click()
    expect(
        page.get_by_role("heading", name="Replace Factcheck scale, version 1 by a new version")
    ).to_be_visible()
    page.locator("[name=ratings-0-label]").fill("Right")
    page.locator("[name=ratings-0-definition]").fill("It is so in every particular.")
    page.locator("[name=ratings-1-label]").fill("Nearly right")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/claims/ratingscale/")
    expect(page.locator("#result_list")).to_contain_text("Replaced by version 2")

    reader = open_browser()
    reader.goto(public(old))
    verdict = reader.get_by_role("region", name="Our rating")
    expect(verdict).to_contain_text("Mostly true")
    scale = reader.get_by_role("list", name=re.compile("Rating scale, version 1"))
    expect(scale.get_by_role("listitem")).to_have_count(7)
    expect(scale).not_to_contain_text("Nearly right")
    review = reader.request.get(public(old, "claimreview.json")).json()["reviewRating"]
    assert (review["alternateName"], review["ratingValue"], review["bestRating"]) == ("Mostly true", 4, 5)
    assert reader.request.get(public(old, "record.json")).body() == before
    reader.goto("/ratings/")
    expect(reader.get_by_role("heading", level=2)).to_have_text(
        ["Factcheck scale, version 2", "Factcheck scale, version 1 (no longer used)", "All our scales"]
    )
    expect(reader.get_by_role("region", name="Factcheck scale, version 2")).to_contain_text(
        "It is so in every particular."
    )
    expect(reader.get_by_role("region", name=re.compile("version 1"))).to_contain_text(
        "nothing important is missing"
    )

    desk = open_browser(people["reporter"])
    desk.goto(draft.get_absolute_url())
    desk.get_by_role("button", name="Submit", exact=True).click()
    missing = desk.get_by_role("region", name=re.compile("missing before review"))
    expect(missing).to_contain_text("Factcheck scale, version 1 is not in use any more")
    ratings = desk.get_by_role("group", name="Rating")
    ratings.get_by_role("radio", name="Right", exact=True).check()
    desk.get_by_role("button", name="Submit", exact=True).click()
    desk.get_by_text("Submitted. Somebody else reviews it now.").first.wait_for()
    draft.refresh_from_db()
    assert (draft.rating.label, draft.rating.scale.version) == ("Right", 2)


def test_a_scale_is_retired_and_another_one_added(open_browser, people):
    factories.published_claim(by=people["reporter"], editor=people["editor"])
    scale, last = RatingScale.objects.get(), timezone.localdate() + timedelta(days=30)
    page = open_browser(people["admin"])
    page.goto(f"/admin/claims/ratingscale/{scale.pk}/change/")
    expect(page.locator("[name=ratings-0-label]")).to_have_count(0)  # used words are frozen
    page.get_by_label("Last day").fill(last.isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("nothing can be rated")).to_be_visible()
    page.goto("/admin/claims/ratingscale/add/")
    page.get_by_label("Name").fill("Short scale")
    for at, (label, number, token) in enumerate((("Right", "2", "true"), ("Wrong", "1", "false"))):
        page.locator(f"[name=ratings-{at}-position]").fill(str(at + 1))
        page.locator(f"[name=ratings-{at}-label]").fill(label)
        page.locator(f"[name=ratings-{at}-definition]").fill(f"{label} it is.")
        page.locator(f"[name=ratings-{at}-value]").fill(number)
        page.locator(f"[name=ratings-{at}-token]").select_option(token)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/claims/ratingscale/")
    scale.refresh_from_db()
    assert scale.valid_to == last
    reader = open_browser()
    reader.goto("/ratings/")
    expect(reader.get_by_role("region", name="Factcheck scale, version 1")).to_contain_text("until")
    expect(reader.get_by_role("region", name="Short scale, version 1")).to_contain_text("Wrong it is.")


def test_who_left_stays_in_the_history_and_on_the_page(open_browser, people):
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(people["admin"])
    change(page, people["editor"], is_active=False)
    people["editor"].refresh_from_db()
    assert not people["editor"].is_active
    page.goto(f"{claim.get_absolute_url()}history/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("Editor\\s+published version 1"))
    reader = open_browser()
    reader.goto(public(claim, "revisions/"))
    expect(reader.get_by_role("region", name="What happened")).to_contain_text(
        "Editor published the check, rated True."
    )


def test_the_history_is_whole_and_one_altered_row_is_named(open_browser, people, capsys):
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(people["admin"])
    change(page, people["colleague"], role="editor")
    call_command("verify_history")
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE claims_event DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE claims_event SET verb = 'retract' WHERE verb = 'publish' AND object = %s RETURNING id",
            [f"claim/{claim.public_id}"],
        )
        (altered,) = cursor.fetchone()
        cursor.execute("ALTER TABLE claims_event ENABLE TRIGGER USER")
    with pytest.raises(CommandError) as found:
        call_command("verify_history")
    assert str(altered) in str(found.value) and "verb" in str(found.value)
