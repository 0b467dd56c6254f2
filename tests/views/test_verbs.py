"""One address a verb: who may, when, and what is answered where it is refused."""

import pytest

from claims import workflow
from claims.models import Event
from tests import factories
from tests.views.pages import at, fields_of, seen, send

VERBS = [verb.replace("_", "-") + "/" for verb in workflow.VERBS]
YES = {"says_no_more": "1"}


def read(claim):
    return {"content_sha256": claim.content_sha256}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_no_page_and_nothing_for_strangers(as_, reporter, stranger, verb):
    claim = factories.drafted_claim(by=reporter)
    assert as_(reporter).get(at(claim, verb)).status_code == 405
    assert send(stranger, at(claim, verb)).status_code == 403
    assert stranger.get(at(claim, verb)).status_code == 302
    assert send(as_(reporter), f"/desk/claims/zzzzzzzz/{verb}").status_code == 404


@pytest.mark.parametrize(
    "verb",
    [
        "reopen/",
        "request-changes/",
        "approve/",
        "approve-and-publish/",
        "override/",
        "publish/",
        "discard/",
        "retract/",
        "take-down/",
    ],
)
def test_a_reporter_is_forbidden_whatever_the_form_holds(as_, reporter, reporter2, verb):
    claim = factories.in_review_claim(by=reporter)
    for form in ({}, {**read(claim), **YES, "reason": "Because."}):
        answer = send(as_(reporter2), at(claim, verb), **form)
        assert answer.status_code == 403
        assert "Only an" in answer.text
    claim.refresh_from_db()
    assert claim.state == "in_review"


@pytest.mark.parametrize("verb", ["approve/", "approve-and-publish/"])
def test_a_forged_approval_of_ones_own_text_is_forbidden(as_, editor, verb):
    claim = factories.in_review_claim(by=editor)
    for form in ({}, {**read(claim), **YES}):
        answer = send(as_(editor), at(claim, verb), **form)
        assert answer.status_code == 403
        assert "You changed this text, so somebody else has to approve it." in answer.text
    assert not claim.approvals.exists()


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        ("take/", "Only a spotted claim can be taken."),
        ("recall/", "Only a claim in review can be recalled."),
        ("approve/", "Only a claim in review can be approved."),
        ("publish/", "Only an approved claim can be published"),
        ("edit/", "Edit opens a claim that is approved or published."),
        ("retract/", "Nothing of this claim is public."),
    ],
)
def test_the_wrong_state_is_refused_with_a_sentence(as_, editor, reporter, verb, sentence):
    claim = factories.complete_claim(by=reporter)
    claim.revise(by=editor, reply="Asked again.")  # so that the editor may recall
    if verb == "approve/":
        claim = factories.complete_claim(by=reporter)
    answer = send(as_(editor), at(claim, verb), reason="Because.", **YES, **read(claim))
    assert answer.status_code == 409
    assert sentence in answer.text
    assert "What you typed" in answer.text  # the reason is not lost
    assert "The claim is <b>drafting</b>" in answer.text


def test_take_makes_it_mine(as_, reporter, reporter2):
    claim = factories.spotted_claim(by=reporter)
    assert send(as_(reporter2), at(claim, "take/"))["Location"] == at(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.assigned_to) == ("drafting", reporter2)
    assert send(as_(reporter), at(claim, "take/")).status_code == 409


@pytest.mark.parametrize(("make", "verb"), [("spotted_claim", "pass-over/"), ("drafted_claim", "drop/")])
def test_dropping_wants_a_listed_reason(as_, reporter, make, verb):
    claim = getattr(factories, make)(by=reporter)
    client = as_(reporter)
    for form, says in (
        ({}, "Reason is missing"),
        ({"reason": "dull"}, "not one of the choices"),
        ({"reason": "other", "note": ""}, "what the other reason is"),
    ):
        answer = send(client, at(claim, verb), **seen(claim), **form)
        assert answer.status_code == 422
        assert says in answer.text
    assert (
        send(client, at(claim, verb), **seen(claim), reason="forecast", note="Ask in a year.").status_code
        == 302
    )
    claim.refresh_from_db()
    assert (claim.state, claim.drop_reason, claim.drop_note) == ("dropped", "forecast", "Ask in a year.")
    page = client.get(at(claim)).text
    assert "Forecast, cannot be checked" in page and "Ask in a year." in page


def test_an_editor_reopens(as_, reporter, editor):
    claim = factories.spotted_claim(by=reporter)
    claim.pass_over(by=reporter, reason="no_data")
    assert send(as_(editor), at(claim, "reopen/")).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "drafting"


def test_submit_lists_what_is_missing_with_a_link_to_each_field(as_, reporter):
    claim = factories.drafted_claim(by=reporter)
    answer = send(as_(reporter), at(claim, "submit/"), content_version=seen(claim)["content_version"])
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    missing = answer.text[answer.text.index('id="missing"') : answer.text.index('id="claim"')]
    for link in ("#id_headline", "#id_conclusion", "#id_rating", "#evidence", "#id_voice"):
        assert f'{link}"' in missing
    assert 'id="missing" tabindex="-1" autofocus' in answer.text


def test_the_claimants_own_words_and_the_article_itself_do_not_open_the_gate(as_, reporter):
    claim = factories.complete_claim(by=reporter, analysis="The librarian says so.")
    for piece in claim.evidence.standing():
        piece.remove(by=reporter)
    place = claim.first_appearance
    factories.add_evidence(claim, by=reporter, independence="claimant")
    factories.add_evidence(claim, by=reporter, url=place.document_url)
    answer = send(as_(reporter), at(claim, "submit/"), content_version=seen(claim)["content_version"])
    assert answer.status_code == 422
    assert "the document the claim stands in" in answer.text


def test_submit_saves_what_was_typed_first_and_keeps_it_where_the_gate_is_shut(as_, reporter):
    claim = factories.complete_claim(by=reporter, reply="")
    client = as_(reporter)
    form = fields_of(client.get(at(claim)).text, at(claim, "save/"))
    answer = client.post(at(claim, "submit/"), {**form, "conclusion": "Typed, not saved."})
    assert answer.status_code == 422
    claim.refresh_from_db()
    assert (claim.state, claim.conclusion) == ("drafting", "Typed, not saved.")
    form = fields_of(answer.text, at(claim, "save/"))
    answer = client.post(at(claim, "submit/"), {**form, "reply": "She stands by it."})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.reply) == ("in_review", "She stands by it.")
    again = client.post(at(claim, "submit/"), {**form, "reply": "She stands by it."})
    assert (again.status_code, again["Location"]) == (302, at(claim))
    assert Event.objects.filter(verb="submit").count() == 1


def test_submit_with_a_stale_text_is_a_conflict(as_, reporter, editor):
    claim = factories.complete_claim(by=reporter)
    client = as_(reporter)
    form = fields_of(client.get(at(claim)).text, at(claim, "save/"))
    claim.revise(by=editor, conclusion="Theirs.")
    answer = client.post(at(claim, "submit/"), {**form, "conclusion": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in answer.text and "Mine." in answer.text


def test_recall_is_for_those_who_worked_on_it(as_, reporter, reporter2):
    claim = factories.in_review_claim(by=reporter)
    assert send(as_(reporter2), at(claim, "recall/")).status_code == 403
    assert send(as_(reporter), at(claim, "recall/")).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "drafting"


def test_publish_wants_the_text_that_was_seen(as_, reporter, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    client = as_(editor)
    assert send(client, at(claim, "publish/")).status_code == 409
    assert send(client, at(claim, "publish/"), content_sha256="0" * 64).status_code == 409
    form = fields_of(client.get(at(claim)).text, at(claim, "publish/"))
    assert client.post(at(claim, "publish/"), form).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "published" and claim.is_public


def test_publish_sent_twice_is_one_version(as_, reporter, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    client = as_(editor)
    form = fields_of(client.get(at(claim)).text, at(claim, "publish/"))
    for _ in range(2):
        assert client.post(at(claim, "publish/"), form)["Location"] == at(claim)
    assert claim.revisions.count() == 1


def test_edit_and_discard(as_, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    assert send(as_(reporter), at(claim, "edit/")).status_code == 302
    claim.refresh_from_db()
    claim.revise(by=reporter, conclusion="Another.")
    page = as_(editor).get(at(claim, "change/")).text
    assert "Another." in page and "Discard changes" in page
    assert send(as_(editor), at(claim, "discard/"), **seen(claim)).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.conclusion) == ("published", "Two lists say so. Nothing speaks against it.")


@pytest.mark.parametrize(("verb", "status"), [("retract/", "retracted"), ("take-down/", "taken_down")])
def test_taking_back_wants_a_public_reason(as_, reporter, editor, verb, status):
    claim = factories.published_claim(by=reporter, editor=editor)
    client = as_(editor)
    for reason in ("", "  \n "):
        answer = send(client, at(claim, verb), reason=reason)
        assert answer.status_code == 422
        assert "Reason is missing." in answer.text
    assert "answer 410" in client.get(at(claim, "change/")).text
    assert send(client, at(claim, verb), **seen(claim), reason="A court asked for it.").status_code == 302
    assert claim.public_status == status


def test_a_form_without_its_key_does_nothing(as_, reporter):
    claim = factories.spotted_claim(by=reporter)
    assert as_(reporter).post(at(claim, "take/")).status_code == 422
    claim.refresh_from_db()
    assert claim.state == "spotted"
