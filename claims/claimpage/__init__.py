"""What a claim page says, as plain values: for readers, old versions and the desk's preview."""

from claims.claimpage.changes import (
    CHANGE_LABELS,
    REDACTED,
    change_kind,
    floor,
    note_text,
    rating_changed,
    visible_changes,
)
from claims.claimpage.languages import direction, language_name
from claims.claimpage.page import build, card, change, scale
from claims.claimpage.sources import surroundings, web_address, who

__all__ = [
    "CHANGE_LABELS",
    "REDACTED",
    "build",
    "card",
    "change",
    "change_kind",
    "direction",
    "floor",
    "language_name",
    "note_text",
    "rating_changed",
    "scale",
    "surroundings",
    "visible_changes",
    "web_address",
    "who",
]
