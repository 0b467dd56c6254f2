"""check_invariants: green on a desk where everything has happened once, and red for each rule, with the row's name.

Each rule is broken as the owner of the database could: guards off, one row changed, guards on.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim
from claims.models.invariants import INVARIANTS
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db

SHOWN = "(SELECT id FROM claims_claim WHERE headline = 'Shown')"
CALLED = "WHERE headline = 'Shown'"
IN_REVIEW = "WHERE state = 'in_review'"

BREAKS = {
    "a version is public without its basis": "DELETE FROM claims_approval WHERE number = 1",
    "a countersigned version has fewer than two signatures": """UPDATE claims_revision SET basis = 'countersigned'
        WHERE kind = 'publication' AND number = 2""",
    "versions are not numbered 1 to n": "UPDATE claims_revision SET number = 7 WHERE number = 3",
    "a version stands under another claim's number": f"""UPDATE claims_revision SET claim_id =
        (SELECT min(id) FROM claims_claim WHERE state = 'dropped') WHERE claim_id = {SHOWN}""",
    "a version says another change than its content": """UPDATE claims_revision SET change_text = 'A typing error.'
        WHERE number = 2 AND kind = 'publication'""",
    "a version has other words for its rating than the scale": """UPDATE claims_rating SET definition = 'It is so.'
        WHERE slug = 'true'""",
    "a yes lies ahead of its claim": "UPDATE claims_approval SET content_version = 999 WHERE number = 2",
    "a contribution lies ahead of its claim": f"UPDATE claims_contribution SET number = 9 WHERE claim_id = {SHOWN}",
    "what readers see is not the last version": "UPDATE claims_publicclaim SET status = 'shown' WHERE number = 3",
    "a page has other words than its version": f"UPDATE claims_publicclaim SET statement = 'It is so.' {CALLED}",
    "a page that was taken down has words": """ALTER TABLE claims_publicclaim DROP CONSTRAINT
        public_taken_down_is_blank; UPDATE claims_publicclaim SET slug = 'a-name' WHERE status = 'taken_down'""",
    "a page does not tell each of its versions": f"UPDATE claims_publicclaim SET changes = '[]' {CALLED}",
    "a page tells of a version other than it was": """UPDATE claims_publicclaim
        SET changes = jsonb_set(changes, '{1,text}', '"It was nothing."') WHERE number = 3""",
    "the list of corrections is not that of the versions": """UPDATE claims_publicchange SET kind = 'clarification'
        WHERE kind = 'correction'""",
    "a page has other days than its versions": f"""UPDATE claims_publicclaim
        SET first_published_at = first_published_at - interval '1 day' {CALLED}""",
    "a page has a version that was never given out": f"UPDATE claims_publicclaim SET version = 10^15 {CALLED}",
    "a published working copy has nothing public": f"UPDATE claims_claim SET state = 'published' {IN_REVIEW}",
    "a published working copy is not its version": f"UPDATE claims_claim SET conclusion = 'It is so.' {CALLED}",
    "a claim was dropped after it had been public": f"""UPDATE claims_claim
        SET state = 'dropped', drop_reason = 'other' {CALLED}""",
    "a claim was dropped without a reason": """ALTER TABLE claims_claim DROP CONSTRAINT
        claim_dropped_with_reason; UPDATE claims_claim SET drop_reason = '' WHERE state = 'dropped'""",
    "an approved claim has no yes to its present text": f"UPDATE claims_claim SET state = 'approved' {IN_REVIEW}",
    "a claim passed the gate with nothing in it": f"UPDATE claims_claim SET rating_id = NULL {IN_REVIEW}",
    "a claim has content and no contributor": "DELETE FROM claims_contribution",
    "pieces of evidence are not numbered 1 to n": "UPDATE claims_evidence SET position = position + 1",
    "a piece repeats one that is not beside it": """UPDATE claims_evidence SET repeats_id =
        (SELECT min(id) FROM claims_evidence) WHERE repeats_id IS NOT NULL""",
    "a private person is named": """ALTER TABLE claims_appearance DROP CONSTRAINT appearance_only_the_public_named;
        UPDATE claims_appearance SET claimant_kind = 'private_person', claimant_name = 'Max Muster'""",
    "a proposed place has nobody who wrote it": "UPDATE claims_appearance SET hands = '{}' WHERE proposed",
    "a quotation does not stand where it says": 'UPDATE claims_appearance SET start = start + 1, "end" = "end" + 1',
    "a quotation is from a copy of another document": """UPDATE claims_appearance SET document_id =
        (SELECT max(id) FROM claims_document)""",
    "a claim is rated on a scale that is not frozen": "UPDATE claims_ratingscale SET used = false",
    "the chain has a gap": "DELETE FROM claims_eventlink WHERE seq = 2",
    "an event has no link": "DELETE FROM claims_eventlink WHERE seq = (SELECT max(seq) FROM claims_eventlink)",
    "a claim has versions without an event, or events without a version": """UPDATE claims_event SET verb = 'revise'
        WHERE verb = 'retract'""",
    "a claim has a yes without an event, or an event without a yes": """UPDATE claims_event SET object = 'claim/x'
        WHERE verb = 'approve'""",
    "a claim is in another state than its history says": f"UPDATE claims_claim SET state = 'spotted' {IN_REVIEW}",
    "a claim was not spotted exactly once": "UPDATE claims_event SET verb = 'take' WHERE verb = 'spot'",
    "a person has another role than the history says": """UPDATE claims_user SET role = 'reporter'
        WHERE username = 'emil'""",
    "an account is open or closed, and the history says otherwise": """UPDATE claims_user SET is_active = true
        WHERE username = 'ron'""",
    "nobody administers this newsroom": "UPDATE claims_user SET is_active = false WHERE role = 'administrator'",
    "who may review is set to something unknown": "UPDATE claims_setting SET value = 'anybody'",
    "a version that readers see is redacted": """UPDATE claims_revision SET content = '', record = '',
        change_text = '', redacted_at = now() WHERE number = 3""",
    "a row is blank that no two people decided on": """UPDATE claims_event SET payload = '', redacted_at = now()
        WHERE verb = 'change_role'""",
}


@pytest.fixture
def desk(reporter, reporter2, editor, editor2, admin):
    """One claim in each state that matters, and every verb that the rules speak of."""
    shown = factories.published_claim(by=reporter, editor=editor, headline="Shown")
    shown.add_appearance(by=reporter2, document=factories.document(by=reporter), locator="page 3")
    withdrawn = factories.published_claim(by=reporter, editor=editor)
    factories.republish(withdrawn, by=reporter, editor=editor2, rating=factories.rating("false"))
    withdrawn.retract(by=editor, reason="The list was forged.")
    factories.published_claim(by=reporter, editor=editor).take_down(by=editor, reason="A court said so.")
    repeating = factories.complete_claim(by=reporter)
    first = repeating.evidence.standing().first()
    factories.add_evidence(repeating, by=reporter, independence="repeats", repeats=first)
    repeating.submit(by=reporter)
    factories.drafted_claim(by=reporter).drop(by=reporter, reason="trivial")
    editor2.change_role(by=admin, role="reporter")
    editor2.change_role(by=admin, role="editor")
    reporter2.deactivate(by=admin)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def break_it(sql):
    with as_owner() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'claims\\_%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        assert cursor.rowcount != 0, "nothing was broken"
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_green_where_everything_has_happened_once(desk, capsys):
    call_command("check_invariants", verbosity=2)
    said = capsys.readouterr().out
    assert f"All {len(INVARIANTS)} hold." in said
    assert all(f"never: {name}\n" in said for name in INVARIANTS)


def test_each_rule_is_tried_here():
    assert BREAKS.keys() == INVARIANTS.keys()


@pytest.mark.parametrize("rule", BREAKS)
def test_a_breach_of_each_rule_is_named(desk, rule):
    break_it(BREAKS[rule])
    with pytest.raises(CommandError) as failure:
        call_command("check_invariants")
    assert failure.value.returncode == 1
    row, found = next(
        line.split(": ", 1) for line in str(failure.value).splitlines() if line.endswith(f": {rule}")
    )
    assert found == rule
    rows = {
        *Claim.objects.values_list("public_id", flat=True),
        "link",
        "event",
        "emil",
        "ron",
        "ada",
        "anybody",
    }
    assert row.split()[0] in rows
