"""Everything that readers may meet: public claims of every kind, and each page about them in each of its states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from playwright.sync_api import Page
from psycopg.errors import QueryCanceled

from claims import dumps, replay
from claims.models import Claim, PageVersion, PublicTag, Redaction, Topic
from claims.texts import slugify
from tests import factories
from tests.database import as_owner

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = {
    "headline": "تفتح المكتبة أبوابها في التاسعة كل يوم",
    "statement": "قالت أمينة المكتبة إنها تفتح في التاسعة كل يوم من أيام الأسبوع",
    "conclusion": "قائمتان تقولان ذلك.",
    "language": "ar",
}

BROKEN = "/claims/?changed=on"  # where a test makes us fail

Pages = Iterator[str]


@pytest.fixture
def shown(people: dict[str, Any]) -> dict[str, Claim]:
    """Public claims of every kind: each name is that of a page."""
    by, editor, second = people["reporter"], people["editor"], people["editor2"]
    made = {"claim": rich_claim(by=by, editor=editor)}
    for name in ("corrected", "updated", "clarified", "retracted", "taken down"):
        made[name] = factories.published_claim(by=by, editor=editor)
    kinds = {"corrected": "correction", "updated": "update"}
    for name, kind in kinds.items():
        factories.republish(
            made[name], by=by, editor=second, change_kind=kind, rating=factories.rating("mostly-false")
        )
    factories.republish(
        made["clarified"], by=by, editor=second, change_kind="clarification", conclusion="Two lists say so."
    )
    made["clarified"].organise(by=editor, story_url="https://paper.example/our-story")
    made["retracted"].retract(by=editor, reason="The list was forged.")
    made["taken down"].take_down(by=editor, reason="A court ordered it.")
    factories.republish(made["updated"], by=by, editor=second, conclusion="Two lists say so.")
    made["in Arabic"] = factories.published_claim(by=by, editor=editor, **ARABIC)
    made["unproven"] = factories.published_claim(
        by=by, editor=editor, rating=factories.rating("unproven"), looked_for="Both archives, by hand."
    )
    asked = Redaction.ask(
        by=editor, rows=["revision 1", "revision 2"], reason=LONG, public_id=made["updated"].public_id
    )
    asked.confirm(by=people["admin"])
    gone = redacted_page(people)
    with as_owner():
        asked.carry_out()
        gone.carry_out()
    return made


def rich_claim(*, by: Any, editor: Any) -> Claim:
    """With evidence for and against, some of it discounted, in words longer than a screen, under a topic."""
    claim = factories.complete_claim(by=by)
    factories.add_evidence(claim, by=by, stance="refutes", title=f"The door, {LONG}", note="Seen once.")
    factories.add_evidence(claim, by=by, stance="context", quotation="", published_from=None)
    claim.evidence.get(position=3).discount(by=by, reason="It is about another house.")
    claim.refresh_from_db()
    claim.organise(by=editor, topics=[Topic.add(by=editor, slug="town", label=f"{LONG[:60]} of the town")])
    claim.submit(by=by)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    return claim


def redacted_page(people: dict[str, Any]) -> Redaction:
    """About gets three versions more, and two people decide that one of them has to go."""
    editor = people["editor"]
    texts = (f"{LONG} decides.\n\n## Two\n\n- {LONG}\n\n[[Write.]]", "Three.", "Four.")
    for number, text in enumerate(texts, 1):
        page = PageVersion.objects.standing("about")
        note = f"Said {number} times: {LONG}"
        page.revise(by=editor, title=f"About {LONG}", text=text, note=note, seen=number)
    named = PageVersion.objects.of("about").get(number=3)
    gone = Redaction.ask(by=editor, rows=[f"pageversion {named.pk}"], reason=LONG)
    gone.confirm(by=people["admin"])
    return gone


# ---------------------------------------------------------------- pages


def named_by(claim: Claim, kind: str) -> str:
    """The page of what this check names."""
    tag = PublicTag.objects.filter(kind=kind, public_id=claim.public_id).first()
    assert tag
    return f"/{kind}s/{tag.key}/{slugify(tag.label)}/"


def claim_pages(shown: dict[str, Claim]) -> dict[str, str]:
    """Each claim, its versions and what changed between them; some of that redacted, retracted or taken down."""
    pages = {name: f"/claims/{claim.public_id}/" for name, claim in shown.items()}
    one, updated = pages["corrected"], pages["updated"]
    return pages | {
        "old version": f"{one}revisions/1/",
        "revisions": f"{one}revisions/",
        "difference": f"{one}revisions/1..2/",
        "a version and itself": f"{one}revisions/2..2/",
        "redacted version": f"{updated}revisions/1/",
        "redacted versions": f"{updated}revisions/1..2/",
        "revisions, two of them redacted": f"{updated}revisions/",
        "a version before its retraction": f"{pages['retracted']}revisions/1/",
        "a version and its retraction": f"{pages['retracted']}revisions/1..2/",
        "revisions of what was retracted": f"{pages['retracted']}revisions/",
        "a version of what was taken down": f"{pages['taken down']}revisions/1/",
    }


def list_pages(shown: dict[str, Claim]) -> dict[str, str]:
    return {
        "home": "/",
        "list": "/claims/",
        "list of one rating": "/claims/?rating=mostly-false",
        "list, searched and narrowed": "/claims/?q=library+-roof&rating=true&claimant=ada+example&changed=on",
        "list, every filter on": "/claims/?q=library&rating=true&rating=false&claimant=ada+example&topic=town"
        f"&document=The+library+of+Examplestead&after_date=2020-01-01&before_date=2099-01-01&q={LONG}",
        "list, newest of what was found": "/claims/?q=library&order=newest",
        "list, nothing found": "/claims/?q=libary&rating=true",
        "list, nothing found at all": f"/claims/?q={LONG}",
        "list, filters that make no sense": "/claims/?q=-x&claimant=nobody&topic=zz&rating=zz&after_date=2026-13-40",
        "list, no older ones": "/claims/?before=2020-01-01T00:00:00.000000Z.00000000",
        "empty list": "/claims/?rating=misleading",
        "of who said it": named_by(shown["claim"], "claimant"),
        "of a document": named_by(shown["claim"], "document"),
        "of a topic": "/topics/town/",
        "corrections": "/corrections/",
        "corrections, narrowed": "/corrections/?rating=changed&kind=update&after_date=2020-07-08",
        "corrections, a day that is none": "/corrections/?after_date=yesterday",
        "corrections, none that fits": "/corrections/?to_rating=misleading",
    }


HOUSE_PAGES = {
    "ratings": "/ratings/",
    "methodology": "/methodology/",
    "corrections policy": "/corrections-policy/",
    "about": "/about/",
    "about, an old version": "/about/versions/2/",
    "about, a redacted version": "/about/versions/3/",
    "data": "/data/",
    "404": "/claims/00000000/",
    "400": f"/claims/?{'&'.join(['q=x'] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))}",
}


def public_pages(page: Page, shown: dict[str, Claim]) -> Pages:
    dumps.bring_up_to_date()
    addresses = {**claim_pages(shown), **list_pages(shown), **HOUSE_PAGES}
    for name, address in addresses.items():
        page.goto(address)
        yield name
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("claims.views.checks.PAGE", 2)
        patched.setattr("claims.views.named.PAGE", 2)
        replay.forget()  # what was made with longer ones
        several = {
            "list": "/claims/?q=library",
            "name": f"{addresses['of who said it']}?before=",
        }  # the browser has none
        for name, address in several.items():
            page.goto(address)
            yield f"{name}, first of several pages"
            page.locator("[rel=next]").click()
            page.wait_for_url("**before=**")
            yield f"{name}, second page"
    replay.forget()
    yield from broken_pages(page)


def broken_pages(page: Page) -> Pages:
    for name, failure in {"500": RuntimeError("broken"), "503": OperationalError()}.items():
        failure.__cause__ = QueryCanceled() if name == "503" else None

        def fail(*_arguments: Any, failure: Exception = failure) -> Any:
            raise failure

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("claims.views.checks.ratings", fail)
            page.goto(BROKEN)
        yield name


def cards(page: Page, shown: dict[str, Claim]) -> Pages:
    """The one page that stands on other sites, in each of its states."""
    for name, claim in shown.items():
        page.goto(f"/claims/{claim.public_id}/embed/")
        yield f"card, {name}"


def everything(page: Page, shown: dict[str, Claim]) -> Pages:
    yield from public_pages(page, shown)
    yield from cards(page, shown)
