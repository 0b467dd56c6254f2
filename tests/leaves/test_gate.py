import pytest

from claims import content as contents
from claims.gate import checklist, counted, missing
from tests.leaves.building import SCALE, piece, place, rating, whole

DOCUMENT = "https://paper.example/hours"  # where the claim of building.py stands


def question(**changes):
    """A question that the desk asks: an appearance without anybody who said it."""
    nobody = place(
        claimant={"id": "", "kind": "nobody", "name": "", "described_as": "", "role": ""},
        said={"from": "", "to": ""},
        voice="",
        heard="",
        quotation={"exact": "", "prefix": "", "suffix": "", "start": "", "end": ""},
        document=dict.fromkeys(contents.DOCUMENT_KEYS, ""),
    )
    return whole(appearances=[nobody], **changes)


def test_a_whole_claim_passes():
    assert missing(whole()) == []
    assert all(check.met for check in checklist(whole()))


def test_an_empty_claim_is_told_everything_in_the_order_of_the_workbench():
    assert [check.field for check in missing(contents.empty("7k3m9qxd"))] == [
        "headline", "statement", "appearances", "rating", "conclusion", "analysis", "selection_reason",
        "reply", "true_as_of", "evidence",
    ]  # fmt: skip


ONE_THING = [
    ({"headline": " \n"}, "headline", "#id_headline"),
    ({"statement": ""}, "statement", "#id_statement"),
    ({"appearances": []}, "appearances", "#appearances"),
    (
        {"appearances": [place(claimant__kind="", claimant__name="", claimant__id="")]},
        "claimant_kind",
        "#appearances",
    ),
    ({"appearances": [place(claimant__name="")]}, "claimant_name", "#appearances"),
    ({"appearances": [place(said__from="")]}, "said_from", "#appearances"),
    ({"appearances": [place(said__from="2020-07-09")]}, "said_from", "#appearances"),
    ({"appearances": [place(voice="")]}, "voice", "#appearances"),
    ({"appearances": [place(heard="maybe")]}, "heard", "#appearances"),
    ({"appearances": [place(quotation__exact="", document__url="")]}, "exact", "#appearances"),
    ({"rating": {}}, "rating", "#id_rating"),
    ({"conclusion": ""}, "conclusion", "#id_conclusion"),
    ({"analysis": ""}, "analysis", "#id_analysis"),
    ({"analysis": "See [1], [3] and [7]."}, "analysis", "#id_analysis"),
    ({"selection_reason": ""}, "selection_reason", "#id_selection_reason"),
    ({"reply": ""}, "reply", "#id_reply"),
    ({"true_as_of": ""}, "true_as_of", "#id_true_as_of"),
    ({"true_as_of": "2020-02-30"}, "true_as_of", "#id_true_as_of"),
    ({"evidence": [piece(1)], "analysis": "See [1]."}, "evidence", "#evidence"),
    ({"rating": rating("unproven")}, "looked_for", "#id_looked_for"),
    (
        {"rating": {**rating(), "value": 9, "scale": {**SCALE, "ratings": []}, "label": " "}},
        "rating",
        "#id_rating",
    ),
]


@pytest.mark.parametrize(("change", "field", "anchor"), ONE_THING)
def test_the_one_thing_that_is_missing_is_named_with_its_field(change, field, anchor):
    found = missing(whole(**change))
    assert [(check.field, check.anchor) for check in found] == [(field, anchor)]
    assert found[0].detail


@pytest.mark.parametrize("kind", ["private_person", "many", "unnamed"])
def test_whoever_is_not_named_is_described(kind):
    unnamed = {"id": "", "kind": kind, "name": "", "described_as": "", "role": ""}
    assert [check.field for check in missing(whole(appearances=[place(claimant=unnamed)]))] == [
        "described_as"
    ]
    described = {**unnamed, "described_as": "A parent of two"}
    assert missing(whole(appearances=[place(claimant=described)])) == []


def test_a_private_name_is_refused_in_every_place():
    private = place(claimant__kind="private_person", claimant__described_as="A parent")
    found = missing(whole(appearances=[place(), private]))
    assert [(check.field, check.number) for check in found] == [("claimant_name", "2")]


@pytest.mark.parametrize(
    "only", [{"quotation__exact": "we open"}, {"document__url": DOCUMENT}, {"locator": "12:30"}]
)
def test_an_anchor_an_address_or_a_locator_is_enough(only):
    bare = {"quotation__exact": "", "document__url": "", "locator": "", **only}
    assert missing(whole(appearances=[place(**bare)])) == []


def test_a_question_that_nobody_asked_needs_no_name_day_voice_heard_or_anchor():
    assert missing(question()) == []


def test_counted_pieces_are_named_and_so_are_the_others():
    built = whole(
        evidence=[
            piece(1),
            piece(2, stance="context"),
            piece(3, independence="claimant"),
            piece(4, independence="unnamed"),
            piece(5, independence="repeats", repeats=1),
            piece(6, discounted_reason="withdrawn by its author"),
            piece(7, url=DOCUMENT),
            piece(8, document_id="d1"),
            piece(9, stance="refutes"),
        ]
    )
    assert counted(built) == (
        [1, 9],
        {
            2: "context",
            3: "the claimant’s own words",
            4: "unnamed source",
            5: "repeats piece 1",
            6: "discounted: withdrawn by its author",
            7: "the document the claim stands in",
            8: "the document the claim stands in",
        },
    )
    check = next(check for check in checklist(built) if check.field == "evidence")
    assert check.detail.startswith("Counted: 1, 9. Not counted: 2, context; 3, the claimant’s own words;")


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        ({}, True),
        ({"url": "https://source1.example/report"}, False),
        ({"url": "HTTPS://Source1.example:443/report?utm_source=x#page"}, False),
        ({"publisher": "Office 1"}, True),
        ({"document_id": "x", "url": ""}, False),
        ({"url": "", "document_id": ""}, True),
    ],
)
def test_one_source_counts_once(second, counts):
    built = whole(evidence=[piece(1, document_id="x"), piece(2, **second)])
    assert (counted(built)[0] == [1, 2]) == counts
    assert (missing(built) == []) == counts


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({"person": "ann  EXAMPLE"}, False),
        ({"person": "Somebody Else"}, True),
        ({"publisher": "Ann Example"}, False),
        ({"publisher": "Ann Example", "person": "Somebody Else"}, True),
    ],
)
def test_the_claimants_own_words_do_not_count_even_where_nobody_marked_them(change, counts):
    assert (1 in counted(whole(evidence=[piece(1, **change)]))[0]) == counts


def test_a_repeat_of_the_claim_elsewhere_does_not_count_either():
    elsewhere = place(document__id="d2", document__url="https://other.example/a")
    built = whole(appearances=[place(), elsewhere], evidence=[piece(1, document_id="d2"), piece(2)])
    assert counted(built) == ([2], {1: "the document the claim stands in"})


def test_fewer_pieces_need_a_reason_in_writing():
    few = {"evidence": [piece(1)], "analysis": "See [1]."}
    assert missing(whole(**few, fewer_sources="  "))
    assert missing(whole(**few, fewer_sources="Only the library knows.")) == []


def test_a_rating_that_does_not_settle_needs_what_was_looked_for_and_no_pieces():
    open_question = {"rating": rating("unproven"), "evidence": [], "analysis": "Nothing was found."}
    assert missing(whole(**open_question, looked_for="The notice of 2020.")) == []
    settled_sideways = {**rating("unproven"), "slug": "misleading", "settles": "yes"}
    found = missing(whole(**{**open_question, "rating": settled_sideways}, looked_for="The notice of 2020."))
    assert [check.field for check in found] == ["evidence"]


def note(kind: str, text: str = "") -> dict:
    return {"kind": kind, "text": text, "from_number": 1, "from_rating": {}}


@pytest.mark.parametrize(
    ("change_note", "needed", "field"),
    [
        ({}, [], None),
        (note("wording"), [], None),
        (note("correction", "It opens at ten."), [], None),
        (note("correction", " "), [], "change_text"),
        ({}, ["rating"], "change_kind"),
        (note("wording", "It opens at ten."), ["headline"], "change_kind"),
        (note("clarification", "It opens at ten."), ["rating"], "change_kind"),
        (note("clarification", "It opens at ten."), ["conclusion"], None),
        (note("update", "It opens at ten."), ["rating"], None),
        (note("retraction", "It opens at ten."), ["rating"], "change_kind"),
    ],
)
def test_the_change_note_of_a_later_version(change_note, needed, field):
    found = missing(whole(number=2, change_note=change_note), note_needed=needed)
    assert [check.field for check in found] == ([field] if field else [])


def test_a_first_version_has_no_change_note():
    assert all(check.field not in ("change_kind", "change_text") for check in checklist(whole()))


def test_advice_of_the_lint_is_shown_and_does_not_block():
    built = whole(statement="A" * 80)
    check = checklist(built)[-1]
    assert check.met
    assert "80 characters" in check.detail
    assert missing(built) == []


def test_a_piece_keeps_the_reason_that_is_its_own():
    built = whole(evidence=[piece(1), piece(2), piece(3, stance="context", url=DOCUMENT)])
    assert counted(built) == ([1, 2], {3: "context"})
