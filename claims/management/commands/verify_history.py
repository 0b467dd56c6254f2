"""Walks the history and every published version; exit 1 and the bad rows if anything was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models.event import Event, head
from claims.models.revision import Revision
from claims.models.verifying import problems_of_history


class Command(BaseCommand):
    help = "Walk the chain of the history and all versions; exit 1 if anything was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            help="a hash kept outside, as any record prints it: must still stand in the chain",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        bad = list(problems_of_history(head=options["head"].strip().lower()))
        if bad:
            raise CommandError("\n".join(bad), returncode=1)
        now = head()
        self.stdout.write(
            f"{now['seq']} events and {Revision.objects.count()} versions are as they were written."
        )
        redacted = sum(
            rows.filter(redacted_at__isnull=False).count() for rows in (Event.objects, Revision.objects)
        )
        if redacted:
            self.stdout.write(f"{redacted} redacted, on record.")
        self.stdout.write(f"head {now['hash']}")
