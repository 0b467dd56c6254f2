"""A database of a bench's own, made by the migrations and dropped at the end, on the server that the tests use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """Within, connections have the application's rights and its commits reach the disk, as in a newsroom."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.db import connection

    from tests import database as roles

    connection.settings_dict["OPTIONS"]["options"] = ""  # the tests' own do without the disk
    roles.start()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    roles.lower_rights()
    try:
        yield
    finally:
        roles.restore_rights()
        connection.creation.destroy_test_db(name, verbosity=0)


def percentile(values: list[float], at: int) -> float:
    """Of milliseconds, rounded."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * at // 100)], 2)
