"""Pages of the newsroom: an editor puts another version in the place of the one before, and nothing is lost."""

import pytest

from claims import grants, history
from claims.models import Event, PageVersion, Redaction
from claims.models.finding import find
from claims.models.page import FIRST
from claims.models.verifying import problems_of_history
from claims.pages import NOTE_LIMIT, PAGES, TEXT_LIMIT
from claims.refusals import Conflict, Forbidden, Invalid, Refused
from tests import factories
from tests.database import as_owner
from tests.guards.sql import settle
from tests.models.tampering import find as first_problem
from tests.models.tampering import tamper

pytestmark = pytest.mark.django_db


def standing(page="about"):
    return PageVersion.objects.standing(page)


def revise(
    by, text="We check what is said.", *, page="about", title="About us", note="A shorter text.", seen=None
):
    now = standing(page)
    return now.revise(by=by, title=title, text=text, note=note, seen=now.number if seen is None else seen)


def test_every_page_has_a_first_version_from_the_beginning():
    assert [(v.page, v.number, v.note, v.by) for v in PageVersion.objects.standing_each()] == [
        (page, 1, FIRST, None) for page in PAGES
    ]


def test_migrating_again_puts_nothing_over_what_was_written(editor):
    revise(editor)
    with as_owner():
        grants.apply(sender=None)
    assert standing().text == "We check what is said." and PageVersion.objects.count() == len(PAGES) + 1


def test_an_editor_puts_a_version_in_place_of_the_one_before(editor):
    version = revise(editor, note="  Shorter, and plainer. ")
    assert standing() == version and version.number == 2 and version.by == editor
    assert version.note == "Shorter, and plainer."
    event = Event.objects.about("page/about").get()
    assert (
        history.sentence(event.verb, event.details)
        == "changed a page of the newsroom: “Shorter, and plainer.”"
    )
    assert event.details["sha256"] == bytes(version.sha256).hex() and event.details["number"] == 2
    assert "We check" not in bytes(event.payload).decode()
    settle()
    assert list(problems_of_history()) == []


@pytest.mark.parametrize("role", ["reporter", "closed"])
def test_nobody_below_an_editor(role):
    by = factories.user("editor", is_active=False) if role == "closed" else factories.user(role)
    with pytest.raises(Forbidden):
        revise(by)
    assert standing().number == 1


def test_an_administrator_may_too(admin):
    assert revise(admin).number == 2


@pytest.mark.parametrize("seen", [-1, 0, 1, 3, None])
def test_whoever_began_from_another_version_gets_both_texts(editor, editor2, seen):
    revise(editor, "Theirs.")
    with pytest.raises(Conflict) as caught:
        standing().revise(by=editor2, title="About us", text="Mine.", note="Mine.", seen=seen)
    assert caught.value.mine["text"] == "Mine." and caught.value.theirs["text"] == "Theirs."
    assert standing().text == "Theirs."


def test_of_two_at_the_same_moment_one_is_told(editor, editor2, monkeypatch):
    """The second one read the page before the first one saved."""
    before = standing()
    revise(editor, "Theirs.")
    real, asked = PageVersion.objects.standing, []

    def as_it_was(page):
        asked.append(page)
        return before if len(asked) == 1 else real(page)

    monkeypatch.setattr(PageVersion.objects, "standing", as_it_was)
    with pytest.raises(Conflict) as caught:
        before.revise(by=editor2, title="About us", text="Mine.", note="Mine.", seen=1)
    assert caught.value.theirs["text"] == "Theirs."
    assert Event.objects.about("page/about").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "a\u202eb"), ("title", "two\nlines"), ("title", "x" * 121), ("text", "  "),
        ("text", "\x00"), ("text", "a\u202eb"), ("text", "x" * (TEXT_LIMIT + 1)), ("note", ""), ("note", "\u200b"),
        ("note", "x" * (NOTE_LIMIT + 1)), ("text", "[[Write here\n\nwho owns you.]]"), ("text", "[[Write here"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(editor, field, value):
    with pytest.raises(Invalid) as caught:
        revise(editor, **{field: value})
    assert set(caught.value.errors) == {field}
    assert standing().number == 1


def test_the_same_text_is_no_new_version(editor):
    now = standing()
    with pytest.raises(Invalid):
        revise(editor, now.text, title=now.title)
    assert not Event.objects.about("page/about").exists()


# ---------------------------------------------------------------- a name that must go


def with_a_name(editor):
    named = revise(editor, "Jane Q. Doe decides.", note="Named by Jane Q. Doe.")
    revise(editor, "The editor decides.", note="Nobody is named.")
    return named


def test_words_are_found_in_old_versions_and_in_the_one_that_stands(editor):
    named = with_a_name(editor)
    rows = {hit.label: hit for hit in find("Jane Q. Doe").hits}
    hit = rows["version 2 of the page About"]
    assert hit.row == f"pageversion {named.pk}" and hit.url == "/desk/pages/about/"
    assert any(label.startswith("event") for label in rows)  # its note stands in the history
    [stands] = [hit for hit in find("The editor decides").hits if hit.label.startswith("version")]
    assert not stands.row and "readers see it" in stands.how


def test_an_old_version_is_redacted_and_everything_verifies(editor, admin):
    named = with_a_name(editor)
    rows = [hit.row for hit in find("Jane Q. Doe").hits]
    asked = Redaction.ask(by=editor, rows=rows, reason="A court ordered it.")
    assert "version of a page" in asked.phrase
    asked.confirm(by=admin)
    settle()
    with as_owner():
        asked.carry_out()
    named.refresh_from_db()
    assert (named.title, named.text, named.note) == ("", "", "") and named.redacted_at and named.sha256
    assert find("Jane Q. Doe").hits == []
    settle()
    assert list(problems_of_history()) == []


def test_what_readers_see_cannot_be_redacted(editor):
    version = revise(editor, "Jane Q. Doe decides.")
    with pytest.raises(Refused, match="readers see it"):
        Redaction.ask(by=editor, rows=[f"pageversion {version.pk}"], reason="A court ordered it.")


# ---------------------------------------------------------------- what an owner could do


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE claims_pageversion SET text = 'Forged.', sha256 = sha256('Forged.') WHERE number = 2",
         "no event in the history wrote this text"),
        ("UPDATE claims_pageversion SET note = 'Forged.' WHERE number = 2", "its note is not what the history says"),
        ("UPDATE claims_pageversion SET title = 'Forged' WHERE number = 2", "its title is not"),
        ("UPDATE claims_pageversion SET made_at = now() - interval '1 year' WHERE number = 2", "its made_at is not"),
        ("UPDATE claims_pageversion SET by_id = NULL WHERE number = 2", "its actor is not"),
        ("UPDATE claims_pageversion SET number = 7 WHERE number = 2", "its number is not"),
        ("UPDATE claims_pageversion SET page = 'ratings' WHERE number = 2", "no event in the history wrote this"),
        ("DELETE FROM claims_pageversion WHERE number = 2", "it is gone or another"),
        ("UPDATE claims_pageversion SET title = '', text = '', note = '', redacted_at = now() WHERE number = 2",
         "no redaction names it"),
    ],
)  # fmt: skip
def test_a_version_that_was_changed_behind_the_house_is_found(editor, sql, says):
    revise(editor)
    settle()
    assert first_problem() == ""
    tamper(sql, "claims_pageversion")
    assert says in first_problem()
