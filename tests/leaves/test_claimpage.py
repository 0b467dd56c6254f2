"""What a claim page says, from content and record alone."""

from __future__ import annotations

from typing import Any

import pytest

from claims import claimpage
from claims.content import empty

SCALE = {
    "name": "Test scale",
    "version": 1,
    "ratings": [
        {"slug": "true", "label": "True", "value": 2, "token": "true"},
        {"slug": "false", "label": "False", "value": 1, "token": "false"},
        {"slug": "unproven", "label": "Unproven", "value": "", "token": "unproven"},
    ],
}
TRUE = {"slug": "true", "label": "True", "token": "true"}
FALSE = {"slug": "false", "label": "False", "token": "false"}
PEOPLE = {
    "k1": {"name": "Rita Example", "role": "reporter"},
    "k2": {"name": "Emil Example", "role": "editor"},
}


def place(**fields: Any) -> dict[str, Any]:
    given = {
        "claimant": {
            "id": "c1",
            "kind": "public_figure",
            "name": "Ada",
            "described_as": "",
            "role": "librarian",
        },
        "said": {"from": "2026-03-02", "to": "2026-03-02"},
        "voice": "direct",
        "heard": "by_outlet",
        "quotation": {
            "exact": "We open at nine",
            "prefix": "She said: ",
            "suffix": " today",
            "start": 10,
            "end": 25,
        },
        "locator": "",
        "document": {
            "id": "d1",
            "title": "The library",
            "url": "https://paper.example/1",
            "publisher": "The Paper",
            "published_on": "2026-03-02",
            "snapshot_sha256": "",
        },
    }
    return {**given, **fields}


def piece(number: int, stance: str = "supports", **fields: Any) -> dict[str, Any]:
    given = dict.fromkeys(
        ("title", "url", "publisher", "person", "role", "language", "quotation", "translation", "locator",
         "primary_why", "interests", "note", "discounted_reason", "document_id"),
        "",
    )  # fmt: skip
    given |= {"number": number, "stance": stance, "kind": "news_report", "primary": "no", "repeats": 0}
    given |= {"independence": "independent", "seen_as": "original", "published": {"from": "", "to": ""}}
    return {**given, **fields}


def content(number: int = 1, **fields: Any) -> dict[str, Any]:
    rating = {**TRUE, "definition": "So it is.", "value": 2, "settles": "yes", "scale": SCALE}
    filled = {
        "headline": "Nine o’clock",
        "statement": "It opens at nine",
        "rating": rating,
        "appearances": [place()],
    }
    return {**empty("7k3m9qxd", number=number), **filled, **fields}


def record(of: dict[str, Any], **fields: Any) -> dict[str, Any]:
    given = {
        "content": of,
        "kind": "publication",
        "basis": "second_person",
        "approvals": [
            {
                "by": "k2",
                "role": "editor",
                "kind": "editor",
                "override_reason": "",
                "at": "2026-03-05T10:00:00.000000Z",
            }
        ],
        "contributors": ["k1"],
        "published_by": "k2",
        "published_at": "2026-03-05T10:00:00.000000Z",
        "public_reason": "",
        "history_head": {"seq": 3, "hash": "ab" * 32},
        "newsroom": "The Daily Test",
    }
    return {**given, **fields}


def entry(number: int, change_kind: str = "", kind: str = "publication", **fields: Any) -> dict[str, Any]:
    given = {"number": number, "kind": kind, "change_kind": change_kind, "text": f"Note {number}", "by": "k2"}
    given |= {"at": f"2026-03-{number:02}T10:00:00.000000Z", "rating": TRUE, "from_rating": {}}
    return {**given, **fields}


def public(*changes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    given = {
        "public_id": "7k3m9qxd", "status": "shown", "changes": list(changes), "people": PEOPLE,
        "rating": "true", "rating_label": "True", "rating_token": "true", "story_url": "",
        "headline": "Nine o’clock", "statement": "It opens at nine", "claimants": [],
        "said_from": "", "said_to": "", "first_published_at": "2026-03-01T10:00:00.000000Z",
    }  # fmt: skip
    return {**given, **fields}


def test_a_working_copy_with_nothing_in_it_can_be_shown():
    page = claimpage.build(empty("7k3m9qxd"))
    assert page["is_draft"] and not page["is_old"]
    assert page["rating"] is None and page["scale"] is None and page["first"] is None
    assert page["read_by"] is None
    assert [group["stance"] for group in page["evidence"]] == ["supports", "refutes"]


def test_a_preview_after_publication_shows_the_note_that_is_not_public_yet():
    note = {"kind": "correction", "text": "We were wrong.", "from_number": 1, "from_rating": FALSE}
    page = claimpage.build(content(2, change_note=note), public=public(entry(1)), number_now=1)
    assert page["is_draft"] and not page["is_old"]
    assert [(each["text"], each["at"], each["rating_changed"]) for each in page["on_top"]] == [
        ("We were wrong.", "", True)
    ]


def test_corrections_and_updates_stand_on_top_newest_first_and_clarifications_below():
    changes = (
        entry(1),
        entry(2, "update", rating=FALSE, from_rating=TRUE),
        entry(3, "clarification"),
        entry(4, "correction", from_rating=FALSE),
        entry(5, "wording"),
    )
    page = claimpage.build(content(5), record=record(content(5)), public=public(*changes), number_now=5)
    assert [each["number"] for each in page["on_top"]] == [4, 2]
    assert [each["number"] for each in page["below"]] == [3]
    assert all(each["rating_changed"] for each in page["on_top"])
    assert [each["number"] for each in page["life"]] == [0, 1, 2, 3, 4, 5]


def test_an_old_version_shows_its_own_note_and_what_replaced_it():
    changes = (entry(1), entry(2, "update"), entry(3, "correction"))
    page = claimpage.build(content(2), record=record(content(2)), public=public(*changes), number_now=3)
    assert page["is_old"]
    assert [each["number"] for each in page["on_top"]] == [2]
    assert page["replaced_by"]["number"] == 3
    assert page["rating_now"]["label"] == "True"


def test_what_was_taken_down_comes_back_nowhere():
    down = entry(2, "takedown", "takedown", text="A court ordered it.")
    again = public(entry(1), down, entry(3, "wording"))
    page = claimpage.build(content(3), record=record(content(3)), public=again, number_now=3)
    assert claimpage.floor(again["changes"]) == 2
    assert [(mark["text"], mark["number"]) for mark in page["life"][1:]] == [
        ("Taken down", 0),
        ("Wording only", 3),
    ]
    assert claimpage.change(again, 1) is None
    assert claimpage.change(again, 3)["from_number"] == 0


@pytest.mark.parametrize(
    ("style", "shown"), [("names", ["Emil Example"]), ("roles", ["Editor"])], ids=["names", "roles"]
)
def test_people_are_shown_as_the_newsroom_decided(style, shown):
    page = claimpage.build(content(), record=record(content()), public=public(entry(1)), bylines=style)
    assert page["read_by"]["names"] == shown
    assert page["written_by"] == (["Rita Example"] if style == "names" else ["Reporter"])


def test_a_person_nobody_knows_any_more_is_shown_by_role():
    page = claimpage.build(content(), record=record(content()), people={})
    assert page["read_by"]["names"] == ["Editor"]


def test_an_override_brings_its_reason():
    yes = {
        "by": "k2",
        "role": "administrator",
        "kind": "editor",
        "override_reason": "Alone tonight.",
        "at": "",
    }
    page = claimpage.build(content(), record=record(content(), basis="override", approvals=[yes]))
    assert page["read_by"]["basis"] == "override" and page["read_by"]["reason"] == "Alone tonight."


@pytest.mark.parametrize("kind", ["private_person", "many", "unnamed"])
def test_only_public_figures_and_organisations_are_named(kind):
    shown = claimpage.who({"kind": kind, "name": "Secret Name", "described_as": "a passer-by", "role": ""})
    assert shown["text"] == "a passer-by"
    assert "Secret" not in claimpage.who({"kind": kind, "name": "Secret Name"})["text"]


def test_a_question_of_our_own_has_no_claimant():
    nobody = place(claimant={"id": "", "kind": "nobody", "name": "", "described_as": "", "role": ""})
    page = claimpage.build(content(appearances=[nobody]))
    assert page["asked_by_us"] and page["first"]["who"]["text"] == "Nobody: it is our own question"


def test_quotation_marks_stand_for_direct_speech_alone():
    direct = claimpage.build(content())["first"]["quote"]
    reported = claimpage.build(content(appearances=[place(voice="reported")]))["first"]["quote"]
    assert direct["exact"] == "“We open at nine”"
    assert reported["exact"] == "We open at nine"


def test_quotation_marks_of_the_source_are_not_doubled():
    spoken = place(
        quotation={"exact": "We open", "prefix": "She said: “", "suffix": "”", "start": 11, "end": 18}
    )
    assert claimpage.build(content(appearances=[spoken]))["first"]["quote"]["exact"] == "We open"


def test_the_context_of_a_quotation_begins_and_ends_with_whole_words():
    cut = {
        "exact": "lost track",
        "prefix": "ico’s brutal drug gangs. But they ",
        "suffix": " of guns that ended up being used",
        "start": 900,
        "end": 910,
    }
    quote = claimpage.build(content(appearances=[place(voice="own", quotation=cut)]))["first"]["quote"]
    assert quote["before"] == "… brutal drug gangs. But they "
    assert quote["after"] == " of guns that ended up being …"


def test_evidence_is_grouped_by_stance_and_keeps_its_numbers():
    pieces = [
        piece(1),
        piece(2, "refutes"),
        piece(3, "context"),
        piece(4),
        piece(5, independence="repeats", repeats=1),
    ]
    page = claimpage.build(content(evidence=pieces))
    assert [(g["stance"], [p["number"] for p in g["pieces"]]) for g in page["evidence"]] == [
        ("supports", [1, 4, 5]),
        ("refutes", [2]),
        ("context", [3]),
    ]
    assert page["evidence"][0]["pieces"][2]["source"] == "Repeats piece 1"
    assert page["pieces"] == {1, 2, 3, 4, 5}


def test_a_foreign_quotation_names_its_language_and_an_own_one_does_not():
    pieces = [piece(1, language="ar", quotation="…"), piece(2, language="en-GB")]
    foreign, own = claimpage.build(content(evidence=pieces))["evidence"][0]["pieces"]
    assert (foreign["language"], foreign["direction"], foreign["language_name"]) == ("ar", "rtl", "Arabic")
    assert own["language"] == ""


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "ftp://x.example"])
def test_only_web_addresses_become_links(address):
    assert (
        claimpage.build(content(evidence=[piece(1, url=address)]))["evidence"][0]["pieces"][0]["link"] == ""
    )


def test_the_scale_parts_the_line_from_what_stands_beside_it():
    drawn = claimpage.build(content())["scale"]
    assert [each["label"] for each in drawn["line"]] == ["True", "False"]
    assert [each["label"] for each in drawn["beside"]] == ["Unproven"]
    assert [each["chosen"] for each in drawn["line"]] == [True, False]


def test_a_row_of_a_list_carries_the_rating_with_the_statement():
    row = claimpage.card(
        public(
            entry(1),
            entry(2, "correction"),
            claimants=[{"kind": "public_figure", "name": "Ada", "role": "librarian"}],
        )
    )
    assert row["shown_rating"]["label"] == "True" and row["statement"]
    assert row["said_by"] == "Ada, librarian"
    assert row["flag"]["label"] == "Corrected"


def test_a_few_words_of_context_are_shown_as_cut_out_of_more():
    few = {
        "exact": "lost track",
        "prefix": "gangs. But ",
        "suffix": ", which ended",
        "start": 900,
        "end": 910,
    }
    quote = claimpage.build(content(appearances=[place(voice="own", quotation=few)]))["first"]["quote"]
    assert (quote["before"], quote["after"]) == ("… gangs. But ", ", which ended …")
    whole = {**few, "start": 11, "end": 21, "suffix": " of it."}
    quote = claimpage.build(content(appearances=[place(voice="own", quotation=whole)]))["first"]["quote"]
    assert (quote["before"], quote["after"]) == ("gangs. But ", " of it.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": 2, "change_kind": "correction", "text": "We had misread it."}, "We had misread it."),
        (
            {"number": 2, "change_kind": "correction", "text": "", "redacted_at": "2026-11-24"},
            claimpage.REDACTED,
        ),
        ({"number": 3, "kind": "takedown", "text": "", "redacted_at": "2026-11-24"}, claimpage.REDACTED),
        ({"number": 2, "change_kind": "wording", "text": "", "redacted_at": "2026-11-24"}, ""),
        ({"number": 1, "kind": "publication", "text": "", "redacted_at": "2026-11-24"}, ""),
        ({"number": 2, "change_kind": "correction", "text": ""}, ""),
    ],
)
def test_a_note_that_was_redacted_says_so(change, said):
    assert claimpage.note_text(change) == said
