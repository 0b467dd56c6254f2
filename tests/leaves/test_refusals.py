from claims.gate import missing
from claims.refusals import Conflict, Incomplete, Invalid, Refused
from tests.leaves.building import whole


def test_a_conflict_is_a_refusal_that_keeps_both_texts():
    conflict = Conflict(mine={"headline": "Mine"}, theirs={"headline": "Theirs"})
    assert isinstance(conflict, Refused)
    assert (conflict.mine, conflict.theirs) == ({"headline": "Mine"}, {"headline": "Theirs"})
    assert "Both texts are kept" in str(conflict)


def test_incomplete_carries_what_is_missing_and_counts_it():
    refusal = Incomplete(missing(whole(headline="", reply="")))
    assert [check.field for check in refusal.missing] == ["headline", "reply"]
    assert str(refusal) == "2 things are missing."
    assert str(Incomplete(refusal.missing[:1])) == "One thing is missing."


def test_invalid_names_each_field():
    refusal = Invalid({"url": "The address names no host.", "title": "Give a title."})
    assert refusal.errors["url"] == "The address names no host."
    assert str(refusal) == "The address names no host. Give a title."
