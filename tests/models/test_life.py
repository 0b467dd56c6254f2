"""A claim's life through its verbs: the good paths."""

import pytest
from django.db import connection

from claims.models import EventLink, PublicClaim, Revision
from claims.refusals import Forbidden, Incomplete, Refused
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db


def settle() -> None:
    """Let the guards that wait for COMMIT speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_from_spotting_to_a_public_page(reporter, editor):
    claim = factories.in_review_claim(by=reporter)
    assert claim.state == "in_review"
    with pytest.raises(Forbidden):
        factories.approve(claim, by=reporter)
    factories.approve(claim, by=editor)
    revision = claim.publish(by=editor)
    settle()
    claim.refresh_from_db()
    public = PublicClaim.objects.get(pk=claim.public_id)
    assert (claim.state, public.status, public.number) == ("published", "shown", 1)
    assert revision.basis == "second_person"
    assert revision.record_dict["content"]["headline"] == public.headline == claim.headline
    assert EventLink.objects.count() > 5


def test_correction_retraction_and_takedown(reporter, editor, editor2):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    settle()
    second = Revision.objects.get(number=2)
    assert second.content_dict["change_note"]["from_rating"]["slug"] == "true"
    claim.retract(by=editor, reason="The list was forged.")
    settle()
    assert claim.public.status == "retracted" and claim.state == "drafting"
    claim.take_down(by=editor, reason="A court ordered it.")
    settle()
    public = claim.public
    assert public.status == "taken_down" and public.statement == "" and public.changes[-1]["text"]


def test_discard_brings_the_public_version_back(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    before = claim.last_revision.content_dict
    claim.edit(by=reporter)
    claim.evidence.standing().first().change(by=reporter, title="Another title")
    claim.revise(by=reporter, analysis="Nothing is left.", headline="Something else")
    claim.evidence.standing().last().remove(by=reporter)
    factories.add_evidence(claim, by=reporter)
    claim.discard(by=editor)
    settle()
    assert claim.state == "published"
    assert claim.content()["evidence"] == before["evidence"]


def test_countersign(reporter, editor):
    claim = factories.complete_claim(by=reporter)
    claim.revise(by=editor, conclusion="Two lists say so.")
    claim.submit(by=reporter)
    claim.countersign(by=reporter, content_sha256=claim.content_sha256, says_no_more=True)
    assert claim.state == "in_review"
    claim.countersign(by=editor, content_sha256=claim.content_sha256, says_no_more=True)
    assert claim.state == "approved"
    assert claim.publish(by=editor).basis == "countersigned"
    settle()


def test_override(reporter, admin):
    claim = factories.in_review_claim(by=admin)
    claim.override(
        by=admin, content_sha256=claim.content_sha256, says_no_more=True, reason="Nobody else on duty."
    )
    assert claim.publish(by=admin).basis == "override"
    settle()


def test_old_yes_is_void_after_editing_there_and_back(reporter, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    words = claim.headline
    claim.edit(by=reporter)
    claim.revise(by=reporter, headline="x")
    claim.revise(by=reporter, headline=words)
    claim.submit(by=reporter)
    with pytest.raises(Refused):
        claim.publish(by=editor)


def test_back_after_a_retraction_readers_are_told_why_and_the_first_author_may_not_approve(
    reporter, editor, editor2
):
    """After a withdrawal every hand in the text counts again, from the first version on."""
    claim = factories.in_review_claim(by=editor2)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    claim.retract(by=editor, reason="The list was forged.")
    claim.revise(by=reporter, conclusion="Two lists say so; the forged one is out.")
    with pytest.raises(Incomplete) as shut:
        claim.submit(by=reporter)
    assert [check.field for check in shut.value.missing] == ["change_kind"]
    claim.revise(by=reporter, change_kind="correction", change_text="We took a forged list for a real one.")
    claim.submit(by=reporter)
    with pytest.raises(Forbidden):
        factories.approve(claim, by=editor2)
    factories.approve(claim, by=editor)
    assert claim.publish(by=editor).number == 3
    settle()
    public = claim.public
    assert public.status == "shown" and [entry["kind"] for entry in public.changes] == [
        "publication",
        "retraction",
        "publication",
    ]


def test_back_after_a_take_down_the_old_words_stay_away(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor, headline="A name that a court forbids")
    claim.take_down(by=editor, reason="A court ordered it.")
    claim.revise(
        by=reporter, headline="The library opens early", change_kind="correction", change_text="Without it."
    )
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    settle()
    public = claim.public
    assert public.headline == "The library opens early"
    assert "court forbids" not in str(PublicClaim.objects.values().get(pk=claim.public_id))


def test_nothing_to_review_where_nothing_changed(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    with pytest.raises(Refused, match="Nothing differs"):
        claim.submit(by=reporter)


def test_wording_will_not_do_where_the_rating_changed(reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    claim.edit(by=reporter)
    claim.revise(by=reporter, rating=factories.rating("false"), change_kind="wording")
    with pytest.raises(Incomplete):
        claim.submit(by=reporter)


def test_reviewers_everyone_lets_reporters_approve_and_never_publish(reporter, reporter2, editor):
    with as_owner() as cursor:
        cursor.execute("UPDATE claims_setting SET value = 'everyone' WHERE key = 'reviewers'")
    claim = factories.in_review_claim(by=reporter)
    with pytest.raises(Forbidden):
        factories.approve(claim, by=reporter)
    factories.approve(claim, by=reporter2)
    with pytest.raises(Forbidden):
        claim.publish(by=reporter2)
    assert claim.publish(by=editor).basis == "second_person"
    settle()


def test_a_yes_of_somebody_who_left_counts_no_more(reporter, editor, editor2, admin):
    claim = factories.approved_claim(by=reporter, editor=editor)
    editor.deactivate(by=admin)
    with pytest.raises(Refused):
        claim.publish(by=editor2)


def test_moving_evidence_takes_the_references_along(reporter):
    claim = factories.complete_claim(by=reporter)
    factories.add_evidence(claim, by=reporter)
    third = claim.evidence.standing().last()
    third.move(by=reporter, to=1)
    claim.refresh_from_db()
    assert claim.analysis == "The first list has the hours [2]; the second one agrees [3]."
    with pytest.raises(Refused, match=r"piece \[2\]"):
        claim.evidence.standing()[1].remove(by=reporter)
    claim.evidence.standing().first().remove(by=reporter)
    claim.refresh_from_db()
    assert claim.analysis == "The first list has the hours [1]; the second one agrees [2]."


def test_renaming_changes_no_content_and_taking_the_new_name_is_an_edit(reporter, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    before = claim.content_sha256
    place = claim.first_appearance
    place.claimant.rename(by=editor, name="Ada Example-Smith")
    place.document.change(by=reporter, title="Another title")
    assert claim.content_sha256 == before
    claim.edit(by=reporter)
    place = claim.first_appearance
    assert place.has_newer_names()
    place.take_new_names(by=reporter)
    assert claim.content()["appearances"][0]["claimant"]["name"] == "Ada Example-Smith"


def test_a_repeat_proposed_meanwhile_is_content_only_after_the_next_edit(reporter, reporter2, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    before = claim.content_sha256
    claim.add_appearance(by=reporter2, document=factories.document(by=reporter2), locator="page 3")
    assert claim.content_sha256 == before
    claim.publish(by=editor)
    claim.edit(by=reporter2)
    assert len(claim.content()["appearances"]) == 2
    assert reporter2 in claim.contributors()


def test_a_new_role_and_a_deactivation_end_sessions_at_once(as_, reporter, admin):
    client = as_(reporter)
    assert client.get("/desk/").status_code == 200
    reporter.change_role(by=admin, role="editor")
    assert client.get("/desk/").status_code == 302
    client = as_(reporter)
    reporter.deactivate(by=admin)
    assert client.get("/desk/").status_code == 302
    with pytest.raises(Refused, match="last administrator"):
        admin.change_role(by=admin, role="reporter")
