"""Lines of a table for spreadsheets and programs: CSV as RFC 4180 has it, one row a line, and no cell a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

# What a spreadsheet takes for the beginning of a formula, in the full width that Chinese and Japanese use too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# A row is a line: programs read it line by line, and a line can be cut out of the file.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def line(cells: Iterable[str | int]) -> bytes:
    """One row. A text that a spreadsheet would compute gets an apostrophe in front, as people write it there."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(each) for each in cells])
    return out.getvalue().encode()


def cell(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    text = _BREAKS.sub(" ", value)
    return f"'{text}" if _FORMULA.match(text) else text
