"""What programs look for on every site, and what pages say to them in their head."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.fixture
def claim(reporter: Any, editor: Any) -> Any:
    return factories.published_claim(by=reporter, editor=editor)


def test_robots_may_read_what_is_public_and_are_told_of_the_sitemap(client: Client, settings: Any) -> None:
    settings.DEMO, settings.SITE_URL = False, "https://daily.example"
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /desk/", "Disallow: /admin/", "Disallow: /accounts/", "Allow: /"} <= set(lines)
    assert lines[-1] == "Sitemap: https://daily.example/sitemap.xml"
    assert client.get("/sitemap.xml").status_code == 200


def test_the_demo_names_no_sitemap_and_every_answer_says_noindex(client: Client, settings: Any) -> None:
    settings.DEMO = True
    for address in ("/robots.txt", "/sitemap.xml", "/manifest.webmanifest", "/"):
        answer = client.get(address)
        assert answer["X-Robots-Tag"] == "noindex", address
    assert "Sitemap:" not in client.get("/robots.txt").text


def test_security_txt_is_good_for_months_and_moves_once_a_day(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.NEWSROOM_EMAIL = "https://daily.example", "safe@daily.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:safe@daily.example"
    assert fields["Canonical"] == "https://daily.example/.well-known/security.txt"
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    left = expires - datetime.now(UTC)
    assert timedelta(days=178) < left < timedelta(days=365)
    assert (expires.hour, expires.minute, expires.second) == (0, 0, 0)


def test_the_icon_is_where_browsers_look_for_it(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301 and answer["Location"] == "/static/img/favicon.ico"
    assert (STATIC / "img" / "favicon.ico").read_bytes()[:4] == b"\x00\x00\x01\x00"


def test_the_manifest_names_the_newsroom_and_icons_of_the_size_it_says(client: Client, settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Daily </script> Example"
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json" and "</script>" not in answer.text
    manifest = answer.json()
    assert manifest["name"] == "The Daily </script> Example" and len(manifest["short_name"]) <= 14
    assert manifest["start_url"] == manifest["scope"] == "/"
    for icon in manifest["icons"]:
        data = (STATIC / icon["src"].removeprefix("/static/")).read_bytes()
        width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
        assert f"{width}x{height}" == icon["sizes"]


def test_pages_name_manifest_icon_and_the_one_address_they_want_to_be_known_by(
    client: Client, claim: Any, settings: Any
) -> None:
    settings.SITE_URL = "https://daily.example"
    here = claim.public.get_absolute_url()
    base = f"/claims/{claim.public_id}/"
    known = {
        "/": "/", "/claims/": "/claims/", "/ratings/": "/ratings/", "/corrections/": "/corrections/",
        "/methodology/": "/methodology/", "/data/": "/data/", here: here, f"{base}revisions/": f"{base}revisions/",
        f"{base}revisions/1/": here, f"{base}revisions/1..1/": f"{base}revisions/1..1/",
    }  # fmt: skip
    for address, canonical in known.items():
        page = client.get(address).text
        found = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
        assert found == [f"https://daily.example{canonical}"], address
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page
        assert "/static/img/favicon.svg" in page and "/static/img/apple-touch-icon.png" in page
