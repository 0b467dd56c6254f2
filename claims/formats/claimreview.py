"""schema.org ClaimReview, as Google and others read it, and a lint of it. Dict in, dict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims import said
from claims.words import NAMED_KINDS

SHOWN = 75  # about as many characters of claimReviewed as Google shows

# Where nobody can say that a place was the first, schema.org's firstAppearance would say too much.
_NOT_THE_FIRST = ("other_outlet", "unknown", "")


@dataclass(frozen=True)
class Problem:
    level: str  # "error" blocks, "advice" never does
    field: str  # name of the form field; "url" and "publisher" are the site's own
    message: str


def build(
    record: Mapping[str, Any],
    *,
    url: str,
    publisher: str,
    publisher_url: str,
    first_published_at: str = "",
    same_as: Mapping[str, Sequence[str]] | None = None,
    corrections: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The ClaimReview of a publication's record. `same_as` gives addresses by claimant id: they are live
    facts. `corrections` are {"text", "at", "url"}: where we said that we had been wrong, up to this version.

    ValueError for a retraction or take-down: what we no longer stand by has no ClaimReview.
    """
    if record["kind"] != "publication":
        raise ValueError(f"a {record['kind']} has no ClaimReview")
    content = record["content"]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "datePublished": _to_the_second(first_published_at or record["published_at"]),
        "dateModified": _to_the_second(record["published_at"]),
        "version": content["number"],
        "author": {"@type": "Organization", "name": publisher, "url": publisher_url},
        **_of_content(content, same_as or {}),
        **({"correction": [_correction(each) for each in corrections]} if corrections else {}),
    }


def _correction(given: Mapping[str, Any]) -> dict[str, Any]:
    """ClaimReview has `correction` from CreativeWork, which it is a kind of."""
    comment = {
        "@type": "CorrectionComment",
        "text": given["text"],
        "datePublished": _to_the_second(given["at"]),
    }
    return {**comment, "url": given["url"]} if given.get("url") else comment


def lint(document: Mapping[str, Any]) -> list[Problem]:
    """Errors first, then advice. Takes a ClaimReview, or a content dict, of which the site's own part is
    not asked."""
    whole = "@type" in document
    review = document if whole else _of_content(document, {})
    problems = (_site_errors(review) if whole else []) + _rating_errors(review.get("reviewRating") or {})
    claimed = review.get("claimReviewed", "").strip()
    if not claimed:
        problems.insert(0, Problem("error", "statement", "ClaimReview needs the statement that was checked."))
    item = review.get("itemReviewed") or {}
    author = item.get("author")
    if author and not author.get("name"):
        problems.append(Problem("error", "claimant_name", "ClaimReview names a claimant without a name."))
    for place in item.get("appearance", []):
        if place.get("url") and not _is_absolute(place["url"]):
            problems.append(
                Problem("error", "document_url", "The address of a source text is no web address.")
            )
    return problems + _correction_errors(review.get("correction", [])) + _advice(claimed, item)


def _correction_errors(corrections: Sequence[Mapping[str, Any]]) -> list[Problem]:
    if all(each.get("text", "").strip() and each.get("datePublished") for each in corrections):
        return []
    return [Problem("error", "change_text", "ClaimReview names a correction without its text or its day.")]


def _of_content(content: Mapping[str, Any], same_as: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    review: dict[str, Any] = {
        "name": content["headline"],
        "claimReviewed": content["statement"],
        "inLanguage": content["language"],
        "reviewRating": _rating(content),
        "itemReviewed": _claim(content["appearances"], same_as),
    }
    return {key: value for key, value in review.items() if value != ""}


def _rating(content: Mapping[str, Any]) -> dict[str, Any]:
    rating = content["rating"]
    if not rating:
        return {}
    built: dict[str, Any] = {"@type": "Rating", "alternateName": rating["label"]}
    if content["conclusion"]:
        built["ratingExplanation"] = content["conclusion"]
    values = [other["value"] for other in rating["scale"]["ratings"] if other["value"] != ""]
    if rating["value"] != "":  # Misleading and Unproven stand beside the scale: no number would be true
        values.append(rating["value"])
        built.update(ratingValue=rating["value"], bestRating=max(values), worstRating=min(values))
    return built


def _claim(appearances: Sequence[Mapping[str, Any]], same_as: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    claim: dict[str, Any] = {"@type": "Claim"}
    if not appearances:
        return claim
    first = appearances[0]
    if author := _author(first["claimant"], same_as):
        claim["author"] = author
    if day := said.one_day(first["said"]["from"], first["said"]["to"]):
        claim["datePublished"] = day
    works = [_work(place["document"]) for place in appearances]
    if any(works):
        claim["appearance"] = [work for work in works if work]
    if works[0] and first["claimant"]["kind"] != "nobody" and first["heard"] not in _NOT_THE_FIRST:
        claim["firstAppearance"] = works[0]
    return claim


def _author(claimant: Mapping[str, Any], same_as: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Nothing for nobody, and nothing for whoever may not be named: no name is invented."""
    if claimant["kind"] not in NAMED_KINDS:
        return {}
    person = claimant["kind"] == "public_figure"
    author: dict[str, Any] = {"@type": "Person" if person else "Organization", "name": claimant["name"]}
    if person and claimant["role"]:
        author["jobTitle"] = claimant["role"]
    if addresses := list(same_as.get(claimant["id"], ())):
        author["sameAs"] = addresses
    return author


def _work(document: Mapping[str, Any]) -> dict[str, Any]:
    if not (document["url"] or document["title"]):
        return {}
    work: dict[str, Any] = {"@type": "CreativeWork"}
    for key, name in (("url", "url"), ("title", "name"), ("published_on", "datePublished")):
        if document[key]:
            work[name] = document[key]
    if document["publisher"]:
        work["publisher"] = {"@type": "Organization", "name": document["publisher"]}
    return work


def _to_the_second(moment: str) -> str:
    return f"{moment.rstrip('Z').partition('.')[0]}Z"


def _is_absolute(url: Any) -> bool:
    return (
        isinstance(url, str) and url.startswith(("https://", "http://")) and not any(c.isspace() for c in url)
    )


def _site_errors(review: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not _is_absolute(review.get("url")):
        problems.append(
            Problem("error", "url", "ClaimReview needs the claim page’s whole address, http or https.")
        )
    if not review.get("datePublished"):
        problems.append(Problem("error", "url", "ClaimReview needs the day of publication."))
    if not (review.get("author") or {}).get("name"):
        problems.append(Problem("error", "publisher", "ClaimReview needs the name of the newsroom."))
    return problems


def _rating_errors(rating: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if not str(rating.get("alternateName", "")).strip():
        problems.append(Problem("error", "rating", "ClaimReview needs a rating with a word."))
    worst, value, best = (rating.get(key) for key in ("worstRating", "ratingValue", "bestRating"))
    if worst is None and value is None and best is None:
        return problems
    if not (isinstance(worst, int) and isinstance(value, int) and isinstance(best, int)):
        problems.append(
            Problem("error", "rating", "A rating with a number needs the best and the worst one too.")
        )
    elif best < worst:
        problems.append(Problem("error", "rating", "The best rating of the scale lies below the worst."))
    elif not worst <= value <= best:
        problems.append(Problem("error", "rating", "The rating’s number lies outside its scale."))
    return problems


def _advice(claimed: str, item: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if len(claimed) > SHOWN:
        message = f"The statement has {len(claimed)} characters; Google shows about {SHOWN}."
        problems.append(Problem("advice", "statement", message))
    if not item.get("author"):
        problems.append(Problem("advice", "claimant_name", "No claimant is named, so none will be shown."))
    if not item.get("datePublished"):
        problems.append(
            Problem("advice", "said_from", "It was said on no single day, so no date will be shown.")
        )
    if not item.get("appearance"):
        problems.append(Problem("advice", "appearances", "No source text has an address or a title."))
    return problems
