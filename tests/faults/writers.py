"""People who write all the time, and who press the button again where no answer came, as people do."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType

from tests.faults.site import Browser, Gone, Site

PEOPLE = ("reporter", "editor", "editor2", "admin")


@dataclass
class Writer:
    """Adds documents, each with a title that nobody else has. A form is sent again with its key until it is
    acknowledged."""

    browser: Browser
    name: str
    written: list[str] = field(default_factory=list)  # acknowledged, in order
    failures: list[tuple[float, str]] = field(default_factory=list)  # when, and how
    slowest: float = 0.0

    def write(self, until: threading.Event) -> None:
        while not until.is_set():
            title, key = f"{self.name} {len(self.written)}", str(uuid.uuid4())
            while not self.send(title, key):
                if until.is_set():  # whether this one took effect, nobody has said
                    return
                time.sleep(0.05)
            self.written.append(title)

    def send(self, title: str, key: str) -> bool:
        begun = time.monotonic()
        try:
            answer = self.browser.post(
                "/desk/documents/new/", key=key, title=title, kind="article", language="en", text=title
            )
        except Gone as error:
            self.failures.append((begun, str(error)))
            return False
        self.slowest = max(self.slowest, time.monotonic() - begun)
        if answer.status == 302:
            return True
        self.failures.append((begun, f"{answer.status}"))
        return False


class Writers:
    """`with Writers(site, 8) as writers:` eight people write meanwhile. Their names begin with `word`."""

    def __init__(self, site: Site, number: int, *, word: str) -> None:
        self.site, self.word, self.done = site, word, threading.Event()
        self.people = [Writer(site.browser(PEOPLE[n % len(PEOPLE)]), f"{word} {n}") for n in range(number)]
        self.threads = [threading.Thread(target=person.write, args=[self.done]) for person in self.people]

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join(60)

    def lost_and_doubled(self) -> tuple[list[str], list[str]]:
        """What was acknowledged and is not there; and what is there more than once."""
        rows = self.site.sql("SELECT title FROM claims_document WHERE title LIKE %s", f"{self.word} %")
        there = Counter(title for (title,) in rows)
        lost = [title for person in self.people for title in person.written if title not in there]
        return lost, [title for title, times in there.items() if times > 1]

    @property
    def count(self) -> int:
        return sum(len(person.written) for person in self.people)
