"""Every page as it is drawn: nothing for axe to say, nothing wider than the screen, nothing in the console."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from claims import dumps, mail
from claims.models import Job, PageVersion, PublicTag, Redaction, Task, User
from tests import factories
from tests.database import as_owner
from tests.e2e.conftest import log_in
from tests.views.pages import at

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS, SCHEMES = (320, 1280), ("light", "dark")
VIOLATIONS = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found =>
    found.violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 160)}`)))"""
OPEN_ALL = 'document.querySelectorAll("details").forEach(each => { each.open = true })'
WIDER = "Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
SCRIPTS = '[...document.scripts].map(each => each.type || "script")'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

Pages = Iterator[str]


# ---------------------------------------------------------------- what there is to look at


@pytest.fixture
def shown(people: dict[str, Any]) -> dict[str, Any]:
    """Public claims of every kind: each name is that of a page."""
    by, editor, second = people["reporter"], people["editor"], people["editor2"]
    first = factories.complete_claim(by=by)
    factories.add_evidence(first, by=by, stance="refutes", title=f"The door, {LONG}", note="Seen once.")
    factories.add_evidence(first, by=by, stance="context", quotation="", published_from=None)
    first.evidence.get(position=3).discount(by=by, reason="It is about another house.")
    first.refresh_from_db()
    first.submit(by=by)
    factories.approve(first, by=editor)
    first.publish(by=editor)
    made = {"claim": first}
    for name in ("corrected", "updated", "clarified", "retracted", "taken down"):
        made[name] = factories.published_claim(by=by, editor=editor)
    kinds = {"corrected": "correction", "updated": "update"}
    for name, kind in kinds.items():
        factories.republish(
            made[name], by=by, editor=second, change_kind=kind, rating=factories.rating("mostly-false")
        )
    factories.republish(
        made["clarified"], by=by, editor=second, change_kind="clarification", conclusion="Two lists say so."
    )
    made["retracted"].retract(by=editor, reason="The list was forged.")
    made["taken down"].take_down(by=editor, reason="A court ordered it.")
    factories.republish(made["updated"], by=by, editor=second, conclusion="Two lists say so.")
    asked = Redaction.ask(
        by=editor, rows=["revision 1", "revision 2"], reason=LONG, public_id=made["updated"].public_id
    )
    asked.confirm(by=people["admin"])
    for number, text in enumerate(
        (f"{LONG} decides.\n\n## Two\n\n- {LONG}\n\n[[Write.]]", "Three.", "Four."), 1
    ):
        first = PageVersion.objects.standing("about")
        first.revise(
            by=editor, title=f"About {LONG}", text=text, note=f"Said {number} times: {LONG}", seen=number
        )
    named = PageVersion.objects.of("about").get(number=3)
    gone = Redaction.ask(by=editor, rows=[f"pageversion {named.pk}"], reason=LONG)
    gone.confirm(by=people["admin"])
    with as_owner():
        asked.carry_out()
        gone.carry_out()
    return made


def named_by(claim: Any, kind: str) -> str:
    """The page of what this check names."""
    tag = PublicTag.objects.filter(kind=kind, public_id=claim.public_id).first()
    assert tag
    return f"/{kind}s/{tag.key}/"


def public_pages(page: Page, shown: dict[str, Any]) -> Pages:
    dumps.bring_up_to_date()
    one = f"/claims/{shown['corrected'].public_id}/"
    addresses = {name: f"/claims/{claim.public_id}/" for name, claim in shown.items()}
    addresses |= {
        "home": "/",
        "list": "/claims/",
        "list of one rating": "/claims/?rating=mostly-false",
        "list, searched and narrowed": "/claims/?q=library+-roof&rating=true&claimant=ada+example&changed=on",
        "list, nothing found": "/claims/?q=libary&rating=true",
        "list, filters that make no sense": "/claims/?q=-x&claimant=nobody&topic=zz&rating=zz&after_date=2026-13-40",
        "empty list": "/claims/?rating=misleading",
        "of who said it": named_by(shown["claim"], "claimant"),
        "of a document": named_by(shown["claim"], "document"),
        "old version": f"{one}revisions/1/",
        "revisions": f"{one}revisions/",
        "redacted version": f"/claims/{shown['updated'].public_id}/revisions/1/",
        "redacted versions": f"/claims/{shown['updated'].public_id}/revisions/1..2/",
        "revisions, two of them redacted": f"/claims/{shown['updated'].public_id}/revisions/",
        "difference": f"{one}revisions/1..2/",
        "ratings": "/ratings/",
        "corrections": "/corrections/",
        "corrections, narrowed": "/corrections/?rating=changed&kind=update&after_date=2020-07-08",
        "corrections, a day that is none": "/corrections/?after_date=yesterday",
        "corrections, none that fits": "/corrections/?to_rating=misleading",
        "a version and itself": f"{one}revisions/2..2/",
        "a version and its retraction": f"/claims/{shown['retracted'].public_id}/revisions/1..2/",
        "methodology": "/methodology/",
        "corrections policy": "/corrections-policy/",
        "about": "/about/",
        "about, an old version": "/about/versions/2/",
        "about, a redacted version": "/about/versions/3/",
        "data": "/data/",
        "404": "/claims/00000000/",
    }
    for name, address in addresses.items():
        page.goto(address)
        yield name


def door_pages(page: Page, people: dict[str, Any]) -> Pages:
    invited = User.objects.invite("nora@newsroom.example", "reporter", by=people["admin"])
    for address in ("/accounts/login/", "/accounts/password/", "/accounts/password/sent/"):
        page.goto(address)
        yield address
    link = mail.invitation_link(invited)
    page.goto(link)
    yield "invitation"
    page.get_by_role("button", name="Join").click()
    page.locator("#errors").wait_for()
    yield "invitation with errors"
    page.goto(link[:-1])
    yield "invitation that is over"
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in").click()
    page.locator("#errors").wait_for()
    yield "log-in with errors"


def desk_pages(page: Page, people: dict[str, Any], shown: dict[str, Any]) -> Pages:
    """As the editor has them, who wrote a draft of her own."""
    reporter, editor = people["reporter"], people["editor"]
    document = factories.document(by=reporter)
    factories.spotted_claim(by=reporter, on=document)
    draft = factories.complete_claim(by=editor)
    bare = factories.drafted_claim(by=editor)
    waiting = factories.in_review_claim(by=reporter)
    reworked = shown["clarified"]
    reworked.edit(by=reporter)
    reworked.revise(by=reporter, conclusion="Two lists say no.", rating=factories.rating("false"))
    call_command("work", "--once")  # what was corrected has to be told again
    Task.objects.waiting().first().finish(by=reporter, note="The newsletter, and both posts.")
    Job.objects.filter(name="clear_sessions").update(error="OSError: disk full", failed_at=timezone.now())
    dropped = factories.spotted_claim(by=reporter)
    dropped.pass_over(by=reporter, reason="trivial")
    asked = Redaction.ask(by=people["admin"], rows=[f"snapshot {document.snapshot.pk}"], reason="A court.")
    addresses = {
        "queue": "/desk/",
        "empty queue": "/desk/?q=nothing-like-it",
        "documents": "/desk/documents/",
        "add a document": "/desk/documents/new/",
        "document": f"/desk/documents/{document.public_id}/",
        "document, one sentence chosen": f"/desk/documents/{document.public_id}/?s=2",
        "change a document": f"/desk/documents/{document.public_id}/change/",
        "add a claim": "/desk/claims/new/",
        "workbench, drafting": at(draft),
        "workbench, nothing in it": at(bare),
        "workbench, in review": at(waiting),
        "workbench, published": at(shown["claim"]),
        "workbench, reworked": at(reworked),
        "workbench, retracted": at(shown["retracted"]),
        "workbench, dropped": at(dropped),
        "evidence": at(draft, "evidence/new/"),
        "piece of evidence": at(draft, f"evidence/{draft.evidence.first().pk}/"),
        "appearance": at(draft, f"appearances/{draft.first_appearance.pk}/"),
        "add an appearance": at(draft, "appearances/new/"),
        "review": at(waiting, "review/"),
        "change page": at(shown["corrected"], "change/"),
        "change page, reworked": at(reworked, "change/"),
        "preview": at(draft, "preview/"),
        "history of a claim": at(shown["corrected"], "history/"),
        "history of the desk": "/desk/history/",
        "redactions": "/desk/redactions/",
        "redaction, carried out": f"/desk/redactions/{Redaction.objects.earliest('id').pk}/",
        "redaction, asked for": f"/desk/redactions/{asked.pk}/",
        "redact": at(shown["corrected"], "redact/"),
        "to tell again": "/desk/tasks/",
        "pages of the newsroom": "/desk/pages/",
        "one of them": "/desk/pages/about/",
        "what changed in it": "/desk/pages/about/1..2/",
        "change it": "/desk/pages/methodology/change/",
        "404 at the desk": "/desk/nowhere/",
    }
    for name, address in addresses.items():
        page.goto(address)
        yield name

    page.goto("/desk/pages/about/change/")
    page.get_by_label("Text", exact=True).fill(f"{{nothing}} {LONG}\n\n## Heading\n\n[[Never closed")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="As readers would see it").wait_for()
    yield "preview of a page"
    page.get_by_role("button", name="Save").click()
    page.locator("#errors").wait_for()
    yield "page with errors"

    page.goto(at(draft, "evidence/new/"))
    page.get_by_role("button", name="Add this piece").click()
    page.locator("#errors").wait_for()
    yield "evidence with errors"

    page.goto(at(shown["corrected"], "redact/"))
    page.get_by_label("Words to find").fill("The library")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("heading", name="2. Choose what goes").wait_for()
    yield "redact, found"
    page.get_by_role("button", name="Ask for this redaction").click()
    page.locator("#errors").wait_for()
    yield "redact with errors"

    page.goto(at(bare))
    page.get_by_role("button", name="Submit").click()
    page.locator("#missing").wait_for()
    yield "submit refused"

    page.goto(at(waiting, "review/"))
    page.get_by_role("button", name="Approve and publish").click()
    page.locator("#errors").wait_for()
    yield "review with errors"

    page.goto(at(draft))
    draft.revise(by=reporter, conclusion="Theirs.")  # while the editor is writing
    page.get_by_label("Conclusion", exact=True).fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Nothing is lost").wait_for()
    yield "conflict"

    own = factories.in_review_claim(by=editor)
    page.goto(at(own))
    recall = page.get_by_role("button", name="Recall")
    recall.evaluate("(button, to) => { button.form.action = to }", at(own, "approve/"))
    recall.click()
    page.wait_for_url("**/approve/")
    yield "forbidden"


def empty_desk(page: Page) -> Pages:
    page.goto("/desk/")
    yield "queue of a new desk"
    page.goto("/")
    yield "front page of a new house"


# ---------------------------------------------------------------- looking


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_one(person: Any = None, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=site, reduced_motion="reduce", **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        if person is not None:
            log_in(page, person)
        return page

    yield open_one
    for context in contexts:
        context.close()


def looked_at(page: Page, pages: Pages) -> None:
    """Each page at both widths, in light and in dark, folded parts open."""
    found = []
    for name in pages:
        page.evaluate(OPEN_ALL)
        page.evaluate(AXE)
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
    looked_at(page, public_pages(page, shown))


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
        is_answer = message.text.startswith("Failed to load resource") and "status of 4" in message.text
        is_page = not message.location.get("url", "").rpartition("/")[2].count(".")
        if message.type in ("error", "warning") and not (is_answer and is_page):
            heard.append(f"{page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    return heard


def test_the_console_stays_quiet_for_readers_and_no_page_brings_a_script(new_page, shown):
    page = new_page()
    heard = listened_to(page)
    for name in public_pages(page, shown):
        is_claim = name in ("claim", "corrected", "updated", "clarified")
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
