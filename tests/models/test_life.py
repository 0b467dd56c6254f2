"""A claim's life through its verbs: the good paths."""

import pytest
from django.db import connection

from claims.models import EventLink, PublicClaim, Revision
from claims.refusals import Forbidden, Refused
from tests import factories

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
