"""Redactions at the desk, by two people in two browsers; and what readers find where words were redacted."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Event, Redaction
from tests import factories
from tests.access.stage import sent
from tests.database import as_owner

pytestmark = pytest.mark.django_db

NAME = "Jane Q. Doe"


@pytest.fixture
def claim(reporter, editor):
    """Version 1 names her; version 2, which readers see, does not."""
    made = factories.published_claim(
        by=reporter, editor=editor, analysis=f"{NAME} kept the first list [1]; the second one agrees [2]."
    )
    return factories.republish(
        made, by=reporter, editor=editor, analysis="The first list has the hours [1]; the second agrees [2]."
    )


def page_of(claim):
    return reverse("claim-redact", args=[claim.public_id])


def carry_out(request):
    with as_owner():
        request.carry_out()


def ask(claim, editor, rows=("revision 1",), reason="A court ordered it."):
    return Redaction.ask(by=editor, rows=list(rows), reason=reason, public_id=claim.public_id)


# ---------------------------------------------------------------- asking


def test_an_editor_finds_the_words_and_asks_for_what_holds_them(claim, as_, editor):
    browser = as_(editor)
    found = browser.post(page_of(claim), {"words": "jane  q. DOE", "find": "1"})
    text = found.content.decode()
    assert found.status_code == 200 and Event.objects.filter(verb="ask_redaction").count() == 0
    rows = [choice["hit"].row for choice in found.context["choices"] if choice["is_chosen"]]
    assert "revision 1" in rows and "revision 2" not in rows
    assert "mend these first" not in text  # the working copy is clean already
    answer = browser.post(page_of(claim), sent(words=NAME, rows=rows, reason="A court ordered it."))
    asked = Redaction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, asked.get_absolute_url())
    assert (
        set(asked.rows) == set(rows) and asked.reason == "A court ordered it." and asked.about == claim.about
    )


def test_what_must_be_mended_first_is_named_with_its_address(reporter, as_, editor):
    claim = factories.complete_claim(by=reporter, analysis=f"{NAME} kept it [1] [2].")
    page = as_(editor).post(page_of(claim), {"words": NAME, "find": "1"})
    text = page.content.decode()
    assert "mend these first" in text and claim.get_absolute_url() in text


def test_without_words_the_versions_of_the_claim_are_offered(claim, as_, editor):
    page = as_(editor).get(page_of(claim))
    assert [choice["hit"].row for choice in page.context["choices"]] == ["revision 1"]
    assert not any(choice["is_chosen"] for choice in page.context["choices"])
    assert "readers see it as the page" in page.content.decode()  # version 2, and why not


def test_versions_of_another_claim_have_a_request_of_their_own(claim, reporter, as_, editor):
    other = factories.published_claim(by=reporter, editor=editor)
    page = as_(editor).post(page_of(other), {"words": NAME, "find": "1"})
    assert [hit.public_id for hit in page.context["elsewhere"]] == [claim.public_id]
    answer = as_(editor).post(page_of(other), sent(words=NAME, rows=["revision 1"], reason="Why."))
    assert answer.status_code == 422 and Redaction.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"rows": [], "reason": "Why."}, "Choose at least one row"),
        ({"rows": ["revision 2"], "reason": "Why."}, "no longer on the list"),
        ({"rows": ["revision 1"], "reason": "  "}, "Reason is missing"),
        ({"rows": ["revision 1"], "reason": f"Because of  {NAME.upper()}!"}, "holds the very words"),
    ],
)
def test_a_request_that_lacks_something_keeps_what_was_typed(claim, as_, editor, fields, because):
    answer = as_(editor).post(page_of(claim), sent(words=NAME, **fields))
    text = answer.content.decode()
    assert answer.status_code == 422 and because in text
    assert fields["reason"] in text and f'value="{NAME}"' in text
    assert Redaction.objects.count() == 0 and Event.objects.filter(verb="ask_redaction").count() == 0


@pytest.mark.parametrize("words", ["", "ab", " a "])
def test_too_few_words_find_nothing(claim, as_, editor, words):
    answer = as_(editor).post(page_of(claim), {"words": words, "find": "1"})
    assert answer.status_code == 422 and "Words to find" in answer.content.decode()


def test_words_that_stand_nowhere(as_, editor):
    page = as_(editor).post(reverse("redaction-ask"), {"words": "Nobody Of This Name", "find": "1"})
    assert page.status_code == 200 and "stand in no row" in page.content.decode()


def test_the_words_stand_in_no_address_and_in_no_event(claim, as_, editor):
    browser = as_(editor)
    found = browser.post(page_of(claim), {"words": NAME, "find": "1"})
    rows = [choice["hit"].row for choice in found.context["choices"]]
    answer = browser.post(page_of(claim), sent(words=NAME, rows=rows, reason="A court ordered it."))
    assert "Jane" not in answer["Location"]
    assert NAME not in bytes(Event.objects.get(verb="ask_redaction").payload).decode()


def test_a_form_that_is_sent_twice_asks_once(claim, as_, editor):
    form = sent(words=NAME, rows=["revision 1"], reason="A court ordered it.")
    browser = as_(editor)
    first, second = browser.post(page_of(claim), form), browser.post(page_of(claim), form)
    assert first["Location"] == second["Location"] and Redaction.objects.count() == 1


def test_asking_is_for_editors(claim, as_, reporter, editor):
    for address in (page_of(claim), reverse("redaction-ask")):
        assert as_(reporter).get(address).status_code == 403
        assert as_(reporter).post(address, {"words": NAME, "find": "1"}).status_code == 403
        assert as_(reporter).post(address, sent(rows=["revision 1"], reason="Why.")).status_code == 403
        assert Client().get(address).status_code == 302
        assert Client().post(address, sent(rows=["revision 1"], reason="Why.")).status_code == 403
    assert Redaction.objects.count() == 0


# ---------------------------------------------------------------- confirming


def test_the_second_person_sees_the_rows_and_confirms(claim, as_, reporter, editor, editor2, admin):
    asked = ask(claim, editor)
    address, yes = asked.get_absolute_url(), reverse("redaction-confirm", args=[asked.pk])
    for person, sentence in (
        (reporter, "Only an editor may do this"),
        (editor, "somebody else has to confirm it"),
        (editor2, "One of the two has to be an administrator"),
    ):
        page = as_(person).get(address).content.decode()
        assert sentence in page and ">Confirm<" not in page
        assert as_(person).post(yes, sent()).status_code == 403
    page = as_(admin).get(address).content.decode()
    assert ">Confirm<" in page and f"Version 1 of {claim.public_id}" in page and "A court ordered it." in page
    assert as_(admin).post(yes, sent())["Location"] == address
    assert as_(admin).post(yes, sent()).status_code == 409
    page = as_(reporter).get(address).content.decode()
    assert f"python manage.py redact {asked.pk}" in page and "Waits to be carried out" in page


def test_a_request_is_withdrawn_or_refused(claim, as_, reporter, editor, editor2):
    asked = ask(claim, editor)
    no = reverse("redaction-close", args=[asked.pk])
    assert as_(reporter).post(no, sent()).status_code == 403
    assert ">Withdraw<" in as_(editor).get(asked.get_absolute_url()).content.decode()
    assert ">Refuse<" in as_(editor2).get(asked.get_absolute_url()).content.decode()
    assert as_(editor2).post(no, sent()).status_code == 302
    page = as_(editor).get(asked.get_absolute_url()).content.decode()
    assert "Refused by" in page and ">Withdraw<" not in page
    assert as_(editor).post(no, sent()).status_code == 409


def test_a_request_whose_reason_went_too(claim, as_, editor, admin):
    asked = ask(claim, editor)
    asked.close(by=editor)
    again = ask(claim, editor, rows=[f"event {asked.asked_event_id}"])
    again.confirm(by=admin)
    carry_out(again)
    page = as_(editor).get(asked.get_absolute_url())
    assert page.status_code == 200 and "The reason was redacted itself" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    claim, as_, editor, django_assert_num_queries, count
):
    for _ in range(count):
        ask(claim, editor)
    browser = as_(editor)
    browser.get(reverse("redaction-list"))
    with django_assert_num_queries(3):  # session, person, requests
        page = browser.get(reverse("redaction-list"))
    assert page.content.decode().count("Version 1 of claim") == count


def test_the_list_pages_and_is_empty_at_first(claim, as_, reporter, editor, monkeypatch):
    from claims.views import redaction

    assert "Nobody has asked" in as_(reporter).get(reverse("redaction-list")).content.decode()
    monkeypatch.setattr(redaction, "PAGE", 1)
    first, second = ask(claim, editor), ask(claim, editor)
    page = as_(reporter).get(reverse("redaction-list"))
    assert list(page.context["requests"]) == [second]
    page = as_(reporter).get(reverse("redaction-list") + f"?after={second.pk}")
    assert list(page.context["requests"]) == [first] and page.context["more"] is None
    assert as_(reporter).get(reverse("redaction-list") + "?after=x").status_code == 200


def test_what_is_not_there(as_, editor):
    browser = as_(editor)
    assert browser.get(reverse("redaction", args=[999_999])).status_code == 404
    for name in ("redaction-confirm", "redaction-close"):
        assert browser.post(reverse(name, args=[999_999]), sent()).status_code == 404


# ---------------------------------------------------------------- what readers find


@pytest.fixture
def redacted(claim, editor, admin):
    stranger = Client()
    for address in public_addresses(claim):
        stranger.get(address)  # every page is kept in memory before the words go
    asked = ask(claim, editor)
    asked.confirm(by=admin)
    carry_out(asked)
    return claim


def public_addresses(claim):
    base = f"/claims/{claim.public_id}/"
    return [
        claim.public.get_absolute_url(), base + "revisions/", base + "revisions/1/", base + "revisions/2/",
        base + "revisions/1..2/", base + "revisions/2..1/", base + "revisions/1/record.json",
        base + "revisions/2/record.json", base + "record.json", base + "claimreview.json", "/", "/claims/",
        "/corrections/",
    ]  # fmt: skip


def test_no_public_address_holds_the_words_and_none_breaks(redacted):
    stranger = Client()
    statuses = {address: stranger.get(address) for address in public_addresses(redacted)}
    for address, answer in statuses.items():
        assert NAME not in answer.content.decode(), address
    gone = {a for a, answer in statuses.items() if answer.status_code == 410}
    base = f"/claims/{redacted.public_id}/revisions/"
    assert gone == {base + tail for tail in ("1/", "1..2/", "2..1/", "1/record.json")}
    assert {answer.status_code for answer in statuses.values()} == {200, 410}


def test_the_address_of_a_redacted_version_says_what_stays(redacted):
    answer = Client().get(f"/claims/{redacted.public_id}/revisions/1/")
    text = answer.content.decode()
    version = redacted.revisions.get(number=1)
    groups = version.record_hash[:8], bytes(version.content_sha256).hex()[:8]
    assert "Version 1 has been redacted" in text and "noindex" in text
    assert all(group in text.replace(" ", "") for group in groups)
    assert redacted.public.get_absolute_url() in text
    assert "ETag" not in answer.headers and "Set-Cookie" not in answer.headers


def test_the_record_of_a_redacted_version_is_a_short_answer_in_json(redacted):
    answer = Client().get(f"/claims/{redacted.public_id}/revisions/1/record.json")
    told = json.loads(answer.content)
    version = redacted.revisions.get(number=1)
    assert answer.status_code == 410 and answer["Content-Type"] == "application/json"
    assert told["status"] == "redacted" and told["number"] == 1
    assert told["record_sha256"] == version.record_hash
    assert set(told) == {
        "status", "number", "published_at", "redacted_at", "content_sha256", "record_sha256",
    }  # fmt: skip


def test_two_redacted_versions_are_told_on_one_page(claim, reporter, editor, admin):
    factories.republish(claim, by=reporter, editor=editor, conclusion="A third list says so too.")
    asked = ask(claim, editor, rows=["revision 1", "revision 2"])
    asked.confirm(by=admin)
    carry_out(asked)
    text = Client().get(f"/claims/{claim.public_id}/revisions/1..2/").content.decode()
    assert "Versions 1 and 2 have been redacted" in text
    page = Client().get(f"/claims/{claim.public_id}/revisions/").content.decode()
    assert page.count("Redacted on") == 2
    text = Client().get(claim.public.get_absolute_url()).content.decode()
    assert "What this note said has been redacted." in text and "list of another year" in text


def test_upper_case_leads_to_the_right_address_first(redacted):
    answer = Client().get(f"/claims/{redacted.public_id.upper()}/revisions/1/")
    assert answer.status_code == 301


def test_a_take_down_speaks_before_a_redaction(redacted, editor):
    redacted.take_down(by=editor, reason="A court ordered it.")
    text = Client().get(f"/claims/{redacted.public_id}/revisions/1/").content.decode()
    assert "This check has been taken down" in text


def test_a_take_down_whose_reason_went_says_so(claim, editor, admin):
    claim.take_down(by=editor, reason=f"A court ordered it for {NAME}.")
    asked = ask(claim, editor, rows=[f"revision {n}" for n in (1, 2, 3)])
    asked.confirm(by=admin)
    carry_out(asked)
    for tail in ("", "revisions/3/", "record.json"):
        answer = Client().get(f"/claims/{claim.public_id}/{tail}")
        assert answer.status_code == 410 and NAME not in answer.content.decode(), tail
        assert "What this note said has been redacted." in answer.content.decode(), tail


def test_the_desks_pages_stand(redacted, as_, editor):
    """Its history says "redacted, on record"; no page of the claim stumbles."""
    browser = as_(editor)
    for name in ("claim-workbench", "claim-history", "claim-changes", "claim-redact", "claim-preview"):
        page = browser.get(reverse(name, args=[redacted.public_id]))
        assert page.status_code == 200, name
    text = browser.get(reverse("claim-history", args=[redacted.public_id])).content.decode()
    assert "redacted version 1, as two people had decided" in text
    assert "asked to redact version 1: “A court ordered it.”" in text
