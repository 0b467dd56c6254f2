"""No draft anywhere in public: a unique word in every field that is not public, and every public address read for it.

GET, HEAD and conditional requests, bodies and headers. The claims are public, retracted, taken down, or never were;
each has a working copy full of canaries on top of what readers may see.
"""

import re
from datetime import date
from itertools import count

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims import dumps
from claims.models import (
    Appearance,
    Claim,
    Claimant,
    Document,
    Evidence,
    Job,
    PageVersion,
    PublicTag,
    Redaction,
    Task,
    Topic,
)
from claims.pages import PAGES
from claims.texts import slugify
from tests import factories
from tests.access.stage import NO_CLAIM
from tests.database import as_owner
from tests.guards.sql import settle

pytestmark = pytest.mark.django_db

# All that a public address may read. PublicClaim has no foreign key to the desk's tables.
PUBLIC_TABLES = {
    "claims_publicclaim", "claims_publicchange", "claims_publictag", "claims_publictext",
    "claims_publicword", "claims_revision", "claims_ratingscale", "claims_rating", "claims_pageversion",
    "django_migrations", "pg_catalog",  # readyz asks whether the migrations are applied
    "claims_eventlink",  # its newest hash alone
    "claims_find",  # reads claims_publictext and no other table
    "unnest",  # texts that were read already
}  # fmt: skip
_numbers = count(1)
canaries: set[str] = set()


def canary() -> str:
    word = f"canary{next(_numbers):04d}x"
    canaries.add(word)
    return word


def written_over(claim, by):
    """Every text of the working copy says something that readers must not see."""
    claim.revise(
        by=by,
        headline=canary(),
        statement=canary(),
        conclusion=canary(),
        analysis=canary(),
        looked_for=canary(),
        fewer_sources=canary(),
        reply=canary(),
        selection_reason=canary(),
        change_kind="update",
        change_text=canary(),
        rating=factories.rating("misleading"),
        language="fr",
        true_as_of=date(1999, 9, 9),
    )
    claim.appearances.standing().first().change(
        by=by, claimant_kind="organisation", claimant_name=canary(), claimant_role=canary(), locator=canary()
    )
    texts = (
        "title",
        "publisher",
        "person",
        "role",
        "quotation",
        "translation",
        "locator",
        "primary_why",
        "interests",
        "note",
    )
    fields = {name: canary() for name in texts}
    piece = claim.add_evidence(
        by=by,
        stance="refutes",
        kind="interview",
        url=f"https://{canary()}.example/",
        discounted_reason=canary(),
        **fields,
    )
    assert piece.position
    paper = Document.add(
        by=by,
        url=f"https://{canary()}.example/",
        title=canary(),
        publisher=canary(),
        byline=canary(),
        text=canary(),
    )
    claim.add_appearance(by=by, document=paper, claimant_kind="many", described_as=canary(), locator=canary())


@pytest.fixture
def house(reporter, editor, editor2, settings):
    settings.NEWSROOM_BYLINES = "names"
    with as_owner() as cursor:  # no verb changes these two, and the application may not without its Event
        for person in (reporter, editor, editor2):
            person.username, person.email = canary(), f"{canary()}@newsroom.example"
            person.save(update_fields=["username", "email"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    bystander = factories.user("editor", canary(), is_active=True)
    bystander.rename(by=bystander, public_name=canary())
    claims = {}
    for name in ("shown", "retracted", "taken_down", "corrected", "never", "dropped", "in_review"):
        claim = factories.complete_claim(by=reporter)
        if name in ("shown", "retracted", "taken_down", "corrected"):
            claim.submit(by=reporter)
            claim.approve(by=editor, content_sha256=claim.content_sha256, says_no_more=True, note=canary())
            claim.publish(by=editor)
            claim.edit(by=reporter)
        written_over(claim, reporter)
        claims[name] = claim
    claims["corrected"].discard(by=editor2)
    factories.republish(claims["corrected"], by=reporter, editor=editor, headline="The library opens at ten")
    claims["retracted"].retract(by=editor, reason="The list was forged.")
    claims["taken_down"].take_down(by=editor, reason="A court ordered it.")
    claims["dropped"].drop(by=editor, reason="other", note=canary())
    for claim in claims.values():
        topic = Topic.add(by=editor, slug=canary(), label=canary())
        if (
            claim is not claims["shown"]
            and claim is not claims["corrected"]
            and claim is not claims["retracted"]
        ):
            claim.organise(by=reporter, topics=[topic], story_url=f"https://{canary()}.example/story")
        claim.organise(
            by=reporter, assigned_to=bystander, due_on=date(1999, 9, 9), recheck_on=date(1999, 9, 8)
        )
    Claimant.named(by=reporter, name=canary(), kind="organisation")
    for name in ("corrected", "retracted", "taken_down"):
        for event in claims[name].events().filter(verb__in=["publish", "retract", "take_down"]):
            Task.after(event)
    for task in Task.objects.all():
        task.finish(by=reporter, note=canary())
        task.reopen(by=reporter)
    for page in PAGES:  # what waits to be written is the desk's; so is who wrote
        now = PageVersion.objects.standing(page)
        now.revise(by=bystander, title="A page", text=f"Said.\n\n[[{canary()}]]", note="Anew.", seen=1)
        text = f"Said again.\n\n## [[{canary()}]]\n\n- [[{canary()}\n  more]]\n\nOf [[{canary()}]] too."
        now = PageVersion.objects.standing(page)
        now.revise(by=bystander, title="A page", text=text, note="Anew.", seen=2)
    Job.objects.create(name="clear_sessions", error=canary(), failed_at=timezone.now())
    settle()
    dumps.bring_up_to_date()
    return claims


def addresses(claims):
    for name in NO_CLAIM:
        yield reverse(name)
    yield from (
        "/claims/?rating=true",
        "/claims/?rating=misleading",
        "/corrections/?rating=changed",
        "/corrections/?kind=retraction",
        "/corrections/?from_rating=true&after_date=1999-01-01",
        "/feeds/corrections.atom?kind=takedown",
        "/claims/?q=canary",
        "/claims/?q=librarry",
        "/claims/?q=librar*&rating=true&changed=on&claimant=Ada+Example&order=newest",
    )
    yield from (f"/{page}/versions/{number}/" for page in PAGES for number in (1, 2, 3, 4))
    yield from ("/desk/pages/", "/desk/pages/about/", "/desk/pages/about/2..3/")
    yield from (
        "/robots.txt",
        "/sitemap.xml",
        "/sitemaps/claimants.xml",
        "/sitemaps/topics.xml",
        "/feeds/claims.atom",
        "/api/v1/claims",
        "/data/nothing.jsonl",
        "/nothing/",
    )
    for kind, key in PublicTag.objects.values_list("kind", "key").distinct():
        yield from (f"/{kind}s/{key}/", f"/{kind}s/{key}/x/", f"/claims/?{kind}={key}")
    for document in Document.objects.all():
        yield f"/documents/{document.public_id}/{slugify(document.title)}/"
    for claimant in Claimant.objects.all():
        yield f"/claimants/{claimant.public_id}/x/"
    for topic in Topic.objects.all():
        yield f"/topics/{topic.slug}/"
    for claim in claims.values():
        base = f"/claims/{claim.public_id}/"
        for tail in (
            "", "the-library-opens-at-nine-on-weekdays/", "x/", "claim/", "revisions/", "revisions/1/", "revisions/2/",
            "revisions/3/", "revisions/1/record.json", "revisions/2/record.json", "revisions/1..2/", "revisions/2..1/",
            "claimreview.json", "record.json", "embed/", "share/1-2026-01-01.png", "..", "?version=2",
        ):  # fmt: skip
            yield base + tail
        yield f"/claims/{claim.public_id.upper()}/"
        yield f"/claims/{claim.pk}/"
        yield f"/oembed/?url={settings.SITE_URL}/claims/{claim.public_id}/"
        yield f"/sitemaps/claims-{claim.public_id[0]}.xml"


def read(client, method, address, **headers):
    answer = getattr(client, method)(address, headers=headers)
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return answer, head + "\n" + answer.getvalue().decode()


def test_no_canary_is_seen_anywhere_in_public(house):
    stranger = Client()
    seen, tables, statuses = [], set(), set()
    for address in addresses(house):
        with CaptureQueriesContext(connection) as queries:
            answer, text = read(stranger, "get", address)
            tags = {"If-None-Match": answer.headers["ETag"]} if "ETag" in answer.headers else {}
            _, again = read(stranger, "get", address, **tags)
            _, head = read(stranger, "head", address)
        statuses.add(answer.status_code)
        text += again + head
        # a name that was asked for may be said back in a redirect; none of ours was
        seen += [(address, word) for word in canaries if word in text]
        seen += [(address, day) for day in ("1999-09-09", "9 September 1999") if day in text]
        for query in queries:
            named = set(re.findall(r"WITH (?:RECURSIVE )?([a-z]+) AS", query["sql"]))  # by the query itself
            tables |= set(re.findall(r'(?:FROM|JOIN|UPDATE|INTO)\s+"?([a-z_]+)"?', query["sql"])) - named
    assert seen == []
    assert statuses >= {200, 301, 404, 410}
    assert tables <= PUBLIC_TABLES


def test_what_never_was_public_looks_like_what_is_not_there(house):
    """Byte for byte the same answer: not even its existence is told."""
    stranger = Client()
    for name in ("never", "dropped", "in_review"):
        real, made_up = house[name].public_id, "zzzzzzzz"
        for tail in ("", "x/", "revisions/", "revisions/1/", "record.json", "claimreview.json"):
            answers = [stranger.get(f"/claims/{public_id}/{tail}") for public_id in (real, made_up)]
            assert answers[0].status_code == answers[1].status_code == 404
            assert answers[0].content.replace(real.encode(), b"") == answers[1].content.replace(
                made_up.encode(), b""
            )
            heads = [
                {k: v for k, v in a.headers.items() if k not in ("X-Request-ID", "Date")} for a in answers
            ]
            assert heads[0] == heads[1]


def test_the_canaries_do_sing_at_the_desk(house, as_, editor2):
    """The crawl would prove nothing if the words stood nowhere."""
    text = as_(editor2).get(reverse("claim-workbench", args=[house["never"].public_id])).content.decode()
    assert len([word for word in canaries if word in text]) > 15
    assert Claim.objects.count() == 7 and Evidence.objects.count() > 14 and Appearance.objects.count() > 7


def test_no_word_of_a_redacted_version_is_left_in_public(reporter, editor, editor2, admin, settings):
    """Every text of version 1 is a canary; version 2 has none of them; then version 1 is redacted."""
    settings.NEWSROOM_BYLINES = "names"
    claim = factories.complete_claim(by=reporter)
    before = set(canaries)
    written_over(claim, reporter)
    claim.submit(by=reporter)
    claim.override(
        by=admin, content_sha256=claim.content_sha256, says_no_more=True, reason=f"Nobody else: {canary()}."
    )
    claim.publish(by=editor)
    words = canaries - before
    stranger = Client()
    sung = "".join(read(stranger, "get", address)[1] for address in addresses({"it": claim}))
    assert len([word for word in words if word in sung]) > 15  # else the crawl would prove nothing
    claim.edit(by=reporter)
    clean = factories.complete_claim(by=reporter)
    texts = (
        "headline",
        "statement",
        "conclusion",
        "analysis",
        "reply",
        "selection_reason",
        "true_as_of",
        "language",
    )
    claim.revise(
        by=reporter, looked_for="", fewer_sources="", change_kind="correction", change_text="It was another library.",
        rating=factories.rating("false"), **{name: getattr(clean, name) for name in texts},
    )  # fmt: skip
    for place in claim.appearances.standing():
        if place.described_as:
            place.remove(by=reporter)
        else:
            place.change(by=reporter, claimant_name="Ada Example", claimant_role="librarian", locator="")
    claim.evidence.standing().get(kind="interview").remove(by=reporter)
    claim.submit(by=reporter)
    factories.approve(claim, by=editor2)
    claim.publish(by=editor)
    for address in addresses({"it": claim}):
        stranger.get(address)  # kept in memory
    asked = Redaction.ask(
        by=editor, rows=["revision 1"], reason="A court ordered it.", public_id=claim.public_id
    )
    asked.confirm(by=admin)
    with as_owner():
        asked.carry_out()
    seen, statuses = [], set()
    for address in addresses({"it": claim}):
        answer, text = read(stranger, "get", address)
        _, head = read(stranger, "head", address)
        statuses.add(answer.status_code)
        seen += [(address, word) for word in words if word in text + head]
    assert seen == []
    assert statuses >= {200, 301, 404, 410}
