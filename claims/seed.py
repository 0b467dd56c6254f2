"""What every newsroom starts with. Written by `migrate`, as the owner; safe to run again."""

from django.apps import apps
from django.db import transaction

from claims import canonical
from claims.models.event import write_event
from claims.models.page import FIRST
from claims.pages import PAGES, first_text

SCALE = "Factcheck scale"
# label, value, settles, colour and shape, definition
RATINGS = (
    ("True", 5, True, "true", "The statement is right, and nothing important is missing."),
    (
        "Mostly true",
        4,
        True,
        "mostly-true",
        "The statement is right in substance; a detail is wrong or missing.",
    ),
    (
        "Half true",
        3,
        True,
        "half-true",
        "Part of the statement is right and part is wrong, and both parts matter.",
    ),
    (
        "Mostly false",
        2,
        True,
        "mostly-false",
        "Something in the statement is right, but its substance is wrong.",
    ),
    ("False", 1, True, "false", "The statement is wrong."),
    (
        "Misleading",
        None,
        True,
        "misleading",
        "The words may be right, but they lead to a conclusion that the evidence does not bear out.",
    ),
    (
        "Unproven",
        None,
        False,
        "unproven",
        "We looked, and found too little to say. We list where we looked and what would settle it.",
    ),
)


def settle(key: str, value: str, *, using: str) -> None:
    """Write a setting that triggers read. Who may approve is a right, so a change of it stands in the history."""
    settings = apps.get_model("claims", "Setting").objects.using(using)
    row = settings.filter(key=key).first()
    if row is None:
        settings.create(key=key, value=value)
    elif row.value != value:
        with transaction.atomic(using=using):
            settings.filter(key=key).update(value=value)
            write_event("change_setting", by=None, about=f"setting/{key}", old=row.value, new=value)


def seed(*, using: str = "default", reviewers: str = "editors") -> None:
    settle("reviewers", reviewers, using=using)
    _seed_pages(using)
    scales = apps.get_model("claims", "RatingScale").objects.using(using)
    if scales.exists():
        return
    scale = scales.create(name=SCALE, version=1)
    ratings = apps.get_model("claims", "Rating").objects.using(using)
    for position, (label, value, settles, token, definition) in enumerate(RATINGS, 1):
        ratings.create(
            scale=scale,
            label=label,
            slug=token,
            definition=definition,
            position=position,
            value=value,
            settles=settles,
            token=token,
        )


def _seed_pages(using: str) -> None:
    """Each page of the newsroom has a first version. Nobody here wrote it, so it has no Event."""
    versions = apps.get_model("claims", "PageVersion").objects.using(using)
    there = set(versions.values_list("page", flat=True))
    for key in PAGES:
        if key not in there:
            title, text = first_text(key)
            sha256 = canonical.digest(text.encode())
            versions.create(page=key, number=1, title=title, text=text, note=FIRST, sha256=sha256)
