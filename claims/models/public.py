"""PublicClaim: the one table from which everything public starts. It has no foreign key to the desk's tables."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse

from claims.canonical import moment
from claims.texts import slugify
from claims.words import PUBLIC_STATUSES

STATUSES = {key: word for key, word in PUBLIC_STATUSES.items() if key != "none"}
# What a take-down blanks: every word of ours and everybody's, on every address of the claim.
BLANK: dict[str, Any] = {
    "headline": "",
    "slug": "",
    "statement": "",
    "rating": "",
    "rating_label": "",
    "rating_token": "",
    "claimants": [],
    "said_from": None,
    "said_to": None,
    "topics": [],
    "story_url": "",
}


def next_version() -> int:
    """A number larger than any page's version so far; from one sequence, so a page never has the same one twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('claims_publicversion')")
        return cursor.fetchone()[0]


class PublicClaimQuerySet(models.QuerySet["PublicClaim"]):
    def public(self) -> "PublicClaimQuerySet":
        """Checks that stand: not retracted, not taken down."""
        return self.filter(status="shown")

    def newest(self) -> "PublicClaimQuerySet":
        return self.order_by("-published_at", "-public_id")

    def before(self, published_at: datetime, public_id: str) -> "PublicClaimQuerySet":
        """The page after (published_at, public_id), by keyset: as fast at a million claims as at ten."""
        # Not `published_at < … OR …`: from an OR the index makes no place to begin at, and reads all that is newer.
        return self.filter(published_at__lte=published_at).exclude(
            published_at=published_at, public_id__gte=public_id
        )

    # Verbs of others that change what readers see. Each raises the version of every page it touches.
    def rename_person(self, key: str, *, name: str, role: str) -> None:
        for row in self.filter(people__has_key=key).select_for_update(no_key=True).order_by("public_id"):
            row.people[key] = {"name": name, "role": role}
            row.save_anew("people")

    def tell_redacted(self, public_id: str, blanked: dict[int, datetime]) -> None:
        """These versions are blank: the list of changes keeps their place, says when, and none of their words."""
        row = self.filter(pk=public_id).select_for_update(no_key=True).first()
        if row is None or not blanked:
            return
        row.changes = [
            {**entry, "text": "", "redacted_at": moment(blanked[entry["number"]])}
            if entry["number"] in blanked
            else entry
            for entry in row.changes
        ]
        row.save_anew("changes")

    def rename_topic(self, slug: str, *, label: str) -> None:
        for row in (
            self.filter(topics__contains=[{"slug": slug}])
            .select_for_update(no_key=True)
            .order_by("public_id")
        ):
            row.topics = [
                {"slug": t["slug"], "label": label if t["slug"] == slug else t["label"]} for t in row.topics
            ]
            row.save_anew("topics")


class PublicClaim(models.Model):
    """One row a claim that ever was public, never deleted. At COMMIT it must agree with the last Revision."""

    public_id = models.CharField(max_length=8, primary_key=True)
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=list(STATUSES.items()))
    language = models.CharField(max_length=35, default="en")
    headline = models.TextField(blank=True)
    slug = models.CharField(max_length=100, blank=True)
    statement = models.TextField(blank=True)
    rating = models.CharField(max_length=60, blank=True)
    rating_label = models.CharField(max_length=60, blank=True)
    rating_token = models.CharField(max_length=20, blank=True)
    claimants = models.JSONField(default=list, blank=True)
    said_from = models.DateField(null=True, blank=True)
    said_to = models.DateField(null=True, blank=True)
    topics = models.JSONField(default=list, blank=True)
    people = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    story_url = models.CharField(max_length=2000, blank=True)
    is_demo = models.BooleanField(default=False)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.BigIntegerField(unique=True)

    objects = PublicClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-published_at", "-public_id"], condition=Q(status="shown"), name="public_newest"
            ),
            models.Index(
                fields=["rating", "-published_at", "-public_id"],
                condition=Q(status="shown"),
                name="public_by_rating",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="public_status_known", condition=Q(status__in=list(STATUSES))),
            # The first guard of "no surface prints a statement without its rating".
            models.CheckConstraint(
                name="public_shown_is_rated",
                condition=~Q(status="shown") | (~Q(rating="") & ~Q(headline="") & ~Q(statement="")),
            ),
            models.CheckConstraint(
                name="public_taken_down_is_blank",
                condition=~Q(status="taken_down")
                | Q(
                    headline="",
                    slug="",
                    statement="",
                    rating="",
                    rating_label="",
                    rating_token="",
                    claimants=[],
                    said_from__isnull=True,
                    said_to__isnull=True,
                    topics=[],
                    story_url="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.headline or self.public_id

    def get_absolute_url(self) -> str:
        return reverse("claim", args=[self.public_id, self.slug or "claim"])

    @property
    def is_shown(self) -> bool:
        return self.status == "shown"

    @property
    def is_retracted(self) -> bool:
        return self.status == "retracted"

    @property
    def is_taken_down(self) -> bool:
        return self.status == "taken_down"

    @property
    def last_change(self) -> dict[str, Any]:
        return self.changes[-1]

    def save_anew(self, *fields: str) -> None:
        """Save `fields` and raise the version: every cache that holds the old page lets go of it."""
        self.version = next_version()
        self.save(update_fields=[*fields, "version"])

    def follow(self, record: dict[str, Any], *, published_at: datetime, topics: list[dict[str, str]]) -> None:
        """Take over what a new record says. The caller saves, in the transaction that writes the Revision."""
        content, kind = record["content"], record["kind"]
        self.number = content["number"]
        self.status = {"publication": "shown", "retraction": "retracted", "takedown": "taken_down"}[kind]
        self.changed_at = published_at
        self.changes = [*self.changes, change_entry(record)]
        if kind == "takedown":
            self.changes = [{**entry, **_WORDLESS} for entry in self.changes[:-1]] + self.changes[-1:]
            for name, value in BLANK.items():
                setattr(self, name, value)
            return
        self.published_at = published_at if kind == "publication" else self.published_at
        self.language = content["language"]
        self.headline, self.slug = content["headline"], slugify(content["headline"])
        self.statement = content["statement"]
        rating = content["rating"]
        self.rating, self.rating_label, self.rating_token = rating["slug"], rating["label"], rating["token"]
        self.claimants = [place["claimant"] for place in content["appearances"] if place["claimant"]["kind"]]
        first = content["appearances"][0] if content["appearances"] else {"said": {"from": "", "to": ""}}
        self.said_from, self.said_to = first["said"]["from"] or None, first["said"]["to"] or None
        self.topics = topics


_WORDLESS = {"text": "", "rating": {}, "from_rating": {}}


def change_entry(record: dict[str, Any]) -> dict[str, Any]:
    """What the page says of one version in the claim's life."""
    content = record["content"]
    note = content["change_note"]
    rating = content["rating"]
    return {
        "number": content["number"],
        "kind": record["kind"],
        "change_kind": note.get("kind", ""),
        "text": record["public_reason"] or note.get("text", ""),
        "at": record["published_at"],
        "by": record["published_by"],
        "rating": {name: rating[name] for name in ("slug", "label", "token")} if rating else {},
        "from_rating": note.get("from_rating", {}),
    }
