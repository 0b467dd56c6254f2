"""After a correction: the desk is asked to tell it where the old rating was told, and says where it did."""

from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from claims.models import Event
from tests import factories


def test_a_correction_is_told_again(open_browser: Callable[..., Page], people: dict[str, Any]) -> None:
    reporter, editor = people["reporter"], people["editor"]
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.republish(claim, by=reporter, editor=editor, rating=factories.rating("false"))
    call_command("work", "--once")

    page = open_browser(reporter)
    page.goto("/desk/")
    row = page.locator("#to-tell tbody tr")
    expect(row).to_contain_text("Corrected")
    expect(row).to_contain_text("False")
    row.get_by_role("link", name="Tell again").click()

    expect(page.get_by_text("Version 1 had been public since")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#errors")).to_contain_text("Where it was told is missing")
    page.get_by_label("Where it was told").fill("The newsletter of Tuesday, and a post on each account.")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Nothing has to be told again")).to_be_visible()
    expect(page.get_by_text("“The newsletter of Tuesday, and a post on each account.”")).to_be_visible()
    assert Event.objects.filter(verb="finish_task").count() == 1

    page.get_by_role("button", name="Not done after all").click()
    expect(page.get_by_label("Where it was told")).to_have_value(
        "The newsletter of Tuesday, and a post on each account."
    )
    page.goto(claim.get_absolute_url())
    page.get_by_label("Where it was told").fill("In print.")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("#messages")).to_contain_text("Done. The history says where it was told.")
    expect(page.locator("#history")).to_contain_text(
        "told again what had changed with version 2: “In print.”"
    )
