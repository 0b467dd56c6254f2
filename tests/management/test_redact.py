"""`redact`: find, list, say what would be done, do it. As the owner, on what two people confirmed."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import Event, Redaction, Revision
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db

NAME = "Jane Q. Doe"


@pytest.fixture
def claim(reporter, editor):
    made = factories.published_claim(
        by=reporter, editor=editor, analysis=f"{NAME} kept the first list [1]; the second one agrees [2]."
    )
    return factories.republish(
        made, by=reporter, editor=editor, analysis="The first list has the hours [1]; the second agrees [2]."
    )


@pytest.fixture
def confirmed(claim, editor, admin):
    request = Redaction.ask(
        by=editor, rows=["revision 1"], reason="A court ordered it.", public_id=claim.public_id
    )
    request.confirm(by=admin)
    return request


def run(*arguments):
    said = io.StringIO()
    call_command("redact", *arguments, stdout=said)
    return said.getvalue()


def test_it_finds_every_row_and_says_how_each_is_mended(claim, reporter):
    factories.complete_claim(by=reporter, analysis=f"{NAME} kept it [1] [2].")
    lines = run("--find", "jane q doe").splitlines()
    assert [line for line in lines if line.startswith(f"version 1 of {claim.public_id} (content, record)")]
    assert [line for line in lines if line.startswith("event ") and line.endswith("By a redaction.")]
    assert [line for line in lines if line.startswith("claim ") and "Edit the claim" in line]


def test_words_come_from_the_standard_input_where_a_command_line_would_be_seen(claim, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
    assert f"version 1 of {claim.public_id}" in run("--find")


def test_what_stands_nowhere_and_what_is_too_short(db):
    assert run("--find", "Nobody Of This Name") == "These words stand nowhere.\n"
    with pytest.raises(CommandError, match="at least 3 characters"):
        run("--find", "ab")


def test_more_rows_than_are_listed_are_told(claim, monkeypatch):
    monkeypatch.setattr("claims.models.finding.MOST", 1)
    assert "There are more events than are listed." in run("--find", NAME)


def test_it_lists_what_is_confirmed_and_nothing_else(claim, confirmed, editor):
    Redaction.ask(by=editor, rows=["revision 1"], reason="Again.", public_id=claim.public_id)
    assert run("--list") == (
        f"{confirmed.pk}: version 1 of claim {claim.public_id}; asked for by Eda, confirmed by Ada\n"
    )
    confirmed.close(by=editor)
    assert run("--list") == "No confirmed request waits.\n"


def test_it_says_first_what_it_would_do(confirmed):
    with as_owner():
        said = run(str(confirmed.pk))
    assert "version 1 of claim" in said and "Nothing was blanked: say --commit." in said
    assert not Revision.objects.filter(redacted_at__isnull=False).exists()


def test_it_does_it_once_and_says_where_the_words_still_are(confirmed):
    with as_owner():
        said = run(str(confirmed.pk), "--commit")
    assert said.startswith("Redacted, on record: version 1.\n") and "VACUUM (FULL)" in said
    assert "Backups" in said
    with as_owner(), pytest.raises(CommandError, match="carried out already"):
        run(str(confirmed.pk), "--commit")
    assert Event.objects.filter(verb="redact").count() == 1


def test_it_wants_a_confirmed_request(claim, editor):
    asked = Redaction.ask(by=editor, rows=["revision 1"], reason="Why.", public_id=claim.public_id)
    for arguments in ([str(asked.pk)], [str(asked.pk), "--commit"]):
        with as_owner(), pytest.raises(CommandError, match="takes a second person"):
            run(*arguments)
    with pytest.raises(CommandError, match="There is no request 999999"):
        run("999999", "--commit")


def test_the_websites_log_in_is_told_that_it_may_not(confirmed):
    with pytest.raises(CommandError, match="does not own the tables"):
        run(str(confirmed.pk), "--commit")


def test_somebody_who_left_meanwhile_is_named_as_the_reason(confirmed, editor, admin):
    editor.deactivate(by=admin)
    with as_owner(), pytest.raises(CommandError, match="Not both of those who decided this"):
        run(str(confirmed.pk), "--commit")
    editor.reactivate(by=admin)
    editor.change_role(by=admin, role="reporter")
    with as_owner(), pytest.raises(CommandError, match="Not both of those who decided this"):
        run(str(confirmed.pk), "--commit")


@pytest.mark.parametrize("arguments", [[], ["--list", "1"], ["--find", "x", "--list"], ["--find", "x", "1"]])
def test_it_does_one_thing_at_a_time(db, arguments):
    with pytest.raises(CommandError, match="Say what to do"):
        run(*arguments)
