"""Documents: anything published elsewhere, what makes claims and what bears on them; and kept copies of them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from claims import canonical, links, quotes
from claims.models import wording
from claims.models.base import apply_changes, check_lock_version, random_id
from claims.models.event import write_event
from claims.refusals import Invalid, Refused, Twice
from claims.texts import refuse_controls
from claims.words import DOCUMENT_KINDS, SNAPSHOT_HOW

# A long speech is 100 kB; ten times that is a book, which is better marked chapter by chapter.
TEXT_LIMIT = 1_000_000
NAMES = ("publisher", "title", "byline")


def _letters(field: str) -> Func:
    """What joins words in an address parts them: else a whole address would be one word."""
    return Func(F(field), Value("/.:-_?=&#%+~"), Value(" " * 12), function="translate")


DOCUMENT_WORDS = SearchVector(  # an index holds exactly this expression
    _letters("title"), _letters("publisher"), _letters("url"), config="claims_any"
)


class DocumentQuerySet(models.QuerySet["Document"]):
    def holding(self, words: str) -> "DocumentQuerySet":
        """The document at this address, and the newest ones in whose title, publisher or address all these words begin
        words; newest first."""
        found = Q(canonical_url=links.canonical(words)) & ~Q(canonical_url="")
        if query := wording.spelt(words):
            found |= Q(pk__in=wording.newest(self.alias(words=DOCUMENT_WORDS).filter(words=query)))
        return self.filter(found).order_by("-id")

    def at_address(self, url: str) -> "DocumentQuerySet":
        return self.filter(canonical_url=links.canonical(url))


class Document(models.Model):
    public_id = models.CharField(max_length=8, unique=True, default=random_id, editable=False)
    url = models.CharField("address", max_length=2000, blank=True)
    canonical_url = models.CharField(max_length=2000, blank=True, editable=False)
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=500)
    byline = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=list(DOCUMENT_KINDS.items()), default="article")
    language = models.CharField(max_length=35, default="en")
    published_on = models.DateField("published on", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [GinIndex(DOCUMENT_WORDS, name="document_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["canonical_url"], condition=~Q(canonical_url=""), name="document_canonical_url"
            ),
            models.CheckConstraint(name="document_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> str:
        return f"document/{self.public_id}"

    @property
    def snapshot(self) -> "Snapshot | None":
        """The newest kept copy."""
        return self.snapshots.order_by("-id").first()

    # Verbs
    @classmethod
    def add(cls, *, by: Any, text: str = "", **fields: Any) -> "Document":
        """Take in a document by its address and facts, with a pasted text or without one.

        Raises Invalid; for an address that the desk holds already, `.existing` on it is that document.
        """
        text = checked_text(text)
        document = cls(created_by=by, **checked_facts(fields))
        if not document.title:
            raise Invalid({"title": "A title is needed."})
        document.canonical_url = canonical_address(document.url)
        document._refuse_duplicate()
        try:
            with transaction.atomic():
                document.save()
                write_event(
                    "add_document", by=by, about=document.about, new={n: getattr(document, n) for n in FACTS}
                )
                if text:
                    document.keep(by=by, text=text)
        except IntegrityError:
            document._refuse_duplicate()  # two people added it at once: the second is told of the first
            raise
        return document

    def keep(self, *, by: Any, text: str, how: str = "pasted") -> "Snapshot":
        """Keep a copy of the text as it is now; never changed afterwards. The same text twice is one copy."""
        text = checked_text(text)
        if not text:
            raise Invalid({"text": "There is no text to keep."})
        digest = canonical.digest(text.encode())
        with transaction.atomic():
            Document.objects.select_for_update(no_key=True).get(pk=self.pk)
            newest = self.snapshot
            if self.snapshots.filter(sha256=digest, redacted_at__isnull=False).exists():
                raise Refused(
                    "This text was kept here before, and has been redacted. Keep one without those words."
                )
            if newest and bytes(newest.sha256) == digest:
                return newest
            copy = Snapshot.objects.create(document=self, text=text, sha256=digest, how=how, captured_by=by)
            write_event(
                "keep_copy",
                by=by,
                about=self.about,
                how=how,
                sha256=digest.hex(),
                copy=copy.pk,
                captured_at=copy.captured_at,
                archive_url=copy.archive_url,
            )
        return copy

    def change(self, *, by: Any, lock_version: int | None = None, **fields: Any) -> None:
        """Correct the facts. Claims hold copies of them, so no claim's content changes."""
        fields = checked_facts(fields)
        if fields.get("title") == "":
            raise Invalid({"title": "A title is needed."})
        with transaction.atomic():
            self.refresh_from_db(from_queryset=Document.objects.select_for_update(no_key=True))
            check_lock_version(self, lock_version, fields)
            changes = apply_changes(self, fields)
            if not changes:
                return
            self.canonical_url = canonical_address(self.url)
            self._refuse_duplicate()
            self.lock_version += 1
            self.save()
            write_event(
                "change_document",
                by=by,
                about=self.about,
                old={name: old for name, (old, _) in changes.items()},
                new={name: new for name, (_, new) in changes.items()},
            )

    def refuse_marked(self, anchors: Sequence[quotes.Anchor], *, snapshot: "Snapshot | None") -> None:
        """Raise Twice where one of these passages makes a claim already. Holds the document to the end of the
        transaction: of two people who mark the same words at once, the second is told of the first."""
        list(Document.objects.select_for_update(no_key=True).filter(pk=self.pk).values_list("pk"))
        places = self.appearances.filter(removed_at=None, exact__in={a.exact for a in anchors if a.exact})
        first = {}
        for place in places.select_related("claim__created_by").order_by("pk"):
            for anchor in anchors:
                elsewhere = (
                    place.snapshot_id == (snapshot.pk if snapshot else None) and place.start != anchor.start
                )
                if place.exact == anchor.exact and not elsewhere:
                    first[place.claim_id] = place.claim
        if first:
            raise Twice("These words are marked as a claim already.", first=list(first.values()))

    def _refuse_duplicate(self) -> None:
        if not self.canonical_url:
            return
        existing = Document.objects.filter(canonical_url=self.canonical_url).exclude(pk=self.pk).first()
        if existing:
            problem = Invalid({"url": f"We hold this address already: “{existing.title}”."})
            problem.existing = existing  # type: ignore[attr-defined]
            raise problem


def canonical_address(url: str) -> str:
    """The address by which duplicates are found; escaping can make it longer than what was typed."""
    canonical = links.canonical(url) if url else ""
    if len(canonical) > 2000:
        raise Invalid(
            {"url": "The address is too long: with its special characters escaped, 2,000 characters fit."}
        )
    return canonical


FACTS = ("url", "publisher", "title", "byline", "kind", "language", "published_on")


class Snapshot(models.Model):
    """The text of a Document as it was at one moment. Append-only."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="snapshots")
    text = models.TextField()
    sha256 = models.BinaryField(max_length=32)
    how = models.CharField(max_length=20, choices=list(SNAPSHOT_HOW.items()))
    captured_at = models.DateTimeField(default=timezone.now)
    captured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    archive_url = models.CharField(max_length=2000, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["document", "-id"], name="snapshot_newest")]
        constraints = [
            models.CheckConstraint(
                name="snapshot_text_hash",
                condition=Q(redacted_at__isnull=False)
                | Q(
                    sha256=models.Func(
                        models.Func("text", models.Value("UTF8"), function="convert_to"), function="sha256"
                    )
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.captured_at:%Y-%m-%d %H:%M})"


def checked_text(text: str) -> str:
    """Pasted text as it is kept: CRLF and CR become LF, all else stays; NUL and half characters are refused."""
    if "\x00" in text:
        raise Invalid(
            {"text": "The text contains a NUL character, which cannot be kept. Take it out and paste again."}
        )
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid(
            {"text": "The text contains half a character (a lone surrogate). Copy it again."}
        ) from None
    if len(text) > TEXT_LIMIT:
        raise Invalid({"text": f"The text is longer than {TEXT_LIMIT:,} characters. Enter it in parts."})
    return quotes.normalise_newlines(text)


def checked_facts(fields: dict[str, Any]) -> dict[str, Any]:
    errors = {}
    for name in NAMES:
        try:
            refuse_controls(fields.get(name, ""))
        except ValueError as problem:
            errors[name] = str(problem)
    if fields.get("url"):
        try:
            links.check(fields["url"])
        except ValueError as problem:
            errors["url"] = str(problem)
    unknown = set(fields) - set(FACTS)
    if unknown:
        raise TypeError(f"no such facts of a document: {sorted(unknown)}")
    if errors:
        raise Invalid(errors)
    return fields
