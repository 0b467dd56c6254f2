"""Invites somebody to the desk: `manage.py invite EMAIL --role ROLE`. This is how the first administrator comes in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from claims import mail
from claims.models import User
from claims.refusals import Invalid


class Command(BaseCommand):
    help = "Invite somebody to the desk: prints the link of the invitation, and sends it by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=User.Role.values)
        parser.add_argument("--name", default="", help="the name that readers see; the person can set it too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"“{options['email']}” is not an e-mail address.") from None
        waiting = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if waiting and not waiting.has_usable_password() and waiting.role == options["role"]:
            user = waiting  # invited before, and not here yet: the link is written again
        else:
            try:
                user = User.objects.invite(options["email"], options["role"], public_name=options["name"])
            except Invalid as problem:
                raise CommandError(str(problem)) from None
        link = mail.invitation_link(user)  # one link, printed and mailed: the next second makes another
        sent = mail.send_invitation(user, link)
        self.stdout.write(f"{user.username}, {user.get_role_display().lower()}:")
        self.stdout.write(link)
        if not sent:
            self.stderr.write("The mail could not be sent: pass the link on yourself.")
