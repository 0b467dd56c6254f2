"""The sitemap: every check that stands, once, with the moment of its last change; parts that stay what they are."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.canonical import moment
from claims.formats import sitemap
from claims.models import Claimant, Topic
from claims.models.public import PublicClaim
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@pytest.fixture(autouse=True)
def empty_cache(settings: Any) -> None:
    settings.SITE_URL = "https://daily.example"


def read(client: Client, address: str = "/sitemap.xml") -> dict[str, str]:
    """Addresses with their `lastmod`, of an index or a part."""
    answer = client.get(address.removeprefix("https://daily.example"))
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = {}
    for each in ElementTree.fromstring(answer.content):
        assert [child.tag for child in each][0] == f"{NS}loc"
        found[each.findtext(f"{NS}loc", "")] = each.findtext(f"{NS}lastmod", "")
    return found


def claims_in(client: Client) -> dict[str, str]:
    """Every claim's address in every part that the index names."""
    found: dict[str, str] = {}
    for part in read(client):
        if "/claims" in part:
            lines = read(client, part)
            assert not set(lines) & set(found)
            found |= lines
    return found


def whole(public: PublicClaim) -> str:
    return f"https://daily.example{public.get_absolute_url()}"


def many(count: int, **columns: Any) -> None:
    """As if they had been published: `count` rows as the owner writes them, past every verb."""
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE claims_publicclaim DISABLE TRIGGER USER")
        cursor.execute(
            """INSERT INTO claims_publicclaim (public_id, number, status, language, headline, slug, statement, rating,
                rating_label, rating_token, claimants, topics, people, changes, story_url, is_demo,
                first_published_at, published_at, changed_at, version)
            SELECT string_agg(substr(%(alphabet)s, 1 + (abs(hashint4(n * 8 + place)) %% 32), 1), '' ORDER BY place),
                1, %(status)s, 'en', 'Headline ' || n, 'headline-' || n, 'Statement ' || n, 'true', 'True', 'true',
                '[]', '[]', '{}', '[]', '', %(is_demo)s, moment, moment, moment, nextval('claims_publicversion')
            FROM generate_series(1, %(count)s) n,
                LATERAL (SELECT now() - n * interval '1 minute' AS moment) AS at, generate_series(0, 7) AS place
            GROUP BY n, moment ON CONFLICT DO NOTHING""",
            {"alphabet": ALPHABET, "count": count, "status": "shown", "is_demo": False, **columns},
        )
        cursor.execute("ALTER TABLE claims_publicclaim ENABLE TRIGGER USER")


def test_it_lists_what_stands_and_nothing_else(
    client: Client, reporter: Any, editor: Any, editor2: Any
) -> None:
    shown, corrected, retracted, taken_down = (
        factories.published_claim(by=reporter, editor=editor) for _ in range(4)
    )
    before = corrected.public.changed_at
    factories.republish(corrected, by=reporter, editor=editor2, headline="It opens at ten")
    retracted.retract(by=editor, reason="The list was forged.")
    taken_down.take_down(by=editor, reason="A court ordered it.")
    factories.complete_claim(by=reporter)
    rows = [PublicClaim.objects.get(pk=claim.public_id) for claim in (shown, corrected)]
    assert claims_in(client) == {whole(row): moment(row.changed_at) for row in rows}
    assert rows[1].slug == "it-opens-at-ten" and rows[1].changed_at > before


def test_the_index_has_the_newest_change_of_each_part_also_that_something_left_it(
    client: Client, reporter: Any, editor: Any
) -> None:
    claims = [factories.published_claim(by=reporter, editor=editor) for _ in range(2)]
    part = "https://daily.example/sitemaps/claims.xml"
    assert read(client)[part] == moment(claims[1].public.changed_at)
    claims[0].take_down(by=editor, reason="A court ordered it.")
    assert read(client)[part] == moment(PublicClaim.objects.get(pk=claims[0].public_id).changed_at)
    assert len(read(client, part)) == 1


def test_the_pages_that_are_always_there_have_a_part_of_their_own(
    client: Client, reporter: Any, editor: Any
) -> None:
    assert list(read(client)) == ["https://daily.example/sitemaps/pages.xml"]
    claim = factories.published_claim(by=reporter, editor=editor)
    lines = read(client, "/sitemaps/pages.xml")
    assert lines["https://daily.example/claims/"] == moment(claim.public.changed_at)
    assert lines["https://daily.example/ratings/"] == ""
    for address in lines:
        assert client.get(address.removeprefix("https://daily.example")).status_code == 200


def test_demo_claims_stand_in_no_sitemap(client: Client) -> None:
    many(3, is_demo=True)
    assert claims_in(client) == {}


def test_parts_hold_no_more_than_they_may_and_a_claim_stays_in_its_part(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sitemap, "PART", 40)
    many(800)
    count = PublicClaim.objects.count()
    index = read(client)
    parts = {part: read(client, part) for part in index if "/claims" in part}
    assert sum(map(len, parts.values())) == count and len(claims_in(client)) == count
    assert max(map(len, parts.values())) <= 40
    for part, lines in parts.items():
        prefix = re.search(r"claims-(\w+)\.xml", part)
        assert prefix and all(f"/claims/{prefix[1]}" in address for address in lines)
        assert index[part] == max(lines.values())
    assert client.get("/sitemaps/claims.xml").status_code == 404  # more than a file may hold
    some = PublicClaim.objects.newest()[17]
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE claims_publicclaim DISABLE TRIGGER USER")
        PublicClaim.objects.filter(pk=some.pk).update(changed_at="2099-01-01T00:00:00Z", version=10**9)
    after = read(client)
    assert {part for part in after if after[part] != index[part]} == {
        "https://daily.example/sitemaps/pages.xml",
        next(part for part, lines in parts.items() if whole(some) in lines),
    }


def test_very_many_make_parts_by_two_characters(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "PART", 10)
    many(800)
    parts = [part for part in read(client) if "/claims" in part]
    assert len(parts) > 300 and all(re.search(r"claims-[0-9a-z]{2}\.xml$", part) for part in parts)
    assert client.get("/sitemaps/claims-a.xml").status_code == 404


@pytest.mark.parametrize(
    "address", ["/sitemaps/claims-.xml", "/sitemaps/claims-A.xml", "/sitemaps/claims-abc.xml"]
)
def test_what_is_no_part_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_unchanged_sitemap_costs_one_look_and_a_take_down_ends_it(
    client: Client, reporter: Any, editor: Any
) -> None:
    claim = factories.published_claim(by=reporter, editor=editor)
    for address in ("/sitemap.xml", "/sitemaps/claims.xml"):
        tag = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 304 and answer["ETag"] == tag and len(queries) == 1
        assert "Cookie" not in answer.headers.get("Vary", "")
    old = {address: client.get(address)["ETag"] for address in ("/sitemap.xml", "/sitemaps/claims.xml")}
    claim.take_down(by=editor, reason="A court ordered it.")
    for address, tag in old.items():
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200 and claim.public_id not in answer.text, address


def test_a_part_has_as_many_queries_for_three_thousand_as_for_one(client: Client, monkeypatch: Any) -> None:
    counts = []
    for count in (1, 3000):
        many(count)
        for address in ("/sitemap.xml", "/sitemaps/claims.xml"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


# ---------------------------------------------------------------- claimants and topics

CLAIMANTS, TOPICS = (f"https://daily.example/sitemaps/{kind}.xml" for kind in ("claimants", "topics"))


def tag(count: int, kind: str = "claimant") -> None:
    """As if a check that is shown named each of `count` claimants or topics."""
    public_id = PublicClaim.objects.public()[0].pk
    with as_owner() as cursor:
        cursor.execute(
            """INSERT INTO claims_publictag (kind, key, label, public_id, published_at, rating, changed)
            SELECT %s, substr(md5(n::text), 1, 8), 'Name ' || n, %s, now(), 'true', false
            FROM generate_series(1, %s) n""",
            [kind, public_id, count],
        )


def test_claimants_and_topics_stand_there_once_with_the_newest_check_that_names_them(
    client: Client, reporter: Any, editor: Any
) -> None:
    topic = Topic.add(by=editor, slug="town-life", label="Town life")
    old, new, other = (factories.published_claim(by=reporter, editor=editor) for _ in range(3))
    for claim in (old, new):
        claim.organise(by=editor, topics=[topic])
    key = Claimant.objects.get().public_id
    site = "https://daily.example"
    who, what = f"{site}/claimants/{key}/ada-example/", f"{site}/topics/town-life/"
    newest = {claim.public_id: moment(claim.public.published_at) for claim in (old, new, other)}
    assert read(client, CLAIMANTS) == {who: newest[other.public_id]}
    assert read(client, TOPICS) == {what: newest[new.public_id]}
    index = read(client)
    assert (index[CLAIMANTS], index[TOPICS]) == (newest[other.public_id], newest[new.public_id])
    for address in (who, what):
        assert client.get(address.removeprefix(site)).status_code == 200
    new.retract(by=editor, reason="The list was forged.")
    assert read(client, TOPICS) == {what: newest[old.public_id]}
    old.take_down(by=editor, reason="A court ordered it.")
    assert TOPICS not in read(client) and read(client, TOPICS) == {}
    assert read(client, CLAIMANTS) == {who: newest[other.public_id]}


def test_documents_private_people_and_drafts_are_not_listed(
    client: Client, reporter: Any, editor: Any
) -> None:
    factories.published_claim(by=reporter, editor=editor)
    factories.complete_claim(by=reporter)
    assert not any("document" in part for part in read(client))
    assert len(read(client, CLAIMANTS)) == 1 and TOPICS not in read(client)


def test_names_of_the_demo_stand_in_no_sitemap(client: Client) -> None:
    many(1, is_demo=True)
    tag(3)
    tag(3, "topic")
    assert read(client, CLAIMANTS) == read(client, TOPICS) == {}
    assert list(read(client)) == ["https://daily.example/sitemaps/pages.xml"]


def test_so_many_claimants_that_one_file_cannot_hold_them_make_parts(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sitemap, "PART", 40)
    many(1)
    tag(300)
    parts = {part: read(client, part) for part in read(client) if "/claimants" in part}
    assert sum(map(len, parts.values())) == 300 and max(map(len, parts.values())) <= 40
    for part, lines in parts.items():
        prefix = re.search(r"claimants-(\w+)\.xml", part)
        assert prefix and all(f"/claimants/{prefix[1]}" in address for address in lines)
    assert client.get("/sitemaps/claimants.xml").status_code == 404
    tag(60, "topic")  # which are called by words: as many as fit
    assert len(read(client, TOPICS)) == 40


def test_names_take_as_many_queries_for_three_hundred_as_for_one_and_read_no_checks(client: Client) -> None:
    many(1)
    counts = []
    for count in (1, 300):
        with as_owner() as cursor:
            cursor.execute("DELETE FROM claims_publictag")
        tag(count)
        for address in ("/sitemap.xml", CLAIMANTS.removeprefix("https://daily.example")):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    (walk,) = {each["sql"] for each in queries if "RECURSIVE" in each["sql"]}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {walk}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("using tag_newest") == 2 and "Sort" not in plan
