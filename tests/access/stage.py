"""A stage on which every address has something to answer with, and the list of all addresses there are."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import get_resolver, reverse
from django.utils import timezone

from claims.models import Job, PageVersion, PublicTag, Redaction, Task
from claims.texts import slugify
from claims.views import sharing
from tests import factories

ROLES = ("stranger", "reporter", "editor", "administrator")


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Every address of the house: (route, name, view), from the resolver that answers requests."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.name or "", pattern.callback


class Stage:
    """One claim in each state, written by a reporter and published by an editor who both stay in the wings."""

    def __init__(self) -> None:
        self.author = factories.user("reporter", "author")
        self.publisher = factories.user("editor", "publisher")
        self.people = {role: factories.user(role, f"the-{role}") for role in ROLES[1:]}
        self.document = factories.document(by=self.author)

    def claim(self, state: str) -> Any:
        by, editor = self.author, self.publisher
        if state == "spotted":
            return factories.spotted_claim(by=by)
        if state == "dropped":
            claim = factories.spotted_claim(by=by)
            claim.pass_over(by=by, reason="trivial")
            return claim
        made = {
            "drafting": factories.complete_claim,
            "in_review": factories.in_review_claim,
        }
        if state in made:
            return made[state](by=by)
        if state == "approved":
            return factories.approved_claim(by=by, editor=editor)
        claim = factories.published_claim(by=by, editor=editor)
        if state == "reworked":  # public, with a draft of the next version
            claim.edit(by=by)
            claim.revise(by=by, conclusion="Two lists say so, and a third one does.")
        if state == "retracted":
            claim.retract(by=editor, reason="The list was forged.")
        if state == "taken_down":
            claim.take_down(by=editor, reason="A court ordered it.")
        return claim

    def redaction(self) -> Any:
        """A request that waits for an administrator."""
        copy = self.document.snapshot
        return Redaction.ask(by=self.publisher, rows=[f"snapshot {copy.pk}"], reason="A court ordered it.")

    def page_revised(self) -> Any:
        """A second version of a page of the newsroom."""
        first = PageVersion.objects.standing("about")
        return first.revise(by=self.publisher, title="About", text="We check.", note="Anew.", seen=1)

    def task(self) -> Any:
        """Something that is to be told again."""
        claim = self.claim("retracted")
        Task.after(claim.events().filter(verb="retract").get())
        return claim.tasks.get()

    def broken_job(self) -> Any:
        """Something that the house could not do by itself."""
        return Job.objects.create(name="clear_sessions", attempts=9, error="no", failed_at=timezone.now())


def sent(**fields: Any) -> dict[str, Any]:
    """A desk form as a browser sends it."""
    return {"idempotency_key": str(uuid.uuid4()), **fields}


def public_address(name: str, claim: Any) -> str:
    if name in NAMED:
        tag = PublicTag.objects.filter(kind=name.partition("-")[0], public_id=claim.public_id).first()
        key, label = (
            (tag.key, tag.label) if tag else ("0" * 8, "gone")
        )  # withdrawn: nothing names it any more
        return reverse(
            name, args=[key, *([slugify(label)] if name in ("claimant-checks", "document-checks") else [])]
        )
    numbers = {"claim-revision": [1], "claim-revision-record": [1], "claim-difference": [1, 2]}
    if name in ("sitemap-claims", "sitemap-claimants"):
        return reverse(name, args=[claim.public_id[0]])
    if name == "claim-share":
        return sharing.picture(claim.public) or "/claims/zzzzzzzz/share/1-2026-01-01.png"
    if name == "oembed":
        return f"{reverse(name)}?url={settings.SITE_URL}/claims/{claim.public_id}/"
    if name == "page-version":
        return reverse(name, args=["about", 1])
    arguments = [] if name in NO_CLAIM else [claim.public_id, *numbers.get(name, [])]
    if name == "claim":
        arguments.append(claim.public.slug or "x")
    return reverse(name, args=arguments)


DATA = ("data-history", "data-head", "data-claims", "data-table", "data-claimreview")
NAMED = (
    "claimant-checks-short", "claimant-checks", "document-checks-short", "document-checks", "topic-checks",
)  # fmt: skip
NO_CLAIM = (
    "home", "claim-list", "ratings", "corrections", "corrections-feed", "methodology", "corrections-policy", "about",
    "healthz", "readyz", "data", "data-verify", *DATA, "feed-atom", "feed-rss", "feed-json", "favicon", "robots",
    "security-txt", "manifest", "sitemap", "sitemap-pages", "sitemap-all-claims",
    "sitemap-all-claimants", "sitemap-all-topics",
)  # fmt: skip
