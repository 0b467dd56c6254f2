"""
Runs beside ./run as a process of its own: keeps the background worker running, brings the embedded PostgreSQL back when
it was killed, and stops both when ./run itself is gone. A thread could not: gunicorn collects every child's exit
status, ours too.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time

from factcheck import postgres
from factcheck.serve import ROOT

SECONDS = 1.0
LONGEST_WAIT = 30.0  # before a worker that dies again and again is started once more
WELL = 60.0  # seconds after which a worker counts as well
GRACE = 15.0  # seconds that its running job may take at the end


class Worker:
    """`manage.py work`, started again where it dies. It holds on to our end of its stdin: without us it ends too."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths, self.began, self.next_start = 0, 0.0, 0.0

    def keep_running(self) -> None:
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.deaths = 1 if now - self.began > WELL else self.deaths + 1
            wait = min(0.5 * 2**self.deaths, LONGEST_WAIT)
            print(
                f"The background worker ended ({self.process.returncode}); starting another in {wait:g} s.",
                file=sys.stderr,
                flush=True,
            )
            self.let_go()
            self.next_start = now + wait
        if self.process is None and now >= self.next_start:
            self.start(now)

    def start(self, now: float) -> None:
        self.began = now
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "work", "--while-stdin-is-open"],
            stdin=subprocess.PIPE,
            env={**os.environ, "FACTCHECK_LOGIN": "web", "FACTCHECK_POOL": "0"},
        )

    def let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None

    def stop(self) -> None:
        """Its running job is waited for; one that takes too long is begun again next time."""
        process = self.process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.let_go()


def main(arguments: list[str]) -> None:
    """`embedded` among the arguments: PostgreSQL is ours to look after."""
    server = None
    if "embedded" in arguments:
        postgres.hold(ROOT)
        server = postgres.Server(postgres.place(ROOT))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    worker = Worker()
    worker.keep_running()
    # The other end of stdin is open in ./run and its workers: the end of file means that all are gone. Anything else
    # asks for a worker with the code as it is now.
    while True:
        if select.select([sys.stdin], [], [], SECONDS)[0]:
            if not os.read(sys.stdin.fileno(), 1024):
                break
            worker.stop()
        if server is not None and not server.is_up():
            revive(server)
        worker.keep_running()
    worker.stop()


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
    main(sys.argv[1:])
