"""Two people at once. Every guard holds when the other's work is not committed yet, or was committed after one's
own snapshot was taken; and verbs that meet do not lock each other out."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from claims.models import Claim
from tests.guards.sessions import outcome, repeatable_read, sessions
from tests.guards.sql import (
    Row,
    act,
    add_event,
    add_evidence,
    chain_is_valid,
    contributors,
    edit,
    insert,
    links,
    new_claim,
    one,
    run,
    set_state,
    write,
)
from tests.guards.versions import approve, publish, withdraw

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, SECONDS, VERBS, CLAIMS = 8, 2.0, 3, 50
NO_YES = "no approval of this content for basis second_person"


@pytest.fixture
def approved(desk: Any) -> Row:
    return approved_claim(desk)


def approved_claim(desk: Any, state: str = "in_review") -> Row:
    with transaction.atomic():
        claim = new_claim(desk.rita, state=state)
        approve(claim, desk.emil)
    return claim


def add_piece(claim: Row, by: Any) -> None:
    act(by)
    add_evidence(claim)


def hold(claim: Row, strength: str = "NO KEY UPDATE") -> None:
    run(f"SELECT 1 FROM claims_claim WHERE id = %s FOR {strength}", claim.id)


# ---------------------------------------------------------------- publishing meets publishing


def test_of_two_publishers_one_wins(desk):
    """Both have all they need; whoever comes second finds the number taken."""
    with sessions(2) as (first, second):
        for _ in range(10):
            claim = approved_claim(desk)
            gate = threading.Barrier(2, timeout=10)

            def go(claim: Row = claim, gate: threading.Barrier = gate) -> None:
                gate.wait()
                try:
                    publish(claim, desk.eda)
                    transaction.commit()
                except BaseException:
                    transaction.rollback()
                    raise

            said = sorted(outcome(step) for step in [s.start(go) for s in (first, second)])
            assert said[0] == ""
            # The loser built its content before or after the winner's commit.
            assert "the next number is 2" in said[1] or NO_YES in said[1] or "of another version" in said[1]
            assert one("SELECT count(*) FROM claims_revision WHERE claim_id = %s", claim.id) == 1


def test_a_second_publisher_waits_for_the_first(approved, desk):
    with sessions(2) as (first, second):
        first.do(publish, approved, desk.eda)
        late = second.start(publish, approved, desk.eda)
        assert second.waits(late)
        first.commit()
        assert "the next number is 2" in outcome(late)


def test_a_retraction_waits_for_a_publication(approved, desk):
    with transaction.atomic():
        publish(approved, desk.eda)
    with transaction.atomic():
        edit(approved, desk.rita, "H2")
        approve(approved, desk.emil, "H2")
    with sessions(2) as (first, second):
        first.do(publish, approved, desk.eda, "H2")
        late = second.start(withdraw, approved, desk.eda)
        assert second.waits(late)
        first.commit()
        assert "the next number is 3" in outcome(late)


def spelt() -> dict[str, int]:
    return dict(run("SELECT word, checks FROM claims_publicword"))


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_words_that_one_check_gives_back_and_another_takes_are_counted_right(desk, kind):
    """The word is at nought in one transaction, and gone when it ends; the other waits, and begins with it anew."""
    old, new = approved_claim(desk), approved_claim(desk)
    with transaction.atomic():
        publish(old, desk.eda)
    before = spelt()
    with sessions(2) as (first, second):
        first.do(withdraw, old, desk.eda, kind)
        late = second.start(publish, new, desk.eda)
        assert second.waits(late)
        first.commit()
        assert outcome(late) == ""
        second.commit()
    assert before and spelt() == before


# ---------------------------------------------------------------- publishing meets writing


def test_evidence_waits_for_a_publication_and_is_refused(approved, desk):
    with sessions(2) as (first, second):
        first.do(publish, approved, desk.eda)
        first.do(set_state, approved, "published")
        late = second.start(add_piece, approved, desk.ron)
        assert second.waits(late)
        first.commit()
        assert "content of a claim that is published cannot change" in outcome(late)


def test_evidence_that_may_come_goes_to_the_next_number(desk):
    """The claim is still open: then the piece belongs to version 2, and so does its author."""
    claim = approved_claim(desk, "drafting")
    with sessions(2) as (first, second):
        first.do(publish, claim, desk.eda)
        late = second.start(add_piece, claim, desk.ron)
        assert second.waits(late)
        first.commit()
        assert outcome(late) == ""
        second.commit()
    assert contributors(claim) == [(1, desk.rita.pk), (2, desk.ron.pk)]


@pytest.mark.parametrize("write_it", ["edit there and back", "evidence", "back to the draft"])
def test_publishing_waits_for_an_edit_and_is_refused(desk, write_it):
    claim = approved_claim(desk, "drafting" if write_it == "evidence" else "in_review")
    with sessions(2) as (first, second):
        if write_it == "evidence":
            first.do(add_piece, claim, desk.ron)
        elif write_it == "back to the draft":
            first.do(set_state, claim, "drafting")
        else:
            first.do(edit, claim, desk.ron, "X")
            first.do(edit, claim, desk.ron, "The library opens at nine")
        late = second.start(publish, claim, desk.eda)
        assert second.waits(late)
        first.commit()
        assert NO_YES in outcome(late)


def test_a_yes_waits_for_an_edit_and_is_refused(desk):
    claim = approved_claim(desk)
    with sessions(2) as (first, second):
        first.do(edit, claim, desk.ron, "X")
        late = second.start(approve, claim, desk.ada)
        assert second.waits(late)
        first.commit()
        assert "an approval is of the present number and content_version" in outcome(late)


# ---------------------------------------------------------------- older snapshots


@pytest.mark.parametrize("what", ["text", "evidence"])
def test_an_older_snapshot_writes_no_content_after_a_publication(desk, what):
    """Else its contribution would go to the number before, and its author could approve himself."""
    claim = approved_claim(desk, "drafting")
    with sessions(1) as (old,):
        old.do(repeatable_read)
        with transaction.atomic():
            publish(claim, desk.eda)
        old.do(act, desk.ron)
        step = partial(write, claim, statement="stale") if what == "text" else partial(add_evidence, claim)
        assert "could not serialize access" in outcome(old.start(step))
    assert contributors(claim) == [(1, desk.rita.pk)]


def test_an_older_snapshot_gives_no_yes_after_an_edit(approved, desk):
    with sessions(1) as (old,):
        old.do(repeatable_read)
        with transaction.atomic():
            edit(approved, desk.ron, "X")
        assert "could not serialize access" in outcome(old.start(approve, approved, desk.ada))


def test_an_older_snapshot_publishes_nothing_after_an_edit(approved, desk):
    with sessions(1) as (old,):
        old.do(repeatable_read)
        with transaction.atomic():
            edit(approved, desk.ron, "X")
            edit(approved, desk.ron, "The library opens at nine")
        assert "could not serialize access" in outcome(old.start(publish, approved, desk.eda))


# ---------------------------------------------------------------- locks


@pytest.mark.parametrize(("strength", "deadlocks"), [("NO KEY UPDATE", 0), ("UPDATE", 1)])
def test_a_deferred_foreign_key_and_a_held_claim(approved, desk, strength, deadlocks):
    """An Event, then a row that refers to a claim that somebody else holds: at COMMIT the link comes first and
    the check of the reference after it. Verbs hold their claim FOR NO KEY UPDATE; FOR UPDATE is the control."""
    topic = insert("claims_topic", slug="towns", label="Towns")
    with sessions(2) as (first, second):
        first.do(add_event, desk.rita)
        first.do(insert, "claims_claim_topics", claim_id=approved.id, topic_id=topic)
        second.do(hold, approved, strength)
        second.do(add_event, desk.ron)
        late = first.start(transaction.commit)
        if deadlocks:
            assert first.waits(late)
        said = [outcome(second.start(transaction.commit)), outcome(late)]
    assert sum("deadlock detected" in sentence for sentence in said) == deadlocks
    assert sum(sentence != "" for sentence in said) == deadlocks
    assert chain_is_valid()


def test_verbs_hold_their_claim_so():
    with transaction.atomic():
        assert str(Claim.objects.locked().query).endswith("FOR NO KEY UPDATE")


def test_events_of_two_are_linked_one_after_the_other(desk):
    with sessions(2) as (first, second):
        for session, person in ((first, desk.rita), (second, desk.ron)):
            session.do(add_event, person)
        first.do(run, "SET CONSTRAINTS ALL IMMEDIATE")  # holds the chain from here on
        late = second.start(transaction.commit)
        assert second.waits(late)
        first.commit()
        assert outcome(late) == ""
    assert links() == 2 and chain_is_valid()


def writer(number: int, claims: list[Row], by: Any, stop: float) -> Counter[str]:
    """Transactions of several verbs on claims that the others want too, until time is up."""
    dice, tally = random.Random(number), Counter[str]()
    try:
        while time.monotonic() < stop:
            try:
                with transaction.atomic():
                    act(by)
                    for claim in sorted(dice.sample(claims, VERBS), key=lambda claim: claim.id):
                        hold(claim)
                        write(claim, statement=str(dice.random()))
                        add_event(by)
                tally["committed"] += 1
            except OperationalError as error:
                tally[type(error.__cause__).__name__] += 1
    finally:
        connection.close()
    return tally


def test_eight_writers_and_one_chain(desk):
    with transaction.atomic():
        claims = [new_claim(desk.rita, state="drafting") for _ in range(CLAIMS)]
    stop = time.monotonic() + SECONDS
    with ThreadPoolExecutor(WRITERS) as pool:
        work: Callable[[int], Counter[str]] = lambda n: writer(n, claims, desk.rita, stop)  # noqa: E731
        total = sum(pool.map(work, range(WRITERS)), Counter[str]())
    assert set(total) == {"committed"}, total
    assert total["committed"] > WRITERS
    assert links() == total["committed"] * VERBS
    assert chain_is_valid()
