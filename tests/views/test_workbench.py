"""The workbench: what it shows, and how the text is written."""

import pytest

from tests import factories


@pytest.fixture
def claim(reporter):
    return factories.complete_claim(by=reporter)


def address(claim, page=""):
    return f"/desk/claims/{claim.public_id}/{page}"


@pytest.mark.parametrize("page", ["", "preview/", "history/", "change/", "review/", "evidence/new/", "appearances/new/"])
@pytest.mark.parametrize("make", ["spotted_claim", "drafted_claim", "complete_claim", "in_review_claim"])
def test_every_page_of_a_claim_opens_in_every_state(as_, reporter, editor, make, page):
    claim = getattr(factories, make)(by=reporter)
    for person in (reporter, editor):
        assert as_(person).get(address(claim, page)).status_code == 200
