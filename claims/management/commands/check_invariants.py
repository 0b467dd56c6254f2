"""What must always hold; exit 1 with a row for each breach."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models.invariants import INVARIANTS, problems_of_invariants


class Command(BaseCommand):
    help = "Check what must always hold; exit 1 with a row for each breach."

    def handle(self, *args: Any, **options: Any) -> None:
        bad = list(problems_of_invariants())
        if bad:
            raise CommandError("\n".join(bad), returncode=1)
        if options["verbosity"] > 1:
            self.stdout.write("".join(f"never: {name}\n" for name in INVARIANTS), ending="")
        self.stdout.write(f"All {len(INVARIANTS)} hold.")
