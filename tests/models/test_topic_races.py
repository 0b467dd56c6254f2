"""A topic is renamed while a check that has it is published or gets it: readers see the new name in the end."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Claim, PublicClaim, PublicTag, Topic
from tests import factories
from tests.guards.sessions import outcome, sessions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(editor: Any) -> Topic:
    return Topic.add(by=editor, slug="town", label="Town")


def renamed_meanwhile(verb: Any, town: Topic, editor: Any) -> None:
    """Both transactions begin before either ends; whoever is held up goes on afterwards."""
    with sessions(2) as (first, second):
        first.do(verb)
        renaming = second.start(Topic.objects.get(pk=town.pk).rename, by=editor, label="The city")
        assert second.waits(renaming)
        first.commit()
        assert outcome(renaming) == ""
        second.commit()
    assert Topic.objects.get().label == "The city"
    assert [row.topics for row in PublicClaim.objects.all()] == [[{"slug": "town", "label": "The city"}]]
    assert list(PublicTag.objects.filter(kind="topic").values_list("label", flat=True)) == ["The city"]


def test_a_check_that_is_given_the_topic(reporter, editor, town):
    claim = factories.published_claim(by=reporter, editor=editor)
    organise = Claim.objects.get(pk=claim.pk).organise
    renamed_meanwhile(lambda: organise(by=editor, topics=[town]), town, editor)


def test_a_check_that_is_published(reporter, editor, town):
    claim = factories.complete_claim(by=reporter)
    claim.organise(by=editor, topics=[town])
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    renamed_meanwhile(lambda: Claim.objects.get(pk=claim.pk).publish(by=editor), town, editor)
