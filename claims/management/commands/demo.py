"""python manage.py demo: a newsroom to try things out in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.demo import newsroom
from claims.demo.people import PASSWORD, PEOPLE
from claims.refusals import Forbidden, Incomplete, Invalid, Refused


class Command(BaseCommand):
    help = (
        "Fill the database with the demo newsroom: four people, the article of 8 July 2020 and its claims. "
        "Safe to run twice: what is there already is left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            played = newsroom.play(self.say)
        except (Forbidden, Refused, Invalid, Incomplete) as problem:
            raise CommandError(f"The demo newsroom stopped: {problem}") from problem
        if not played:
            self.stdout.write("The demo newsroom is complete already. Nothing was changed.")
            return
        names = ", ".join(person["username"] for person in PEOPLE)
        self.stdout.write(f"The demo newsroom is ready. Log in as {names}; the password is {PASSWORD}.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # progress is for whoever waits, also through a pipe
