"""The admin's lists: what a search finds, and that neither counts nor queries grow with the rows."""

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import admin_lists
from claims.admin_lists import EstimatingPaginator
from claims.models import Claim, Topic, wording
from tests import factories

pytestmark = pytest.mark.django_db
LISTS = ["claim", "revision", "event", "approval", "contribution", "snapshot", "user", "topic", "claimant"]


def listed(client, model, **asked):
    page = client.get(reverse(f"admin:claims_{model}_changelist"), asked)
    assert page.status_code == 200
    return page.context["cl"]


def found(client, model, words):
    return [str(row) for row in listed(client, model, q=words).result_list]


@pytest.fixture
def claim(reporter):
    return factories.complete_claim(
        by=reporter, headline="The Café opens at nine", statement="The café of Examplestead opens at nine"
    )


@pytest.mark.parametrize("words", ["cafe", "CAFÉ", "opens exam", "nine opens", "caf", "at: (nine) & !"])
def test_a_claim_is_found_by_the_beginnings_of_its_words(as_, admin, reporter, claim, words):
    other = factories.complete_claim(by=reporter, headline="Another", statement="Something else is shut")
    assert found(as_(admin), "claim", words) == [claim.headline]
    assert found(as_(admin), "claim", "shut") == [other.headline]


@pytest.mark.parametrize("words", ["cafe shut", "afé", "&", "' | x:*", "exam nowhere"])
def test_what_does_not_stand_there_is_not_found(as_, admin, reporter, claim, words):
    factories.complete_claim(by=reporter, headline="Another", statement="Something else is shut")
    assert found(as_(admin), "claim", words) == []


def test_a_number_finds_its_claim_its_versions_and_its_events(as_, admin, reporter, editor):
    claim = factories.published_claim(by=reporter, editor=editor)
    factories.published_claim(by=reporter, editor=editor)
    client = as_(admin)
    for number in (claim.public_id, claim.public_id.upper(), f" {claim.public_id} "):
        assert found(client, "claim", number) == [claim.headline]
    assert found(client, "revision", claim.public_id) == [f"{claim.public_id}, version 1"]
    assert set(found(client, "event", claim.public_id)) == {str(event) for event in claim.events()}
    assert found(client, "revision", claim.public_id[:5]) == []


def test_events_are_found_by_verb_and_by_object(as_, admin, editor):
    Topic.add(by=editor, slug="roof", label="Roof")
    assert found(as_(admin), "event", "add_topic") == ["add_topic topic/roof"]
    assert found(as_(admin), "event", "topic/roof") == ["add_topic topic/roof"]
    assert found(as_(admin), "event", "add") == []


def test_a_search_asks_an_index(claim):
    """The planner can take the index, since it holds this very expression."""
    with CaptureQueriesContext(connection) as asked:
        assert admin_lists.claims_called(Claim.objects.all(), "cafe nine").get() == claim
    (query,) = {each["sql"] for each in asked if "tsquery" in each["sql"] and "> " not in each["sql"]}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {query}")
        assert "claim_words" in str(cursor.fetchall())


def test_a_search_looks_among_the_newest_first_and_lists_no_more_than_it_says(monkeypatch, reporter):
    made = [factories.complete_claim(by=reporter) for _each in range(4)]
    monkeypatch.setattr(wording, "MOST", 2)
    for newest in (50_000, 2, 1):  # enough among them; just enough; not enough, so all are asked
        monkeypatch.setattr(wording, "SLICE", newest)
        found = admin_lists.claims_called(Claim.objects.order_by("pk"), "library")
        assert list(found) == made[-2:]


@pytest.mark.parametrize("model", LISTS)
def test_a_list_takes_the_same_queries_with_one_claim_and_with_three(as_, admin, reporter, editor, model):
    client = as_(admin)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert listed(client, model).result_count > 0
        return len(asked)

    factories.published_claim(by=reporter, editor=editor)
    Topic.add(by=editor, slug="roof", label="Roof")
    one = queries()
    for _each in range(2):
        factories.published_claim(by=reporter, editor=editor)
    assert queries() == one


def test_a_count_is_exact_as_far_as_it_is_counted_and_then_expected(monkeypatch, reporter):
    for _each in range(5):
        factories.spotted_claim(by=reporter)
    rows = Claim.objects.order_by("-id")
    assert EstimatingPaginator(rows, 2).count == 5
    assert EstimatingPaginator(rows.filter(priority=2), 2).count == 0
    plan = "Seq Scan on claims_claim  (cost=0.00..10.20 rows=1234 width=8)"
    monkeypatch.setattr(type(rows), "explain", lambda self: plan)
    assert EstimatingPaginator(rows, 2).count == 5
    monkeypatch.setattr(admin_lists, "COUNTED", 3)
    assert EstimatingPaginator(rows, 2).count == 1234


def test_no_more_pages_are_offered_than_are_quick(monkeypatch, reporter):
    for _each in range(5):
        factories.spotted_claim(by=reporter)
    monkeypatch.setattr(admin_lists, "PAGES", 2)
    pages = EstimatingPaginator(Claim.objects.order_by("-id"), 2)
    assert pages.num_pages == 2 and len(pages.page(2)) == 2
    with pytest.raises(EmptyPage):
        pages.page(3)
