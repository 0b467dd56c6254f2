"""The newsroom's pages at the desk: who may, what is asked again, a preview that changes nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Event, PageVersion, SentForm
from tests.models.test_page import revise
from tests.views.pages import fields_of, send

pytestmark = pytest.mark.django_db

CHANGE = "/desk/pages/about/change/"


def form(client):
    return fields_of(client.get(CHANGE).text, "")


def test_an_editor_changes_a_page_and_readers_see_it(as_, editor, stranger):
    client = as_(editor)
    typed = {
        "title": "About us",
        "text": "We check.\r\n\r\n## Owners\r\n\r\nOur readers.",
        "note": "Who owns us.",
    }
    answer = client.post(CHANGE, {**form(client), **typed})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/pages/about/")
    assert "Saved as version 2" in client.get("/desk/pages/about/").text
    assert "Our readers." in stranger.get("/about/").text
    assert PageVersion.objects.standing("about").text == "We check.\n\n## Owners\n\nOur readers."


def test_a_form_that_is_sent_twice_makes_one_version(as_, editor):
    client = as_(editor)
    typed = {**form(client), "text": "We check.", "note": "Anew."}
    assert [client.post(CHANGE, typed).status_code for _ in range(3)] == [302, 302, 302]
    assert PageVersion.objects.standing("about").number == 2
    assert Event.objects.about("page/about").count() == 1


def test_a_preview_shows_the_text_and_changes_nothing(as_, editor, stranger):
    client = as_(editor)
    typed = {**form(client), "text": "We *check* {nothing}.\n\n[[Write here.]]", "note": "", "preview": "1"}
    answer = client.post(CHANGE, typed)
    assert answer.status_code == 200 and "Nothing is saved yet" in answer.text
    assert "<em>check</em> {nothing}" in answer.text and "is no fact that we know" in answer.text
    assert fields_of(answer.text, "")["text"].strip() == typed["text"]
    assert PageVersion.objects.standing("about").number == 1 and not SentForm.objects.exists()
    again = {**fields_of(answer.text, ""), "note": "Emphasis."}
    assert client.post(CHANGE, again).status_code == 302
    assert "<em>check</em>" in stranger.get("/about/").text


def test_what_cannot_be_kept_comes_back_with_a_sentence(as_, editor):
    client = as_(editor)
    answer = client.post(CHANGE, {**form(client), "title": "", "text": "Mine.", "note": ""})
    assert answer.status_code == 422 and "Mine." in answer.text
    assert "Title is missing" in answer.text and "What changed is missing" in answer.text
    same = client.post(CHANGE, {**form(client), "note": "Nothing."})
    assert same.status_code == 422 and "Nothing has changed" in same.text


def test_warnings_are_told_after_saving(as_, editor):
    client = as_(editor)
    client.post(CHANGE, {**form(client), "text": "A {fact}.", "note": "Anew."})
    page = client.get("/desk/pages/about/").text
    assert "{fact} is no fact that we know" in page


@pytest.mark.parametrize("text", ["A.\n\n[[Never closed", "[[Write here\n\nwho owns you.]]"])
def test_a_passage_to_write_that_goes_on_in_another_paragraph_is_refused_beside_its_field(as_, editor, text):
    client = as_(editor)
    answer = client.post(CHANGE, {**form(client), "text": text, "note": "Anew."})
    assert answer.status_code == 422 and PageVersion.objects.standing("about").number == 1
    assert answer.text.count('href="#id_text"') == 1 and answer.text.count("has to end with ]]") >= 2
    assert text.split()[-1] in answer.text  # and nothing is lost


@pytest.mark.parametrize("what", ["GET", "preview", "save"])
def test_a_reporter_reads_and_does_not_change(as_, reporter, what):
    client = as_(reporter)
    assert client.get("/desk/pages/about/").status_code == 200
    assert CHANGE not in client.get("/desk/pages/about/").text
    answer = (
        client.get(CHANGE)
        if what == "GET"
        else send(client, CHANGE, text="Mine.", **({"preview": "1"} if what == "preview" else {}))
    )
    assert answer.status_code == 403 and PageVersion.objects.standing("about").number == 1


def test_the_menu_names_the_pages_to_those_who_may(as_, reporter, editor):
    assert 'href="/desk/pages/"' in as_(editor).get("/desk/").text
    assert 'href="/desk/pages/"' not in as_(reporter).get("/desk/").text


def test_the_list_says_what_waits_to_be_written(as_, editor):
    client = as_(editor)
    page = client.get("/desk/pages/").text
    assert "13 passages to write" in page and "11 of 18 wait for you" in page
    revise(editor, "## Who owns us\n\nOur readers do, all of them.")
    page = client.get("/desk/pages/").text
    assert "No section of this name: look yourself" in page
    row = re.search(r"Who owns you</th>.*?</tr>", page, re.DOTALL)[0]
    assert "Written" in row


def test_gaps_are_listed_for_the_desk_and_shown_to_nobody_else(as_, editor, stranger):
    assert "Write here who owns you" in as_(editor).get("/desk/pages/about/").text
    assert "Write here who owns you" not in stranger.get("/about/").text


def test_versions_are_listed_with_who_and_what_and_compared(as_, editor, editor2):
    revise(editor, "We check what is said.", note="Shorter.")
    revise(editor2, "We check what was said.", note="Past tense.", title="About our work")
    client = as_(editor)
    page = client.get("/desk/pages/about/").text
    assert "Emil" in page and "Past tense." in page and "/about/versions/1/" in page
    address = reverse("page-difference", args=["about", 2, 3])
    assert f'href="{address}"' in page
    compared = client.get(address).text
    assert re.search(r"<del>.*?is.*?</del>", compared) and re.search(r"<ins>.*?was.*?</ins>", compared)
    assert "our work" in compared


@pytest.mark.parametrize(
    "address", ["about/1..1/", "about/2..1/", "about/1..9/", "imprint/1..2/", "imprint/", "imprint/change/"]
)
def test_what_is_not_there_at_the_desk(as_, editor, address):
    revise(editor)
    assert as_(editor).get(f"/desk/pages/{address}").status_code == 404


def test_the_history_names_the_page_and_leads_to_what_changed(as_, editor):
    revise(editor, note="Shorter.")
    page = as_(editor).get("/desk/history/").text
    assert "changed a page of the newsroom: “Shorter.”" in page
    assert 'href="/desk/pages/about/"' in page and 'href="/desk/pages/about/1..2/"' in page


def count(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", ["/desk/pages/", "/desk/pages/about/"])
def test_as_many_queries_for_one_version_as_for_three(as_, editor, address):
    client = as_(editor)
    revise(editor)
    before = count(client, address)
    for number in range(3):
        revise(editor, f"Text {number}.")
    assert count(client, address) == before
