"""Ways in that were found once, each tried again by every run."""

import pytest
from django.urls import reverse

from claims import differences, quotes
from claims.models import RatingScale
from claims.refusals import Forbidden, Incomplete, Refused
from tests import factories
from tests.access.stage import sent

pytestmark = pytest.mark.django_db


def test_who_proposed_a_place_has_a_hand_in_the_text_that_takes_it_up(reporter, editor, editor2):
    """Else an editor could propose words, let a reporter press Edit, and approve them."""
    claim = factories.published_claim(by=reporter, editor=editor)
    paper = factories.document(by=editor2)
    place = claim.add_appearance(
        by=editor2,
        document=paper,
        claimant_kind="organisation",
        claimant_name="The council",
        locator="page 3",
    )
    claim.edit(by=reporter)
    claim.revise(by=reporter, change_kind="clarification", change_text="Said again by the council.")
    claim.submit(by=reporter)
    assert {person.username for person in claim.contributors()} == {"rita", "emil"}
    with pytest.raises(Forbidden):
        factories.approve(claim, by=editor2)
    place.refresh_from_db()
    assert place.hands == [editor2.pk]
    factories.approve(claim, by=editor)
    assert claim.publish(by=editor).number == 2


def test_changing_a_place_that_is_still_proposed_leaves_a_hand_too(reporter, reporter2, editor, editor2):
    claim = factories.in_review_claim(by=reporter)
    place = claim.add_appearance(by=reporter2, document=factories.document(by=reporter2), locator="page 3")
    claim.recall(by=reporter)
    place.change(by=editor2, locator="page 4")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.edit(by=reporter)
    claim.submit(by=reporter)
    with pytest.raises(Forbidden):
        factories.approve(claim, by=editor2)
    factories.approve(claim, by=editor)


def test_a_new_rating_after_a_retraction_is_no_clarification(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.retract(by=editor, reason="The list was forged.")
    note = {"change_kind": "clarification", "change_text": "Said more clearly."}
    claim.revise(by=reporter, rating=factories.rating("false"), **note)
    with pytest.raises(Incomplete):
        claim.submit(by=reporter)


def test_an_old_change_note_is_not_said_again_after_a_retraction(reporter, editor, editor2):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    claim.retract(by=editor, reason="The list was forged.")
    assert (claim.change_kind, claim.change_text) == ("", "")
    with pytest.raises(Incomplete):
        claim.submit(by=reporter)


def test_nothing_of_what_was_taken_down_is_said_again(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.take_down(by=editor, reason="A court ordered it.")
    assert claim.content()["change_note"]["from_rating"] == {}


@pytest.mark.parametrize(
    "change",
    [{"stance": "refutes"}, {"quotation": "Opens at ten."}, {"discounted_reason": "Withdrawn."}],
)
def test_a_piece_turned_round_is_more_than_wording(reporter, editor, change):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    claim.revise(by=reporter, fewer_sources="There is one.", change_kind="wording")
    claim.evidence.standing().first().change(by=reporter, **change)
    with pytest.raises(Incomplete) as shut:
        claim.submit(by=reporter)
    assert [check.field for check in shut.value.missing] == ["change_kind"]


def test_another_voice_is_more_than_wording(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    claim.first_appearance.change(by=reporter, voice="reported")
    assert claim.note_needed() == ["voice"]


def test_the_yes_of_a_demoted_editor_is_refused_in_a_sentence(reporter, editor, editor2, admin, as_):
    claim = factories.approved_claim(by=reporter, editor=editor)
    editor.change_role(by=admin, role="reporter")
    address = reverse("claim-publish", args=[claim.public_id])
    answer = as_(editor2).post(address, sent(content_sha256=claim.content_sha256))
    assert answer.status_code == 409 and b"Nobody has approved exactly this text" in answer.content


def test_a_reporter_does_not_change_what_readers_see(reporter, editor, as_):
    claim = factories.published_claim(by=reporter, editor=editor)
    with pytest.raises(Forbidden):
        claim.organise(by=reporter, story_url="https://elsewhere.example/pills")
    claim.organise(by=reporter, priority=2)
    claim.organise(by=editor, story_url="https://daily-test.example/story")
    assert claim.public.story_url == "https://daily-test.example/story"


def test_a_scale_that_only_a_version_uses_stays_frozen(reporter, editor, as_, admin):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    claim.revise(by=reporter, rating=None)
    scale = RatingScale.objects.get()
    assert scale.is_used
    with pytest.raises(Exception, match="frozen"):
        scale.ratings.filter(slug="true").update(label="False")


@pytest.mark.parametrize(
    ("old", "new"),
    [("a " * 2900, "a b " * 1450), ("a b c " * 900, "c b a " * 900)],
    ids=["one word", "three"],
)
def test_texts_of_few_words_are_not_compared_for_minutes(old, new):
    parts = differences.word_parts(old, new)
    assert "".join(text for kind, text in parts if kind != "del") == new
    assert len(parts) < 10


def test_words_that_stand_everywhere_are_no_quotation():
    with pytest.raises(quotes.Ambiguous):
        quotes.find("a" * 20_000, "a", "a" * 10_000)
    assert quotes.find("x" * 40 + "needle" + "y" * 40, "needle", "x" * 5_000, "y" * 5_000).start == 40


def test_a_stale_cookie_puts_none_into_a_public_page(stranger):
    stranger.cookies["csrf"] = "x"
    stranger.cookies["session"] = "abc"
    answer = stranger.get("/")
    assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "wanted", ["foo", "?x", "#a", "logout", "/accounts/logout/", "//evil.example/", "javascript:x"]
)
def test_after_the_log_in_only_addresses_of_ours(wanted, as_, reporter):
    answer = as_(reporter).get(reverse("login"), {"next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_a_password_hash_is_not_told_letter_by_letter(as_, admin):
    answer = as_(admin).get("/admin/claims/user/", {"password__startswith": "argon2"})
    assert answer.status_code == 400


def test_a_session_that_ended_does_not_come_back(as_, reporter, admin):
    client = as_(reporter)
    reporter.deactivate(by=admin)
    reporter.reactivate(by=admin)
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("method", "address", "data"),
    [
        ("get", "history/?before=²", {}),
        ("get", "history/?before=" + "9" * 4400, {}),
        ("post", "/desk/triage/", {"verb": "take", "claim": "a\0b"}),
        ("post", "/desk/triage/", {"take": "a\0b"}),
        ("post", "/desk/documents/new/", {"url": "https://a.example/", "title": "T", "keep_on": "\0"}),
        ("post", "/desk/documents/new/", {"url": "https://a.example/" + "ü" * 1900, "title": "T"}),
        ("get", "/desk/documents/{}/?s=0000000019999", {}),
        ("get", "/desk/documents/{}/?s=" + "9" * 4400, {}),
    ],
)
def test_odd_input_is_never_a_fault(as_, reporter, method, address, data):
    claim = factories.drafted_claim(by=reporter)
    if not address.startswith("/"):
        address = f"/desk/claims/{claim.public_id}/{address}"
    address = address.format(claim.first_appearance.document.public_id)
    answer = getattr(as_(reporter), method)(address, sent(**data) if method == "post" else {})
    assert answer.status_code in (200, 302, 404, 422)


def test_a_key_that_another_person_used_is_no_fault(as_, reporter, editor):
    claim, other = factories.spotted_claim(by=reporter), factories.spotted_claim(by=reporter)
    form = sent()
    assert as_(reporter).post(reverse("claim-take", args=[claim.public_id]), form).status_code == 302
    assert as_(editor).post(reverse("claim-take", args=[other.public_id]), form).status_code == 409
    with pytest.raises(Refused):
        claim.take(by=editor)


def test_the_admin_sends_nobody_round_in_a_circle(as_, reporter):
    answer = as_(reporter).get("/admin/", follow=True)
    assert answer.status_code == 403 and len(answer.redirect_chain) == 1
