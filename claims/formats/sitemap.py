"""Sitemaps (sitemaps.org, protocol 0.9): an index, and parts of at most 50,000 addresses. Values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
CONTENT_TYPE = "application/xml; charset=utf-8"
PART = 50_000  # addresses that one file may hold
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

Line = tuple[str, str]  # an address, and when it last changed ("" where nobody can say)


def index(parts: Iterable[Line]) -> bytes:
    return _file("sitemapindex", "sitemap", parts)


def part(lines: Iterable[Line]) -> bytes:
    return _file("urlset", "url", lines)


def _file(root: str, each: str, lines: Iterable[Line]) -> bytes:
    """Bytes as they come, so that a part of 50,000 is never in memory twice."""
    made = bytearray(f'{_HEAD}<{root} xmlns="{NAMESPACE}">\n'.encode())
    for address, changed in lines:
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        made += f"<{each}><loc>{escape(address)}</loc>{lastmod}</{each}>\n".encode()
    made += f"</{root}>\n".encode()
    return bytes(made)
