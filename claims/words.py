"""Every word that stands for a value: stored value → word on screen. Models, forms, pages and formats
share them."""

from __future__ import annotations

STATES = {
    "spotted": "Spotted",
    "drafting": "Drafting",
    "in_review": "In review",
    "approved": "Approved",
    "published": "Published",
    "dropped": "Dropped",
}
PUBLIC_STATUSES = {
    "none": "Not public",
    "shown": "Public",
    "retracted": "Retracted",
    "taken_down": "Taken down",
}
ROLES = {"reporter": "Reporter", "editor": "Editor", "administrator": "Administrator"}
REVIEWERS = {"editors": "Editors approve", "everyone": "Reporters approve too"}
VERBS = {
    "take": "Take",
    "pass_over": "Pass over",
    "drop": "Drop",
    "reopen": "Reopen",
    "submit": "Submit",
    "recall": "Recall",
    "request_changes": "Request changes",
    "approve": "Approve",
    "approve_and_publish": "Approve and publish",
    "countersign": "Countersign",
    "override": "Override",
    "publish": "Publish",
    "edit": "Edit",
    "discard": "Discard changes",
    "retract": "Retract",
    "take_down": "Take down",
}
DROP_REASONS = {
    "opinion": "Opinion",
    "forecast": "Forecast, cannot be checked",
    "too_vague": "Too vague",
    "trivial": "Trivial",
    "already_checked": "Already checked",
    "no_data": "No data",
    "other": "Other",
}
PRIORITIES = {0: "Normal", 1: "High", 2: "Urgent"}

CLAIMANT_KINDS = {
    "public_figure": "Public figure",
    "organisation": "Organisation",
    "private_person": "Private person",
    "many": "Posts by many",
    "unnamed": "Unnamed source",
    "nobody": "Nobody: a question that the desk asks",
}
NAMED_KINDS = ("public_figure", "organisation")  # the only ones that carry a name, and have a page
VOICES = {"direct": "Direct quotation", "reported": "Reported speech", "own": "The outlet’s own words"}
HEARD = {
    "by_outlet": "Heard by the outlet itself",
    "other_outlet": "Taken from another outlet",
    "recording": "From a recording or document that we know",
    "unknown": "Not known",
    "not_heard": "Nothing to hear: read in the text",
}

STANCES = {"supports": "Backs the claim", "refutes": "Contradicts the claim", "context": "Context"}
EVIDENCE_KINDS = {
    "official_report": "Official report",
    "official_document": "Official document",
    "statement": "Statement",
    "testimony": "Testimony",
    "news_report": "News report",
    "fact_check": "Fact-check",
    "study": "Study",
    "dataset": "Dataset",
    "court_record": "Court record",
    "interview": "Interview by us",
    "calculation": "Own calculation",
    "recording": "Recording",
    "other": "Other",
}
INDEPENDENCE = {
    "independent": "Independent",
    "claimant": "The claimant’s own",
    "repeats": "Repeats another piece",
    "unnamed": "Unnamed source",
}
SEEN_AS = {"original": "Original", "reprint": "Reprint", "excerpt": "Excerpt"}
DOCUMENT_KINDS = {
    "article": "Article",
    "speech": "Speech",
    "post": "Post",
    "report": "Report",
    "dataset": "Dataset",
    "recording": "Recording",
    "other": "Other",
}
SNAPSHOT_HOW = {
    "pasted": "Pasted",
    "uploaded": "Uploaded",
    "fetched": "Fetched",
    "archive": "From a public archive",
}

CHANGE_KINDS = {
    "correction": "Correction",
    "clarification": "Clarification",
    "update": "Update",
    "wording": "Wording only",
}
# What a version may say of itself: retraction and take-down come from their verbs, never from a form.
VERSION_CHANGE_KINDS = {**CHANGE_KINDS, "retraction": "Retraction", "takedown": "Take-down"}
REVISION_KINDS = {"publication": "Publication", "retraction": "Retraction", "takedown": "Take-down"}
BASES = {
    "second_person": "Read by a second person who wrote none of it",
    "countersigned": "Read by two people who both worked on it",
    "override": "Approved by an administrator, with a reason",
    "retraction": "Retracted by an editor",
    "takedown": "Taken down by an editor",
}
APPROVAL_KINDS = {"editor": "Approval", "countersign": "Countersignature", "legal": "Legal approval"}
TASK_KINDS = {"tell_again": "Tell again where the old version was told"}
RATING_TOKENS = {
    "true": "True",
    "mostly-true": "Mostly true",
    "half-true": "Half true",
    "mostly-false": "Mostly false",
    "false": "False",
    "misleading": "Misleading",
    "unproven": "Unproven",
}

# Names of fields, as labels at the desk and in lists of differences.
FIELDS = {
    "headline": "Headline",
    "statement": "Statement",
    "language": "Language",
    "appearances": "Where it was said",
    "claimant": "Who said it",
    "claimant_kind": "Kind of claimant",
    "claimant_name": "Name",
    "described_as": "Described as",
    "claimant_role": "Said as",
    "said": "Said between",
    "voice": "Voice",
    "heard": "Heard",
    "quotation": "Quotation",
    "locator": "Page, table or time",
    "document": "Source text",
    "evidence": "Evidence",
    "number": "Number",
    "stance": "What it does to the claim",
    "kind": "Kind",
    "title": "Title",
    "url": "Address",
    "publisher": "Publisher",
    "person": "Person",
    "role": "Role",
    "published": "Published",
    "translation": "Translation",
    "primary": "Primary",
    "primary_why": "Why primary",
    "independence": "Source is",
    "repeats": "Repeats piece",
    "seen_as": "Seen as",
    "interests": "Interests",
    "note": "Note",
    "discounted_reason": "Discounted, because",
    "rating": "Rating",
    "conclusion": "Conclusion",
    "analysis": "Analysis",
    "looked_for": "What we looked for and did not find",
    "fewer_sources": "Why fewer than two independent pieces",
    "reply": "What the claimant told us, or why we did not ask",
    "selection_reason": "Why we chose it",
    "true_as_of": "True as of",
    "change_note": "Change note",
    "return": "It returns after it was withdrawn",
}
