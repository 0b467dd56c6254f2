"""Finished answers, kept in a process's own memory: all their forms, made once. How much that may be has a bound in
bytes.

Nothing is compressed while somebody waits for it a second time. gzip at its best and a quick brotli cost three
milliseconds when a page is made; the best brotli costs twenty times as much, and is made in a thread beside, of pages
that have been asked for again. Pages hold nothing that is secret or a reader's own, so that their compressed length
tells nothing.
"""

from __future__ import annotations

import gzip
import os
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from queue import SimpleQueue
from sys import getsizeof
from threading import Lock, Thread

import brotli

from claims import encodings

QUICK, BEST = 5, 11
AGAIN = 3  # uses after which a page is worth the best brotli
SMALLEST = 200  # bytes below which compressing saves nothing
# Of no use to who holds the page: a 304 changes only those of its headers that it has (RFC 9111, 4.3.4).
HELD = {
    "Content-Type",
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}
BESIDE = 2_000  # bytes that an answer needs besides forms and key, generously: headers, the objects


@dataclass(slots=True)
class Answer:
    """What was answered, without what belongs to one request or one form alone. `state` names what it was made of."""

    state: Hashable
    status: int
    headers: dict[str, str]
    etag: str
    forms: dict[str, bytes]
    path: str = ""  # the one address that it is true at; empty: at every address that leads to its key
    uses: int = 0
    size: int = field(init=False)  # as it came in: forms only become smaller
    short: dict[str, str] = field(init=False)  # the headers of a 304

    def __post_init__(self) -> None:
        self.short = {name: value for name, value in self.headers.items() if name not in HELD}
        self.size = BESIDE + sum(map(len, self.forms.values()))

    def form(self, encoding: str) -> tuple[str, bytes]:
        """The encoding that is sent (plain where there is no other) and its bytes."""
        found = self.forms.get(encoding)
        return (encoding, found) if found is not None else (encodings.PLAIN, self.forms[encodings.PLAIN])


def forms_of(body: bytes, *, is_text: bool) -> dict[str, bytes]:
    """Pictures and the like are compressed already."""
    forms = {encodings.PLAIN: body}
    if is_text and len(body) >= SMALLEST:
        forms[encodings.GZIP] = gzip.compress(body, 9, mtime=0)
        forms[encodings.BROTLI] = brotli.compress(body, quality=QUICK)
    return forms


def size_of(key: Hashable) -> int:
    """Of a tuple with what is in it: a query that somebody typed may be longer than the answer."""
    return getsizeof(key) + (sum(map(getsizeof, key)) if isinstance(key, tuple) else 0)


class Shelf:
    """Answers by key. What has not been asked for longest goes first when there is no more room."""

    def __init__(self, room: int) -> None:
        self.room, self.size = room, 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
                answer.uses += 1
        if answer is not None and answer.uses == AGAIN and encodings.BROTLI in answer.forms:
            _LATER.squeeze(answer)
        return answer

    def put(self, key: Hashable, answer: Answer) -> None:
        """Nothing is kept that would take more than a quarter of the room."""
        size = answer.size + size_of(key)
        with self._lock:
            self._remove(key)
            if size * 4 > self.room:
                return
            self._answers[key] = answer
            self.size += size
            while self.size > self.room:
                self._remove(next(iter(self._answers)))

    def _remove(self, key: Hashable) -> None:
        old = self._answers.pop(key, None)
        if old is not None:
            self.size -= old.size + size_of(key)

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self.size = 0


def squeeze(answer: Answer) -> None:
    """The best brotli in the place of the quick one."""
    best = brotli.compress(answer.forms[encodings.PLAIN], quality=BEST)
    if len(best) < len(answer.forms[encodings.BROTLI]):
        answer.forms[encodings.BROTLI] = best


class _Later:
    """A thread that squeezes, one answer at a time. It starts at the first need: threads do not outlive a fork."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process = 0
        self._queue: SimpleQueue[Answer] = SimpleQueue()

    def squeeze(self, answer: Answer) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._process, self._queue = os.getpid(), SimpleQueue()
                Thread(target=self._work, args=[self._queue], name="squeeze", daemon=True).start()
        self._queue.put(answer)

    @staticmethod
    def _work(queue: SimpleQueue[Answer]) -> None:
        while True:
            squeeze(queue.get())


_LATER = _Later()
