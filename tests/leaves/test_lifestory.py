"""What happened to a check, as readers are told it."""

from __future__ import annotations

from typing import Any

import pytest

from claims import lifestory

TRUE = {"slug": "true", "label": "True", "token": "true"}
FALSE = {"slug": "false", "label": "False", "token": "false"}
PEOPLE = {
    "e1": {"name": "Eda", "role": "editor"},
    "a1": {"name": "Ada", "role": "administrator"},
    "x1": {"name": "", "role": ""},
}


def change(number: int, kind: str = "publication", **facts: Any) -> dict[str, Any]:
    row = {
        "number": number, "kind": kind, "change_kind": "", "text": "", "by": "e1", "rating": TRUE, "from_rating": TRUE,
        "at": f"2020-07-{number:02}T10:00:00.000000Z",
    }  # fmt: skip
    return {**row, **({"from_rating": {}} if number == 1 else {}), **facts}


def sentences(*changes: dict[str, Any], bylines: str = "names", **bases: str) -> list[str]:
    rows = {int(name[1:]): basis for name, basis in bases.items()}
    return [
        f"{each['text']} {each['read']}".strip()
        for each in lifestory.told(changes, people=PEOPLE, bases=rows, bylines=bylines)
    ]


def test_a_first_version_says_on_what_it_rests():
    told = {
        "second_person": "A second person, who wrote none of it, had read it.",
        "countersigned": "Two people who both worked on it had read it.",
        "override": "No second person had read it: an administrator overrode the rule, with a reason.",
    }
    for basis, sentence in told.items():
        assert sentences(change(1), v1=basis) == [f"Eda published the check, rated True. {sentence}"]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"change_kind": "correction", "rating": FALSE}, "a correction: the rating went from True to False."),
        ({"change_kind": "correction"}, "a correction; it stays rated True."),
        ({"change_kind": "update", "rating": FALSE}, "an update: the rating went from True to False."),
        ({"change_kind": "clarification"}, "a clarification; it stays rated True."),
        ({"change_kind": "wording"}, "a change of wording only; it stays rated True."),
        ({}, "a change of wording only; it stays rated True."),
    ],
)
def test_what_a_later_version_changed(facts, sentence):
    assert sentences(change(1), change(2, **facts))[1] == f"Eda published version 2, {sentence}"


def test_taken_back_and_back_again():
    told = sentences(
        change(1),
        change(2, "retraction", change_kind="retraction", from_rating={}, by="a1"),
        change(3, change_kind="correction", rating=FALSE),
    )
    assert told[1:] == [
        "Ada retracted the check.",
        "Eda brought the check back with version 3, a correction: the rating went from True to False.",
    ]


def test_what_was_taken_down_is_passed_over():
    blank = {"text": "", "rating": {}, "from_rating": {}}
    told = sentences(
        change(1, **blank),
        change(2, change_kind="correction", **blank),
        change(3, "takedown", change_kind="takedown", rating={}, from_rating={}),
        change(4, change_kind="clarification", from_rating={}),
    )
    assert told == [
        "Eda took the check down. What had been published before is shown nowhere.",
        "Eda brought the check back with version 4, a clarification, rated True.",
    ]


def test_people_are_named_as_the_newsroom_decided():
    changes = [change(1), change(2, by="a1"), change(3, by="x1"), change(4, by="nobody")]
    assert [text.split(" published")[0] for text in sentences(*changes)] == [
        "Eda", "Ada", "A member of the desk", "A member of the desk",
    ]  # fmt: skip
    assert [text.split(" published")[0] for text in sentences(*changes, bylines="roles")] == [
        "An editor", "An administrator", "A member of the desk", "A member of the desk",
    ]  # fmt: skip


def test_notes_between_two_versions():
    update, correction = {"change_kind": "update", "text": "a"}, {"change_kind": "correction", "text": "b"}
    changes = [change(1), change(2, **update), change(3), change(4, **correction)]
    found = lifestory.notes(changes, after=1, until=4)
    assert [(note["number"], note["label"], note["text"]) for note in found] == [
        (2, "Update", "a"), (4, "Correction", "b"),
    ]  # fmt: skip
    assert lifestory.notes(changes, after=2, until=3) == []


def test_corrections_are_those_in_which_we_were_wrong():
    changes = [
        change(1),
        change(2, change_kind="update", text="a"),
        change(3, change_kind="correction", text="b"),
        change(4, change_kind="clarification", text="c"),
    ]
    assert lifestory.corrections(changes) == [
        {"number": 3, "from_number": 2, "text": "b", "at": "2020-07-03T10:00:00.000000Z"}
    ]
