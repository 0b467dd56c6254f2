"""The demo newsroom: it fills every queue, plays by the rules, is safe to run twice, and quotes little."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims import links, texts
from claims.demo import newsroom
from claims.demo.article import ARTICLE
from claims.demo.claims_sources import SOURCES
from claims.demo.people import PASSWORD
from claims.models import Appearance, Claim, Document, Event, EventLink, PublicClaim, Revision, Snapshot, User
from claims.workflow import DROP_REASONS, STATES

# Deferred triggers fire at COMMIT, so the demo needs real transactions.
committing = pytest.mark.django_db(transaction=True)

CHAPTERS = [chapter for story in newsroom.STORIES for chapter in story["chapters"]]
PLACES = [place for story in newsroom.STORIES for place in story["places"]]
SHORT = 300  # no run of the article longer than this is in the project


def run() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def everything() -> dict[str, list[Any]]:
    """Every row of every table, but for what the database counts by itself."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT md5(t::text) FROM {connection.ops.quote_name(table)} t ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


def claim_of(story: dict[str, Any]) -> Claim:
    return Claim.objects.filter(appearances__exact=story["places"][0]["exact"]).distinct().get()


# ---------------------------------------------------------------- played


@committing
def test_every_queue_shows_something_and_the_guards_are_green() -> None:
    told = run()

    assert set(Claim.objects.values_list("state", flat=True)) == set(STATES)
    assert len(told.splitlines()) >= len(newsroom.STORIES) and PASSWORD in told
    assert EventLink.objects.count() == Event.objects.count()
    call_command("check_invariants", stdout=io.StringIO())
    call_command("verify_history", stdout=io.StringIO())

    # People are named by role, and marked.
    roles = dict(User.objects.values_list("username", "role"))
    assert roles == {
        "reporter": "reporter",
        "editor": "editor",
        "editor2": "editor",
        "admin": "administrator",
    }
    for user in User.objects.all():
        assert user.is_demo and user.public_name.startswith("Demo ")
        assert user.email.endswith("@example.org") and user.check_password(PASSWORD)

    # The article is the newest document, and no text of it is held.
    article = Document.objects.at_address(ARTICLE["url"]).get()
    assert article == Document.objects.order_by("-id").first()
    assert not Snapshot.objects.exists()
    for place in Appearance.objects.all():
        assert place.document == article and len(place.prefix + place.exact + place.suffix) < SHORT

    # The forecast is dropped, its question asked.
    forecast, question = claim_of(newsroom.FORECAST), claim_of(newsroom.DISCUSSED)
    assert (forecast.state, forecast.drop_reason, forecast.rating) == ("dropped", "forecast", None)
    assert (question.state, str(question.rating)) == ("in_review", "Unproven")
    assert question.first_appearance.claimant_kind == "nobody"

    # A headline sharpened by an editor needs another editor.
    claim = claim_of(newsroom.TRADE_FIRST)
    assert "approve" not in claim.verbs_for(User.objects.get(username="editor"))
    assert "approve" in claim.verbs_for(User.objects.get(username="editor2"))


@committing
def test_three_claims_are_public_one_corrected_and_one_updated() -> None:
    run()

    assert PublicClaim.objects.count() == 3
    assert all(public.status == "shown" and public.is_demo for public in PublicClaim.objects.all())

    guns = claim_of(newsroom.GUNS_LOST)
    first, second = guns.revisions.order_by("number")
    assert "more than 2,000" in first.content_dict["headline"]
    assert first.content_dict["rating"]["label"] == "True"
    assert second.change_kind == "correction"
    assert guns.public.headline == "Of 1,418 guns, 1,048 had been neither recovered nor traced by July 2011"
    assert guns.public.rating_label == "Mostly true"
    assert [piece["number"] for piece in second.content_dict["evidence"] if piece["discounted_reason"]] == [6]

    agenda = claim_of(newsroom.NO_TOPIC_OFF)
    first, second = agenda.revisions.order_by("number")
    assert first.content_dict["rating"]["label"] == "Unproven" and first.content_dict["looked_for"]
    assert second.change_kind == "update"
    assert agenda.public.rating_label == "Mostly false"
    said = agenda.public.said_from, agenda.public.said_to
    assert said == (date(2020, 6, 29), date(2020, 7, 5))

    assert claim_of(newsroom.REPLY_SENT).public.rating_label == "True"

    # Each was read by a second person: nothing here goes around the rule.
    assert set(Revision.objects.values_list("basis", flat=True)) == {"second_person"}
    assert not Event.objects.filter(verb__in=("override", "countersign")).exists()


# ---------------------------------------------------------------- twice


@committing
def test_a_second_run_changes_nothing_whatever_people_did_meanwhile() -> None:
    run()
    before = everything()
    assert "Nothing was changed" in run()
    assert everything() == before

    reporter, editor = User.objects.get(username="reporter"), User.objects.get(username="editor")
    claim_of(newsroom.GUNS_LOST).retract(by=editor, reason="Trying out a retraction.")
    waiting = Claim.objects.filter(state="spotted").first()
    waiting.take(by=reporter)
    waiting.appearances.get().change(by=reporter, exact="other words", claimant_kind="nobody")
    Document.objects.at_address(ARTICLE["url"]).get().change(by=reporter, title="Another title")
    before = everything()
    assert "Nothing was changed" in run()
    assert everything() == before


@committing
def test_a_run_that_was_cut_off_is_completed_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    publish, calls = Claim.approve_and_publish, []

    def cut_off(claim: Claim, **arguments: Any) -> Any:
        calls.append(claim)
        if len(calls) == 3:  # in the middle of a second version
            raise KeyboardInterrupt
        return publish(claim, **arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Claim, "approve_and_publish", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert sorted(PublicClaim.objects.values_list("number", flat=True)) == [1, 1]
    assert claim_of(newsroom.NO_TOPIC_OFF).state == "published"  # nothing half-made is left

    run()
    assert Claim.objects.count() == len(newsroom.STORIES)
    assert sorted(PublicClaim.objects.values_list("number", flat=True)) == [1, 2, 2]


# ---------------------------------------------------------------- not here


@committing
def test_it_keeps_out_of_a_working_newsroom(settings: Any) -> None:
    User.objects.invite("editor@daily-test.example", "administrator")

    with pytest.raises(CommandError, match="Real people have accounts here"):
        run()
    settings.DEMO = True
    with pytest.raises(CommandError, match="belongs to a real person"):  # their user name is "editor"
        run()
    assert User.objects.count() == 1
    assert not Claim.objects.exists()


# ---------------------------------------------------------------- as written


def test_the_article_is_quoted_shortly() -> None:
    runs: list[list[int]] = []
    for place in sorted(PLACES, key=lambda place: place["start"]):
        assert len(place["prefix"]) <= 32 and len(place["suffix"]) <= 32
        assert place["end"] - place["start"] == len(place["exact"])
        start, end = place["start"] - len(place["prefix"]), place["end"] + len(place["suffix"])
        if runs and start <= runs[-1][1] + 5:  # a full stop and a space between two quotations hide little
            runs[-1][1] = max(end, runs[-1][1])
        else:
            runs.append([start, end])
    assert max(end - start for start, end in runs) < SHORT


def test_quotations_from_sources_are_short_too() -> None:
    for chapter in CHAPTERS:
        for piece in chapter["evidence"]:
            assert len(piece.get("quotation", "").split()) <= 30
            assert piece["seen_as"] in ("reprint", "excerpt")  # none was read whole
            if piece["language"] != "en":
                assert piece["translation"]
            if piece.get("primary"):
                assert piece["primary_why"]


def test_every_source_is_used_and_has_an_address() -> None:
    addresses = [links.canonical(source["url"]) for source in SOURCES.values()]
    assert len(set(addresses)) == len(addresses)
    used = {piece["url"] for chapter in CHAPTERS for piece in chapter["evidence"]}
    for source in SOURCES.values():
        assert links.check(source["url"]).startswith("https://")
        assert source["url"] in used


def test_texts_are_fit_to_print() -> None:
    for chapter in CHAPTERS:
        text = chapter["text"]
        assert len(text.get("headline", "")) <= 110
        assert len(text.get("statement", "")) <= 75
        if "conclusion" in text:
            assert len(re.findall(r"[.!?]”?(?:\s|$)", text["conclusion"])) <= 3
        if "analysis" in text:
            assert "### What would change our rating" in text["analysis"]
            assert texts.references(text["analysis"]) <= set(range(1, len(chapter["evidence"]) + 1))
        assert text.get("reply", "Not asked: demonstration") == "Not asked: demonstration"
        if chapter["ends"] in ("dropped", "passed_over"):
            assert chapter["dropped"][0] in DROP_REASONS
