#!/usr/bin/env python3
"""Verifies what a Factcheck newsroom has published, on your own computer and with nothing but Python 3.8 or newer.

    python3 verify.py history.jsonl                 the history is one unbroken chain
    python3 verify.py record.json                   a record says nothing that contradicts itself
    python3 verify.py record.json history.jsonl     and the history published exactly this record
    python3 verify.py history.jsonl --head HASH     and an entry that you kept the hash of still stands in it

- is standard input; claims.jsonl is a record a line; --head-file head.json takes the hash from a file.
Exit 0 and one sentence: all is as it was written. Exit 1: the first bad row. Exit 2: a file cannot be opened.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

ZERO = bytes(32)  # stands before the first entry
KINDS = {"publish": "publication", "retract": "retraction", "take_down": "takedown"}  # by verb
RECORD_KEYS = """approvals basis content content_sha256 contributors format history_head kind newsroom public_reason
    published_at published_by""".split()
HASH, MOMENT = re.compile("[0-9a-f]{64}"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
NONSENSE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Bad(Exception):
    """Something is not as it was written."""


def need(fact: Any, complaint: str) -> None:
    if not fact:
        raise Bad(complaint)


def why(bad: BaseException) -> str:
    return str(bad) if isinstance(bad, Bad) else f"it is not what it should be ({bad!r})"


def link_hash(seq: int, previous: bytes, payload_sha256: bytes) -> bytes:
    """The rule of the chain: SHA-256 of the number (8 bytes, big-endian), the hash before, the payload's hash."""
    return digest(seq.to_bytes(8, "big") + previous + payload_sha256)


def line(seq: int, previous: str, own: str, told: str, payload: str = "", withheld: str = "") -> bytes:
    """An entry as history.jsonl has it: every hash; and of public entries the payload, or why it is withheld."""
    entry: dict[str, Any] = {"seq": seq, "previous": previous, "hash": own, "payload_sha256": told}
    entry.update({"withheld": withheld} if withheld else {"payload": payload} if payload else {})
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def encode(value: Any) -> bytes:
    """Canonical bytes: UTF-8 JSON, keys sorted, no spaces; strings, whole numbers, lists and objects alone."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else []
        need(type(each) in (str, int, list, dict), "it holds something that no record may hold")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def walk(name: str, lines: Iterable[bytes]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(number, hash, public payload or {}) of each entry; Bad at the first that is not as it must be."""
    previous = ZERO
    for seq, raw in enumerate(lines, 1):
        try:
            previous, payload = _entry(seq, previous, raw)
        except (Bad, *NONSENSE) as bad:
            raise Bad(f"{name}, line {seq}: {why(bad)}") from None
        yield seq, previous.hex(), payload


def _entry(seq: int, previous: bytes, raw: bytes) -> tuple[bytes, dict[str, Any]]:
    entry = json.loads(raw)
    need(entry["seq"] == seq, f"entry {seq} is missing, entry {entry['seq']} stands in its place")
    need(entry["previous"] == previous.hex(), "it does not follow the entry before it")
    payload, withheld, told = entry.get("payload", ""), entry.get("withheld", ""), entry["payload_sha256"]
    need(HASH.fullmatch(told), "its payload has no hash")
    need(not payload or digest(payload.encode()).hex() == told, "its payload was changed")
    own = link_hash(seq, previous, bytes.fromhex(told))
    need(entry["hash"] == own.hex(), "its hash is not that of what it holds")
    need(raw == line(seq, entry["previous"], own.hex(), told, payload, withheld), "no entry is written so")
    said = json.loads(payload) if payload else {}
    need(not said or {"verb", "object", "actor", "version"} <= set(said), "its payload publishes nothing")
    return own, said


def check_record(data: bytes, name: str) -> dict[str, Any]:
    """The record in these bytes, if it is whole and does not contradict itself; Bad otherwise."""
    try:
        record = json.loads(data)
        need(encode(record) == data, "its bytes are not as a record is written")
        need(sorted(record) == RECORD_KEYS and record["format"] == "factcheck-record-1", "it is no record")
        _rules(record, record["content"])
    except (Bad, *NONSENSE) as bad:
        raise Bad(f"{name}: {why(bad)}") from None
    return record


def _rules(record: dict[str, Any], content: dict[str, Any]) -> None:
    need(record["content_sha256"] == digest(encode(content)).hex(), "its content was changed")
    need((content["number"] == 1) == (not content["previous_record_sha256"]), "it names no record before it")
    need(MOMENT.fullmatch(record["published_at"]) and record["published_by"], "nobody published it")
    head, kind, yes = record["history_head"], record["kind"], record["approvals"]
    need(HASH.fullmatch(head["hash"]) and (head["seq"] > 0) == (head["hash"] != ZERO.hex()), "it has no head")
    hands, basis = record["contributors"], record["basis"]
    need(hands == sorted(set(hands)), "its contributors are no list of people")
    if kind != "publication":
        need(kind in KINDS.values() and kind == basis and not yes, "it rests on nothing")
        need(record["public_reason"].strip(), "it gives no reason")
        return need(kind == "retraction" or not content["statement"], "it repeats what was taken down")
    signers = {each["by"] for each in yes if each["by"] in hands and each["kind"] == "countersign"}
    second = any(each["by"] not in hands and each["kind"] == "editor" for each in yes)
    override = any(each["override_reason"].strip() for each in yes)
    rests = {"second_person": second, "countersigned": len(signers) > 1, "override": override}
    need(rests[basis], "nobody has approved it in the way that it says")
    need(content["statement"] and content["rating"] and not record["public_reason"], "it publishes nothing")


def verify(history: Any, records: dict[str, tuple[str, Any]], heads: list[tuple[int, str]]) -> str:
    """One sentence, or Bad. history: (name, lines); records: fingerprint → (name, record); heads: (seq, hash)."""
    many = f"{len(records):,} records" if len(records) > 1 else f"record {''.join(records)}"
    need(history or not heads, "a head is looked for in a history: give history.jsonl too")
    if not history:
        return f"Verified: {many} without contradiction."
    hashes = {record["history_head"]["seq"]: ZERO.hex() for _, record in records.values()}
    missing, public, seq, newest = set(heads) - {(0, ZERO.hex())}, 0, 0, ZERO.hex()
    told, entries = {}, {}  # (claim, number) → fingerprint; fingerprint → the entry that published it
    for seq, newest, payload in walk(*history):
        missing -= {(0, newest), (seq, newest)}
        if seq in hashes:
            hashes[seq] = newest
        if payload:
            version, public = payload["version"], public + 1
            told[payload["object"], version["number"]] = version["record_sha256"]
            if version["record_sha256"] in records:
                entries[version["record_sha256"]] = seq, payload
    lost = ", ".join(each for _, each in missing)
    need(not lost, f"{history[0]}: the head {lost} stands nowhere in it, so it was rewritten or cut since")
    for own, (name, record) in records.items():
        need(own in entries, f"{name}: no entry of the history says that it published this")
        _published(name, record, *entries[own], hashes, told)
    also = f", {many} among them" if records else ""
    return f"Verified: {seq:,} entries in one unbroken chain, {public:,} of them public{also}; head {newest}."


def _published(name: str, record: Any, seq: int, payload: Any, hashes: Any, told: Any) -> None:
    content, head = record["content"], record["history_head"]
    claim, version = f"claim/{content['public_id']}", payload["version"]
    said = payload["object"], payload["actor"], KINDS[payload["verb"]], version["number"]
    own = claim, record["published_by"], record["kind"], content["number"]
    need(said == own, f"{name}: entry {seq} published it as something else")
    need(version["content_sha256"] == record["content_sha256"], f"{name}: entry {seq} has another content")
    need(head["seq"] < seq, f"{name}: the head in it is not older than entry {seq}, which published it")
    need(hashes[head["seq"]] == head["hash"], f"{name}: the head in it is not in the history")
    last = content["previous_record_sha256"]
    need(told.get((claim, content["number"] - 1), last) == last, f"{name}: another record stood before it")


def main() -> int:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--head", action="append", default=[], help="a hash that must stand in the history")
    parser.add_argument("--head-file", action="append", default=[], help="head.json of an earlier day")
    asked = parser.parse_args()
    history, records = None, {}
    try:
        heads = [(0, each.strip().lower()) for each in asked.head]
        for name in asked.head_file:
            kept = json.loads(open(name, "rb").read())  # noqa: SIM115
            heads.append((kept["seq"], kept["hash"]))
        for name in asked.files:
            lines: Any = sys.stdin.buffer if name == "-" else open(name, "rb")  # noqa: SIM115
            need(lines.peek(7), f"{name} is empty")
            if lines.peek(7).startswith(b'{"seq":'):
                need(history is None, f"{name} is a second history: give one at a time")
                history = (name, lines)
                continue
            for number, raw in enumerate(lines, 1):
                data, where = raw[:-1] if raw.endswith(b"\n") else raw, f"{name}, line {number}"
                records[digest(data).hex()] = where, check_record(data, where)
        said, code = verify(history, records, heads), 0
    except (Bad, *NONSENSE) as bad:
        said, code = f"NOT VERIFIED: {why(bad)}.", 1
    except OSError as error:
        said, code = f"Not verified: {error}", 2
    sys.stdout.write(f"{said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
