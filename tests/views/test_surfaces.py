"""Every surface on which a check stands says the same, at once: after publishing, correcting, retracting, taking down;
also to whoever holds the tag of what it was before. No surface prints a statement without its rating."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from claims import dumps
from claims.models import Topic
from tests import factories
from tests.guards.sql import settle

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = ("It opens at nine", "The kiosk of Examplestead opens at nine", "True")
THEN = ("It opens at ten", "The kiosk of Examplestead opens at ten", "Mostly false")
DRAFT = "A draft that nobody may see"


@pytest.fixture
def kiosk(reporter: Any, editor: Any) -> Any:
    town = Topic.add(by=editor, slug="town", label="The town")
    claim = factories.complete_claim(by=reporter, headline=FIRST[0], statement=FIRST[1])
    claim.organise(by=editor, topics=[town])
    claim.refresh_from_db()
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    return claim


def lists(claim: Any) -> dict[str, str]:
    """Addresses that name the check among others, as long as it is shown."""
    place = claim.first_appearance
    return {
        "home": "/",
        "list": "/claims/",
        "search": "/claims/?q=kiosk",
        "search by a beginning": "/claims/?q=kios*&order=newest",
        "by claimant": f"/claims/?claimant={place.claimant.public_id}",
        "by topic and document": f"/claims/?topic=town&document={place.document.public_id}",
        "claimant": f"/claimants/{place.claimant.public_id}/ada-example/",
        "document": f"/documents/{place.document.public_id}/the-library-of-examplestead/",
        "topic": "/topics/town/",
        "Atom": reverse("feed-atom"),
        "RSS": reverse("feed-rss"),
        "JSON Feed": reverse("feed-json"),
        "Atom of a search": f"{reverse('feed-atom')}?q=kiosk",
        "JSON Feed of a topic": f"{reverse('feed-json')}?topic=town",
    }


def own(claim: Any) -> dict[str, str]:
    """Addresses of the check itself."""
    base = f"/claims/{claim.public_id}/"
    page = f"http://testserver{claim.get_absolute_url() if not claim.public else claim.public.get_absolute_url()}"
    return {
        "page": claim.public.get_absolute_url(),
        "card": f"{base}embed/",
        "oEmbed": f"/oembed/?url={quote(page)}",
        "record": f"{base}record.json",
        "ClaimReview": f"{base}claimreview.json",
        "versions": f"{base}revisions/",
    }


def words(text: str) -> str:
    """What a reader reads, without the markup, escapes undone as often as they were done."""
    for _ in range(2):
        text = unescape(re.sub(r"\\u003c|\\u003e|\\u0026", " ", text))
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def ask(address: str, etag: str = "") -> Any:
    headers = {"If-None-Match": etag} if etag else {}
    return Client().get(address, headers=headers)


def read(addresses: dict[str, str], held: dict[str, str]) -> Iterator[tuple[str, Any, str]]:
    for name, address in addresses.items():
        answer = ask(address, held.get(name, ""))
        assert answer.status_code != 304, f"{name} is said to be what it was"
        held[name] = answer.headers.get("ETag", "")
        assert DRAFT not in answer.text, name
        yield name, answer, words(answer.text)


def test_all_surfaces_agree_at_once_whatever_becomes_of_a_check(kiosk, reporter, editor, editor2, settings):
    settings.SITE_URL = "http://testserver"
    held: dict[str, str] = {}

    # Published: everywhere, each time with its rating.
    for name, answer, text in read({**lists(kiosk), **own(kiosk)}, held):
        assert answer.status_code == 200, name
        assert FIRST[0] in text or name == "oEmbed" and FIRST[0] in json.loads(answer.content)["title"], name
        assert FIRST[2] in text, name
    first = ask(own(kiosk)["page"]).text
    picture = re.search(r'property="og:image" content="http://testserver([^"]+)"', first)[1]
    assert ask(picture).status_code == 200 and "/share/1-" in picture

    # A draft of the next version moves nothing.
    kiosk.edit(by=reporter)
    kiosk.revise(by=reporter, conclusion=DRAFT)
    for name, address in {**lists(kiosk), **own(kiosk)}.items():
        answer = ask(address, held[name])
        assert answer.status_code == 304 or DRAFT not in answer.text, name

    # Corrected: the new words everywhere, with the new rating.
    kiosk.revise(
        by=reporter, conclusion="It has moved.", headline=THEN[0], statement=THEN[1], change_kind="correction",
        rating=factories.rating("mostly-false"), change_text="We had read the list of another year.",
    )  # fmt: skip
    kiosk.submit(by=reporter)
    factories.approve(kiosk, by=editor2)
    kiosk.publish(by=editor2)
    kiosk.refresh_from_db()
    for name, answer, text in read({**lists(kiosk), **own(kiosk)}, held):
        assert answer.status_code == 200, name
        assert THEN[0] in text and THEN[2] in text, name
        if name not in ("page", "versions", "card", "home"):  # they tell of the correction
            assert FIRST[0] not in text, name
    assert ask(picture).status_code in (301, 302) or b"PNG" in ask(picture).content[:8]
    corrected = ask(own(kiosk)["page"]).text
    newer = re.search(r'property="og:image" content="http://testserver([^"]+)"', corrected)[1]
    assert newer != picture and ask(newer).headers["Content-Type"] == "image/png"
    assert THEN[0] in words(ask("/feeds/corrections.atom").text) and THEN[0] in words(
        ask("/corrections/").text
    )
    assert "It opens at nine" not in ask("/claims/?q=nine").text

    # Retracted: in no list any more; its own page says so on top.
    kiosk.retract(by=editor, reason="The list was forged.")
    for name, _answer, text in read(lists(kiosk), held):
        if name != "home":  # its strip of corrections names the retraction
            assert THEN[1] not in text, name
        if name in ("claimant", "document", "topic"):
            assert _answer.status_code == 404, name
    for name, answer, text in read({"page": own(kiosk)["page"], "card": own(kiosk)["card"]}, held):
        assert answer.status_code == 200 and "The list was forged." in text, name
    assert ask(own(kiosk)["ClaimReview"]).status_code == 410
    assert THEN[1] not in "".join(words(text) for text in sitemap())
    assert ask("/claims/?q=kiosk").text.count('class="stmt"') == 0

    # Taken down: 410 at each address, and not a word of it anywhere.
    before = own(kiosk)
    kiosk.take_down(by=editor, reason="A court ordered it.")
    for name, address in {**before, "picture": newer, "old picture": picture}.items():
        answer = ask(address, held.get(name, ""))
        assert answer.status_code in ((404, 410) if name == "oEmbed" else (410,)), name
        assert b"kiosk" not in answer.content.lower() and b"opens at" not in answer.content, name
    for name, address in lists(kiosk).items():
        text = words(ask(address, held[name]).text)
        asked_for = text.replace("“kiosk”", "").replace("“kios*”", "").replace("?q=kiosk", "")
        assert "opens at" not in text and "kiosk" not in asked_for.lower().replace("q=kiosk", ""), name
    assert kiosk.public_id not in "".join(sitemap())
    settle()
    dumps.bring_up_to_date()
    for name in ("claims.jsonl", "claims.csv", "claimreview.json", "history.jsonl"):
        assert b"kiosk" not in ask(f"/data/{name}").getvalue()


def sitemap() -> list[str]:
    index = ask("/sitemap.xml").text
    return [
        ask(address.replace("http://testserver", "")).text
        for address in re.findall(r"<loc>([^<]+)</loc>", index)
    ]
