"""A Claim: one checkable statement and its working copy. What it asks and knows; its verbs are in spotting.py,
gathering.py, writing.py, organising.py, reviewing.py and publishing.py, one file a stretch of its life."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from claims import canonical, content, gate, workflow
from claims.models.approval import Approval, Contribution
from claims.models.base import random_id
from claims.models.event import Event, EventQuerySet
from claims.models.gathering import Gathering
from claims.models.organising import Organising
from claims.models.public import PublicClaim
from claims.models.publishing import Publishing
from claims.models.rating import Rating, RatingQuerySet
from claims.models.reviewing import Reviewing
from claims.models.revision import Revision
from claims.models.setting import reviewers
from claims.models.spotting import Spotting
from claims.models.writing import Writing
from claims.words import CHANGE_KINDS, DROP_REASONS, PRIORITIES, STATES

# What the application has no right to UPDATE, whatever it wants to save.
NEVER_UPDATED = ("id", "public_id", "content_version")

# Words of working copies, as the desk and the admin search them: an index holds exactly this expression.
CLAIM_WORDS = SearchVector("headline", "statement", config="claims_any")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def in_state(self, state: str) -> "ClaimQuerySet":
        return self.filter(state=state)

    def held_by(self, user: Any) -> "ClaimQuerySet":
        return self.filter(assigned_to=user)

    def by_urgency(self) -> "ClaimQuerySet":
        """What is due first, then what matters most, then what has waited longest."""
        return self.order_by(F("due_on").asc(nulls_last=True), "-priority", "id")

    def for_lists(self) -> "ClaimQuerySet":
        """With everything a row prints, in a number of queries that does not grow with the rows."""
        first = models.Prefetch(
            "appearances",
            queryset=self.model.appearances.rel.related_model.objects.standing().select_related("document"),
            to_attr="standing_appearances",
        )
        return self.select_related("rating", "assigned_to").prefetch_related(first, "topics")

    def locked(self) -> "ClaimQuerySet":
        """For verbs: NO KEY, since FOR UPDATE deadlocks with deferred foreign key checks; several in id order."""
        return self.select_for_update(no_key=True).order_by("pk")


class Claim(Spotting, Gathering, Writing, Organising, Reviewing, Publishing, models.Model):
    public_id = models.CharField(max_length=8, unique=True, default=random_id, editable=False)
    state = models.CharField(max_length=20, choices=list(STATES.items()), default="spotted", editable=False)
    # Content: the closed list of claims.content.CLAIM_COLUMNS.
    headline = models.CharField(max_length=300, blank=True)
    statement = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="en")
    rating = models.ForeignKey(Rating, models.PROTECT, null=True, blank=True, related_name="claims")
    conclusion = models.TextField(blank=True)
    analysis = models.TextField(blank=True)
    looked_for = models.TextField("what we looked for and did not find", blank=True)
    fewer_sources = models.TextField("why fewer than two independent pieces", blank=True)
    reply = models.TextField("what the claimant told us, or why we did not ask", blank=True)
    selection_reason = models.TextField("why we chose it", blank=True)
    true_as_of = models.DateField("true as of", null=True, blank=True)
    change_kind = models.CharField(max_length=20, choices=list(CHANGE_KINDS.items()), blank=True)
    change_text = models.TextField("what changed", blank=True)
    # Not content.
    topics = models.ManyToManyField("claims.Topic", blank=True, related_name="claims")
    priority = models.PositiveSmallIntegerField(choices=list(PRIORITIES.items()), default=0)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="assigned_claims"
    )
    due_on = models.DateField("due", null=True, blank=True)
    recheck_on = models.DateField("look again on", null=True, blank=True)
    story_url = models.CharField("our story about it", max_length=2000, blank=True)
    drop_reason = models.CharField(
        max_length=20, choices=list(DROP_REASONS.items()), blank=True, editable=False
    )
    drop_note = models.TextField(blank=True, editable=False)
    content_version = models.BigIntegerField(default=0, editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on", "-priority", "id"], name="claim_queue"),
            models.Index(fields=["assigned_to", "state"], name="claim_mine"),
            GinIndex(CLAIM_WORDS, name="claim_words"),
            models.Index(fields=["priority", "-id"], condition=Q(priority__gt=0), name="claim_pressing"),
        ]
        constraints = [
            models.CheckConstraint(name="claim_state_known", condition=Q(state__in=list(STATES))),
            models.CheckConstraint(
                name="claim_change_kind_known",
                condition=Q(change_kind="") | Q(change_kind__in=list(CHANGE_KINDS)),
            ),
            models.CheckConstraint(
                name="claim_dropped_with_reason",
                condition=~Q(state="dropped") | Q(drop_reason__in=list(DROP_REASONS)),
            ),
        ]

    def __str__(self) -> str:
        return self.headline or self.statement or self.public_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An UPDATE names only what the application may write; the database would refuse the rest."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [
                f.name for f in self._meta.concrete_fields if f.name not in NEVER_UPDATED
            ]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Its page at the desk; readers' address is PublicClaim's."""
        return reverse("claim-workbench", args=[self.public_id])

    @property
    def about(self) -> str:
        return f"claim/{self.public_id}"

    # Questions
    @property
    def is_writable(self) -> bool:
        return self.state in workflow.WRITABLE

    @property
    def evidence_order(self) -> str:
        """The pieces in their order, for the form that moves one: whoever moves on another order is told."""
        return "-".join(str(pk) for pk in self.evidence.standing().values_list("pk", flat=True))

    @property
    def name(self) -> str:
        """What to call it in a list: its headline, its statement, or the words that were spotted."""
        if self.headline or self.statement:
            return self.headline or self.statement
        first = self.first_appearance
        return first.exact if first and first.exact else f"Claim {self.public_id}"

    @property
    def first_appearance(self) -> Any:
        if hasattr(self, "standing_appearances"):  # loaded by for_lists()
            return self.standing_appearances[0] if self.standing_appearances else None
        return self.appearances.standing().select_related("document", "snapshot").first()

    @property
    def public(self) -> PublicClaim | None:
        """What readers see of it, or None if nothing ever was public."""
        return PublicClaim.objects.filter(public_id=self.public_id).first()

    @property
    def public_status(self) -> str:
        public = self.public
        return public.status if public else "none"

    @property
    def is_public(self) -> bool:
        return self.public_status == "shown"

    @property
    def last_revision(self) -> Revision | None:
        return self.revisions.order_by("-number").first()

    @property
    def last_publication(self) -> Revision | None:
        return self.revisions.filter(kind="publication").order_by("-number").first()

    @property
    def shown_revision(self) -> Revision | None:
        """The version that readers see now; None where nothing is, and after a retraction or a take-down."""
        last = self.last_revision
        return last if last and last.kind == "publication" else None

    @property
    def number(self) -> int:
        """The number that the next version will get."""
        last = self.last_revision
        return last.number + 1 if last else 1

    @property
    def undone_since(self) -> int:
        """N: the last publication not followed by a retraction or a take-down, else 0. Who contributed to a number
        above it has a hand in the present text."""
        shown = self.shown_revision
        return shown.number if shown else 0

    def contributors(self) -> list[Any]:
        """The people with a hand in the present text."""
        rows = Contribution.objects.filter(claim=self, number__gt=self.undone_since).select_related("user")
        return list({row.user_id: row.user for row in rows.order_by("id")}.values())

    def present_approvals(self, digest: bytes | None = None) -> list[Approval]:
        """Yeses to exactly the present text."""
        return list(
            self.approvals.filter(
                number=self.number,
                content_version=self.content_version,
                content_sha256=digest or self.content_digest,
                by__is_active=True,
            )
            .select_related("by")
            .order_by("id")
        )

    def facts(self, user: Any) -> workflow.Facts:
        """What workflow.py decides on, for this claim and this person."""
        contributors = self.contributors()
        signers: set[int] = set()
        if self.state == "in_review":
            signers = {yes.by_id for yes in self.present_approvals() if yes.kind == "countersign"}
        return workflow.Facts(
            state=self.state,
            has_revision=self.last_revision is not None,
            public_status=self.public_status,
            contributors=len(contributors),
            has_editor_contributor=any(person.is_editor for person in contributors),
            countersigners=len(signers),
            reviewers=reviewers(),
            role=user.role,
            is_active=user.is_active,
            is_contributor=user.pk in {person.pk for person in contributors},
            has_countersigned=user.pk in signers,
        )

    def verbs_for(self, user: Any) -> list[str]:
        return workflow.allowed(self.facts(user))

    def content(self) -> dict[str, Any]:
        """Everything that a second person must approve, as one dict (the closed list of claims.content)."""
        last = self.last_revision
        built = {
            "format": content.FORMAT,
            "public_id": self.public_id,
            "number": last.number + 1 if last else 1,
            "previous_record_sha256": last.record_hash if last else "",
            "headline": self.headline,
            "statement": self.statement,
            "language": self.language,
            "appearances": [
                place.as_content()
                for place in self.appearances.in_content().select_related("document", "snapshot", "claimant")
            ],
            "evidence": [
                piece.as_content() for piece in self.evidence.standing().select_related("document", "repeats")
            ],
            "rating": self.rating.as_content() if self.rating else {},
            "conclusion": self.conclusion,
            "analysis": self.analysis,
            "looked_for": self.looked_for,
            "fewer_sources": self.fewer_sources,
            "reply": self.reply,
            "selection_reason": self.selection_reason,
            "true_as_of": self.true_as_of.isoformat() if self.true_as_of else "",
            "change_note": self._change_note(last),
        }
        content.check(built)
        return built

    def _change_note(self, last: Revision | None) -> dict[str, Any]:
        if last is None:
            return {}
        # After a take-down nothing of what was taken down is said again, not even its rating.
        before = self.last_publication if last.kind != "takedown" else None
        rating = before.content_dict.get("rating", {}) if before else {}
        return {
            "kind": self.change_kind,
            "text": self.change_text,
            "from_number": before.number if before else last.number,
            "from_rating": {name: rating[name] for name in content.FROM_RATING_KEYS} if rating else {},
        }

    @property
    def content_bytes(self) -> bytes:
        return canonical.encode(self.content())

    @property
    def content_digest(self) -> bytes:
        return canonical.digest(self.content_bytes)

    @property
    def content_sha256(self) -> str:
        """Hex. What a reviewer's form carries: the text that was read."""
        return self.content_digest.hex()

    def note_needed(self, built: dict[str, Any] | None = None) -> list[str]:
        """What changed since the public version that readers must be told of."""
        last = self.last_revision
        if last is None:
            return []
        if last.kind != "publication":  # back after a retraction or take-down: readers are always told why
            before = self.last_publication if last.kind == "retraction" else None
            old = before.content_dict if before else None
            return ["return", *workflow.needs_change_note(old or None, built or self.content())]
        return workflow.needs_change_note(last.content_dict, built or self.content())

    def checklist(self) -> list[gate.Check]:
        """The gate, item by item, met or not."""
        built = self.content()
        return gate.checklist(built, note_needed=self.note_needed(built), scale_ended=self.scale_ended)

    def open_ratings(self) -> RatingQuerySet:
        """The words it may be rated with: of the scales in use, and of the one on which readers see it rated. A
        correction may stay on that one, so that the old word and the new one can be compared."""
        before = self.last_publication
        scale = (before.content_dict.get("rating") or {}).get("scale") if before else None
        return Rating.objects.offered(beside=(scale["name"], scale["version"]) if scale else None)

    @property
    def scale_ended(self) -> str:
        """Why its rating's scale may not be used any more, "" where it may."""
        rating = self.rating
        if rating is None or self.open_ratings().filter(pk=rating.pk).exists():
            return ""
        return f"{rating.scale} is not in use any more. Choose a word of a scale that is."

    def has_changed(self, built: dict[str, Any] | None = None) -> bool:
        """Does the working copy say anything else than what readers see? True where nothing is public."""
        shown = self.shown_revision
        return shown is None or content.substance(shown.content_dict) != content.substance(
            built or self.content()
        )

    def events(self) -> EventQuerySet:
        return Event.objects.about(self.about)
