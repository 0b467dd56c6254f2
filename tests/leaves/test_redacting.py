"""Names of rows, and who decides."""

import pytest

from claims.redacting import Person, check_asking, check_confirming, check_still, parse, phrase, sorted_rows
from claims.refusals import Forbidden, Invalid, Refused


def person(role="editor", key="k1", is_active=True):
    return Person(key=key, role=role, is_active=is_active)


def test_a_row_is_a_kind_and_a_number():
    assert parse("revision 3") == ("revision", 3)
    for name in (
        "",
        "revision",
        "revision 0",
        "revision -1",
        "revision 3 ",
        "user 3",
        "revision 3, event 4",
        "event ３",
    ):
        with pytest.raises(Invalid):
            parse(name)


def test_rows_are_sorted_by_kind_and_number_and_named_once():
    assert sorted_rows(["event 10", "revision 2", "event 9", "event 9"]) == [
        "revision 2",
        "event 9",
        "event 10",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["revision 1"], "version 1"),
        (["revision 1", "revision 2"], "versions 1 and 2"),
        (["revision 1", "event 17", "event 18", "snapshot 9"], "version 1, events 17 and 18 and kept copy 9"),
        (["snapshot 1", "snapshot 2"], "kept copies 1 and 2"),
        (["evidence 1", "evidence 2"], "removed pieces of evidence 1 and 2"),
        (["appearance 1", "appearance 2", "appearance 3"], "removed places 1, 2 and 3"),
        (["log 4", "log 5"], "lines of the administration’s log 4 and 5"),
        ([], ""),
    ],
)
def test_rows_as_people_call_them(rows, said):
    assert phrase(rows) == said


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (person("reporter"), "Only an editor"),
        (person("visitor"), "Only an editor"),
        (person(is_active=False), "closed"),
    ],
)
def test_who_may_not_ask(who, sentence):
    with pytest.raises(Forbidden, match=sentence):
        check_asking(who)


@pytest.mark.parametrize(
    ("asked", "who", "sentence"),
    [
        (person(), person(), "somebody else"),
        (person("administrator"), person("administrator"), "somebody else"),
        (person(), person(key="k2"), "has to be an administrator"),
        (person(), person("reporter", "k2"), "Only an editor"),
        (person(is_active=False), person("administrator", "k2"), "no editor any more"),
        (person("reporter"), person("administrator", "k2"), "no editor any more"),
    ],
)
def test_who_may_not_confirm(asked, who, sentence):
    with pytest.raises(Forbidden, match=sentence):
        check_confirming(asked, who)


def test_two_people_one_of_them_an_administrator():
    check_confirming(person(), person("administrator", "k2"))
    check_confirming(person("administrator"), person("editor", "k2"))
    check_still(person(), person("administrator", "k2"))


def test_both_are_asked_again_when_it_is_carried_out():
    for asked, confirmed in (
        (person("reporter"), person("administrator", "k2")),
        (person(), person("editor", "k2")),
        (person(is_active=False), person("administrator", "k2")),
        (person(), person("administrator", "k2", is_active=False)),
    ):
        with pytest.raises(Refused, match="Not both"):
            check_still(asked, confirmed)
