#!/usr/bin/env python
"""Django's commands, each under the database login it needs."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# These change tables or what nobody else may change; everything else, the demo too, has no more rights than
# the website.
OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "showmigrations",
    "flush",
    "sqlflush",
    "redact",
    "synthesize",
    "test",
}
# These touch no database, and some are needed before there is one.
WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "--version",
    "database_roles",
    "collectstatic",
    "findstatic",
    "diffsettings",
}


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    command = arguments[0] if arguments else "help"
    if command in OWNER_COMMANDS:
        os.environ["FACTCHECK_LOGIN"] = "owner"

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from factcheck import postgres
    from factcheck.database import unreachable

    try:
        from django.conf import settings

        if settings.EMBEDDED and command not in WITHOUT_DATABASE:
            postgres.hold(ROOT)
        execute_from_command_line([sys.argv[0], *arguments])
    except (ImproperlyConfigured, postgres.Unavailable) as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(unreachable(error))


if __name__ == "__main__":
    main(sys.argv[1:])
