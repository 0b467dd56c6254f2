"""The review: what the reviewer reads, and the yes that belongs to exactly that text."""

from tests import factories
from tests.views.pages import at, fields_of, seen, send


def form_on(client, claim, action):
    return fields_of(client.get(at(claim, "review/")).text, at(claim, action))


def test_an_editor_who_wrote_none_of_it_reads_both_texts_and_approves(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    client = as_(editor)
    page = client.get(at(claim, "review/")).text
    assert claim.statement in page and factories.QUOTATION in page
    assert "The statement says no more than was said" in page
    form = form_on(client, claim, "approve-and-publish/")
    answer = client.post(at(claim, "approve/"), {**form, "says_no_more": "1"})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert ">Publish<" in client.get(at(claim)).text


def test_approve_and_publish_is_one_button(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    client = as_(editor)
    form = form_on(client, claim, "approve-and-publish/")
    client.post(at(claim, "approve-and-publish/"), {**form, "says_no_more": "1"})
    claim.refresh_from_db()
    assert claim.is_public


def test_the_tick_is_asked_for(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    client = as_(editor)
    for verb in ("approve/", "approve-and-publish/"):
        answer = client.post(at(claim, verb), form_on(client, claim, "approve-and-publish/"))
        assert answer.status_code == 422
        assert "Tick “The statement says no more than was said”" in answer.text
        assert 'href="#id_says_no_more"' in answer.text
    assert not claim.approvals.exists()


def test_a_text_that_changed_while_it_was_read_is_not_approved(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    client = as_(editor)
    form = {**form_on(client, claim, "approve-and-publish/"), "says_no_more": "1"}
    claim.recall(by=reporter)
    claim.revise(by=reporter, conclusion="Something else.")
    claim.submit(by=reporter)
    answer = client.post(at(claim, "approve/"), form)
    assert answer.status_code == 409
    assert "The text has changed since you opened it." in answer.text


def test_a_contributor_sees_no_approve_button_but_the_reason(as_, reporter, editor):
    claim = factories.complete_claim(by=editor)
    claim.submit(by=editor)
    page = as_(editor).get(at(claim, "review/")).text
    assert ">Approve<" not in page and ">Approve and publish<" not in page
    assert "You changed this text, so somebody else has to approve it." in page
    assert ">Countersign<" not in page  # nobody else worked on it


def test_two_who_both_worked_on_it_countersign(as_, reporter, editor):
    claim = factories.complete_claim(by=reporter)
    claim.revise(by=editor, reply="Asked again.")
    claim.submit(by=reporter)
    for person, state in ((reporter, "in_review"), (editor, "approved")):
        client = as_(person)
        page = client.get(at(claim, "review/")).text
        assert ">Countersign<" in page and ">Approve<" not in page
        form = fields_of(page, at(claim, "countersign/"))
        assert client.post(at(claim, "countersign/"), form).status_code == 422
        form = form_on(client, claim, "countersign/")
        assert client.post(at(claim, "countersign/"), {**form, "says_no_more": "1"}).status_code == 302
        claim.refresh_from_db()
        assert claim.state == state


def test_an_administrator_overrides_with_a_reason(as_, reporter, admin):
    claim = factories.in_review_claim(by=reporter)
    client = as_(admin)
    form = form_on(client, claim, "override/")
    answer = client.post(at(claim, "override/"), {**form, "says_no_more": "1", "reason": ""})
    assert answer.status_code == 422
    assert "Reason is missing." in answer.text
    form = form_on(client, claim, "override/")
    client.post(
        at(claim, "override/"), {**form, "says_no_more": "1", "reason": "Election night, one person on duty."}
    )
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert claim.basis() == "second_person" or claim.basis() == "override"


def test_only_an_administrator_sees_override(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    assert "Override" not in as_(editor).get(at(claim, "review/")).text


def test_changes_are_requested_with_a_reason(as_, reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    client = as_(editor)
    assert send(client, at(claim, "request-changes/"), reason="").status_code == 422
    assert (
        send(client, at(claim, "request-changes/"), reason="Page, please.", **seen(claim)).status_code == 302
    )
    claim.refresh_from_db()
    assert claim.state == "drafting"
    assert "requested changes: “Page, please.”" in as_(reporter).get(at(claim)).text


def test_what_changed_since_the_public_version_is_shown_word_by_word(as_, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    claim.revise(
        by=reporter, conclusion="Three lists say so. Nothing speaks against it.", change_kind="correction",
        change_text="A third list was found.",
    )  # fmt: skip
    claim.submit(by=reporter)
    page = as_(editor).get(at(claim, "review/")).text
    assert "Changed since version 1" in page
    assert "[removed: " in page and "[added: " in page
    assert "A third list was found." in page


def test_the_lint_of_claimreview_is_shown(as_, reporter, editor):
    page = as_(editor).get(at(factories.in_review_claim(by=reporter), "review/")).text
    assert "Nothing blocks publishing" in page
    assert "True, 5 of 5" in page


def test_the_cursor_waits_on_the_tick(as_, reporter, editor):
    page = as_(editor).get(at(factories.in_review_claim(by=reporter), "review/")).text
    tick = page[page.index('id="id_says_no_more"') :][:80]
    assert "autofocus" in tick
    assert page.count("autofocus") == 1
