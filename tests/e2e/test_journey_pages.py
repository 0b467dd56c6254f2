"""An editor changes what the newsroom says of itself; readers have it at once, and the text before at its address."""

import re

from playwright.sync_api import expect

from claims.models import PageVersion
from tests import hostile
from tests.e2e.test_hostile import STRANGERS, heard_by
from tests.models.test_page import revise

POLICY = "/corrections-policy/"


def test_an_editor_changes_the_corrections_policy_and_a_reader_sees_it_at_once(open_browser, people):
    reader, editor = open_browser(), open_browser(people["editor"])
    answer = reader.goto(POLICY)
    tag = answer.headers["etag"]
    assert reader.request.get(POLICY, headers={"If-None-Match": tag}).status == 304
    expect(reader.get_by_text("a reader hears from you")).to_have_count(0)

    editor.goto("/desk/")
    editor.get_by_role("navigation", name="Desk").get_by_role("link", name="Pages").click()
    expect(editor.get_by_role("heading", name="What the codes ask you to tell")).to_be_visible()
    editor.get_by_role("list").get_by_role("link", name="Corrections policy", exact=True).first.click()
    expect(editor.get_by_role("region", name="Still to be written")).to_contain_text(
        "a reader hears from you"
    )
    editor.get_by_role("link", name="Change the text").click()
    box = editor.get_by_label("Text", exact=True)
    text = box.input_value()
    gap = "[[Write here within how many days a reader hears from you.]]"
    assert gap in text
    box.fill(text.replace(gap, "You hear from us within **three** days."))
    editor.get_by_role("button", name="Preview").click()
    expect(editor.get_by_role("region", name="As readers would see it")).to_contain_text("within three days")
    assert PageVersion.objects.standing("corrections-policy").number == 1
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("What changed is missing.").first).to_be_visible()
    editor.get_by_label("What changed", exact=True).fill("We say when you hear from us.")
    editor.get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Saved as version 2. Readers see it now.")).to_be_visible()

    assert reader.request.get(POLICY, headers={"If-None-Match": tag}).status == 200
    reader.goto(POLICY)  # not from the browser's own memory: a reload would ask again anyway
    reader.reload()
    expect(reader.get_by_text("You hear from us within three days.")).to_be_visible()
    versions = reader.get_by_role("region", name="Versions of this page")
    expect(versions).to_contain_text("We say when you hear from us.")
    versions.get_by_text("Earlier versions").click()
    versions.get_by_role("link", name="Version 1").click()
    expect(reader.get_by_role("heading", name="An old version")).to_be_visible()
    expect(reader.get_by_text("within three days")).to_have_count(0)
    report = reader.get_by_role("contentinfo").get_by_role("link", name="Report an error")
    expect(report).to_have_attribute("href", re.compile("Corrections%20policy%2C%20version%201$"))


def test_two_editors_change_one_page(open_browser, people):
    first, second = open_browser(people["editor"]), open_browser(people["editor2"])
    for page in (first, second):
        page.goto("/desk/pages/about/change/")
    for page, words in ((first, "Theirs."), (second, "Mine.")):
        page.get_by_label("Text", exact=True).fill(words)
        page.get_by_label("What changed", exact=True).fill("Anew.")
        page.get_by_role("button", name="Save").click()
        if page is first:
            expect(first.get_by_text("Saved as version 2.")).to_be_visible()
    expect(second.get_by_role("heading", name="Editor saved this while you were writing")).to_be_visible()
    group = second.get_by_role("group", name="Text")
    expect(group).to_contain_text("Theirs.")
    group.get_by_role("radio", name="Yours").check()
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Saved as version 3.")).to_be_visible()
    assert PageVersion.objects.standing("about").text.strip() == "Mine."


def test_no_text_of_a_page_becomes_more_than_words(browser, site, people):
    page = browser.new_page(base_url=site)
    heard = heard_by(page)
    texts = [
        text.replace("\0", "")
        for text in hostile.TEXTS
        if not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    ]
    assert len(texts) > 150
    revise(people["editor"], "\n\n".join(texts), note="Hostile.")
    for address in ("/about/", "/about/versions/2/"):
        page.goto(address)
        # Links to pages of ours and to other houses may stand; whatever could run may not.
        assert page.evaluate(STRANGERS) == [] and page.locator("h1").count() == 1
    page.close()
    assert not heard, heard[:5]
