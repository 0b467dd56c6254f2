"""Sentences that caught an eye: some still wait for triage, some were passed over with a reason."""

from typing import Any

from claims.demo.article import place


def sentence(
    name: str, start: int, exact: str, before: str, after: str, where: str, *passed: str
) -> dict[str, Any]:
    """A marked sentence; `passed` are the reason and the note for passing it over."""
    ends = {"ends": "passed_over", "dropped": passed} if passed else {"ends": "spotted"}
    return {
        "name": name,
        "places": [place(start, exact, before=before, after=after, where=where)],
        "chapters": [{"text": {}, "evidence": [], **ends}],
    }


SENTENCES = (
    sentence("the reply, said first", 190, "concerns raised by Mexico two months ago", "", "", "paragraph 1"),
    sentence("a response, quoted", 1456, "There was a response", "“", ",”", "paragraph 5"),
    sentence("a video interview", 1553, "posted the video interview on Twitter", "", "", "paragraph 5"),
    sentence(
        "under which president",
        261,
        "during the administration of former President Barack Obama",
        "",
        "",
        "paragraph 1",
        "trivial",
        "Undisputed. A like operation had begun in 2006, before his time; that belongs in the context of "
        "another claim.",
    ),
    sentence(
        "botched",
        400,
        "the botched U.S. operation",
        "",
        "",
        "paragraph 2, first sentence",
        "opinion",
        "“Botched” is a judgement.",
    ),
    sentence(
        "a political jab",
        1343,
        "take a political jab",
        "",
        "",
        "paragraph 4, second sentence",
        "opinion",
        "A judgement about motives, on something that had not happened yet.",
    ),
    sentence(
        "no immediate comment",
        2132,
        "declined immediate comment",
        "",
        "",
        "paragraph 8",
        "no_data",
        "Only the two who spoke to each other can know; nothing that a desk could look up.",
    ),
)
