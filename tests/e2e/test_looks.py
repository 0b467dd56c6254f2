"""Every page as it is drawn: nothing for axe to say, nothing wider than the screen, nothing in the console."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Page

from tests.e2e.conftest import log_in
from tests.e2e.desk import desk_pages, door_pages, empty_desk
from tests.e2e.shown import BROKEN, Pages, everything

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS, SCHEMES = (320, 1280), ("light", "dark")
VIOLATIONS = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)}`)))"""
OPEN_ALL = 'document.querySelectorAll("details").forEach(each => { each.open = true })'
WIDER = "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
# What the validator of the W3C says most often, and axe does not: a name given twice, and one that nothing bears.
NAMES = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(each => each.id)
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n).map(id => `two elements are called ${id}`)
  const led = [...document.querySelectorAll("[for], [form], [aria-describedby], [aria-labelledby], [aria-controls]")]
  const names = led.flatMap(each => ["for", "form", "aria-describedby", "aria-labelledby", "aria-controls"]
    .flatMap(name => (each.getAttribute(name) || "").split(/\\s+/).filter(Boolean)))
  return [...twice, ...names.filter(name => !ids.includes(name)).map(name => `nothing is called ${name}`)]
}"""
SCRIPTS = '[...document.scripts].map(each => each.type || "script")'


def looked_at(page: Page, pages: Pages) -> None:
    """Each page at both widths, in light and in dark, folded parts open."""
    found = []
    for name in pages:
        page.evaluate(OPEN_ALL)
        page.evaluate(AXE)
        found += [f"{name}: {each}" for each in page.evaluate(NAMES)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if wider := page.evaluate(WIDER):
                found.append(f"{name} at {width}: {wider} px wider than the screen")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                found += [f"{name} at {width}, {scheme}: {each}" for each in page.evaluate(VIOLATIONS, TAGS)]
    assert not found, "\n".join(found)


def test_pages_for_readers(new_page, shown):
    page = new_page(bypass_csp=True)
    looked_at(page, everything(page, shown))


def test_doors_of_the_desk(new_page, people):
    page = new_page(bypass_csp=True)
    looked_at(page, door_pages(page, people))


def test_pages_of_the_desk(new_page, people, shown):
    page = new_page(people["editor"], bypass_csp=True)
    looked_at(page, desk_pages(page, people, shown))


def test_a_house_with_nothing_in_it(new_page, people):
    page = new_page(people["editor"], bypass_csp=True)
    looked_at(page, empty_desk(page))


def listened_to(page: Page) -> list[str]:
    """What the browser complains of from now on; that a page itself answered 404 or 409 is no complaint."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        is_ours = "status of 4" in message.text or url.endswith(BROKEN)
        is_answer = message.text.startswith("Failed to load resource") and is_ours
        is_page = not url.rpartition("/")[2].count(".")
        if message.type in ("error", "warning") and not (is_answer and is_page):
            heard.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    return heard


def test_the_console_stays_quiet_for_readers_and_no_page_brings_a_script(new_page, shown):
    page = new_page()
    heard = listened_to(page)
    for name in everything(page, shown):
        # One that has a story of ours leaves the markup to that story.
        is_claim = name in ("claim", "corrected", "updated", "in Arabic", "unproven")
        assert page.evaluate(SCRIPTS) == (["application/ld+json"] if is_claim else []), name
        assert not page.context.cookies(), name
    assert not heard, "\n".join(heard)


def test_the_console_stays_quiet_at_the_desk(new_page, people, shown):
    page = new_page(people["editor"])
    heard = listened_to(page)
    for _name in desk_pages(page, people, shown):
        page.evaluate(OPEN_ALL)
    assert not heard, "\n".join(heard)


def test_the_console_stays_quiet_at_the_doors_and_in_the_admin(new_page, people):
    page = new_page()
    heard = listened_to(page)
    for _name in door_pages(page, people):
        pass
    log_in(page, people["admin"])
    for address in ("", "claims/user/", "claims/claim/", "claims/topic/add/", "claims/ratingscale/add/"):
        answer = page.goto(f"/admin/{address}")
        assert answer is not None and answer.status == 200, address
    assert not heard, "\n".join(heard)
