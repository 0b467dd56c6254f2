"""python manage.py synthesize: a million public claims to measure with."""

import os
import sys
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models.redaction import may_blank as owns_the_tables
from claims.refusals import Refused
from claims.synthesis import filling

WIDTH = 30


class Command(BaseCommand):
    help = (
        "Fill a scratch database with public claims of realistic shape, for benchmarks alone. They are written past "
        "the desk's guards, with one row of the history a batch, so verify_history and check_invariants do not hold "
        "in such a database. It refuses one that holds anybody's work. Safe to run again: it adds what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--claims", type=int, required=True, help="how many there should be in the end")
        parser.add_argument(
            "--processes",
            type=int,
            default=min(4, os.cpu_count() or 1),
            help="how many make claims while the database takes them in",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["claims"] < 1:
            raise CommandError("Say how many claims there should be: --claims 1000.")
        if not owns_the_tables():
            raise CommandError(
                "This login does not own the tables: run it as `python manage.py synthesize`, which uses "
                "DATABASE_OWNER_URL."
            )
        self.began, self.told = monotonic(), 0
        try:
            added = filling.fill(options["claims"], processes=options["processes"], say=self.say)
        except Refused as problem:
            raise CommandError(str(problem)) from None
        if not added:
            self.stdout.write("There are as many already. Nothing was added.")
            return
        self.stdout.write(f"{added:,} claims were added in {monotonic() - self.began:.0f} seconds.")

    def say(self, done: int, total: int) -> None:
        """A bar on a terminal; elsewhere a line for each tenth."""
        left = (monotonic() - self.began) * (total - done) / done
        text = f"{done:,} of {total:,} claims, {left / 60:.0f} min left"
        if sys.stderr.isatty():
            bar = "#" * (WIDTH * done // total)
            self.stderr.write(f"\r[{bar:<{WIDTH}}] {text}  ", ending="\n" if done == total else "")
            self.stderr.flush()
        elif 10 * done // total > self.told and total > filling.BATCH:
            self.told = 10 * done // total
            self.stdout.write(text)
