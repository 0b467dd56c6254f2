"""The words of a scale are frozen once a claim was rated on it. Its dates are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.database import as_owner
from tests.guards.sql import act, insert, new_claim, one, refused, run, settle, update, write

pytestmark = pytest.mark.django_db

FROZEN = "the scale is in use: its words are frozen"
WORDS: dict[str, Any] = {
    "label": "Right",
    "slug": "right",
    "definition": "It is so.",
    "position": 77,
    "value": 6,
    "settles": False,
    "token": "unproven",
}


def add_rating(scale: int, label: str = "Odd", **columns: Any) -> int:
    row = {
        "scale_id": scale,
        "label": label,
        "slug": label.lower(),
        "definition": "…",
        "position": 90,
        "settles": True,
        "token": "true",
    }
    return insert("claims_rating", **row | columns)


@pytest.fixture
def scale(db: None) -> int:
    """A scale of two words that no claim was rated on."""
    made = insert("claims_ratingscale", name="Another", version=1, valid_from=date(2026, 1, 1), used=False)
    add_rating(made, "Yes", position=1, value=1)
    add_rating(made, "No", position=2, value=2)
    return made


@pytest.fixture
def used(scale: int, desk: Any) -> int:
    claim = new_claim(desk.rita, state="drafting")
    act(desk.rita)
    write(claim, rating_id=one("SELECT id FROM claims_rating WHERE scale_id = %s AND slug = 'yes'", scale))
    settle()
    return scale


def words_of(scale: int) -> list[int]:
    return [pk for (pk,) in run("SELECT id FROM claims_rating WHERE scale_id = %s ORDER BY position", scale)]


@pytest.mark.parametrize(("column", "value"), WORDS.items())
def test_a_scale_that_was_never_used_may_change(scale, column, value):
    update("claims_rating", words_of(scale)[0], **{column: value})
    settle()


def test_a_scale_that_was_never_used_may_grow_shrink_and_be_renamed(scale):
    add_rating(scale)
    run("DELETE FROM claims_rating WHERE id = %s", words_of(scale)[0])
    update("claims_ratingscale", scale, name="A third", version=4)
    settle()
    run("DELETE FROM claims_rating WHERE scale_id = %s", scale)
    run("DELETE FROM claims_ratingscale WHERE id = %s", scale)
    settle()


@pytest.mark.parametrize("which", [0, 1])  # the word that the claim has, and its neighbour
@pytest.mark.parametrize(("column", "value"), WORDS.items())
def test_no_word_of_a_used_scale_changes(used, which, column, value):
    with refused(FROZEN):
        update("claims_rating", words_of(used)[which], **{column: value})


def test_a_used_scale_neither_grows_nor_shrinks(used):
    with refused(FROZEN):
        add_rating(used)
    for pk in words_of(used):
        with refused(FROZEN):
            run("DELETE FROM claims_rating WHERE id = %s", pk)


@pytest.mark.parametrize("columns", [{"name": "A third"}, {"version": 2}])
def test_a_used_scale_keeps_its_name(used, columns):
    with refused(FROZEN):
        update("claims_ratingscale", used, **columns)


def test_a_word_does_not_move_away(used):
    other = insert("claims_ratingscale", name="A third", version=1, valid_from=date(2026, 1, 1), used=False)
    with refused(FROZEN):
        update("claims_rating", words_of(used)[1], scale_id=other)


def test_its_dates_may_change(used):
    update("claims_ratingscale", used, valid_from=date(2026, 2, 1), valid_to=date(2026, 12, 31))
    settle()


def test_the_same_words_again_are_no_change(used):
    same = ", ".join(f"{name} = {name}" for name in WORDS)
    run(f"UPDATE claims_rating SET {same} WHERE scale_id = %s", used)
    run("UPDATE claims_ratingscale SET name = name, version = version WHERE id = %s", used)
    settle()


def test_the_owner_changes_none_either(used):
    with as_owner(), refused(FROZEN):
        update("claims_rating", words_of(used)[0], label="Right")
    with as_owner(), refused(FROZEN):
        update("claims_ratingscale", used, name="A third")


def test_a_scale_stays_used_when_its_claim_moves_on(used, desk):
    """Versions keep its words."""
    claim = one("SELECT id FROM claims_claim WHERE rating_id IS NOT NULL")
    act(desk.rita)
    update("claims_claim", claim, rating_id=None)
    settle()
    with refused(FROZEN):
        update("claims_rating", words_of(used)[0], label="Right")
    with refused("a scale that was used stays so"):
        update("claims_ratingscale", used, used=False)


def test_a_rating_in_use_is_not_deleted_under_its_claim(used):
    """Were the trigger gone, the foreign key would say it."""
    with as_owner(), refused("foreign key"):
        run("ALTER TABLE claims_rating DISABLE TRIGGER claims_freeze")
        run("DELETE FROM claims_rating WHERE scale_id = %s", used)


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"slug": "yes"}, "rating_slug_in_scale"),
        ({"label": "Yes", "slug": "odd"}, "rating_label_in_scale"),
        ({"position": 1}, "rating_position_in_scale"),
        ({"value": 1}, "rating_value_in_scale"),
    ],
)
def test_words_are_told_apart_within_a_scale(scale, columns, because):
    with refused(because):
        add_rating(scale, **columns)


def test_two_words_may_stand_beside_the_scale(scale):
    """Without a value, as Misleading and Unproven do."""
    add_rating(scale, "Misleading")
    add_rating(scale, "Unproven", position=91)
    settle()


def test_a_scale_ends_after_it_began(scale):
    with refused("ratingscale_dates_in_order"):
        update("claims_ratingscale", scale, valid_to=date(2025, 1, 1))
