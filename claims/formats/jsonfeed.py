"""A JSON Feed, version 1.1 (jsonfeed.org). What was withdrawn is left out: it has no word for it."""

from __future__ import annotations

import json
from typing import Any

from claims.formats.feed import Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"
CONTENT_TYPE = "application/feed+json; charset=utf-8"


def build(feed: Feed) -> bytes:
    document: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": feed.subtitle,
        "language": "en",
        "authors": [{"name": feed.author, "url": feed.site}],
    }
    if feed.icon:
        document["icon"] = feed.icon
    if feed.next:
        document["next_url"] = feed.next
    document["items"] = [_item(each) for each in feed.entries]
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _item(entry: Entry) -> dict[str, Any]:
    tags = [each for each in (entry.category_label, *entry.tags) if each]
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published or entry.updated,
        "date_modified": entry.updated,
        **({"tags": tags} if tags else {}),
        **({"language": entry.language} if entry.language else {}),
    }
