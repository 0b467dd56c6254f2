"""The article that the demo checks: its address, its facts, and where in it the claims stand.

Offsets are code points in the article as its publisher sent it out. Context is a few words at most: enough
to find the place again, too little to read the article by. A desk that pastes the text of its own copy finds
the anchors in it.
"""

from datetime import date
from typing import Any

ARTICLE: dict[str, Any] = {
    "url": "https://www.bnnbloomberg.ca/fast-and-furious-gun-sting-may-come-up-in-trump-amlo-meeting-1.1462497.amp.html",
    "title": "‘Fast and Furious’ Gun Sting May Come Up in Trump-AMLO Meeting",
    "publisher": "Bloomberg",
    "byline": "",
    "kind": "article",
    "language": "en",
    "published_on": date(2020, 7, 8),
}

TOPICS = {
    "guns-across-the-border": "Guns across the border",
    "mexico-and-the-united-states": "Mexico and the United States",
}
GUNS, NEIGHBOURS = TOPICS

PUBLISHED = ARTICLE["published_on"]

# Who said it. "Said as" is the office at the time.
BLOOMBERG: dict[str, Any] = {
    "claimant_kind": "organisation",
    "claimant_name": "Bloomberg",
    "voice": "own",
    "heard": "not_heard",
    "said_from": PUBLISHED,
    "said_to": PUBLISHED,
}
LANDAU: dict[str, Any] = {
    "claimant_kind": "public_figure",
    "claimant_name": "Christopher Landau",
    "claimant_role": "US ambassador to Mexico",
    "voice": "reported",
    "heard": "other_outlet",  # the article names a reporter's video interview
    "said_from": PUBLISHED,
    "said_to": PUBLISHED,
}
RAMIREZ: dict[str, Any] = {
    "claimant_kind": "public_figure",
    "claimant_name": "Jesús Ramírez",
    "claimant_role": "spokesman of Mexico’s president",
    "voice": "reported",
    "heard": "unknown",
    "said_from": date(2020, 6, 29),  # "last week", says the article of Wednesday 8 July; the day is not given
    "said_to": date(2020, 7, 5),
}
LOPEZ_OBRADOR: dict[str, Any] = {
    "claimant_kind": "public_figure",
    "claimant_name": "Andrés Manuel López Obrador",
    "claimant_role": "president of Mexico",
    "voice": "direct",
    "heard": "unknown",
    "said_from": date(2020, 5, 8),
    "said_to": date(2020, 5, 8),
}
UNNAMED_OFFICIAL: dict[str, Any] = {
    "claimant_kind": "unnamed",
    "described_as": "A Mexican official who was not authorised to speak on the record",
    "voice": "reported",
    "heard": "by_outlet",
    "said_from": PUBLISHED,
    "said_to": PUBLISHED,
}
NOBODY: dict[str, Any] = {
    "claimant_kind": "nobody",
    "described_as": "Our own question, for the day after a forecast that Bloomberg made on 8 July 2020",
    "said_from": None,  # nobody said it, on no day
    "said_to": None,
}


def place(start: int, exact: str, *, before: str, after: str, where: str, **who: Any) -> dict[str, Any]:
    """One place in the article: its anchor, and who is speaking there."""
    anchor = {"exact": exact, "prefix": before, "suffix": after, "start": start, "end": start + len(exact)}
    return {**anchor, "locator": where, **who}
