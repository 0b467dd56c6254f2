"""What a reader gets, and what a reader never gets."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import replay
from claims.models.public import PublicClaim
from claims.models.revision import Revision
from tests import factories

pytestmark = pytest.mark.django_db

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TABLES = {
    "claims_publicclaim",
    "claims_publicchange",
    "claims_publictag",
    "claims_publictext",
    "claims_publicword",
    "claims_revision",
    "claims_ratingscale",
    "claims_rating",
    "claims_pageversion",
    "claims_eventlink",  # its newest hash alone: by it a list that is kept is known to be true still
}
LISTS = (
    "home",
    "claim-list",
    "ratings",
    "corrections",
    "methodology",
    "corrections-policy",
    "about",
    "data",
)  # and a feed, in test_corrections.py
MARKUP = b"application/ld+json"


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


@pytest.fixture
def corrected(claim: Any, reporter: Any, editor2: Any) -> Any:
    return factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("mostly-true"))


def shown(claim: Any) -> PublicClaim:
    return PublicClaim.objects.get(pk=claim.public_id)


def address(claim: Any) -> str:
    return shown(claim).get_absolute_url()


def every_address(claim: Any, number: int = 1) -> list[str]:
    """Every address of a claim that a reader can ask for."""
    one = claim.public_id
    return [
        f"/claims/{one}/",
        f"/claims/{one}/the-library-opens-at-nine-on-weekdays/",
        f"/claims/{one}/anything/",
        f"/claims/{one.upper()}/",
        reverse("claim-revisions", args=[one]),
        reverse("claim-revision", args=[one, number]),
        reverse("claim-revision-record", args=[one, number]),
        reverse("claim-difference", args=[one, 1, 2]),
        reverse("claim-claimreview", args=[one]),
        reverse("claim-record", args=[one]),
    ]


def queries(client: Client, url: str, **headers: str) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(url, headers=headers)
    return response, [each["sql"] for each in asked]


# ---------------------------------------------------------------- the claim page


def test_a_stranger_reads_the_claim(claim, stranger):
    response = stranger.get(address(claim))
    page = response.content.decode()
    assert response.status_code == 200
    for words in (
        "The library opens at nine on weekdays",
        "The library of Examplestead opens at nine on every weekday",
        "<bdi>Ada Example</bdi></a>, librarian",
        "True as of",
        "a second person who wrote none of it",
        "Verify version 1",
        "Report an error",
        "Since publication",
    ):
        assert words in page
    assert f"{claim.public_id}%2C%20version%201" in page


def test_its_fingerprint_is_that_of_the_file_it_offers(claim, stranger):
    record = stranger.get(reverse("claim-revision-record", args=[claim.public_id, 1]))
    stored = Revision.objects.get(public_id=claim.public_id, number=1)
    assert record.content == bytes(stored.record)
    assert record["Content-Type"] == "application/json"
    assert record["X-Content-Type-Options"] == "nosniff"
    page = stranger.get(address(claim)).content.decode()
    printed = re.search(r'<p class="print"><code>(.*?)</code>', page)[1]
    assert (
        "".join(re.findall(r"<span>([0-9a-f]{8})</span>", printed))
        == hashlib.sha256(record.content).hexdigest()
    )
    assert stranger.get(reverse("claim-record", args=[claim.public_id])).content == record.content


@pytest.mark.parametrize(
    "wrong", ["/claims/{id}/", "/claims/{id}/another-slug/", "/claims/{ID}/{slug}/", "/claims/{id}/{SLUG}/"]
)
def test_other_slugs_and_upper_case_lead_to_the_right_address(claim, stranger, wrong):
    slug = shown(claim).slug
    url = wrong.format(id=claim.public_id, ID=claim.public_id.upper(), slug=slug, SLUG=slug.upper())
    response = stranger.get(url)
    assert response.status_code == 301
    assert response["Location"] == address(claim)
    assert response["Cache-Control"] == "max-age=60"


def test_what_is_not_public_does_not_exist(stranger, reporter, editor):
    unknown = stranger.get("/claims/zzzzzzzz/")
    draft = factories.in_review_claim(by=reporter)
    for url in every_address(draft):
        response = stranger.get(url)
        assert response.status_code == 404, url
        assert response.content == unknown.content


def test_it_asks_the_database_twice_and_once_again_and_only_public_tables(claim, stranger):
    url = address(claim)
    first, asked = queries(stranger, url)
    assert len(asked) == 2
    again, asked_again = queries(stranger, url)
    assert len(asked_again) == 1 and again.content == first.content
    same, asked_304 = queries(stranger, url, if_none_match=first["ETag"])
    assert same.status_code == 304 and len(asked_304) == 1 and same["Cache-Control"] == first["Cache-Control"]


def test_public_addresses_name_no_table_of_the_desk(corrected, stranger):
    for url in [address(corrected), *every_address(corrected), *map(reverse, LISTS)]:
        for sql in queries(stranger, url)[1]:
            named = set(re.findall(r'"?((?:claims|django|auth)_\w+)"?', sql))
            assert named <= TABLES, (url, sql)


def test_answers_are_the_same_for_everybody_and_may_be_kept(corrected, stranger, as_, editor):
    for url in [address(corrected), *every_address(corrected)[4:], *map(reverse, LISTS)]:
        response = stranger.get(url)
        assert response.status_code == 200, url
        assert not response.cookies, url
        assert "Cookie" not in response.get("Vary", ""), url
        assert (
            "s-maxage=60" in response["Cache-Control"] and "stale-if-error=3600" in response["Cache-Control"]
        ), url
        assert response["Surrogate-Key"], url
        assert response["ETag"].startswith('W/"'), url
        assert as_(editor).get(url).content == response.content, url


def test_readers_cannot_write(claim, stranger):
    for url in [address(claim), "/", reverse("claim-record", args=[claim.public_id])]:
        assert stranger.post(url).status_code == 405
        assert stranger.head(url).content == b""


# ---------------------------------------------------------------- ClaimReview


def test_claimreview_stands_once_on_the_claim_page_and_nowhere_else(corrected, stranger):
    page = stranger.get(address(corrected)).content
    assert page.count(MARKUP) == 1
    for url in [*every_address(corrected)[4:8], *map(reverse, LISTS)]:
        assert MARKUP not in stranger.get(url).content, url
    alone = json.loads(stranger.get(reverse("claim-claimreview", args=[corrected.public_id])).content)
    on_page = json.loads(re.search(rb'ld\+json">(.*?)</script>', page)[1])
    assert on_page == alone and alone["@type"] == "ClaimReview"


def test_words_of_the_claim_cannot_end_the_script_element(stranger, reporter, editor):
    hostile = "</script><script>alert(1)</script><!-- & more"
    claim = factories.published_claim(by=reporter, editor=editor, conclusion=hostile)
    page = stranger.get(address(claim)).content.decode()
    assert "<script>alert" not in page
    assert (
        json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])["reviewRating"]["ratingExplanation"]
        == hostile
    )


def test_where_the_story_carries_the_markup_the_page_does_not(claim, stranger, editor):
    claim.organise(by=editor, story_url="https://news.example/our-story")
    page = stranger.get(address(claim)).content
    assert MARKUP not in page
    assert b"https://news.example/our-story" in page and b"so this page does not" in page


# ---------------------------------------------------------------- what changed


def test_a_correction_strikes_the_old_rating_and_links_to_the_old_version(corrected, stranger):
    page = stranger.get(address(corrected)).content.decode()
    assert '<aside class="correction"' in page
    assert re.search(r'<s class="rating r-true">.*?True</s>', page)
    assert "We had read the list of another year." in page
    assert reverse("claim-revision", args=[corrected.public_id, 1]) in page


def test_an_update_says_until_when(claim, stranger, reporter, editor2):
    factories.republish(
        claim, by=reporter, editor=editor2, change_kind="update", rating=factories.rating("false")
    )
    page = stranger.get(address(claim)).content.decode()
    assert '<aside class="update"' in page and "Update: rated" in page and "new facts since" in page
    assert '<aside class="correction"' not in page and '<s class="rating' not in page


def test_an_old_version_says_that_it_is_old(corrected, stranger):
    page = stranger.get(reverse("claim-revision", args=[corrected.public_id, 1])).content.decode()
    assert "Old version, replaced on" in page and "rated now" in page and "Mostly true" in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://localhost:8000{address(corrected)}">' in page
    assert "Verify version 1" in page


def test_a_version_that_is_current_has_its_address_already(claim, stranger):
    page = stranger.get(reverse("claim-revision", args=[claim.public_id, 1])).content.decode()
    assert "Old version" not in page and "the current one" in page


def test_versions_are_listed_and_compared(corrected, stranger):
    listed = stranger.get(reverse("claim-revisions", args=[corrected.public_id])).content.decode()
    assert "2, current" in listed and reverse("claim-difference", args=[corrected.public_id, 1, 2]) in listed
    compared = stranger.get(reverse("claim-difference", args=[corrected.public_id, 1, 2])).content.decode()
    assert "From version 1 to version 2" in compared and '<s class="rating r-true">' in compared


@pytest.mark.parametrize(
    "missing",
    ["revisions/7/", "revisions/7/record.json", "revisions/1..7/", "revisions/0/", "revisions/99999999/"],
)
def test_versions_that_never_were_do_not_exist(claim, stranger, missing):
    assert stranger.get(f"/claims/{claim.public_id}/{missing}").status_code == 404


# ---------------------------------------------------------------- taken back


def test_a_retracted_check_says_so_on_top_and_keeps_its_text_below(corrected, stranger, editor):
    corrected.retract(by=editor, reason="It rested on a forged list.")
    for url in every_address(corrected)[:3]:
        response = stranger.get(url)
        page = response.content.decode()
        assert response.status_code == 200
        assert page.index("We have retracted this check") < page.index("It rested on a forged list.")
        assert page.index("It rested on a forged list.") < page.index("opens at nine on every weekday")
        assert re.search(r'<s class="rating r-mostly-true">.*?Mostly true</s>', page)
        assert 'content="noindex"' in page and MARKUP.decode() not in page
    gone = stranger.get(reverse("claim-claimreview", args=[corrected.public_id]))
    assert gone.status_code == 410 and json.loads(gone.content)["reason"] == "It rested on a forged list."
    for url in every_address(corrected)[4:8]:
        assert stranger.get(url).status_code == 200, url
    old = stranger.get(reverse("claim-revision", args=[corrected.public_id, 1])).content.decode()
    assert "the check was retracted" in old and '<s class="rating' in old
    assert b"Nothing has been published yet" in stranger.get(reverse("claim-list")).content


def test_a_taken_down_check_answers_410_everywhere_with_the_reason_and_no_word_of_it(
    corrected, stranger, editor
):
    before = {url: stranger.get(url)["ETag"] for url in [address(corrected), *every_address(corrected)[4:]]}
    corrected.take_down(by=editor, reason="A court ordered it.")
    for url in [*every_address(corrected), *before]:
        response = stranger.get(url, headers={"if-none-match": before.get(url, "")})
        assert response.status_code == 410, url
        assert b"A court ordered it." in response.content, url
        for word in (b"Examplestead", b"Ada Example", b"nine", b"another year"):
            assert word not in response.content, url
    for name in LISTS:
        page = stranger.get(reverse(name)).content
        assert b"Examplestead" not in page and b"another year" not in page
    assert b"A check that is no longer shown" in stranger.get(reverse("corrections")).content


def test_a_new_publication_does_not_bring_back_what_was_taken_down(
    corrected, stranger, editor, editor2, reporter
):
    corrected.take_down(by=editor, reason="A court ordered it.")
    corrected.refresh_from_db()
    note = {"change_kind": "clarification", "change_text": "Told without the name."}
    corrected.revise(by=reporter, headline="Opening hours, told anew", **note)
    corrected.submit(by=reporter)
    factories.approve(corrected, by=editor2)
    corrected.publish(by=editor2)
    assert stranger.get(address(corrected)).status_code == 200
    for part in (
        "revisions/1/",
        "revisions/2/",
        "revisions/2/record.json",
        "revisions/3/",
        "revisions/2..4/",
    ):
        response = stranger.get(f"/claims/{corrected.public_id}/{part}")
        assert response.status_code == 410, part
        assert b"Examplestead" not in response.content
    listed = stranger.get(reverse("claim-revisions", args=[corrected.public_id])).content.decode()
    assert "revisions/4/" in listed and "revisions/2/" not in listed


# ---------------------------------------------------------------- lists


def test_lists_ask_no_more_for_three_than_for_one(stranger, reporter, editor, editor2):
    counts = []
    for _ in range(2):
        for _ in range(2):
            made = factories.published_claim(by=reporter, editor=editor)
            factories.republish(made, by=reporter, editor=editor2, rating=factories.rating("false"))
        replay.forget()
        counts.append([len(queries(stranger, reverse(name))[1]) for name in LISTS])
    assert counts[0] == counts[1]


def test_the_list_pages_by_cursor_and_filters_by_rating(stranger, reporter, editor, monkeypatch):
    monkeypatch.setattr("claims.views.checks.PAGE", 2)
    for slug in ("true", "false", "true"):
        factories.published_claim(
            by=reporter, editor=editor, rating=factories.rating(slug), headline=f"It is {slug}"
        )
    first = stranger.get("/claims/").content.decode()
    assert first.count('class="checked"') == 2
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert stranger.get(older).content.decode().count('class="checked"') == 1
    false = stranger.get("/claims/?rating=false").content.decode()
    assert false.count('class="checked"') == 1 and "It is false" in false
    assert "Nothing fits all of what you chose" in stranger.get("/claims/?rating=unproven").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "before=x",
        "before=2026-99-99T00:00:00.000000Z.7k3m9qxd",
        "before=%00",
    ],
)
def test_bad_places_in_a_list_do_not_exist(stranger, query):
    assert stranger.get(f"/claims/?{query}").status_code == 404


def test_no_list_prints_a_statement_without_its_rating(corrected, stranger):
    for name in ("home", "claim-list"):
        page = stranger.get(reverse(name)).content.decode()
        assert page.index("Mostly true") < page.index("opens at nine on every weekday")


def test_corrections_are_listed_and_those_that_changed_a_rating_alone_on_request(
    corrected, stranger, reporter, editor2
):
    factories.republish(
        corrected, by=reporter, editor=editor2, change_kind="clarification", conclusion="Two lists."
    )
    everything = stranger.get("/corrections/").content.decode()
    assert (
        "Clarification" in everything
        and "Correction" in everything
        and '<s class="rating r-true">' in everything
    )
    changed = stranger.get("/corrections/?rating=changed").content.decode()
    assert changed.count("<article>") == 1
    assert stranger.get("/corrections/?before=2026-01-01T00:00:00.000000Z.abc").status_code == 404


def test_the_empty_newsroom_has_pages_too(stranger):
    for name in LISTS:
        assert stranger.get(reverse(name)).status_code == 200


def test_scales_are_shown_with_their_dates(stranger):
    page = stranger.get("/ratings/").content.decode()
    assert "In use since" in page and "Misleading" in page and "no number in ClaimReview" in page


def test_a_demo_newsroom_says_so_and_is_not_indexed(claim, stranger, settings):
    settings.DEMO = True
    for url in (address(claim), "/", "/methodology/"):
        page = stranger.get(url).content.decode()
        assert "Demo newsroom" in page and '<meta name="robots" content="noindex">' in page


def test_bylines_by_role_name_nobody(claim, stranger, settings):
    settings.NEWSROOM_BYLINES = "roles"
    page = stranger.get(address(claim)).content.decode()
    assert "Eda" not in page and "Rita" not in page and "Editor, a second person" in page


def test_hidden_characters_are_shown_and_words_of_others_are_isolated(stranger, reporter, editor):
    claim = factories.complete_claim(by=reporter)
    factories.add_evidence(
        claim, by=reporter, quotation="good \u202edab\u202c", language="es", translation="good"
    )
    claim.refresh_from_db()
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    page = stranger.get(address(claim)).content.decode()
    assert "\u202e" not in page and "⟦U+202E⟧" in page
    assert '<p lang="es" dir="ltr">“<bdi>good' in page and "Spanish; our translation:" in page


# ---------------------------------------------------------------- weight, links, health


def test_bundles_are_their_parts_one_after_the_other():
    parts = {
        "reader.css": ("tokens", "base", "public", "claim"),
        "embed.css": ("tokens", "card"),
        "pages.css": ("tokens", "base", "public", "forms", "lists"),
    }
    for bundle, names in parts.items():
        joined = b"".join((CSS / f"{name}.css").read_bytes() for name in names)
        assert (CSS / bundle).read_bytes() == joined, (
            f"cd static/css; cat {' '.join(f'{n}.css' for n in names)} > {bundle}"
        )


def test_a_page_with_its_style_sheet_weighs_at_most_14_kb(corrected, stranger):
    for url in [address(corrected), *every_address(corrected)[4:6], *map(reverse, LISTS)]:
        page = stranger.get(url).content
        sheets = re.findall(rb'rel="stylesheet" href="/static/css/([a-z]+\.css)"', page)
        assert len(sheets) == 1, url
        weight = len(gzip.compress(page, 9)) + len(gzip.compress((CSS / sheets[0].decode()).read_bytes(), 9))
        assert weight <= 14_000, (url, weight)
        assert b"<script src" not in page and b"@import" not in page and b" style=" not in page


def test_no_link_leads_nowhere(corrected, stranger):
    seen, waiting = set(), ["/"]
    while waiting:
        url = waiting.pop()
        if url in seen or url.startswith(("/desk/", "/static/")):
            continue
        seen.add(url)
        response = stranger.get(url)
        assert response.status_code == 200, url
        if "html" in response["Content-Type"]:
            waiting += re.findall(r'href="(/[^"#]*)', response.content.decode().replace("&amp;", "&"))
    assert (
        address(corrected) in seen and reverse("claim-difference", args=[corrected.public_id, 1, 2]) in seen
    )


def test_health(stranger):
    assert stranger.get("/healthz").content == b"ok\n"
    assert stranger.get("/readyz").content == b"ready\n"


def test_headings_of_an_analysis_leave_out_no_level(stranger, reporter, editor):
    text = "So it is [1].\n\n### Smaller first\n\nYes.\n\n## Then larger\n\nAnd [2].\n\n### Smaller"
    page = stranger.get(address(factories.published_claim(by=reporter, editor=editor, analysis=text)))
    headings = re.findall(r"<(h\d)>([^<]*larger|Smaller[^<]*)<", page.content.decode())
    assert headings == [("h3", "Smaller first"), ("h3", "Then larger"), ("h4", "Smaller")]


def test_the_etag_of_one_page_does_not_answer_for_another(stranger, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    etag = stranger.get(address(claim))["ETag"]
    for path in ("revisions/1/", "revisions/", "record.json"):
        assert (
            stranger.get(f"/claims/{claim.public_id}/{path}", headers={"If-None-Match": etag}).status_code
            == 200
        )
    missing = stranger.get(f"/claims/{claim.public_id}/revisions/9/", headers={"If-None-Match": etag})
    assert missing.status_code == 404


def test_a_short_address_without_its_slash_leads_to_the_page_at_once(stranger, claim):
    answer = stranger.get(f"/claims/{claim.public_id}")
    assert (answer.status_code, answer["Location"]) == (301, claim.public.get_absolute_url())
