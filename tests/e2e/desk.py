"""Every page behind the log-in, and the doors to it, in each of their states."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page

from claims import mail
from claims.models import Job, Redaction, Task, User
from tests import factories
from tests.e2e.shown import LONG, Pages
from tests.views.pages import at


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
        "story to come": at(shown["claim"], "story/"),
        "story": at(shown["clarified"], "story/"),
        "story of what was retracted": at(shown["retracted"], "story/"),
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

    page.goto(at(draft, "evidence/new/"))
    page.get_by_label("Title", exact=True).fill(f"Kept {LONG}")
    page.context.clear_cookies(name="csrf")
    page.get_by_role("button", name="Add this piece").click()
    page.get_by_role("heading", name="Your form was not accepted").wait_for()
    yield "form that was not accepted"

    page.goto(at(own))
    recall = page.get_by_role("button", name="Recall")
    recall.evaluate("(button, to) => { button.form.action = to }", at(own, "publish/"))
    recall.click()
    page.wait_for_url("**/publish/")
    yield "refused"


def empty_desk(page: Page) -> Pages:
    page.goto("/desk/")
    yield "queue of a new desk"
    page.goto("/")
    yield "front page of a new house"
