"""Texts that were written to hurt a reader go in everywhere, and come out as words: nothing runs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

from claims.models import PublicTag, Topic
from claims.refusals import Invalid
from tests import factories, hostile

TOGETHER = 3  # texts in one field
PAGES = ("", "embed/", "revisions/", "revisions/1/", "revisions/1..2/")
LISTS = (
    "/",
    "/claims/",
    "/corrections/",
    "/claims/?claimant={0}",
    "/claims/?q={0}&order=newest",
    "/corrections/?kind={0}",
)
FEEDS = ("/feeds/claims.atom", "/feeds/claims.rss", "/feeds/claims.json", "/feeds/corrections.atom")
# What a text would have become, had it got out of its place. Our own pages have none of these.
STRANGERS = """() => [
    ...document.querySelectorAll(`iframe, object, embed, base, template, math, marquee, video, meta[http-equiv=refresh],
        [onerror], [onload], [onfocus], [ontoggle], [onstart], [onmouseover], [style], img[src=x], style, xmp,
        script:not([type="application/ld+json"]), link[href^="//"], form[action^=javascript]`)
].map(each => each.outerHTML.slice(0, 120)).concat(
    [...document.querySelectorAll("a[href], area[href]")].filter(each => !/^(https?|mailto):$/.test(each.protocol))
        .map(each => each.outerHTML.slice(0, 120)))"""


def groups() -> list[str]:
    texts = hostile.TEXTS
    return [" ".join(texts[n : n + TOGETHER]) for n in range(0, len(texts), TOGETHER)]


def persist(verb: Callable[..., Any], fields: dict[str, Any], **rest: Any) -> Any:
    """Ask the verb, and ask again without each field that it refuses by name."""
    while True:
        try:
            return verb(**fields, **rest)
        except Invalid as refusal:
            refused = set(refusal.errors) & set(fields)
            assert refused, refusal.errors
            fields = {name: value for name, value in fields.items() if name not in refused}


def everywhere(text: str, *, by: Any, editor: Any) -> Any:
    """A published and corrected claim, with the text in every field that has room for it and does not refuse it."""
    short = text[:190]
    words = factories.TEXT.replace("on every", f"{text.replace(chr(0), '')} on every")
    paper = persist(
        factories.document,
        {"title": short, "publisher": short, "byline": short, "url": short},
        by=by, text=words,
    )  # fmt: skip
    claim = factories.drafted_claim(by=by, on=paper, quotation="We open at nine")
    place = claim.first_appearance
    place.change(by=by, claimant_kind="public_figure", claimant_name="Ada Example", claimant_role="librarian",
                 voice="direct", heard="by_outlet", said_from=factories.date(2026, 3, 2))  # fmt: skip
    persist(place.change, {"claimant_name": short, "claimant_role": short, "locator": short}, by=by)
    facts = dict.fromkeys(
        ("title", "publisher", "person", "role", "quotation", "translation", "locator", "primary_why", "interests",
         "note", "url"), short,
    )  # fmt: skip
    persist(lambda **fields: factories.add_evidence(claim, by=by, **fields), facts)
    # Another source: at the same address, or from the same house, it would not count.
    others = {
        name: value for name, value in facts.items() if name not in ("url", "publisher", "title", "person")
    }
    persist(lambda **fields: factories.add_evidence(claim, by=by, **fields), others)
    claim.refresh_from_db()
    prose = ("conclusion", "analysis", "looked_for", "reply", "selection_reason", "fewer_sources")
    claim.revise(by=by, headline="The library opens at nine", statement="At nine", rating=factories.rating(),
                 conclusion="So.", analysis="So.", reply="So.", selection_reason="So.",
                 true_as_of=factories.date(2026, 3, 5))  # fmt: skip
    persist(claim.revise, {**dict.fromkeys(prose, text), "headline": short, "statement": short}, by=by)
    name = f"topic-{claim.pk}"
    topic = persist(lambda label=name: Topic.add(by=editor, slug=name, label=label), {"label": text[:60]})
    claim.organise(by=by, topics=[topic])
    assert not (missing := [check for check in claim.checklist() if not check.met]), (text, missing)
    claim.submit(by=by)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    claim.edit(by=by)
    persist(
        claim.revise, {"change_text": text}, by=by, change_kind="correction", conclusion="Otherwise.",
        rating=factories.rating("false"),
    )  # fmt: skip
    if not claim.change_text:
        claim.revise(by=by, change_text="We had erred.")
    claim.submit(by=by)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    return claim


def heard_by(page: Page) -> list[str]:
    """Whatever ran, was fetched from elsewhere, or was stopped by the policy on its way."""
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(f"{page.url} ran {dialog.message}"), dialog.dismiss()))
    page.on(
        "console",
        lambda message: heard.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    page.on(
        "request",
        lambda asked: (
            heard.append(f"asked for {asked.url}")
            if asked.url.split("/")[2].endswith("evil.example")
            else None
        ),
    )
    return heard


def test_what_listens_here_hears_a_page_that_escapes_nothing(browser):
    """Else the silence of the other test would prove nothing."""
    page = browser.new_page()
    heard = heard_by(page)
    page.route("**/*", lambda route: route.abort())
    page.set_content(f"<p>{hostile.TEXTS[2]}</p><a href='javascript:alert(1)'>press</a>")
    page.wait_for_timeout(200)
    assert any("ran 2" in each for each in heard)
    assert len(page.evaluate(STRANGERS)) == 2
    page.close()


def test_no_text_becomes_more_than_words(browser, site, people):
    context = browser.new_context(base_url=site)
    page = context.new_page()
    heard, strangers, seen = heard_by(page), [], 0
    for text in groups():
        claim = everywhere(text, by=people["reporter"], editor=people["editor"])
        claim.refresh_from_db()
        for path in PAGES if seen % 8 == 0 else PAGES[:1]:
            answer = page.goto(f"/claims/{claim.public_id}/{path}")
            assert answer is not None and answer.status == 200, (text, path)
            strangers += page.evaluate(STRANGERS)
        page.goto(f"/claims/?q={quote(text[:190])}")  # said back, and marked where it is found
        strangers += page.evaluate(STRANGERS)
        seen += 1
    people["editor"].refresh_from_db()
    claim.retract(by=people["editor"], reason=hostile.TEXTS[0])
    named = [f"/{tag.kind}s/{tag.key}/x/" for tag in PublicTag.objects.exclude(kind="topic")]
    topics = [f"/topics/{tag.key}/" for tag in PublicTag.objects.filter(kind="topic")]
    lists = [each.format(quote(text[:190])) for each in LISTS]
    for path in (*lists, *named[::9], *topics[::9], f"/claims/{claim.public_id}/"):
        page.goto(path)
        strangers += page.evaluate(STRANGERS)
    for path in FEEDS:  # a browser reads them as XML or as text: nothing in them may come alive either
        page.goto(path)
        assert not page.evaluate(
            "document.querySelectorAll('script, img, iframe, [onerror], [onload]').length"
        ), path
    context.close()
    assert seen * TOGETHER >= 200
    assert not heard, heard[:5]
    assert not strangers, strangers[:5]
