"""Four eyes, publishing, correcting, withdrawing, and the desk of two: as people meet them."""

import hashlib
import json

import pytest
from playwright.sync_api import Page, expect

from tests import factories

TICK = "The statement says no more than was said"


def review(page: Page, claim) -> None:
    page.goto(f"/desk/claims/{claim.public_id}/review/")


def say_yes(page: Page, button: str) -> None:
    page.get_by_label(TICK).first.check()
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state()


@pytest.fixture
def waiting(people):
    return factories.in_review_claim(by=people["reporter"])


def test_own_submission_has_no_approve_and_a_forged_one_is_refused(open_browser, people, waiting):
    page = open_browser(people["reporter"])
    review(page, waiting)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page.goto(f"/desk/claims/{waiting.public_id}/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    forged = page.request.post(
        f"/desk/claims/{waiting.public_id}/approve/",
        form={
            "csrfmiddlewaretoken": token or "",
            "idempotency_key": "6f1e5f0a-3a3c-4c59-9c2b-8f2f4a1b2c3d",
            "content_sha256": waiting.content_sha256,
            "says_no_more": "1",
        },
        headers={"Referer": page.url},
    )
    assert forged.status == 403
    waiting.refresh_from_db()
    assert waiting.state == "in_review" and not waiting.approvals.exists()


def test_an_edit_voids_the_yes_and_editing_back_does_not_revive_it(open_browser, people, waiting):
    page = open_browser(people["editor"])
    review(page, waiting)
    say_yes(page, "Approve")
    waiting.refresh_from_db()
    assert waiting.state == "approved"
    writer = open_browser(people["reporter"])
    writer.goto(f"/desk/claims/{waiting.public_id}/")
    writer.get_by_role("button", name="Edit", exact=True).click()
    headline = waiting.headline
    for words in ("Another headline", headline):
        writer.get_by_label("Headline", exact=True).fill(words)
        writer.get_by_role("button", name="Save", exact=True).click()
        writer.wait_for_load_state("networkidle")
        writer.goto(f"/desk/claims/{waiting.public_id}/")
        expect(writer.get_by_role("heading", level=1)).to_contain_text(words)
    writer.get_by_role("button", name="Submit", exact=True).click()
    writer.wait_for_load_state()
    waiting.refresh_from_db()
    assert waiting.state == "in_review" and waiting.headline == headline
    assert waiting.present_approvals() == []


def test_approve_and_publish_and_everything_agrees(open_browser, people, waiting):
    page = open_browser(people["editor"])
    page.goto(f"/desk/claims/{waiting.public_id}/preview/")
    expect(page.get_by_role("heading", name="ClaimReview, as it will go out")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(waiting.headline)
    review(page, waiting)
    say_yes(page, "Approve and publish")
    reader = open_browser()
    reader.goto("/claims/")
    assert reader.locator("script").count() == 0
    reader.get_by_role("link", name=waiting.headline).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(waiting.headline)
    expect(reader.get_by_role("heading", name="In its place")).to_be_visible()
    expect(reader.locator("mark").first).to_have_text(factories.QUOTATION)
    markup = json.loads(reader.locator('script[type="application/ld+json"]').text_content() or "")
    served = reader.request.get(f"/claims/{waiting.public_id}/claimreview.json").json()
    assert markup == served and served["claimReviewed"] == waiting.statement
    record = reader.request.get(f"/claims/{waiting.public_id}/record.json").body()
    fingerprint = hashlib.sha256(record).hexdigest()
    printed = reader.locator(".print code").first.inner_text()
    assert "".join(printed.split()) == fingerprint
    assert json.loads(record)["content"]["headline"] == waiting.headline


def test_a_correction_needs_its_reason_and_strikes_the_old_rating(open_browser, people):
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(people["reporter"])
    page.goto(f"/desk/claims/{claim.public_id}/")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("radio", name="False", exact=True).check(force=True)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("Tell readers what changed").first).to_be_visible()
    claim.refresh_from_db()
    assert claim.state == "drafting" and claim.rating.slug == "false"
    page.get_by_role("radio", name="Correction").check(force=True)
    page.locator("#id_change_text").fill("We had read the list of another year.")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.wait_for_load_state()
    editor = open_browser(people["editor2"])
    review(editor, claim)
    say_yes(editor, "Approve and publish")

    reader = open_browser()
    reader.goto(f"/claims/{claim.public_id}/")
    box = reader.get_by_role("complementary", name="Correction")
    expect(box).to_contain_text("We had read the list of another year.")
    expect(box.locator("s")).to_contain_text("True")
    box.get_by_role("link", name="version 1").click()
    expect(reader.get_by_text("Old version").first).to_be_visible()
    assert "noindex" in (reader.locator("meta[name=robots]").get_attribute("content") or "")
    assert reader.locator('script[type="application/ld+json"]').count() == 0
    reader.goto("/corrections/?rating=changed")
    expect(reader.get_by_text("We had read the list of another year.")).to_be_visible()


def test_retraction_and_take_down(open_browser, people):
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(people["editor"])
    for verb, reason in (("Retract", "The list was forged."), ("Take down", "A court ordered it.")):
        page.goto(f"/desk/claims/{claim.public_id}/change/")
        form = page.locator(
            "form", has=page.get_by_role("button", name=verb, exact=True, include_hidden=True)
        )
        for folded in page.locator("details:not([open]) > summary").all():
            folded.click()
        form.get_by_role("textbox").fill(reason)
        form.get_by_role("button", name=verb, exact=True).click()
        page.wait_for_load_state()
        reader = open_browser()
        answer = reader.goto(f"/claims/{claim.public_id}/")
        assert answer is not None
        assert answer.status == (200 if verb == "Retract" else 410)
        expect(reader.get_by_text(reason).first).to_be_visible()
        if verb == "Retract":
            expect(reader.get_by_text(claim.statement).first).to_be_visible()
        else:
            assert claim.statement not in reader.content()
            for tail in ("revisions/", "revisions/1/", "record.json", "claimreview.json"):
                gone = reader.request.get(f"/claims/{claim.public_id}/{tail}")
                assert gone.status == 410 and claim.headline not in gone.text()


def test_two_who_both_worked_on_it_countersign(open_browser, people):
    claim = factories.complete_claim(by=people["reporter"])
    claim.revise(by=people["editor"], conclusion="Two lists say so; nothing speaks against it.")
    claim.submit(by=people["reporter"])
    for name in ("reporter", "editor"):
        page = open_browser(people[name])
        review(page, claim)
        expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
        say_yes(page, "Countersign")
    page.goto(f"/desk/claims/{claim.public_id}/")
    page.get_by_role("button", name="Publish", exact=True).first.click()
    page.wait_for_load_state()
    reader = open_browser()
    reader.goto(f"/claims/{claim.public_id}/")
    expect(reader.get_by_text("who both worked on it").first).to_be_visible()


def test_an_administrator_overrides_and_readers_see_why(open_browser, people):
    claim = factories.in_review_claim(by=people["admin"])
    page = open_browser(people["admin"])
    review(page, claim)
    page.get_by_text("Override, without a second person").click()
    form = page.locator("form", has=page.get_by_role("button", name="Override", exact=True))
    form.get_by_label(TICK).check()
    form.get_by_role("textbox").fill("Nobody else was on duty that night.")
    form.get_by_role("button", name="Override", exact=True).click()
    page.wait_for_load_state()
    page.goto(f"/desk/claims/{claim.public_id}/")
    page.get_by_role("button", name="Publish", exact=True).first.click()
    page.wait_for_load_state()
    reader = open_browser()
    reader.goto(f"/claims/{claim.public_id}/")
    expect(reader.get_by_text("Nobody else was on duty that night.").first).to_be_visible()


def test_two_people_one_draft(open_browser, people):
    claim = factories.complete_claim(by=people["reporter"])
    pages = [open_browser(people[name]) for name in ("reporter", "colleague")]
    for page in pages:
        page.goto(f"/desk/claims/{claim.public_id}/")
    for page, words in zip(pages, ("The first one’s words", "The second one’s words"), strict=True):
        page.get_by_label("Conclusion", exact=True).fill(words)
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_load_state("networkidle")
    expect(pages[1].get_by_text("The first one’s words").first).to_be_visible()
    claim.refresh_from_db()
    assert claim.conclusion == "The first one’s words"


def test_a_reader_finds_a_check_by_keyboard_on_a_small_screen(open_browser, people):
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    page = open_browser(viewport={"width": 320, "height": 640})
    page.goto("/claims/?rating=true")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == claim.headline:
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(claim.headline)
    for heading in ("In its place", "The evidence", "Life of this claim"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text("a second person who wrote none of it").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
