"""Pages of the newsroom by bare SQL: an editor adds a version, with its Event, in its turn; nothing else moves."""

from __future__ import annotations

import pytest

from claims.models.event import write_event
from claims.pages import PAGES
from tests.database import as_owner
from tests.guards.redactions import ask, blank, confirm, redact
from tests.guards.sql import digest, insert, now, one, refused, run, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def history_is_not_asked():
    """Here it is: nothing is switched off."""


def add(by, number=2, **columns):
    text = columns.pop("text", "We check.")
    row = {
        "page": "about", "number": number, "title": "About", "text": text, "note": "Anew.", "made_at": now(),
        "sha256": digest(text.encode()), "by_id": by.pk if by else None, "redacted_at": None, **columns,
    }  # fmt: skip
    return insert("claims_pageversion", **row)


def told(by, number=2, **columns):
    pk = add(by, number, **columns)
    write_event("revise_page", by=by, about="page/about", number=number)
    settle()
    return pk


def test_each_page_begins_with_a_version():
    assert one("SELECT count(*) FROM claims_pageversion") == len(PAGES)


def test_an_editor_adds_the_next_version(desk):
    told(desk.eda)
    told(desk.ada, 3)
    assert one("SELECT count(*) FROM claims_pageversion WHERE page = 'about'") == 3


@pytest.mark.parametrize("who", ["rita", "olga", "nobody"])
def test_nobody_but_an_editor_who_is_here(desk, who):
    with refused("a page is written by an editor"):
        add(None if who == "nobody" else getattr(desk, who))


def test_the_history_names_the_one_who_wrote_it(desk):
    with refused("the history does not say who wrote this version"):
        add(desk.eda)
        write_event("revise_page", by=desk.rita, about="page/about", number=2)


@pytest.mark.parametrize("number", [1, 3, 99])
def test_numbers_have_no_gap_and_none_comes_twice(desk, number):
    with refused("numbered without a gap"):
        add(desk.eda, number)


def test_a_page_that_is_none(desk):
    with refused("pageversion_page_known"):
        add(desk.eda, 1, page="imprint")


@pytest.mark.parametrize("columns", [{"title": ""}, {"text": ""}, {"note": ""}])
def test_a_version_that_says_nothing(desk, columns):
    with refused("pageversion_says_something"):
        add(desk.eda, **columns)


def test_a_version_has_its_texts_hash(desk):
    with refused("pageversion_text_hash"):
        add(desk.eda, sha256=digest(b"another"))


def test_a_version_that_nobody_told_of(desk):
    with refused("page/about changed without a row in the history"):
        add(desk.eda)


def test_the_story_of_another_page_does_not_count(desk):
    with refused("page/about changed without a row in the history"):
        add(desk.eda)
        write_event("revise_page", by=desk.eda, about="page/ratings")


def test_nothing_is_born_redacted(desk):
    with refused("no row is born redacted"):
        add(desk.eda, text="", title="", note="", redacted_at=now())


@pytest.mark.parametrize("sql", ["UPDATE claims_pageversion SET text = 'Forged.'", "DELETE FROM claims_pageversion",
                                 "TRUNCATE claims_pageversion"])  # fmt: skip
def test_the_application_changes_and_deletes_nothing(desk, sql):
    with refused("permission denied"):
        run(sql)


@pytest.mark.parametrize("sql", ["UPDATE claims_pageversion SET text = 'Forged.'", "DELETE FROM claims_pageversion",
                                 "TRUNCATE claims_pageversion"])  # fmt: skip
def test_nor_does_the_owner(desk, sql):
    with as_owner(), refused("claims_pageversion is append-only"):
        run(sql)


# ---------------------------------------------------------------- blanking


def test_two_people_and_the_owner_blank_an_old_version(desk):
    old = told(desk.eda)
    told(desk.eda, 3)
    redact(f"pageversion {old}", by=(desk.eda, desk.ada))
    assert run("SELECT title, text, note FROM claims_pageversion WHERE id = %s", old) == [("", "", "")]


def test_the_version_that_readers_see_is_not_blanked(desk):
    pk = told(desk.eda)
    confirm(ask(f"pageversion {pk}", by=desk.eda), desk.ada)
    with as_owner(), refused("readers see this version"):
        blank(f"pageversion {pk}")


def test_nobody_asked(desk):
    old = told(desk.eda)
    told(desk.eda, 3)
    with as_owner(), refused("no two people asked"):
        blank(f"pageversion {old}")


def test_not_without_its_record(desk):
    old = told(desk.eda)
    told(desk.eda, 3)
    confirm(ask(f"pageversion {old}", by=desk.eda), desk.ada)
    with as_owner(), refused("was redacted, but not on record"):
        blank(f"pageversion {old}")
