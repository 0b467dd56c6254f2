"""What the newsroom says of itself, as readers have it: the text that stands, and every version before."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import PageVersion, Redaction
from claims.pages import PAGES
from tests.database import as_owner
from tests.guards.sql import settle
from tests.models.test_page import revise

pytestmark = pytest.mark.django_db


def read(client, address, **headers):
    return client.get(address, headers=headers)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_with_its_text_and_says_since_when(stranger, page):
    answer = read(stranger, f"/{page}/")
    version = PageVersion.objects.standing(page)
    assert answer.status_code == 200 and f'<h1 class="page-h">{version.title}</h1>' in answer.text
    assert "Last changed on" in answer.text and "Earlier versions" not in answer.text
    assert "[[" not in answer.text and "Write here" not in answer.text
    assert "Cookie" not in answer.headers.get("Vary", "") and not answer.cookies
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    assert '<meta name="robots"' not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_new_version_is_seen_at_once_also_with_the_old_tag_in_hand(stranger, editor, page):
    before = read(stranger, f"/{page}/")
    tag = before.headers["ETag"]
    assert read(stranger, f"/{page}/", **{"If-None-Match": tag}).status_code == 304
    revise(editor, "It is another text now.", page=page, title="Another title", note="All of it.")
    answer = read(stranger, f"/{page}/", **{"If-None-Match": tag})
    assert answer.status_code == 200 and answer.headers["ETag"] != tag
    assert "It is another text now." in answer.text and "Another title" in answer.text
    assert "All of it." in answer.text and f'href="/{page}/versions/1/"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_the_version_before_stays_at_its_address_and_says_that_it_is_old(stranger, editor, page):
    first = PageVersion.objects.standing(page)
    revise(editor, "It is another text now.", page=page)
    old = read(stranger, f"/{page}/versions/1/")
    assert old.status_code == 200 and first.title in old.text and "It is another text now." not in old.text
    assert "An old version" in old.text and "has been replaced" in old.text
    assert '<meta name="robots" content="noindex">' in old.text
    assert re.search(rf'<link rel="canonical" href="[^"]*/{page}/">', old.text)
    new = read(stranger, f"/{page}/versions/2/")
    assert new.status_code == 200 and "holds now" in new.text and "noindex" in new.text


def test_an_old_version_with_its_tag_in_hand_hears_that_a_newer_one_came(stranger, editor):
    one = read(stranger, "/about/versions/1/")
    assert "holds now" in one.text
    revise(editor)
    answer = read(stranger, "/about/versions/1/", **{"If-None-Match": one.headers["ETag"]})
    assert answer.status_code == 200 and "An old version" in answer.text


@pytest.mark.parametrize(
    "address", ["/about/versions/2/", "/about/versions/0/", "/about/versions/99999999/", "/imprint/",
                "/home/versions/1/", "/about/versions/"]
)  # fmt: skip
def test_what_is_not_there(stranger, address):
    assert read(stranger, address).status_code == 404


def test_no_page_says_who_wrote_it(stranger, editor):
    revise(editor)
    revise(editor, "A third one.")
    for address in ("/about/", "/about/versions/1/", "/about/versions/2/", "/about/versions/3/"):
        assert editor.public_name not in read(stranger, address).text


def test_a_redacted_version_answers_that_it_is_gone(stranger, editor, admin):
    named = revise(editor, "Jane Q. Doe decides.", note="Named.")
    revise(editor, "The editor decides.", note="Nobody is named.")
    assert "Jane Q. Doe" in read(stranger, "/about/versions/2/").text  # kept in memory now
    tag = read(stranger, "/about/versions/2/").headers["ETag"]
    asked = Redaction.ask(by=editor, rows=[f"pageversion {named.pk}"], reason="A court ordered it.")
    asked.confirm(by=admin)
    settle()
    with as_owner():
        asked.carry_out()
    answer = read(stranger, "/about/versions/2/", **{"If-None-Match": tag})
    assert answer.status_code == 410 and "Jane" not in answer.text and "ETag" not in answer.headers
    assert "Version 2 has been redacted" in answer.text
    listed = read(stranger, "/about/").text
    assert "its words were removed on" in listed and "Named." not in listed


def test_facts_of_the_settings_stand_in_the_text(stranger, settings):
    settings.NEWSROOM_NAME, settings.NEWSROOM_EMAIL = "The <i>Star</i> *", "star@news.example"
    settings.REVIEWERS, settings.NEWSROOM_BYLINES = "everyone", "roles"
    text = read(stranger, "/methodology/").text
    assert "every check by The &lt;i&gt;Star&lt;/i&gt; *, and" in text
    assert "reporters may approve too" in text and "not their names" in text
    assert 'href="mailto:star@news.example">star@news.example</a>' in text


def test_the_method_says_what_the_house_holds_itself_to(stranger):
    text = read(stranger, "/methodology/").text
    for words in (
        "A second person.",
        "countersigned",
        "override",
        "at least two pieces",
        "stays at its own address",
    ):
        assert words in text


def test_hostile_text_does_nothing(stranger, editor):
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n"
    hostile += "## <svg onload=alert(1)>"
    revise(editor, hostile, title="<b>Title</b> {newsroom}", note="<i>note</i>")
    revise(editor, "Plain.", note="<script>x</script>")
    for address in ("/about/", "/about/versions/2/"):
        text = read(stranger, address).text
        assert not re.search(r"<script|<img|<svg onload|href=.javascript|<i>note|<b>Title", text), address


def count(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.django_db(transaction=True)
def test_one_look_up_for_a_page_that_is_in_memory_however_many_versions(stranger, editor):
    first = count(stranger, "/about/")
    assert count(stranger, "/about/") == 1
    for number in range(3):
        revise(editor, f"Text {number}.")
    assert (count(stranger, "/about/"), count(stranger, "/about/")) == (
        first + 1,
        1,
    )  # one asks whether what is kept is true
    assert read(stranger, "/about/").text.count("/about/versions/") == 3


def test_a_long_page_has_a_table_of_contents_whose_links_lead_somewhere(stranger):
    text = read(stranger, "/methodology/").text
    wanted = re.findall(r'href="#([a-z0-9-]+)"', text.partition('class="contents"')[2].partition("</nav>")[0])
    assert len(wanted) > 5
    for anchor in wanted:
        assert text.count(f'<h2 id="{anchor}">') == 1
    assert 'class="contents"' not in read(stranger, "/ratings/").text


def test_every_page_leads_to_all_of_them(stranger):
    foot = read(stranger, "/").text.partition("<footer")[2]
    for name in ("methodology", "corrections-policy", "about", "ratings", "corrections", "data"):
        assert f'href="{reverse(name)}"' in foot
