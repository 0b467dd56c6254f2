"""Public addresses: read-only, without a log-in. Other programs rely on them."""

from django.urls import path, register_converter

from claims.pages import PAGES
from claims.views import (
    checks,
    conventions,
    corrections,
    data,
    embed,
    feeds,
    health,
    named,
    newsroom,
    public,
    reading,
    share,
    sitemaps,
)


class PublicId:
    """Eight Crockford characters; upper case is led to the right address."""

    regex = "[0-9A-Za-z]{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class VersionNumber:
    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Slug:
    """Whatever stands in its place: a wrong one is led to the right address."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Day(PublicId):
    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Prefix(PublicId):
    """The first characters of public ids: a part of the sitemap."""

    regex = "[0-9a-z]{1,2}"


class Page:
    """A page of the newsroom."""

    regex = "|".join(PAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "claim")
register_converter(Prefix, "prefix")
register_converter(Day, "day")
register_converter(VersionNumber, "number")
register_converter(Slug, "anything")
register_converter(Page, "newsroom")

_CLAIM = "claims/<claim:public_id>/"

urlpatterns = [
    path("", reading.home, name="home"),
    path("claims/", checks.claim_list, name="claim-list"),
    path("claimants/<claim:key>/", named.claimant, name="claimant-checks-short"),
    path("claimants/<claim:key>/<anything:slug>/", named.claimant, name="claimant-checks"),
    path("documents/<claim:key>/", named.document, name="document-checks-short"),
    path("documents/<claim:key>/<anything:slug>/", named.document, name="document-checks"),
    path("topics/<slug:key>/", named.topic, name="topic-checks"),
    path("ratings/", newsroom.ratings, name="ratings"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("feeds/claims.atom", feeds.claims, {"kind": "atom"}, name="feed-atom"),
    path("feeds/claims.rss", feeds.claims, {"kind": "rss"}, name="feed-rss"),
    path("feeds/claims.json", feeds.claims, {"kind": "json"}, name="feed-json"),
    path("feeds/corrections.atom", corrections.corrections_feed, name="corrections-feed"),
    path("methodology/", newsroom.page, {"page": "methodology"}, name="methodology"),
    path("corrections-policy/", newsroom.page, {"page": "corrections-policy"}, name="corrections-policy"),
    path("about/", newsroom.page, {"page": "about"}, name="about"),
    path("<newsroom:page>/versions/<number:number>/", newsroom.version, name="page-version"),
    path(_CLAIM, public.claim, name="claim-short"),
    path(
        _CLAIM.rstrip("/"), public.claim, name="claim-bare"
    ),  # else there would be two redirects to the page
    path(f"{_CLAIM}revisions/", public.revisions, name="claim-revisions"),
    path(f"{_CLAIM}revisions/<number:number>/", public.revision, name="claim-revision"),
    path(
        f"{_CLAIM}revisions/<number:number>/record.json", public.revision_record, name="claim-revision-record"
    ),
    path(f"{_CLAIM}revisions/<number:old>..<number:new>/", public.difference, name="claim-difference"),
    path(f"{_CLAIM}claimreview.json", public.claimreview_json, name="claim-claimreview"),
    path(f"{_CLAIM}record.json", public.record_json, name="claim-record"),
    path(f"{_CLAIM}embed/", embed.card, name="claim-embed"),
    path(f"{_CLAIM}share/<number:number>-<day:day>.png", share.picture, name="claim-share"),
    path(f"{_CLAIM}<anything:slug>/", public.claim, name="claim"),
    path("data/", data.index, name="data"),
    path("data/history.jsonl", data.file, {"name": "history.jsonl"}, name="data-history"),
    path("data/head.json", data.file, {"name": "head.json"}, name="data-head"),
    path("data/claims.jsonl", data.file, {"name": "claims.jsonl"}, name="data-claims"),
    path("data/claims.csv", data.file, {"name": "claims.csv"}, name="data-table"),
    path("data/claimreview.json", data.file, {"name": "claimreview.json"}, name="data-claimreview"),
    path("data/verify.py", data.verifier, name="data-verify"),
    path("oembed/", embed.oembed, name="oembed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/claims.xml", sitemaps.claims, name="sitemap-all-claims"),
    path("sitemaps/claims-<prefix:prefix>.xml", sitemaps.claims, name="sitemap-claims"),
    path("sitemaps/claimants.xml", sitemaps.names, {"kind": "claimant"}, name="sitemap-all-claimants"),
    path(
        "sitemaps/claimants-<prefix:prefix>.xml",
        sitemaps.names,
        {"kind": "claimant"},
        name="sitemap-claimants",
    ),
    path("sitemaps/topics.xml", sitemaps.names, {"kind": "topic"}, name="sitemap-all-topics"),
    path("robots.txt", conventions.robots, name="robots"),
    path(".well-known/security.txt", conventions.security_txt, name="security-txt"),
    path("favicon.ico", conventions.favicon, name="favicon"),
    path("manifest.webmanifest", conventions.manifest, name="manifest"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
