"""An Atom feed (RFC 4287) with tombstones (RFC 6721). Plain values in, bytes out; every word is escaped here."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from claims.formats.feed import Entry, Feed, Tombstone, fit

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def build(feed: Feed) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="{ATOM}" xmlns:at="{TOMBSTONES}" xml:lang="en">',
        _text("id", feed.url),
        _text("title", feed.title),
        _text("subtitle", feed.subtitle),
        _text("updated", feed.updated),
        f"<author>{_text('name', feed.author)}{_text('uri', feed.site)}</author>",
        *([_text("icon", feed.icon)] if feed.icon else []),
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
        f"<category term={quoteattr(entry.category)} label={quoteattr(fit(entry.category_label))}/>"
        if entry.category
        else ""
    )
    tags = "".join(f"<category term={quoteattr(fit(each))}/>" for each in entry.tags)
    related = "".join(_link("related", url, type="text/html") for url in entry.related)
    language = f" xml:lang={quoteattr(entry.language)}" if entry.language else ""
    return (
        f"<entry>{_text('id', entry.id)}<title{language}>{escape(fit(entry.title))}</title>"
        f"{_text('updated', entry.updated)}{_text('published', entry.published or entry.updated)}"
        f"{_link('alternate', entry.url, type='text/html')}{related}{category}{tags}"
        f'<content type="html"{language}>{escape(fit(entry.html))}</content></entry>'
    )


def _tombstone(stone: Tombstone) -> str:
    comment = f"<at:comment>{escape(fit(stone.comment))}</at:comment>" if stone.comment else ""
    link = _link("alternate", stone.url, type="text/html") if stone.url else ""
    return (
        f"<at:deleted-entry ref={quoteattr(stone.ref)} when={quoteattr(stone.when)}>"
        f"{comment}{link}</at:deleted-entry>"
    )


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(fit(text))}</{name}>"


def _link(rel: str, href: str, *, type: str) -> str:
    return f'<link rel="{rel}" type="{type}" href={quoteattr(href)}/>'
