"""Finding checks: each filter, all of them together, words as people type them, and whatever else may be typed."""

import itertools
import random
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import PublicClaim, PublicTag, PublicWord, Topic, searching
from claims.models.searching import Asked
from claims.views import named
from tests import factories

pytestmark = pytest.mark.django_db


def publish(*, by: Any, editor: Any, **fields: Any) -> Any:
    return factories.published_claim(by=by, editor=editor, **fields)


def ids(client: Any, query: str = "") -> list[str]:
    """The checks that a page lists, in its order."""
    answer = client.get(f"/claims/{query}")
    assert answer.status_code == 200, query
    return re.findall(r'class="stmt" href="/claims/([0-9a-z]{8})/', answer.text)


def told(client: Any, query: str = "") -> str:
    return re.search(r'<h2 id="count"[^>]*>(.*?)</h2>', client.get(f"/claims/{query}").text)[1]


def older(client: Any, query: str) -> str:
    found = re.search(r'rel="next" href="/claims/([^"]+)"', client.get(f"/claims/{query}").text)
    return unescape(found[1]) if found else ""


@pytest.fixture
def three(reporter: Any, editor: Any) -> list[Any]:
    """Roofs, lions and a school, the newest last."""
    texts = (
        ("The new roof cost 40,000 crowns", "The roof of the library cost 40,000 crowns", "true"),
        ("No lions live in the park", "There are lions in the park of Exámplestead", "false"),
        ("Three schools were closed", "Three schools and a library were closing in 2019", "half-true"),
    )
    return [
        publish(by=reporter, editor=editor, headline=head, statement=said, rating=factories.rating(slug))
        for head, said, slug in texts
    ]


def names(claims: list[Any], *numbers: int) -> list[str]:
    return [claims[n].public_id for n in numbers]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("roof", (0,)),
        ("ROOFS", (0,)),  # case and stems do not matter
        ("examplestead", (1,)),  # nor do accents
        ("exámplestead", (1,)),
        ("library", (0, 2)),
        ("library -roof", (2,)),
        ("library -school*", (0,)),
        ('"cost 40,000 crowns"', (0,)),
        ("“crowns 40,000 cost”", ()),
        ("lio*", (1,)),
        ("sch* close", (2,)),
        ("lions OR roof", (0, 1)),
        ("lions roof", ()),
        ("ada -roof", (1, 2)),
        ("ada lions", (1,)),  # whoever said it is found by name
        ("zebra", ()),
    ],
)
def test_words_are_found_as_people_type_them(three, stranger, typed, found):
    assert sorted(ids(stranger, f"?q={quote(typed)}")) == sorted(names(three, *found))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("-roof", "only words that must not stand there"),
        ("-roof -lion*", "only words that must not stand there"),
        ("lions OR -roof", "OR cannot join"),
        ('-"new roof" or lions', "OR cannot join"),
    ],
)
def test_nearly_everything_is_not_searched_for(three, stranger, typed, answer):
    """The sentence stands beside the field, what was typed in it, and the list is as if nothing was asked."""
    page = stranger.get(f"/claims/?q={quote(typed)}").text
    assert f"Words: {answer}" in page
    assert typed in unescape(page)
    assert told(stranger, f"?q={quote(typed)}") == "3 checks, newest first"


def test_a_word_that_is_not_indexed_may_begin_one_that_is(three, stranger, reporter, editor):
    claim = publish(
        by=reporter, editor=editor, headline="Allergies", statement="Allergies grew in the library"
    )
    assert ids(stranger, "?q=all*") == [claim.public_id]
    assert ids(stranger, "?q=the*+all*") == []  # each has to begin a word
    assert ids(stranger, "?q=library+-all*&order=newest") == names(three, 2, 0)
    assert "<mark>Allergies</mark> grew" in stranger.get("/claims/?q=all*").text


def test_each_language_has_its_own_words(stranger, reporter, editor):
    spanish = publish(
        by=reporter,
        editor=editor,
        language="es",
        headline="Las bibliotecas abren",
        statement="Abren a las nueve",
    )
    finnish = publish(
        by=reporter,
        editor=editor,
        language="fi",
        headline="Kirjasto aukeaa",
        statement="Se aukeaa yhdeksältä",
    )
    assert ids(stranger, "?q=biblioteca") == [spanish.public_id]
    assert ids(stranger, "?q=yhdeksalta") == [finnish.public_id]
    assert ids(stranger, "?q=abren+-nueve") == []


def test_the_best_match_comes_first_unless_the_newest_are_asked_for(stranger, reporter, editor):
    best = publish(by=reporter, editor=editor, headline="Bees, bees and bees", statement="Bees are bees")
    newer = publish(
        by=reporter, editor=editor, headline="A farm", statement="There were bees somewhere on that farm"
    )
    assert ids(stranger, "?q=bees") == [best.public_id, newer.public_id]
    assert ids(stranger, "?q=bees&order=newest") == [newer.public_id, best.public_id]
    assert told(stranger, "?q=bees") == "2 checks, best match first"


def test_words_found_are_marked_and_nothing_else_is(stranger, reporter, editor):
    publish(by=reporter, editor=editor, headline="A <b>roof</b> & roofs", statement="The roof leaks")
    page = stranger.get("/claims/?q=roof").text
    assert "A &lt;b&gt;<mark>roof</mark>&lt;/b&gt; &amp; <mark>roofs</mark>" in page
    assert "The <mark>roof</mark> leaks" in page


def test_a_word_spelt_badly_gets_a_suggestion_that_finds_something(three, stranger):
    page = stranger.get("/claims/?q=librery").text
    assert 'Did you mean <a href="/claims/?q=library"><b>library</b></a>?' in page
    assert "Did you mean" not in stranger.get("/claims/?q=qqqqqq").text
    assert "Did you mean" not in stranger.get("/claims/?q=librery+-library").text


def test_words_too_common_to_be_indexed_find_nothing_and_say_so(three, stranger):
    page = stranger.get("/claims/?q=zzz+the").text
    assert (
        "Nothing we have checked fits these words" in page and told(stranger, "?q=zzz") == "No checks match"
    )


# ---------------------------------------------------------------- filters


def test_filters_and_words_together_agree_with_a_plain_reading_of_every_check(
    stranger, reporter, editor, editor2
):
    """Two hundred questions, each answered by a loop over all checks as well."""
    dice = random.Random(7)  # noqa: S311
    topics = [Topic.add(by=editor, slug=slug, label=slug.title()) for slug in ("town", "roof")]
    made = []
    for n in range(12):
        claim = factories.complete_claim(
            by=reporter, headline=f"Check {n} of {dice.choice(['roofs', 'lions'])}", statement=f"Statement {n}",
            rating=factories.rating(dice.choice(["true", "false", "half-true"])),
        )  # fmt: skip
        person = dice.choice(["Ada Example", "Bo Example"])
        claim.first_appearance.change(by=reporter, claimant_name=person)
        claim.organise(by=editor, topics=dice.sample(topics, dice.choice([0, 1, 2])))
        claim.refresh_from_db()
        claim.submit(by=reporter)
        factories.approve(claim, by=editor)
        claim.publish(by=editor)
        if n % 4 == 0:
            factories.republish(claim, by=reporter, editor=editor2, conclusion="Otherwise.")
        made.append(claim)
    public = {row.public_id: row for row in PublicClaim.objects.all()}
    tags = {(t.public_id, t.kind, t.key) for t in PublicTag.objects.all()}
    people = {t.label: t.key for t in PublicTag.objects.filter(kind="claimant")}
    assert set(people) == {"Ada Example", "Bo Example"}
    today = timezone.localdate()
    for _ in range(200):
        asked: dict[str, Any] = {}
        if dice.random() < 0.4:
            asked["rating"] = dice.sample(["true", "false", "half-true"], dice.choice([1, 2]))
        if dice.random() < 0.4:
            asked["claimant"] = people[dice.choice(list(people))]
        if dice.random() < 0.4:
            asked["topic"] = dice.choice(["town", "roof"])
        if dice.random() < 0.3:
            asked["changed"] = "on"
        if dice.random() < 0.3:
            asked["after_date"] = (today + timedelta(days=dice.choice([-1, 0, 1]))).isoformat()
        if dice.random() < 0.3:
            asked["before_date"] = (today + timedelta(days=dice.choice([-1, 0, 1]))).isoformat()
        if dice.random() < 0.5:
            asked |= {"q": dice.choice(["roof", "lion", "lio* check", "check -roofs"]), "order": "newest"}

        def fits(row: PublicClaim, asked: dict[str, Any] = asked) -> bool:
            day = timezone.localdate(row.published_at).isoformat()
            lions = "lions" in row.headline
            words = {"roof": not lions, "lion": lions, "lio* check": lions, "check -roofs": lions, None: True}
            return (
                row.rating in asked.get("rating", [row.rating])
                and ("claimant" not in asked or (row.public_id, "claimant", asked["claimant"]) in tags)
                and ("topic" not in asked or (row.public_id, "topic", asked["topic"]) in tags)
                and ("changed" not in asked or row.number > 1)
                and asked.get("after_date", day) <= day <= asked.get("before_date", day)
                and words[asked.get("q")]
            )

        if asked.get("after_date", "") > asked.get("before_date", "9"):
            continue
        expected = sorted(
            filter(fits, public.values()), key=lambda row: (row.published_at, row.public_id), reverse=True
        )
        query = f"?{urlencode(asked, doseq=True)}"
        assert ids(stranger, query) == [row.public_id for row in expected], query
        number = (
            f"{len(expected)} checks" if len(expected) > 1 else "1 check" if expected else "No checks match"
        )
        assert told(stranger, query).startswith(number), query


def test_a_name_is_as_good_as_an_id_and_a_stranger_is_named(three, stranger):
    key = PublicTag.objects.filter(kind="claimant").first().key
    assert ids(stranger, "?claimant=ada+example") == ids(stranger, f"?claimant={key}") != []
    page = stranger.get("/claims/?claimant=Nobody+Known").text
    assert "we have checked nobody called “Nobody Known”" in page and 'value="Nobody Known"' in page
    assert ids(stranger, "?claimant=Nobody+Known") == ids(stranger)  # a filter that makes no sense is off


def test_each_chip_takes_its_filter_off(three, stranger):
    page = stranger.get("/claims/?q=library&rating=true&rating=half-true&changed=on").text
    links = [unescape(found) for found in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert links == [
        "/claims/?rating=true&rating=half-true&changed=on",
        "/claims/?q=library&rating=half-true&changed=on",
        "/claims/?q=library&rating=true&changed=on",
        "/claims/?q=library&rating=true&rating=half-true",
    ]
    assert '<meta name="robots" content="noindex">' in page


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    "query",
    ["", "?q=library", "?q=library&order=newest", "?rating=true&rating=false", "?claimant=Ada+Example"],
)
def test_a_cursor_survives_new_checks(stranger, reporter, editor, monkeypatch, query):
    monkeypatch.setattr("claims.views.checks.PAGE", 2)
    made = [publish(by=reporter, editor=editor) for _n in range(5)]
    seen, place = ids(stranger, query), older(stranger, query)
    while place:
        publish(by=reporter, editor=editor, headline="New", statement="A library, met on the way")
        seen += ids(stranger, place)
        place = older(stranger, place)
    assert len(seen) == len(set(seen)) and set(seen) >= {claim.public_id for claim in made}


def test_what_is_beyond_counting_is_said_so(three, stranger, monkeypatch):
    monkeypatch.setattr(searching, "COUNTED", 2)
    monkeypatch.setattr(searching, "FOUND", 1)
    assert told(stranger) == "More than 2 checks, newest first"
    assert told(stranger, "?q=roof") == "1 check"
    assert told(stranger, "?q=library") == "More than 1 check, best match first"
    assert told(stranger, "?q=library&order=newest") == "More than 1 check, newest first"
    assert told(stranger, "?rating=true") == "1 check"


def test_where_the_best_of_the_newest_end_a_link_leads_to_all(three, stranger, monkeypatch):
    monkeypatch.setattr(searching, "FOUND", 1)
    assert ids(stranger, "?q=library") == names(three, 2) and not older(stranger, "?q=library")
    page = stranger.get("/claims/?q=library&rating=true&rating=half-true").text
    way = re.search(
        r'The best of the newest 1 are listed\. <a href="/claims/([^"]+)">See all, newest first</a>', page
    )
    assert ids(stranger, unescape(way[1])) == names(three, 2, 0)
    assert "rating=half-true" in unescape(way[1])
    assert "The best of" not in stranger.get(f"/claims/{unescape(way[1])}").text
    assert "The best of" not in stranger.get("/claims/?q=roof").text


def test_each_page_of_the_best_goes_on_where_the_last_one_ended(stranger, reporter, editor, monkeypatch):
    monkeypatch.setattr("claims.views.checks.PAGE", 2)
    made = [publish(by=reporter, editor=editor, headline="Bees " * (1 + n % 3)) for n in range(5)]
    seen, place = ids(stranger, "?q=bees"), older(stranger, "?q=bees")
    while place:
        assert told(stranger, place) == "5 checks, best match first"
        seen += ids(stranger, place)
        place = older(stranger, place)
    best = sorted(enumerate(made), key=lambda each: (each[0] % 3, each[0]), reverse=True)
    assert seen == [claim.public_id for _n, claim in best]


@pytest.mark.parametrize(
    "query", ["", "?q=library", "?q=library&order=newest&rating=true", "?topic=town", "?q=liibrary"]
)
def test_more_rows_are_no_more_queries(stranger, reporter, editor, query):
    town = Topic.add(by=editor, slug="town", label="Town")
    counts = []
    for _ in range(2):
        for claim in [publish(by=reporter, editor=editor) for _n in range(2)]:
            claim.organise(by=editor, topics=[town])
        with CaptureQueriesContext(connection) as asked:
            assert ids(stranger, query) or "liib" in query
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ---------------------------------------------------------------- who said it, topic, document


def test_whoever_said_it_has_a_page_while_a_check_names_them(three, stranger, editor):
    key = PublicTag.objects.filter(kind="claimant").first().key
    assert stranger.get(f"/claimants/{key}/").headers["Location"] == f"/claimants/{key}/ada-example/"
    assert stranger.get(f"/claimants/{key.upper()}/ada-example/").status_code == 301
    page = stranger.get(f"/claimants/{key}/ada-example/").text
    assert "3 checks, newest first" in page and "Librarian" in page and page.count('class="stmt"') == 3
    three[0].retract(by=editor, reason="The list was forged.")
    assert "2 checks, newest first" in stranger.get(f"/claimants/{key}/ada-example/").text
    for claim in three[1:]:
        claim.take_down(by=editor, reason="A court ordered it.")
    assert (
        stranger.get(f"/claimants/{key}/ada-example/").content
        == stranger.get("/claimants/zzzzzzzz/x/").content
    )


def test_a_document_and_a_topic_have_pages_too(stranger, reporter, editor):
    claim = publish(by=reporter, editor=editor)
    document = claim.first_appearance.document
    claim.organise(by=editor, topics=[Topic.add(by=editor, slug="town", label="The town")])
    page = stranger.get(f"/documents/{document.public_id}/the-library-of-examplestead/")
    assert page.status_code == 200 and "1 check" in page.text and "Visitors doubled" not in page.text
    assert "<bdi>The town</bdi>" in stranger.get("/topics/town/").text
    claim.organise(by=editor, topics=[])
    assert stranger.get("/topics/town/").status_code == 404


# ---------------------------------------------------------------- what is withdrawn leaves no trace


@pytest.mark.parametrize("verb", ["retract", "take_down"])
def test_what_is_withdrawn_is_found_by_nothing(three, stranger, editor, verb):
    getattr(three[1], verb)(by=editor, reason="A court ordered it.")
    gone = three[1].public_id
    assert not PublicTag.objects.filter(public_id=gone).exists()
    assert not PublicWord.objects.filter(word="lions").exists()
    for query in ("", "?q=lions", "?q=lio*", "?q=library+-roof", "?rating=false", "?claimant=Ada+Example"):
        assert gone not in ids(stranger, query)
    assert told(stranger, "?q=lions") == "No checks match" and told(stranger) == "2 checks, newest first"
    assert "lions" not in stranger.get("/claims/?q=lionss").text.replace("lionss", "")


# ---------------------------------------------------------------- whatever may be typed

ODD = (
    "x" * 100_000, "x " * 50_000, '"' * 999, "(((" * 60, "!&|<->:*" * 20, "a:* & b", "\\'\\'", "-" * 190, "OR OR OR",
    "* ** ***", "a*b*c", "-a* -b* -c*", "\x00", "\ud800", "e\u0301" * 90, "\u202e", "<script>", "%", "'; DROP TABLE",
    "日本語", "🐝*",
)  # fmt: skip
OTHERS = (
    "before=-1", "before=" + "9" * 5_000, "before=2026-01-01T00:00:00.000000Z.7k3m9qxd." + "9" * 40,
    "before=9999-12-31T23:59:59.999999Z.zzzzzzzz", "before=0001-01-01T00:00:00.000000Z.00000000.5&q=x",
    "rating=nothing-of-ours", "rating=%00", "rating=" + "&rating=".join("abc"), "q=a&q=b&q=c", "q[]=x", "colour=blue",
    "topic=%00", "claimant=%00", "document=" + "y" * 9_000, "claimant=%ED%A0%80", "after_date=2020-02-31",
    "before_date=0001-01-01", "after_date=2021-01-01&before_date=2020-01-01", "after_date=9999-12-31", "changed=2",
    "before_date=9999-12-31", "order=worst",
)  # fmt: skip


@pytest.mark.parametrize("typed", ODD, ids=itertools.count())
def test_whatever_is_typed_gets_a_clear_answer(three, stranger, typed):
    for path in ("/claims/?q=", "/claims/?claimant=", "/claims/?rating=", "/claims/?before="):
        answer = stranger.get(path + quote(typed.encode("utf-8", "surrogatepass")))
        assert answer.status_code in ((200, 404) if "before" in path else (200,)), path
        assert len(answer.content) < 60_000


def test_a_rating_that_is_asked_for_twice_finds_each_check_once(three, stranger):
    for query in ("?rating=true&rating=true", "?q=roof&order=newest&rating=true&rating=true"):
        assert ids(stranger, query) == names(three, 0)
        assert told(stranger, query).startswith("1 check")


def test_a_better_spelling_may_be_too_long_to_be_a_search(three, stranger):
    answer = stranger.get("/claims/?q=" + "+".join(["exmplestad"] * 18))  # 197 characters; spelt well 233
    assert answer.status_code == 200 and "No checks match" in answer.text


@pytest.mark.parametrize("query", OTHERS, ids=itertools.count())
def test_odd_parameters_get_a_clear_answer(three, stranger, query):
    answer = stranger.get(f"/claims/?{query}")
    assert answer.status_code in ((200, 404) if "before=" in query else (200,))


@pytest.mark.parametrize("name", ["q", "rating", "claimant", "after_date", "order"])
def test_no_page_holds_a_nul(three, stranger, name):
    assert "\x00" not in stranger.get(f"/claims/?{name}=a%00b").text


def test_what_makes_no_sense_is_named_and_kept(three, stranger):
    page = stranger.get("/claims/?q=" + "long+" * 60).text
    assert "Words: the search is 299 characters long; 200 fit." in page and 'value="long long' in page
    long_name = stranger.get("/claims/?claimant=" + "y" * 5_000).text
    assert "Who said it: 5,000 characters are too many; 500 fit." in long_name and 'value="yyyy' in long_name
    assert "more than 20 words" in stranger.get("/claims/?q=" + "a+" * 30).text
    assert "“2020-02-31” is not a day" in stranger.get("/claims/?after_date=2020-02-31").text
    assert "no check of ours was ever rated “wrong”" in stranger.get("/claims/?rating=wrong").text


def test_an_empty_house_says_so(stranger, db):
    assert "Nothing has been published yet" in stranger.get("/claims/").text
    assert searching.count(Asked()) == 0


# ---------------------------------------------------------------- the ways there


def test_a_check_leads_to_the_pages_of_all_that_it_names(stranger, reporter, editor):
    claim = factories.complete_claim(by=reporter)
    topic = Topic.add(by=editor, slug="towns", label="Towns")
    claim.organise(by=reporter, topics=[topic])
    paper = factories.document(by=reporter, title="A report on hours")
    factories.add_evidence(claim, by=reporter, document=paper, title="A report on hours")
    claim.refresh_from_db()
    claim.submit(by=reporter)
    factories.approve(claim, by=editor)
    claim.publish(by=editor)
    page = stranger.get(claim.public.get_absolute_url()).text
    ways = set(re.findall(r'href="(/(?:claimants|topics|documents)/[^"]+)"', page))
    assert {way.split("/")[1] for way in ways} == {"claimants", "topics", "documents"} and len(ways) == 4
    for way in ways:
        answer = stranger.get(way)
        assert answer.status_code == 200, way
        assert claim.public_id in answer.text, way


def test_no_other_version_leads_there(stranger, reporter, editor, editor2):
    """The pages are there for what is shown now: what an old version or a retracted one names may have none."""
    claim = publish(by=reporter, editor=editor)
    first = f"/claims/{claim.public_id}/revisions/1/"
    assert "/claimants/" in stranger.get(first).text
    factories.republish(claim, by=reporter, editor=editor2, conclusion="Two.")
    assert "/claimants/" not in stranger.get(first).text
    claim.retract(by=editor, reason="It was forged.")
    assert "/claimants/" not in stranger.get(f"/claims/{claim.public_id}/", follow=True).text


def test_each_rating_leads_to_its_checks(three, stranger):
    ways = re.findall(r'<dt><a href="(/claims/\?rating=[a-z-]+)"', stranger.get("/ratings/").text)
    assert len(ways) == 7
    assert [len(ids(stranger, way.removeprefix("/claims/"))) for way in ways].count(1) == 3


def test_the_page_of_a_name_says_how_many_of_each_rating_and_why_they_were_chosen(three, stranger):
    page = stranger.get(f"/claims/{three[0].public_id}/", follow=True).text
    who = re.search(r'href="(/claimants/[^"]+)"', page)[1]
    shown = stranger.get(who).text
    tally = re.search(r'<ul class="tally">.*?</ul>', shown, re.DOTALL)[0]
    said = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in tally.split("</li>")[:-1]]
    assert said == ["True : 1", "Half true : 1", "False : 1"]
    for way in re.findall(r'href="/claims/([^"]+)"', tally):
        assert len(ids(stranger, unescape(way))) == 1
    assert shown.count('<p dir="auto">Readers asked.</p>') == 1
    assert "score" in shown and "%" not in tally


def test_a_document_is_quoted_shortly():
    """Its full text is its publisher's."""
    said = "We open at nine on every weekday and at ten on Sundays. " * 9
    content = {
        "appearances": [{"document": {"id": "paper000"}, "quotation": {"exact": said}}],
        "evidence": [{"document_id": "hours000", "number": 2}],
    }
    quoted = named._place(content, "paper000")["quotation"]
    assert len(quoted) <= named.QUOTED + 2 and quoted.endswith(" …") and said.startswith(quoted[:-2])
    assert named._place(content, "hours000") == {"piece": 2}
    assert named._place(content, "nothing0") == {}


def test_the_page_of_a_document_quotes_what_was_checked_and_leads_to_its_publisher(three, stranger):
    tag = PublicTag.objects.filter(kind="document", public_id=three[1].public_id).get()
    shown = stranger.get(f"/documents/{tag.key}/", follow=True).text
    assert f'<p class="place-q" dir="auto"><mark><bdi>{factories.QUOTATION}</bdi></mark></p>' in shown
    assert "late. “We" not in shown  # not the words around it
    assert re.search(
        r'<a href="https://paper.example/library-\d+" rel="external">Read it at its publisher', shown
    )
    assert "The Example Paper" in shown


# ---------------------------------------------------------------- what happens between two questions to the database


def at_the_page(monkeypatch: pytest.MonkeyPatch, *, before: Any = None, after: Any = None) -> None:
    """Somebody acts once it is known which checks are listed: before it is asked what they say, or after that."""
    real = searching._page

    def page(*given: Any) -> Any:
        monkeypatch.setattr(searching, "_page", real)
        if before:
            before()
        found = real(*given)
        if after:
            after()
        return found

    monkeypatch.setattr(searching, "_page", page)


@pytest.mark.parametrize("verb", ["retract", "take_down"])
@pytest.mark.parametrize("query", ["", "?q=library", "?rating=true&rating=false"])
def test_what_is_withdrawn_while_a_list_is_made_is_not_on_it(
    stranger, reporter, editor, monkeypatch, verb, query
):
    claim = publish(by=reporter, editor=editor)
    assert ids(stranger, query) == [claim.public_id]
    at_the_page(monkeypatch, before=lambda: getattr(claim, verb)(by=editor, reason="It was forged."))
    answer = stranger.get(f"/claims/{query}")
    assert answer.status_code == 200 and claim.public_id not in answer.text


def test_a_correction_while_a_list_is_made_puts_no_new_words_beside_the_old_rating(
    three, stranger, reporter, editor2, monkeypatch
):
    new = {"rating": factories.rating("false"), "headline": "The new roof was free"}
    at_the_page(monkeypatch, after=lambda: factories.republish(three[0], by=reporter, editor=editor2, **new))
    for words, rating in (("cost", "r-true"), ("was free", "r-false")):
        row = stranger.get("/claims/?q=roof").text.split("<article>")[1]
        assert f"The new <mark>roof</mark> {words}" in row and f'class="rating {rating}"' in row
