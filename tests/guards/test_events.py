"""Nothing that matters changes without its row in the history: the transaction does not commit.

Everything here is done by bare SQL or by bare saves, as a forgotten code path would.
"""

from datetime import date

import pytest
from django.db import connection, transaction

from claims.models import Appearance, Claim, Claimant, Document, Rating, RatingScale, Task, Topic, User
from claims.models.base import acting
from claims.models.event import write_event
from tests import factories
from tests.database import as_owner
from tests.guards.sql import refused, run, settle, update

pytestmark = pytest.mark.django_db
UNTOLD = "changed without a row in the history"


@pytest.fixture(scope="module", autouse=True)
def history_is_not_asked():
    """Here it is: nothing is switched off."""


@pytest.fixture
def things(reporter, editor, admin):
    claim = factories.in_review_claim(by=reporter)
    place = claim.first_appearance
    draft = factories.complete_claim(by=reporter)
    topic = Topic.add(by=editor, slug="roof", label="Roof")
    unused = RatingScale.objects.create(name="Another scale")
    write_event("save_scale", by=admin, about=f"scale/{unused.pk}")
    settle()
    # The transaction of a test is one for all that happens in it: what was told before must not count.
    run("SELECT set_config('factcheck.told', '', true)")
    return {
        "by": reporter,
        "claim": claim,
        "draft": draft,
        "place": place,
        "piece": draft.evidence.first(),
        "topic": topic,
        "task": Task.objects.create(kind="tell_again", claim=claim, number=1, due_on=date(2026, 3, 3)),
        "scale": unused,
    }


def content(t, table, pk, **columns):
    with acting(by=t["by"]):
        update(table, pk, **columns)


CHANGES = {
    "claim": {
        "a claim out of nowhere": lambda t: Claim.objects.create(public_id="zzzzzzz1", created_by=t["by"]),
        "a state": lambda t: update("claims_claim", t["claim"].pk, state="drafting"),
        "a word": lambda t: content(t, "claims_claim", t["draft"].pk, headline="Another"),
        "a priority": lambda t: update("claims_claim", t["claim"].pk, priority=2),
        "nobody assigned any more": lambda t: update("claims_claim", t["claim"].pk, assigned_to_id=None),
        "our story": lambda t: update("claims_claim", t["claim"].pk, story_url="https://story.example/"),
        "a word of a place": lambda t: content(
            t, "claims_appearance", t["draft"].first_appearance.pk, locator="p. 3"
        ),
        "a proposed place": lambda t: propose(t),
        "a word of a piece": lambda t: content(t, "claims_evidence", t["piece"].pk, note="Seen."),
        "the number of a piece": lambda t: content(t, "claims_evidence", t["piece"].pk, position=7),
        "a task done": lambda t: update(
            "claims_task", t["task"].pk, done_at=t["claim"].updated_at, done_by_id=t["by"].pk
        ),
        "a yes": lambda t: t["claim"].approvals.create(
            number=1,
            content_version=Claim.objects.get(pk=t["claim"].pk).content_version,
            content_sha256=t["claim"].content_digest,
            by=t["by"],
            kind="countersign",
        ),
    },
    "user": {
        "a role": lambda t: update("claims_user", t["by"].pk, role="editor"),
        "an account closed": lambda t: update("claims_user", t["by"].pk, is_active=False),
        "a public name": lambda t: update("claims_user", t["by"].pk, public_name="Another"),
        "an address": lambda t: update("claims_user", t["by"].pk, email="other@newsroom.example"),
    },
    "document": {
        "a document out of nowhere": lambda t: Document.objects.create(title="A speech", created_by=t["by"]),
        "its title": lambda t: update("claims_document", t["place"].document_id, title="Another"),
    },
    "claimant": {
        "a claimant out of nowhere": lambda t: Claimant.objects.create(
            name="Bea Example", kind="public_figure"
        ),
        "a name": lambda t: update("claims_claimant", t["place"].claimant_id, name="Bea Example"),
    },
    "topic": {
        "a topic out of nowhere": lambda t: Topic.objects.create(slug="town", label="Town"),
        "its label": lambda t: update("claims_topic", t["topic"].pk, label="The roof"),
        "a topic gone": lambda t: run("DELETE FROM claims_topic WHERE id = %s", t["topic"].pk),
    },
    "scale": {
        "a scale out of nowhere": lambda t: RatingScale.objects.create(name="A third scale"),
        "its last day": lambda t: update("claims_ratingscale", t["scale"].pk, valid_to="2999-01-01"),
        "a word more": lambda t: Rating.objects.create(
            scale=t["scale"], label="So", slug="so", definition="It is so.", position=1, token="true"
        ),
        "a scale gone": lambda t: run("DELETE FROM claims_ratingscale WHERE id = %s", t["scale"].pk),
    },
}


def propose(t):
    with acting(by=t["by"]):
        Appearance.objects.create(
            claim=t["claim"], document=t["place"].document, locator="p. 9", proposed=True
        )


@pytest.mark.parametrize(("kind", "what"), [(kind, what) for kind, all_ in CHANGES.items() for what in all_])
def test_what_changes_untold_is_refused(things, kind, what):
    with refused(UNTOLD):
        CHANGES[kind][what](things)


def objects():
    """What events of a transaction may be about: everything there is."""
    return [
        *(claim.about for claim in Claim.objects.all()),
        *(user.about for user in User.objects.all()),
        *(document.about for document in Document.objects.all()),
        *(claimant.about for claimant in Claimant.objects.all()),
        *(f"topic/{slug}" for slug in Topic.objects.values_list("slug", flat=True)),
        *(f"scale/{pk}" for pk in RatingScale.objects.values_list("pk", flat=True)),
    ]


@pytest.mark.parametrize(("kind", "what"), [(kind, what) for kind, all_ in CHANGES.items() for what in all_])
def test_told_in_the_same_transaction_it_passes(things, kind, what):
    before = objects()
    CHANGES[kind][what](things)
    for about in {*before, *objects()}:
        if about.startswith(f"{kind}/"):
            write_event("revise", by=things["by"], about=about)
    settle()


def test_a_version_untold_is_refused(reporter, editor):
    claim = factories.approved_claim(by=reporter, editor=editor)
    settle()
    run("SELECT set_config('factcheck.told', '', true)")
    with refused(UNTOLD):
        claim._freeze("publication", basis="second_person", built=claim.content(), by=editor)


def test_the_story_of_another_thing_does_not_count(things):
    with refused(UNTOLD):
        update("claims_claim", things["claim"].pk, priority=2)
        write_event("organise", by=things["by"], about=things["draft"].about)


def test_a_row_of_the_history_that_was_taken_back_does_not_count(things):
    with refused(UNTOLD):
        update("claims_claim", things["claim"].pk, priority=2)
        with transaction.atomic():
            write_event("organise", by=things["by"], about=things["claim"].about)
            transaction.set_rollback(True)


def test_a_setting_that_outlived_its_transaction_does_not_count(things):
    with refused(UNTOLD):
        run("SELECT set_config('factcheck.told', %s, true)", f"1 {things['claim'].about}")
        update("claims_claim", things["claim"].pk, priority=2)


def test_what_says_nothing_needs_no_row(things):
    claim = things["claim"]
    update("claims_claim", claim.pk, updated_at=claim.updated_at, lock_version=claim.lock_version + 1)
    update("claims_user", things["by"].pk, last_login=claim.updated_at, password="x")
    settle()


def test_the_owner_repairs_without_one(things):
    with as_owner():
        update("claims_claim", things["claim"].pk, priority=2)
        settle()


def test_two_transactions_tell_for_themselves(transactional_db):
    by = factories.user("reporter", "rita")
    claim = factories.spotted_claim(by=by)
    claim.organise(by=by, priority=2)
    with pytest.raises(Exception, match=UNTOLD), transaction.atomic():
        update("claims_claim", claim.pk, priority=1)
    assert not connection.needs_rollback
    assert Claim.objects.get(pk=claim.pk).priority == 2
