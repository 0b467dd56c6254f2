"""Things for the stories of the tests, made through the same verbs as people use."""

from datetime import date
from itertools import count
from typing import Any

from claims.models import Claim, Document, Rating, RatingScale, User
from tests.database import as_owner

TEXT = (
    "The town library of Examplestead opens late. “We open at nine on every weekday,” said Ada Example, the "
    "librarian, on Monday. The council paid 40,000 crowns for the new roof.\n\n"
    "Visitors doubled between 2018 and 2019, according to a report. The roof leaks all the same. 📚 Nobody was hurt."
)
QUOTATION = "We open at nine on every weekday"
_numbers = count(1)


def user(role: str = "reporter", name: str = "", **fields: Any) -> User:
    n = next(_numbers)
    name = name or f"{role}{n}"
    return User.objects.create(
        username=name, email=f"{name}@newsroom.example", public_name=name.title(), role=role, **fields
    )


def document(*, by: Any, text: str = TEXT, **fields: Any) -> Document:
    n = next(_numbers)
    facts = {
        "url": f"https://paper.example/library-{n}",
        "title": "The library of Examplestead",
        "publisher": "The Example Paper",
        "byline": "Erin Example",
        "published_on": date(2026, 3, 2),
    }
    return Document.add(by=by, text=text, **{**facts, **fields})


def spotted_claim(*, by: Any, on: Document | None = None, quotation: str = QUOTATION, **place: Any) -> Claim:
    return Claim.spot(by=by, document=on or document(by=by), quotations=[quotation], **place)[0]


def drafted_claim(*, by: Any, **kwargs: Any) -> Claim:
    claim = spotted_claim(by=by, **kwargs)
    claim.take(by=by)
    return claim


def rating(slug: str = "true") -> Rating:
    return Rating.objects.offered().filter(slug=slug)[0]


def long_ago(scale: RatingScale) -> None:
    """As if it had been in use for a year: something that no verb does, and only the owner can."""
    with as_owner() as cursor:
        cursor.execute(
            "UPDATE claims_ratingscale SET valid_from = valid_from - 365 WHERE id = %s", [scale.pk]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    scale.refresh_from_db()


def add_evidence(claim: Claim, *, by: Any, **fields: Any) -> Any:
    n = next(_numbers)
    facts: dict[str, Any] = {
        "stance": "supports",
        "kind": "official_report",
        "title": f"Opening hours, list {n}",
        "url": f"https://archive.example/list-{n}",
        "publisher": f"Archive {n}",
        "quotation": "Opens at nine.",
        "published_from": date(2026, 2, 1),
    }
    return claim.add_evidence(by=by, **{**facts, **fields})


def complete_claim(*, by: Any, **fields: Any) -> Claim:
    """A draft that passes the gate."""
    claim = drafted_claim(by=by)
    place = claim.first_appearance
    place.change(
        by=by,
        claimant_kind="public_figure",
        claimant_name="Ada Example",
        claimant_role="librarian",
        voice="direct",
        heard="by_outlet",
        said_from=date(2026, 3, 2),
    )
    add_evidence(claim, by=by)
    add_evidence(claim, by=by)
    claim.refresh_from_db()
    text = {
        "headline": "The library opens at nine on weekdays",
        "statement": "The library of Examplestead opens at nine on every weekday",
        "rating": rating(),
        "conclusion": "Two lists say so. Nothing speaks against it.",
        "analysis": "The first list has the hours [1]; the second one agrees [2].",
        "selection_reason": "Readers asked.",
        "reply": "The librarian told us that she stands by it.",
        "true_as_of": date(2026, 3, 5),
    }
    claim.revise(by=by, **{**text, **fields})
    return claim


def in_review_claim(*, by: Any, **fields: Any) -> Claim:
    claim = complete_claim(by=by, **fields)
    claim.submit(by=by)
    return claim


def approve(claim: Claim, *, by: Any) -> None:
    claim.approve(by=by, content_sha256=claim.content_sha256, says_no_more=True)


def approved_claim(*, by: Any, editor: Any, **fields: Any) -> Claim:
    claim = in_review_claim(by=by, **fields)
    approve(claim, by=editor)
    return claim


def published_claim(*, by: Any, editor: Any, **fields: Any) -> Claim:
    claim = approved_claim(by=by, editor=editor, **fields)
    claim.publish(by=editor)
    return claim


def republish(claim: Claim, *, by: Any, editor: Any, change_kind: str = "correction", **fields: Any) -> Claim:
    """Edit what is public, say why, and publish the next version on a second person's yes."""
    claim.edit(by=by)
    note = {"change_kind": change_kind, "change_text": "We had read the list of another year."}
    claim.revise(by=by, **{**note, **fields})
    claim.submit(by=by)
    approve(claim, by=editor)
    claim.publish(by=editor)
    return claim
