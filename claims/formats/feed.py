"""What a feed holds, whatever it is written as: Atom, RSS or JSON Feed. Plain values.

Ids are tag: URIs (RFC 4151): they name the newsroom's host, the day on which the claim was first published, and the
claim. No headline is in them, so they outlive every slug.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# What XML 1.0 cannot hold, written as pages write hidden characters.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    updated: str
    url: str
    html: str  # escaped by whoever made it
    published: str = ""  # where it was not when it was last updated
    category: str = ""
    category_label: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tombstone:
    ref: str
    when: str
    comment: str = ""
    url: str = ""


@dataclass(frozen=True)
class Feed:
    url: str  # its own address, which is its id too: it is kept for ever
    title: str
    subtitle: str
    updated: str
    author: str
    site: str
    page: str  # the same list for people
    entries: list[Entry] = field(default_factory=list)
    tombstones: list[Tombstone] = field(default_factory=list)
    next: str = ""
    icon: str = ""
    head: dict[str, str] = field(default_factory=dict)  # of the history, see atom.py


def tag(host: str, day: str, *path: str | int) -> str:
    """`day` is one on which the newsroom had the host: that of the claim's first publication."""
    return f"tag:{host},{day}:{'/'.join(str(part) for part in path)}"


def fit(text: str) -> str:
    return _UNFIT.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text)
