"""Eight people save at the same moment, on every way to save a text: one wins each version, the others are shown both
texts, and in the end everybody's words have stood there. (For a minute each: tests/faults/test_lost_updates.py.)"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from claims.models import Claimant, Event, Topic
from tests import factories
from tests.crowd import at_once
from tests.views.pages import at, fields_of, hidden

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8


@dataclass
class Way:
    """One way to save: the page, its form, and the field that everybody writes into."""

    page: str
    form: str  # the action of the form on the page
    field: str
    about: str  # what the history is asked about
    token: str = "Token{}x"
    rest: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        return self.form or self.page

    @property
    def is_admin(self) -> bool:
        return self.page.startswith("/admin/")


def ways(person: Any) -> dict[str, Way]:
    claim = factories.complete_claim(by=person)
    piece, place = claim.evidence.standing().first(), claim.first_appearance
    paper = factories.document(by=person)
    topic = Topic.add(by=factories.user("editor", "sub"), slug="roofs", label="Roofs")
    claimant = Claimant.objects.get()
    evidence = at(claim, f"evidence/{piece.pk}/")
    spot = at(claim, f"appearances/{place.pk}/")

    def change(model: str, row: Any) -> str:
        return reverse(f"admin:claims_{model}_change", args=[row.pk])

    account = (("role", "reporter"), ("is_active", "on"))
    return {
        "text": Way(at(claim), at(claim, "save/"), "conclusion", claim.about),
        "organising": Way(
            at(claim), at(claim, "organise/"), "story_url", claim.about, "https://daily-test.example/Token{}x"
        ),
        "evidence": Way(evidence, "", "quotation", claim.about),
        "discount": Way(evidence, f"{evidence}discount/", "reason", claim.about),
        "place": Way(spot, spot, "claimant_role", claim.about),
        "document": Way(reverse("document-change", args=[paper.public_id]), "", "byline", paper.about),
        "account": Way(change("user", person), "", "public_name", person.about, rest=account),
        "topic": Way(change("topic", topic), "", "label", topic.about),
        "claimant": Way(change("claimant", claimant), "", "name", claimant.about),
    }


def form_of(way: Way, html: str, token: str, where: str) -> dict[str, Any]:
    """The form of a page, or of a conflict's page, with one's own words in it."""
    if way.is_admin:
        return {
            **hidden(html),
            **dict(way.rest),
            way.field: token,
        }
    form = fields_of(html, where)
    if f"mine-{way.field}" in form:
        return {**form, f"choice-{way.field}": "mine"}
    return {**form, way.field: token}


def written(way: Way) -> list[str]:
    """Every token that ever stood there, out of the history, oldest first."""
    events = [str(event.details) for event in Event.objects.about(way.about)]
    found = [re.findall(r"'new': .*?(Token\dx)", event) for event in reversed(events)]
    return [tokens[0] for tokens in found if tokens]


WAYS = ("text", "organising", "evidence", "discount", "place", "document", "account", "topic", "claimant")


def test_every_way_is_walked(reporter):
    assert tuple(ways(reporter)) == WAYS


@pytest.mark.parametrize("name", WAYS)
def test_nobodys_words_are_lost(as_, reporter, name):
    way = ways(reporter)[name]
    people = [factories.user("administrator", f"person{n}") for n in range(CROWD)]
    clients = [as_(person) for person in people]
    tokens = [way.token.format(n) for n in range(CROWD)]
    pages = at_once([lambda client=client: client.get(way.page).text for client in clients])
    forms = [form_of(way, page, token, way.form) for page, token in zip(pages, tokens, strict=True)]
    answers = at_once(
        [lambda c=client, f=form: c.post(way.where, f) for client, form in zip(clients, forms, strict=True)]
    )
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (CROWD - 1)
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 302)
    for n, answer in enumerate(answers):
        if n != winner:
            html = unescape(answer.text)
            assert tokens[n] in html and tokens[winner] in html
    assert len(written(way)) == 1
    for n, answer in enumerate(answers):
        while answer.status_code != 302:  # shown what was saved meanwhile, until one's own is
            assert answer.status_code == 409 and tokens[n] in unescape(answer.text)
            answer = clients[n].post(way.where, form_of(way, answer.text, tokens[n], way.where))
    assert sorted(written(way)) == sorted(f"Token{n}x" for n in range(CROWD))


def test_the_order_of_evidence_is_nobodys_to_undo_unseen(as_, reporter):
    claim = factories.complete_claim(by=reporter)
    for _ in range(CROWD - 2):
        factories.add_evidence(claim, by=reporter)
    pieces = list(claim.evidence.standing())
    clients = [as_(factories.user("reporter", f"mover{n}")) for n in range(CROWD)]
    forms = [fields_of(client.get(at(claim)).text, "") for client in clients]

    def move(n, form):
        to = str(1 if n else CROWD)
        return clients[n].post(at(claim, f"evidence/{pieces[n].pk}/move/"), {**form, "to": to})

    answers = at_once([lambda n=n: move(n, forms[n]) for n in range(CROWD)])
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (CROWD - 1)
    for n, answer in enumerate(answers):
        while answer.status_code != 302:
            assert answer.status_code == 409 and "The order of the evidence was changed" in answer.text
            where = at(claim, f"evidence/{pieces[n].pk}/move/")
            answer = clients[n].post(where, fields_of(answer.text, where))
    moved = Event.objects.about(claim.about).filter(verb="move_evidence").count()
    assert CROWD - 1 <= moved <= CROWD  # who asked for the place that a piece has by now moved nothing
    assert [piece.position for piece in claim.evidence.standing()] == list(range(1, CROWD + 1))
