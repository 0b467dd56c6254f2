"""New code under load, and bulk work of several people on the same claims: nobody sees a failure of ours."""

from __future__ import annotations

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.faults.site import Site
from tests.faults.writers import Writers

CLIENTS, RELOADS = 8, 3
CLAIMS, PEOPLE, ROUNDS = 30, ("reporter", "editor", "editor2", "admin"), 4


def are_replaced(site: Site, old: set[int]) -> bool:
    web, background = site.web_workers(), site.background_workers()
    return bool(web and background) and not old & {*web, *background}


def test_reload_under_load(site: Site) -> None:
    """SIGUSR2 to ./run: web processes and worker are replaced, and serve what the files say now."""
    assert site.process is not None
    site.wait_until(site.background_workers, 60)
    with Writers(site, CLIENTS, word="reload") as writers:
        for n in range(RELOADS):
            page = site.root / "templates" / "base.html"
            page.write_text(page.read_text() + f"<!-- change {n} -->")
            old = {*site.web_workers(), *site.background_workers()}
            site.process.send_signal(signal.SIGUSR2)
            site.wait_until(partial(are_replaced, site, old), 60)
            assert f"change {n}" in site.browser().get("/nothing/here/").text
    assert [person.failures for person in writers.people] == [[]] * CLIENTS
    assert writers.lost_and_doubled() == ([], [])
    print(f"{RELOADS} reloads, {writers.count} writes, no failure")


def spot(site: Site, number: int, word: str) -> list[str]:
    browser = site.browser("reporter")
    for n in range(number):
        answer = browser.post(
            "/desk/claims/new/", url=f"https://paper.example/{word}", quotation=f"Sentence {n} of {word}."
        )
        assert answer.status == 302, answer.text[-2000:]
    rows = site.sql(
        "SELECT public_id FROM claims_claim WHERE state = 'spotted' ORDER BY id DESC LIMIT %s", number
    )
    return [public_id for (public_id,) in rows]


def test_many_claims_at_once_by_several_people(site: Site) -> None:
    """Each of them in another order, some to take and some to pass over: no deadlock, and nothing is done twice."""
    browsers = [site.browser(name) for name in PEOPLE]
    dice = random.Random()
    for n in range(ROUNDS):
        claims = spot(site, CLAIMS, f"round{n}")
        orders = [dice.sample(claims, len(claims)) for _ in browsers]
        rows = site.sql(
            "SELECT public_id, content_version FROM claims_claim WHERE public_id = ANY (%s)", claims
        )
        seen = [f"{public_id}.{version}" for public_id, version in rows]

        def send(i: int, orders: list[list[str]] = orders, seen: list[str] = seen) -> int:
            verb = "take" if i % 2 else "pass_over"
            sent = browsers[i].post("/desk/triage/", claim=orders[i], verb=verb, reason="trivial", seen=seen)
            return sent.status

        with ThreadPoolExecutor(len(browsers)) as pool:
            assert list(pool.map(send, range(len(browsers)))) == [302] * len(browsers)
        twice = site.sql(
            "SELECT object, verb FROM claims_event WHERE object = ANY (%s) GROUP BY 1, 2 HAVING count(*) > 1",
            [f"claim/{public_id}" for public_id in claims],
        )
        left = site.sql(
            "SELECT public_id FROM claims_claim WHERE public_id = ANY (%s) AND state = 'spotted'", claims
        )
        assert (twice, left) == ([], [])
    assert "deadlock detected" not in site.postgres_log()
    assert "hold" in site.manage("check_invariants").stdout
