"""A yes is to exactly one content, so the page on which it is said shows all of it: a unique word in every field."""

import re
from datetime import date
from itertools import count

import pytest
from django.urls import reverse

from claims.content import DOCUMENT_KEYS, EVIDENCE_KEYS
from tests import factories

pytestmark = pytest.mark.django_db
_numbers = count(1)
# Not words that anybody typed: identities, places in a list, choices (shown as words of ours).
NO_TEXT = {
    "number", "stance", "kind", "primary", "independence", "repeats", "seen_as", "document_id", "published", "url",
    "language",
}  # fmt: skip


def word():
    return f"canary{next(_numbers):03d}x"


def test_every_text_of_the_content_is_on_the_review_page(as_, reporter, editor):
    claim = factories.complete_claim(by=reporter)
    words = {}
    texts = [key for key in EVIDENCE_KEYS if key not in NO_TEXT]
    fields = {key: word() for key in texts} | {"quotation": "long " * 60 + word()}
    fields["url"] = f"https://{word()}.example/"
    claim.add_evidence(by=reporter, stance="context", kind="other", language="es", **fields)
    words |= {f"evidence.{key}": re.search(r"canary\d+x", value)[0] for key, value in fields.items()}
    paper = factories.document(by=reporter, title=word(), publisher=word(), url=f"https://{word()}.example/")
    for kind, who in (("public_figure", "claimant_name"), ("unnamed", "described_as")):
        place = {who: word(), "claimant_role": word(), "locator": word()}
        claim.add_appearance(
            by=reporter, document=paper, claimant_kind=kind, voice="reported", heard="other_outlet",
            said_from=date(2001, 1, 1), **place,
        )  # fmt: skip
        words |= {f"{kind}.{key}": value for key, value in place.items()}
    assert set(DOCUMENT_KEYS) >= {"title", "publisher", "url"}
    words |= {"title": paper.title, "publisher": paper.publisher, "address": paper.url[8:-9]}
    claim.refresh_from_db()
    written = {"looked_for": word(), "fewer_sources": word(), "reply": word(), "selection_reason": word()}
    claim.revise(by=reporter, language="pt", **written)
    words |= written
    claim.submit(by=reporter)
    page = as_(editor).get(reverse("claim-review", args=[claim.public_id])).content.decode()
    assert [name for name, value in words.items() if value not in page] == []
    assert (
        "1 January 2001" in page and "Language: Spanish (es)" in page and "<dd>Portuguese (pt)</dd>" in page
    )


def test_a_description_beside_a_name_is_not_frozen_unseen(reporter):
    claim = factories.complete_claim(by=reporter)
    place = claim.first_appearance
    place.change(by=reporter, described_as="Jane Doe of 5 Elm Street")
    assert claim.content()["appearances"][0]["claimant"]["described_as"] == ""
