"""Other sites may show a check's card, and no other page of ours: seen in a browser, from another origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

from tests import factories


class Elsewhere(BaseHTTPRequestHandler):
    """Another site. Its one page frames whatever its address says; after sandbox/ in a frame that may do nothing."""

    def do_GET(self) -> None:
        address, sandbox = self.path[1:], ""
        if address.startswith("sandbox/"):
            address, sandbox = address.removeprefix("sandbox/"), " sandbox"
        frame = f'<iframe{sandbox} src="{address}" width="640" height="380"></iframe>'
        body = f"<!doctype html><title>There</title>{frame}"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def whole(site: str) -> Iterator[str]:
    """The app with its own way of serving files; the live server of the tests goes around the middleware for them."""
    server = LiveServerThread("127.0.0.1", static_handler=lambda _instead: WSGIHandler())
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


def framed(page: Page, elsewhere: str, address: str) -> str:
    """The words in the frame; the browser puts a page of its own there where it may not be."""
    page.goto(f"{elsewhere}/{address}", wait_until="load")
    frame = page.frames[1]
    return frame.locator("body").inner_text()


def test_the_card_stands_in_another_page_and_nothing_else_does(
    browser: Browser, people: dict[str, Any], site: str, elsewhere: str
) -> None:
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    base = f"{site}/claims/{claim.public_id}/"
    reader = browser.new_context(java_script_enabled=False)
    page = reader.new_page()
    words = framed(page, elsewhere, f"{base}embed/")
    assert "The library opens at nine on weekdays" in words and "True" in words
    frame = page.frames[1]
    assert (
        frame.locator(".card").evaluate("card => getComputedStyle(card).display") == "grid"
    )  # its style came
    with page.expect_navigation():
        frame.get_by_role("link", name="Read the whole check").click()
    assert page.url == site + claim.public.get_absolute_url()  # in the reader's own window
    claim.take_down(by=people["editor"], reason="A court ordered it.")
    reader.close()
    another = browser.new_context()  # which has kept nothing; the first one may keep the card for a minute
    page = another.new_page()
    assert "taken down" in framed(page, elsewhere, f"{base}embed/")
    others = (
        "/", "/claims/", "/corrections/", "/accounts/login/", f"/claims/{claim.public_id}/", "/nothing/",
        f"/claims/{claim.public_id}/revisions/", "/claims/zzzzzzzz/embed/", "/desk/", "/data/",
    )  # fmt: skip
    for address in others:
        assert "refused to connect" in framed(page, elsewhere, site + address), address
    another.close()


def test_the_card_keeps_its_looks_in_a_frame_that_may_do_nothing(
    browser: Browser, people: dict[str, Any], whole: str, elsewhere: str
) -> None:
    claim = factories.published_claim(by=people["reporter"], editor=people["editor"])
    context = browser.new_context()
    page = context.new_page()
    words = framed(page, elsewhere, f"sandbox/{whole}/claims/{claim.public_id}/embed/")
    assert "The library opens at nine on weekdays" in words
    assert page.locator("iframe[sandbox]").count() == 1
    display = page.frames[1].locator(".card").evaluate("card => getComputedStyle(card).display")
    context.close()
    assert display == "grid"
