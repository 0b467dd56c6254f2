"""Whatever changes something writes exactly one row of the history about it; a refusal, or no change, writes none."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

import claims
from claims.models import Claim, Claimant, Document, Event, Job, PageVersion, Redaction, Task, Topic, User
from claims.models.setting import Setting
from claims.refusals import Conflict, Forbidden, Invalid, Refused
from claims.seed import settle
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db


class Stage:
    """The people, and things in the state that a deed needs, made anew for each."""

    def __init__(self, reporter, editor, editor2, admin):
        self.reporter, self.editor, self.editor2, self.admin = reporter, editor, editor2, admin

    def spotted(self):
        return factories.spotted_claim(by=self.reporter)

    def drafted(self):
        return factories.complete_claim(by=self.reporter)

    def in_review(self):
        return factories.in_review_claim(by=self.reporter)

    def approved(self):
        return factories.approved_claim(by=self.reporter, editor=self.editor)

    def published(self):
        return factories.published_claim(by=self.reporter, editor=self.editor)

    def both_wrote(self):
        claim = self.drafted()
        claim.revise(by=self.editor, conclusion="Both lists say so.")
        claim.submit(by=self.reporter)
        return claim

    def read(self, on):
        return {"content_sha256": on.content_sha256, "says_no_more": True}


def first_piece(claim):
    return claim.evidence.standing().first()


def first_place(claim):
    return claim.first_appearance


# verb: the state that a claim must be in, then the deed
CLAIMS = {
    "take": ("spotted", lambda s, c: c.take(by=s.reporter)),
    "pass_over": ("spotted", lambda s, c: c.pass_over(by=s.reporter, reason="trivial")),
    "drop": ("drafted", lambda s, c: c.drop(by=s.reporter, reason="trivial")),
    "reopen": ("dropped", lambda s, c: c.reopen(by=s.editor)),
    "revise": ("drafted", lambda s, c: c.revise(by=s.reporter, headline="Another", conclusion="Another.")),
    "organise": ("drafted", lambda s, c: c.organise(by=s.reporter, priority=2, due_on=date(2026, 12, 1))),
    "submit": ("drafted", lambda s, c: c.submit(by=s.reporter)),
    "recall": ("in_review", lambda s, c: c.recall(by=s.reporter)),
    "request_changes": ("in_review", lambda s, c: c.request_changes(by=s.editor, reason="A page, please.")),
    "approve": ("in_review", lambda s, c: c.approve(by=s.editor, **s.read(c))),
    "countersign": ("both_wrote", lambda s, c: c.countersign(by=s.editor, **s.read(c))),
    "override": (
        "in_review",
        lambda s, c: c.override(by=s.admin, reason="Nobody else is here.", **s.read(c)),
    ),
    "publish": ("approved", lambda s, c: c.publish(by=s.editor)),
    "edit": ("published", lambda s, c: c.edit(by=s.reporter)),
    "discard": ("edited", lambda s, c: c.discard(by=s.editor)),
    "retract": ("published", lambda s, c: c.retract(by=s.editor, reason="The list was forged.")),
    "take_down": ("published", lambda s, c: c.take_down(by=s.editor, reason="A court said so.")),
    "add_appearance": (
        "drafted",
        lambda s, c: c.add_appearance(by=s.reporter, document=first_place(c).document, locator="page 3"),
    ),
    "change_appearance": ("drafted", lambda s, c: first_place(c).change(by=s.reporter, claimant_role="head")),
    "remove_appearance": ("drafted", lambda s, c: first_place(c).remove(by=s.reporter)),
    "take_new_names": ("renamed", lambda s, c: first_place(c).take_new_names(by=s.reporter)),
    "add_evidence": ("drafted", lambda s, c: factories.add_evidence(c, by=s.reporter)),
    "change_evidence": ("drafted", lambda s, c: first_piece(c).change(by=s.reporter, note="Seen.")),
    "move_evidence": ("drafted", lambda s, c: first_piece(c).move(by=s.reporter, to=2)),
    "remove_evidence": ("unread", lambda s, c: first_piece(c).remove(by=s.reporter)),
    "finish_task": ("untold", lambda s, c: c.tasks.get().finish(by=s.reporter, note="The newsletter.")),
    "reopen_task": ("told", lambda s, c: c.tasks.get().reopen(by=s.reporter)),
}


def dropped(s):
    claim = s.drafted()
    claim.drop(by=s.reporter, reason="trivial")
    return claim


def edited(s):
    claim = s.published()
    claim.edit(by=s.reporter)
    claim.revise(by=s.reporter, headline="Another")
    return claim


def renamed(s):
    claim = s.drafted()
    first_place(claim).document.change(by=s.reporter, title="The library, once more")
    return claim


def unread(s):
    claim = s.drafted()
    claim.revise(by=s.reporter, analysis="")
    return claim


def untold(s):
    claim = s.published()
    claim.retract(by=s.editor, reason="The list was forged.")
    Task.after(claim.events().get(verb="retract"))
    return claim


def told(s):
    claim = untold(s)
    claim.tasks.get().finish(by=s.reporter, note="The newsletter.")
    return claim


PREPARED = {
    "dropped": dropped, "edited": edited, "renamed": renamed, "unread": unread, "untold": untold, "told": told,
}  # fmt: skip


@pytest.fixture
def stage(reporter, editor, editor2, admin):
    return Stage(reporter, editor, editor2, admin)


def written_by(deed):
    last = Event.objects.order_by("-id").first()
    deed()
    return list(
        Event.objects.filter(pk__gt=last.pk if last else 0).order_by("id").values_list("verb", "object")
    )


@pytest.mark.parametrize("verb", CLAIMS)
def test_a_verb_of_a_claim(stage, verb):
    state, deed = CLAIMS[verb]
    claim = PREPARED[state](stage) if state in PREPARED else getattr(stage, state)()
    claim = Claim.objects.get(pk=claim.pk)
    assert written_by(lambda: deed(stage, claim)) == [(verb, claim.about)]


OTHERS = {
    "spot": lambda s: Claim.spot(by=s.reporter, document=s.paper, quotations=["Visitors doubled"]),
    "add_document": lambda s: Document.add(by=s.reporter, title="A speech"),
    "keep_copy": lambda s: s.paper.keep(by=s.reporter, text="Another text."),
    "change_document": lambda s: s.paper.change(by=s.reporter, title="A report"),
    "add_claimant": lambda s: Claimant.named(by=s.reporter, name="Ada Example", kind="public_figure"),
    "rename_claimant": lambda s: s.claimant.rename(by=s.editor, name="Bea Example"),
    "add_topic": lambda s: Topic.add(by=s.editor, slug="town", label="Town"),
    "rename_topic": lambda s: s.topic.rename(by=s.editor, label="The roof"),
    "invite": lambda s: User.objects.invite("new@newsroom.example", "reporter", by=s.admin),
    "join": lambda s: s.invited.join(password="a long enough password", public_name="Ivy"),
    "change_role": lambda s: s.reporter.change_role(by=s.admin, role="editor"),
    "deactivate": lambda s: s.reporter.deactivate(by=s.admin),
    "reactivate": lambda s: s.gone.reactivate(by=s.admin),
    "rename": lambda s: s.reporter.rename(by=s.admin, public_name="Rita R."),
    "ask_redaction": lambda s: asked(s),
    "confirm_redaction": lambda s: s.asked.confirm(by=s.admin),
    "withdraw_redaction": lambda s: s.asked.close(by=s.editor),
    "refuse_redaction": lambda s: s.decided.close(by=s.editor2),
    "redact": lambda s: as_the_owner(s.decided.carry_out),
    "log_in": lambda s: s.reporter.logged_in(),
    "log_out": lambda s: s.reporter.logged_out(),
    "revise_page": lambda s: PageVersion.objects.standing("about").revise(
        by=s.editor, title="About", text="We check.", note="Anew.", seen=1
    ),
    "try_again": lambda s: Job.objects.create(name="a_job", failed_at=timezone.now()).try_again(by=s.editor),
}


def asked(s):
    row = f"snapshot {s.paper.snapshot.pk}"
    return Redaction.ask(by=s.editor, rows=[row], reason="A court ordered it.")


def as_the_owner(deed):
    with as_owner():
        deed()


@pytest.mark.parametrize("verb", OTHERS)
def test_a_verb_of_something_else(stage, verb):
    stage.paper = factories.document(by=stage.reporter)
    if verb != "add_claimant":
        stage.claimant = Claimant.named(by=stage.reporter, name="Ada Example", kind="public_figure")
    stage.topic = Topic.add(by=stage.editor, slug="roof", label="Roof")
    stage.invited = User.objects.invite("ivy@newsroom.example", "reporter", by=stage.admin)
    stage.gone = factories.user("reporter", is_active=False)
    stage.asked, stage.decided = asked(stage), asked(stage)
    stage.decided.confirm(by=stage.admin)
    assert [told for told, _about in written_by(lambda: OTHERS[verb](stage))] == [verb]


def test_who_may_review_is_a_right_and_stands_in_the_history(db):
    with as_owner():
        assert written_by(lambda: settle("reviewers", "everyone", using="default")) == [
            ("change_setting", "setting/reviewers")
        ]
        assert written_by(lambda: settle("reviewers", "everyone", using="default")) == []
    assert Setting.objects.get(key="reviewers").value == "everyone"


# Their own tests count them: those of the log-in pages, the admin, and the rating scales.
ELSEWHERE = {
    "recover", "delete_topic", "change_setting", "add_scale", "change_scale", "retire_scale", "replace_scale",
    "delete_scale", "synthesize",
}  # fmt: skip


def test_every_verb_that_the_code_writes_is_tried():
    written = set()
    for path in Path(claims.__file__).parent.rglob("*.py"):
        written |= set(
            re.findall(
                r'(?:write_event|note_written|doing|_withdraw|_drop)\(\s*"(\w+)"', path.read_text("utf-8")
            )
        )
    assert written - ELSEWHERE == CLAIMS.keys() | OTHERS.keys()


NOTHING = {
    "the same words": lambda s, c: c.revise(by=s.reporter, headline=c.headline),
    "the same priority": lambda s, c: c.organise(by=s.reporter, priority=c.priority),
    "the same place": lambda s, c: first_piece(c).move(by=s.reporter, to=1),
    "the same fact of a piece": lambda s, c: first_piece(c).change(by=s.reporter, note=""),
    "the same fact of a place": lambda s, c: first_place(c).change(by=s.reporter, locator=""),
    "no newer name": lambda s, c: first_place(c).take_new_names(by=s.reporter),
    "the same copy": lambda s, c: first_place(c).document.keep(by=s.reporter, text=factories.TEXT),
    "the same fact of a document": lambda s, c: first_place(c).document.change(
        by=s.reporter, byline="Erin Example"
    ),
    "the same role": lambda s, c: s.reporter.change_role(by=s.admin, role="reporter"),
    "the same name": lambda s, c: s.reporter.rename(by=s.admin, public_name=s.reporter.public_name),
    "open already": lambda s, c: s.reporter.reactivate(by=s.admin),
}


@pytest.mark.parametrize("what", NOTHING)
def test_no_change_is_no_event(stage, what):
    claim = stage.drafted()
    assert written_by(lambda: NOTHING[what](stage, claim)) == []


REFUSED = {
    "of somebody who may not": lambda s, c: c.retract(by=s.reporter, reason="I may not."),
    "in a wrong state": lambda s, c: c.publish(by=s.editor),
    "of words that cannot be kept": lambda s, c: c.revise(by=s.reporter, headline="\x00"),
    "of a draft that changed meanwhile": lambda s, c: c.revise(
        by=s.reporter, lock_version=99, headline="Another"
    ),
    "of a quotation that is not there": lambda s, c: Claim.spot(
        by=s.reporter, document=first_place(c).document, quotations=["No such words"]
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_is_no_event(stage, what):
    claim = stage.drafted()

    def refused():
        with pytest.raises((Forbidden, Refused, Conflict, Invalid)):
            REFUSED[what](stage, claim)

    assert written_by(refused) == []
