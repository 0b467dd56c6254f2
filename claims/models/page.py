"""Pages of the newsroom (method, corrections policy …): every version is kept, and none is ever changed.

Public views import this module by name. It knows no table of the desk, and no page shows who wrote a version: a policy
is the newsroom's word, not one person's.
"""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q
from django.utils import timezone

from claims import canonical, texts
from claims.models.event import write_event
from claims.pages import NOTE_LIMIT, PAGES, TEXT_LIMIT, TITLE_LIMIT
from claims.pages.text import unended
from claims.refusals import Conflict, Forbidden, Invalid

FIRST = "The first text."  # the note of a version that came with the software


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    def of(self, page: str) -> "PageVersionQuerySet":
        """The versions of one page, newest first."""
        return self.filter(page=page).order_by("-number")

    def standing(self, page: str) -> "PageVersion":
        """What readers see now. Every page has a version from the beginning."""
        return self.of(page)[0]

    def standing_each(self) -> "PageVersionQuerySet":
        """The newest version of every page, in the order of PAGES."""
        newest = self.model.objects.filter(page=models.OuterRef("page")).order_by("-number").values("pk")[:1]
        order = models.Case(*(models.When(page=key, then=at) for at, key in enumerate(PAGES)))
        return self.filter(pk=models.Subquery(newest)).order_by(order)


class PageVersion(models.Model):
    page = models.CharField(max_length=30, choices=list(PAGES.items()))
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LIMIT, blank=True)
    text = models.TextField(blank=True)
    note = models.TextField("what changed", blank=True)
    sha256 = models.BinaryField(max_length=32)  # of the text, which outlives it when it is redacted
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # nobody: as it came with the software
    redacted_at = models.DateTimeField(null=True)

    objects = PageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version of a page"
        verbose_name_plural = "versions of pages"
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="pageversion_number"),
            models.CheckConstraint(name="pageversion_page_known", condition=Q(page__in=list(PAGES))),
            models.CheckConstraint(
                name="pageversion_text_hash",
                condition=Q(redacted_at__isnull=False)
                | Q(
                    sha256=Func(
                        Func(F("text"), models.Value("UTF8"), function="convert_to"), function="sha256"
                    )
                ),
            ),
            models.CheckConstraint(
                name="pageversion_says_something",
                condition=Q(redacted_at__isnull=False) | (~Q(title="") & ~Q(text="") & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{PAGES.get(self.page, self.page)}, version {self.number}"

    @property
    def about(self) -> str:
        return f"page/{self.page}"

    @property
    def name(self) -> str:
        return PAGES[self.page]

    @property
    def lock_version(self) -> int:
        """What a form began from: there is no other row than the versions themselves."""
        return self.number

    @property
    def is_redacted(self) -> bool:
        return self.redacted_at is not None

    # Verbs
    def revise(self, *, by: Any, title: str, text: str, note: str, seen: int | None) -> "PageVersion":
        """Put another version in this one's place. `seen` is the number that the writer began from.

        An editor's business: these pages promise readers something, and editors answer for promises. It takes no
        second person, for a policy makes no statement about anybody; the note tells readers what changed, and the
        version before stays at its address.
        """
        if not (by.is_active and by.is_editor):
            raise Forbidden("Only an editor may change the pages of the newsroom.")
        check(title=title, text=text, note=note)
        title, note = title.strip(), note.strip()
        now = type(self).objects.standing(self.page)
        if seen != now.number:
            raise _conflict(title, text, now)
        if (title, text) == (now.title, now.text):
            raise Invalid({"text": "Nothing has changed: title and text are those that readers see already."})
        try:
            with transaction.atomic():
                version = type(self).objects.create(
                    page=self.page, number=now.number + 1, title=title, text=text, note=note,
                    sha256=canonical.digest(text.encode()), by=by,
                )  # fmt: skip
                write_event(
                    "revise_page", by=by, about=version.about, number=version.number, title=title, note=note,
                    sha256=bytes(version.sha256).hex(), made_at=version.made_at, row=version.pk,
                )  # fmt: skip
        except IntegrityError:  # a colleague was quicker: there is one of this number by now
            raise _conflict(title, text, type(self).objects.standing(self.page)) from None
        return version


def _conflict(title: str, text: str, now: PageVersion) -> Conflict:
    return Conflict(mine={"title": title, "text": text}, theirs={"title": now.title, "text": now.text})


def check(*, title: str, text: str, note: str) -> None:
    """Invalid, with a sentence for each field that cannot be kept."""
    errors = {}
    limits = {"title": (title, TITLE_LIMIT), "text": (text, TEXT_LIMIT), "note": (note, NOTE_LIMIT)}
    for name, (value, limit) in limits.items():
        try:
            if name == "text":
                texts.refuse_turns(value)
            else:
                texts.refuse_controls(value.strip(), lines=name == "note")
        except ValueError as problem:
            errors[name] = str(problem)
        if not value.strip():
            errors[name] = "This is missing."
        elif len(value) > limit:
            errors[name] = f"{len(value):,} characters, and {limit:,} fit."
    if "text" not in errors and (broken := unended(text)):
        errors["text"] = broken
    if errors:
        raise Invalid(errors)
