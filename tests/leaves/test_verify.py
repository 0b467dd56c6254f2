"""verify.py on exports: green as they are, red with the row after any change but those that a head alone can find."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claims import canonical
from claims.formats import record as records
from claims.formats import verify
from tests.leaves.building import whole

MUTATIONS = 600
SEED = int(os.environ.get("TAMPERING_SEED") or random.randrange(2**32))
APPROVAL = {
    "by": "k2",
    "role": "editor",
    "kind": "editor",
    "override_reason": "",
    "at": "2020-07-09T08:00:00.000000Z",
}


def record(**changes):
    parts = {
        "content": whole(), "kind": "publication", "basis": "second_person", "approvals": [APPROVAL],
        "contributors": ["k1", "k3"], "published_by": "k2", "published_at": datetime(2020, 7, 9, 8, 1, tzinfo=UTC),
        "history_head": records.NO_HEAD, "newsroom": "Check",
    }  # fmt: skip
    return records.build(**{**parts, **changes})


def anything(value):
    """Canonical bytes of what canonical.encode refuses."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Export:
    """A history of private entries, in which one claim is published twice and retracted."""

    def __init__(self):
        self.lines, self.head = [], records.NO_HEAD
        self.records = []
        for kind in ("", "", "publish", "", "publish", "", "retract", "", ""):
            self.add(kind)

    def add(self, verb):
        payload = canonical.encode(
            {"verb": verb or "revise", "salt": str(len(self.lines)), **self.told(verb)}
        )
        seq, previous, digest = self.head["seq"] + 1, self.head["hash"], canonical.digest(payload)
        own = verify.link_hash(seq, bytes.fromhex(previous), digest).hex()
        shown = {"payload": payload.decode()} if verb else {}
        self.lines.append(verify.line(seq, previous, own, digest.hex(), **shown))
        self.head = {"seq": seq, "hash": own}

    def told(self, verb):
        if not verb:
            return {"actor": "k1", "object": "claim/7k3m9qxd"}
        number = len(self.records) + 1
        before = canonical.digest(self.records[-1]).hex() if self.records else ""
        content = {**whole(), "public_id": "7k3m9qxd", "number": number, "previous_record_sha256": before}
        taken_back = {
            "kind": "retraction",
            "basis": "retraction",
            "approvals": [],
            "public_reason": "It was forged.",
        }
        made = record(content=content, history_head=self.head, **(taken_back if verb == "retract" else {}))
        self.records.append(canonical.encode(made))
        version = {
            "number": number, "basis": made["basis"], "content_sha256": made["content_sha256"],
            "record_sha256": canonical.digest(self.records[-1]).hex(),
        }  # fmt: skip
        return {"actor": "k2", "object": "claim/7k3m9qxd", "version": version}


def judge(lines=None, given=(), head=""):
    """The sentence, or Bad."""
    checked = {
        canonical.digest(data).hex(): ("record.json", verify.check_record(data, "record.json"))
        for data in given
    }
    history = None if lines is None else ("history.jsonl", lines)
    return verify.verify(history, checked, [(0, head)] if head else [])


@pytest.fixture(scope="module")
def export():
    return Export()


def test_it_is_green_as_it_is(export):
    assert judge(export.lines).startswith("Verified: 9 entries in one unbroken chain, 3 of them public; head")
    assert "3 records among them" in judge(export.lines, export.records)
    assert "without contradiction" in judge(None, export.records[:1])
    assert judge(export.lines, head=export.head["hash"])
    assert judge([]).startswith("Verified: 0 entries")


# ---------------------------------------------------------------- the history


def flip(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def changed(lines, chance):
    """Some change to the file, and what it was."""
    what = chance.choice(
        ["flip", "flip", "delete", "swap", "repeat", "renumber", "letter", "shorten", "blank"]
    )
    lines, at = list(lines), chance.randrange(len(lines))
    if what == "flip":
        lines[at] = flip(lines[at], chance)
    elif what == "delete":
        del lines[chance.randrange(len(lines) - 1)]  # the last one is a tail
    elif what == "swap":
        one, two = chance.sample(range(len(lines)), 2)
        lines[one], lines[two] = lines[two], lines[one]
    elif what == "repeat":
        lines.insert(at, lines[at])
    elif what == "renumber":
        entry = json.loads(lines[at])
        lines[at] = verify.line(
            entry.pop("seq") + 1,
            entry.pop("previous"),
            entry.pop("hash"),
            entry.pop("payload_sha256"),
            **entry,
        )
    elif what == "letter":
        at = chance.choice([2, 4, 6])
        lines[at] = lines[at].replace(b"7k3m9qxd", b"7k3m9qxe")
    elif what == "shorten":
        lines[at] = lines[at][:-1]
    else:
        lines.insert(at, b"\n")
    return what, lines


def test_any_change_of_the_history_is_found_with_its_line(export):
    chance, done = random.Random(SEED), Counter()
    print(f"TAMPERING_SEED={SEED}")
    for _ in range(MUTATIONS):
        what, lines = changed(export.lines, chance)
        # In one file lines end where a newline stands: a flipped one moves them.
        lines = b"".join(lines).splitlines(keepends=True) if chance.random() < 0.5 else lines
        with pytest.raises(verify.Bad, match=r"history.jsonl, line \d+: "):
            judge(lines, export.records)
            raise AssertionError(f"not found: {what}")
        done[what] += 1
    assert len(done) == 8


@pytest.mark.parametrize("left", range(9))
def test_a_tail_that_was_cut_is_found_by_a_head(export, left):
    """And by nothing else: what is left is a history that was whole once."""
    assert judge(export.lines[:left])
    with pytest.raises(verify.Bad, match="stands nowhere in it"):
        judge(export.lines[:left], head=export.head["hash"])


@pytest.mark.parametrize("at", range(9))
def test_a_history_written_anew_with_valid_hashes_is_found_by_a_head(export, at):
    lines, previous = list(export.lines[:at]), export.lines[at - 1] if at else None
    last = json.loads(previous)["hash"] if previous else "00" * 32
    for seq, raw in enumerate(export.lines[at:], at + 1):
        entry = json.loads(raw)
        told = (
            canonical.digest(b"another payload") if seq == at + 1 else bytes.fromhex(entry["payload_sha256"])
        )
        own = verify.link_hash(seq, bytes.fromhex(last), told).hex()
        shown = {"payload": entry["payload"]} if "payload" in entry and seq > at + 1 else {}
        lines.append(verify.line(seq, last, own, told.hex(), **shown))
        last = own
    assert judge(lines)
    with pytest.raises(verify.Bad, match="stands nowhere in it"):
        judge(lines, head=export.head["hash"])


@pytest.mark.parametrize("at", [2, 4, 6])
def test_a_payload_left_out_is_found_by_the_record_that_it_published(export, at):
    """The chain does not need it: private entries have none either."""
    entry = json.loads(export.lines[at])
    bare = verify.line(entry["seq"], entry["previous"], entry["hash"], entry["payload_sha256"])
    lines = [*export.lines[:at], bare, *export.lines[at + 1 :]]
    assert judge(lines)
    with pytest.raises(verify.Bad, match="no entry of the history says that it published this"):
        judge(lines, export.records)


def test_a_hash_is_written_in_one_way(export):
    """Python reads it in capitals too, and with spaces between."""
    entry = json.loads(export.lines[0])
    for told in (entry["payload_sha256"].upper(), f" {entry['payload_sha256']}"):
        line = verify.line(entry["seq"], entry["previous"], entry["hash"], told)
        with pytest.raises(verify.Bad, match="line 1: its payload has no hash"):
            judge([line])


def test_a_payload_may_be_withheld(export):
    entry = json.loads(export.lines[2])
    line = verify.line(
        entry["seq"], entry["previous"], entry["hash"], entry["payload_sha256"], withheld="redacted"
    )
    assert judge([*export.lines[:2], line, *export.lines[3:]])


@pytest.mark.parametrize(
    "line",
    [b"null\n", b"[]\n", b"{}\n", b'{"seq":1}\n', b'{"seq":true}\n', b'{"seq":' + b"9" * 5000 + b"}\n",
     b'{"seq":1,"previous":1,"hash":1,"payload_sha256":1}\n', b"[" * 100_000 + b"\n", b"\xff\n", b'{"seq":1e999}\n'],
)  # fmt: skip
def test_nonsense_is_refused_in_a_sentence(line):
    with pytest.raises(verify.Bad, match="line 1: "):
        judge([line])


# ---------------------------------------------------------------- records


def test_any_flipped_bit_of_a_record_is_found(export):
    chance = random.Random(SEED)
    for _ in range(MUTATIONS):
        given = [flip(chance.choice(export.records), chance)]
        with pytest.raises(verify.Bad, match="record.json: "):
            judge(export.lines, given)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"content_sha256": "ab" * 32}, "content was changed"),
        ({"approvals": []}, "nobody has approved"),
        ({"approvals": [{**APPROVAL, "by": "k1"}]}, "nobody has approved"),
        ({"approvals": [{**APPROVAL, "kind": "legal"}]}, "nobody has approved"),
        ({"basis": "countersigned"}, "nobody has approved"),
        ({"basis": "override"}, "nobody has approved"),
        ({"basis": "trust"}, "not what it should be"),
        ({"kind": "edition"}, "rests on nothing"),
        ({"kind": "retraction"}, "rests on nothing"),
        ({"kind": "retraction", "basis": "retraction", "approvals": []}, "gives no reason"),
        (
            {"kind": "takedown", "basis": "takedown", "approvals": [], "public_reason": "Gone."},
            "repeats what was",
        ),
        ({"public_reason": "Wrong."}, "publishes nothing"),
        ({"published_by": ""}, "nobody published"),
        ({"published_at": "2020-07-09"}, "nobody published"),
        ({"contributors": ["k3", "k1"]}, "no list of people"),
        ({"history_head": {"seq": 3, "hash": "00" * 32}}, "has no head"),
        ({"history_head": {"seq": 0, "hash": "ab" * 32}}, "has no head"),
        ({"newsroom": 1.5}, "no record may hold"),
        ({"newsroom": None}, "no record may hold"),
        ({"more": ""}, "is no record"),
    ],
)
def test_a_record_that_contradicts_itself(change, why):
    with pytest.raises(verify.Bad, match=why):
        verify.check_record(anything({**record(), **change}), "record.json")


def test_a_countersigned_record_and_an_override_are_whole():
    signed = [{**APPROVAL, "by": by, "kind": "countersign"} for by in ("k1", "k3")]
    alone = [{**APPROVAL, "override_reason": "Nobody else is here."}]
    for changes in (
        {"basis": "countersigned", "approvals": signed},
        {"basis": "override", "approvals": alone},
    ):
        data = canonical.encode(record(**changes))
        assert verify.check_record(data, "") == json.loads(data)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"newsroom": "Another"}, "no entry of the history says"),
        ({"history_head": {"seq": 2, "hash": "ab" * 32}}, "no entry of the history says"),
    ],
)
def test_a_record_that_the_history_did_not_publish(export, change, why):
    other = canonical.encode({**json.loads(export.records[0]), **change})
    with pytest.raises(verify.Bad, match=why):
        judge(export.lines, [other])


def test_a_head_that_is_not_older_than_its_publication_is_found():
    """The entry that published it is forged together with it, hashes and all."""
    made = Export.__new__(Export)
    made.lines, made.records, made.head = [], [], records.NO_HEAD
    made.add("")
    true, made.head = made.head, {"seq": 7, "hash": "ab" * 32}
    told = made.told("publish")
    made.head, made.told = true, lambda verb: told
    made.add("publish")
    with pytest.raises(verify.Bad, match="not older than entry 2"):
        judge(made.lines, made.records)


# ---------------------------------------------------------------- as a program


@pytest.fixture
def folder(export, tmp_path):
    (tmp_path / "history.jsonl").write_bytes(b"".join(export.lines))
    (tmp_path / "record.json").write_bytes(export.records[1])
    (tmp_path / "claims.jsonl").write_bytes(b"".join(each + b"\n" for each in export.records))
    (tmp_path / "head.json").write_text(json.dumps(export.head))
    return tmp_path


def run(folder, *arguments, given=b""):
    command = [sys.executable, "-I", verify.__file__, *arguments]
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [["history.jsonl"], ["record.json"], ["claims.jsonl"], ["record.json", "history.jsonl"],
     ["history.jsonl", "claims.jsonl", "--head-file", "head.json"]],
)  # fmt: skip
def test_it_says_one_sentence_and_leaves_with_0(folder, arguments):
    done = run(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"Verified: ") and done.stdout.count(b"\n") == 1


def test_it_reads_what_is_piped_into_it(folder, export):
    done = run(folder, "-", "--head", export.head["hash"].upper(), given=b"".join(export.lines))
    assert done.returncode == 0, done.stdout


def test_a_head_that_was_kept_before_the_first_entry_stands_in_every_history(folder):
    (folder / "first.json").write_text(json.dumps({"seq": 0, "hash": "00" * 32}))
    done = run(folder, "history.jsonl", "--head-file", "first.json")
    assert done.returncode == 0, done.stdout


def test_one_changed_letter_is_red_with_the_row(folder):
    path = folder / "history.jsonl"
    path.write_bytes(path.read_bytes().replace(b"7k3m9qxd", b"7k3m9qxe", 1))
    done = run(folder, "history.jsonl")
    assert done.returncode == 1
    assert done.stdout == b"NOT VERIFIED: history.jsonl, line 3: its payload was changed.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["history.jsonl", "--head", "ab" * 32], 1, b"stands nowhere in it"),
        (["record.json", "--head", "ab" * 32], 1, b"give history.jsonl too"),
        (["empty.jsonl"], 1, b"is empty"),
        (["record.json", "empty.jsonl"], 1, b"is empty"),
        (["head.json"], 1, b"NOT VERIFIED: head.json"),
        (["history.jsonl", "--head-file", "record.json"], 1, b"NOT VERIFIED"),
        (["forged.jsonl", "history.jsonl"], 1, b"history.jsonl is a second history"),
        (["nowhere.jsonl"], 2, b"No such file"),
    ],
)
def test_everything_else_is_red(folder, arguments, code, said):
    (folder / "forged.jsonl").write_bytes(
        (folder / "history.jsonl").read_bytes().replace(b"7k3m9qxd", b"7k3m9qxe")
    )
    (folder / "empty.jsonl").write_bytes(b"")
    done = run(folder, *arguments)
    assert done.returncode == code and said in done.stdout and done.stderr == b""


def test_it_is_short_and_needs_nothing():
    text = Path(verify.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    modules = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert modules <= set(sys.stdlib_module_names) and not modules & {
        "socket",
        "urllib",
        "http",
        "subprocess",
    }
