"""From a yes to readers, and what comes after: publish, edit, discard, retract, take down."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims import canonical, content
from claims.formats import record as record_format
from claims.models.event import head
from claims.models.public import PublicClaim, next_version
from claims.models.restoring import restore
from claims.models.reviewing import is_second_person
from claims.models.revision import Revision
from claims.refusals import Refused, Unseen

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object


class Publishing(Base):
    """Verbs of Claim."""

    def publish(self, *, by: Any, content_sha256: str = "") -> Revision:
        """Freeze the approved text as the next version. `content_sha256` is the text that the person saw, if any."""
        facts: dict[str, Any] = {}
        with self.doing("publish", by=by, version=facts):
            built = self.content()
            frozen = canonical.encode(built)
            if content_sha256 and content_sha256 != canonical.digest(frozen).hex():
                raise Refused(
                    "The text has changed since you opened it. Read it again before it is published."
                )
            self.pass_gate()
            basis = self.basis()
            if not basis:
                raise Refused("Nobody has approved exactly this text. Press Edit, and submit it again.")
            revision = self._freeze("publication", basis=basis, built=built, by=by)
            self.set_state("published")
            facts.update(_of(revision))
        return revision

    def approve_and_publish(
        self, *, by: Any, content_sha256: str, says_no_more: bool, note: str = ""
    ) -> Revision:
        """Two verbs, two Events, one transaction. Only an editor publishes, so it is asked first."""
        with transaction.atomic():
            self.approve(by=by, content_sha256=content_sha256, says_no_more=says_no_more, note=note)
            return self.publish(by=by, content_sha256=content_sha256)

    def edit(self, *, by: Any) -> None:
        """Open the working copy. Every yes is void from here on; readers keep what they have."""
        with self.doing("edit", by=by):
            self.set_state("drafting")
            self._clear_change_note()
            # Repeats that were proposed meanwhile become content now, one by one: each is a content write.
            for place in self.appearances.standing().filter(proposed=True):
                place.proposed = False
                place.save(update_fields=["proposed"])

    def discard(self, *, by: Any, seen: int | None = None) -> None:
        """Make the working copy what readers see again. It writes content, so it makes a contributor: on purpose."""
        with self.doing("discard", by=by, seen=seen):
            shown = self.shown_revision
            if shown is None or shown.is_redacted:
                raise Refused("There is no public version to go back to.")
            if self.state != "drafting":
                self.set_state("drafting")
            restore(self, shown.content_dict)
            self._clear_change_note()
            if content.substance(self.content()) != content.substance(shown.content_dict):
                raise Refused("The public version could not be restored exactly, so nothing was changed.")
            self.set_state("published")

    def retract(self, *, by: Any, reason: str, number: int | None = None) -> Revision:
        """Say in public that this check does not stand. Its page stays, with a notice on top. `number` is the version
        that the person saw, if any: a newer one may have put right what it is about."""
        return self._withdraw("retract", "retraction", by=by, reason=reason, number=number)

    def take_down(self, *, by: Any, reason: str, number: int | None = None) -> Revision:
        """Remove every word from readers at once (a court order, danger to a person). The reason is public."""
        return self._withdraw("take_down", "takedown", by=by, reason=reason, number=number)

    def _withdraw(self, verb: str, kind: str, *, by: Any, reason: str, number: int | None) -> Revision:
        facts: dict[str, Any] = {}
        with self.doing(verb, by=by, reason=reason, version=facts):
            self._need_reason(reason, "Give the reason; readers will see it.")
            last = self.last_revision
            assert last is not None  # the state table asks for something public
            if number not in (None, last.number):
                raise Unseen(
                    f"Version {last.number} was published after you opened the page. Read it first.",
                    now={"number": str(last.number)},
                )
            built = {
                **(self.last_publication or last).content_dict,
                "number": last.number + 1,
                "previous_record_sha256": last.record_hash,
                "change_note": {"kind": kind, "text": reason, "from_number": last.number, "from_rating": {}},
            }
            if kind == "takedown":
                built = content.blank(built, reason)
            revision = self._freeze(kind, basis=kind, built=built, by=by, reason=reason)
            if self.state != "drafting":
                self.set_state("drafting")
                self._clear_change_note()  # of the version that is withdrawn; one being typed stays
            facts.update(_of(revision))
        return revision

    def _clear_change_note(self) -> None:
        if self.change_kind or self.change_text:
            self.change_kind = self.change_text = ""
            self.save(update_fields=["change_kind", "change_text"])

    def _freeze(self, kind: str, *, basis: str, built: dict[str, Any], by: Any, reason: str = "") -> Revision:
        """Write the Revision and let PublicClaim follow it. The database compares the two at COMMIT."""
        now = timezone.now()
        frozen = canonical.encode(built)
        yes = self._yes_of(basis) if kind == "publication" else []
        people = {person.key: person for person in [*self.contributors(), *(y.by for y in yes), by]}
        record = record_format.build(
            content=built,
            kind=kind,
            basis=basis,
            approvals=[
                {
                    "by": y.by.key,
                    "role": y.by.role,
                    "kind": y.kind,
                    "override_reason": y.override_reason,
                    "at": canonical.moment(y.created_at),
                }
                for y in yes
            ],
            contributors=[person.key for person in self.contributors()],
            published_by=by.key,
            published_at=now,
            public_reason=reason,
            history_head=head(),
            newsroom=settings.NEWSROOM_NAME,
        )
        kept = canonical.encode(record)
        note = built["change_note"]
        revision = Revision.objects.create(
            claim=self,
            public_id=self.public_id,
            number=built["number"],
            kind=kind,
            basis=basis,
            change_kind=(note.get("kind") or "wording") if built["number"] > 1 else None,
            change_text=note.get("text", ""),
            content=frozen,
            content_sha256=canonical.digest(frozen),
            record=kept,
            record_sha256=canonical.digest(kept),
            published_at=now,
            published_by=by,
        )
        self._show(record, published_at=now, people=people, by=by)
        return revision

    def _yes_of(self, basis: str) -> list[Any]:
        """The approvals that carry this basis, for the record."""
        hands = {person.pk for person in self.contributors()}
        fits = {
            "second_person": lambda y: is_second_person(y, hands),
            "countersigned": lambda y: y.kind == "countersign" and y.by_id in hands,
            "override": lambda y: bool(y.override_reason),
        }[basis]
        return [yes for yes in self.present_approvals() if fits(yes)]

    def _show(self, record: dict[str, Any], *, published_at: Any, people: dict[str, Any], by: Any) -> None:
        self.hold_topics()
        public = self.public or PublicClaim(
            public_id=self.public_id, first_published_at=published_at, published_at=published_at
        )
        public.follow(record, published_at=published_at, topics=self.topic_list())
        public.people |= {key: {"name": str(person), "role": person.role} for key, person in people.items()}
        public.story_url = "" if public.is_taken_down else self.story_url
        public.is_demo = by.is_demo
        public.version = next_version()
        public.save()


def _of(revision: Revision) -> dict[str, Any]:
    """What the Event of a publication says of the version: enough to tie the chain to the record."""
    return {
        "number": revision.number,
        "basis": revision.basis,
        "content_sha256": bytes(revision.content_sha256).hex(),
        "record_sha256": revision.record_hash,
    }
