"""Random verbs by random people, against the rules of the desk told once more, in a few lines of their own.

The oracle below knows nothing of the code: it remembers who wrote and who signed what, and judges every version.
Each example runs in a transaction that is rolled back, each verb in a savepoint: hypothesis and pytest-django would
otherwise share one transaction among all examples.
"""

from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings, target
from hypothesis import strategies as st

from claims.models import Claim, RatingScale, Redaction, Revision, User
from claims.models.invariants import problems_of_invariants
from claims.models.scaling import WORD
from claims.models.verifying import problems_of_history
from claims.refusals import Forbidden, Incomplete, Invalid, Refused
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db

PEOPLE = ("rita", "ron", "eda", "emil", "ada")
NEW_WORD = {"definition": "It is so.", "settles": True, "token": "true", "value": None, "slug": ""}
EDITORS = {"eda", "emil", "ada"}
WORDS = ("The library opens at nine", "The library opens at ten", "It opens at nine on weekdays")
VERBS = (
    "write", "write", "rate", "add_piece", "discount", "move", "submit", "submit", "recall", "request_changes",
    "approve", "approve", "countersign", "countersign", "override", "publish", "publish", "approve_and_publish", "edit",
    "edit", "discard", "retract", "take_down", "drop", "reopen", "propose", "redact", "redact", "replace_scale",
    "retire_scale", "correct", "correct", "forge_approval", "forge_version", "forge_blank",
)  # fmt: skip


# Chance comes so far seldom: corrected, redacted, on another scale, corrected again, withdrawn, and every forgery.
LONG_LIFE = [
    ("correct", "rita", 1), ("approve_and_publish", "eda", 0), ("redact", "eda", 0), ("replace_scale", "ada", 0),
    ("forge_blank", "eda", 0), ("correct", "ron", 0), ("forge_version", "emil", 0), ("approve_and_publish", "emil", 0),
    ("retract", "eda", 0), ("forge_approval", "rita", 0), ("take_down", "eda", 0), ("redact", "emil", 1),
]  # fmt: skip


class Undo(Exception):
    pass


class Oracle:
    """Who has a hand in the present text, and who said yes to exactly it."""

    def __init__(self, author):
        self.hands = {author}  # since the last version that stands
        self.all_hands = {author}  # since the last withdrawal, or the beginning
        self.yes = set()  # (person, kind), void after any write and any way back

    def wrote(self, person):
        self.hands.add(person)
        self.all_hands.add(person)
        self.yes.clear()

    def judge(self, basis):
        if basis == "second_person":
            return any(kind == "editor" and who in EDITORS - self.hands for who, kind in self.yes)
        if basis == "countersigned":
            signers = {who for who, kind in self.yes if kind == "countersign"} & self.hands
            return len(signers) >= 2 and bool(signers & EDITORS)
        return basis == "override" and ("ada", "override") in self.yes

    def published(self):
        self.hands = set()
        self.yes.clear()

    def withdrawn(self):
        self.hands = set(self.all_hands)
        self.yes.clear()


def test_no_sequence_of_verbs_breaks_a_rule(db):
    done: Counter[str] = Counter()

    @given(
        st.booleans(),
        st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(PEOPLE), st.integers(0, 2)), max_size=24),
    )
    @example(True, LONG_LIFE)
    @settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
    def play_and_forget(is_public, steps):
        with suppress(Undo), transaction.atomic():
            play(steps, done, is_public=is_public)
            target(float(Revision.objects.count()))
            raise Undo

    play_and_forget()
    # A run in which nothing was ever done would prove nothing; the life above has each of these in it.
    assert all(
        done[verb] for verb in ("publication", "correct", "redact", "replace_scale", "forged", "take_down")
    )


def play(steps, done, *, is_public):
    people = {
        name: factories.user(role, name)
        for name, role in zip(
            PEOPLE, ("reporter", "reporter", "editor", "editor", "administrator"), strict=True
        )
    }
    claim = factories.in_review_claim(by=people["rita"])
    oracle, frozen = Oracle("rita"), {}
    if is_public:
        claim.approve_and_publish(by=people["eda"], content_sha256=claim.content_sha256, says_no_more=True)
        oracle.published()
    for verb, who, n in steps:
        before, words = Revision.objects.count(), written(claim)
        try:
            with transaction.atomic():
                act(claim, verb, people[who], n)
                settle()
        except (Forbidden, Refused, Incomplete, Invalid, Forged) as refusal:
            done["forged"] += isinstance(refusal, Forged)
            claim = Claim.objects.get(pk=claim.pk)
            assert Revision.objects.count() == before
            continue
        claim = Claim.objects.get(pk=claim.pk)
        follow(oracle, verb, who, before, wrote=words != written(claim))
        judge_rows(frozen)
        done["publication"] += verb in ("publish", "approve_and_publish")
        done[verb] += 1
    settle()
    assert list(problems_of_history()) == []
    assert list(problems_of_invariants()) == []


class Forged(Exception):
    """The database said no to something that no verb does."""


def act(claim, verb, by, n):
    if verb == "write":
        claim.revise(by=by, headline=WORDS[n], change_kind="correction", change_text=WORDS[n])
    elif verb == "rate":
        claim.revise(by=by, rating=factories.rating(("true", "false", "half-true")[n]))
    elif verb == "add_piece":
        factories.add_evidence(claim, by=by)
    elif verb == "discount":
        claim.evidence.standing().first().discount(by=by, reason=("", "Withdrawn.", "Withdrawn.")[n])
    elif verb == "move":
        claim.evidence.standing().last().move(by=by, to=1)
    elif verb in ("approve", "countersign", "approve_and_publish"):
        getattr(claim, verb)(by=by, content_sha256=claim.content_sha256, says_no_more=True)
    elif verb == "override":
        claim.override(
            by=by, content_sha256=claim.content_sha256, says_no_more=True, reason="Nobody else is here."
        )
    elif verb in ("request_changes", "retract", "take_down"):
        getattr(claim, verb)(by=by, reason="There is a reason.")
    elif verb == "drop":
        claim.drop(by=by, reason="trivial")
    elif verb == "propose":
        claim.add_appearance(by=by, document=claim.first_appearance.document, locator=f"page {n}")
    elif verb == "correct":
        correct(claim, by, n)
    elif verb == "redact":
        redact(claim, by, n)
    elif verb == "replace_scale":
        scale = RatingScale.objects.in_force().latest("version")
        scale.replace(
            by=by, words=[*scale.ratings.values(*WORD), {**NEW_WORD, "label": f"Word {scale.version}"}]
        )
    elif verb == "retire_scale":
        scale = RatingScale.objects.in_force().latest("version")
        scale.retire(by=by, valid_to=timezone.localdate() if n else None)
    elif verb.startswith("forge"):
        forge(claim, verb, by)
    else:
        getattr(claim, verb)(by=by)


def correct(claim, by, n):
    """Edit what is public, say why, and ask for a review, in one go: else few random lives come that far."""
    claim.edit(by=by)
    claim.revise(
        by=by,
        headline=WORDS[n],
        rating=factories.rating(("true", "false", "half-true")[n]),
        change_kind="correction",
        change_text=f"{WORDS[n]}: we had read the list of another year.",
    )
    claim.submit(by=by)


def redact(claim, by, n):
    """Version n + 1: asked for by one, confirmed by another, carried out by the owner of the database."""
    asked = Redaction.ask(
        by=by, rows=[f"revision {n + 1}"], reason="A court ordered it.", public_id=claim.public_id
    )
    asked.confirm(by=User.objects.get(username="ada" if by.username != "ada" else "eda"))
    with as_owner():
        asked.carry_out()


def forge(claim, verb, by):
    """Past the verbs, as a forgotten code path would."""
    from django.db.utils import DatabaseError

    try:
        if verb == "forge_approval":
            claim.approvals.create(
                number=claim.number + 1, content_version=claim.content_version, content_sha256=claim.content_digest,
                by=by, kind="editor",
            )  # fmt: skip
        elif verb == "forge_blank":
            blanked = claim.revisions.order_by("number").update(content=b"", redacted_at=timezone.now())
            if not blanked:
                raise DatabaseError
        elif claim.basis() == "":
            claim._freeze("publication", basis="second_person", built=claim.content(), by=by)
        else:
            raise DatabaseError
    except (DatabaseError, ValueError) as problem:
        raise Forged from problem
    raise AssertionError(f"{verb} went through")


def written(claim):
    """The words of the working copy; its place in the claim's life is nobody's writing."""
    return {k: v for k, v in claim.content().items() if k not in ("number", "previous_record_sha256")} | {
        "change_note": (claim.change_kind, claim.change_text)
    }


def follow(oracle, verb, who, before, *, wrote):
    if wrote:
        oracle.wrote(who)
    if verb == "correct":
        oracle.wrote(who)
    if verb in ("approve", "countersign", "override"):
        oracle.yes.add((who, {"approve": "editor"}.get(verb, verb)))
    elif verb in ("edit", "discard", "recall", "request_changes", "drop"):
        oracle.yes.clear()
    elif verb in ("publish", "approve_and_publish"):
        assert who in EDITORS
        assert Revision.objects.count() == before + 1
        if verb == "approve_and_publish":
            oracle.yes.add((who, "editor"))
        assert oracle.judge(Revision.objects.order_by("-number").first().basis), "a version without its basis"
        oracle.published()
    elif verb in ("retract", "take_down"):
        assert who in EDITORS
        oracle.withdrawn()


def judge_rows(frozen):
    """No version that was written ever changes; what was redacted keeps its place, and stays so."""
    for row in Revision.objects.all():
        if row.is_redacted:
            assert not row.content and not row.record
            frozen[row.number] = "redacted"
            continue
        now = (bytes(row.content), bytes(row.record), row.basis, row.kind, row.published_at)
        assert frozen.setdefault(row.number, now) == now


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
