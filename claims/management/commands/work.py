"""The background worker. Run as many as you like, on as many machines."""

import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims import tasks, worker

logger = logging.getLogger(worker.__name__)


class Command(BaseCommand):
    help = (
        "The background worker: follows the history, writes the files under /data/, and does what falls due."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and end")
        parser.add_argument(
            "--while-stdin-is-open", action="store_true", help="end when whoever started this is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = worker.do_all()
            self.stdout.write(f"Done: {done} job{'' if done == 1 else 's'}.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        if options["while_stdin_is_open"]:
            threading.Thread(target=wait_for_the_end, args=[sys.stdin.fileno(), stop], daemon=True).start()
        logger.info("The background worker runs, as process %d.", os.getpid())
        worker.work(stop, first=tasks.log_head)
        logger.info("The background worker has ended.")


def wait_for_the_end(descriptor: int, stop: threading.Event) -> None:
    """Read past Python's buffers: a thread that waits in one of them at the end of the process is a fault."""
    while os.read(descriptor, 1024):
        pass
    stop.set()
