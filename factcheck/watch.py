"""
Runs beside ./run as a process of its own: brings the embedded PostgreSQL back when it was killed, and stops
it when ./run itself was. A thread could not: gunicorn collects every child's exit status, ours too.
"""

from __future__ import annotations

import select
import signal
import sys

from factcheck import postgres
from factcheck.serve import ROOT

SECONDS = 1.0


def main() -> None:
    postgres.hold(ROOT)
    server = postgres.Server(postgres.place(ROOT))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The other end of stdin is open in ./run and its workers: the end of file means that all are gone.
    while not select.select([sys.stdin], [], [], SECONDS)[0]:
        if not server.is_up():
            revive(server)


def revive(server: postgres.Server) -> None:
    with postgres.start_lock(ROOT):
        if server.is_up():  # another process of the clone was quicker
            return
        try:
            server.start()
            print("PostgreSQL was gone and has been started again.", file=sys.stderr, flush=True)
        except postgres.Unavailable as error:
            print(error, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
