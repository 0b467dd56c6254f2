"""The sources of the demo's evidence, each once: what it is, where it was read, what readers should know.

None was read whole. "excerpt": a part of a stored copy at that very address; "reprint": the words stand in a
reprint at the address given. Dates are as exact as they were seen: a day, a month, a year, or none.
"""

from calendar import monthrange
from datetime import date
from typing import Any

from claims.demo.claims_sources_guns import GUN_SOURCES
from claims.demo.claims_sources_visit import VISIT_SOURCES

SOURCES: dict[str, dict[str, Any]] = GUN_SOURCES | VISIT_SOURCES


def piece(source: str, stance: str, *, note: str = "", **facts: Any) -> dict[str, Any]:
    """A piece of evidence for one claim: the source's facts, and what it does here. `repeats` is a number."""
    known = dict(SOURCES[source])
    first, last = days(known.pop("published", ""))
    notes = " ".join(part for part in (note, known.pop("note", "")) if part)
    defaults = {"language": "en", "independence": "independent"}
    dates = {"published_from": first, "published_to": last}
    return {**defaults, **known, **dates, "stance": stance, "note": notes, **facts}


def days(published: str) -> tuple[date | None, date | None]:
    """The first and last day of "2012", "2012-09" or "2012-09-19"; none where no date was seen."""
    if not published:
        return None, None
    year, month, day = (*map(int, published.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first, last = (month, month) if month else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
