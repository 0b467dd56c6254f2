"""The folder behind /data/: files that are whole or not there, and a note of what they are made from.

Knows no table. Written by claims.dumps alone, read by the views that serve the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.utils import timezone

FILES = ("claims.jsonl", "claims.csv", "claimreview.json", "history.jsonl", "head.json")
NOTE = "note.json"
CHUNK = 1 << 20


def folder() -> Path:
    return Path(settings.DATA_DIR)


def load() -> dict[str, Any]:
    """The note; empty where nothing has been made yet, or where it cannot be read."""
    try:
        note = json.loads((folder() / NOTE).read_bytes())
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def is_whole(note: dict[str, Any]) -> bool:
    """Are all the files there that the note speaks of, at the size that it gives?"""
    files = note.get("files", {})
    try:
        return set(files) == set(FILES) and all(
            (folder() / name).stat().st_size == facts["size"] for name, facts in files.items()
        )
    except (OSError, KeyError, TypeError):
        return False


def save(note: dict[str, Any]) -> None:
    """The note goes last: whoever reads it first finds files that are as new, or newer."""
    with Writing(NOTE) as out:
        out.add(json.dumps(note).encode())
        out.finish()


def sweep() -> None:
    """Take away what a killed process left half written. Under the lock: nobody else is writing."""
    folder().mkdir(parents=True, exist_ok=True)
    for left in folder().glob(".*.part"):
        left.unlink(missing_ok=True)


def lines(name: str) -> Iterator[bytes]:
    with open(folder() / name, "rb") as file:
        yield from file


def chunks(name: str) -> Iterator[bytes]:
    with open(folder() / name, "rb") as file:
        while part := file.read(CHUNK):
            yield part


class Writing:
    """A file in the making. Nobody sees it before `finish`, and then all of it: written beside, synced, renamed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = folder() / f".{name}.{secrets.token_hex(4)}.part"

    def __enter__(self) -> Writing:
        self.file = open(self.path, "xb")  # noqa: SIM115  closed in __exit__
        self.begin()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()
        self.path.unlink(missing_ok=True)

    def begin(self) -> None:
        """From the start again: what was added so far is forgotten."""
        self.file.seek(0)
        self.file.truncate()
        self.sha256, self.size = hashlib.sha256(), 0

    def add(self, data: bytes) -> None:
        self.file.write(data)
        self.sha256.update(data)
        self.size += len(data)

    def finish(self) -> dict[str, Any]:
        """Put it in its place. What the note keeps of it."""
        self.file.flush()
        os.fsync(self.file.fileno())
        os.replace(self.path, folder() / self.name)
        place = os.open(folder(), os.O_RDONLY)
        os.fsync(place)
        os.close(place)
        return {"size": self.size, "sha256": self.sha256.hexdigest(), "made_at": timezone.now().isoformat()}
