"""Readers see what the last version says and nothing else: at COMMIT, from whichever side the change came. A
private person is never named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.guards.redactions import redact
from tests.guards.sql import (
    Row,
    act,
    add_appearance,
    add_document,
    edit,
    insert,
    new_claim,
    one,
    refused,
    run,
    settle,
    update,
)
from tests.guards.versions import HEADLINE, approve, life, publish, said, show, withdraw

pytestmark = pytest.mark.django_db

DIFFERS = "does not say what its last Revision says"


@pytest.fixture
def published(desk: Any) -> Row:
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    publish(claim, desk.eda)
    settle()
    return claim


def write_public(claim: Row, **columns: Any) -> None:
    names = ", ".join(f"{name} = %s" for name in columns)
    run(f"UPDATE claims_publicclaim SET {names} WHERE public_id = %s", *columns.values(), claim.public_id)


# ---------------------------------------------------------------- the two agree


def test_a_version_is_followed(desk):
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    with refused(DIFFERS):
        publish(claim, desk.eda, shown=False)


@pytest.mark.parametrize("kind", ["publication", "retraction", "takedown"])
def test_every_version_is_followed(published, desk, kind):
    with refused(DIFFERS):
        if kind == "publication":
            edit(published, desk.rita, "H2")
            approve(published, desk.emil, "H2")
            publish(published, desk.eda, "H2", shown=False)
        else:
            withdraw(published, desk.eda, kind, shown=False)


def test_nothing_is_public_without_a_version(desk):
    claim = new_claim(desk.rita)
    with refused(DIFFERS):
        show(claim.public_id, said(claim))
    with refused(DIFFERS):
        show("zzzzzzzz", said(claim))


def test_the_order_within_a_transaction_does_not_matter(desk):
    claim = new_claim(desk.rita)
    approve(claim, desk.emil)
    show(claim.public_id, said(claim))
    publish(claim, desk.eda, shown=False)
    write_public(claim, changes=json.dumps(life(claim.public_id)))
    settle()


@pytest.mark.parametrize(
    "columns",
    [
        {"number": 2},
        {"number": 0},
        {"status": "retracted"},
        {"headline": "Nobody approved this"},
        {"statement": "Nobody approved this"},
        {"rating": "false"},
        {"rating_label": "False"},
        {"rating_label": ""},
    ],
)
def test_readers_see_the_approved_words(published, columns):
    with refused(DIFFERS):
        write_public(published, **columns)


def test_a_takedown_by_hand_is_none(published):
    words = ("headline", "slug", "statement", "rating", "rating_label", "rating_token")
    with refused(DIFFERS):
        write_public(published, status="taken_down", **dict.fromkeys(words, ""))


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_what_was_withdrawn_is_not_shown_again_by_hand(published, desk, kind):
    withdraw(published, desk.eda, kind)
    settle()
    with refused(DIFFERS):
        write_public(published, status="shown", headline=HEADLINE, statement="It stands", rating="true")


def test_a_retracted_page_keeps_its_words(published, desk):
    withdraw(published, desk.eda)
    settle()
    assert one("SELECT status FROM claims_publicclaim") == "retracted"
    for columns in ({"statement": "We never said so"}, {"headline": ""}, {"rating": ""}):
        with refused(DIFFERS):
            write_public(published, **columns)


def test_what_no_version_says_may_change(published):
    """Topics, people and the page's version follow verbs of their own."""
    write_public(
        published, topics='[{"slug": "towns", "label": "Towns"}]', story_url="https://paper.example/1"
    )
    write_public(published, version=one("SELECT nextval('claims_publicversion')"))
    settle()


def test_two_pages_never_have_one_version(published, desk):
    other = new_claim(desk.rita)
    approve(other, desk.emil)
    publish(other, desk.eda)
    settle()
    with refused("claims_publicclaim_version_key"):
        run("UPDATE claims_publicclaim SET version = 7")


def test_the_guard_cannot_be_put_off(published):
    """Deferring is to COMMIT, not for ever; and what was checked early is checked again."""
    with refused(DIFFERS):
        run("SET CONSTRAINTS claims_public IMMEDIATE")
        run("SET CONSTRAINTS claims_public DEFERRED")
        write_public(published, statement="Nobody approved this")


# ---------------------------------------------------------------- its own constraints


@pytest.mark.parametrize("word", ["rating", "headline", "statement"])
def test_what_is_shown_is_rated(published, word):
    with refused("public_shown_is_rated"):
        write_public(published, **{word: ""})


@pytest.mark.parametrize("missing", ["rating", "headline", "statement"])
def test_an_approved_text_without_a_rating_is_not_shown(desk, missing):
    keys: dict[str, Any] = {missing: {} if missing == "rating" else ""}
    claim = new_claim(desk.rita)
    approve(claim, desk.emil, content=keys)
    with refused("public_shown_is_rated"):
        publish(claim, desk.eda, content=keys)


BLANKED = {
    "headline": "It opens",
    "slug": "it-opens",
    "statement": "It opens at nine",
    "rating": "true",
    "rating_label": "True",
    "claimants": '[{"name": "Ada Example"}]',
    "topics": '[{"slug": "towns", "label": "Towns"}]',
}


@pytest.mark.parametrize(("column", "word"), BLANKED.items())
def test_what_is_taken_down_is_blank(published, desk, column, word):
    withdraw(published, desk.eda, "takedown")
    settle()
    with refused("public_taken_down_is_blank"):
        write_public(published, **{column: word})


@pytest.mark.parametrize("status", ["draft", "published", "", "none"])
def test_a_page_is_shown_retracted_or_taken_down(published, status):
    with refused("public_status_known"):
        write_public(published, status=status)


# ---------------------------------------------------------------- after a redaction


def test_a_redacted_version_still_holds_number_and_status(published, desk):
    withdraw(published, desk.eda, "takedown")
    settle()
    redact("revision 1", "revision 2", about=f"claim/{published.public_id}", by=(desk.eda, desk.ada))
    write_public(published, changes=json.dumps(life(published.public_id)))
    settle()
    for columns in ({"number": 1}, {"status": "retracted"}):
        with refused(DIFFERS):
            write_public(published, **columns)


# ---------------------------------------------------------------- nobody private is named

NAMELESS = ("private_person", "many", "unnamed", "nobody", "", "somebody")


@pytest.mark.parametrize("kind", NAMELESS)
def test_a_private_person_has_no_name(desk, kind):
    claim = new_claim(desk.rita, state="drafting")
    document = add_document(desk.rita)
    ada = insert("claims_claimant", public_id="ada", name="Ada", kind="public_figure", same_as=[])
    act(desk.rita)
    for named in ({"claimant_name": "Ada Private"}, {"claimant_id": ada}):
        for proposed in (False, True):
            with refused("appearance_only_the_public_named"):
                add_appearance(claim, document, claimant_kind=kind, proposed=proposed, **named)
    place = add_appearance(claim, document, claimant_kind=kind, described_as="A reader from Examplestead")
    with refused("appearance_only_the_public_named"):
        update("claims_appearance", place, claimant_name="Ada Private")


@pytest.mark.parametrize("kind", NAMELESS)
def test_a_name_goes_when_its_bearer_is_no_public_figure(desk, kind):
    claim = new_claim(desk.rita, state="drafting")
    act(desk.rita)
    place = add_appearance(
        claim, add_document(desk.rita), claimant_kind="public_figure", claimant_name="Ada Example"
    )
    with refused("appearance_only_the_public_named"):
        update("claims_appearance", place, claimant_kind=kind)


@pytest.mark.parametrize("kind", NAMELESS)
def test_nobody_private_is_kept_as_a_claimant(db, kind):
    with refused("claimant_kind_named"):
        insert("claims_claimant", public_id="x", name="Ada Private", kind=kind, same_as=[])


# ---------------------------------------------------------------- found again


@pytest.mark.parametrize(
    ("language", "text", "asked", "found"),
    [
        ("en", "José said vaccines kill", "jose vaccine", True),
        ("en", "jose said taxes rise", "JOSÉ", True),
        ("en", "José said vaccines kill", "jose -vaccines", False),
        ("es", "José dijo que las vacunas matan", "jose vacuna", True),
        ("es", "jose dijo que suben los impuestos", "José -vacunas", True),
        ("de", "Müller über Impfungen", "muller impfung", True),
        ("pt-BR", "A inflação subiu", "inflacao", True),
        ("sv", "Inflationen steg", "inflationen", True),
    ],
)
def test_public_words_are_found_without_accents(desk, language, text, asked, found):
    keys = {"language": language, "headline": "Title", "statement": text}
    claim = new_claim(desk.rita)
    approve(claim, desk.emil, content=keys)
    publish(claim, desk.eda, content=keys)
    settle()
    name = language[:2] if language[:2] in ("en", "es", "de", "fr", "pt", "it") else "any"
    sql = f"SELECT vector @@ websearch_to_tsquery('public.claims_{name}', %s) FROM claims_publictext"
    assert one(sql, asked) is found
