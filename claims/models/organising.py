"""What the desk keeps beside the text of a claim: priority, dates, topics, our own story."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from claims import links
from claims.models.base import acting, apply_changes, as_sent
from claims.refusals import Conflict, Forbidden, Invalid
from claims.words import PRIORITIES

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

ORGANISED = ("priority", "assigned_to", "due_on", "recheck_on", "story_url")


class Organising(Base):
    """A verb of Claim: organise."""

    def organise(
        self,
        *,
        by: Any,
        topics: Sequence[Any] | None = None,
        began: Mapping[str, list[str]] | None = None,
        **fields: Any,
    ) -> None:
        """What the desk keeps beside the text; none of it is content. There is no `lock_version`: these are single
        choices, and two people who set different ones never meet. `began` says for each what stood there when the
        person began (as a form sends it); where a colleague chose otherwise meanwhile, it raises Conflict."""
        unknown = set(fields) - set(ORGANISED)
        if unknown:
            raise TypeError(f"organise() does not set {sorted(unknown)}")
        self._check_organised(fields)
        with acting(by=by):
            self.lock()
            self._check_began(began or {}, {**fields, **({} if topics is None else {"topics": topics})})
            changes = apply_changes(self, fields)
            if changes:
                self.save(update_fields=list(changes))
            before = sorted(self.topics.values_list("slug", flat=True))
            after = before if topics is None else sorted(topic.slug for topic in topics)
            if topics is not None and before != after:
                self.topics.set(topics)
                changes["topics"] = (before, after)
            seen = {"topics", "story_url"} & set(changes) and self.public_status in ("shown", "retracted")
            if seen and not by.is_editor:
                raise Forbidden(
                    "Readers see the topics and our story at once, so an editor has to change them."
                )
            if changes:
                self.note_written("organise", by=by, changes=changes)
                if {"topics", "story_url"} & set(changes):
                    self._tell_readers()

    def _check_began(self, began: Mapping[str, list[str]], mine: dict[str, Any]) -> None:
        theirs = {}
        for name in began:
            now = self.topics.all() if name == "topics" else getattr(self, name)
            if as_sent(now) not in (sorted(began[name]), as_sent(mine[name])):
                theirs[name] = now
        if theirs:
            raise Conflict(mine=mine, theirs=theirs)

    def _check_organised(self, fields: dict[str, Any]) -> None:
        if fields.get("story_url"):
            try:
                links.check(fields["story_url"])
            except ValueError as problem:
                raise Invalid({"story_url": str(problem)}) from None
        if fields.get("priority", 0) not in PRIORITIES:
            raise Invalid({"priority": "Choose a priority from the list."})

    def _tell_readers(self) -> None:
        public = self.public
        if public and not public.is_taken_down:
            self.hold_topics()
            public.topics, public.story_url = self.topic_list(), self.story_url
            public.save_anew("topics", "story_url")

    def topic_list(self) -> list[dict[str, str]]:
        return list(self.topics.order_by("label").values("slug", "label"))

    def hold_topics(self) -> None:
        """Until the end of the transaction none of them is renamed: the renaming would not see a page that is only now
        being written, and the page would keep the old name. In one order, so that nobody waits in a circle."""
        list(self.topics.select_for_update(no_key=True, of=("self",)).order_by("pk"))
