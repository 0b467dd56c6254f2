"""`synthesize`: claims by the million for benchmarks. What it writes past the verbs is what the verbs would write."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims import canonical
from claims.models import (
    Approval,
    Claim,
    Claimant,
    Document,
    Event,
    PublicClaim,
    Rating,
    Revision,
    Topic,
    User,
)  # fmt: skip
from claims.models.change import PublicChange
from claims.models.tag import PublicTag
from claims.synthesis import facts, filling, rows, vocabulary
from tests import factories
from tests.database import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = 50


@pytest.fixture
def many_changes(monkeypatch):
    """Of fifty claims every other one has changed, in one of all ways."""
    monkeypatch.setattr(facts, "LATER", dict.fromkeys(facts.LATER, 1))


def run(claims=CLAIMS, **options):
    said = io.StringIO()
    with as_owner():
        call_command("synthesize", claims=claims, processes=0, stdout=said, **options)
    return said.getvalue()


@pytest.mark.usefixtures("many_changes")
def test_every_page_of_every_claim_answers():
    run()
    browser, seen = Client(), {}
    for public in PublicClaim.objects.all():
        pages = [public.get_absolute_url(), reverse("claim-revisions", args=[public.public_id])]
        pages += [reverse("claim-record", args=[public.public_id])]
        pages += [
            reverse(name, args=[public.public_id, each["number"]])
            for each in public.changes
            for name in ("claim-revision", "claim-revision-record")
        ]
        answers = {browser.get(page).status_code for page in pages}
        assert answers == ({410} if public.is_taken_down else {200}), public.public_id
        seen[public.status] = seen.get(public.status, 0) + 1
    assert seen.keys() == {"shown", "retracted", "taken_down"} and sum(seen.values()) == CLAIMS
    for name in ("home", "claim-list", "corrections"):
        assert browser.get(reverse(name)).status_code == 200


def test_claims_are_found_by_their_words_and_by_what_they_name():
    run()
    claim = PublicClaim.objects.public().exclude(claimants=[]).order_by("pk").first()
    tags = set(PublicTag.objects.filter(public_id=claim.pk).values_list("kind", "key"))
    assert {("topic", topic["slug"]) for topic in claim.topics} <= tags
    assert {kind for kind, _key in tags} >= {"topic", "document"}
    page = Client().get(reverse("claim-list"), {"q": claim.statement})
    assert claim.get_absolute_url() in page.text
    with as_owner() as cursor:  # the triggers would have written the same
        tables = (
            "claims_publictag (kind, key, label, public_id)",
            "claims_publictext (public_id, published_at, stems, vector)",
            "claims_publicword (word, checks)",
        )
        before = [everything(cursor, table) for table in tables]
        cursor.execute("UPDATE claims_publicclaim SET status = status, headline = headline, topics = topics")
        assert [everything(cursor, table) for table in tables] == before


def everything(cursor, table):
    name, _space, columns = table.partition(" ")
    cursor.execute(f"SELECT {columns.strip('()')} FROM {name} ORDER BY 1, 2")
    return sorted(cursor.fetchall())


@pytest.mark.usefixtures("many_changes")
def test_what_is_written_keeps_every_guard_but_those_of_the_verbs():
    """Writing each row once more, with the guards on, is refused nowhere: hashes, pages and lists agree."""
    run()
    for revision in Revision.objects.all():
        assert canonical.encode(revision.record_dict) == bytes(revision.record)
        assert canonical.digest(bytes(revision.content)).hex() == revision.record_dict["content_sha256"]
    with as_owner() as cursor:
        # PublicClaim against its versions, and its list of changes against each of them: the deferred triggers.
        cursor.execute("UPDATE claims_publicclaim SET number = number, changes = changes")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
    listed = set(PublicChange.objects.values_list("public_id", "number"))
    told = {
        (public.public_id, each["number"])
        for public in PublicClaim.objects.all()
        for each in public.changes
        if each["number"] > 1
        and each["change_kind"] != "wording"
        and not (public.is_taken_down and each["kind"] != "takedown")
    }
    assert listed == told and listed


@pytest.mark.usefixtures("many_changes")
def test_the_desk_has_the_same_words_as_readers():
    run()
    checked = 0
    for claim in Claim.objects.exclude(state="drafting"):
        if claim.shown_revision:
            assert not claim.has_changed(), claim.public_id
            assert claim.topic_list() == claim.public.topics
            assert claim.contributors() == [] and claim.approvals.exists()
            checked += 1
    assert checked > CLAIMS / 4
    browser = Client()
    browser.force_login(factories.user("editor", "eda"))
    claim = Claim.objects.filter(state="published").first()
    pages = [claim.get_absolute_url(), reverse("document", args=[claim.first_appearance.document.public_id])]
    assert [browser.get(page).status_code for page in pages] == [200, 200]


def test_a_second_run_adds_what_is_missing_and_a_third_says_that_nothing_is():
    assert run(20).startswith("20 claims were added")
    before = dict(PublicClaim.objects.values_list("public_id", "version"))
    assert run().startswith("30 claims were added")
    assert Claim.objects.count() == PublicClaim.objects.count() == CLAIMS
    assert before.items() <= dict(PublicClaim.objects.values_list("public_id", "version")).items()
    events = Event.objects.count()
    assert run() == "There are as many already. Nothing was added.\n"
    assert Event.objects.count() == events
    assert Event.objects.filter(verb="synthesize").count() == 2
    assert Claimant.objects.count() == vocabulary.CLAIMANTS and Topic.objects.count() == len(
        vocabulary.TOPICS
    )


def test_what_comes_after_it_is_written_as_ever():
    """Sequences stand behind the keys that were given, and the guards are on."""
    run()
    editor, reporter = factories.user("editor", "eda"), factories.user("reporter", "rita")
    public = PublicClaim.objects.public().filter(number=1).first()
    Claim.objects.get(public_id=public.public_id).retract(by=editor, reason="The table was of another town.")
    assert Client().get(public.get_absolute_url()).status_code == 200
    claim = factories.published_claim(by=reporter, editor=editor)
    assert claim.is_public and Claimant.objects.filter(name="Ada Example").exists()
    with pytest.raises(CommandError, match="people entered"):
        run(60)


def test_it_refuses_a_newsroom(reporter):
    factories.document(by=reporter)
    with pytest.raises(CommandError, match="people entered"):
        run()
    assert not Claim.objects.exists() and not User.objects.filter(email__endswith=filling.HOST).exists()


def test_it_refuses_the_demo(db):
    User.objects.create_demo("editor", "editor", "Demo Editor", "a password of the demo")
    with pytest.raises(CommandError, match="demo newsroom"):
        run()


def test_it_refuses_the_applications_login():
    with pytest.raises(CommandError, match="does not own the tables"):
        call_command("synthesize", claims=1)


def test_other_processes_make_the_same_claims(monkeypatch):
    monkeypatch.setattr(filling, "ALONE", 0)
    monkeypatch.setattr(filling, "BATCH", 20)
    with as_owner():
        plan = filling.prepare(0, 50)
        made = list(filling.made(plan, [(0, 20), (20, 40), (40, 50)], 1))
    assert made == [rows.chunk(plan, *part) for part in ((0, 20), (20, 40), (40, 50))]
    assert not Document.objects.exclude(pk__lte=facts.STANDING).exists()


def test_words_stand_in_the_shares_that_a_benchmark_counts_on():
    run(3_000)
    with connection.cursor() as cursor:
        for word, share in {"Meridania": 0.21, "Velmont": 0.13, "Corvanta": 0.02}.items():
            cursor.execute(
                "SELECT count(*), max(published_at) < now() - interval '8 years' FROM claims_publicclaim"
                " WHERE statement LIKE %s OR headline LIKE %s",
                [f"%{word}%"] * 2,
            )
            count, is_old = cursor.fetchone()
            assert 0.6 * share < count / 3_000 < 1.6 * share
            assert is_old == (word == vocabulary.BURST)


def test_names_and_addresses_are_each_given_once():
    names = {vocabulary.claimant(n) for n in range(vocabulary.CLAIMANTS)}
    assert len(names) == vocabulary.CLAIMANTS
    assert len({facts.public_id(n, salt) for n in range(20_000) for salt in range(4)}) == 80_000
    assert Rating.objects.offered().count() == len(facts.RATINGS) and not Approval.objects.exists()
