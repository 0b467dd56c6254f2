import pytest

from claims import canonical, content
from tests.leaves.building import piece, place, rating, whole


def test_the_list_of_content_is_closed():
    """Whoever changes these lists changes what every approval means, and makes the triggers anew."""
    assert len(content.CLAIM_COLUMNS) == 13
    assert len(content.APPEARANCE_COLUMNS) == 23
    assert len(content.EVIDENCE_COLUMNS) == 24
    assert set(content.empty()) == set(content.CONTENT_KEYS)
    for name in ("topics", "priority", "assigned_to", "due_on", "recheck_on", "story_url", "state"):
        assert name not in content.CLAIM_COLUMNS + content.CONTENT_KEYS


def test_a_whole_and_an_empty_content_are_in_form_and_canonical():
    for one in (whole(), content.empty("7k3m9qxd")):
        content.check(one)
        assert canonical.decode(canonical.encode(one)) == one


@pytest.mark.parametrize(
    "broken",
    [
        {**whole(), "topics": []},
        {key: value for key, value in whole().items() if key != "reply"},
        whole(appearances=[{**place(), "proposed": "no"}]),
        whole(appearances=[place(claimant__born="1970")]),
        whole(appearances=[place(document__kind="article")]),
        whole(evidence=[{**piece(1), "repeats_id": 4}]),
        whole(rating={**rating(), "position": 1}),
        whole(change_note={"kind": "correction"}),
    ],
)
def test_a_key_too_many_or_too_few_is_refused(broken):
    with pytest.raises(ValueError, match="other keys"):
        content.check(broken)


@pytest.mark.parametrize("kind", ["private_person", "many", "unnamed", "nobody", ""])
def test_nobody_private_is_ever_named(kind):
    with pytest.raises(ValueError, match="named"):
        content.check(whole(appearances=[place(), place(claimant__kind=kind)]))
    content.check(whole(appearances=[place(claimant__kind=kind, claimant__name="", claimant__id="")]))


def test_substance_leaves_out_what_changes_by_itself():
    one = whole()
    later = {**whole(), "number": 2, "previous_record_sha256": "ff", "change_note": {"kind": "wording"}}
    assert content.substance(later) == content.substance(one)
    assert content.substance(whole(reply="No answer.")) != content.substance(one)


def test_blank_keeps_the_place_and_no_word():
    taken = content.blank(whole(number=3, previous_record_sha256="cd"), "A court ordered it.")
    content.check(taken)
    assert (taken["public_id"], taken["number"], taken["previous_record_sha256"]) == ("7k3m9qxd", 3, "cd")
    assert taken["change_note"] == {
        "kind": "takedown", "text": "A court ordered it.", "from_number": 2, "from_rating": {},
    }  # fmt: skip
    left = canonical.encode(taken).decode()
    for word in ("library", "Ann", "paper.example", "Report", "True", "nine"):
        assert word not in left


def test_pieces_are_recognised_after_a_move_and_a_correction_of_their_facts():
    old = [piece(1, document_id="x"), piece(2), piece(3)]
    new = [
        {**piece(2), "number": 1, "title": "Report two"},
        {**piece(1, document_id="x"), "number": 2, "quotation": "other words"},
        piece(3, url="", title="Report 3, again"),
    ]
    pairs, gone, come = content.pair_evidence(old, new)
    assert [(before["number"], after["number"]) for before, after in pairs] == [(2, 1), (1, 2), (3, 3)]
    assert (gone, come) == ([], [])


def test_two_pieces_from_one_document_are_kept_apart_by_their_words():
    old = [piece(1, document_id="x", quotation="one"), piece(2, document_id="x", quotation="two")]
    pairs, gone, come = content.pair_evidence(old, [{**old[1], "number": 1}, piece(2, title="New")])
    assert [(before["quotation"], after["quotation"]) for before, after in pairs] == [("two", "two")]
    assert [one["quotation"] for one in gone] == ["one"]
    assert [one["title"] for one in come] == ["New"]
