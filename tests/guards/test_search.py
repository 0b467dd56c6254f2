"""What checks are found by is written by the database alone, from what readers see at that moment."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from claims.models import searching
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


def texts() -> list[tuple[Any, ...]]:
    return run(
        "SELECT public_id, published_at, stems, vector::text FROM claims_publictext ORDER BY public_id"
    )


def marks() -> set[str]:
    every = (
        "SELECT array_agg(m) FROM claims_publictext, unnest(tsvector_to_array(vector)) m WHERE m LIKE '=%'"
    )
    return set(one(every))


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


def test_filters_stand_among_its_words(published):
    with as_owner() as cursor:
        cursor.execute("SELECT claims_slices(published_at) FROM claims_publicclaim")
        slices = cursor.fetchone()[0]
    assert len(slices) == 6 and re.fullmatch(r"=0:\d+", slices[0])
    named = {"=claimant:ada00000", "=document:paper000", "=topic:towns"}
    assert marks() == {*slices, *named, "=rating:true", "=stems:en"}
    both = "claims_publictext JOIN claims_publicclaim USING (public_id, published_at)"
    assert one(f"SELECT count(*) FROM {both}") == 1
    assert one("SELECT vector @@ 'open:A & ada:B' FROM claims_publictext")


@pytest.mark.parametrize(
    "typed",
    ["=rating:true", "=stems:en", "=topic:towns", '"=topic:towns"', "=0:*", "=changed", "'=rating:true'"],
)
def test_nobody_can_type_a_mark(typed, db):
    for config in ("en", "any"):
        for reading in ("websearch_to_tsquery", "plainto_tsquery", "phraseto_tsquery"):
            assert "=" not in one(f"SELECT {reading}('public.claims_{config}', %s)::text", typed)


def test_a_mark_is_found_by_itself_alone_whatever_is_in_it(db):
    odd = [
        "a",
        "a'",
        "a''",
        "a\\",
        "a\\\\",
        "a\\'",
        "'",
        "\\",
        "a:b",
        "a:*",
        "a*",
        ":A",
        "a&b",
        "!a",
        "a <-> b",
        "%s",
        "é",
    ]
    sql = "SELECT array_to_tsvector(ARRAY['=topic:' || %s]) @@ %s::tsquery"
    for key in odd:
        for asked in odd:
            assert one(sql, key, searching._mark("topic", asked)) is (key == asked), (key, asked)


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
    assert texts() == []


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
    assert run("SELECT vector @@ 'close', vector @@ 'open' FROM claims_publictext") == [(True, False)]
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
    assert "=changed" in marks()


def test_what_a_take_down_ended_is_no_change_any_more(db):
    """The page says nothing of it either."""
    ended = [{"number": 2, "change_kind": "correction"}, {"number": 3, "kind": "takedown"}, {"number": 4}]
    later = {"number": 5, "change_kind": "clarification"}
    sql = "SELECT claims_changed(%s)"
    assert one(sql, json.dumps(ended[:1])) is True
    assert one(sql, json.dumps(ended[:2])) is one(sql, json.dumps(ended)) is one(sql, "[]") is False
    assert one(sql, json.dumps([*ended, later])) is True
    assert one(sql, json.dumps([{"number": 2, "change_kind": "wording"}])) is False


ATTACKS = [
    "INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed) "
    "VALUES ('claimant', 'x', 'Somebody', 'zzzzzzzz', now(), 'false', false)",
    "UPDATE claims_publictag SET key = 'somebody'",
    "UPDATE claims_publictag SET published_at = now() + interval '1 year'",
    "DELETE FROM claims_publictag",
    "TRUNCATE claims_publictag",
    "INSERT INTO claims_publictext VALUES ('zzzzzzzz', now(), 'en', 'libel')",
    "UPDATE claims_publictext SET vector = 'libel'",
    "DELETE FROM claims_publictext",
    "TRUNCATE claims_publictext",
    "INSERT INTO claims_publicword VALUES ('libel', 1)",
    "UPDATE claims_publicword SET checks = 9",
    "DELETE FROM claims_publicword",
    "TRUNCATE claims_publicword",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_the_application_writes_none_of_it(published, sql):
    before = tags(), words(), texts()
    with refused("permission denied for table claims_public"):
        run(sql)
    assert (tags(), words(), texts()) == before


@pytest.mark.parametrize(
    "call",
    [
        "claims_fill_search()",
        "claims_tag()",
        "claims_spell()",
        "claims_words_of('a', 'b')",
        "claims_marks(p) FROM claims_publicclaim p",
        "claims_vector(p) FROM claims_publicclaim p",
    ],
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
    assert one("SELECT vector @@ 'somebodi' FROM claims_publictext") is False


def test_everything_filled_anew_is_what_the_triggers_wrote(published, desk):
    withdrawn = new_claim(desk.rita)
    approve(withdrawn, desk.emil)
    publish(withdrawn, desk.eda)
    withdraw(withdrawn, desk.eda)
    settle()
    before = tags(), words(), texts()
    with as_owner() as cursor:
        cursor.execute("SELECT claims_fill_search()")
    assert (tags(), words(), texts()) == before
    assert all(before)


def test_a_version_that_has_no_page_yet_names_nothing(desk):
    claim = new_claim(desk.rita)
    built = said(claim)
    approve(claim, desk.emil)
    publish(claim, desk.eda, shown=False)
    assert tags() == [] and words() == {}
    show(claim.public_id, built)
    settle()
    assert words()["opens"] == 1
