"""Plays the demo newsroom through the verbs that people use: nothing here writes a claim in any other way.

It is played in parts, each whole in one transaction: the people, the documents, and every claim up to its
next publication. A part that is there already is left alone, so a second run changes nothing, and a run that
was cut off is completed by the next one. Versions carry the time at which this was played: there is no door
for back-dating.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.demo.article import ARTICLE, TOPICS
from claims.demo.claims_agenda import NO_TOPIC_OFF, TRADE_FIRST
from claims.demo.claims_background import OPERATION, REQUEST
from claims.demo.claims_forecast import DISCUSSED, FORECAST
from claims.demo.claims_guns import GUNS_LOST
from claims.demo.claims_killings import KILLINGS
from claims.demo.claims_reply import HANDED_ON, REPLY_SENT
from claims.demo.claims_sources import SOURCES, days
from claims.demo.claims_spotted import SENTENCES
from claims.demo.people import PASSWORD, PEOPLE
from claims.models import Claim, Document, Event, Evidence, Rating, Topic, User
from claims.quotes import Anchor
from claims.refusals import Refused

# What is published last stands first on the front page.
STORIES: tuple[dict[str, Any], ...] = (
    *SENTENCES, HANDED_ON, REQUEST, OPERATION, FORECAST, DISCUSSED, KILLINGS, TRADE_FIRST, REPLY_SENT,
    NO_TOPIC_OFF, GUNS_LOST,
)  # fmt: skip

ANCHOR = ("exact", "prefix", "suffix", "start", "end")
DOCUMENT_KINDS = {"news_report": "article", "fact_check": "article", "official_report": "report"}
LOCK = 2_020_07_08  # any number that nobody else locks: two runs at once take turns

Say = Callable[[str], Any]


def play(say: Say) -> int:
    """Play what is not there yet; returns how many parts that was. Raises Refused where real people work."""
    refuse_among_real_people()
    played = invite_people(say) + name_topics(say) + hold_documents(say)
    document = Document.objects.at_address(ARTICLE["url"]).get()
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    for story in STORIES:
        for number, chapter in enumerate(story["chapters"], 1):
            played += Chapter(story, number, chapter, document, people).play(say)
    return played


def refuse_among_real_people() -> None:
    """Everybody knows the demo's password: a working newsroom must not get its accounts by accident."""
    if not settings.DEMO and User.objects.filter(is_demo=False, is_active=True).exists():
        raise Refused(
            "Real people have accounts here, and everybody knows the password of the demo's. "
            "Use another database, or set DEMO=1 if this one is for trying things out."
        )
    names = {person["username"] for person in PEOPLE}
    for name, address in User.objects.filter(is_demo=False).values_list("username", "email"):
        if name.lower() in names or address.lower() in {f"{name}@example.org" for name in names}:
            raise Refused(f"The account “{name}” belongs to a real person here. Use another database.")


def taking_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def invite_people(say: Say) -> int:
    with transaction.atomic():
        taking_turns()
        here = set(User.objects.values_list("username", flat=True))
        missing = [person for person in PEOPLE if person["username"] not in here]
        for person in missing:
            User.objects.create_demo(**person, password=PASSWORD)
    if missing:
        say(f"People: {', '.join(person['username'] for person in missing)}.")
    return bool(missing)


def name_topics(say: Say) -> int:
    with transaction.atomic():
        taking_turns()
        here = set(Topic.objects.values_list("slug", flat=True))
        editor = User.objects.get(username="editor")
        missing = [
            Topic.add(by=editor, slug=slug, label=label) for slug, label in TOPICS.items() if slug not in here
        ]
    if missing:
        say(f"Topics: {', '.join(topic.label for topic in missing)}.")
    return bool(missing)


def hold_documents(say: Say) -> int:
    """The article, without its text, and every source that a piece of evidence names."""
    with transaction.atomic():
        taking_turns()
        if Document.objects.at_address(ARTICLE["url"]).exists():
            return False
        reporter = User.objects.get(username="reporter")
        for source in SOURCES.values():
            first, last = days(source.get("published", ""))
            if not Document.objects.at_address(source["url"]).exists():
                Document.add(
                    by=reporter,
                    url=source["url"],
                    title=source["title"],
                    publisher=source["publisher"],
                    language=source.get("language", "en"),
                    kind=DOCUMENT_KINDS.get(source["kind"], "other"),
                    published_on=first if first == last else None,
                )
        Document.add(by=reporter, **ARTICLE)  # last, so that it is the newest at the desk
    say(f"Documents: the article of 8 July 2020, and {len(SOURCES)} sources.")
    return True


class Chapter:
    """One claim up to its next publication, or as far as it has come."""

    def __init__(
        self,
        story: dict[str, Any],
        number: int,
        script: dict[str, Any],
        document: Document,
        people: dict[str, User],
    ) -> None:
        self.story, self.number, self.script = story, number, script
        self.document, self.people = document, people
        self.reporter = people["reporter"]

    def play(self, say: Say) -> int:
        with transaction.atomic():
            taking_turns()
            claim = self.find()
            if not self.is_next(claim):
                return False
            if claim:
                claim.edit(by=self.reporter)
            else:
                claim = self.begin()
            self.write(claim)
            self.finish(claim)
        claim.refresh_from_db()
        version = f", version {claim.number - 1}" if claim.is_public else ""
        say(f"{claim.get_state_display()}{version}: {claim.name}")
        return True

    def find(self) -> Claim | None:
        """The claim of this story, known by the words it was spotted with; the history keeps them."""
        for event in Event.objects.filter(verb="spot", actor=self.reporter).order_by("id"):
            spotted = event.details.get("document"), event.details.get("exact")
            if spotted == (self.document.public_id, self.story["places"][0]["exact"]):
                return Claim.objects.get(public_id=event.object.removeprefix("claim/"))
        return None

    def is_next(self, claim: Claim | None) -> bool:
        """A first chapter is played whole or not at all; a later one needs an untouched version before it."""
        if claim is None or self.number == 1:
            return claim is None and self.number == 1
        return claim.number == self.number and claim.state == "published" and claim.is_public

    def begin(self) -> Claim:
        first, *others = self.story["places"]
        [claim] = Claim.spot(by=self.reporter, document=self.document, anchors=[anchor(first)], **who(first))
        self.organise(claim)
        if self.script["ends"] not in ("spotted", "passed_over"):
            claim.take(by=self.reporter)
        for other in others:
            claim.add_appearance(by=self.reporter, document=self.document, anchor=anchor(other), **who(other))
        return claim

    def organise(self, claim: Claim) -> None:
        today = timezone.localdate()
        chosen: dict[str, Any] = {
            name: today + timedelta(days=self.story[key])
            for name, key in (("due_on", "due"), ("recheck_on", "recheck"))
            if key in self.story
        }
        topics = list(Topic.objects.filter(slug__in=self.story.get("topics", ())))
        priority = self.story.get("priority", 0)
        claim.organise(by=self.reporter, topics=topics, priority=priority, **chosen)

    def write(self, claim: Claim) -> None:
        for number, facts in enumerate(self.script["evidence"], 1):
            self.lay(claim, number, facts)
        claim.refresh_from_db()  # numbers in an analysis follow their pieces
        if self.script["text"]:
            claim.revise(by=self.reporter, lock_version=claim.lock_version, **rated(self.script["text"]))
        if "edited_by" in self.script:
            editor = self.people[self.script["edited_by"]]
            claim.revise(by=editor, lock_version=claim.lock_version, **self.script["edited"])

    def lay(self, claim: Claim, number: int, facts: dict[str, Any]) -> None:
        """See to it that piece `number` is this one: add it or change it, and move it to its place."""
        apart = ("repeats", "discounted_reason")
        wanted = {name: value for name, value in facts.items() if name not in apart}
        if "repeats" in facts:
            wanted["repeats"] = claim.evidence.standing().get(position=facts["repeats"])
        piece: Evidence | None = claim.evidence.standing().filter(url=facts["url"]).first()
        if piece:
            piece.change(by=self.reporter, lock_version=piece.lock_version, **wanted)
        else:
            held = Document.objects.at_address(facts["url"]).first()
            piece = claim.add_evidence(by=self.reporter, document=held, **wanted)
        if facts.get("discounted_reason", "") != piece.discounted_reason:
            piece.discount(by=self.reporter, reason=facts["discounted_reason"])
        piece.move(by=self.reporter, to=number)

    def finish(self, claim: Claim) -> None:
        ends = self.script["ends"]
        if ends in ("dropped", "passed_over"):
            reason, note = self.script["dropped"]
            leave = claim.drop if ends == "dropped" else claim.pass_over
            leave(by=self.reporter, reason=reason, note=note)
        if ends in ("in_review", "approved", "published") or "sent_back" in self.script:
            claim.submit(by=self.reporter)
        if "sent_back" in self.script:
            username, reason = self.script["sent_back"]
            claim.request_changes(by=self.people[username], reason=reason)
        if ends in ("approved", "published"):
            editor = self.people[self.script["read_by"]]
            say_yes = claim.approve if ends == "approved" else claim.approve_and_publish
            say_yes(by=editor, content_sha256=claim.content_sha256, says_no_more=True)


def anchor(place: dict[str, Any]) -> Anchor:
    return Anchor(**{name: place[name] for name in ANCHOR})


def who(place: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in place.items() if name not in ANCHOR}


def rated(text: dict[str, Any]) -> dict[str, Any]:
    """The text with its rating, given by its slug, on the scale that is in use."""
    if "rating" not in text:
        return text
    return {**text, "rating": Rating.objects.offered().filter(slug=text["rating"])[0]}
