"""Addresses of one claim at the desk, under /desk/claims/<public_id>/: its pages, its parts, one for each verb."""

from django.urls import path

from claims.views import appearance, claim, evidence, redaction, review, story, tasks, verbs

CLAIM = "desk/claims/<slug:public_id>/"
PLACE = CLAIM + "appearances/<int:pk>/"
PIECE = CLAIM + "evidence/<int:pk>/"
TASK = CLAIM + "tasks/<int:pk>/"

urlpatterns = [
    path(CLAIM, claim.workbench, name="claim-workbench"),
    path(CLAIM + "save/", claim.save, name="claim-save"),
    path(CLAIM + "organise/", claim.organise, name="claim-organise"),
    path(CLAIM + "review/", review.review, name="claim-review"),
    path(CLAIM + "preview/", claim.preview, name="claim-preview"),
    path(CLAIM + "story/", story.story, name="claim-story"),
    path(CLAIM + "history/", claim.claim_history, name="claim-history"),
    path(CLAIM + "change/", claim.change_page, name="claim-changes"),
    path(CLAIM + "redact/", redaction.ask, name="claim-redact"),
    path(CLAIM + "appearances/new/", appearance.add, name="appearance-add"),
    path(PLACE, appearance.change, name="appearance-change"),
    path(PLACE + "remove/", appearance.remove, name="appearance-remove"),
    path(CLAIM + "evidence/new/", evidence.add, name="evidence-add"),
    path(PIECE, evidence.change, name="evidence-change"),
    path(PIECE + "move/", evidence.move, name="evidence-move"),
    path(PIECE + "discount/", evidence.discount, name="evidence-discount"),
    path(PIECE + "remove/", evidence.remove, name="evidence-remove"),
    path(TASK + "finish/", tasks.finish, name="task-finish"),
    path(TASK + "reopen/", tasks.reopen, name="task-reopen"),
    path(CLAIM + "take/", verbs.take, name="claim-take"),
    path(CLAIM + "pass-over/", verbs.pass_over, name="claim-pass-over"),
    path(CLAIM + "drop/", verbs.drop, name="claim-drop"),
    path(CLAIM + "reopen/", verbs.reopen, name="claim-reopen"),
    path(CLAIM + "submit/", verbs.submit, name="claim-submit"),
    path(CLAIM + "recall/", verbs.recall, name="claim-recall"),
    path(CLAIM + "request-changes/", verbs.request_changes, name="claim-request-changes"),
    path(CLAIM + "approve/", verbs.approve, name="claim-approve"),
    path(CLAIM + "approve-and-publish/", verbs.approve_and_publish, name="claim-approve-and-publish"),
    path(CLAIM + "countersign/", verbs.countersign, name="claim-countersign"),
    path(CLAIM + "override/", verbs.override, name="claim-override"),
    path(CLAIM + "publish/", verbs.publish, name="claim-publish"),
    path(CLAIM + "edit/", verbs.edit, name="claim-edit"),
    path(CLAIM + "discard/", verbs.discard, name="claim-discard"),
    path(CLAIM + "retract/", verbs.retract, name="claim-retract"),
    path(CLAIM + "take-down/", verbs.take_down, name="claim-take-down"),
]
