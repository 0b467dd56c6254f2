"""Walks the history, and every version, approval and kept copy; exit 1 and the bad rows if anything was changed."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models.approval import Approval
from claims.models.document import Snapshot
from claims.models.event import Event, head
from claims.models.revision import Revision
from claims.models.verifying import problems_of_history

MOST = 50  # rows that are named


class Command(BaseCommand):
    help = "Walk the history, and all versions, approvals and kept copies; exit 1 if anything was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            help="a hash kept outside, as any record prints it: must still stand in the chain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bad = list(islice(problems_of_history(head=options["head"].strip().lower()), MOST + 1))
        if bad:
            more = ["… and more"] if len(bad) > MOST else []
            raise CommandError("\n".join(bad[:MOST] + more), returncode=1)
        now = head()
        self.stdout.write(
            f"{now['seq']} events, {Revision.objects.count()} versions, {Approval.objects.count()} approvals and "
            f"{Snapshot.objects.count()} kept copies are as they were written."
        )
        redacted = sum(
            table.objects.filter(redacted_at__isnull=False).count() for table in (Event, Revision, Snapshot)
        )
        if redacted:
            self.stdout.write(f"{redacted} redacted, on record.")
        self.stdout.write(f"head {now['hash']}")
