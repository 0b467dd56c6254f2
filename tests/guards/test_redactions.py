"""One narrow door: two people ask for exactly this row, the owner blanks all of it, and the history says so at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.database import as_owner
from tests.guards.redactions import BLANK, ask, blank, change, close, confirm, finish, redact, tell
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    add_event,
    add_evidence,
    add_snapshot,
    chain_is_valid,
    contributors,
    counter,
    edit,
    new_claim,
    nobody,
    now,
    one,
    refused,
    run,
    set_state,
    settle,
    update,
)
from tests.guards.versions import approve, last_version, publish, withdraw

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Stage:
    claim: Row
    about: str
    rows: dict[str, str]  # kind → the name of a row that may be blanked


@pytest.fixture
def stage(desk: Any) -> Stage:
    """A claim with an old version, which may go, and a present one, which may not."""
    claim = new_claim(desk.rita, state="drafting")
    act(desk.rita)
    document = add_document(desk.rita)
    copy = add_snapshot(document, desk.rita)
    add_appearance(claim, document, snapshot_id=copy)
    yes = approve(claim, desk.emil, note="Jane Doe said so to me.")
    publish(claim, desk.eda)
    set_state(claim, "published")
    edit(claim, desk.rita, "It opens at ten")
    approve(claim, desk.emil, "It opens at ten")
    publish(claim, desk.eda, "It opens at ten")
    event = add_event(desk.rita)
    settle()
    names = {"revision": "revision 1", "event": f"event {event}", "snapshot": f"snapshot {copy}"}
    return Stage(claim, f"claim/{claim.public_id}", {**names, "approval": f"approval {yes}"})


def table_of(kind: str) -> str:
    return f"claims_{kind}"


KINDS = [kind for kind in BLANK if kind != "pageversion"]  # which has its own file, test_pages.py

# ---------------------------------------------------------------- the whole way


@pytest.mark.parametrize("kind", KINDS)
def test_two_people_and_the_owner_blank_a_row_and_its_hashes_stay(stage, desk, kind):
    columns = {
        "revision": "content_sha256, record_sha256, number, published_at",
        "event": "payload_sha256, verb, object, created_at",
        "snapshot": "sha256, how, captured_at",
        "approval": "content_sha256, by_id, number, kind, created_at",
    }[kind]
    sql = f"SELECT id, {columns} FROM {table_of(kind)} ORDER BY id"
    before = run(sql)
    redact(stage.rows[kind], about=stage.about, by=(desk.eda, desk.ada))
    assert run(sql)[: len(before)] == before
    assert one(f"SELECT count(*) FROM {table_of(kind)} WHERE redacted_at IS NOT NULL") == 1
    assert chain_is_valid()
    for sets in (f"{BLANK[kind]}, redacted_at = now()", "redacted_at = NULL"):
        with as_owner(), refused(f"{table_of(kind)} is append-only: no UPDATE"):
            run(f"UPDATE {table_of(kind)} SET {sets} WHERE redacted_at IS NOT NULL")


def test_life_goes_on_after_a_redaction(stage, desk):
    """Number and record hash outlive the words, and the next version names them."""
    withdraw(stage.claim, desk.eda, "takedown")
    settle()
    kept = one("SELECT encode(record_sha256, 'hex') FROM claims_revision ORDER BY number DESC LIMIT 1")
    redact("revision 1", "revision 2", "revision 3", about=stage.about, by=(desk.eda, desk.ada))
    set_state(stage.claim, "drafting")
    edit(stage.claim, desk.rita, "It opens at eleven")
    approve(stage.claim, desk.emil, "It opens at eleven")
    publish(stage.claim, desk.eda, "It opens at eleven")
    settle()
    assert last_version(stage.claim)[2]["previous_record_sha256"] == kept


# ---------------------------------------------------------------- the application


@pytest.mark.parametrize("kind", KINDS)
def test_the_application_redacts_nothing(stage, desk, kind):
    pk = ask(stage.rows[kind], by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    with refused("permission denied"):
        blank(stage.rows[kind], stage.about)
    with (
        as_owner(),
        refused(f"{table_of(kind)} is append-only: no UPDATE"),
    ):  # were the right granted by mistake
        run(f"GRANT UPDATE ON {table_of(kind)} TO factcheck_app")
        run("SET LOCAL ROLE factcheck_app")
        blank(stage.rows[kind], stage.about)


def test_the_application_calls_no_request_done(stage, desk):
    pk = ask("log 1", by=desk.eda)
    confirm(pk, desk.ada)
    with refused("a redaction is carried out by the owner"):
        finish(pk)


def test_the_application_takes_no_request_back(stage, desk):
    ask(stage.rows["event"], by=desk.eda)
    settle()
    with refused("permission denied"):
        run("DELETE FROM claims_redaction")
    with refused("permission denied"):
        run("TRUNCATE claims_redaction")
    with as_owner(), refused("claims_redaction is append-only: no DELETE"):
        run("DELETE FROM claims_redaction")
    with as_owner(), refused("is append-only: no TRUNCATE"):
        run("TRUNCATE claims_redaction")


# ---------------------------------------------------------------- the owner


@pytest.mark.parametrize("kind", KINDS)
def test_the_owner_alone_redacts_nothing(stage, desk, kind):
    with as_owner(), refused("no two people asked for"):
        blank(stage.rows[kind], stage.about)
    ask(stage.rows[kind], by=desk.eda, about=stage.about)
    with as_owner(), refused("no two people asked for"):  # nobody has confirmed it
        blank(stage.rows[kind], stage.about)


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_is_for_its_row_and_no_other(stage, desk, kind):
    others = {**stage.rows, "revision": "revision 2"}
    pk = ask(*[row for name, row in others.items() if name != kind], by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    with as_owner(), refused("no two people asked for"):
        blank(stage.rows[kind], stage.about)


def test_a_version_is_one_of_its_own_claim(stage, desk):
    """Numbers of versions begin at 1 in every claim."""
    pk = ask("revision 1", by=desk.eda, about="claim/0therone")
    confirm(pk, desk.ada)
    with as_owner(), refused("no two people asked for"):
        blank("revision 1", stage.about)


def test_a_request_that_is_done_serves_nobody_again(stage, desk):
    """Nor one that was closed."""
    event = add_event(desk.rita)
    settle()
    pk = ask(stage.rows["event"], f"event {event}", by=desk.eda)
    confirm(pk, desk.ada)
    with as_owner(), refused("not every row that was asked for is redacted"):
        blank(stage.rows["event"])
        finish(pk)
    close(pk, desk.eda)
    with as_owner(), refused("no two people asked for"):
        blank(stage.rows["event"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_redaction_stands_in_the_history_when_it_is_committed(stage, desk, kind):
    pk = ask(stage.rows[kind], by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    with as_owner(), refused("was redacted, but not on record"):
        blank(stage.rows[kind], stage.about)
    wrong = (
        ("redact", ["event 1"], stage.about),
        ("redact", [stage.rows[kind]], "claim/0therone"),
        ("edit", [stage.rows[kind]], stage.about),
    )
    for verb, rows, about in wrong:
        with as_owner(), refused("the history does not say what was redacted"):
            blank(stage.rows[kind], stage.about)
            finish(pk, done_event_id=tell(verb, None, rows, about))


@pytest.mark.parametrize(
    ("kind", "sets", "because"),
    [
        ("revision", "content = '', record = '', change_text = '', record_sha256 = ''", "no UPDATE"),
        ("revision", "content = '', record = '', change_text = '', published_at = now()", "no UPDATE"),
        ("revision", "content = '', record = '', change_text = '', basis = 'override'", "no UPDATE"),
        ("revision", "content = '', record = 'x', change_text = ''", "record is not blank"),
        ("revision", "content = '', change_text = ''", "record is not blank"),
        ("revision", "content = 'x', record = '', change_text = ''", "content is not blank"),
        ("revision", "content = '', record = '', change_text = 'x'", "change_text is not blank"),
        ("event", "payload = 'x'", "payload is not blank"),
        ("event", "payload = '', verb = 'other'", "no UPDATE"),
        ("event", "payload = '', payload_sha256 = ''", "no UPDATE"),
        ("event", "payload = '', actor_id = NULL", "no UPDATE"),
        ("snapshot", "text = 'x'", "text is not blank"),
        ("snapshot", "text = '', archive_url = 'x'", "archive_url is not blank"),
        ("snapshot", "text = '', sha256 = ''", "no UPDATE"),
        ("approval", "override_reason = ''", "note is not blank"),
        ("approval", "note = '', override_reason = '', kind = 'countersign'", "no UPDATE"),
        ("approval", "note = '', override_reason = '', content_sha256 = sha256('')", "no UPDATE"),
    ],
)
def test_a_redaction_blanks_the_whole_row_and_moves_nothing_else(stage, desk, kind, sets, because):
    pk = ask(stage.rows[kind], by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    number = int(stage.rows[kind].split()[1])
    of = "number" if kind == "revision" else "id"
    with as_owner(), refused(f"{table_of(kind)} is append-only: {because}"):
        run(f"UPDATE {table_of(kind)} SET {sets}, redacted_at = now() WHERE {of} = %s", number)


@pytest.mark.parametrize("kind", KINDS)
def test_a_redaction_bears_its_true_date(stage, desk, kind):
    pk = ask(stage.rows[kind], by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    sql = f"UPDATE {table_of(kind)} SET {BLANK[kind]}"
    of = "number = 1" if kind == "revision" else f"id = {stage.rows[kind].split()[1]}"
    with as_owner(), refused(f"{table_of(kind)} is append-only: no UPDATE"):
        run(f"{sql} WHERE {of}")
    for when in ("now() - interval '1 second'", "'2020-01-01'", "'infinity'"):
        with as_owner(), refused("redacted at another time than now"):
            run(f"{sql}, redacted_at = {when} WHERE {of}")


# ---------------------------------------------------------------- two people


def test_a_request_begins_with_asking_and_names_rows(stage, desk):
    for status in ("confirmed", "closed", "done"):
        with refused("a redaction begins with asking"):
            ask("event 1", by=desk.eda, status=status)
    for rows in ([], ["everything"], ["event 0"], ["event 1; DROP"], ["user 1"], [None]):
        event = tell("ask_redaction", desk.eda, [row or "" for row in rows], "desk")
        with refused("a redaction names its rows"):
            ask(*rows, by=desk.eda, asked_event_id=event)


def test_an_editor_asks(stage, desk):
    for person in (desk.rita, desk.olga):
        with refused("a redaction is asked for by an editor"):
            ask("event 1", by=person)


def test_the_history_says_who_asked_and_who_confirmed(stage, desk):
    for event in (
        tell("ask_redaction", desk.emil, ["event 1"], "desk"),
        tell("ask_redaction", desk.eda, ["event 2"], "desk"),
        tell("ask_redaction", desk.eda, ["event 1"], "claim/0therone"),
        tell("edit", desk.eda, ["event 1"], "desk"),
    ):
        with refused("the history does not say who asked for this"):
            ask("event 1", by=desk.eda, asked_event_id=event)
    pk = ask("event 1", by=desk.eda)
    for event in (
        tell("confirm_redaction", desk.eda, ["event 1"], "desk"),
        tell("confirm_redaction", desk.ada, ["event 2"], "desk"),
        tell("ask_redaction", desk.ada, ["event 1"], "desk"),
    ):
        with refused("the history does not say who confirmed this"):
            confirm(pk, desk.ada, confirmed_event_id=event)


def test_the_history_says_who_closed_it(stage, desk):
    pk = ask("event 1", by=desk.eda)
    for event in (
        tell("refuse_redaction", desk.eda, ["event 1"], "desk"),
        tell("refuse_redaction", desk.ada, ["event 2"], "desk"),
        tell("refuse_redaction", desk.ada, ["event 1"], "claim/0therone"),
        tell("edit", desk.ada, ["event 1"], "desk"),
    ):
        with refused("the history does not say who closed this"):
            close(pk, desk.ada, closed_event_id=event)
    close(pk, desk.ada)


def test_the_tables_own_constraints_stand_behind_the_trigger(stage, desk):
    pk = ask("event 1", by=desk.eda)
    settle()
    told = tell("confirm_redaction", desk.ada, ["event 1"], "desk")
    settle()
    for columns, name in (
        ({"status": "forgotten"}, "redaction_status_known"),
        (
            {"confirmed_by_id": desk.eda.pk, "confirmed_at": now(), "confirmed_event_id": told},
            "redaction_of_two",
        ),
        ({"confirmed_by_id": desk.ada.pk}, "redaction_confirmed_whole"),
        ({"status": "done", "done_at": now()}, "redaction_done_whole"),
        ({"status": "done", "done_event_id": told}, "redaction_done_whole"),
    ):
        with as_owner(), refused(name):
            run("ALTER TABLE claims_redaction DISABLE TRIGGER claims_guard")
            change(pk, **columns)


def test_an_event_tells_of_one_request(stage, desk):
    event = tell("ask_redaction", desk.eda, ["event 1"], "desk")
    first = ask("event 1", by=desk.eda, asked_event_id=event)
    with refused("claims_redaction_asked_event_id"):
        ask("event 1", by=desk.eda, asked_event_id=event)
    yes = tell("confirm_redaction", desk.ada, ["event 1"], "desk")
    confirm(first, desk.ada, confirmed_event_id=yes)
    second = ask("event 1", by=desk.eda)
    with refused("claims_redaction_confirmed_event_id"):
        confirm(second, desk.ada, confirmed_event_id=yes)


def test_one_person_is_not_two(stage, desk):
    pk = ask("event 1", by=desk.ada)
    with refused("two people confirm a redaction"):
        confirm(pk, desk.ada)


def test_one_of_the_two_is_an_administrator_and_both_are_here(stage, desk):
    pk = ask("event 1", by=desk.eda)
    for person in (desk.emil, desk.rita, desk.olga):
        with refused("two people confirm a redaction, one of them an administrator"):
            confirm(pk, person)
    run("UPDATE claims_user SET is_active = false WHERE id = %s", desk.eda.pk)
    with refused("two people confirm a redaction"):
        confirm(pk, desk.ada)
    administrators = ask("event 1", by=desk.ada)
    for person in (desk.rita, desk.olga):
        with refused("two people confirm a redaction"):
            confirm(administrators, person)
    confirm(administrators, desk.emil)


@pytest.mark.parametrize(
    "columns",
    [{"rows": ["event 2"]}, {"about": "claim/0therone"}, {"asked_at": now()}, {"closed_at": now()}],
)
def test_nothing_else_moves_with_a_step(stage, desk, columns):
    """Told rightly, of the forged request."""
    pk = ask("event 1", by=desk.eda)
    rows, about = columns.get("rows", ["event 1"]), columns.get("about", "desk")
    event = tell("confirm_redaction", desk.ada, rows, about)
    with refused("a redaction that is asked is not changed so"):
        confirm(pk, desk.ada, confirmed_event_id=event, **columns)
    event = tell("refuse_redaction", desk.ada, rows, about)
    forged = {"closed_at": now(), "done_at": now()} if "closed_at" in columns else columns
    with refused("a redaction that is asked is not changed so"):
        close(pk, desk.ada, closed_event_id=event, **forged)


@pytest.mark.parametrize("change_of", ["is_active = false", "role = 'reporter'"])
@pytest.mark.parametrize("who", ["eda", "ada"])
def test_both_must_still_be_here_when_it_is_carried_out(stage, desk, who, change_of):
    pk = ask(stage.rows["event"], by=desk.eda)
    confirm(pk, desk.ada)
    run(f"UPDATE claims_user SET {change_of} WHERE id = %s", getattr(desk, who).pk)
    with as_owner(), refused("no two people asked for"):
        blank(stage.rows["event"])


@pytest.mark.parametrize("status", ["asked", "confirmed", "done", "closed"])
def test_what_was_asked_for_never_changes(stage, desk, status):
    pk = ask(stage.rows["event"], by=desk.eda)
    if status in ("confirmed", "done"):
        confirm(pk, desk.ada)
    if status == "done":
        with as_owner():
            blank(stage.rows["event"])
            finish(pk)
            settle()
    if status == "closed":
        close(pk, desk.ada)
    forged: list[dict[str, Any]] = [
        {"rows": [stage.rows["snapshot"]]},
        {"rows": [stage.rows["event"], stage.rows["snapshot"]]},
        {"about": stage.about},
        {"asked_by_id": desk.emil.pk},
        {"asked_at": now()},
        {"confirmed_by_id": desk.emil.pk},
        {"closed_by_id": desk.emil.pk},
        {"done_at": now()},
        {"status": "asked", "done_at": now()},
        {"id": pk + 1},
    ]
    if status != "confirmed":
        forged.append({"status": "done", "done_at": now(), "done_event_id": tell("redact", None, [], "desk")})
    for columns in forged:
        with refused(f"a redaction that is {status} is not changed so"):
            change(pk, **columns)
        with as_owner(), refused(f"a redaction that is {status} is not changed so"):
            change(pk, **columns)


def test_no_step_is_left_out_or_done_twice(stage, desk):
    pk = ask("log 1", by=desk.eda)
    with as_owner(), refused("a redaction that is asked is not changed so"):
        finish(pk)
    confirm(pk, desk.ada)
    with refused("a redaction that is confirmed is not changed so"):
        confirm(pk, desk.ada)
    with as_owner():
        finish(pk)
        settle()
    with refused("a redaction that is done is not changed so"):
        close(pk, desk.eda)
    with refused("a redaction that is done is not changed so"):
        confirm(pk, desk.ada)


# ---------------------------------------------------------------- what may not go


def test_what_readers_see_is_not_blanked(stage, desk):
    pk = ask("revision 1", "revision 2", by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    with as_owner(), refused("readers see this version"):
        blank("revision 2", stage.about)
    withdraw(stage.claim, desk.eda)  # version 3: its page shows version 2 under the notice
    settle()
    pk = ask("revision 3", by=desk.eda, about=stage.about)
    confirm(pk, desk.ada)
    for row in ("revision 2", "revision 3"):
        with as_owner(), refused("readers see this version"):
            blank(row, stage.about)
    withdraw(stage.claim, desk.eda, "takedown")
    settle()
    redact("revision 1", "revision 2", "revision 3", "revision 4", about=stage.about, by=(desk.eda, desk.ada))


@pytest.mark.parametrize("verb", ["publish", "redact", "confirm_redaction"])
def test_what_proves_something_is_not_blanked(stage, desk, verb):
    row = f"event {add_event(desk.rita, verb=verb)}"
    settle()
    confirm(ask(row, by=desk.eda), desk.ada)
    with as_owner(), refused("this event is a proof and holds no words"):
        blank(row)


def test_a_yes_that_counts_is_not_blanked(stage, desk):
    edit(stage.claim, desk.rita, "It opens at eleven")
    yes = approve(stage.claim, desk.ada, "It opens at eleven", override_reason="Nobody else is here.")
    pk = ask(f"approval {yes}", by=desk.eda)
    confirm(pk, desk.ada)
    with as_owner(), refused("this approval is of the present text"):
        blank(f"approval {yes}")
    set_state(stage.claim, "drafting")  # changes are requested: the yes is void
    with as_owner():
        blank(f"approval {yes}")
        finish(pk)
        settle()


def test_no_approval_is_born_redacted(stage, desk):
    edit(stage.claim, desk.rita, "It opens at eleven")
    with refused("no row is born redacted"):
        approve(stage.claim, desk.emil, "It opens at eleven", redacted_at=now())


# ---------------------------------------------------------------- what was removed


@pytest.fixture
def removed(stage, desk) -> tuple[str, str]:
    """A place and a piece that were removed, in a claim that nobody may write to now."""
    set_state(stage.claim, "drafting")
    act(desk.rita)
    document = one("SELECT max(id) FROM claims_document")
    place = add_appearance(stage.claim, document, position=2, locator="Jane Doe’s page")
    piece = add_evidence(stage.claim, person="Jane Doe", title="What Jane Doe saw")
    update("claims_appearance", place, removed_at=now())
    update("claims_evidence", piece, removed_at=now())
    set_state(stage.claim, "in_review")
    nobody()
    return f"appearance {place}", f"evidence {piece}"


WORDS_GONE = {
    "appearance": {"locator": "", "exact": ""},
    "evidence": {"person": "", "title": "Redacted"},
}


def blank_removed(row: str, **columns: Any) -> None:
    kind, number = row.split()
    update(f"claims_{kind}", int(number), **(columns or WORDS_GONE[kind]))


@pytest.mark.parametrize("which", [0, 1])
def test_removed_words_go_on_request_and_nobody_wrote(stage, desk, removed, which):
    row = removed[which]
    with as_owner(), refused("content of a claim that is in_review cannot change"):
        blank_removed(row)
    hands, version = contributors(stage.claim), counter(stage.claim)
    confirm(ask(row, by=desk.eda), desk.ada)
    with as_owner():
        blank_removed(row)
    assert (contributors(stage.claim), counter(stage.claim)) == (hands, version)


def test_a_request_for_removed_words_writes_no_others(stage, desk, removed):
    place, piece = removed
    confirm(ask(place, piece, by=desk.eda), desk.ada)
    for row, columns in (
        (place, {"locator": "Page 7"}),
        (place, {"removed_at": None}),
        (place, {"locator": "", "removed_at": None}),
        (place, {"position": 1}),
        (place, {"exact": "Redacted"}),
        (piece, {"title": "Another title"}),
        (piece, {"person": "", "removed_at": None}),
        (piece, {"person": "Redacted"}),
    ):
        with as_owner(), refused("content of a claim that is in_review cannot change"):
            blank_removed(row, **columns)
        with refused("content of a claim that is in_review cannot change"):
            blank_removed(row, **columns)


def test_what_stands_is_not_removed(stage, desk):
    standing = one("SELECT max(id) FROM claims_appearance")
    confirm(ask(f"appearance {standing}", by=desk.eda), desk.ada)
    with as_owner(), refused("written without an actor", "cannot change"):
        blank_removed(f"appearance {standing}")
