"""What the tests of crashes share: a whole house that may be killed (tests/faults/site.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.site import Site


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A running demo newsroom with its own PostgreSQL, for all tests of the run; it takes some seconds to come up.

    site.browser("reporter") is a logged-in browser: .get(path), .post(path, **fields) → status, text, location.
    site.sql(query, *values) asks its database as the owner. site.manage("check_invariants") runs a command there.
    """
    made = Site()
    try:
        yield made.start()
    finally:
        made.close()
