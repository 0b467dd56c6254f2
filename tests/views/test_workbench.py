"""The workbench: what it shows, and how the text is written."""

import re
from datetime import date

import pytest

from claims.models import Event, Topic
from tests import factories
from tests.views.pages import at, fields_of, send

PAGES = ["", "preview/", "history/", "change/", "review/", "evidence/new/", "appearances/new/"]


@pytest.fixture
def claim(reporter):
    return factories.complete_claim(by=reporter)


def typed(client, claim, **changes):
    """The claim's form as it stands on the page, with changes."""
    page = client.get(at(claim)).text
    return {**fields_of(page, at(claim, "save/")), **changes}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("make", ["spotted_claim", "drafted_claim", "complete_claim", "in_review_claim"])
def test_every_page_of_a_claim_opens_in_every_state(as_, reporter, editor, make, page):
    claim = getattr(factories, make)(by=reporter)
    for person in (reporter, editor):
        assert as_(person).get(at(claim, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_and_after_publishing_retracting_taking_down_and_dropping(as_, reporter, editor, page):
    published = factories.published_claim(by=reporter, editor=editor)
    assert as_(editor).get(at(published, page)).status_code == 200
    published.retract(by=editor, reason="We were wrong.")
    assert as_(editor).get(at(published, page)).status_code == 200
    published.take_down(by=editor, reason="A court asked for it.")
    assert as_(editor).get(at(published, page)).status_code == 200
    dropped = factories.spotted_claim(by=reporter)
    dropped.pass_over(by=reporter, reason="opinion")
    assert as_(editor).get(at(dropped, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_led_to_the_login_whether_it_exists_or_not(stranger, claim, page):
    for address in (at(claim, page), f"/desk/claims/zzzzzzzz/{page}"):
        assert stranger.get(address).status_code == 302


def test_an_unknown_claim_is_404(as_, reporter):
    for page in PAGES:
        assert as_(reporter).get(f"/desk/claims/zzzzzzzz/{page}").status_code == 404
    assert send(as_(reporter), "/desk/claims/zzzzzzzz/save/").status_code == 404


def test_saving_writes_the_text_and_makes_a_contributor(as_, reporter, reporter2, claim):
    client = as_(reporter2)
    answer = client.post(
        at(claim, "save/"), typed(client, claim, conclusion="Ten, says one list.\r\nNine, says the other.")
    )
    assert answer["Location"] == at(claim)
    claim.refresh_from_db()
    assert claim.conclusion == "Ten, says one list.\nNine, says the other."
    assert reporter2 in claim.contributors()
    assert "changed conclusion" in client.get(at(claim)).text


def test_a_button_that_leads_on_saves_first(as_, reporter, claim):
    client = as_(reporter)
    for then, page in (
        ("evidence", "evidence/new/"),
        ("appearance", "appearances/new/"),
        ("preview", "preview/"),
    ):
        answer = client.post(
            at(claim, "save/"), typed(client, claim, reply=f"Asked before {then}.", then=then)
        )
        assert answer["Location"] == at(claim, page)
        claim.refresh_from_db()
        assert claim.reply == f"Asked before {then}."


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("headline", "x" * 301, "Headline is too long"),
        ("headline", "Left \u202e right", "Headline"),
        ("statement", "bell \x07", "Statement"),
        ("conclusion", "nul \x00", "Conclusion: The text has a NUL"),
        ("true_as_of", "2026-02-31", "“2026-02-31” is not a day"),
        ("rating", "splendid", "not one of the words"),
        ("language", "klingon!", "Language of this check is not one of the choices"),
    ],
)
def test_what_cannot_be_kept_is_named_and_all_that_was_typed_is_still_there(
    as_, reporter, claim, field, value, says
):
    client = as_(reporter)
    form = typed(client, claim, reply="A reply that must not be lost.")
    answer = client.post(at(claim, "save/"), {**form, field: value})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert says in answer.text
    assert f'href="#id_{field}"' in answer.text
    assert f'id="id_{field}"' in answer.text
    assert "A reply that must not be lost." in answer.text
    claim.refresh_from_db()
    assert claim.reply != "A reply that must not be lost."


def test_an_error_is_tied_to_its_field(as_, reporter, claim):
    client = as_(reporter)
    page = client.post(at(claim, "save/"), typed(client, claim, headline="x" * 301)).text
    field = re.search(r'<textarea name="headline"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field
    assert "id_headline_error" in field
    assert 'id="id_headline_error"' in page


def test_a_text_in_review_is_read_and_not_written(as_, reporter, claim):
    client = as_(reporter)
    form = typed(client, claim, conclusion="Sneaked in.")
    claim.submit(by=reporter)
    assert 'name="conclusion"' not in client.get(at(claim)).text
    answer = client.post(at(claim, "save/"), form)
    assert answer.status_code == 409
    assert "This claim is in review." in answer.text
    assert "Sneaked in." in answer.text


def test_a_form_that_is_sent_twice_is_saved_once(as_, reporter, claim):
    client = as_(reporter)
    form = typed(client, claim, conclusion="Once.")
    first = client.post(at(claim, "save/"), form)
    before = Event.objects.filter(verb="revise").count()
    again = client.post(at(claim, "save/"), form)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Event.objects.filter(verb="revise").count() == before


def test_the_same_key_with_other_words_asks_what_is_meant(as_, reporter, claim):
    client = as_(reporter)
    form = typed(client, claim, conclusion="Once.")
    client.post(at(claim, "save/"), form)
    answer = client.post(at(claim, "save/"), {**form, "conclusion": "Twice, and otherwise."})
    assert answer.status_code == 409
    assert "This form was sent already" in answer.text
    assert "Twice, and otherwise." in fields_of(answer.text, at(claim, "save/"))["conclusion"]


def test_with_htmx_a_save_answers_with_parts_and_never_with_a_field(as_, reporter, claim):
    client = as_(reporter)
    answer = client.post(at(claim, "save/"), typed(client, claim, reply=""), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="gate"' in answer.text and "hx-swap-oob" in answer.text
    assert 'id="claim-keys"' in answer.text
    assert "<textarea" not in answer.text
    refused = client.post(
        at(claim, "save/"), typed(client, claim, headline="x" * 301), headers={"HX-Request": "true"}
    )
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#main")


def test_the_gate_leads_to_each_field(as_, reporter):
    claim = factories.drafted_claim(by=reporter)
    page = as_(reporter).get(at(claim)).text
    place = claim.first_appearance
    for link in (
        "#id_headline",
        "#id_rating",
        "#id_reply",
        "#evidence",
        at(claim, f"appearances/{place.pk}/#id_voice"),
    ):
        assert f'href="{link}"' in page
    for anchor in ("id_headline", "id_rating", "id_reply", "evidence"):
        assert f'id="{anchor}"' in page
    assert ">Submit<" in page  # always there


def test_organising_is_no_content(as_, reporter, editor, claim):
    Topic.add(by=editor, slug="libraries", label="Libraries")
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    read = claim.content_sha256
    client = as_(editor)
    form = fields_of(client.get(at(claim)).text, at(claim, "organise/"))
    chosen = {"topics": ["libraries"], "priority": "2", "assigned_to": "rita", "due_on": "2026-04-01"}
    story = "https://daily-test.example/story"
    answer = client.post(at(claim, "organise/"), {**form, **chosen, "story_url": story})
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.priority, claim.due_on, claim.assigned_to) == (2, date(2026, 4, 1), reporter)
    assert [topic.slug for topic in claim.topics.all()] == ["libraries"]
    assert (claim.state, claim.content_sha256) == ("approved", read)


def test_two_who_organise_at_once_both_get_their_way(as_, reporter, editor, claim):
    client = as_(reporter)
    form = fields_of(client.get(at(claim)).text, at(claim, "organise/"))
    claim.organise(by=editor, due_on=date(2026, 4, 1))
    client.post(at(claim, "organise/"), {**form, "priority": "1"})
    claim.refresh_from_db()
    assert (claim.due_on, claim.priority) == (date(2026, 4, 1), 1)


def test_organising_names_what_is_wrong(as_, reporter, claim):
    answer = send(
        as_(reporter),
        at(claim, "organise/"),
        priority="0",
        due_on="2026-02-31",
        story_url="javascript:alert(1)",
    )
    assert answer.status_code == 422
    assert "is not a day" in answer.text
    assert 'href="#id_story_url"' in answer.text


def test_a_public_claim_asks_for_a_change_note(as_, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    assert "change_kind" not in as_(editor).get(at(claim)).text
    claim.edit(by=editor)
    client = as_(editor)
    answer = client.post(
        at(claim, "save/"),
        typed(client, claim, rating="false", change_kind="correction", change_text="We had misread it."),
    )
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert (claim.change_kind, claim.change_text) == ("correction", "We had misread it.")
    page = client.get(at(claim)).text
    assert '<s class="rating r-true"' in page


def test_the_first_version_has_no_change_note(as_, reporter, claim):
    assert 'name="change_kind"' not in as_(reporter).get(at(claim)).text


def test_the_preview_is_the_page_and_its_claimreview(as_, reporter, claim):
    page = as_(reporter).get(at(claim, "preview/")).text
    assert "The library opens at nine on weekdays" in page
    assert "&quot;@type&quot;: &quot;ClaimReview&quot;" in page
    assert "application/ld+json" not in page


def test_the_history_tells_who_did_what_with_the_words_before_and_after(as_, reporter, editor, claim):
    claim.revise(by=editor, conclusion="Two lists agree. Nothing speaks against it.")
    page = as_(reporter).get(at(claim, "history/")).text
    assert "Eda" in page and "changed conclusion" in page
    assert "[removed: " in page and "[added: " in page


def test_words_of_others_are_shown_as_text(as_, reporter):
    claim = factories.complete_claim(by=reporter)
    claim.revise(
        by=reporter, conclusion="<script>alert(1)</script>", analysis="<img src=x onerror=alert(1)> [1]"
    )
    claim.submit(by=reporter)
    for page in ("", "review/", "preview/", "history/"):
        text = as_(reporter).get(at(claim, page)).text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text


def test_the_number_of_queries_does_not_grow_with_the_evidence(
    as_, reporter, claim, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_(reporter)
    client.get(at(claim))
    with django_assert_max_num_queries(60) as few:
        client.get(at(claim))
    for _ in range(4):
        factories.add_evidence(claim, by=reporter)
    events = claim.events().count()
    assert events > 5
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(at(claim))
