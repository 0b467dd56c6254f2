"""Answers in memory: how much they may be, and in which forms."""

from __future__ import annotations

import gzip
import os
import threading
import time
from sys import getsizeof

import brotli

from claims import kept
from claims.kept import Answer, Shelf, forms_of

KEY = 28  # bytes of a small number


def answer(size: int = 1000, state: str = "1") -> Answer:
    return Answer(state, 200, {}, "", {"identity": b"x" * size})


def test_a_text_is_kept_in_three_forms_and_a_picture_in_one():
    text = b"The library opens at nine on every weekday. " * 100
    forms = forms_of(text, is_text=True)
    assert gzip.decompress(forms["gzip"]) == brotli.decompress(forms["br"]) == forms["identity"] == text
    assert len(forms["br"]) < len(text) / 4
    assert forms_of(text, is_text=False) == {"identity": text}
    assert set(forms_of(b"short", is_text=True)) == {"identity"}


def test_where_a_form_is_missing_the_plain_one_is_sent():
    assert answer(5).form("br") == ("identity", b"xxxxx")


def test_what_was_not_asked_for_longest_makes_room():
    shelf = Shelf(10 * (kept.BESIDE + KEY + 1000))
    for n in range(10):
        shelf.put(n, answer())
    assert shelf.get(0) is not None
    shelf.put(10, answer())
    assert len(shelf) == 10 and shelf.get(1) is None
    assert shelf.get(0) is not None and shelf.get(10) is not None


def test_a_newer_answer_takes_the_place_of_the_older_one_and_counts_once():
    shelf = Shelf(100_000)
    for state in ("1", "2"):
        shelf.put("page", answer(state=state))
    found = shelf.get("page")
    assert found is not None and found.state == "2" and len(shelf) == 1
    assert shelf.size == found.size + getsizeof("page")
    shelf.clear()
    assert len(shelf) == shelf.size == 0


def test_a_long_key_takes_room():
    shelf = Shelf(20 * (kept.BESIDE + 1000))
    for n in range(40):
        shelf.put(("/claims/", f"q={n:04000}", False), answer(0))
    assert 0 < len(shelf) * (kept.BESIDE + 4000) <= shelf.room
    shelf.put(("/claims/", "é" * shelf.room, False), answer(0))
    assert len(shelf) > 1


def test_one_huge_answer_does_not_push_out_everything():
    shelf = Shelf(100_000)
    shelf.put("small", answer())
    shelf.put("huge", answer(50_000))
    assert shelf.get("huge") is None and shelf.get("small") is not None


def test_the_bound_holds_while_many_threads_put_and_get():
    shelf = Shelf(20 * (kept.BESIDE + KEY + 1000))
    over: list[int] = []

    def work(seed: int) -> None:
        for n in range(2_000):
            key = (seed * 7919 + n * 31) % 97
            if shelf.get(key) is None:
                shelf.put(key, answer(500 + key * 10))
            if len(shelf) > 200:
                over.append(len(shelf))

    workers = [threading.Thread(target=work, args=[n]) for n in range(8)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert not over and 0 < shelf.size <= shelf.room
    assert shelf.size == sum(each.size + kept.size_of(key) for key, each in shelf._answers.items())


def test_what_is_asked_for_again_is_squeezed_beside_and_never_grows():
    text = b"".join(b"The library of Examplestead, room %d, opens at nine. " % n for n in range(800))
    shelf, made = Shelf(10_000_000), Answer("1", 200, {}, "", forms_of(text, is_text=True))
    quick = made.forms["br"]
    shelf.put("page", made)
    for _ in range(kept.AGAIN):
        shelf.get("page")
    deadline = time.monotonic() + 30
    while made.forms["br"] is quick and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(made.forms["br"]) < len(quick) and brotli.decompress(made.forms["br"]) == text
    assert shelf.size - getsizeof("page") == made.size >= sum(map(len, made.forms.values()))


def test_a_fork_has_a_thread_of_its_own(monkeypatch):
    later = kept._Later()
    body = b"The library opens at nine. " * 50
    later.squeeze(Answer("1", 200, {}, "", forms_of(body, is_text=True)))
    before = later._queue
    monkeypatch.setattr(os, "getpid", lambda: -1)
    later.squeeze(Answer("1", 200, {}, "", forms_of(body, is_text=True)))
    assert later._queue is not before
