"""A court orders that a name must go. Two people decide, the owner blanks, and everything goes on."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from claims.models import Approval, Claim, Event, Evidence, Redaction, Revision, Snapshot
from claims.models.finding import find
from claims.models.verifying import problems_of_history
from claims.refusals import Forbidden, Invalid, Refused
from tests import factories
from tests.database import as_owner
from tests.models.tampering import tamper

pytestmark = pytest.mark.django_db

NAME = "Jane Q. Doe"


def settle():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def claim(reporter, editor):
    """Version 1 names her in its analysis; version 2 does not."""
    made = factories.complete_claim(
        by=reporter, analysis=f"The first list [1] was kept by {NAME}; the second one agrees [2]."
    )
    made.submit(by=reporter)
    made.approve(
        by=editor, content_sha256=made.content_sha256, says_no_more=True, note=f"I spoke with {NAME}."
    )
    made.publish(by=editor)
    made.edit(by=reporter)
    made.revise(
        by=reporter,
        analysis="The first list has the hours [1]; the second one agrees [2].",
        change_kind="clarification",
        change_text="A name that adds nothing is gone.",
    )
    made.submit(by=reporter)
    factories.approve(made, by=editor)
    made.publish(by=editor)
    settle()
    return made


def decided(claim, rows, *, by):
    request = Redaction.ask(
        by=by[0], rows=rows, reason="A court ordered it.", public_id=claim.public_id if claim else ""
    )
    request.confirm(by=by[1])
    return request


def carried_out(request):
    with as_owner():
        request.carry_out()
        settle()
    return request


def named_rows(claim):
    """What can be blanked of all that holds the name; versions of this claim alone."""
    return [hit.row for hit in find(NAME).hits if hit.row and hit.public_id in ("", claim.public_id)]


def test_a_name_goes_and_the_history_stays_whole(claim, editor, admin, capsys):
    rows = named_rows(claim)
    assert {row.split()[0] for row in rows} == {"revision", "event", "approval"}
    hashes = [bytes(v.record_sha256) for v in Revision.objects.of(claim.public_id)]
    carried_out(decided(claim, rows, by=(editor, admin)))
    assert find(NAME).hits == []
    assert [bytes(v.record_sha256) for v in Revision.objects.of(claim.public_id)] == hashes
    call_command("verify_history")
    assert "redacted, on record" in capsys.readouterr().out
    call_command("check_invariants")


def test_each_step_writes_one_event_that_names_the_rows_and_no_words(claim, editor, admin):
    request = carried_out(decided(claim, ["revision 1"], by=(editor, admin)))
    events = list(Event.objects.filter(verb__contains="redact").order_by("id"))
    assert [(e.verb, e.actor, e.object) for e in events] == [
        ("ask_redaction", editor, claim.about),
        ("confirm_redaction", admin, claim.about),
        ("redact", None, claim.about),
    ]
    for event in events:
        assert event.details["rows"] == ["revision 1"]
        assert NAME not in bytes(event.payload).decode()
    assert events[2].details["request"] == request.pk
    assert events[2].details["asked_by"] == editor.key
    assert events[2].details["confirmed_by"] == admin.key


def test_the_page_keeps_the_place_of_a_version_and_none_of_its_words(claim, reporter, editor, admin):
    factories.republish(claim, by=reporter, editor=editor, conclusion="A third list says so too.")
    version = claim.public.version
    request = carried_out(decided(claim, ["revision 2"], by=(editor, admin)))
    page = claim.public
    assert page.version > version
    entry = page.changes[1]
    assert (entry["number"], entry["text"]) == (2, "")
    assert entry["redacted_at"].startswith(f"{request.asked_at:%Y-%m-%d}")
    assert "redacted_at" not in page.changes[0] and page.changes[2]["text"].startswith("We had read")
    blank = Revision.objects.get(public_id=claim.public_id, number=2)
    for forged in ({}, {"redacted_at": "2020-01-01T00:00:00.000000Z"}):
        entries = [{k: v for k, v in each.items() if k != "redacted_at"} | forged for each in page.changes]
        with pytest.raises(DatabaseError, match="does not say what was redacted"), transaction.atomic():
            type(page).objects.filter(pk=page.pk).update(changes=entries)
            settle()
    assert (bytes(blank.content), bytes(blank.record), blank.change_text) == (b"", b"", "")
    assert blank.content_dict == {} == blank.record_dict


# ---------------------------------------------------------------- who


def test_an_editor_asks_and_somebody_else_confirms(claim, reporter, editor, editor2, admin):
    with pytest.raises(Forbidden, match="Only an editor"):
        Redaction.ask(by=reporter, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    request = Redaction.ask(by=editor, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    with pytest.raises(Forbidden, match="somebody else has to confirm"):
        request.confirm(by=editor)
    with pytest.raises(Forbidden, match="One of the two has to be an administrator"):
        request.confirm(by=editor2)
    with pytest.raises(Forbidden, match="Only an editor"):
        request.confirm(by=reporter)
    with pytest.raises(Refused, match="takes a second person"):
        carried_out(request)
    request.confirm(by=admin)
    with pytest.raises(Refused, match="confirmed already"):
        request.confirm(by=admin)
    assert Event.objects.filter(verb="confirm_redaction").count() == 1


def test_an_administrator_who_asked_needs_an_editor(claim, editor, admin):
    request = Redaction.ask(by=admin, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    request.confirm(by=editor)
    assert request.status == "confirmed"


def test_whoever_has_left_decides_nothing(claim, editor, admin):
    request = Redaction.ask(by=editor, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    editor.deactivate(by=admin)
    with pytest.raises(Forbidden, match="no editor any more"):
        request.confirm(by=admin)
    editor.reactivate(by=admin)
    request.confirm(by=admin)
    editor.change_role(by=admin, role="reporter")
    with pytest.raises(Refused, match="Not both of those who decided this"):
        carried_out(request)
    assert not Revision.objects.filter(redacted_at__isnull=False).exists()


def test_a_request_is_withdrawn_or_refused_until_it_is_carried_out(claim, reporter, editor, editor2, admin):
    first = decided(claim, ["revision 1"], by=(editor, admin))
    with pytest.raises(Forbidden):
        first.close(by=reporter)
    first.close(by=editor)
    second = Redaction.ask(by=editor, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    second.close(by=editor2)
    told = Event.objects.filter(verb__in=["withdraw_redaction", "refuse_redaction"]).order_by("id")
    assert [(e.verb, e.actor) for e in told] == [
        ("withdraw_redaction", editor),
        ("refuse_redaction", editor2),
    ]
    for request in (first, second):
        with pytest.raises(Refused, match="withdrawn or refused"):
            request.confirm(by=admin)
        with pytest.raises(Refused, match="withdrawn or refused"):
            carried_out(request)
    third = carried_out(decided(claim, ["revision 1"], by=(editor, admin)))
    with pytest.raises(Refused, match="carried out already"):
        third.close(by=editor)
    with pytest.raises(Refused, match="carried out already"):
        carried_out(third)


# ---------------------------------------------------------------- what


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([], "Choose at least one row"),
        (["everything"], "Choose from the rows of the list"),
        (["revision 9"], "There is no version 9 here"),
        (["event 999999999"], "There is no event 999999999 here"),
        (["event 1"] * 501, "more than 500 rows"),
    ],
)
def test_only_rows_that_are_there_can_be_asked_for(claim, editor, rows, because):
    before = Event.objects.count()
    with pytest.raises(Invalid, match=because):
        Redaction.ask(by=editor, rows=rows, reason="Why.", public_id=claim.public_id)
    assert (Event.objects.count(), Redaction.objects.count()) == (before, 0)


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_reason_is_needed(claim, editor, reason):
    with pytest.raises(Invalid, match="Say why"):
        Redaction.ask(by=editor, rows=["revision 1"], reason=reason, public_id=claim.public_id)


def test_what_readers_see_must_go_another_way_first(claim, editor, admin):
    def ask(number):
        return Redaction.ask(by=editor, rows=[f"revision {number}"], reason="Why.", public_id=claim.public_id)

    with pytest.raises(Refused, match="Version 2: readers see it as the page"):
        ask(2)
    claim.retract(by=editor, reason="The list was forged.")
    for number in (2, 3):
        with pytest.raises(Refused, match="under the notice of its retraction"):
            ask(number)
    assert ask(1).status == "asked"
    claim.take_down(by=editor, reason="A court ordered it.")
    carried_out(decided(claim, [f"revision {n}" for n in (1, 2, 3, 4)], by=(editor, admin)))
    call_command("verify_history")
    call_command("check_invariants")


def test_what_became_of_a_version_is_asked_again_when_it_is_confirmed(claim, reporter, editor, admin):
    claim.take_down(by=editor, reason="A court ordered it.")
    yes = Approval.objects.order_by("id").last()
    request = Redaction.ask(by=editor, rows=["revision 2", f"approval {yes.pk}"], reason="Why.",
                            public_id=claim.public_id)  # fmt: skip
    other = decided(claim, ["revision 2"], by=(editor, admin))
    carried_out(other)
    with pytest.raises(Refused, match="Version 2: it is redacted already"):
        request.confirm(by=admin)


def test_proofs_and_present_approvals_stay(claim, reporter, editor, editor2, admin):
    event = Event.objects.filter(verb="publish").first()
    with pytest.raises(Refused, match="holds no words"):
        Redaction.ask(by=editor, rows=[f"event {event.pk}"], reason="Why.")
    claim.edit(by=reporter)
    claim.revise(by=reporter, conclusion="Three lists say so.", change_kind="update", change_text="A third.")
    claim.submit(by=reporter)
    claim.approve(by=editor2, content_sha256=claim.content_sha256, says_no_more=True, note=NAME)
    yes = Approval.objects.get(by=editor2)
    with pytest.raises(Refused, match="waits to be published"):
        Redaction.ask(by=editor, rows=[f"approval {yes.pk}"], reason="Why.")
    claim.request_changes(by=editor, reason="Page, please.")
    assert Redaction.ask(by=editor, rows=[f"approval {yes.pk}"], reason="Why.").rows == [f"approval {yes.pk}"]


def test_the_reason_of_a_retraction_may_go_and_the_chain_still_holds_its_version(claim, editor, admin):
    claim.retract(by=editor, reason=f"{NAME} had forged the list.")
    claim.take_down(by=editor, reason=f"A court ordered it for {NAME}.")
    settle()
    rows = named_rows(claim)
    assert {"revision 3", "revision 4"} <= set(rows)
    carried_out(decided(claim, rows, by=(editor, admin)))
    assert find(NAME).hits == []
    told = [each for each in Event.objects.get(verb="redact").details["proved"] if "version" in each]
    assert [(each["verb"], each["version"]["number"]) for each in told] == [("retract", 3), ("take_down", 4)]
    assert told[1]["version"]["record_sha256"] == claim.last_revision.record_hash
    assert claim.public.changes[-1]["text"] == ""


@pytest.mark.parametrize(
    ("verb", "tables", "forged"),
    [
        (
            "approve",
            "claims_approval",
            "UPDATE claims_approval SET by_id = published_by_id FROM claims_revision",
        ),
        ("approve", "claims_approval", "UPDATE claims_approval SET content_version = content_version + 1"),
        ("keep_copy", "claims_snapshot", "UPDATE claims_snapshot SET text = 'x', sha256 = sha256('x')"),
    ],
)
def test_what_a_blank_event_proved_is_still_covered(reporter, editor, editor2, admin, verb, tables, forged):
    """Else whoever had its event redacted could have a yes forged, or a kept copy."""
    claim = factories.approved_claim(by=reporter, editor=editor)
    claim.publish(by=editor2)
    settle()
    rows = [f"event {event.pk}" for event in Event.objects.filter(verb=verb)]
    carried_out(decided(None, rows, by=(editor, admin)))
    assert list(problems_of_history()) == []
    tamper(forged, tables)
    assert list(problems_of_history())


def test_of_two_yeses_to_one_text_either_event_may_go(reporter, editor, admin):
    """They differ in their counter and their moment, so the order is kept."""
    claim = factories.approved_claim(by=reporter, editor=editor)
    claim.request_changes(by=admin, reason="Look once more.")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    settle()
    first, second = Event.objects.filter(verb="approve").order_by("id")
    for event in (first, second):
        carried_out(decided(None, [f"event {event.pk}"], by=(editor, admin)))
        assert list(problems_of_history()) == []


def test_a_kept_copy_goes_and_its_document_can_be_worked_with(reporter, editor, admin):
    claim = factories.drafted_claim(by=reporter)
    copy = claim.first_appearance.snapshot
    carried_out(decided(None, [f"snapshot {copy.pk}"], by=(editor, admin)))
    copy.refresh_from_db()
    assert (copy.text, copy.redacted_at is None) == ("", False)
    place = claim.first_appearance
    place.change(by=reporter, exact="Other words than before", prefix="", suffix="")
    assert (place.start, place.end) == (None, None)
    with pytest.raises(Refused, match="redacted"):
        claim.first_appearance.document.keep(by=reporter, text=factories.TEXT)
    assert Snapshot.objects.filter(text=factories.TEXT).count() == 0


def test_words_of_what_was_removed_go_without_opening_the_claim(claim, reporter, editor, admin):
    claim.edit(by=reporter)
    piece = factories.add_evidence(claim, by=reporter, person=NAME, title=f"What {NAME} saw")
    piece.remove(by=reporter)
    place = claim.add_appearance(
        by=reporter, document=factories.document(by=reporter), locator=f"{NAME}’s page"
    )
    place.remove(by=reporter)
    claim.discard(by=editor)
    settle()
    hands = [person.pk for person in claim.contributors()]
    carried_out(decided(claim, named_rows(claim), by=(editor, admin)))
    assert find(NAME).hits == []
    piece.refresh_from_db()
    assert (piece.title, piece.person, piece.removed_at is None) == ("Redacted", "", False)
    claim.refresh_from_db()
    assert claim.state == "published" and [person.pk for person in claim.contributors()] == hands
    call_command("check_invariants")


def test_what_came_back_or_went_meanwhile_is_seen_when_it_is_carried_out(claim, reporter, editor, admin):
    claim.edit(by=reporter)
    piece = claim.evidence.standing().get(position=2)
    claim.revise(by=reporter, analysis="The first list has the hours [1].")
    piece.remove(by=reporter)
    settle()
    request = decided(claim, [f"evidence {piece.pk}", "revision 1"], by=(editor, admin))
    carried_out(decided(claim, ["revision 1"], by=(editor, admin)))
    claim.discard(by=editor)  # the piece stands again
    with pytest.raises(Refused, match="stands in the claim"):
        carried_out(request)
    claim.edit(by=reporter)
    claim.revise(by=reporter, analysis="The first list has the hours [1].")
    claim.evidence.standing().get(position=2).remove(by=reporter)
    settle()
    assert carried_out(request).status == "done"  # version 1 was blank already


def test_a_line_of_the_administrations_log_goes_too(editor, admin):
    LogEntry.objects.log_actions(admin.pk, [editor], 2, change_message=f"Changed {NAME}")
    log = LogEntry.objects.latest("pk")
    carried_out(decided(None, [f"log {log.pk}"], by=(editor, admin)))
    log.refresh_from_db()
    assert (log.object_repr, log.change_message) == ("", "")


# ---------------------------------------------------------------- life goes on


def test_no_verb_stumbles_over_a_redacted_version(claim, reporter, editor, editor2, admin):
    carried_out(decided(claim, ["revision 1"], by=(editor, admin)))
    factories.republish(claim, by=reporter, editor=editor, conclusion="A third list says so too.")
    claim.edit(by=reporter)
    claim.revise(by=reporter, conclusion="Never mind.")
    claim.discard(by=editor)
    claim.retract(by=editor, reason="The list was forged.")
    claim.take_down(by=editor, reason="A court ordered it.")
    settle()
    carried_out(decided(claim, [f"revision {n}" for n in (2, 3, 4, 5)], by=(editor, admin)))
    assert claim.facts(editor).public_status == "taken_down"
    with pytest.raises(Refused, match="taken down"):
        claim.retract(by=editor, reason="Again.")
    claim.revise(by=reporter, change_kind="correction", change_text="It is back, without the name.")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor2)
    claim.publish(by=editor)
    settle()
    assert claim.public.is_shown and claim.last_revision.number == 6
    call_command("verify_history")
    call_command("check_invariants")


def test_the_website_cannot_carry_it_out(claim, editor, admin):
    request = decided(claim, ["revision 1"], by=(editor, admin))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        request.carry_out()
    with pytest.raises(CommandError, match="does not own the tables"):
        call_command("redact", str(request.pk), "--commit")
    request.refresh_from_db()
    assert request.status == "confirmed" and not Revision.objects.filter(redacted_at__isnull=False).exists()


def test_claims_and_evidence_are_not_blanked_while_they_stand(claim, editor):
    piece = Evidence.objects.filter(claim=claim, removed_at=None).first()
    with pytest.raises(Refused, match="stands in the claim"):
        Redaction.ask(by=editor, rows=[f"evidence {piece.pk}"], reason="Why.")
    assert Claim.objects.get(pk=claim.pk).state == "published"
