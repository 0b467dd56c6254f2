"""What the house does by itself, after an event or every so often. The machinery is claims/worker.py.

One more: write a function, and say in one line what it follows or how often it comes round. It is run in a transaction
of its own; an exception undoes it, and it is tried again, ever later; after the last try the desk sees it.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module

from claims import dumps, purging
from claims.models.event import Event, head
from claims.models.idempotency import SentForm
from claims.models.task import Task
from claims.worker import comes_round, follows

logger = logging.getLogger(__name__)


@follows("publish", "retract", "take_down", says="note that a correction has to be told again")
def tell_again(event: Event) -> None:
    Task.after(event)


@follows(
    *purging.OF_ONE_CLAIM, *purging.OF_ANY, says="tell the cache in front of the site that a page has changed"
)
def purge(event: Event) -> None:
    purging.purge(purging.keys_of(event))


@comes_round(every=timedelta(seconds=10), says="bring the files under /data/ up to date")
def write_data() -> None:
    dumps.bring_up_to_date()


@comes_round(every=timedelta(hours=1), says="forget the keys of forms that were sent days ago")
def forget_forms() -> None:
    SentForm.objects.purge()


@comes_round(every=timedelta(hours=6), says="clear away sessions that have ended")
def clear_sessions() -> None:
    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@comes_round(every=timedelta(days=1), says="write the head of the history into the log")
def log_head() -> None:
    """Whoever keeps the log keeps a head that nobody in this house can change afterwards."""
    now = head()
    logger.info("The history has %d rows; its head is %s", now["seq"], now["hash"])
