"""Events as sentences: every verb of the workflow has one, and no payload breaks it."""

import re
from pathlib import Path

import pytest

from claims import history, workflow


@pytest.mark.parametrize(
    ("verb", "details", "said"),
    [
        ("submit", {}, "submitted it for review"),
        ("request_changes", {"reason": "Page, please."}, "requested changes: “Page, please.”"),
        ("pass_over", {"reason": "forecast", "note": ""}, "passed over it: forecast, cannot be checked"),
        ("drop", {"reason": "other", "note": "a joke"}, "dropped it: other, “a joke”"),
        ("publish", {"version": {"number": 2, "basis": "second_person"}}, "published version 2"),
        (
            "publish",
            {"version": {"number": 2, "basis": "countersigned"}},
            "published version 2, countersigned",
        ),
        ("revise", {"old": {"conclusion": "a"}, "new": {"conclusion": "b"}}, "changed conclusion"),
        (
            "revise",
            {"new": {"headline": "a", "rating": "True", "analysis": ""}},
            "changed headline, rating and analysis",
        ),
        (
            "add_evidence",
            {"piece": 1, "stance": "refutes", "title": "T"},
            "added piece 1, “T” (contradicts the claim)",
        ),
        ("move_evidence", {"old": 1, "new": 3, "title": "T"}, "moved piece 1 to number 3, “T”"),
        (
            "change_evidence",
            {"piece": 2, "title": "T", "new": {"discounted_reason": "withdrawn"}},
            "discounted piece 2: “withdrawn”",
        ),
        (
            "add_appearance",
            {"exact": "words", "proposed": "yes"},
            "proposed a place where it was said: “words”",
        ),
        ("synthesize", {"claims": 50}, "filled a scratch database with 50 more claims to measure with"),
        ("change_role", {"old": "reporter", "new": "editor"}, "changed a role from reporter to editor"),
    ],
)
def test_a_sentence(verb, details, said):
    assert history.sentence(verb, details) == said


def test_every_verb_has_a_sentence_also_once_its_payload_is_redacted():
    for verb in workflow.VERBS.keys() - {"approve_and_publish"}:
        told = history.sentence(verb, {})
        assert told and "_" not in told and "“”" not in told


def test_every_event_that_the_code_writes_has_a_sentence_of_its_own():
    written = set()
    for path in (Path(history.__file__).parent).rglob("*.py"):
        written |= set(
            re.findall(
                r'(?:write_event|note_written|doing|_withdraw|_drop)\(\s*"(\w+)"', path.read_text("utf-8")
            )
        )
    assert {"publish", "spot", "log_in", "rename_topic"} <= written
    assert not written - history.VERBS


def test_a_verb_that_nobody_wrote_a_sentence_for_is_still_told():
    assert history.sentence("water_the_plants", {"new": 1}) == "water the plants"


def test_a_long_reason_is_cut_at_a_word():
    told = history.sentence("retract", {"reason": "word " * 200})
    assert len(told) < 230
    assert told.endswith("word …”")


def test_fields_before_and_after_word_by_word():
    (was,) = history.changes("revise", {"old": {"conclusion": "in time"}, "new": {"conclusion": "in July"}})
    assert (was.label, was.old, was.new) == ("Conclusion", "in time", "in July")
    assert ("ins", "July") in was.parts


def test_choices_and_days_are_shown_in_words():
    details = {
        "old": {"voice": "", "due_on": "", "priority": 0, "topics": []},
        "new": {"voice": "own", "due_on": "2020-07-14", "priority": 2, "topics": ["guns"]},
    }
    shown = {was.label: was.new for was in history.changes("organise", details)}
    assert shown == {
        "Voice": "The outlet’s own words",
        "Due": "14 July 2020",
        "Priority": "Urgent",
        "Topics": "guns",
    }


def test_what_follows_from_other_fields_is_left_out():
    assert (
        history.changes("change_appearance", {"old": {"start": 1}, "new": {"start": 2, "prefix": "x"}}) == []
    )
    assert history.changes("move_evidence", {"old": 1, "new": 2}) == []
