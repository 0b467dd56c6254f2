"""Readers report an error from every page there is, errors among them, and the letter says which page and version."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.test import Client, RequestFactory

from claims import dumps
from claims.views import errors
from tests import factories
from tests.access.stage import Stage, public_address
from tests.access.test_matrix import PUBLIC
from tests.guards.sql import settle

pytestmark = pytest.mark.django_db


def subjects(html):
    """What the letters that this page offers are about."""
    links = re.findall(r'href="mailto:[^"?]+\?subject=([^"]+)"[^>]*>Report an error</a>', html)
    return {unquote(unescape(subject)) for subject in links}


@pytest.fixture
def claims(reporter):
    stage = Stage()
    made = {state: stage.claim(state) for state in ("published", "retracted", "taken_down")}
    made["corrected"] = stage.claim("published")
    factories.republish(
        made["corrected"], by=reporter, editor=stage.people["editor"], conclusion="Two lists."
    )
    stage.page_revised()
    settle()
    dumps.bring_up_to_date()
    return made


def pages(claims):
    """Every public address that answers with a page, for each thing that may have become of a claim."""
    client = Client()
    for claim in claims.values():
        for name in sorted(PUBLIC):
            answer = client.get(public_address(name, claim), follow=True)
            if answer.headers["Content-Type"].startswith("text/html"):
                yield name, answer
    for address in (
        "/nothing/", "/claims/?rating=nothing", "/claims/zzzzzzzz/", "/corrections/?before=x", "/claims/?rating=true",
        "/about/versions/2/", "/ratings/versions/1/", "/corrections/?kind=retraction",
    ):  # fmt: skip
        yield address, client.get(address)


def test_every_public_page_has_the_link_and_says_what_it_is_about(claims):
    seen = {}
    for name, answer in pages(claims):
        about = subjects(answer.text)
        seen[name] = about
        assert about and all(subject.startswith("Error: ") and len(subject) > 9 for subject in about), name
        assert answer.text.count("<footer") == (name != "claim-embed"), (
            name
        )  # the card stands on others' pages
    assert len(seen) > 15


def test_of_a_claim_the_letter_names_id_and_version(claims):
    claim = claims["corrected"]
    base = f"/claims/{claim.public_id}/"
    client = Client()
    assert subjects(client.get(claim.public.get_absolute_url()).text) == {
        f"Error: {claim.public_id}, version 2"
    }
    assert subjects(client.get(f"{base}revisions/1/").text) == {f"Error: {claim.public_id}, version 1"}
    assert subjects(client.get(f"{base}revisions/1..2/").text) == {
        f"Error: {claim.public_id}, versions 1 and 2"
    }
    assert subjects(client.get("/about/").text) == {"Error: About, version 2"}
    assert subjects(client.get("/about/versions/1/").text) == {"Error: About, version 1"}


def test_an_error_page_says_which_error(client):
    assert subjects(client.get("/nothing/").text) == {"Error: page 404"}


def test_so_do_the_pages_for_our_own_faults(monkeypatch, settings):
    ask = RequestFactory()
    assert subjects(errors.bad_request(ask.get("/x/")).content.decode()) == {"Error: page 400"}
    assert subjects(errors.forbidden(ask.get("/x/")).content.decode()) == {"Error: page 403"}
    assert subjects(errors.server_error(ask.get("/x/")).content.decode()) == {"Error: page 500"}

    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)
    settings.NEWSROOM_EMAIL = 'a"b@news.example'
    page = errors.server_error(ask.get("/x/")).content.decode()
    assert 'href="mailto:a&quot;b@news.example?subject=Error%20500"' in page
