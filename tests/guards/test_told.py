"""What readers are told beside the approved words: by whom, why and since when, in which colour, about whom.
None of it can differ from what the tables say; and the names that records use never change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    contributors,
    counter,
    edit,
    insert,
    new_claim,
    nobody,
    refused,
    run,
    set_state,
    settle,
    update,
)
from tests.guards.versions import approve, publish, said, show, withdraw, yeses

pytestmark = pytest.mark.django_db

OTHER_PEOPLE = "the record does not say who approved and published it"
OTHER_CHANGE = "the change is not the one that the content names"
DIFFERS = "does not say what its last Revision says"
CORRECTION = {
    "change_note": {"kind": "correction", "text": "We were wrong.", "from_number": 1, "from_rating": {}}
}


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


def write_public(claim: Row, **columns: Any) -> None:
    names = ", ".join(f"{name} = %s" for name in columns)
    run(f"UPDATE claims_publicclaim SET {names} WHERE public_id = %s", *columns.values(), claim.public_id)


# ---------------------------------------------------------------- a withdrawal brings no words


@pytest.mark.parametrize("word", ["headline", "statement", "conclusion", "analysis", "language"])
def test_a_retraction_says_only_what_was_published(published, desk, word):
    """It needs no yes: with words of its own, it would be a way to readers without a second person."""
    with refused("a retraction has no words of its own"):
        withdraw(published, desk.eda, content={word: "Nobody approved this"})


def test_a_retraction_keeps_the_rating(published, desk):
    rating = {**said(published)["rating"], "label": "False"}
    with refused("a retraction has no words of its own"):
        withdraw(published, desk.eda, content={"rating": rating})


@pytest.mark.parametrize("word", ["headline", "statement", "conclusion", "analysis", "reply", "extra"])
def test_a_takedown_has_no_words(published, desk, word):
    with refused("a takedown has no words of its own"):
        withdraw(published, desk.eda, "takedown", content={word: "Still here"})


@pytest.mark.parametrize("key", ["appearances", "evidence", "rating"])
def test_a_takedown_leaves_nothing_standing(published, desk, key):
    with refused("a takedown has no words of its own"):
        withdraw(published, desk.eda, "takedown", content={key: [{"title": "x"}]})


# ---------------------------------------------------------------- which change


@pytest.mark.parametrize(
    "columns",
    [{"change_kind": "wording"}, {"change_kind": "update"}, {"change_text": ""}, {"change_text": "Commas."}],
)
def test_a_correction_is_listed_as_one(published, desk, columns):
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2", content=CORRECTION)
    with refused(OTHER_CHANGE):
        publish(published, desk.eda, "H2", content=CORRECTION, **columns)


def test_a_first_version_changes_nothing(approved, desk):
    for columns in ({"change_kind": "correction"}, {"change_text": "We were wrong."}):
        with refused(OTHER_CHANGE):
            publish(approved, desk.eda, **columns)


def test_a_change_without_a_kind_is_wording(published, desk):
    plain = {"change_note": {"kind": "", "text": "", "from_number": 1, "from_rating": {}}}
    edit(published, desk.rita, "H2")
    approve(published, desk.emil, "H2", content=plain)
    publish(published, desk.eda, "H2", content=plain, change_kind="wording")
    settle()


# ---------------------------------------------------------------- by whom, when and why


@pytest.mark.parametrize(
    "record",
    [
        {"published_by": "somebodyelse"},
        {"published_at": "2001-01-01T00:00:00.000000Z"},
        {"public_reason": "Because."},
        {"contributors": []},
        {"contributors": ["somebodyelse"]},
        {"approvals": []},
        {"approvals": [{"by": "ghost", "role": "editor", "kind": "editor", "override_reason": "", "at": ""}]},
    ],
)
def test_the_record_names_those_who_were_there(approved, desk, record):
    with refused(OTHER_PEOPLE):
        publish(approved, desk.eda, record=record)


@pytest.mark.parametrize("key", ["by", "role", "kind", "override_reason"])
def test_the_record_tells_each_yes_as_it_was_given(approved, desk, key):
    (yes,) = yeses(approved, bytes(run("SELECT content_sha256 FROM claims_approval")[0][0]))
    with refused(OTHER_PEOPLE):
        publish(approved, desk.eda, record={"approvals": [{**yes, key: "other"}]})


def test_readers_see_why_a_second_person_was_missing(desk):
    claim = new_claim(desk.ada)
    approve(claim, desk.ada, override_reason="Nobody else on duty.")
    with refused(OTHER_PEOPLE):
        publish(claim, desk.ada, basis="override", record={"approvals": []})


def test_readers_see_both_who_countersigned(desk):
    claim = new_claim(desk.rita, desk.eda)
    for person in (desk.rita, desk.eda):
        approve(claim, person, kind="countersign")
    (first, _) = yeses(claim, bytes(run("SELECT content_sha256 FROM claims_approval")[0][0]))
    with refused(OTHER_PEOPLE):
        publish(claim, desk.emil, basis="countersigned", record={"approvals": [first]})


def test_readers_see_why_it_was_withdrawn(published, desk):
    with refused(OTHER_PEOPLE):
        withdraw(published, desk.eda, record={"public_reason": "No reason"})


# ---------------------------------------------------------------- the page


def test_a_page_keeps_its_address(published, desk):
    """Renamed to a second claim with the same words, it would leave the first without a page."""
    other = new_claim(desk.rita)
    approve(other, desk.emil)
    with refused("a page keeps its public_id"):
        write_public(published, public_id=other.public_id)
        publish(other, desk.eda, shown=False)


@pytest.mark.parametrize(
    "columns",
    [
        {"rating_token": "false"},
        {"rating_token": ""},
        {"language": "de"},
        {"claimants": '[{"id": "", "name": "A Private Person", "kind": "private_person", "role": ""}]'},
    ],
)
def test_a_page_has_the_colour_language_and_names_of_its_version(published, columns):
    with refused(DIFFERS):
        write_public(published, **columns)


def place_of(kind: str, name: str, **claimant: str) -> dict[str, Any]:
    who = {"id": "", "kind": kind, "name": name, "described_as": "", "role": "librarian", **claimant}
    return {"claimant": who, "said": {"from": "", "to": ""}, "quotation": {}, "document": {}}


def test_those_who_said_it_stand_on_the_page_in_their_order(desk):
    places = [
        place_of("organisation", "The council"),
        place_of("", ""),
        place_of("many", "", described_as="Posts"),
        place_of("public_figure", "Ada"),
    ]
    claim = new_claim(desk.rita)
    built = {**said(claim), "appearances": places}
    approve(claim, desk.emil, content={"appearances": places})
    publish(claim, desk.eda, content={"appearances": places}, shown=False)
    people = [place["claimant"] for place in places if place["claimant"]["kind"]]
    for wrong in ([], people[::-1], people[:2], [{**people[0], "role": "mayor"}, *people[1:]]):
        with refused(DIFFERS):
            show(claim.public_id, built, claimants=json.dumps(wrong))
    show(claim.public_id, built, claimants=json.dumps(people))
    settle()


@pytest.mark.parametrize("kind", ["private_person", "many", "unnamed", "nobody", ""])
@pytest.mark.parametrize("named", [{"name": "A Private Person"}, {"id": "7k3m9qxd", "name": ""}])
def test_no_version_names_a_private_person(desk, kind, named):
    content = {"appearances": [place_of("public_figure", "Ada"), place_of(kind, **named)]}
    claim = new_claim(desk.rita)
    approve(claim, desk.emil, content=content)
    with refused("a private person is named"):
        publish(claim, desk.eda, content=content)


@pytest.mark.parametrize(
    "columns",
    [{"rating_token": "true"}, {"story_url": "https://paper.example/"}, {"said_from": date(2026, 1, 1)}],
)
def test_nothing_of_a_page_outlives_its_takedown(published, desk, columns):
    withdraw(published, desk.eda, "takedown")
    settle()
    with refused("public_taken_down_is_blank"):
        write_public(published, **columns)


# ---------------------------------------------------------------- what never changes


def test_people_documents_and_claimants_keep_their_ids(desk):
    ada = insert("claims_claimant", public_id="ada", name="Ada", kind="public_figure", same_as=[])
    for table, pk, column in (
        ("claims_user", desk.rita.pk, "key"),
        ("claims_document", add_document(desk.rita), "public_id"),
        ("claims_claimant", ada, "public_id"),
    ):
        for columns in ({column: "other"}, {"id": 999_999}):
            with refused("never changes its"):
                update(table, pk, **columns)
        run(f"UPDATE {table} SET id = id, {column} = {column} WHERE id = %s", pk)


def test_no_word_moves_into_a_used_scale(desk):
    used = run("SELECT r.scale_id, r.id FROM claims_rating r LIMIT 1")[0]
    run("UPDATE claims_ratingscale SET used = true WHERE id = %s", used[0])
    other = insert("claims_ratingscale", name="Other", version=1, valid_from=date(2026, 1, 1), used=False)
    odd = insert(
        "claims_rating",
        scale_id=other,
        label="Odd",
        slug="odd",
        definition="…",
        position=99,
        settles=True,
        token="true",
    )
    with refused("the scale is in use: its words are frozen"):
        update("claims_rating", odd, scale_id=used[0])


@pytest.mark.parametrize("state", ["in_review", "approved", "published", "dropped"])
def test_every_way_to_an_open_state_is_counted(desk, state):
    """No verb goes back to spotted; were there one, it would void the yes as any other way back."""
    claim = new_claim(desk.rita, state=state)
    before = counter(claim)
    set_state(claim, "spotted")
    assert counter(claim) == before + 1


def test_a_hand_in_a_proposal_counts_for_the_version_that_took_it_up(desk):
    claim = new_claim(desk.rita)
    document = add_document(desk.emil)
    act(desk.emil)
    place = add_appearance(claim, document, proposed=True)
    act(desk.rita)
    set_state(claim, "drafting")
    update("claims_appearance", place, proposed=False)
    approve(claim, desk.eda)
    publish(claim, desk.eda)
    update("claims_appearance", place, locator="page 4")
    nobody()
    settle()
    assert contributors(claim) == [(1, desk.rita.pk), (1, desk.emil.pk), (2, desk.rita.pk)]


def test_when_it_was_published_is_when_it_was(approved, desk):
    """The row and its record name one moment."""
    with refused(OTHER_PEOPLE):
        publish(approved, desk.eda, published_at=datetime(2001, 1, 1, tzinfo=UTC))
