"""How fast verify_history and verify.py are, beside a bare loop that hashes the same bytes from memory."""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.bench import _scratch

CLAIMS = 4_000
EVENTS = 15  # for each claim: one publishes it, one approves it, one keeps a copy
START = datetime(2026, 1, 1, tzinfo=UTC)
ANALYSIS = "The first list has the hours [1]; the second one agrees [2]. " * 40


def run() -> Iterator[dict[str, Any]]:
    with _scratch.database():
        from claims.models.verifying import problems_of_history

        rows = fill()
        started, cpu = perf_counter(), process_time()
        found = list(problems_of_history())
        took, cpu = perf_counter() - started, process_time() - cpu
        assert found == [], found[:3]
        bare = hash_alone()
        yield {
            "what": "verify_history", "rows": rows, "rows_a_second": round(rows / took),
            "rows_a_second_of_its_own_cpu": round(rows / cpu), "bare_loop_rows_a_second": round(rows / bare),
            "cpu_times_the_bare_loop": round(cpu / bare, 1),
        }  # fmt: skip
        yield from export()


# What the verbs would have left, table by table.
COLUMNS = {
    "claim": "id, public_id, created_by_id, state, headline, statement, language, conclusion, analysis, looked_for, "
    "fewer_sources, reply, selection_reason, change_kind, change_text, priority, story_url, drop_reason, drop_note, "
    "content_version, lock_version, created_at, updated_at",
    "event": "id, actor_id, verb, object, request_id, created_at, payload, payload_sha256",
    "eventlink": "seq, event_id, previous, hash",
    "snapshot": "document_id, text, sha256, how, captured_at, captured_by_id, archive_url",
    "approval": "claim_id, number, content_version, content_sha256, by_id, kind, note, override_reason, created_at",
    "revision": "claim_id, public_id, number, kind, basis, change_text, content, content_sha256, record, "
    "record_sha256, published_at, published_by_id",
}


def fill() -> int:
    """Claims with a published version each, past the guards and so in seconds. How many rows a verification reads."""
    from tests import factories
    from tests.database import as_owner

    user, editor = factories.user("reporter", "rita"), factories.user("editor", "eda")
    made = Made(user, editor, factories.document(by=user, text=""))
    for n in range(1, CLAIMS + 1):
        made.claim(n)
    with as_owner() as cursor:
        for name in COLUMNS:
            cursor.execute(f"ALTER TABLE claims_{name} DISABLE TRIGGER USER")
        for name in ("eventlink", "event"):  # of the people and the document above
            cursor.execute(f"DELETE FROM claims_{name}")
        for name, columns in COLUMNS.items():
            with cursor.copy(f"COPY claims_{name} ({columns}) FROM STDIN") as copy:
                for row in made.rows[name]:
                    copy.write_row(row)
        for name in COLUMNS:
            cursor.execute(f"ALTER TABLE claims_{name} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE claims_{name}")
    return sum(len(rows) for name, rows in made.rows.items() if name != "claim")


class Made:
    """The rows, in memory."""

    def __init__(self, user: Any, editor: Any, paper: Any) -> None:
        self.user, self.editor, self.paper = user, editor, paper
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self.head = {"seq": 0, "hash": "00" * 32}

    def event(self, person: Any, verb: str, about: str, **details: Any) -> None:
        from claims import canonical
        from claims.formats import verify

        seq, at = self.head["seq"] + 1, START + timedelta(seconds=self.head["seq"])
        said = {"format": "factcheck-event-1", "actor": person.key, "verb": verb, "object": about,
            "at": canonical.moment(at), "request_id": "", "salt": f"{seq:032x}", **details}  # fmt: skip
        payload = canonical.encode(said)
        digest, previous = canonical.digest(payload), bytes.fromhex(self.head["hash"])
        own = verify.link_hash(seq, previous, digest)
        self.rows["event"].append((seq, person.pk, verb, about, "", at, payload, digest))
        self.rows["eventlink"].append((seq, seq, previous, own))
        self.head = {"seq": seq, "hash": own.hex()}

    def claim(self, n: int) -> None:
        from claims import canonical
        from claims.content import empty
        from claims.formats import record

        public_id, at, user, editor = f"{n:08d}", START + timedelta(hours=n), self.user, self.editor
        about, moment, text = f"claim/{public_id}", canonical.moment(at), f"Text {n}. " + ANALYSIS
        for step in range(EVENTS - 3):
            words = "Two lists say so. " * 4
            self.event(user, "revise", about, old={"conclusion": words}, new={"conclusion": f"{words}{step}"})
        copy = canonical.digest(text.encode())
        self.event(user, "keep_copy", self.paper.about, how="pasted", sha256=copy.hex(), captured_at=moment)
        content = {**empty(public_id), "statement": "It opens at nine.", "analysis": text}
        frozen = canonical.encode(content)
        digest = canonical.digest(frozen)
        yes = {"number": 1, "content_version": 1, "at": moment}
        self.event(editor, "approve", about, content_sha256=digest.hex(), note="", yes=yes)
        made = canonical.encode(record.build(
            content=content, kind="publication", basis="second_person", contributors=[user.key],
            approvals=[{"by": editor.key, "role": "editor", "kind": "editor", "override_reason": "", "at": moment}],
            published_by=editor.key, published_at=at, history_head=self.head, newsroom="Bench"))  # fmt: skip
        fingerprint = canonical.digest(made)
        version = {"number": 1, "basis": "second_person", "content_sha256": digest.hex()}
        self.event(editor, "publish", about, version={**version, "record_sha256": fingerprint.hex()})
        texts = ["published", "", "", "en", *[""] * 8]
        self.rows["claim"].append((n, public_id, user.pk, *texts, 0, "", "", "", 1, 0, at, at))
        self.rows["snapshot"].append((self.paper.pk, text, copy, "pasted", at, user.pk, ""))
        self.rows["approval"].append((n, 1, 1, digest, editor.pk, "editor", "", "", at))
        self.rows["revision"].append((n, public_id, 1, "publication", "second_person", "", frozen, digest, made,
            fingerprint, at, editor.pk))  # fmt: skip


def hash_alone() -> float:
    """Seconds of CPU that a bare loop takes to hash what verify_history hashes, and to do nothing else with it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT l.seq, l.previous, e.payload_sha256, e.payload FROM claims_eventlink l"
                       " JOIN claims_event e ON e.id = l.event_id ORDER BY l.seq")  # fmt: skip
        links = cursor.fetchall()
        cursor.execute("SELECT content, record FROM claims_revision")
        versions = cursor.fetchall()
    started = process_time()
    for seq, previous, digest, payload in links:
        hashlib.sha256(payload).digest()
        hashlib.sha256(seq.to_bytes(8, "big") + previous + digest).digest()
    for content, record in versions:
        hashlib.sha256(content).digest()
        hashlib.sha256(record).digest()
    return process_time() - started


def export() -> Iterator[dict[str, Any]]:
    """The files, and a stranger's look at them, in a process of its own."""
    from django.conf import settings

    from claims import datafolder, dumps
    from claims.formats import verify

    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        started = perf_counter()
        dumps.bring_up_to_date()
        took, lines = perf_counter() - started, CLAIMS * EVENTS
        yield {"what": "write history.jsonl", "lines": lines, "lines_a_second": round(lines / took)}
        history = datafolder.folder() / "history.jsonl"
        started, cpu = perf_counter(), children()
        subprocess.run([sys.executable, "-I", verify.__file__, str(history)], check=True, capture_output=True)
        took, cpu = perf_counter() - started, children() - cpu
        yield {"what": "verify.py history.jsonl", "lines": lines, "lines_a_second": round(lines / took),
            "lines_a_second_of_cpu": round(lines / cpu)}  # fmt: skip


def children() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
