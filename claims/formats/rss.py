"""An RSS 2.0 feed, for readers that know no other. What was withdrawn is left out: RSS has no word for it."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from claims.formats.atom import ATOM
from claims.formats.feed import Entry, Feed, fit

CONTENT_TYPE = "application/rss+xml; charset=utf-8"


def build(feed: Feed) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rss version="2.0" xmlns:atom="{ATOM}"><channel>',
        _text("title", feed.title),
        _text("link", feed.page),
        _text("description", feed.subtitle),
        _text("language", "en"),
        _text("lastBuildDate", moment(feed.updated)),
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(feed.url)}/>',
        *([f"<atom:link rel={quoteattr('next')} href={quoteattr(feed.next)}/>"] if feed.next else []),
        *(_item(each) for each in feed.entries),
        "</channel></rss>",
        "",
    ]
    return "\n".join(lines).encode()


def moment(at: str) -> str:
    """As RFC 822 writes it, with a year of four digits."""
    return format_datetime(datetime.fromisoformat(at.replace("Z", "+00:00")))


def _item(entry: Entry) -> str:
    categories = "".join(_text("category", each) for each in (entry.category_label, *entry.tags) if each)
    return (
        f"<item>{_text('title', entry.title)}{_text('link', entry.url)}"
        f'<guid isPermaLink="false">{escape(entry.id)}</guid>'
        f"{_text('pubDate', moment(entry.published or entry.updated))}{_text('atom:updated', entry.updated)}"
        f"{categories}{_text('description', entry.html)}</item>"
    )


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(fit(text))}</{name}>"
