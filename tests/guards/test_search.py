"""What checks are found by is written by the database alone, from what readers see at that moment."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.database import as_owner
from tests.guards.sql import act, edit, new_claim, one, refused, run, settle
from tests.guards.versions import approve, publish, said, show, withdraw

pytestmark = pytest.mark.django_db

WHO = {
    "id": "ada00000",
    "kind": "public_figure",
    "name": "Ada Example",
    "described_as": "",
    "role": "librarian",
}
TOPIC = {"slug": "towns", "label": "Towns"}
PAPER = {
    "id": "paper000",
    "title": "The paper",
    "url": "https://paper.example/1",
    "publisher": "",
    "published_on": "",
    "snapshot_sha256": "",
}
PLACE = {
    "claimant": WHO,
    "said": {"from": "", "to": ""},
    "voice": "direct",
    "heard": "",
    "quotation": {"exact": "", "prefix": "", "suffix": "", "start": "", "end": ""},
    "locator": "",
    "document": PAPER,
}


@pytest.fixture
def published(desk: Any) -> Any:
    """A check that names somebody, a topic and a document."""
    claim = new_claim(desk.rita)
    content = {"appearances": [PLACE]}
    approve(claim, desk.emil, content=content)
    publish(claim, desk.eda, content=content)
    run("UPDATE claims_publicclaim SET topics = %s", json.dumps([TOPIC]))
    settle()
    return claim


def tags() -> list[tuple[str, ...]]:
    return run("SELECT kind, key, label FROM claims_publictag ORDER BY kind")


def words() -> dict[str, int]:
    return dict(run("SELECT word, checks FROM claims_publicword"))


def test_a_check_that_is_shown_is_found_by_all_that_it_names(published):
    assert tags() == [
        ("claimant", "ada00000", "Ada Example"),
        ("document", "paper000", "The paper"),
        ("topic", "towns", "Towns"),
    ]
    assert run("SELECT DISTINCT public_id, rating, changed FROM claims_publictag") == [
        (published.public_id, "true", False)
    ]
    assert (
        one(
            "SELECT count(*) FROM claims_publictag t JOIN claims_publicclaim p USING (public_id, published_at)"
        )
        == 3
    )


def test_each_word_is_counted_once_a_check(published, desk):
    before = words()
    assert before["opens"] == 1 and "at" not in before
    other = new_claim(desk.rita)
    approve(other, desk.emil)
    publish(other, desk.eda)
    settle()
    assert words()["opens"] == 2


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_what_is_withdrawn_leaves_nothing(published, desk, kind):
    withdraw(published, desk.eda, kind)
    settle()
    assert tags() == []
    assert words() == {}


def test_what_another_check_names_stays(published, desk):
    other = new_claim(desk.rita)
    approve(other, desk.emil)
    publish(other, desk.eda)
    withdraw(published, desk.eda, "takedown")
    settle()
    assert words()["opens"] == 1


def test_a_new_version_is_found_by_its_own_words_alone(published, desk):
    act(desk.rita)
    edit(published, desk.rita, "H2")
    content = {"headline": "It closes early"}
    approve(published, desk.emil, "H2", content=content)
    publish(published, desk.eda, "H2", content=content)
    settle()
    assert "opens" not in words() and words()["closes"] == 1
    # What the new version no longer names, it is no longer found by.
    assert tags() == []


def test_a_topic_that_is_renamed_is_renamed_here_too(published):
    renamed = json.dumps([{**TOPIC, "label": "Cities"}])
    run("UPDATE claims_publicclaim SET topics = %s, version = version + 1000", renamed)
    settle()
    assert ("topic", "towns", "Cities") in tags()


def test_a_check_is_called_changed_from_its_corrections_on(published, desk):
    act(desk.rita)
    edit(published, desk.rita, "H2")
    content = {"appearances": [PLACE]}
    approve(published, desk.emil, "H2", content=content)
    publish(published, desk.eda, "H2", content=content)  # an update
    settle()
    assert one("SELECT changed FROM claims_publicclaim") is True
    assert run("SELECT DISTINCT changed FROM claims_publictag") == [(True,)]


ATTACKS = [
    "INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed) "
    "VALUES ('claimant', 'x', 'Somebody', 'zzzzzzzz', now(), 'false', false)",
    "UPDATE claims_publictag SET key = 'somebody'",
    "UPDATE claims_publictag SET published_at = now() + interval '1 year'",
    "DELETE FROM claims_publictag",
    "TRUNCATE claims_publictag",
    "INSERT INTO claims_publicword VALUES ('libel', 1)",
    "UPDATE claims_publicword SET checks = 9",
    "DELETE FROM claims_publicword",
    "TRUNCATE claims_publicword",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_application_writes_none_of_it(published, sql):
    before = tags(), words()
    with refused("permission denied for table claims_public"):
        run(sql)
    assert (tags(), words()) == before


@pytest.mark.parametrize(
    "call",
    ["claims_fill_search()", "claims_tag()", "claims_spell()", "claims_words_of('a', 'b')"],
)
def test_the_application_calls_none_of_its_functions(call):
    with refused("permission denied for function"):
        run(f"SELECT {call}")


def test_the_column_that_says_changed_is_nobodys_to_write(published):
    with refused('column "changed" can only be updated to DEFAULT'):
        run("UPDATE claims_publicclaim SET changed = true")


def test_a_row_of_the_pages_that_is_forged_is_found_by_nothing(published):
    """At COMMIT the page is compared with its version; until then nobody else sees what it would be found by."""
    with refused("does not say what its last Revision says"):
        run("UPDATE claims_publicclaim SET headline = 'Somebody lied'")
        settle()
    assert "somebody" not in words()


def test_everything_filled_anew_is_what_the_triggers_wrote(published, desk):
    withdrawn = new_claim(desk.rita)
    approve(withdrawn, desk.emil)
    publish(withdrawn, desk.eda)
    withdraw(withdrawn, desk.eda)
    settle()
    before = tags(), words()
    with as_owner() as cursor:
        cursor.execute("SELECT claims_fill_search()")
    assert (tags(), words()) == before
    assert before[0] and before[1]


def test_a_version_that_has_no_page_yet_names_nothing(desk):
    claim = new_claim(desk.rita)
    built = said(claim)
    approve(claim, desk.emil)
    publish(claim, desk.eda, shown=False)
    assert tags() == [] and words() == {}
    show(claim.public_id, built)
    settle()
    assert words()["opens"] == 1
