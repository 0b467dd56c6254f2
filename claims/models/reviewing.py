"""From a draft to a yes: submit, recall, request changes, approve, countersign, override."""

from typing import TYPE_CHECKING, Any

from claims import texts
from claims.models.approval import Approval
from claims.models.setting import reviewers
from claims.refusals import Incomplete, Invalid, Refused

if TYPE_CHECKING:
    from claims.models.claim import Claim as Base
else:
    Base = object

SAYS_NO_MORE = "Say yes to “the statement says no more than was said”, or request changes."


def is_second_person(yes: Approval, hands: set[int]) -> bool:
    """A yes by somebody who wrote none of it, and who may still say it: a role can be lost after the yes."""
    may = yes.by.is_editor or reviewers() == "everyone"
    return yes.kind == "editor" and not yes.override_reason and yes.by_id not in hands and may


class Reviewing(Base):
    """Verbs of Claim."""

    def submit(self, *, by: Any, seen: int | None = None) -> None:
        """Ask for a review. Raises Incomplete with everything that the gate misses."""
        with self.doing("submit", by=by, seen=seen):
            self.pass_gate()
            self.set_state("in_review")

    def pass_gate(self) -> None:
        if not self.has_changed():
            raise Refused(
                "Nothing differs from the version that readers see, so there is nothing to review. "
                "Discard the changes instead."
            )
        missing = [check for check in self.checklist() if not check.met]
        if missing:
            raise Incomplete(missing)

    def recall(self, *, by: Any) -> None:
        with self.doing("recall", by=by):
            self.set_state("drafting")

    def request_changes(self, *, by: Any, reason: str, seen: int | None = None) -> None:
        with self.doing("request_changes", by=by, seen=seen, reason=reason):
            self._need_reason(reason, "Say what has to change.")
            self.set_state("drafting")

    def approve(self, *, by: Any, content_sha256: str, says_no_more: bool, note: str = "") -> None:
        """A yes to exactly the text that was read, by somebody who did not write it."""
        yes: dict[str, Any] = {}
        with self.doing("approve", by=by, content_sha256=content_sha256, note=note, yes=yes):
            given = self._sign(
                "editor", by=by, content_sha256=content_sha256, says_no_more=says_no_more, note=note
            )
            yes.update(_of(given))
            self.set_state("approved")

    def countersign(self, *, by: Any, content_sha256: str, says_no_more: bool) -> None:
        """A yes by one of two who both worked on it, one of them an editor. The first leaves the claim in review."""
        yes: dict[str, Any] = {}
        with self.doing("countersign", by=by, content_sha256=content_sha256, yes=yes):
            given = self._sign("countersign", by=by, content_sha256=content_sha256, says_no_more=says_no_more)
            yes.update(_of(given))
            if self.basis() == "countersigned":
                self.set_state("approved")

    def override(self, *, by: Any, content_sha256: str, says_no_more: bool, reason: str) -> None:
        """An administrator's yes without a second person; readers see the reason."""
        yes: dict[str, Any] = {}
        with self.doing("override", by=by, content_sha256=content_sha256, reason=reason, yes=yes):
            self._need_reason(reason, "Give the reason; readers will see it.")
            given = self._sign(
                "editor", by=by, content_sha256=content_sha256, says_no_more=says_no_more, override=reason
            )
            yes.update(_of(given))
            self.set_state("approved")

    def _sign(
        self,
        kind: str,
        *,
        by: Any,
        content_sha256: str,
        says_no_more: bool,
        note: str = "",
        override: str = "",
    ) -> Approval:
        if content_sha256 != self.content_sha256:
            raise Refused("The text has changed since you opened it. Read it again before you say yes.")
        if not says_no_more:
            raise Invalid({"says_no_more": SAYS_NO_MORE})
        self.pass_gate()
        return Approval.objects.create(
            claim=self,
            number=self.number,
            content_version=self.content_version,
            content_sha256=bytes.fromhex(content_sha256),
            by=by,
            kind=kind,
            note=note,
            override_reason=override,
        )

    def basis(self) -> str:
        """On what ground the present text may be published: second_person, countersigned, override, or "".

        The trigger on Revision decides; this asks the same so that a person gets a sentence.
        """
        yes = self.present_approvals()
        hands = {person.pk for person in self.contributors()}
        if any(is_second_person(y, hands) for y in yes):
            return "second_person"
        signers = {y.by_id: y.by for y in yes if y.kind == "countersign" and y.by_id in hands}
        if len(signers) >= 2 and any(person.is_editor for person in signers.values()):
            return "countersigned"
        if any(y.override_reason and y.by.is_administrator for y in yes):
            return "override"
        return ""

    def _need_reason(self, reason: str, sentence: str) -> None:
        if not reason.strip():
            raise Invalid({"reason": sentence})
        try:
            texts.refuse_turns(reason)
        except ValueError as problem:
            raise Invalid({"reason": str(problem)}) from None


def _of(yes: Approval) -> dict[str, Any]:
    """What the Event of a yes says of its row: enough for verify_history to know it again."""
    return {"number": yes.number, "content_version": yes.content_version, "at": yes.created_at}
