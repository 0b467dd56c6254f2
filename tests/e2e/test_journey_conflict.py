"""Journey 5: two editors, one draft. The second is shown both texts and what they began from, puts them together, and
nothing is lost; the same for the order of evidence, organising and the admin, and where a session ends meanwhile."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from claims.models import Event, User
from tests import factories
from tests.e2e.conftest import PASSWORD, log_in
from tests.views.pages import at

BASE = "Two lists say so. Nothing speaks against it."


@pytest.fixture
def claim(people):
    return factories.complete_claim(by=people["reporter"])


def save(page, script):
    page.get_by_role("button", name="Save", exact=True).first.click()
    if script:
        expect(page.locator("#saved")).to_contain_text("Saved")


def fresh(row):
    row.refresh_from_db()
    return row


def test_two_editors_one_draft(open_browser, people, claim, script):
    first, second = open_browser(people["editor"]), open_browser(people["reporter"])
    for page in (first, second):
        page.goto(at(claim))
    first.get_by_label("Conclusion").fill("Three lists say so. Nothing speaks against it.")
    first.get_by_label("Headline").fill("The headline of the first")
    save(first, script)
    expect(first.get_by_label("Conclusion")).to_have_value("Three lists say so. Nothing speaks against it.")
    second.get_by_label("Conclusion").fill("Two lists say so. Nobody speaks against it.")
    second.get_by_label("Headline").fill("The headline of the second")
    second.get_by_label("What the claimant told us").fill("Only the second wrote here.")
    second.get_by_role("button", name="Save", exact=True).first.click()

    expect(second.get_by_role("heading", name="Editor saved this while you were writing")).to_be_visible()
    expect(second.get_by_text("2 fields differ: choose for each.")).to_be_visible()
    headline = second.get_by_role("group", name="Headline")
    expect(headline).to_contain_text("headline of the first")
    expect(headline).to_contain_text("headline of the second")
    conclusion = second.get_by_role("group", name="Conclusion")
    conclusion.get_by_text("What you both began from").click()
    expect(conclusion.get_by_text(BASE)).to_be_visible()
    expect(conclusion.get_by_label("Third text for conclusion")).to_have_value(
        "Three lists say so. Nobody speaks against it."
    )
    headline.get_by_role("radio", name="Theirs").check()  # one choice, and one press
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url(f"**{at(claim)}")
    fresh(claim)
    assert claim.conclusion == "Three lists say so. Nobody speaks against it."
    assert claim.headline == "The headline of the first"
    assert claim.reply == "Only the second wrote here."


def test_the_order_of_evidence(open_browser, people, claim):
    factories.add_evidence(claim, by=people["reporter"], title="The third list")
    first, second = open_browser(people["editor"]), open_browser(people["reporter"])
    for page in (first, second):
        page.goto(at(claim))
    first.get_by_role("button", name="Move piece 1 down").click()
    expect(first.locator("#evidence tbody tr").nth(2)).to_contain_text("The third list")
    second.get_by_role("button", name="Move piece 3 up").click()
    expect(second.get_by_role("heading", name="The order of the evidence was changed")).to_be_visible()
    second.get_by_role("button", name="Do it all the same").click()
    second.wait_for_url(f"**{at(claim)}**")
    assert claim.evidence.standing()[1].title == "The third list"


def test_organising(open_browser, people, claim):
    first, second = open_browser(people["editor"]), open_browser(people["reporter"])
    for page in (first, second):
        page.goto(at(claim))
    first.get_by_label("Our story about it").fill("https://daily-test.example/first")
    first.get_by_role("button", name="Update").click()
    expect(first.locator("#messages")).to_contain_text("Updated.")
    second.get_by_label("Our story about it").fill("https://daily-test.example/second")
    second.get_by_label("Due on").fill("2026-12-24")
    second.get_by_role("button", name="Update").click()
    expect(second.get_by_text("One field differs")).to_be_visible()
    second.get_by_role("radio", name="Theirs").check()
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url(f"**{at(claim)}")
    assert fresh(claim).story_url == "https://daily-test.example/first" and str(claim.due_on) == "2026-12-24"


def test_the_admin(open_browser, people):
    other = factories.user("administrator", "second")
    first, second = open_browser(people["admin"]), open_browser(other)
    address = f"/admin/claims/user/{people['colleague'].pk}/change/"
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Public name").fill("Cora First")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("was changed successfully")).to_be_visible()
    second.get_by_label("Public name").fill("Cora Second")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Admin saved this after you opened the page.")).to_be_visible()
    expect(second.get_by_label("Public name")).to_have_value("Cora Second")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    assert User.objects.get(pk=people["colleague"].pk).public_name == "Cora Second"


def test_a_session_that_ends_while_somebody_writes(open_browser, people, claim):
    page = open_browser(people["reporter"])
    page.goto(at(claim))
    page.get_by_label("Conclusion").fill("Typed while the session ended.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("heading", name="You are no longer logged in")).to_be_visible()
    page.get_by_label("User name").fill("reporter")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in, then send it").click()
    expect(page.get_by_label("Conclusion")).to_have_value("Typed while the session ended.")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**{at(claim)}")
    assert fresh(claim).conclusion == "Typed while the session ended."
    assert Event.objects.about(claim.about).filter(verb="revise").count() == 2  # the factory's, and this


def test_logged_in_anew_in_another_tab(open_browser, people, claim):
    page = open_browser(people["reporter"])
    page.goto(at(claim))
    page.get_by_label("Conclusion").fill("Typed before the new session.")
    other = page.context.new_page()
    other.goto("/desk/")
    other.get_by_role("button", name="Log out").click()
    log_in(other, people["reporter"])
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**{at(claim)}")
    assert fresh(claim).conclusion == "Typed before the new session."


def test_a_part_of_a_page_is_no_place_for_the_log_in(open_browser, people, script):
    if not script:
        return  # without a script there are no parts
    page = open_browser(people["reporter"])
    factories.drafted_claim(by=people["reporter"])
    page.goto("/desk/?state=drafting")
    Session.objects.all().delete()
    page.get_by_label("Words or number").fill("library")
    expect(page.locator("#session-ended")).to_contain_text("Your session has ended.")
    expect(page.locator("#rows")).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)


def test_the_same_words_marked_twice(open_browser, people):
    document = factories.document(by=people["reporter"])
    first, second = open_browser(people["editor"]), open_browser(people["reporter"])
    for page in (first, second):
        page.goto(f"/desk/documents/{document.public_id}/?s=2")
    first.get_by_role("button", name="Save claim").click()
    expect(first.locator("#messages")).to_contain_text("One claim spotted")
    second.get_by_label("The statement").fill("Mine, typed in the meantime")
    second.get_by_role("button", name="Save claim").click()
    expect(second.get_by_role("heading", name="These words are marked as a claim already.")).to_be_visible()
    expect(second.get_by_label("The statement")).to_have_value("Mine, typed in the meantime")
    second.get_by_role("button", name="Mark them all the same").click()
    expect(second.locator("#messages")).to_contain_text("One claim spotted")
