"""A whole content dict that passes the gate, and its parts, to be changed one thing at a time."""

from __future__ import annotations

from typing import Any

from claims import content as contents

SCALE = {
    "name": "House scale",
    "version": "1",
    "ratings": [
        {"slug": "true", "label": "True", "value": 5, "token": "true"},
        {"slug": "false", "label": "False", "value": 1, "token": "false"},
        {"slug": "unproven", "label": "Unproven", "value": "", "token": "unproven"},
    ],
}


def rating(slug: str = "true") -> dict[str, Any]:
    found = next(one for one in SCALE["ratings"] if one["slug"] == slug)
    settles = "no" if slug == "unproven" else "yes"
    return {**found, "definition": f"What {slug} means.", "settles": settles, "scale": SCALE}


def place(**changes: Any) -> dict[str, Any]:
    claimant = {
        "id": "c1",
        "kind": "public_figure",
        "name": "Ann Example",
        "described_as": "",
        "role": "mayor",
    }
    built = {
        "claimant": claimant,
        "said": {"from": "2020-07-08", "to": "2020-07-08"},
        "voice": "direct",
        "heard": "by_outlet",
        "quotation": {"exact": "we open at nine", "prefix": "", "suffix": "", "start": 10, "end": 25},
        "locator": "",
        "document": {
            "id": "d1",
            "title": "Opening hours",
            "url": "https://paper.example/hours",
            "publisher": "The Paper",
            "published_on": "2020-07-08",
            "snapshot_sha256": "ab" * 32,
        },
    }
    return _changed(built, changes)


def piece(number: int, **changes: Any) -> dict[str, Any]:
    built: dict[str, Any] = dict.fromkeys(contents.EVIDENCE_KEYS, "")
    built.update(
        number=number,
        stance="supports",
        kind="official_report",
        title=f"Report {number}",
        url=f"https://source{number}.example/report",
        publisher=f"Office {number}",
        published={"from": "2020-06-01", "to": "2020-06-30"},
        language="en",
        quotation=f"words of piece {number}",
        primary="yes",
        primary_why="made the register",
        independence="independent",
        repeats=0,
        seen_as="original",
    )
    return _changed(built, changes)


def whole(**changes: Any) -> dict[str, Any]:
    built = contents.empty("7k3m9qxd")
    built.update(
        headline="The library opens at nine",
        statement="The library opens at nine on weekdays",
        appearances=[place()],
        evidence=[piece(1), piece(2, stance="refutes")],
        rating=rating(),
        conclusion="It does.",
        analysis="The notice says so [1], and a visit showed the same [2].",
        reply="She confirmed it.",
        selection_reason="Many readers asked.",
        true_as_of="2020-07-09",
    )
    return _changed(built, changes)


def _changed(built: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`said__from="2020"` changes one thing inside."""
    for name, value in changes.items():
        key, _, inner = name.partition("__")
        if inner:
            built[key] = {**built[key], inner: value}
        else:
            built[key] = value
    return built
