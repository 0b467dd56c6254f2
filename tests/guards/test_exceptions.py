"""The two exceptions to the second person, countersigned and override, and the newsroom's rule about who
reviews. Each has its own conditions, and none stands in for another."""

from __future__ import annotations

from typing import Any

import pytest

from claims import grants
from tests.database import as_owner
from tests.guards.sql import Row, counter, new_claim, one, refused, run, settle
from tests.guards.versions import approve, publish

pytestmark = pytest.mark.django_db

NO_YES = "no approval of this content for basis "


@pytest.fixture
def joint(desk: Any) -> Row:
    """Written by a reporter and an editor."""
    return new_claim(desk.rita, desk.eda)


# ---------------------------------------------------------------- countersigned


def test_countersigned_by_two_who_wrote_it_one_an_editor(joint, desk):
    for person in (desk.rita, desk.eda):
        approve(joint, person, kind="countersign")
    publish(joint, desk.emil, basis="countersigned")
    settle()


def test_countersigned_by_three(desk):
    claim = new_claim(desk.rita, desk.ron, desk.ada)
    for person in (desk.rita, desk.ron, desk.ada, desk.emil):
        approve(claim, person, kind="countersign")
    publish(claim, desk.ada, basis="countersigned")
    settle()


@pytest.mark.parametrize(
    "signers", [(), ("eda",), ("rita",), ("emil", "ada"), ("eda", "emil"), ("rita", "emil")]
)
def test_countersigned_by_fewer_than_two_authors(joint, desk, signers):
    with refused(NO_YES + "countersigned"):
        for name in signers:
            approve(joint, getattr(desk, name), kind="countersign")
        publish(joint, desk.emil, basis="countersigned")


def test_countersigned_twice_by_one_person(joint, desk):
    """The constraint refuses it; were it gone, two rows of one person would still be one person."""
    with refused("approval_once_a_text"):
        for _ in range(2):
            approve(joint, desk.eda, kind="countersign")
    settle()
    with as_owner(), refused(NO_YES + "countersigned"):
        run("ALTER TABLE claims_approval DROP CONSTRAINT approval_once_a_text")
        for _ in range(2):
            approve(joint, desk.eda, kind="countersign")
        publish(joint, desk.emil, basis="countersigned")


@pytest.mark.parametrize("of_the_editor", ["editor", "countersign"])
def test_an_author_who_approved_has_not_countersigned(joint, desk, of_the_editor):
    with refused(NO_YES + "countersigned"):
        approve(joint, desk.rita, kind="editor")
        approve(joint, desk.eda, kind=of_the_editor)
        publish(joint, desk.emil, basis="countersigned")


def test_a_yes_given_at_another_claim_is_none(desk):
    """An author of the one, who has no hand in the other, could approve the own text there."""
    claim, other = new_claim(desk.eda), new_claim(desk.rita)
    with refused(NO_YES + "second_person"):
        approve(claim, desk.eda, claim_id=other.id, content_version=counter(other))
        publish(claim, desk.emil)


def test_countersigned_by_two_reporters(desk):
    claim = new_claim(desk.rita, desk.ron)
    with refused(NO_YES + "countersigned"):
        for person in (desk.rita, desk.ron):
            approve(claim, person, kind="countersign")
        approve(claim, desk.eda, kind="countersign")  # an editor, and no author
        publish(claim, desk.emil, basis="countersigned")


def test_countersigned_by_somebody_who_has_left(joint, desk):
    for person in (desk.rita, desk.eda):
        approve(joint, person, kind="countersign")
    run("UPDATE claims_user SET is_active = false WHERE id = %s", desk.rita.pk)
    with refused(NO_YES + "countersigned"):
        publish(joint, desk.emil, basis="countersigned")


def test_countersigned_on_two_texts(joint, desk):
    with refused(NO_YES + "countersigned"):
        approve(joint, desk.rita, "H2", kind="countersign")
        approve(joint, desk.eda, kind="countersign")
        publish(joint, desk.emil, basis="countersigned")


# ---------------------------------------------------------------- override


def test_override_by_an_administrator_with_a_reason(desk):
    claim = new_claim(desk.ada)
    approve(claim, desk.ada, override_reason="Nobody else on duty.")
    publish(claim, desk.ada, basis="override")
    settle()


@pytest.mark.parametrize("reason", ["", " ", " \n\t "])
def test_override_without_a_reason(joint, desk, reason):
    with refused(NO_YES + "override"):
        approve(joint, desk.ada, override_reason=reason)
        publish(joint, desk.emil, basis="override")


@pytest.mark.parametrize("who", ["rita", "ron", "eda", "emil", "olga"])
def test_override_by_somebody_else(joint, desk, who):
    with refused(NO_YES + "override"):
        approve(joint, getattr(desk, who), override_reason="Because.")
        publish(joint, desk.emil, basis="override")


@pytest.mark.parametrize("kind", ["countersign", "legal"])
def test_override_by_another_kind_of_yes(joint, desk, kind):
    with refused(NO_YES + "override"):
        approve(joint, desk.ada, override_reason="Because.", kind=kind)
        publish(joint, desk.emil, basis="override")


def test_override_of_another_text(joint, desk):
    with refused(NO_YES + "override"):
        approve(joint, desk.ada, "H2", override_reason="Because.")
        publish(joint, desk.emil, basis="override")


# ---------------------------------------------------------------- one basis is not another


def test_two_yeses_of_authors_are_not_countersigned(joint, desk):
    with refused(NO_YES + "countersigned"):
        approve(joint, desk.rita)
        approve(joint, desk.eda)
        publish(joint, desk.emil, basis="countersigned")


def test_a_countersignature_is_no_second_person(joint, desk):
    with refused(NO_YES + "second_person"):
        approve(joint, desk.emil, kind="countersign")
        publish(joint, desk.emil)


def test_an_override_is_no_second_person(desk):
    claim = new_claim(desk.ada)
    with refused(NO_YES + "second_person"):
        approve(claim, desk.ada, override_reason="Nobody else on duty.")
        publish(claim, desk.ada)


@pytest.mark.parametrize("basis", ["trust me", "", "retraction", "takedown"])
def test_an_unknown_basis_has_no_yes(joint, desk, basis):
    with refused(NO_YES + basis):
        approve(joint, desk.emil)
        approve(joint, desk.ada, override_reason="Because.")
        publish(joint, desk.emil, basis=basis)


# ---------------------------------------------------------------- who reviews


@pytest.fixture
def everyone(db: None) -> None:
    with as_owner():
        run("UPDATE claims_setting SET value = 'everyone' WHERE key = 'reviewers'")


def test_the_newsroom_lets_editors_review_unless_it_says_otherwise(db):
    assert one("SELECT value FROM claims_setting WHERE key = 'reviewers'") == "editors"


def test_where_everyone_reviews_a_reporters_yes_counts(everyone, joint, desk):
    approve(joint, desk.ron)
    publish(joint, desk.eda)
    settle()


def test_where_everyone_reviews_ones_own_yes_does_not(everyone, joint, desk):
    with refused(NO_YES + "second_person"):
        approve(joint, desk.rita)
        publish(joint, desk.eda)


def test_where_everyone_reviews_an_editor_publishes_all_the_same(everyone, joint, desk):
    approve(joint, desk.ron)
    with refused("published by nobody who may publish"):
        publish(joint, desk.ron)


def test_where_everyone_reviews_two_reporters_do_not_countersign(everyone, desk):
    claim = new_claim(desk.rita, desk.ron)
    with refused(NO_YES + "countersigned"):
        for person in (desk.rita, desk.ron):
            approve(claim, person, kind="countersign")
        publish(claim, desk.emil, basis="countersigned")


@pytest.mark.parametrize("value", ["", "Everyone", "everyone ", "reporters"])
def test_no_other_word_means_everyone(joint, desk, value):
    with as_owner():
        run("UPDATE claims_setting SET value = %s WHERE key = 'reviewers'", value)
    with refused(NO_YES + "second_person"):
        approve(joint, desk.ron)
        publish(joint, desk.eda)


def test_the_rule_is_written_by_migrate(db, settings):
    """The newsroom's setting, carried into the row by the owner after each migrate."""
    for value in ("everyone", "editors"):
        settings.REVIEWERS = value
        with as_owner():
            grants.apply(sender=None)
        assert one("SELECT value FROM claims_setting WHERE key = 'reviewers'") == value
