"""The files under /data/: what is in them, that they follow the database, and what a take-down leaves in them."""

import csv
import json
import threading
from hashlib import sha256

import pytest
from django.db import connection

from claims import datafolder, dumps, publicset, tasks, worker
from claims.formats import verify
from claims.models import Event, PublicClaim, Redaction, Revision
from claims.models.event import head, write_event
from tests import factories
from tests.database import as_owner
from tests.guards.sql import settle
from tests.models.tampering import tamper

pytestmark = pytest.mark.django_db


def make():
    settle()
    return dumps.bring_up_to_date()


def text(name):
    return (datafolder.folder() / name).read_bytes().decode()


def entries():
    return [json.loads(line) for line in text("history.jsonl").splitlines()]


def payloads():
    return [json.loads(entry["payload"]) for entry in entries() if "payload" in entry]


def checked():
    """verify.py's own sentence about the files."""
    lines = list(datafolder.lines("history.jsonl"))
    records = {
        sha256(raw[:-1]).hexdigest(): ("claims.jsonl", verify.check_record(raw[:-1], "claims.jsonl"))
        for raw in datafolder.lines("claims.jsonl")
    }
    kept = json.loads(text("head.json"))
    return verify.verify(("history.jsonl", lines), records, [(kept["seq"], kept["hash"])])


@pytest.fixture
def claim(reporter, editor):
    return factories.published_claim(by=reporter, editor=editor)


def test_a_stranger_can_verify_what_is_in_them(claim, reporter, editor, editor2):
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    other = factories.published_claim(by=reporter, editor=editor)
    other.retract(by=editor, reason="The list was forged.")
    assert make()
    seq, own = head()["seq"], head()["hash"]
    assert checked() == (
        f"Verified: {seq} entries in one unbroken chain, 4 of them public, 2 records among them; head {own}."
    )


def test_of_what_is_not_public_there_are_hashes_and_nothing_else(claim):
    make()
    assert {payload["verb"] for payload in payloads()} == {"publish"}
    for entry in entries():
        if "payload" not in entry:
            assert set(entry) == {"seq", "previous", "hash", "payload_sha256"}
    assert len(entries()) == Event.objects.count()


def test_every_key_of_a_public_payload_is_known(claim, reporter, editor, editor2):
    """Whoever adds one to these verbs decides here that readers may see it."""
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    claim.retract(by=editor, reason="The list was forged.")
    other = factories.published_claim(by=reporter, editor=editor)
    other.take_down(by=editor, reason="A court ordered it.")
    make()
    common = {"format", "actor", "verb", "object", "at", "request_id", "salt", "state", "version"}
    allowed = {"publish": common, "retract": common | {"reason"}, "take_down": common | {"reason"}}
    told = payloads()
    assert {payload["verb"] for payload in told} == set(allowed) == set(dumps.PUBLIC_VERBS)
    for payload in told:
        assert set(payload) == allowed[payload["verb"]]
        assert set(payload["version"]) == {"number", "basis", "content_sha256", "record_sha256"}


def test_records_are_the_stored_bytes(claim, reporter, editor):
    factories.published_claim(by=reporter, editor=editor)
    make()
    stored = {bytes(each.record) for each in Revision.objects.all()}
    assert set(text("claims.jsonl").encode().splitlines()) == stored


def test_the_table_has_a_row_a_claim_and_no_formula(claim, reporter, editor):
    factories.published_claim(
        by=reporter, editor=editor, headline="=1+1, they say", statement="-2 is a number"
    )
    gone = factories.published_claim(by=reporter, editor=editor)
    gone.retract(by=editor, reason="The list was forged.")
    make()
    rows = list(csv.DictReader(text("claims.csv").splitlines()))
    assert tuple(rows[0]) == publicset.COLUMNS
    by_id = {row["public_id"]: row for row in rows}
    assert set(by_id) == set(PublicClaim.objects.values_list("public_id", flat=True))
    assert by_id[gone.public_id]["status"] == "retracted"
    row = by_id[claim.public_id]
    assert (
        row["rating_label"] == "True"
        and row["claimants"] == "Ada Example"
        and row["said_from"] == "2026-03-02"
    )
    assert row["record_sha256"] == Revision.objects.get(public_id=claim.public_id).record_hash
    assert {row["headline"] for row in rows} >= {"'=1+1, they say"}
    assert {row["statement"] for row in rows} >= {"'-2 is a number"}


def test_claimreview_has_what_stands_and_nothing_that_was_retracted(claim, reporter, editor):
    gone = factories.published_claim(by=reporter, editor=editor)
    gone.retract(by=editor, reason="The list was forged.")
    make()
    feed = json.loads(text("claimreview.json"))
    assert feed["@type"] == "DataFeed"
    assert [item["identifier"] for item in feed["dataFeedElement"]] == [claim.public_id]
    assert feed["dataFeedElement"][0]["item"]["reviewRating"]["alternateName"] == "True"


def test_an_empty_newsroom_has_files_too(db):
    assert make()
    assert text("history.jsonl") == text("claims.jsonl") == ""
    assert json.loads(text("claimreview.json"))["dataFeedElement"] == []
    assert json.loads(text("head.json"))["seq"] == 0


# ---------------------------------------------------------------- following the database


def test_where_nothing_has_happened_nothing_is_written(claim, django_assert_num_queries):
    assert make()
    before = {name: (datafolder.folder() / name).stat().st_mtime_ns for name in datafolder.FILES}
    with django_assert_num_queries(2):
        assert dumps.bring_up_to_date() is False
    assert before == {name: (datafolder.folder() / name).stat().st_mtime_ns for name in datafolder.FILES}


def test_a_private_event_adds_a_line_and_leaves_the_claims_alone(claim, reporter):
    make()
    before, claims = text("history.jsonl"), (datafolder.folder() / "claims.jsonl").stat().st_mtime_ns
    claim.organise(by=reporter, priority=2)
    assert make()
    after = text("history.jsonl")
    assert after.startswith(before) and len(after.splitlines()) == len(before.splitlines()) + 1
    assert (datafolder.folder() / "claims.jsonl").stat().st_mtime_ns == claims
    assert checked()


def test_what_is_added_and_what_is_written_anew_are_the_same(claim, reporter, editor, editor2):
    for n in range(3):
        make()
        factories.republish(claim, by=reporter, editor=editor2, headline=f"It opens at nine, told {n} times")
    make()
    added = text("history.jsonl")
    (datafolder.folder() / datafolder.NOTE).unlink()
    assert make() and text("history.jsonl") == added


@pytest.mark.parametrize("name", datafolder.FILES)
def test_a_lost_or_shortened_file_is_made_anew(claim, reporter, name):
    make()
    path = datafolder.folder() / name
    whole = path.read_bytes()
    path.unlink()
    assert make() and path.read_bytes() == whole
    path.write_bytes(whole[:-5])
    assert make() and path.read_bytes() == whole


def test_a_history_that_somebody_changed_on_disk_is_made_anew(claim, reporter):
    make()
    path = datafolder.folder() / "history.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"seq":1,', b'{"seq":2,'))
    claim.organise(by=reporter, priority=2)
    assert make() and checked()


def test_a_broken_note_counts_as_none(claim):
    make()
    for broken in ("", "[]", "{", '{"files": 3}'):
        (datafolder.folder() / datafolder.NOTE).write_text(broken)
        assert dumps.bring_up_to_date() and checked()


def test_where_an_older_database_was_put_back_the_history_is_written_anew(claim, reporter):
    make()
    tamper(
        """DELETE FROM claims_eventlink WHERE seq = (SELECT max(seq) FROM claims_eventlink);
           DELETE FROM claims_event e WHERE NOT EXISTS (SELECT FROM claims_eventlink WHERE event_id = e.id)""",
        "claims_event",
        "claims_eventlink",
    )
    claim.organise(by=reporter, priority=2)
    assert make() and len(entries()) == head()["seq"]


def test_another_address_of_the_site_makes_them_anew(claim, settings):
    make()
    settings.SITE_URL = "https://checks.example"
    assert dumps.bring_up_to_date() and "https://checks.example/claims/" in text("claims.csv")


def test_what_a_killed_worker_left_is_swept_away(claim):
    datafolder.folder().mkdir(parents=True)
    left = datafolder.folder() / ".history.jsonl.0badcafe.part"
    left.write_bytes(b"half")
    make()
    assert not left.exists() and sorted(each.name for each in datafolder.folder().iterdir()) == sorted(
        [*datafolder.FILES, datafolder.NOTE]
    )


def test_a_disk_that_is_full_leaves_the_old_files(claim, reporter, monkeypatch):
    make()
    before = {name: text(name) for name in datafolder.FILES}

    def full(out, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(datafolder.Writing, "add", full)
    claim.organise(by=reporter, priority=2)
    with pytest.raises(OSError, match="No space"):
        make()
    assert {name: text(name) for name in datafolder.FILES} == before
    assert not list(datafolder.folder().glob(".*.part"))


@pytest.mark.django_db(transaction=True)
def test_of_three_workers_at_once_one_writes(reporter, editor):
    factories.published_claim(by=reporter, editor=editor)
    ready, wrote = threading.Barrier(3), []

    def work():
        ready.wait()
        try:
            wrote.append(dumps.bring_up_to_date())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(wrote) == [False, False, True]
    assert checked()


# ---------------------------------------------------------------- what was taken down


def publish_again(claim, by, editor, **fields):
    claim.refresh_from_db()
    claim.revise(
        by=by, change_kind="correction", change_text="We had read the list of another year.", **fields
    )
    claim.submit(by=by)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)


WORDS = ("Examplestead", "Ada Example", "nine", "forged", "another year")


@pytest.fixture
def taken_down(claim, reporter, editor, editor2):
    """Corrected, retracted and published again, so that there is a reason in the history, and then taken down."""
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    claim.retract(by=editor, reason="The list was forged.")
    publish_again(claim, reporter, editor2)
    make()
    assert all(word in "".join(map(text, datafolder.FILES)) for word in WORDS)
    claim.take_down(by=editor, reason="A court ordered it.")
    settle()
    return claim


def nothing_is_left(claim):
    everything = "".join(map(text, datafolder.FILES))
    assert [word for word in WORDS if word in everything] == []
    assert claim.public_id not in text("claims.jsonl") + text("claims.csv") + text("claimreview.json")


def test_a_take_down_cuts_its_lines_at_once(taken_down):
    dumps.cut(taken_down.public_id)
    nothing_is_left(taken_down)
    assert (
        checked() and [entry["withheld"] for entry in entries() if "withheld" in entry] == ["taken down"] * 4
    )


def test_and_leaves_those_of_others(taken_down, reporter, editor):
    other = factories.published_claim(by=reporter, editor=editor)
    last = factories.published_claim(by=reporter, editor=editor)
    (datafolder.folder() / datafolder.NOTE).unlink()
    make()
    for each in (other, last):
        each.take_down(by=editor, reason="A court ordered it.")
        settle()
        dumps.cut(each.public_id)
        feed = json.loads(text("claimreview.json"))["dataFeedElement"]
        rows = list(csv.DictReader(text("claims.csv").splitlines()))
        records = [json.loads(line)["content"]["public_id"] for line in text("claims.jsonl").splitlines()]
        left = [last.public_id] if each is other else []
        assert [item["identifier"] for item in feed] == [row["public_id"] for row in rows] == records == left
        assert checked()


def test_the_worker_writes_the_same_and_the_reason(taken_down):
    dumps.cut(taken_down.public_id)
    make()
    nothing_is_left(taken_down)
    assert checked()
    assert [payload["reason"] for payload in payloads()] == ["A court ordered it."]
    assert [entry["withheld"] for entry in entries() if "withheld" in entry] == ["taken down"] * 4


def test_a_worker_that_was_first_leaves_nothing_to_cut(taken_down):
    make()
    before = text("history.jsonl")
    dumps.cut(taken_down.public_id)
    assert text("history.jsonl") == before and "A court ordered it." in before


def test_cut_leaves_a_claim_alone_that_is_not_taken_down(claim):
    make()
    before = {name: text(name) for name in datafolder.FILES}
    dumps.cut(claim.public_id)
    assert {name: text(name) for name in datafolder.FILES} == before


def test_what_is_published_after_a_take_down_is_there_and_what_was_before_is_not(
    taken_down, reporter, editor2
):
    dumps.cut(taken_down.public_id)
    publish_again(taken_down, reporter, editor2, headline="Opening hours, told anew")
    make()
    assert "Opening hours, told anew" in text("claims.csv") and checked()
    assert [payload["verb"] for payload in payloads()] == ["take_down", "publish"]
    assert "forged" not in text("history.jsonl")


def test_a_name_that_had_to_go_stands_in_no_file(reporter, editor, editor2, admin):
    claim = factories.published_claim(by=reporter, editor=editor, conclusion="So says Nomen Nescio.")
    make()
    factories.republish(claim, by=reporter, editor=editor2, conclusion="So says the list.")
    request = Redaction.ask(
        by=editor, rows=["revision 1"], reason="A court ordered it.", public_id=claim.public_id
    )
    request.confirm(by=admin)
    with as_owner():
        request.carry_out()
        settle()
    assert "Nomen Nescio" in text("claims.jsonl")  # which nobody gets any more: tests/views/test_data.py
    make()
    assert not any("Nomen Nescio" in text(name) for name in datafolder.FILES) and checked()


def test_the_worker_makes_them(claim):
    settle()
    assert tasks.write_data.__name__ in worker.WORKS and worker.do_all()
    assert checked() and dumps.bring_up_to_date() is False


def test_a_redacted_payload_is_withheld_and_its_hash_stays(claim, admin, reporter, editor, editor2):
    claim.retract(by=editor, reason="The list of Nomen Nescio was forged.")
    publish_again(claim, reporter, editor2)
    make()
    event = Event.objects.get(verb="retract")
    tamper("UPDATE claims_event SET payload = '', redacted_at = now() WHERE verb = 'retract'", "claims_event")
    write_event("redact", by=admin, about=claim.about, rows=[f"event {event.pk}"])
    assert make()
    (entry,) = [each for each in entries() if "withheld" in each]
    assert entry["withheld"] == "redacted" and entry["payload_sha256"] == bytes(event.payload_sha256).hex()
    assert "Nomen Nescio" not in text("history.jsonl") and checked()


def test_of_a_redacted_retraction_the_reason_stands_in_no_file(claim, reporter, editor, editor2, admin):
    """Its event says the reason once more, and is no part of what was asked for."""
    claim.retract(by=editor, reason="The list of Nomen Nescio was forged.")
    publish_again(claim, reporter, editor2)
    make()
    assert "Nomen Nescio" in text("history.jsonl")
    redact(claim, "revision 2", by=(editor, admin))
    assert make()
    (entry,) = [each for each in entries() if "withheld" in each]
    assert entry["withheld"] == "redacted"
    assert not any("Nomen Nescio" in text(name) for name in datafolder.FILES) and checked()


def redact(claim, *rows, by):
    request = Redaction.ask(
        by=by[0], rows=list(rows), reason="A court ordered it.", public_id=claim.public_id
    )
    request.confirm(by=by[1])
    with as_owner():
        request.carry_out()
        settle()
