from datetime import UTC, datetime

import pytest

from claims import canonical
from claims.formats import record
from tests.leaves.building import whole

APPROVAL = {
    "by": "k2",
    "role": "editor",
    "kind": "editor",
    "override_reason": "",
    "at": "2020-07-09T08:00:00.000000Z",
}


def built(**changes):
    parts = {
        "content": whole(),
        "kind": "publication",
        "basis": "second_person",
        "approvals": [{**APPROVAL, "note": "private"}],
        "contributors": ["k3", "k1", "k3"],
        "published_by": "k2",
        "published_at": datetime(2020, 7, 9, 8, 1, tzinfo=UTC),
        "history_head": record.NO_HEAD,
        "newsroom": "Check",
    }
    return record.build(**{**parts, **changes})


def test_a_record_holds_content_and_who_approved_it():
    made = built()
    assert set(made) == set(record.RECORD_KEYS)
    assert made["content_sha256"] == canonical.digest(canonical.encode(whole())).hex()
    assert made["approvals"] == [APPROVAL]  # a private note stays in the house
    assert made["contributors"] == ["k1", "k3"]
    assert made["published_at"] == "2020-07-09T08:01:00.000000Z"
    assert canonical.decode(canonical.encode(made)) == made


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "edition"}, "no such"),
        ({"basis": "trust"}, "no such"),
        ({"basis": "retraction"}, "rests on an approval"),
        ({"kind": "retraction", "basis": "second_person", "public_reason": "Wrong."}, "rests on itself"),
        ({"kind": "retraction", "basis": "retraction"}, "public reason"),
        ({"kind": "takedown", "basis": "takedown", "public_reason": " "}, "public reason"),
        ({"content": {**whole(), "topics": []}}, "other keys"),
        ({"published_at": datetime(2020, 7, 9)}, "zone"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(change, why):
    with pytest.raises(ValueError, match=why):
        built(**change)


def test_a_retraction_carries_its_reason():
    made = built(kind="retraction", basis="retraction", approvals=[], public_reason="We were deceived.")
    assert made["public_reason"] == "We were deceived."
