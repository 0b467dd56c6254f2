"""One noun a file. Public views import models.public, models.revision and models.rating by name, never this package."""

from claims.models.appearance import Appearance
from claims.models.approval import Approval, Contribution
from claims.models.base import acting
from claims.models.change import PublicChange
from claims.models.claim import Claim
from claims.models.claimant import Claimant, Topic
from claims.models.document import Document, Snapshot
from claims.models.event import Event, EventLink, write_event
from claims.models.evidence import Evidence
from claims.models.idempotency import SentForm
from claims.models.job import Bookmark, Job
from claims.models.login import LoginAttempt
from claims.models.page import PageVersion
from claims.models.public import PublicClaim
from claims.models.rating import Rating, RatingScale
from claims.models.redaction import Redaction
from claims.models.revision import Revision
from claims.models.setting import Setting
from claims.models.tag import PublicTag, PublicText, PublicWord
from claims.models.task import Task
from claims.models.user import User

__all__ = [
    "Appearance",
    "Approval",
    "Bookmark",
    "Claim",
    "Claimant",
    "Contribution",
    "Document",
    "Event",
    "EventLink",
    "Evidence",
    "Job",
    "LoginAttempt",
    "PageVersion",
    "PublicChange",
    "PublicClaim",
    "PublicTag",
    "PublicText",
    "PublicWord",
    "Rating",
    "RatingScale",
    "Redaction",
    "Revision",
    "SentForm",
    "Setting",
    "Snapshot",
    "Task",
    "Topic",
    "User",
    "acting",
    "write_event",
]
