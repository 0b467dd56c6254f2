"""Which of the stored forms of a page a client gets: plain, gzip or brotli, by its Accept-Encoding."""

from __future__ import annotations

import re
from functools import lru_cache

PLAIN, GZIP, BROTLI = "identity", "gzip", "br"
OURS = (BROTLI, GZIP, PLAIN)  # the smallest first: it is sent where a client likes several alike
LONGEST = 500
_ITEM = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?", re.A
)


@lru_cache(maxsize=256)  # browsers send a handful of different ones
def chosen(accept: str | None) -> str:
    """By RFC 9110: what is not named is refused, but plain, which has to be refused by name or by `*;q=0`. A client
    that refuses everything we have gets it plain: that at least every client can read. So does one that says
    nothing, since nobody knows what it can read."""
    if not accept or len(accept) > LONGEST:
        return PLAIN
    likes: dict[str, float] = {}
    for part in accept.lower().split(","):
        if match := _ITEM.fullmatch(part):
            likes[{"x-gzip": GZIP}.get(match[1], match[1])] = float(match[2] or 1)
    others = likes.get("*")
    likings = {
        name: likes.get(name, others if others is not None else (0.0001 if name == PLAIN else 0.0))
        for name in OURS
    }
    best = max(OURS, key=lambda name: likings[name])  # the first of those that are liked best
    return best if likings[best] > 0 else PLAIN
