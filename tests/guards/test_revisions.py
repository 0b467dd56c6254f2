"""A version says what was approved, stands at its place in the claim's life, and is of one of three kinds.
Retractions and take-downs need no yes, but an editor and a public reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.sql import Row, digest, edit, new_claim, now, one, refused, set_state, settle
from tests.guards.versions import HEADLINE, approve, last_version, publish, said, withdraw

pytestmark = pytest.mark.django_db

ELSEWHERE = "the content is of another version"
OTHERWISE = "the record does not say what was approved"


@pytest.fixture
def approved(desk: Any) -> Row:
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    return claim


@pytest.fixture
def published(approved: Row, desk: Any) -> Row:
    publish(approved, desk.eda)
    settle()
    return approved


@pytest.fixture
def second(published: Row, desk: Any) -> Row:
    """Approved to become version 2."""
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2")
    return published


# ---------------------------------------------------------------- hashes and form


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"content_sha256": digest(b"x")}, OTHERWISE),  # the record names the hash too
        ({"record_sha256": digest(b"x")}, "revision_record_hash"),
        ({"record_sha256": b""}, "revision_record_hash"),
        ({"redacted_at": now(), "record_sha256": digest(b"x")}, "no row is born redacted"),
        ({"redacted_at": now()}, "no row is born redacted"),
        ({"content": b"\xff"}, "invalid byte sequence"),
        ({"content": b"not json"}, "invalid input syntax for type json"),
        ({"record": b"not json"}, "invalid input syntax for type json"),
        ({"record": b""}, "invalid input syntax for type json"),
        ({"content": b"null"}, ELSEWHERE),
        ({"content": b"{}"}, ELSEWHERE),
        ({"content": b"[]"}, ELSEWHERE),
        ({"record": b"{}"}, OTHERWISE),
        ({"claim_id": 999_999_999}, "has its claim's public_id"),
    ],
)
def test_bytes_and_hashes_agree(approved, desk, columns, because):
    with refused(because):
        publish(approved, desk.eda, **columns)


def test_the_content_hash_is_its_own_guard(approved, desk):
    """With a record that repeats the wrong hash, the constraint is what is left."""
    wrong = digest(b"x")
    with refused("revision_content_hash"):
        publish(approved, desk.eda, content_sha256=wrong, record={"content_sha256": wrong.hex()})


# ---------------------------------------------------------------- its place


@pytest.mark.parametrize("number", [0, 2, 3])
def test_the_first_number_is_one(approved, desk, number):
    with refused("the next number is 1"):
        publish(approved, desk.eda, number=number)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_numbers_have_no_gap(second, desk, number):
    with refused("the next number is 2"):
        publish(second, desk.eda, "H2", number=number)
    publish(second, desk.eda, "H2")
    settle()


@pytest.mark.parametrize("public_id", ["zzzzzzzz", ""])
def test_a_version_has_its_claims_public_id(approved, desk, public_id):
    with refused("a version has its claim's public_id"):
        publish(approved, desk.eda, public_id=public_id)


def test_a_version_is_not_filed_under_another_claim(approved, desk):
    other = new_claim(desk.ron)
    with refused("a version has its claim's public_id"):
        publish(approved, desk.eda, public_id=other.public_id)


@pytest.mark.parametrize(
    "keys",
    [
        {"public_id": "zzzzzzzz"},
        {"public_id": ""},
        {"number": "1"},
        {"previous_record_sha256": "00" * 32},
        {"previous_record_sha256": "none"},
    ],
)
def test_approved_content_names_this_place(desk, keys):
    """A yes does not help: it was given to a text for somewhere else."""
    claim = new_claim(desk.rita)
    approve(claim, desk.emil, content=keys, number=1)
    with refused(ELSEWHERE):
        publish(claim, desk.eda, content=keys, number=1)


@pytest.mark.parametrize("keys", [{"number": 3}, {"number": 1}, {"previous_record_sha256": ""},
                                  {"previous_record_sha256": "ab" * 32}])  # fmt: skip
def test_the_next_content_follows_the_last_record(published, desk, keys):
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2", content=keys, number=2)
    with refused(ELSEWHERE):
        publish(published, desk.eda, "H2", content=keys, number=2)


def test_a_hash_in_capitals_is_another(published, desk):
    _, record_hash, _ = last_version(published)
    with refused(ELSEWHERE):
        withdraw(published, desk.eda, content={"previous_record_sha256": record_hash.upper()})


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
@pytest.mark.parametrize("keys", [{"public_id": "zzzzzzzz"}, {"number": 9}, {"previous_record_sha256": ""}])
def test_a_withdrawal_stands_at_its_place_too(published, desk, kind, keys):
    with refused(ELSEWHERE):
        withdraw(published, desk.eda, kind, content=keys, number=2)


# ---------------------------------------------------------------- its record


@pytest.mark.parametrize(
    "record",
    [
        {"content": {}},
        {"content": {"headline": HEADLINE}},
        {"content_sha256": digest(b"x").hex()},
        {"content_sha256": ""},
        {"kind": "retraction"},
        {"kind": ""},
        {"basis": "override"},
        {"basis": "countersigned"},
        {"basis": ""},
    ],
)
def test_the_record_says_what_was_approved(approved, desk, record):
    with refused(OTHERWISE):
        publish(approved, desk.eda, record=record)


@pytest.mark.parametrize("word", ["headline", "statement", "conclusion", "rating", "analysis"])
def test_the_record_holds_each_word_of_the_content(approved, desk, word):
    other = {**said(approved), word: {} if word == "rating" else "Nobody approved this."}
    with refused(OTHERWISE):
        publish(approved, desk.eda, record={"content": other})


def test_the_record_of_a_withdrawal_too(published, desk):
    for record in ({"kind": "publication"}, {"basis": "second_person"}, {"content": {}}):
        with refused(OTHERWISE):
            withdraw(published, desk.eda, record=record)


# ---------------------------------------------------------------- its kind


def note(kind: str, text: str = "New facts.") -> dict[str, Any]:
    return {"change_note": {"kind": kind, "text": text, "from_number": 1, "from_rating": {}}}


@pytest.mark.parametrize("change_kind", [None, ""])
def test_a_second_publication_names_its_change(second, desk, change_kind):
    with refused("violates check constraint", "the change is not the one that the content names"):
        publish(second, desk.eda, "H2", change_kind=change_kind)


@pytest.mark.parametrize(
    ("kind", "because"),
    [
        ("retraction", "revision_basis_of_kind"),
        ("takedown", "revision_basis_of_kind"),
        ("rewrite", "revision_change_kind_known"),
    ],
)
def test_a_publication_is_no_withdrawal_though_approved_as_one(published, desk, kind, because):
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2", content=note(kind))
    with refused(because, "revision_basis_of_kind"):
        publish(published, desk.eda, "H2", content=note(kind))


@pytest.mark.parametrize(
    ("kind", "change_kind"),
    [
        ("retraction", "update"),
        ("retraction", "takedown"),
        ("takedown", "retraction"),
        ("takedown", "correction"),
    ],
)
def test_a_withdrawal_is_called_by_its_name(published, desk, kind, change_kind):
    with refused("revision_basis_of_kind"):
        withdraw(published, desk.eda, kind, content=note(change_kind, "We were wrong."))


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_a_withdrawal_has_a_name(published, desk, kind):
    with refused("violates check constraint", "the change is not the one that the content names"):
        withdraw(published, desk.eda, kind, change_kind=None)


@pytest.mark.parametrize(("kind", "basis"), [("retraction", "second_person"), ("takedown", "override"),
                                             ("retraction", "takedown"), ("takedown", "retraction")])  # fmt: skip
def test_a_withdrawal_rests_on_itself(published, desk, kind, basis):
    with refused("revision_basis_of_kind"):
        withdraw(published, desk.eda, kind, basis=basis)


@pytest.mark.parametrize("kind", ["draft", "publication ", ""])
def test_there_is_no_other_kind(desk, kind):
    claim = new_claim(desk.rita)
    note = {"change_note": {"kind": kind, "text": "", "from_number": 0, "from_rating": {}}}
    approve(claim, desk.emil, content=note)
    with refused("revision_basis_of_kind"):
        publish(claim, desk.eda, kind=kind, change_kind=None, shown=False)


# ---------------------------------------------------------------- withdrawing


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
@pytest.mark.parametrize("who", ["rita", "ron", "olga"])
def test_an_editor_withdraws(published, desk, kind, who):
    with refused("published by nobody who may publish"):
        withdraw(published, getattr(desk, who), kind)


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
@pytest.mark.parametrize("reason", ["", " ", "\n\t "])
def test_withdrawing_has_a_public_reason(published, desk, kind, reason):
    with refused(f"a {kind} needs a public reason"):
        withdraw(published, desk.eda, kind, reason=reason)


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_only_what_is_public_is_withdrawn(approved, desk, kind):
    with refused("nothing is public"):
        withdraw(approved, desk.eda, kind)


@pytest.mark.parametrize(
    ("before", "then", "allowed"),
    [
        (["retraction"], "retraction", False),
        (["retraction"], "takedown", True),
        (["takedown"], "takedown", False),
        (["takedown"], "retraction", False),
        (["retraction", "takedown"], "retraction", False),
        (["retraction", "takedown"], "takedown", False),
    ],
)
def test_withdrawing_goes_one_way(published, desk, before, then, allowed):
    for kind in before:
        withdraw(published, desk.eda, kind)
    settle()
    if allowed:
        withdraw(published, desk.eda, then)
        settle()
    else:
        with refused("nothing is public"):
            withdraw(published, desk.eda, then)


def test_a_withdrawal_needs_no_yes_and_leaves_the_number_taken(published, desk):
    withdraw(published, desk.eda)
    settle()
    edit(published, desk.rita, "H3")
    approve(published, desk.emil, "H3")
    publish(published, desk.eda, "H3")
    set_state(published, "published")
    settle()
    kinds = "SELECT array_agg(kind ORDER BY number) FROM claims_revision WHERE claim_id = %s"
    assert one(kinds, published.id) == ["publication", "retraction", "publication"]
