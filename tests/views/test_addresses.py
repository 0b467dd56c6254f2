"""Every address that was ever public answers 200, one redirect, or 410, for ever: lives are played, and after each
step every address that anybody could have kept is asked again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, RatingScale
from tests import factories

pytestmark = pytest.mark.django_db

SCALE_WORDS = ("label", "slug", "definition", "value", "settles", "token")
HEADLINES = ("It opens at nine", "It opens at ten, since May", "Revisions", "Ωραίο πρωί", "It opens at nine")


# Pages of names are there as long as a check that is shown names them; oEmbed answers for what is shown.
ELSEWHERE = ("/desk/", "/static/", "/claimants/", "/documents/", "/topics/", "/oembed/")


class Life:
    """One claim, the people around it, and every address that a reader has seen of it."""

    def __init__(self, reporter: Any, editors: list[Any], admin: Any, seed: int) -> None:
        self.reporter, self.editors, self.admin = reporter, editors, admin
        self.dice = random.Random(seed)  # noqa: S311
        self.claim = factories.published_claim(by=reporter, editor=editors[0])
        self.reader, self.seen = Client(), set[str]()
        self.step = 0

    # What may happen to it.
    def correct(self) -> None:
        """With another headline, and so another slug."""
        self.step += 1
        if self.claim.state == "published":
            self.claim.edit(by=self.reporter)
        ratings = list(self.claim.open_ratings().exclude(slug="unproven"))
        self.claim.revise(
            by=self.reporter,
            headline=self.dice.choice(HEADLINES),
            conclusion=f"As it was seen {self.step} times.",
            rating=self.dice.choice(ratings),
            change_kind=self.dice.choice(["correction", "update"]),
            change_text=f"Seen for the {self.step}th time.",
        )
        self.claim.submit(by=self.reporter)
        editor = self.dice.choice(self.editors)
        self.claim.approve_and_publish(by=editor, content_sha256=self.claim.content_sha256, says_no_more=True)

    def retract(self) -> None:
        self.claim.retract(by=self.admin, reason="It rested on a forged list.")

    def take_down(self) -> None:
        self.claim.take_down(by=self.admin, reason="A court ordered it.")

    def draft(self) -> None:
        self.claim.edit(by=self.reporter)
        self.claim.revise(by=self.reporter, headline="A draft that nobody sees")

    def discard(self) -> None:
        self.claim.discard(by=self.admin)

    def replace_scale(self) -> None:
        scale = RatingScale.objects.in_force().get()
        words = list(scale.ratings.order_by("position").values(*SCALE_WORDS))
        scale.replace(by=self.admin, words=words)

    def rename(self) -> None:
        self.editors[0].rename(by=self.admin, public_name=f"Eda {self.step}")

    def possible(self) -> list[Callable[[], None]]:
        status, state = self.claim.public_status, self.claim.state
        acts = [self.replace_scale, self.rename]
        if state in ("published", "drafting"):
            acts += [self.correct] * 3
        if state == "published":
            acts.append(self.draft)
        if state == "drafting" and status == "shown":
            acts.append(self.discard)
        if status == "shown":
            acts.append(self.retract)
        if status in ("shown", "retracted"):
            acts.append(self.take_down)
        return acts

    def live_on(self) -> str:
        act = self.dice.choice(self.possible())
        act()
        self.claim = Claim.objects.get(pk=self.claim.pk)
        return act.__name__

    # What a reader keeps of it.
    def look_around(self) -> None:
        """Every address that is offered now, and those that can be guessed from how addresses are made."""
        one = f"/claims/{self.claim.public_id}/"
        number = self.claim.public.number
        tails = ["", "revisions/", "record.json", "claimreview.json", "any-other-slug/"]
        tails += [f"revisions/{n}/{tail}" for n in range(1, number + 1) for tail in ("", "record.json")]
        tails += [f"revisions/{n}..{m}/" for n in range(1, number + 1) for m in {1, n, number}]
        fresh = {one + tail for tail in tails} | {self.claim.public.get_absolute_url()}
        fresh |= {"/", "/claims/", "/ratings/", "/corrections/", "/corrections/?rating=changed"}
        fresh |= {"/feeds/corrections.atom", "/feeds/corrections.atom?kind=retraction"}
        for address in list(fresh):
            answer = self.reader.get(address)
            if answer.status_code == 200 and "json" not in answer["Content-Type"]:
                text = answer.content.decode().replace("&amp;", "&")
                found = re.findall(r'href="(?:http://localhost:8000)?(/[^"#]*)', text)
                fresh |= {each for each in found if not each.startswith(ELSEWHERE)}
        page = self.claim.public.get_absolute_url()
        self.seen |= fresh | {page.upper().replace("/CLAIMS/", "/claims/")}
        self.seen |= {each.replace(self.claim.public_id, self.claim.public_id.upper()) for each in fresh}

    def ask_all(self) -> list[str]:
        """The addresses that do not answer as they must."""
        return [f"{address}: {said}" for address in sorted(self.seen) if (said := self.ask(address))]

    def ask(self, address: str) -> str:
        answer = self.reader.get(address)
        if answer.status_code in (200, 410):
            return ""
        if answer.status_code == 301:
            led = self.reader.get(answer["Location"])
            return (
                ""
                if led.status_code == 200
                else f"301 to {answer['Location']}, which answers {led.status_code}"
            )
        return str(answer.status_code)


@pytest.fixture
def begin(reporter: Any, editor: Any, editor2: Any, admin: Any) -> Callable[[int], Life]:
    return lambda seed: Life(reporter, [editor, editor2], admin, seed)


@pytest.mark.parametrize("seed", range(2))
def test_no_address_is_ever_lost(begin, seed):
    life, story = begin(seed), []
    life.look_around()
    for _ in range(6):
        story.append(life.live_on())
        life.look_around()
        assert life.ask_all() == [], story
    assert len(life.seen) > 30


def test_the_whole_of_a_life_in_order(begin):
    """Published, corrected under another slug, retracted, back, taken down, back, corrected: nothing ends in 404."""
    life = begin(0)
    life.look_around()
    acts = [
        "correct",
        "retract",
        "correct",
        "take_down",
        "correct",
        "correct",
        "replace_scale",
        "correct",
        "take_down",
    ]
    for act in acts:
        getattr(life, act)()
        life.claim = Claim.objects.get(pk=life.claim.pk)
        life.look_around()
        assert life.ask_all() == [], act
    gone = [
        each
        for each in life.seen
        if each.lower().startswith("/claims/") and life.claim.public_id in each.lower()
    ]
    assert {life.reader.get(each).status_code for each in gone} == {410}


def test_the_player_notices_an_address_that_is_lost(begin):
    """Or the tests above would prove nothing."""
    life = begin(1)
    life.correct()
    life.look_around()
    assert life.ask_all() == []
    life.seen |= {f"/claims/{life.claim.public_id}/revisions/9/", "/nowhere/"}
    assert life.ask_all() == [f"/claims/{life.claim.public_id}/revisions/9/: 404", "/nowhere/: 404"]
