"""Claims and documents by words of theirs, as the desk looks for them: beginnings are enough, accents do not count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Document, wording
from claims.models.called import called
from tests import factories

pytestmark = pytest.mark.django_db
SAID = "Dr. O’Hara’s café in Covid-19 times: 3.5% of 40,000 crowns (see www.town.example/minutes_2025?p=1), she said"


def spot(by, words):
    paper = factories.document(by=by, text=f"Before. {words}. After.")
    return factories.spotted_claim(by=by, on=paper, quotation=words)


@pytest.fixture
def spotted(reporter):
    return spot(reporter, SAID)


@pytest.mark.parametrize(
    "words",
    [
        "cafe", "CAFÉ", "caf", "o'hara", "O’Hara’s", "covid", "covid-1", "covid-19", "3.5", "3.5%", "40,000", "40,0",
        "crowns cafe", "www.town", "www.town.example", "she said", "Dr.", "(see", '"in covid"', "times:", "said*",
    ],
)  # fmt: skip
def test_a_spotted_claim_is_found_by_the_beginnings_of_what_was_said(spotted, reporter, words):
    spot(reporter, "Nothing of that kind")
    assert called(words) == [spotted.pk]


@pytest.mark.parametrize(
    "words", ["afé", "covid-20", "cafe shut", "&", "'", "\\", "_", "", "\0", "x" * 5_000]
)
def test_what_does_not_stand_there_is_not_found(spotted, words):
    assert called(words) == []


@pytest.mark.parametrize("words", ["a'b\\:*&|!<->()", "''''", "a & !b", "café:A", "a " * 500, "é" * 3_000])
def test_signs_that_mean_something_to_the_database_are_words_like_others(spotted, words):
    assert called(words) in ([], [spotted.pk])


def test_headline_and_statement_are_asked_too_and_the_newest_come_first(reporter):
    first, second = (factories.complete_claim(by=reporter, headline="Tram fares doubled") for _ in range(2))
    assert called("fares tram")[:2] == [second.pk, first.pk]
    assert called("fares", states=["drafting"]) == [second.pk, first.pk]
    assert called("fares", states=["spotted"]) == []


def test_a_place_that_was_taken_out_counts_in_the_history_alone(reporter):
    claim = factories.drafted_claim(by=reporter)
    words = claim.first_appearance.exact
    assert called(words) == [claim.pk]
    claim.first_appearance.remove(by=reporter)
    assert called(words) == [] and called(words, removed=True) == [claim.pk]


@pytest.mark.parametrize(
    "words",
    [
        "minutes", "MINÚTES counc", "counc", "town.example", "town.ex", "example minutes", "2025", "herald",
        "https://www.town.example/minutes_2025?p=1", "https://www.town.example/minutes_2025?p=1#top",
    ],
)  # fmt: skip
def test_a_document_is_found_by_title_publisher_and_address(reporter, words):
    held = factories.document(
        by=reporter, title="Minutes of the council", publisher="The Herald",
        url="https://www.town.example/minutes_2025?p=1",
    )  # fmt: skip
    factories.document(by=reporter, title="Other", publisher="Else", url="")
    assert list(Document.objects.holding(words)) == [held]


@pytest.mark.parametrize(
    "words", ["ouncil", "minutes herald nowhere", ":", "''", "https://www.town.example/"]
)
def test_other_documents_are_not_found(reporter, words):
    factories.document(by=reporter, title="Minutes of the council", publisher="The Herald", url="")
    assert list(Document.objects.holding(words)) == []


def test_each_search_can_take_its_index(spotted):
    with CaptureQueriesContext(connection) as asked:
        called("cafe")
        list(Document.objects.holding("cafe"))
    found, indexes = set(), {"claim_words", "appearance_words", "document_words"}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        for each in asked:
            if "tsquery" in each["sql"] and "> " not in each["sql"]:
                cursor.execute(f"EXPLAIN {each['sql']}")
                plan = str(cursor.fetchall())
                found |= {index for index in indexes if index in plan}
    assert found == indexes


def test_the_planner_is_left_as_it_was(spotted):
    called("cafe")
    with connection.cursor() as cursor:
        for name in ("enable_seqscan", "enable_indexscan"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == ("on",)


def test_no_more_are_found_than_is_said(reporter, monkeypatch):
    made = [spot(reporter, f"The tram is late, {n}") for n in range(4)]
    monkeypatch.setattr(wording, "MOST", 2)
    for newest in (50_000, 2, 1):
        monkeypatch.setattr(wording, "SLICE", newest)
        assert called("tram") == [made[3].pk, made[2].pk]
