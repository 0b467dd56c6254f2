"""The newsroom's own pages: which there are, the text each begins with, and how their text is read.

A closed list: each has an address of its own that other programs and the codes of the trade rely on.
"""

from __future__ import annotations

from pathlib import Path

# Key, which is also the address → what the desk and the footer call it.
PAGES = {
    "methodology": "Methodology",
    "corrections-policy": "Corrections policy",
    "about": "About",
    "ratings": "Ratings, introduction",
}
TITLE_LIMIT, TEXT_LIMIT, NOTE_LIMIT = 120, 60_000, 500


def first_text(key: str) -> tuple[str, str]:
    """The title and the Markdown that a newsroom starts from, and then makes its own."""
    title, _blank, text = (Path(__file__).parent / f"{key}.md").read_text("utf-8").partition("\n\n")
    return title.removeprefix("# "), text.strip() + "\n"
