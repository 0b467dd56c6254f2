"""Once means once, on a running house: answers are lost on their way, the server is killed between the commit and the
answer, and the same form is sent from twenty windows. One row, one Event, the same answer."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.site import Browser, Gone, Site, kill

CHAIN = 7305510128  # the lock under which COMMIT links an Event: held, it stops a commit half-way
ROUNDS = 5


class Form:
    """A new document with a title that nobody else has."""

    def __init__(self, word: str) -> None:
        self.title, self.key = f"{word} {uuid.uuid4().hex}", str(uuid.uuid4())

    def send(self, browser: Browser):
        return browser.post(
            "/desk/documents/new/",
            key=self.key,
            title=self.title,
            kind="article",
            language="en",
            text=self.title,
        )

    def made(self, site: Site) -> list[str]:
        rows = site.sql("SELECT public_id FROM claims_document WHERE title = %s", self.title)
        return [public_id for (public_id,) in rows]

    def told(self, site: Site) -> int:
        """How many rows of the history tell of it."""
        about = [f"document/{public_id}" for public_id in self.made(site)]
        return site.sql(
            "SELECT count(*) FROM claims_event WHERE verb = 'add_document' AND object = ANY(%s)", about
        )[0][0]


def once(site: Site, form: Form, location: str) -> None:
    [public_id] = form.made(site)
    assert location == f"/desk/documents/{public_id}/"
    assert form.told(site) == 1


def waiting_at_commit(site: Site) -> bool:
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND (classid::bigint << 32) + objid::bigint = %s"
    )
    return site.sql(query, CHAIN)[0][0] > 0


def test_killed_between_the_commit_and_the_answer(site: Site) -> None:
    """The commit is held up, the server is killed, and the commit goes through: it is done, and nobody was told."""
    for _ in range(ROUNDS):
        browser, form = site.browser("reporter"), Form("killed")
        gone = threading.Event()

        def send(browser: Browser = browser, form: Form = form, gone: threading.Event = gone) -> None:
            try:
                form.send(browser)
            except Gone:
                gone.set()

        with site_lock(site):
            sender = threading.Thread(target=send)
            sender.start()
            site.wait_until(lambda: waiting_at_commit(site), 10)
            kill(*site.web_workers())
            sender.join(30)
        assert gone.is_set()  # no answer came
        site.wait_until(lambda form=form: len(form.made(site)) == 1, 10)  # and yet it was done
        site.wait_until(lambda: site.answers("/readyz"), 30)
        answers = [form.send(browser) for _ in range(2)]
        assert {answer.status for answer in answers} == {302}
        once(site, form, answers[0].location)


class site_lock:  # noqa: N801  reads as a word of the language
    """Holds the chain's lock in a session of its own."""

    def __init__(self, site: Site) -> None:
        self.site, self.held, self.done = site, threading.Event(), threading.Event()

    def __enter__(self) -> None:
        self.thread = threading.Thread(target=self.hold)
        self.thread.start()
        assert self.held.wait(10)

    def hold(self) -> None:
        import psycopg

        from factcheck import postgres, whereabouts

        address = postgres.address(whereabouts.place(self.site.root), postgres.OWNER)
        with psycopg.connect(**address) as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
            self.held.set()
            self.done.wait(60)

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join(30)


def test_a_lost_answer_is_given_again(site: Site) -> None:
    """The connection breaks off before the answer is read; the person presses the button again."""
    import http.client
    from urllib.parse import urlencode

    browser = site.browser("reporter")
    for _ in range(ROUNDS):
        form = Form("lost")
        fields = {"title": form.title, "kind": "article", "language": "en", "text": form.title}
        body = urlencode(
            {**fields, "idempotency_key": form.key, "csrfmiddlewaretoken": browser.cookies["csrf"]}
        )
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        connection.request("POST", "/desk/documents/new/", body, headers)
        connection.close()
        answer = form.send(browser)  # at once: the first may still be under way
        assert answer.status == 302
        once(site, form, answer.location)


@pytest.mark.parametrize("number", [2, 20])
def test_many_windows_at_once(site: Site, number: int) -> None:
    browsers = [site.browser("reporter")]
    for _ in range(number - 1):
        other = Browser(site)
        other.cookies = dict(browsers[0].cookies)
        browsers.append(other)
    for _ in range(ROUNDS):
        form, start = Form("windows"), threading.Barrier(number)

        def send(browser: Browser, form: Form = form, start: threading.Barrier = start):
            start.wait(30)
            return form.send(browser)

        with ThreadPoolExecutor(number) as crowd:
            answers = list(crowd.map(send, browsers))
        assert {answer.status for answer in answers} == {302}
        assert len({answer.location for answer in answers}) == 1
        once(site, form, answers[0].location)


def test_a_key_is_kept_for_a_day_and_longer(site: Site) -> None:
    browser, form = site.browser("reporter"), Form("kept")
    first = form.send(browser)
    site.sql(
        "UPDATE claims_sentform SET created_at = now() - interval '23 hours 59 minutes' WHERE key = %s",
        form.key,
    )
    time.sleep(1.5)  # whatever the worker clears away in passing
    again = form.send(browser)
    assert (again.status, again.location) == (302, first.location)
    once(site, form, first.location)
