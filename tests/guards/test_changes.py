"""The list of change notes is written by the database alone, and what a page tells of its versions is what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims import canonical
from claims.claimpage import REDACTED
from tests.database import as_owner
from tests.guards.sql import act, edit, new_claim, one, refused, run, settle
from tests.guards.versions import RATING, approve, life, publish, withdraw

pytestmark = pytest.mark.django_db

NO_RIGHT = "permission denied for table claims_publicchange"
FALSE = {**RATING, "slug": "false", "label": "False", "token": "false", "value": 1}
NOTE = {"kind": "correction", "text": "We had read another list.", "from_number": 1}
WAS = {"slug": "true", "label": "True", "token": "true"}


@pytest.fixture
def published(desk: Any) -> Any:
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    publish(claim, desk.eda)
    settle()
    return claim


@pytest.fixture
def corrected(published: Any, desk: Any) -> Any:
    act(desk.rita)
    edit(published, desk.rita, "H2")
    content = {"rating": FALSE, "change_note": {**NOTE, "from_rating": WAS}}
    approve(published, desk.emil, "H2", content=content)
    publish(published, desk.eda, "H2", content=content)
    settle()
    return published


def listed() -> list[tuple[Any, ...]]:
    return run(
        "SELECT number, kind, from_rating, rating, rating_changed FROM claims_publicchange ORDER BY number"
    )


def test_a_first_version_changes_nothing_and_the_next_one_is_listed(published, desk):
    assert listed() == []
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2")
    publish(published, desk.eda, "H2")
    assert listed() == [(2, "update", "", "true", False)]


def test_another_rating_is_told_from_the_content(corrected):
    assert listed() == [(2, "correction", "true", "false", True)]
    assert one("SELECT at FROM claims_publicchange") == one(
        "SELECT published_at FROM claims_revision WHERE number = 2"
    )


def test_the_same_word_with_another_label_is_another_word(published, desk):
    edit(published, desk.rita, "H2")
    content = {
        "rating": {**RATING, "label": "Right"},
        "change_note": {**NOTE, "kind": "clarification", "from_rating": WAS},
    }
    approve(published, desk.emil, "H2", content=content)
    publish(published, desk.eda, "H2", content=content)
    assert listed() == [(2, "clarification", "true", "true", True)]


def test_wording_is_not_listed(published, desk):
    edit(published, desk.rita, "H2")
    content = {"change_note": {**NOTE, "kind": "wording", "from_rating": WAS}}
    approve(published, desk.emil, "H2", content=content)
    publish(published, desk.eda, "H2", content=content)
    assert listed() == []


def test_a_retraction_is_listed_and_a_takedown_takes_the_rest_with_it(corrected, desk):
    withdraw(corrected, desk.eda)
    assert [row[:2] for row in listed()] == [(2, "correction"), (3, "retraction")]
    withdraw(corrected, desk.eda, "takedown")
    assert listed() == [(4, "takedown", "", "", False)]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO claims_publicchange VALUES (99, 'zzzzzzzz', 2, 'correction', now(), 'true', 'false', true)",
        "UPDATE claims_publicchange SET kind = 'clarification'",
        "UPDATE claims_publicchange SET rating_changed = false",
        "DELETE FROM claims_publicchange",
        "TRUNCATE claims_publicchange",
    ],
)
def test_the_application_writes_none_of_it(corrected, sql):
    with refused(NO_RIGHT):
        run(sql)
    assert len(listed()) == 1


def test_the_application_calls_none_of_its_functions():
    for call in ("claims_rating_change('')", "claims_tell_change()"):
        with refused("permission denied for function"):
            run(f"SELECT {call}")


# ---------------------------------------------------------------- what a page tells of its versions


def told(claim: Any, of: int, **other: Any) -> str:
    kind, change_kind, text, at, by, content = run(
        "SELECT r.kind, coalesce(r.change_kind, ''), r.change_text, r.published_at, u.key, r.content "
        "FROM claims_revision r JOIN claims_user u ON u.id = r.published_by_id WHERE public_id = %s AND number = %s",
        claim.public_id,
        of,
    )[0]
    built = canonical.decode(content)
    rating = {name: built["rating"][name] for name in WAS} if built["rating"] else {}
    entry = {
        "number": of,
        "kind": kind,
        "change_kind": change_kind,
        "text": text,
        "at": canonical.moment(at),
        "by": by,
        "rating": rating,
        "from_rating": built["change_note"].get("from_rating", {}),
    }
    return json.dumps([{**entry, **other}])


def write_changes(claim: Any, changes: str) -> None:
    """These entries, and of the other versions what is true."""
    given = json.loads(changes)
    numbers = {each["number"] for each in given}
    rest = [each for each in life(claim.public_id) if each["number"] not in numbers]
    write_all(claim, sorted([*rest, *given], key=lambda each: each["number"]))


def write_all(claim: Any, entries: list[dict[str, Any]]) -> None:
    run(
        "UPDATE claims_publicclaim SET changes = %s WHERE public_id = %s",
        json.dumps(entries),
        claim.public_id,
    )
    settle()


def test_no_version_is_left_out_or_told_twice_or_in_another_order(corrected):
    first, second = life(corrected.public_id)
    for entries in ([], [first], [second], [second, first], [first, second, second]):
        with refused("does not tell each of its versions once"):
            write_all(corrected, entries)
    write_all(corrected, [first, second])


def test_a_new_version_is_told_with_its_number(corrected, desk):
    """Else the page could follow to it, and keep silent about what was corrected."""
    before = life(corrected.public_id)
    with refused("does not tell each of its versions once"):
        withdraw(corrected, desk.eda)
        run("UPDATE claims_publicclaim SET changes = %s", json.dumps(before))
        run("SET CONSTRAINTS claims_changes IMMEDIATE")


def test_what_the_version_says_may_be_told(corrected):
    write_changes(corrected, told(corrected, 1))
    write_changes(corrected, told(corrected, 2))


@pytest.mark.parametrize(
    ("other", "because"),
    [
        ({"number": 3}, "a version that was none"),
        ({"kind": "retraction"}, "a version that was none"),
        ({"change_kind": "clarification"}, "a version that was none"),
        ({"change_kind": ""}, "a version that was none"),
        ({"at": "2020-07-08T00:00:00.000000Z"}, "a version that was none"),
        ({"by": "somebody"}, "a version that was none"),
        ({"text": "It was nothing."}, "version 2 other than it was"),
        ({"text": ""}, "version 2 other than it was"),
        ({"rating": WAS}, "version 2 other than it was"),
        ({"from_rating": {}}, "version 2 other than it was"),
    ],
)
def test_anything_else_may_not(corrected, other, because):
    with refused(because):
        write_changes(corrected, told(corrected, 2, **other))


def test_nothing_is_told_of_a_version_that_there_is_not(corrected):
    with refused("a version that was none"):
        write_changes(corrected, json.dumps([{"number": 9, "text": "It was nothing."}]))


def test_what_was_taken_down_is_told_without_a_word(corrected, desk):
    withdraw(corrected, desk.eda, "takedown")
    settle()
    with refused("repeats what was taken down"):
        write_changes(corrected, told(corrected, 2))
    with refused("repeats what was taken down"):
        write_changes(corrected, told(corrected, 2, text="", from_rating={}))
    with refused("repeats what was taken down"):
        write_changes(corrected, told(corrected, 2, from_rating={}, rating={}))
    write_changes(corrected, told(corrected, 2, text="", from_rating={}, rating={}))


def test_switched_off_the_lie_goes_through(corrected):
    """The guard is what stops it, and nothing else."""
    with as_owner():
        run("ALTER TABLE claims_publicclaim DISABLE TRIGGER claims_changes")
    write_changes(corrected, told(corrected, 2, text="It was nothing."))


def test_what_was_blanked_is_told_as_blanked(corrected):
    """With its date, and without any words; and nothing else is called so."""
    with as_owner():
        run("ALTER TABLE claims_revision DISABLE TRIGGER USER")
        run(
            "UPDATE claims_revision SET content = '', record = '', change_text = '', redacted_at = now() "
            "WHERE number = 2"
        )
        settle()
        run("ALTER TABLE claims_revision ENABLE TRIGGER USER")
    kind, at, by, gone = run(
        "SELECT r.change_kind, r.published_at, u.key, r.redacted_at FROM claims_revision r "
        "JOIN claims_user u ON u.id = r.published_by_id WHERE number = 2"
    )[0]
    entry = {"number": 2, "kind": "publication", "change_kind": kind, "at": canonical.moment(at), "by": by}
    blank = {**entry, "text": "", "redacted_at": canonical.moment(gone)}
    write_changes(corrected, json.dumps([blank]))
    for text in (NOTE["text"], REDACTED):  # the sentence is the page's, and stands in no row
        with refused("repeats what was taken down"):
            write_changes(corrected, json.dumps([{**blank, "text": text}]))
    for when in ({}, {"redacted_at": canonical.moment(at)}):
        with refused("does not say what was redacted"):
            write_changes(corrected, json.dumps([{**entry, "text": "", **when}]))


def test_no_version_is_called_redacted_that_is_not(corrected):
    """Its address would answer 410."""
    with refused("does not say what was redacted"):
        write_changes(corrected, told(corrected, 2, redacted_at="2026-11-24T00:00:00.000000Z"))
