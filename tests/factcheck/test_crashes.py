"""The short form of tests/faults: each kind of process is killed once while people write, and the code is loaded anew.
Nothing is lost, nothing is there twice, and everything comes back by itself."""

from __future__ import annotations

import signal
import uuid
from functools import partial

from tests.faults.conftest import site  # noqa: F401  its fixture
from tests.faults.site import Browser, Gone, Site, kill
from tests.faults.test_postgres import kill_and_wait
from tests.faults.test_reload import are_replaced
from tests.faults.test_worker import due_tasks, followed, has_written, is_replaced, tasks
from tests.faults.writers import Writers

CLIENTS = 4


def retract(editor: Browser, public_id: str, number: int) -> None:
    """The process that answers may just have been killed: then the form is sent again, as people do."""
    key = str(uuid.uuid4())
    for _ in range(3):
        try:
            answer = editor.post(
                f"/desk/claims/{public_id}/retract/", key=key, reason="The list was forged.", number=number
            )
        except Gone:
            continue
        assert answer.status == 302
        return


def test_nothing_is_lost_whatever_is_killed(site: Site) -> None:  # noqa: F811
    assert site.process is not None
    site.wait_until(site.background_workers, 60)
    editor = site.browser("editor")
    ((public_id, number),) = site.sql(
        "SELECT public_id, number FROM claims_publicclaim WHERE status = 'shown' ORDER BY 1 LIMIT 1"
    )
    with Writers(site, CLIENTS, word="short") as writers:
        background, web = set(site.background_workers()), set(site.web_workers())
        kill(*background, min(web))
        retract(editor, public_id, number)
        site.wait_until(partial(is_replaced, site, web), 60)
        kill_and_wait(site, writers)
        site.wait_until(lambda: bool(site.background_workers()) and followed(site), 60)
        old = {*site.web_workers(), *site.background_workers()}
        site.process.send_signal(signal.SIGUSR2)
        site.wait_until(partial(are_replaced, site, old), 60)
        site.wait_until(partial(has_written, writers, writers.count + CLIENTS), 60)
    assert writers.lost_and_doubled() == ([], [])
    assert tasks(site) == due_tasks(site) and public_id in {name for name, _ in tasks(site)}
    assert "hold" in site.manage("check_invariants").stdout
