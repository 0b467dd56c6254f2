"""Journey 18: a court order. A name must go: two people decide, the operator blanks it, the history is whole."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Page, expect

from claims.models import Claim, Redaction
from claims.models.finding import find
from tests import factories
from tests.database import as_owner

NAME = "Jane Q. Doe"
NAMED = f"The first list [1] was kept by {NAME}; the second one agrees [2]."
NAMELESS = "The first list has the hours [1]; the second one agrees [2]."


@pytest.fixture
def claim(people: dict[str, Any]) -> Claim:
    """Published with her name, in the analysis and in what the desk wrote meanwhile."""
    return factories.published_claim(by=people["reporter"], editor=people["editor"], analysis=NAMED)


def run(command: str, *arguments: str) -> str:
    said = io.StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def redact(*arguments: str) -> str:
    with as_owner():  # manage.py picks this log-in for the command
        return run("redact", *arguments)


def publish_without_the_name(page: Page, claim: Claim, colleague: Page) -> None:
    page.goto(claim.get_absolute_url())
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_text("Open for editing.").first.wait_for()
    page.get_by_label("Analysis").fill(NAMELESS)
    page.get_by_role("group", name="Kind of change").get_by_role("radio", name="Clarification").check()
    page.get_by_label("What was wrong, and what is right").fill("A name that adds nothing is gone.")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("Submitted. Somebody else reviews it now.").first.wait_for()
    colleague.goto(f"{claim.get_absolute_url()}review/")
    colleague.get_by_role("checkbox", name="The statement says no more than was said").first.check()
    colleague.get_by_role("button", name="Approve and publish", exact=True).click()
    colleague.get_by_text("Approved and published.").first.wait_for()


def look_for_the_name(page: Page, claim: Claim) -> None:
    page.goto(f"{claim.get_absolute_url()}change/")
    page.get_by_role("link", name="redact them").click()
    page.get_by_label("Words to find").fill(NAME)
    page.get_by_role("button", name="Find", exact=True).click()


def test_a_name_goes_by_a_court_order(open_browser, people, claim):
    reporter, editor, admin, reader = (
        open_browser(people["reporter"]), open_browser(people["editor"]), open_browser(people["admin"]), open_browser(),
    )  # fmt: skip
    address = f"/claims/{claim.public_id}/"

    # What readers see cannot be blanked: the page says what to do first.
    look_for_the_name(editor, claim)
    first = editor.get_by_role("region", name="Also there: mend these first")
    expect(first).to_contain_text(f"Version 1 of {claim.public_id}")
    expect(first).to_contain_text("Publish a version without the words, or take the claim down, first.")
    publish_without_the_name(reporter, claim, editor)

    # Old version and history still hold it; the editor asks, and may not confirm it.
    look_for_the_name(editor, claim)
    rows = editor.get_by_role("group", name="These rows hold the words, and can be blanked")
    expect(rows.get_by_role("checkbox", name=f"Version 1 of {claim.public_id}")).to_be_checked()
    editor.get_by_label("Reason").fill(f"A court ordered that {NAME} be named no more.")
    editor.get_by_role("button", name="Ask for this redaction").click()
    expect(editor.get_by_role("main")).to_contain_text("it holds the very words that have to go")
    editor.get_by_label("Reason").fill("A court in Examplestead ordered it, 12 of 2026.")
    editor.get_by_role("button", name="Ask for this redaction").click()
    editor.get_by_text("Asked. Somebody else has to confirm it.").first.wait_for()
    expect(editor.get_by_role("main")).to_contain_text(
        "You asked for this, so somebody else has to confirm it."
    )
    asked = Redaction.objects.get()
    with pytest.raises(CommandError, match="takes a second person"):
        redact(str(asked.pk), "--commit")

    # The second person sees what and why, and confirms.
    admin.goto("/desk/redactions/")
    admin.get_by_role("link", name=f"of claim {claim.public_id}").click()
    expect(admin.get_by_role("main")).to_contain_text("A court in Examplestead ordered it, 12 of 2026.")
    admin.get_by_role("button", name="Confirm", exact=True).click()
    admin.get_by_text("Confirmed.").first.wait_for()
    expect(admin.get_by_role("main")).to_contain_text(f"python manage.py redact {asked.pk}")
    assert reader.goto(f"{address}revisions/1/").status == 200  # readers still see the old version

    # The operator carries it out, after seeing what it would do.
    assert "Nothing was blanked" in redact(str(asked.pk))
    assert reader.goto(f"{address}revisions/1/").status == 200
    assert "Redacted, on record" in redact(str(asked.pk), "--commit")

    # No page holds it, the address says what stays, and the history is whole.
    reader = open_browser()  # whose browser has kept nothing: for a minute the other's may
    gone = reader.goto(f"{address}revisions/1/")
    assert gone.status == 410
    expect(reader.get_by_role("heading", level=1)).to_have_text("Version 1 has been redacted")
    reader.get_by_role("link", name="Every version").click()
    expect(reader.get_by_role("main")).to_contain_text("Redacted on")
    record = reader.request.get(f"{address}revisions/1/record.json")
    assert (record.status, record.json()["status"]) == (410, "redacted")
    for tail in ("", "revisions/", "revisions/1..2/", "revisions/2/", "record.json", "claimreview.json"):
        assert NAME not in reader.request.get(address + tail).text(), tail
    assert find(NAME).hits == []
    assert "redacted, on record" in run("verify_history")
    assert "hold" in run("check_invariants")
    editor.goto(f"{claim.get_absolute_url()}history/")
    expect(editor.get_by_role("main")).to_contain_text("as two people had decided")
    expect(editor.get_by_role("main")).to_contain_text("(redacted, on record)")
    assert NAME not in editor.content() and json.dumps(NAME) not in editor.content()
