"""When something was said or published: one day, a month, a year or a range of days, always printed as
what it is."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A range of days as ISO text, "" where it is not known."""

    from_: str = ""
    to: str = ""


def parse(from_iso: str, to_iso: str = "") -> Said:
    """A checked range; one day where the second is empty. ValueError with a sentence."""
    if to_iso and not from_iso:
        raise ValueError("The first day is missing.")
    first, last = _day(from_iso), _day(to_iso or from_iso)
    if first and last and last < first:
        raise ValueError("The second day comes before the first.")
    return Said(from_iso, to_iso or from_iso)


def one_day(from_iso: str, to_iso: str) -> str:
    """The day where it is exactly one, else ""."""
    return from_iso if from_iso and to_iso in ("", from_iso) else ""


def phrase(from_iso: str, to_iso: str = "") -> str:
    """As a reader sees it: "8 July 2020", "29 June – 5 July 2020", "July 2020", "2020"; "" where nothing
    is known."""
    if not from_iso:
        return f"until {_full(date.fromisoformat(to_iso))}" if to_iso else ""
    first, last = date.fromisoformat(from_iso), date.fromisoformat(to_iso or from_iso)
    if first == last:
        return _full(first)
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and (first.month, last.month) == (1, 12):
        return _range(str(first.year), str(last.year))
    if whole_months:
        if first.year == last.year:
            return f"{_range(_MONTHS[first.month - 1], _MONTHS[last.month - 1])} {last.year}"
        return f"{_MONTHS[first.month - 1]} {first.year} – {_MONTHS[last.month - 1]} {last.year}"
    if first.year != last.year:
        return f"{_full(first)} – {_full(last)}"
    if first.month != last.month:
        return f"{first.day} {_MONTHS[first.month - 1]} – {_full(last)}"
    return f"{first.day}–{_full(last)}"


def _day(iso: str) -> date | None:
    if not iso:
        return None
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        raise ValueError(
            f"“{iso[:20]}” is not a day of the calendar. Write year-month-day: 2020-07-08."
        ) from None
    if found.isoformat() != iso:  # 20200708 and 2020-W28-3 are ISO too, and would sort wrongly as text
        raise ValueError(f"“{iso[:20]}” is not a day as we write it. Write year-month-day: 2020-07-08.")
    return found


def _full(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"
