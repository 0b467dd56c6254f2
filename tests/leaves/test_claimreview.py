import pytest

from claims.formats.claimreview import build, lint
from tests.leaves.building import SCALE, place, rating, whole

SITE = {
    "url": "https://check.example/claims/7k3m9qxd/",
    "publisher": "Check",
    "publisher_url": "https://check.example/",
}


def record(**changes):
    return {"kind": "publication", "published_at": "2020-07-10T08:30:00.123456Z", "content": whole(**changes)}


def review(**changes):
    return build(record(**changes), **SITE)


def messages(problems, level):
    return [problem.message for problem in problems if problem.level == level]


def test_the_whole_document():
    built = build(
        record(number=2),
        **SITE,
        first_published_at="2020-07-09T08:00:00.000000Z",
        same_as={"c1": ["https://www.wikidata.org/wiki/Q1"]},
    )
    work = {
        "@type": "CreativeWork",
        "url": "https://paper.example/hours",
        "name": "Opening hours",
        "datePublished": "2020-07-08",
        "publisher": {"@type": "Organization", "name": "The Paper"},
    }
    assert built == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": SITE["url"],
        "datePublished": "2020-07-09T08:00:00Z",
        "dateModified": "2020-07-10T08:30:00Z",
        "version": 2,
        "author": {"@type": "Organization", "name": "Check", "url": "https://check.example/"},
        "name": "The library opens at nine",
        "claimReviewed": "The library opens at nine on weekdays",
        "inLanguage": "en",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "True",
            "ratingExplanation": "It does.",
            "ratingValue": 5,
            "bestRating": 5,
            "worstRating": 1,
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {
                "@type": "Person",
                "name": "Ann Example",
                "jobTitle": "mayor",
                "sameAs": ["https://www.wikidata.org/wiki/Q1"],
            },
            "datePublished": "2020-07-08",
            "appearance": [work],
            "firstAppearance": work,
        },
    }
    assert lint(built) == []


def test_an_organisation_is_no_person():
    author = review(appearances=[place(claimant__kind="organisation")])["itemReviewed"]["author"]
    assert author == {"@type": "Organization", "name": "Ann Example"}


@pytest.mark.parametrize("kind", ["private_person", "many", "unnamed", "nobody"])
def test_no_name_is_invented(kind):
    built = review(
        appearances=[place(claimant__kind=kind, claimant__name="", claimant__described_as="A parent")]
    )
    assert "author" not in built["itemReviewed"]
    assert messages(lint(built), "error") == []
    assert "No claimant is named, so none will be shown." in messages(lint(built), "advice")


@pytest.mark.parametrize("said", [{"from": "2020-06-29", "to": "2020-07-05"}, {"from": "", "to": ""}])
def test_a_date_only_where_it_is_one_day(said):
    built = review(appearances=[place(said=said)])
    assert "datePublished" not in built["itemReviewed"]
    assert "It was said on no single day, so no date will be shown." in messages(lint(built), "advice")


@pytest.mark.parametrize(
    ("heard", "first"), [("recording", True), ("other_outlet", False), ("unknown", False)]
)
def test_first_appearance_is_said_only_where_nothing_speaks_against_it(heard, first):
    assert ("firstAppearance" in review(appearances=[place(heard=heard)])["itemReviewed"]) == first


def test_every_place_is_an_appearance():
    other = place(document__url="https://other.example/a")
    urls = [work["url"] for work in review(appearances=[place(), other])["itemReviewed"]["appearance"]]
    assert urls == ["https://paper.example/hours", "https://other.example/a"]


def test_a_rating_without_a_number_has_only_its_word():
    built = review(rating=rating("unproven"))
    assert built["reviewRating"] == {
        "@type": "Rating", "alternateName": "Unproven", "ratingExplanation": "It does.",
    }  # fmt: skip
    assert messages(lint(built), "error") == []


@pytest.mark.parametrize("kind", ["retraction", "takedown"])
def test_what_we_no_longer_stand_by_has_none(kind):
    with pytest.raises(ValueError, match="no ClaimReview"):
        build({**record(), "kind": kind}, **SITE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"claimReviewed": " "}, "statement"),
        ({"url": "/claims/7k3m9qxd/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://check.example/a b"}, "url"),
        ({"datePublished": ""}, "url"),
        ({"author": {"@type": "Organization"}}, "publisher"),
        ({"reviewRating": {}}, "rating"),
        ({"reviewRating": {"alternateName": "True", "ratingValue": 5}}, "rating"),
        (
            {"reviewRating": {"alternateName": "T", "ratingValue": 5, "bestRating": 1, "worstRating": 5}},
            "rating",
        ),
        (
            {"reviewRating": {"alternateName": "T", "ratingValue": 6, "bestRating": 5, "worstRating": 1}},
            "rating",
        ),
        (
            {"itemReviewed": {"author": {"name": ""}, "datePublished": "2020-07-08", "appearance": [{}]}},
            "claimant_name",
        ),
        (
            {"itemReviewed": {"author": {"name": "A"}, "appearance": [{"url": "ftp://a.example"}]}},
            "document_url",
        ),
    ],
)
def test_errors_name_the_field(change, field):
    errors = [problem for problem in lint({**review(), **change}) if problem.level == "error"]
    assert [problem.field for problem in errors] == [field]


def test_content_is_linted_without_the_sites_own_part():
    assert lint(whole()) == []
    broken = {**rating(), "value": 7, "scale": {**SCALE, "ratings": SCALE["ratings"]}, "label": ""}
    problems = lint(whole(statement="", rating=broken))
    assert [problem.field for problem in problems if problem.level == "error"] == ["statement", "rating"]


def test_a_long_statement_is_advice():
    assert messages(lint(whole(statement="a" * 75)), "advice") == []
    assert messages(lint(whole(statement="a" * 76)), "advice") == [
        "The statement has 76 characters; Google shows about 75."
    ]


def test_a_scale_that_stands_on_its_head_is_named_as_such():
    turned = {"alternateName": "True", "ratingValue": 5, "bestRating": 1, "worstRating": 5}
    assert messages(lint({**review(), "reviewRating": turned}), "error") == [
        "The best rating of the scale lies below the worst."
    ]


def test_corrections_stand_in_it_as_schema_org_has_them():
    made = {
        "text": "We had read another list.",
        "at": "2020-07-10T08:30:00.123456Z",
        "url": "https://check.example/1",
    }
    built = build(record(), **SITE, corrections=[made])
    assert built["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": made["text"],
            "datePublished": "2020-07-10T08:30:00Z",
            "url": made["url"],
        }
    ]
    assert lint(built) == []
    assert "correction" not in build(record(), **SITE)


@pytest.mark.parametrize("broken", [{"text": " ", "at": "2020-07-10T08:30:00Z"}, {"text": "a", "at": ""}])
def test_a_correction_without_text_or_day_is_an_error(broken):
    built = build(record(), **SITE)
    built["correction"] = [
        {"@type": "CorrectionComment", "text": broken["text"], "datePublished": broken["at"]}
    ]
    assert messages(lint(built), "error") == ["ClaimReview names a correction without its text or its day."]
