"""Every address that takes a form, and what happens when two people use it at once: an inventory.

An address that is not in it fails; so nobody opens another way to save without deciding what the second one is told.
"""

import re
from datetime import date
from html import unescape

import pytest
from django.contrib import admin as django_admin
from django.core import mail as outbox
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from claims import mail
from claims.models import Claim, Claimant, Document, Event, Job, PageVersion, Redaction, Task, Topic, User
from tests import factories
from tests.access.stage import addresses
from tests.views.pages import at, fields_of, hidden, keys_of, send

pytestmark = pytest.mark.django_db

STORIES = {}
# Told of in the tests of the scales: their verbs compare what was on the screen.
ELSEWHERE = {"admin:ratingscale:add", "admin:ratingscale:change"}
# Nothing of a colleague's can be lost through these: who may come in, and what only oneself has.
ALONE = {
    "login": "a session of one's own",
    "logout": "a session of one's own",
    "password_reset": "sends a letter, which is counted and throttled",
    "password_reset_confirm": "one's own password; the link holds once",
}


def story(*names):
    def kept(tell):
        STORIES.update(dict.fromkeys(names, tell))
        return tell

    return kept


class Desk:
    """Two people, each in a browser of their own; and things for them to meet at."""

    def __init__(self, as_, reporter, editor, editor2):
        self.reporter, self.editor, self.editor2 = reporter, editor, editor2
        self.first, self.second = as_(editor2), as_(editor)

    def draft(self, **fields):
        return factories.complete_claim(by=self.reporter, **fields)


@pytest.fixture
def desk(as_, reporter, editor, editor2):
    return Desk(as_, reporter, editor, editor2)


def takes_forms():
    """The names of all addresses that answer a POST, found by sending one."""
    client = Client()
    client.force_login(factories.user("administrator", "finder"))
    found = set()
    for route, name, _view in addresses():
        if route.startswith("admin/") or not name:
            continue
        made_up = {"public_id": "zzzzzzzz", "pk": 1, "uid": "x", "uidb64": "x", "token": "x-y", "slug": "x"}
        made_up |= {"number": 1, "old": 1, "new": 2, "page": "about", "key": "zzzzzzzz"}
        made_up |= {"day": date(2026, 1, 1), "prefix": "z"}
        address = reverse(name, kwargs={key: made_up[key] for key in made_up if f":{key}>" in route})
        if client.post(address).status_code != 405:
            found.add(name)
        client.force_login(User.objects.get(username="finder"))  # one of them has logged out
    return found


def admin_forms():
    request = RequestFactory().get("/admin/")
    request.user = User(role="administrator", is_active=True)
    for model, each in django_admin.site._registry.items():
        name = model._meta.model_name
        row = model()
        row.pk = 0
        may = {"add": each.has_add_permission(request), "change": each.has_change_permission(request, row)}
        may["action"] = bool(each.get_actions(request))
        may["delete"] = name == "topic" or each.has_delete_permission(request, None)
        yield from (f"admin:{name}:{page}" for page, allowed in may.items() if allowed)


def test_every_address_that_takes_a_form_is_in_the_inventory():
    assert takes_forms() | set(admin_forms()) == set(STORIES) | set(ALONE) | ELSEWHERE


@pytest.mark.parametrize("name", sorted(ALONE))
def test_what_only_oneself_has_is_told_apart(name):
    assert name not in STORIES and ALONE[name]


# ---------------------------------------------------------------- texts: both, their base, and a choice


def both_texts(desk, page, action, field, *, base, mine, theirs, resolve="mine", now):
    """The second to save gets 409 and both texts; one choice and one press, and it is saved."""
    forms = [fields_of(client.get(page).text, action) for client in (desk.first, desk.second)]
    where = action or page
    assert desk.first.post(where, {**forms[0], field: theirs}).status_code == 302
    answer = desk.second.post(where, {**forms[1], field: mine})
    assert answer.status_code == 409
    html = unescape(answer.text)
    assert {text for text in (mine, theirs, base) if text not in html} == set()
    assert "saved this while you were writing" in html and str(desk.editor2) in html
    assert now() == theirs
    merged = fields_of(answer.text, where)
    assert desk.second.post(where, {**merged, f"choice-{field}": resolve}).status_code == 302
    assert now() == {"mine": mine, "theirs": theirs}[resolve]
    lost = {
        name: value for name, value in forms[1].items() if name not in ("lock_version", "idempotency_key")
    }
    lost = {name: value for name, value in lost.items() if not name.startswith("initial-")}
    unknown = send(desk.second, where, **{**lost, field: "Without saying what it began from"})
    assert unknown.status_code in (409, 422) and "Without saying what it began from" in unknown.text
    assert now() == {"mine": mine, "theirs": theirs}[resolve]


def fresh(row, name):
    row.refresh_from_db()
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@story("claim-save")
@pytest.mark.parametrize("resolve", ["mine", "theirs"])
def test_two_texts_of_a_claim(desk, resolve):
    claim = desk.draft()
    both_texts(
        desk, at(claim), at(claim, "save/"), "conclusion", base=claim.conclusion, mine="Mine.",
        theirs="Theirs.", resolve=resolve, now=lambda: fresh(claim, "conclusion"),
    )  # fmt: skip


def test_a_third_text_made_of_both(desk):
    claim = desk.draft()
    forms = [fields_of(c.get(at(claim)).text, at(claim, "save/")) for c in (desk.first, desk.second)]
    desk.first.post(
        at(claim, "save/"), {**forms[0], "conclusion": "Three lists say so. Nothing speaks against it."}
    )
    answer = desk.second.post(
        at(claim, "save/"), {**forms[1], "conclusion": "Two lists say so. Nobody speaks against it."}
    )
    merged = fields_of(answer.text, at(claim, "save/"))
    assert merged["choice-conclusion"] == "together"
    assert merged["conclusion"] == "Three lists say so. Nobody speaks against it."
    assert desk.second.post(at(claim, "save/"), merged).status_code == 302
    assert fresh(claim, "conclusion") == "Three lists say so. Nobody speaks against it."


@pytest.mark.parametrize("ticked", ["mine", "theirs", "together"])
def test_a_third_text_that_was_written_is_taken_whatever_is_ticked(desk, ticked):
    """Without a script nobody ticks it for who writes there. The other two are kept elsewhere, this one is not."""
    claim = desk.draft()
    forms = [fields_of(c.get(at(claim)).text, at(claim, "save/")) for c in (desk.first, desk.second)]
    desk.first.post(at(claim, "save/"), {**forms[0], "conclusion": "Theirs."})
    answer = desk.second.post(at(claim, "save/"), {**forms[1], "conclusion": "Mine."})
    merged = fields_of(answer.text, at(claim, "save/"))
    merged |= {"conclusion": "A third.\r\nIn two lines.", "choice-conclusion": ticked}
    assert desk.second.post(at(claim, "save/"), merged).status_code == 302
    assert fresh(claim, "conclusion") == "A third.\nIn two lines."


def test_the_words_that_came_and_went_are_marked_in_both(desk):
    claim = desk.draft()
    forms = [fields_of(c.get(at(claim)).text, at(claim, "save/")) for c in (desk.first, desk.second)]
    desk.first.post(
        at(claim, "save/"), {**forms[0], "conclusion": "Ten lists say so. Nothing speaks against it."}
    )
    answer = desk.second.post(
        at(claim, "save/"), {**forms[1], "conclusion": "No lists say so. Nothing speaks against it."}
    )
    said = re.sub(r"<[^>]+>", "", answer.text)
    for came in ("Ten ", "No "):
        assert f"[removed: Two ]  [added: {came}] lists say so." in said


@story("claim-organise")
def test_two_who_set_the_same_thing_of_a_claim_otherwise(desk):
    claim = desk.draft()
    claim.organise(by=desk.reporter, due_on=date(2026, 3, 1))
    both_texts(
        desk, at(claim), at(claim, "organise/"), "story_url", base="", mine="https://daily-test.example/mine",
        theirs="https://daily-test.example/theirs", now=lambda: fresh(claim, "story_url"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "theirs", "mine"),
    [("priority", "1", "2"), ("assigned_to", "rita", "eda"), ("due_on", "2026-04-01", "2026-05-01")],
)
def test_no_choice_of_a_colleagues_is_lost_unseen(desk, field, theirs, mine):
    claim = desk.draft()
    claim.organise(by=desk.reporter, assigned_to=None)
    forms = [fields_of(c.get(at(claim)).text, at(claim, "organise/")) for c in (desk.first, desk.second)]
    desk.first.post(at(claim, "organise/"), {**forms[0], field: theirs})
    answer = desk.second.post(at(claim, "organise/"), {**forms[1], field: mine})
    assert answer.status_code == 409
    merged = fields_of(answer.text, at(claim, "organise/"))
    assert desk.second.post(at(claim, "organise/"), merged).status_code == 302
    page = fields_of(desk.first.get(at(claim)).text, at(claim, "organise/"))
    assert page[field] == mine  # "yours" was ticked


@story("evidence-change")
def test_two_texts_of_a_piece(desk):
    piece = desk.draft().evidence.standing().first()
    page = at(piece.claim, f"evidence/{piece.pk}/")
    both_texts(
        desk, page, "", "quotation", base=piece.quotation, mine="Mine.", theirs="Theirs.",
        now=lambda: fresh(piece, "quotation"),
    )  # fmt: skip


@story("evidence-discount")
def test_two_reasons_not_to_count_a_piece(desk):
    piece = desk.draft().evidence.standing().first()
    page = at(piece.claim, f"evidence/{piece.pk}/")
    both_texts(
        desk, page, f"{page}discount/", "reason", base="", mine="It is old.", theirs="It was withdrawn.",
        now=lambda: fresh(piece, "discounted_reason"),
    )  # fmt: skip


@story("appearance-change")
def test_two_texts_of_a_place(desk):
    place = desk.draft().first_appearance
    page = at(place.claim, f"appearances/{place.pk}/")
    both_texts(
        desk, page, page, "claimant_role", base="librarian", mine="head librarian", theirs="town librarian",
        now=lambda: fresh(place, "claimant_role"),
    )  # fmt: skip


@story("document-change")
def test_two_texts_of_a_document(desk):
    document = factories.document(by=desk.reporter)
    page = reverse("document-change", args=[document.public_id])
    both_texts(
        desk, page, "", "byline", base="Erin Example", mine="E. Example", theirs="Erin B. Example",
        now=lambda: fresh(document, "byline"),
    )  # fmt: skip


# ---------------------------------------------------------------- verbs: a sentence that says what happened meanwhile


def told(desk, page, form_of, action, meanwhile, *, says, **typed):
    """409 with a sentence, what was done last, and what was typed; sent again from there, it is done."""
    form = fields_of(desk.second.get(page).text, form_of)
    meanwhile()
    answer = desk.second.post(action, {**form, **typed})
    html = unescape(answer.text)
    assert (answer.status_code, says in html) == (409, True), html[:3000]
    assert all(str(text) in html for text in typed.values())
    blind = send(desk.second, action, **typed)
    assert blind.status_code in (409, 422) and all(
        str(text) in unescape(blind.text) for text in typed.values()
    )
    assert desk.second.post(action, fields_of(answer.text, action)).status_code == 302


CHANGED = "This claim was changed after you opened the page"


@story("claim-submit")
def test_a_claim_is_not_submitted_with_evidence_that_was_not_seen(desk):
    claim = desk.draft()
    told(
        desk, at(claim), at(claim, "save/"), at(claim, "submit/"),
        lambda: factories.add_evidence(claim, by=desk.editor2, title="Slipped in"),
        says=CHANGED, conclusion="Mine, kept.",
    )  # fmt: skip
    claim.refresh_from_db()
    assert (claim.state, claim.conclusion) == ("in_review", "Mine, kept.")


@story("claim-drop")
def test_a_claim_is_not_dropped_with_words_that_were_not_seen(desk):
    claim = desk.draft()
    told(
        desk, at(claim), at(claim, "drop/"), at(claim, "drop/"),
        lambda: claim.revise(by=desk.editor2, conclusion="Just found."),
        says=CHANGED, reason="other", note="Nobody will find anything.",
    )  # fmt: skip


@story("claim-pass-over")
def test_a_claim_is_not_passed_over_with_words_that_were_not_seen(desk):
    claim = factories.spotted_claim(by=desk.reporter)
    told(
        desk, at(claim), at(claim, "pass-over/"), at(claim, "pass-over/"),
        lambda: claim.revise(by=desk.editor2, statement="Just written."),
        says=CHANGED, reason="other", note="Too vague for us.",
    )  # fmt: skip


@story("claim-discard")
def test_changes_are_not_discarded_that_were_not_seen(desk):
    claim = factories.published_claim(by=desk.reporter, editor=desk.editor)
    claim.edit(by=desk.reporter)
    told(
        desk, at(claim, "change/"), at(claim, "discard/"), at(claim, "discard/"),
        lambda: claim.revise(by=desk.editor2, conclusion="Just found."), says=CHANGED,
    )  # fmt: skip


@story("claim-request-changes")
def test_changes_are_requested_of_the_text_that_was_read(desk):
    claim = factories.in_review_claim(by=desk.reporter)

    def meanwhile():
        claim.recall(by=desk.reporter)
        claim.revise(by=desk.reporter, conclusion="Mended already.")
        claim.submit(by=desk.reporter)

    told(
        desk, at(claim, "review/"), at(claim, "request-changes/"), at(claim, "request-changes/"), meanwhile,
        says=CHANGED, reason="The conclusion says too much.",
    )  # fmt: skip


@story("claim-retract", "claim-take-down")
@pytest.mark.parametrize("verb", ["retract/", "take-down/"])
def test_what_readers_see_is_not_withdrawn_unread(desk, verb):
    claim = factories.published_claim(by=desk.reporter, editor=desk.editor)

    def meanwhile():
        factories.republish(claim, by=desk.reporter, editor=desk.editor2, conclusion="Mended.")

    told(
        desk, at(claim, "change/"), at(claim, verb), at(claim, verb), meanwhile,
        says="Version 2 was published after you opened the page", reason="The list was forged.",
    )  # fmt: skip


def test_a_court_order_does_not_wait_for_who_is_typing(desk):
    claim = factories.published_claim(by=desk.reporter, editor=desk.editor)
    form = fields_of(desk.second.get(at(claim, "change/")).text, at(claim, "take-down/"))
    claim.edit(by=desk.reporter)
    claim.revise(by=desk.reporter, conclusion="Typing on.")
    assert desk.second.post(at(claim, "take-down/"), {**form, "reason": "A court."}).status_code == 302


@story("evidence-move")
def test_evidence_is_not_moved_in_an_order_that_was_not_seen(desk):
    claim = desk.draft()
    third = factories.add_evidence(claim, by=desk.reporter)
    first = claim.evidence.standing().first()
    told(
        desk, at(claim), "", at(claim, f"evidence/{third.pk}/move/"), lambda: first.move(by=desk.editor2, to=2),
        says="The order of the evidence was changed after you opened the page", to="1",
    )  # fmt: skip
    assert next(iter(claim.evidence.standing())) == third


def test_one_more_piece_at_the_end_is_in_nobodys_way(desk):
    claim = desk.draft()
    piece = claim.evidence.standing().first()
    form = fields_of(desk.second.get(at(claim)).text, "")
    factories.add_evidence(claim, by=desk.editor2)
    assert desk.second.post(at(claim, f"evidence/{piece.pk}/move/"), {**form, "to": "2"}).status_code == 302


@story("evidence-remove")
def test_a_piece_is_not_removed_with_words_that_were_not_seen(desk):
    claim = desk.draft()
    piece = factories.add_evidence(claim, by=desk.reporter)
    page = at(claim, f"evidence/{piece.pk}/")
    told(
        desk, page, f"{page}remove/", f"{page}remove/",
        lambda: piece.change(by=desk.editor2, quotation="Now it says more."),
        says="This piece was changed after you opened the page",
    )  # fmt: skip


@story("appearance-remove")
def test_a_place_is_not_removed_with_words_that_were_not_seen(desk):
    place = desk.draft().first_appearance
    page = at(place.claim, f"appearances/{place.pk}/")
    told(
        desk, page, f"{page}remove/", f"{page}remove/",
        lambda: place.change(by=desk.editor2, claimant_role="head librarian"),
        says="This place was changed after you opened the page",
    )  # fmt: skip


def test_what_was_typed_about_a_piece_that_was_removed_meanwhile_is_kept(desk):
    claim = desk.draft()
    piece = factories.add_evidence(claim, by=desk.reporter)
    page = at(claim, f"evidence/{piece.pk}/")
    form = fields_of(desk.second.get(page).text, "")
    piece.remove(by=desk.editor2)
    answer = desk.second.post(page, {**form, "note": "A long note"})
    assert answer.status_code == 409
    assert "This piece was removed from the claim at" in answer.text and "A long note" in answer.text


@story("triage")
def test_triage_passes_over_nothing_that_was_changed_meanwhile(desk):
    claims = [factories.spotted_claim(by=desk.reporter) for _ in range(2)]
    form = fields_of(desk.second.get(reverse("desk-queue")).text, reverse("triage"))
    seen = [f"{claim.public_id}.{claim.content_version}" for claim in Claim.objects.order_by("pk")]
    claims[0].revise(by=desk.editor2, statement="Just written.")
    chosen = {"verb": "pass_over", "reason": "trivial", "claim": [c.public_id for c in claims], "seen": seen}
    answer = desk.second.post(reverse("triage"), {**form, **chosen}, follow=True)
    assert "was left as it is" in answer.text and "One claim passed over" in answer.text
    assert [fresh(claim, "state") for claim in claims] == ["spotted", "dropped"]


# ---------------------------------------------------------------- the state says it: done already, by somebody else

YES = {"says_no_more": "1"}
STATES = {
    "claim-take": ("spotted_claim", "take/", {}, "Only a spotted claim can be taken"),
    "claim-reopen": ("dropped", "reopen/", {}, "Only a dropped claim can be reopened"),
    "claim-recall": ("mine_in_review", "recall/", {}, "Only a claim in review can be recalled"),
    "claim-edit": ("published", "edit/", {}, "Edit opens a claim that is approved or published"),
    "claim-approve": ("in_review_claim", "approve/", YES, "Only a claim in review can be approved"),
    "claim-approve-and-publish": ("in_review_claim", "approve-and-publish/", YES, "approved and published"),
    "claim-publish": ("approved", "publish/", {}, "Only an approved claim can be published"),
}


@story(*STATES)
@pytest.mark.parametrize("name", sorted(STATES))
def test_two_press_the_same_button_and_the_second_is_told(desk, name):
    make, verb, fields, says = STATES[name]
    claim = made(desk, make)
    form = {**fields, "content_sha256": claim.content_sha256, "content_version": claim.content_version}
    assert send(desk.first, at(claim, verb), **form).status_code == 302
    answer = send(desk.second, at(claim, verb), **form)
    assert answer.status_code == 409 and says in answer.text and "Go to the claim" in answer.text
    assert Event.objects.about(claim.about).filter(verb=verb.strip("/").replace("-", "_")).count() <= 1


def made(desk, make):
    by = {"by": desk.reporter}
    if make == "dropped":
        claim = factories.drafted_claim(**by)
        claim.drop(by=desk.editor, reason="trivial")
        return claim
    if make == "mine_in_review":
        claim = desk.draft()
        for person in (desk.editor, desk.editor2):
            claim.revise(by=person, reply=f"{person} asked.")
        claim.submit(**by)
        return claim
    if make in ("approved", "published"):
        return getattr(factories, f"{make}_claim")(**by, editor=factories.user("editor", "wings"))
    return getattr(factories, make)(**by)


@pytest.mark.parametrize("verb", ["approve/", "approve-and-publish/"])
def test_a_yes_is_for_the_text_that_was_read(desk, verb):
    claim = factories.in_review_claim(by=desk.reporter)
    form = fields_of(desk.second.get(at(claim, "review/")).text, at(claim, "approve-and-publish/"))
    claim.recall(by=desk.reporter)
    claim.revise(by=desk.reporter, conclusion="Another text.")
    claim.submit(by=desk.reporter)
    answer = desk.second.post(at(claim, verb), {**form, **YES})
    assert answer.status_code == 409 and "The text has changed since you opened it" in answer.text


@story("claim-countersign", "claim-override")
@pytest.mark.parametrize("verb", ["countersign/", "override/"])
def test_so_are_the_other_two_ways_to_say_yes(desk, verb, as_, admin):
    claim = desk.draft()
    claim.revise(by=desk.editor, reply="Asked again.")
    claim.submit(by=desk.reporter)
    read = claim.content_sha256
    claim.recall(by=desk.reporter)
    claim.revise(by=desk.reporter, conclusion="Another text.")
    claim.submit(by=desk.reporter)
    client = as_(admin) if verb == "override/" else desk.second
    answer = send(client, at(claim, verb), content_sha256=read, reason="Nobody else is here.", **YES)
    assert answer.status_code == 409 and "The text has changed since you opened it" in answer.text
    assert not claim.approvals.exists()


@story("page-change")
def test_two_change_a_page_of_the_newsroom_and_both_texts_are_kept(desk):
    address = reverse("page-change", args=["about"])
    text = "We check.\n\nWe correct.\n"
    PageVersion.objects.standing("about").revise(
        by=desk.editor, title="About", text=text, note="Anew.", seen=1
    )
    forms = [fields_of(client.get(address).text, "") for client in (desk.first, desk.second)]
    theirs = {**forms[0], "text": "We check statements.\n\nWe correct.\n", "note": "Theirs."}
    assert desk.first.post(address, theirs).status_code == 302
    answer = desk.second.post(
        address, {**forms[1], "text": "We check words.\n\nWe correct.\n", "note": "Mine."}
    )
    assert answer.status_code == 409 and "Emil</bdi> saved this while you were writing" in answer.text
    assert (
        "statements." in answer.text
        and "words." in answer.text
        and 'href="/desk/pages/about/"' in answer.text
    )
    again = fields_of(answer.text, address)
    assert again["note"] == "Mine."  # a note is of one version, so the two do not clash
    chosen = {**again, "choice-text": "mine"}
    assert desk.second.post(address, chosen).status_code == 302
    assert [v.text.split()[2] for v in PageVersion.objects.of("about")[:2]] == ["words.", "statements."]
    blind = {"title": "About", "text": "Unseen.", "note": "Blind."}
    assert send(desk.second, address, **blind).status_code == 409


def test_two_who_changed_different_passages_of_a_page_keep_both(desk):
    address = reverse("page-change", args=["about"])
    forms = [fields_of(client.get(address).text, "") for client in (desk.first, desk.second)]
    changed = forms[0]["text"].replace("shows how", "shows why")
    assert desk.first.post(address, {**forms[0], "text": changed, "note": "Theirs."}).status_code == 302
    mine = forms[1]["text"].replace("Who owns us", "Whose we are")
    answer = desk.second.post(address, {**forms[1], "text": mine, "note": "Mine."})
    assert answer.status_code == 409 and "both changes put together" in answer.text
    together = fields_of(answer.text, address)
    assert desk.second.post(address, {**together, "choice-text": "together"}).status_code == 302
    text = PageVersion.objects.standing("about").text
    assert "shows why" in text and "Whose we are" in text


# ---------------------------------------------------------------- tasks, jobs and redactions: one of two does it


def due(desk):
    claim = factories.published_claim(by=desk.reporter, editor=desk.editor)
    claim.organise(by=desk.editor, story_url="https://paper.example/story")
    factories.republish(claim, by=desk.reporter, editor=desk.editor2, rating=factories.rating("false"))
    Task.after(claim.events().filter(verb="publish").first())
    return claim, Task.objects.get(claim=claim)


@story("task-finish", "task-reopen")
def test_two_finish_a_task_and_the_second_keeps_the_note(desk):
    claim, task = due(desk)
    for name in ("task-finish", "task-reopen"):
        address = reverse(name, args=[claim.public_id, task.pk])
        assert send(desk.first, address, note="Told the agency.").status_code == 302
        answer = send(desk.second, address, note="Told the radio.")
        assert answer.status_code == 409 and "Told the radio." in answer.text
    task.refresh_from_db()
    assert task.note == "Told the agency." and not task.is_done


@story("job-again")
def test_two_try_a_job_again_and_it_is_tried_once_more(desk):
    job = Job.objects.create(name="told", failed_at=timezone.now(), attempts=9, error="No network.")
    address = reverse("job-again", args=[job.pk])
    assert send(desk.first, address).status_code == 302
    assert send(desk.second, address).status_code == 404  # nothing failed is there any more
    assert Event.objects.filter(verb="try_again").count() == 1


@story("redaction-ask", "claim-redact", "redaction-confirm", "redaction-close")
def test_a_redaction_is_confirmed_or_closed_once(desk, as_):
    claim = factories.published_claim(by=desk.reporter, editor=desk.editor2)
    factories.republish(claim, by=desk.reporter, editor=desk.editor2, conclusion="Without the words.")
    row = "revision 1"
    asked = Redaction.ask(
        by=factories.user("administrator", "asker"), rows=[row], reason="A court.", public_id=claim.public_id
    )
    confirm, close = (reverse(name, args=[asked.pk]) for name in ("redaction-confirm", "redaction-close"))
    third = as_(factories.user("editor", "third"))
    assert send(desk.second, confirm).status_code == 302
    assert send(third, confirm).status_code == 409
    assert send(desk.second, close).status_code == 302
    assert send(third, close).status_code == 409


# ---------------------------------------------------------------- additions: both are kept


@story("evidence-add")
def test_two_add_evidence_and_both_stay(desk):
    claim = desk.draft()
    page = at(claim, "evidence/new/")
    forms = [fields_of(client.get(page).text, "") for client in (desk.first, desk.second)]
    for n, client in enumerate((desk.first, desk.second)):
        typed = {"stance": "context", "title": f"Piece of {n}", "kind": "official_report"}
        assert client.post(page, {**forms[n], **typed}).status_code == 302
    assert [piece.title for piece in claim.evidence.standing()][2:] == ["Piece of 0", "Piece of 1"]


@story("appearance-add")
def test_two_add_a_place_and_both_stay(desk):
    claim = desk.draft()
    paper = factories.document(by=desk.reporter)
    for client in (desk.first, desk.second):
        typed = {"document": paper.public_id, "locator": "page 3"}
        assert send(client, at(claim, "appearances/new/"), **typed).status_code == 302
    assert claim.appearances.standing().count() == 3


@story("document-add")
def test_two_add_the_same_document_and_the_second_is_led_to_the_first(desk):
    typed = {
        "url": "https://paper.example/a",
        "title": "Title",
        "kind": "article",
        "language": "en",
        "text": "Words.",
    }
    assert send(desk.first, reverse("document-add"), **typed).status_code == 302
    answer = send(desk.second, reverse("document-add"), **{**typed, "text": "My words."})
    assert answer.status_code == 422
    assert "We hold this address already" in answer.text and "My words." in answer.text
    kept = fields_of(answer.text, "")
    form = {**kept, "keep_on": Document.objects.get().public_id}
    assert desk.second.post(reverse("document-add"), form).status_code == 302
    assert {copy.text for copy in Document.objects.get().snapshots.all()} == {"Words.", "My words."}


@story("document-spot")
@pytest.mark.parametrize("many", [True, False])
def test_two_mark_the_same_words_and_the_second_is_told(desk, many):
    document = factories.document(by=desk.reporter)
    address = reverse("document-spot", args=[document.public_id])
    typed = (
        {"many": "1", "sentence": ["2"]}
        if many
        else {"exact": factories.QUOTATION, "statement": "My statement"}
    )
    assert send(desk.first, address, **typed).status_code == 302
    answer = send(desk.second, address, **typed)
    assert answer.status_code == 409
    first = Claim.objects.get()
    assert (
        "These words are marked as a claim already" in answer.text and first.get_absolute_url() in answer.text
    )
    assert Claim.objects.count() == 1
    if not many:
        assert "My statement" in answer.text
    again = {**typed, "again": "1"}
    assert 'name="again" value="1"' in answer.text
    assert send(desk.second, address, **again).status_code == 302
    assert Claim.objects.count() == 2


def test_other_words_of_the_same_document_are_nobodys_yet(desk):
    document = factories.document(by=desk.reporter)
    address = reverse("document-spot", args=[document.public_id])
    for words in (factories.QUOTATION, "We open at nine", "The roof leaks all the same."):
        assert send(desk.second, address, exact=words).status_code == 302
    assert Claim.objects.count() == 3


@story("claim-add")
def test_two_add_the_same_words_from_a_link_and_the_second_is_told(desk):
    typed = {"url": "https://paper.example/a", "quotation": "We open at nine.", "statement": "Mine"}
    assert send(desk.first, reverse("claim-add"), **typed).status_code == 302
    answer = send(desk.second, reverse("claim-add"), **typed)
    assert answer.status_code == 409 and Claim.objects.get().get_absolute_url() in answer.text
    again = {**fields_of(answer.text, ""), "again": "1"}
    assert desk.second.post(reverse("claim-add"), again).status_code == 302
    assert Claim.objects.count() == 2


# ---------------------------------------------------------------- accounts and the admin


@story("invitation")
def test_an_invitation_is_accepted_once(admin):
    user = User.objects.invite("nora@newsroom.example", "reporter", by=admin)
    address = (
        mail.invitation_link(user).partition("testserver")[2]
        or "/" + mail.invitation_link(user).split("/", 3)[3]
    )
    words = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}
    assert Client().post(address, {"public_name": "Nora", **words}).status_code == 302
    other = Client().post(address, {"public_name": "Somebody else", **words})
    assert other.status_code == 404 and "It was used already" in other.text
    user.refresh_from_db()
    assert user.public_name == "Nora"


def in_admin(model, page, *args):
    return reverse(f"admin:claims_{model}_{page}", args=args)


ROWS = {
    "user": (lambda desk: desk.reporter, "public_name", {"role": "reporter", "is_active": "on"}),
    "topic": (lambda desk: Topic.add(by=desk.editor, slug="roofs", label="Roofs"), "label", {}),
    "claimant": (lambda desk: desk.draft() and Claimant.objects.get(), "name", {}),
}


@story(*(f"admin:{model}:change" for model in ROWS))
@pytest.mark.parametrize("model", sorted(ROWS))
def test_two_change_the_same_row_of_the_admin(desk, as_, admin, model):
    make, field, rest = ROWS[model]
    row = make(desk)
    address = in_admin(model, "change", row.pk)
    first, second = as_(admin), as_(factories.user("administrator", "otto"))
    forms = [{**keys_of(client, address), **rest} for client in (first, second)]
    assert first.post(address, {**forms[0], field: "Theirs"}).status_code == 302
    answer = second.post(address, {**forms[1], field: "Mine"})
    assert answer.status_code == 409
    html = unescape(answer.text)
    assert (
        "Ada saved this after you opened the page" in html and "“Theirs”" in html and 'value="Mine"' in html
    )
    assert fresh(row, field) == "Theirs"
    blind = second.post(
        address, {**rest, field: "Mine", "idempotency_key": keys_of(second, address)["idempotency_key"]}
    )
    assert blind.status_code == 409 and fresh(row, field) == "Theirs"
    keys = hidden(answer.text)
    assert second.post(address, {**keys, **rest, field: "Mine"}).status_code == 302
    assert fresh(row, field) == "Mine"


def test_saving_again_in_the_admin_takes_back_nothing_that_the_other_one_changed(as_, admin, editor):
    """The first one takes a role away; the second one, who only mends the name, does not give it back."""
    address = in_admin("user", "change", editor.pk)
    first, second = as_(admin), as_(factories.user("administrator", "otto"))
    forms = [fields_of(client.get(address).text, "") for client in (first, second)]
    demoted = {key: value for key, value in forms[0].items() if key != "is_active"}
    assert first.post(address, {**demoted, "role": "reporter"}).status_code == 302
    answer = second.post(address, {**forms[1], "public_name": "Eda E."})
    assert answer.status_code == 409
    again = fields_of(answer.text, "")
    assert (again["public_name"], again["role"], "is_active" in again) == ("Eda E.", "reporter", False)
    assert second.post(address, again).status_code == 302
    editor.refresh_from_db()
    assert (editor.public_name, editor.role, editor.is_active) == ("Eda E.", "reporter", False)


@story("admin:user:add", "admin:topic:add")
@pytest.mark.parametrize(
    ("model", "typed"),
    [
        ("user", {"email": "nora@newsroom.example", "role": "editor"}),
        ("topic", {"label": "Roofs", "slug": "roofs"}),
    ],
)
def test_a_double_click_in_the_admin_adds_one_row(
    as_, admin, model, typed, django_capture_on_commit_callbacks
):
    client = as_(admin)
    address = in_admin(model, "add")
    form = {**keys_of(client, address), **typed}
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address, form) for _ in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, in_admin(model, "changelist"))
    }
    assert len(outbox.outbox) == (1 if model == "user" else 0)
    told = client.post(address, {**keys_of(client, address), **typed})
    assert told.status_code == 200 and "already" in told.text  # a second person is told beside the field


@story("admin:user:action")
def test_an_invitation_is_sent_again_once(as_, admin):
    user = User.objects.invite("nora@newsroom.example", "reporter", by=admin)
    client = as_(admin)
    address = in_admin("user", "changelist")
    form = {**keys_of(client, address), "action": "invite_again", "_selected_action": [user.pk]}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert len(outbox.outbox) == 1


@story("admin:topic:delete")
def test_a_topic_that_was_given_to_a_claim_meanwhile_is_not_deleted(desk, as_, admin):
    topic = Topic.add(by=desk.editor, slug="roofs", label="Roofs")
    client = as_(admin)
    address = in_admin("topic", "delete", topic.pk)
    assert client.get(address).status_code == 200
    desk.draft().organise(by=desk.editor, topics=[topic])
    assert client.post(address, {"post": "yes"}).status_code in (403, 409)
    assert Topic.objects.filter(pk=topic.pk).exists()
