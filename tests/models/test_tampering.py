"""A thousand things that somebody who owns the database could do, each found by verify_history, or by a head.

Two classes can be made to agree with themselves, so that only a head from outside finds them, and it finds every one:
the end of the history cut off with its Events, and the history written anew from some entry on with valid hashes (a
payload changed, an Event put in, one taken out). Many of them are found all the same, since a version, an approval or
a kept copy then has no Event or another one. An Event added at the end with a valid hash is none of these: that is how
the history grows.
"""

import os
import random
from collections import Counter
from contextlib import suppress

import pytest
from django.db import DataError, transaction

from claims.models import Event, Redaction
from claims.models.event import head
from claims.models.verifying import problems_of_history
from tests import factories
from tests.database import as_owner
from tests.guards.sql import settle
from tests.models.tampering import ALWAYS, ONLY_BY_A_HEAD, Nothing, Tamperer, find, off

pytestmark = pytest.mark.django_db

MUTATIONS = 1_000
HEADS = 200
SEED = int(os.environ.get("TAMPERING_SEED") or random.randrange(2**32))


@pytest.fixture
def lives(reporter, reporter2, editor, editor2, admin):
    """Claims that were published, corrected, countersigned, overridden, retracted, taken down; and one redaction."""
    corrected = factories.published_claim(by=reporter, editor=editor)
    factories.republish(corrected, by=reporter, editor=editor2, rating=factories.rating("false"))
    corrected.retract(by=editor, reason="The list was forged.")
    signed = factories.in_review_claim(by=editor)
    signed.recall(by=editor)
    signed.revise(by=reporter2, conclusion="Two lists say so.")
    signed.submit(by=reporter2)
    for person in (reporter2, editor):
        signed.countersign(by=person, content_sha256=signed.content_sha256, says_no_more=True)
    signed.publish(by=editor)
    alone = factories.in_review_claim(by=admin)
    alone.override(
        by=admin, content_sha256=alone.content_sha256, says_no_more=True, reason="Nobody else is here."
    )
    alone.publish(by=admin)
    gone = factories.published_claim(by=reporter2, editor=editor2)
    gone.take_down(by=editor, reason="A court ordered it.")
    paper = gone.first_appearance.document
    paper.keep(by=reporter, text="The library opens at nine, they say now.")
    settle()
    copy, added = paper.snapshot, Event.objects.filter(verb="add_evidence").first()
    rows = [
        f"snapshot {copy.pk}",
        f"event {added.pk}",
        f"approval {corrected.approvals.order_by('pk')[0].pk}",
    ]
    request = Redaction.ask(by=editor, rows=rows, reason="A court ordered it.")
    request.confirm(by=admin)
    with as_owner():
        request.carry_out()
        settle()
    for priority in (1, 2, 0):
        gone.organise(by=reporter, priority=priority)
    settle()


def tampered(mutations, names, judge):
    """Each in a savepoint of its own, on the same lives."""
    assert find() == ""
    done = Counter()
    print(f"seed {SEED}: TAMPERING_SEED={SEED} plays the same again")
    with as_owner() as cursor:
        off(cursor)
        assert find() == ""
        tamperer = Tamperer(cursor, SEED)
        while sum(done.values()) < mutations:
            name = tamperer.random.choice(names)
            with (
                suppress(Nothing, DataError),
                transaction.atomic(),
            ):  # DataError: it does not fit into the column
                what = getattr(tamperer, name)()
                judge(name, what)
                done[name] += 1
                raise Nothing
    assert set(done) == set(names)
    return done


def test_whatever_the_owner_changes_is_found(lives):
    missed = []

    def judge(name, what):
        if not find():
            missed.append(what)

    tampered(MUTATIONS, ALWAYS, judge)
    assert missed == []


def test_what_only_a_head_can_find_is_found_by_a_head(lives):
    kept, missed, by_itself = head()["hash"], [], Counter()

    def judge(name, what):
        by_itself[name] += bool(find())
        if not any("stands nowhere" in problem for problem in problems_of_history(head=kept)):
            missed.append(what)

    done = tampered(HEADS, ONLY_BY_A_HEAD, judge)
    assert missed == []
    # The classes are real: some of each are seen by nothing else.
    assert all(by_itself[name] < done[name] for name in ONLY_BY_A_HEAD), (by_itself, done)
