"""The files under /data/ as a stranger gets them."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import datafolder, dumps
from claims.formats import verify
from claims.models import PublicClaim
from tests import factories
from tests.access.stage import sent
from tests.guards.sql import settle
from tests.models.tampering import tamper

pytestmark = pytest.mark.django_db
FILES = [f"/data/{name}" for name in datafolder.FILES]


@pytest.fixture
def claim(reporter, editor):
    made = factories.published_claim(by=reporter, editor=editor)
    settle()
    dumps.bring_up_to_date()
    return made


@pytest.mark.parametrize("address", FILES)
def test_a_file_is_for_everybody_and_for_programs_of_other_sites(claim, stranger, address):
    answer = stranger.get(address)
    body = answer.getvalue()
    assert answer.status_code == 200
    assert body == (datafolder.folder() / address.removeprefix("/data/")).read_bytes()
    assert answer["Content-Length"] == str(len(body))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, no-cache" and answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies and "Vary" not in answer
    for headers in (
        {"if-none-match": answer["ETag"]},
        {"if-modified-since": answer["Last-Modified"]},
    ):
        again = stranger.get(address, headers=headers)
        assert (again.status_code, again.getvalue()) == (304, b"")
        assert again["Cross-Origin-Resource-Policy"] == "cross-origin"
    only = stranger.head(address)
    assert (only.status_code, only.getvalue(), only["Content-Length"]) == (200, b"", str(len(body)))


def test_another_file_has_another_tag(claim, stranger, reporter):
    before = stranger.get("/data/history.jsonl")["ETag"]
    claim.organise(by=reporter, priority=2)
    settle()
    dumps.bring_up_to_date()
    answer = stranger.get("/data/history.jsonl", headers={"if-none-match": before})
    assert answer.status_code == 200 and answer["ETag"] != before


@pytest.mark.parametrize("address", FILES)
def test_before_the_worker_has_made_them_they_are_promised(stranger, db, address):
    answer = stranger.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Cache-Control"] == "no-store"


def test_the_verifier_is_the_one_that_the_desk_uses(stranger, db):
    answer = stranger.get("/data/verify.py")
    assert answer.content.decode() == Path(verify.__file__).read_text(encoding="utf-8")
    assert answer.content.count(b"\n") <= 200
    assert stranger.get("/data/verify.py", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_the_page_lists_them_with_size_time_and_hash(claim, stranger):
    page = stranger.get("/data/").content.decode()
    for name in [*datafolder.FILES, "verify.py"]:
        body = stranger.get(f"/data/{name}").getvalue()
        assert hashlib.sha256(body).hexdigest() in page and f'href="/data/{name}"' in page
    assert datafolder.load()["head"]["hash"] in page
    assert "python3 verify.py record.json history.jsonl" in page and "<time" in page


def test_the_page_stands_before_there_are_files(stranger, db):
    page = stranger.get("/data/")
    assert page.status_code == 200 and b"have not been made yet" in page.content
    assert b'href="/data/history.jsonl"' not in page.content and b'href="/data/verify.py"' in page.content


def test_a_claim_page_and_the_method_lead_there(claim, stranger):
    for address in (PublicClaim.objects.get().get_absolute_url(), "/methodology/"):
        assert 'href="/data/"' in stranger.get(address).content.decode()


def test_no_file_is_asked_of_a_working_table(claim, stranger):
    for address in [*FILES, "/data/", "/data/verify.py"]:
        with CaptureQueriesContext(connection) as asked:
            stranger.get(address)
        assert len(asked) <= 2
        assert not any("claims_event" in each["sql"] or "claims_claim" in each["sql"] for each in asked)


# ---------------------------------------------------------------- what was taken down


def test_the_desk_s_button_cuts_the_lines_in_its_own_request(
    claim, stranger, as_, editor, django_capture_on_commit_callbacks
):
    address = f"/desk/claims/{claim.public_id}/take-down/"
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_(editor).post(address, sent(reason="A court ordered it.", number=claim.public.number))
        assert answer.status_code == 302
        settle()
    for each in FILES:
        answer = stranger.get(each)
        assert answer.status_code == 200 and b"Examplestead" not in answer.getvalue()


def test_a_file_in_which_it_still_stands_is_not_sent(claim, stranger, editor):
    tags = {address: stranger.get(address)["ETag"] for address in FILES}
    claim.take_down(by=editor, reason="A court ordered it.")
    settle()
    for address in FILES:
        answer = stranger.get(address)
        assert answer.status_code == 503 and b"Examplestead" not in answer.content
        assert stranger.get(address, headers={"if-none-match": tags[address]}).status_code == 503
    dumps.bring_up_to_date()
    assert all(stranger.get(address).status_code == 200 for address in FILES)


def test_nor_by_a_worker_that_began_before_and_ended_after(claim, stranger, editor):
    """Its files are newer than the take-down, and know nothing of it."""
    old = {name: (datafolder.folder() / name).read_bytes() for name in [*datafolder.FILES, datafolder.NOTE]}
    claim.take_down(by=editor, reason="A court ordered it.")
    settle()
    dumps.cut(claim.public_id)
    for name, body in old.items():
        (datafolder.folder() / name).write_bytes(body)
    assert stranger.get("/data/claims.jsonl").status_code == 503


def test_nor_after_the_claim_has_come_back(claim, stranger, reporter, editor, editor2):
    """Published again before any worker looked, it is taken down no more, and its old words stand there still."""
    claim.take_down(by=editor, reason="A court ordered it.")
    claim.revise(by=reporter, change_kind="correction", change_text="Told anew.", statement="It has a roof")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor2)
    claim.publish(by=editor2)
    settle()
    assert [stranger.get(address).status_code for address in FILES] == [503] * len(FILES)
    dumps.bring_up_to_date()
    record = json.loads(stranger.get("/data/claims.jsonl").getvalue())
    assert record["content"]["statement"] == "It has a roof"


def test_a_redaction_shuts_them_until_they_are_made_anew(claim, stranger, reporter, editor2):
    factories.republish(claim, by=reporter, editor=editor2, rating=factories.rating("false"))
    tamper(
        "UPDATE claims_revision SET content = '', record = '', change_text = '', redacted_at = now() WHERE number = 1",
        "claims_revision",
    )
    assert stranger.get("/data/claims.jsonl").status_code == 503
    dumps.bring_up_to_date()
    record = json.loads(stranger.get("/data/claims.jsonl").getvalue())
    assert record["content"]["number"] == 2
