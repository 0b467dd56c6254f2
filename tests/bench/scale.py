"""Whether pages stay as quick from a thousand claims to a million: each beside itself in a newsroom of a thousand.

`./run bench scale` measures 1,000 and 30,000; `FACTCHECK_BENCH_CLAIMS=1000000 ./run bench scale` up to a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from tests.bench import _site

ROUNDS, EACH = 5, 12
ADMIN = ("claim", "revision", "claimant", "user", "topic", "event", "approval", "contribution", "snapshot")


def run() -> Iterator[dict[str, Any]]:
    with _site.newsrooms(*_site.sizes()):
        newsrooms = {number: Newsroom(number) for number in _site.sizes()}
        for name in newsrooms[_site.SMALL].pages:
            yield beside(name, newsrooms)


class Newsroom:
    """Addresses of one size. A page is a list of addresses that take turns; those of a cold page are asked once."""

    def __init__(self, claims: int) -> None:
        from django.db import connection

        _site.visit(claims)
        self.claims, self.chance = claims, Random(claims)
        self.browser = _site.Browser(cookies=logged_in())
        self.pages = {**self.public(), **self.desk()}
        self.queries: dict[str, int] = {}
        for name in [*self.pages]:
            status, _body = self.browser.get(self.pages[name][0])
            if status == 301:
                self.pages[name] = [self.browser.location]
                status, _body = self.browser.get(self.browser.location)
            if status == 404:  # not built yet, or a cursor of another kind
                del self.pages[name]
            elif status != 200:
                raise AssertionError(f"{name} answers {status}: {self.pages[name][0]}")
        connection.close()

    def public(self) -> dict[str, list[str]]:
        from django.urls import reverse

        from claims import canonical
        from claims.models.public import PublicClaim
        from claims.synthesis import facts, vocabulary

        shown = PublicClaim.objects.public()
        some = list(
            shown.filter(pk__in=[facts.public_id(self.chance.randrange(self.claims)) for _ in range(100)])
        )
        newest, oldest = shown.newest()[0], shown.newest().reverse()[0]
        middle = oldest.published_at + (newest.published_at - oldest.published_at) / 2
        deep = f"before={canonical.moment(middle)}.00000000"
        day, later = middle.date(), middle.date() + timedelta(days=90)
        listed = reverse("claim-list")
        filters = {
            "newest": "",
            "rating": "rating=true",
            "often named claimant": f"claimant={facts.claimant_id(0)}",
            "seldom named claimant": f"claimant={facts.claimant_id(60)}",
            "topic": f"topic={vocabulary.TOPICS[0].lower()}",
            "document": f"document={facts.public_id(0, salt=3)}",
            "three months": f"after_date={day}&before_date={later}",
            "changed": "changed=on",
            "rating and topic": f"rating=true&topic={vocabulary.TOPICS[3].lower()}",
        }
        pages = {
            "claim page, cold": [claim.get_absolute_url() for claim in some],
            "claim page, warm": [some[0].get_absolute_url()],
            "record.json": [reverse("claim-record", args=[claim.public_id]) for claim in some],
            "versions": [reverse("claim-revisions", args=[claim.public_id]) for claim in some],
            "front page": [reverse("home")],
            "corrections": [reverse("corrections")],
            "corrections feed": [reverse("corrections-feed")],
            "feed, Atom": ["/feeds/claims.atom"],
            "feed, RSS": ["/feeds/claims.rss"],
            "feed, JSON": ["/feeds/claims.json"],
            "page of an often named claimant": [f"/claimants/{facts.claimant_id(0)}/x/"],
            "page of a topic": [f"/topics/{vocabulary.TOPICS[0].lower()}/"],
        }
        for name, query in filters.items():
            pages[f"list: {name}"] = [f"{listed}?{query}" if query else listed]
            pages[f"list: {name}, deep"] = [f"{listed}?{query}&{deep}" if query else f"{listed}?{deep}"]
        return pages

    def desk(self) -> dict[str, list[str]]:
        from django.urls import reverse

        from claims.synthesis import facts

        pages = {f"admin: {model}": [reverse(f"admin:claims_{model}_changelist")] for model in ADMIN}
        claims = pages["admin: claim"][0]
        number = facts.public_id(7)
        return {
            **pages,
            "admin: claims in review": [f"{claims}?state__exact=in_review"],
            "admin: urgent claims": [f"{claims}?priority__exact=2"],
            "admin: retractions": [f"{pages['admin: revision'][0]}?kind__exact=retraction"],
            "admin: search for a number": [f"{claims}?q={number}"],
            "admin: search for a frequent word": [f"{claims}?q=meridania"],
            "admin: search for a rare word": [f"{claims}?q=zandermoor"],
            "admin: search for two words": [f"{claims}?q=meridania+rents"],
            "admin: page 100": [f"{claims}?p={min(100, max(1, self.claims // 100))}"],
            "admin: a claim": [reverse("admin:claims_claim_change", args=[7])],
            "desk: queue": [reverse("desk-queue")],
            "desk: published claims": [f"{reverse('desk-queue')}?state=published"],
            "desk: queue, words": [f"{reverse('desk-queue')}?q=zandermoor"],
            "desk: history": [reverse("desk-history")],
        }

    def kilobytes(self, name: str) -> int:
        """Of the answer: where a small newsroom has less than a page of rows, the pages are not alike."""
        _site.visit(self.claims)
        return len(self.browser.get(self.pages[name][-1])[1]) // 1024

    def measure(self, name: str) -> list[float]:
        addresses = self.pages[name]
        if name.endswith("cold"):
            asked = [addresses.pop() for _ in range(min(EACH, len(addresses) - 1))]
        else:
            asked = [addresses[n % len(addresses)] for n in range(EACH)]
            self.browser.get(asked[0])
        return [self.browser.milliseconds(address, kept=name.endswith("warm")) for address in asked]


def logged_in() -> str:
    """The session of an administrator."""
    from django.test import Client

    from claims.models import User
    from tests import factories

    person = User.objects.filter(username="bench").first() or factories.user("administrator", "bench")
    client = Client()
    client.force_login(person)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def beside(name: str, newsrooms: dict[int, Newsroom]) -> dict[str, Any]:
    """One page in all newsrooms, which take turns."""
    sizes = [number for number, newsroom in newsrooms.items() if name in newsroom.pages]
    queries = {}
    for number in sizes:
        _site.visit(number)
        newsrooms[number].browser.get(newsrooms[number].pages[name][0])
        queries[number] = newsrooms[number].browser.queries(newsrooms[number].pages[name][-1])
    took = _site.in_turns(sizes, lambda number: newsrooms[number].measure(name), ROUNDS)
    middle = {number: _site.median(values) for number, values in took.items()}
    return {
        "what": name,
        "ms": {f"{number:,}": value for number, value in middle.items()},
        "kb": {f"{number:,}": newsrooms[number].kilobytes(name) for number in sizes},
        "queries": {f"{number:,}": count for number, count in queries.items()},
        "times_the_small": round(middle[sizes[-1]] / middle[sizes[0]], 2),
        "same_queries": len(set(queries.values())) == 1,
    }
