"""An Atom feed (RFC 4287) with tombstones (RFC 6721). Plain values in, bytes out; every word is escaped here.

Ids are tag: URIs (RFC 4151): they name the newsroom's host, the day on which the claim was first published, and the
claim. No headline is in them, so they outlive every slug.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"

# What XML 1.0 cannot hold, written as pages write hidden characters.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    updated: str
    url: str
    html: str  # escaped by whoever made it
    category: str = ""
    category_label: str = ""
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
    head: dict[str, str] = field(default_factory=dict)  # of the history, see `_head`


def tag(host: str, day: str, *path: str | int) -> str:
    """`day` is one on which the newsroom had the host: that of the claim's first publication."""
    return f"tag:{host},{day}:{'/'.join(str(part) for part in path)}"


def build(feed: Feed) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONES}" xml:lang="en">',
        _text("id", feed.url),
        _text("title", feed.title),
        _text("subtitle", feed.subtitle),
        _text("updated", feed.updated),
        f"<author>{_text('name', feed.author)}{_text('uri', feed.site)}</author>",
        _link("self", feed.url, type="application/atom+xml"),
        _link("alternate", feed.page, type="text/html"),
        *([_link("next", feed.next, type="application/atom+xml")] if feed.next else []),
        *_head(feed.head),
        *(_entry(each) for each in feed.entries),
        *(_tombstone(each) for each in feed.tombstones),
        "</feed>",
        "",
    ]
    return "\n".join(lines).encode()


def _head(head: dict[str, str]) -> Iterable[str]:
    """As categories: readers of feeds pass them over, and no namespace of ours has to be explained anywhere."""
    for scheme, term in head.items():
        yield f"<category scheme={quoteattr(scheme)} term={quoteattr(term)}/>"


def _entry(entry: Entry) -> str:
    category = (
        f"<category term={quoteattr(entry.category)} label={quoteattr(entry.category_label)}/>"
        if entry.category
        else ""
    )
    related = "".join(_link("related", url, type="text/html") for url in entry.related)
    return (
        f"<entry>{_text('id', entry.id)}{_text('title', entry.title)}{_text('updated', entry.updated)}"
        f"{_text('published', entry.updated)}{_link('alternate', entry.url, type='text/html')}{related}{category}"
        f'<content type="html">{escape(_fit(entry.html))}</content></entry>'
    )


def _tombstone(stone: Tombstone) -> str:
    comment = f"<at:comment>{escape(_fit(stone.comment))}</at:comment>" if stone.comment else ""
    link = _link("alternate", stone.url, type="text/html") if stone.url else ""
    return (
        f"<at:deleted-entry ref={quoteattr(stone.ref)} when={quoteattr(stone.when)}>"
        f"{comment}{link}</at:deleted-entry>"
    )


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(_fit(text))}</{name}>"


def _link(rel: str, href: str, *, type: str) -> str:
    return f'<link rel="{rel}" type="{type}" href={quoteattr(href)}/>'


def _fit(text: str) -> str:
    return _UNFIT.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text)
