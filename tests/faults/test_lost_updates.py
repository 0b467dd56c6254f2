"""Eight people save all the time, each time a word that nobody else has, on every way to save a text. In the end every
word that was acknowledged has stood there, each version had one winner, and everybody else was shown both texts.

LOST_UPDATES_SECONDS says how long each way is walked: 60 unless told otherwise. (A short form for every run is
tests/views/test_lost_updates.py.)
"""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest

from tests.faults.site import Browser, Site
from tests.views.pages import fields_of, hidden

SECONDS = float(os.environ.get("LOST_UPDATES_SECONDS", "60"))
PEOPLE = ("reporter", "editor", "editor2", "admin")
CROWD = 8


@dataclass
class Way:
    page: str
    form: str  # the action of the form on that page; "" is the page's own address
    field: str
    about: str  # what the history is asked about
    token: str = "{}"
    rest: dict[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return self.form or self.page


def ways(site: Site) -> dict[str, Way]:
    """Things of the demo newsroom that may be written on."""
    [(claim, piece, place)] = site.sql(
        "SELECT c.public_id, min(e.id), min(a.id) FROM claims_claim c JOIN claims_evidence e ON e.claim_id = c.id"
        " JOIN claims_appearance a ON a.claim_id = c.id WHERE c.state = 'drafting' AND e.removed_at IS NULL"
        " AND a.removed_at IS NULL AND NOT a.proposed GROUP BY c.id, c.public_id ORDER BY c.id LIMIT 1"
    )
    [(paper,)] = site.sql("SELECT public_id FROM claims_document ORDER BY id LIMIT 1")
    [(claimant, claimant_id)] = site.sql("SELECT public_id, id FROM claims_claimant ORDER BY id LIMIT 1")
    [(topic, topic_id)] = site.sql("SELECT slug, id FROM claims_topic ORDER BY id LIMIT 1")
    desk = f"/desk/claims/{claim}/"
    evidence, where = f"{desk}evidence/{piece}/", f"{desk}appearances/{place}/"
    about = f"claim/{claim}"
    return {
        "text": Way(desk, f"{desk}save/", "conclusion", about),
        "organising": Way(desk, f"{desk}organise/", "story_url", about, "https://daily.example/{}"),
        "evidence": Way(evidence, "", "quotation", about),
        "discount": Way(evidence, f"{evidence}discount/", "reason", about),
        "place": Way(where, where, "claimant_role", about),
        "document": Way(f"/desk/documents/{paper}/change/", "", "byline", f"document/{paper}"),
        "topic": Way(f"/admin/claims/topic/{topic_id}/change/", "", "label", f"topic/{topic}"),
        "claimant": Way(f"/admin/claims/claimant/{claimant_id}/change/", "", "name", f"claimant/{claimant}"),
    }


WAYS = ("text", "organising", "evidence", "discount", "place", "document", "topic", "claimant")


@dataclass
class Person:
    browser: Browser
    way: Way
    saved: list[str] = field(default_factory=list)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def work(self, until: float) -> None:
        while time.monotonic() < until and not self.wrong:
            word = f"w{uuid.uuid4().hex}"
            if self.save(word, self.form_of(self.browser.get(self.way.page).text, word, self.way.form)):
                self.saved.append(word)

    def save(self, word: str, form: dict[str, Any]) -> bool:
        """Sent, and sent again with what a colleague saved meanwhile put together, until it stands there."""
        for _ in range(200):
            answer = self.browser.post(self.way.where, key=form.pop("idempotency_key"), **form)
            if answer.status == 302:
                return True
            html = unescape(answer.text)
            if (
                answer.status != 409
                or word not in html
                or not re.search(r"another window|while you were|after you opened", html)
            ):
                self.wrong.append(f"{answer.status}: {html[:2000]}")
                return False
            self.refused += 1
            form = self.form_of(answer.text, word, self.way.where)
        self.wrong.append("never saved")
        return False

    def form_of(self, html: str, word: str, action: str) -> dict[str, Any]:
        token = self.way.token.format(word)
        if self.way.page.startswith("/admin/"):
            return {**hidden(html), **self.way.rest, self.way.field: token}
        form = fields_of(html, action)
        if f"mine-{self.way.field}" in form:
            return {**form, f"choice-{self.way.field}": "mine"}
        return {**form, self.way.field: token}


@pytest.mark.parametrize("name", WAYS)
def test_nobodys_words_are_lost(site: Site, name: str) -> None:
    found = ways(site)
    assert tuple(found) == WAYS
    way = found[name]
    people = ("admin",) if way.page.startswith("/admin/") else PEOPLE
    crowd = [Person(site.browser(people[n % len(people)]), way) for n in range(CROWD)]
    [(before,)] = site.sql("SELECT coalesce(max(id), 0) FROM claims_event")
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=person.work, args=[until]) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS + 120)
    assert [person.wrong for person in crowd if person.wrong] == []
    saved = [word for person in crowd for word in person.saved]
    payloads = site.sql(
        "SELECT convert_from(payload, 'UTF8') FROM claims_event WHERE object = %s AND id > %s ORDER BY id",
        way.about,
        before,
    )
    news = [match[1] for (text,) in payloads if (match := re.search(r'"new":(\{[^}]*\}|"[^"]*")', text))]
    stood = [word for new in news for word in re.findall(r"w[0-9a-f]{32}", new)]
    assert sorted(set(saved) - set(stood)) == []  # nothing that was acknowledged is lost
    assert len(stood) == len(set(stood)) and set(stood) == set(
        saved
    )  # each stood there once: one winner a version
    assert len(saved) >= CROWD
    print(f"{name}: {len(saved)} saved, {sum(p.refused for p in crowd)} told of somebody else first, 0 lost")
