"""Journeys 6 and 17: who may say yes to what; and forms that are stale, sent twice, or sent too late."""

import re
import uuid

from playwright.sync_api import APIResponse, Locator, Page, expect

from claims.models import Claim, Revision
from tests import factories

TICK = "The statement says no more than was said"


def review(page: Page, claim: Claim) -> Locator:
    """The review's page; its part with the decision."""
    page.goto(f"{claim.get_absolute_url()}review/")
    return page.get_by_role("region", name="Your decision")


def public_page(page: Page, claim: Claim) -> Locator:
    page.goto(f"/claims/{claim.public_id}/")
    page.get_by_role("heading", level=1).wait_for()
    return page.get_by_role("main")


def forge(page: Page, claim: Claim, verb: str, **fields: str) -> APIResponse:
    """A POST that no button of this page sends, with all that a form carries for the machine."""
    page.goto(claim.get_absolute_url())
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    sent = {"csrfmiddlewaretoken": token, "idempotency_key": str(uuid.uuid4()), **fields}
    return page.request.post(f"{claim.get_absolute_url()}{verb}/", form=sent)


def yes(claim: Claim) -> dict[str, str]:
    return {"content_sha256": claim.content_sha256, "says_no_more": "1"}


def save_statement(page: Page, claim: Claim, text: str) -> None:
    page.goto(claim.get_absolute_url())
    page.get_by_label("Statement", exact=True).fill(text)
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(re.compile("^Saved ")).first).to_be_visible()
    claim.refresh_from_db()
    assert claim.statement == text


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("Submitted. Somebody else reviews it now.").first.wait_for()


def press_edit(page: Page, claim: Claim) -> None:
    page.goto(claim.get_absolute_url())
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_text("Open for editing.").first.wait_for()


def state(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state


def test_own_submission_has_no_approve_button_and_a_forged_one_is_forbidden(open_browser, people):
    claim = factories.in_review_claim(by=people["editor"])
    page = open_browser(people["editor"])
    decision = review(page, claim)
    expect(decision).to_contain_text("You changed this text, so somebody else has to approve it.")
    expect(page.get_by_role("button", name=re.compile("approve", re.I))).to_have_count(0)
    expect(page.get_by_role("checkbox", name=TICK)).to_have_count(0)
    for verb in ("approve", "approve-and-publish", "countersign", "override"):
        answer = forge(page, claim, verb, **yes(claim), reason="In a hurry.")
        # To countersign is an editor's own right on this text, but it takes two: not now, rather than not you.
        assert answer.status == (409 if verb == "countersign" else 403), verb
        assert state(claim) == "in_review"
    answer = forge(page, claim, "approve", **yes(claim))
    assert "You changed this text, so somebody else has to approve it." in answer.text()
    assert not claim.present_approvals()


def test_a_reporter_cannot_approve_a_colleagues_claim(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["colleague"])
    decision = review(page, claim)
    expect(decision).to_contain_text("Only an editor may do this.")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert forge(page, claim, "approve", **yes(claim)).status == 403
    assert state(claim) == "in_review"


def test_an_editor_approves_after_the_tick(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["editor"])
    decision = review(page, claim)
    both = page.get_by_role("region", name="Does the statement say no more than was said?")
    expect(both).to_contain_text(claim.statement)
    expect(both).to_contain_text(factories.QUOTATION)
    decision.get_by_role("button", name="Approve", exact=True).click()
    error = page.get_by_role("region", name="Nothing was saved yet")
    expect(error.get_by_role("link", name=re.compile("Tick “The statement says no more"))).to_be_visible()
    assert state(claim) == "in_review"
    decision.get_by_role("checkbox", name=TICK).check()
    decision.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_text("Approved. An editor can publish it now.").first.wait_for()
    assert state(claim) == "approved"
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").first.wait_for()
    expect(public_page(page, claim)).to_contain_text("a second person who wrote none of it")


def test_the_keyboard_alone_approves(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["editor"])
    review(page, claim)
    tick = page.get_by_role("region", name="Your decision").get_by_role("checkbox", name=TICK)
    expect(tick).to_be_focused()
    for key in ("Space", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Approved and published.").first.wait_for()
    assert state(claim) == "published"


def test_an_edit_voids_the_approval_and_the_old_text_does_not_revive_it(open_browser, people):
    claim = factories.approved_claim(by=people["reporter"], editor=people["editor"])
    old, fingerprint = claim.statement, claim.content_sha256
    reporter = open_browser(people["reporter"])
    press_edit(reporter, claim)
    assert state(claim) == "drafting"
    save_statement(reporter, claim, "The library never opens")
    save_statement(reporter, claim, old)
    assert not claim.present_approvals()
    submit(reporter)
    assert state(claim) == "in_review"
    editor = open_browser(people["editor"])
    editor.goto(claim.get_absolute_url())
    expect(editor.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    answer = forge(editor, claim, "publish", content_sha256=fingerprint)
    assert answer.status == 409
    assert state(claim) == "in_review"
    assert not Revision.objects.exists()


def test_a_yes_to_a_text_that_has_changed_meanwhile_is_refused(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["editor"])
    decision = review(page, claim)
    decision.get_by_role("checkbox", name=TICK).check()
    claim.recall(by=people["reporter"])
    claim.revise(by=people["reporter"], statement="The library never opens")
    claim.submit(by=people["reporter"])
    decision.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("chang", re.I))
    assert state(claim) == "in_review"
    assert not claim.present_approvals()


def test_the_admin_shows_a_claim_and_saves_nothing(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["admin"])
    page.goto(f"/admin/claims/claim/{claim.pk}/change/")
    page.get_by_role("heading", name="View claim").wait_for()
    expect(page.get_by_role("heading", name=claim.headline)).to_be_visible()
    for word in ("Save", "Delete", "Publish", "Approve"):
        expect(page.get_by_role("button", name=re.compile(word, re.I))).to_have_count(0)
    expect(page.get_by_role("link", name="Delete", exact=True)).to_have_count(0)
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = page.request.post(
        page.url, form={"csrfmiddlewaretoken": token, "state": "published"}, headers={"Referer": page.url}
    )
    assert answer.status == 403
    assert state(claim) == "in_review"


def test_an_override_shows_its_reason_to_readers(open_browser, people):
    claim = factories.in_review_claim(by=people["reporter"])
    page = open_browser(people["admin"])
    decision = review(page, claim)
    reason = "The storm closed the desk; nobody else could read it."
    decision.get_by_text("Override, without a second person").click()
    form = decision.get_by_role("group").filter(has=page.get_by_role("button", name="Override", exact=True))
    form.get_by_role("checkbox", name=TICK).check()
    form.get_by_role("button", name="Override", exact=True).click()
    expect(page.get_by_role("link", name="Reason is missing.")).to_be_visible()
    assert state(claim) == "in_review"
    expect(form.get_by_role("checkbox", name=TICK)).to_be_checked()
    form.get_by_label("Reason", exact=True).fill(reason)
    form.get_by_role("button", name="Override", exact=True).click()
    page.get_by_text("Approved by override. Readers will see the reason.").first.wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").first.wait_for()
    shown = public_page(open_browser(), claim)
    expect(shown).to_contain_text("Published without a second person.")
    expect(shown).to_contain_text(reason)


def test_two_people_who_both_worked_on_it_countersign(open_browser, people):
    claim = factories.complete_claim(by=people["reporter"])
    editor = open_browser(people["editor"])
    save_statement(editor, claim, "The library of Examplestead opens at nine on weekdays")
    reporter = open_browser(people["reporter"])
    reporter.goto(claim.get_absolute_url())
    submit(reporter)
    for person, page in (("editor", editor), ("reporter", reporter)):
        assert state(claim) == "in_review"
        decision = review(page, claim)
        expect(decision.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
        decision.get_by_role("checkbox", name=TICK).check()
        decision.get_by_role("button", name="Countersign", exact=True).click()
        page.get_by_text("Countersigned.").first.wait_for()
        if person == "editor":
            expect(review(page, claim).get_by_role("button", name="Countersign")).to_have_count(0)
    assert state(claim) == "approved"
    editor.goto(claim.get_absolute_url())
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("Published.").first.wait_for()
    shown = public_page(open_browser(), claim)
    expect(shown).to_contain_text("Read by two people who both worked on it")
    for name in ("Reporter", "Editor"):
        expect(shown).to_contain_text(name)


def test_the_second_of_two_who_save_gets_a_page_with_both_texts(open_browser, people):
    claim = factories.drafted_claim(by=people["reporter"])
    claim.revise(by=people["reporter"], statement="It opens at some time", conclusion="It may.")
    first, second = open_browser(people["reporter"]), open_browser(people["colleague"])
    for page in (first, second):
        page.goto(claim.get_absolute_url())
    first.get_by_label("Statement", exact=True).fill("It opens at nine 📚")
    first.get_by_label("Conclusion", exact=True).fill("It does.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text(re.compile("^Saved ")).first).to_be_visible()
    first.wait_for_load_state()
    second.get_by_label("Statement", exact=True).fill("It opens at ten")
    second.get_by_label("Headline", exact=True).fill("Ten, not nine")
    with second.expect_response(lambda answer: answer.url.endswith("/save/")) as answered:
        second.get_by_role("button", name="Save", exact=True).click()
    assert answered.value.status == 409
    second.get_by_role("heading", name="Reporter saved this while you were writing").wait_for()
    expect(
        second.get_by_role("heading", name="Nothing is lost. One field differs: choose what it is to say.")
    ).to_be_visible()
    mine = second.get_by_role("textbox", name="Third text for statement")
    expect(mine).to_have_value("It opens at ten")
    expect(second.get_by_role("group", name="Statement")).to_contain_text("nine 📚")
    second.get_by_text("What you both began from").click()
    expect(second.get_by_text("It opens at some time")).to_be_visible()
    mine.fill("It opens at nine, or ten")
    second.get_by_role("button", name="Save", exact=True).click()
    second.wait_for_url(f"**{claim.get_absolute_url()}")
    claim.refresh_from_db()
    assert claim.statement == "It opens at nine, or ten"
    assert (claim.headline, claim.conclusion) == ("Ten, not nine", "It does.")


def test_a_form_that_is_sent_again_takes_effect_once(open_browser, people):
    claim = factories.drafted_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(f"{claim.get_absolute_url()}evidence/new/")
    key = page.locator("form[method=post] [name=idempotency_key]").nth(0).get_attribute("value")
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    typed = {
        "stance": "supports", "kind": "dataset", "title": "Hours of the town", "language": "en",
        "independence": "independent", "seen_as": "original", "quotation": "From nine.",
    }  # fmt: skip
    sent = {"csrfmiddlewaretoken": token, "idempotency_key": key, **typed}
    answers = [page.request.post(page.url, form=sent) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].url == answers[1].url
    assert claim.evidence.count() == 1
    other = page.request.post(page.url, form={**sent, "title": "Hours of the county"})
    assert other.status == 409
    assert "Hours of the county" in other.text()
    assert "You sent this form before, with other words in it." in other.text()
    assert claim.evidence.count() == 1


def test_going_back_and_sending_again_takes_effect_once(open_browser, people):
    document = factories.document(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(f"/desk/documents/{document.public_id}/")
    keys = page.get_by_role("form", name="Ticked sentences").locator("[name=idempotency_key]")
    first = keys.get_attribute("value")

    def send() -> None:
        page.get_by_role("checkbox", name="Tick sentence 4", exact=True).check()
        page.get_by_role("button", name="Mark the ticked sentences").click()
        expect(page.get_by_text("1 claim marked")).to_be_visible()

    send()
    page.go_back()
    # The page is fetched anew, and says beside the sentence that it is a claim already.
    notes = page.get_by_role("listitem").filter(has=page.get_by_role("checkbox", name="Tick sentence 4"))
    expect(notes.get_by_role("link", name=re.compile("^Claim "))).to_be_visible()
    # Some browsers put back what the fields held, hidden ones too: then it is the same form once more.
    keys.evaluate("(field, key) => { field.value = key; }", first)
    send()
    assert Claim.objects.count() == 1


def test_a_double_click_takes_effect_once(open_browser, people):
    document = factories.document(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(f"/desk/documents/{document.public_id}/")
    page.get_by_role("checkbox", name="Tick sentence 4", exact=True).check()
    page.get_by_role("button", name="Mark the ticked sentences").dblclick()
    # The second of the two is told what the first did, or that the first is under way.
    page.get_by_text(re.compile("1 claim marked|being saved")).wait_for()
    page.goto(f"/desk/documents/{document.public_id}/")
    expect(page.get_by_text("1 claim marked")).to_be_visible()
    assert Claim.objects.count() == 1


def test_other_words_in_a_form_that_was_sent_before_are_kept_and_can_be_sent_as_new(open_browser, people):
    claim = factories.drafted_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(f"{claim.get_absolute_url()}evidence/new/")
    page.get_by_role("radio", name="Backs the claim").check()
    page.get_by_label("Title", exact=True).fill("Hours of the town")
    page.get_by_label("Kind", exact=True).select_option("Dataset")
    form = page.get_by_role("main").locator("form", has=page.get_by_label("Title", exact=True))
    sent = form.evaluate("form => Object.fromEntries(new FormData(form))")
    assert page.request.post(page.url, form=sent).ok  # the same page, sent from another window
    page.get_by_label("Title", exact=True).fill("Hours of the county 📚")
    page.get_by_role("button", name="Add this piece").click()
    page.get_by_role("heading", name="This form was sent already", level=1).wait_for()
    expect(page.get_by_role("main")).to_contain_text("Hours of the county 📚")
    assert claim.evidence.count() == 1
    page.get_by_role("button", name="Send this as new").click()
    page.get_by_text("Piece 2 added: Hours of the county 📚").first.wait_for()
    assert claim.evidence.count() == 2


def test_a_button_that_is_pressed_twice_takes_effect_once(open_browser, people):
    claim = factories.complete_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(claim.get_absolute_url())
    page.get_by_role("button", name="Submit", exact=True).dblclick()
    page.get_by_role("heading", level=1).wait_for()
    page.goto(claim.get_absolute_url())
    expect(page.get_by_role("main")).to_contain_text("In review")
    assert claim.events().filter(verb="submit").count() == 1


def test_a_form_sent_after_the_session_ended_keeps_what_was_typed(open_browser, people):
    claim = factories.drafted_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(f"{claim.get_absolute_url()}evidence/new/")
    words = "Open from nine 📚 “on”\nصباح الخير"
    page.get_by_role("radio", name="Backs the claim").check()
    page.get_by_label("Title", exact=True).fill("Hours of the town")
    page.get_by_label("Kind", exact=True).select_option("Dataset")
    page.get_by_label("Exact words", exact=True).fill(words)
    page.context.clear_cookies()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="Add this piece").click()
    assert answered.value.status == 403
    typed = page.get_by_role("region", name="What will be sent")
    expect(typed.get_by_label("Title", exact=True)).to_have_value("Hours of the town")
    expect(typed.get_by_label("Quotation", exact=True)).to_have_value(words)
    assert not claim.evidence.exists()


def test_the_text_of_a_claim_survives_the_end_of_the_session(open_browser, people):
    claim = factories.drafted_claim(by=people["reporter"])
    page = open_browser(people["reporter"])
    page.goto(claim.get_absolute_url())
    page.get_by_label("Analysis", exact=True).fill("Hours of work.")
    page.context.clear_cookies()
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.get_by_role("button", name="Save", exact=True).click()
    assert answered.value.status == 403
    expect(page.get_by_role("heading", name="You are no longer logged in")).to_be_visible()
    typed = page.get_by_role("region", name="What will be sent")
    expect(typed.get_by_label("Analysis", exact=True)).to_have_value("Hours of work.")
