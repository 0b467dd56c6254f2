"""Blank for good what two people at the desk decided on, and find where words stand."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import Redaction
from claims.models.finding import find
from claims.models.redaction import may_blank
from claims.refusals import Forbidden, Invalid, Refused

AFTERWARDS = """\
What is blank here still stands in backups, in archived write-ahead logs, and in dead rows of the tables:
  VACUUM (FULL) {tables};
rewrites the tables (each is locked meanwhile). Backups and archives are for whoever keeps them."""
TABLES = "claims_revision, claims_event, claims_snapshot, claims_approval, claims_publicclaim, claims_claim, " \
    "claims_appearance, claims_evidence, claims_document, claims_claimant, django_admin_log"  # fmt: skip


class Command(BaseCommand):
    help = (
        "Carry out a redaction that one person asked for and another confirmed at the desk: its words are blanked "
        "for good, hashes and places stay, and the history says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request", nargs="?", type=int, help="the number of a confirmed request")
        parser.add_argument("--list", action="store_true", help="requests that are confirmed and wait")
        parser.add_argument(
            "--find",
            nargs="?",
            const="",
            metavar="WORDS",
            help="list every row in which these words stand, and how each can be mended; without WORDS they are "
            "asked for, since a command line is kept by shells and seen by others on this machine",
        )
        parser.add_argument(
            "--commit", action="store_true", help="without it, the command only says what it would blank"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [options["list"], options["find"] is not None, options["request"] is not None]
        if sum(chosen) != 1:
            raise CommandError("Say what to do: redact NUMBER, redact --list, or redact --find.")
        if options["find"] is not None:
            self.find(options["find"])
        elif options["list"]:
            self.list()
        else:
            self.redact(options["request"], commit=options["commit"])

    def find(self, words: str) -> None:
        if not words and sys.stdin.isatty():
            self.stderr.write("Words to find, then Enter:")
        try:
            found = find(words or sys.stdin.readline())
        except Invalid as problem:
            raise CommandError(str(problem)) from None
        for hit in found.hits:
            self.stdout.write(f"{hit.label} ({', '.join(hit.fields)}): {hit.how}")
        for table in found.cut:
            self.stdout.write(f"There are more {table} than are listed.")
        if not found.hits:
            self.stdout.write("These words stand nowhere.")

    def list(self) -> None:
        waiting = list(Redaction.objects.newest().confirmed())
        for request in waiting:
            self.stdout.write(describe(request))
        if not waiting:
            self.stdout.write("No confirmed request waits.")

    def redact(self, number: int, *, commit: bool) -> None:
        request = Redaction.objects.newest().filter(pk=number).first()
        if request is None:
            raise CommandError(f"There is no request {number}: redact --list shows those that wait.")
        if not commit and request.status == "confirmed":
            self.stdout.write(describe(request))
            self.stdout.write("Nothing was blanked: say --commit. There is no way back.")
            return
        if not may_blank():
            raise CommandError(
                "This login does not own the tables, so it may not blank anything: run it as "
                "`python manage.py redact`, which uses DATABASE_OWNER_URL."
            )
        try:
            request.carry_out()
        except (Refused, Forbidden, Invalid) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Redacted, on record: {request.phrase}.")
        self.stdout.write(AFTERWARDS.format(tables=TABLES))


def describe(request: Redaction) -> str:
    claim = f" of claim {request.public_id}" if request.public_id else ""
    return (
        f"{request.pk}: {request.phrase}{claim}; asked for by {request.asked_by}, "
        f"confirmed by {request.confirmed_by}"
    )
