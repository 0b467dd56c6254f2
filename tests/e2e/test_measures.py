"""Every page that readers may meet, as people need it who see, point or read in another way than the one who drew it:
letters twice as large, wider spacing, a small screen, a finger, a keyboard. And what a page costs whoever loads it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.e2e.shown import Pages, claim_pages, everything

MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")
OPEN_ALL = 'document.querySelectorAll("details").forEach(each => { each.open = true })'
# As a browser does it whose letters are set to twice their size: everything here is in rem.
TWICE = "html { font-size: 200% }"
# WCAG 1.4.12, all four at once.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
SMALL, HALF, USUAL = 320, 640, 1280
WORDS = ("wider", "cut", "laid")
# How somebody looks at a page: width, style of their own, what must then hold.
READERS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "on a small screen": (SMALL, "", (*WORDS, "small", "hidden")),
    "on a small screen, widely spaced": (SMALL, SPACED, WORDS),
    "in letters of twice the size, in a narrow window": (HALF, TWICE, WORDS),
    "in letters of twice the size": (USUAL, TWICE, (*WORDS, "hidden")),
    "widely spaced": (USUAL, SPACED, WORDS),
    "as most do": (USUAL, "", (*WORDS, "small", "hidden")),
}
STYLED = """style => {
  document.getElementById("readers-own")?.remove()
  const own = Object.assign(document.createElement("style"), { id: "readers-own", textContent: style })
  document.head.append(own)
}"""
HTML_BYTES, SHEET_BYTES, ALL_BYTES, REQUESTS = 14_000, 15_000, 100_000, 10
SHIFTED = """() => new Promise(done => {
  let sum = 0
  new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value }))
    .observe({ type: "layout-shift", buffered: true })
  requestAnimationFrame(() => setTimeout(() => done(sum), 30))
})"""


def asked(page: Page, *measures: str) -> list[str]:
    page.evaluate(MEASURES)
    return [said for name in measures for said in page.evaluate(f"measures.{name}()")]


def measured(page: Page, pages: Pages) -> None:
    """Each page, folded parts open, as each of the readers has it."""
    found: list[str] = []
    for name in pages:
        page.evaluate(OPEN_ALL)
        page.keyboard.press("Tab")  # from here on the browser knows that there is a keyboard
        for reader, (width, style, measures) in READERS.items():
            page.set_viewport_size({"width": width, "height": 700})
            page.evaluate(STYLED, style)
            found += [f"{name}, {reader}: {each}" for each in asked(page, *measures)]
    assert not found, "\n".join(found)


@pytest.fixture
def reader(new_page: Callable[..., Page]) -> Page:
    return new_page(bypass_csp=True)  # which would keep our own measures out


def test_every_page_serves_every_reader(reader, shown):
    measured(reader, everything(reader, shown))


def test_the_tab_key_goes_through_a_page_in_its_order_and_out_again(reader, shown):
    one = claim_pages(shown)
    for address in (
        "/",
        "/claims/?q=library&rating=true",
        "/corrections/",
        one["corrected"],
        one["retracted"],
    ):
        reader.goto(address)
        reader.evaluate(OPEN_ALL)
        reader.evaluate(MEASURES)
        wanted = reader.evaluate(
            "measures.targets().forEach((each, n) => { each.n = n }), measures.targets().length"
        )
        seen: list[int] = []
        while len(seen) <= wanted:
            reader.keyboard.press("Tab")
            at = reader.evaluate("document.activeElement.n ?? -1")
            if at == -1 or (at == 0 and seen):  # out, or round to the first again
                break
            seen += [at] if seen[-1:] != [at] else []  # a field for a day has several places
        assert seen == list(range(wanted)), address


# ---------------------------------------------------------------- what a page costs


def test_no_page_is_heavy_moves_about_or_brings_a_script(new_page, shown):
    page = new_page()
    documents: list[Response] = []
    page.on("response", lambda each: documents.append(each) if each.request.is_navigation_request() else None)
    weights: dict[str, int] = {}  # of what pages load, each asked once
    found = []
    for name in everything(page, shown):
        page.wait_for_load_state("load")
        html = len(gzip.compress(documents[-1].body(), 9))
        loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        for address in loaded:
            if address not in weights:
                weights[address] = len(gzip.compress(page.request.get(address).body(), 9))
        sheets = [weights[address] for address in loaded if address.endswith(".css")]
        whole = html + sum(weights[address] for address in loaded)
        moved = page.evaluate(SHIFTED)
        checks = {
            f"{html} bytes of HTML": html <= HTML_BYTES,
            f"style sheets of {sheets} bytes": len(sheets) == 1 and sheets[0] <= SHEET_BYTES,
            f"{whole} bytes in all": whole <= ALL_BYTES,
            f"{1 + len(loaded)} requests": 1 + len(loaded) <= REQUESTS,
            f"it moves by {moved}": moved == 0,
            "it brings a script": page.locator("script:not([type='application/ld+json'])").count() == 0,
        }
        found += [f"{name}: {said}" for said, is_well in checks.items() if not is_well]
    assert not found, "\n".join(found)


# ---------------------------------------------------------------- do the measures see?

BAD = {
    "wider": '<p style="inline-size: 200vw">Words</p>',
    "cut": '<p style="inline-size: 3em; overflow: hidden; white-space: nowrap">Words and words</p>',
    "laid": '<p>Words</p><p style="margin-block-start: -2.2em">Others</p>',
    "small": '<a href="/a">a</a><a href="/b">b</a>',
    "hidden": '<a href="/a" style="outline: 0">Words</a>',
}


@pytest.mark.parametrize("measure", BAD)
def test_each_measure_sees_what_it_is_there_for(reader, measure):
    for body in ("<p>Words, and a <a href='/a'>link</a> among them.</p>", BAD[measure]):
        reader.set_content(f"<!doctype html><title>T</title>{body}")
        reader.keyboard.press("Tab")
        assert bool(asked(reader, measure)) == (body == BAD[measure]), body


def test_what_lies_over_the_keyboard_is_seen(reader):
    over = "<div style='position: fixed; inset: 0; background: #fff'>Cookies!</div>"
    reader.set_content(f"<!doctype html><title>T</title>{over}<p><a href='/a'>Words</a>")
    reader.keyboard.press("Tab")
    assert "behind something" in asked(reader, "hidden")[0]
