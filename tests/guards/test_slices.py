"""Words are found slice by slice of time: the same as in all checks, whatever their dates."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.database import as_owner
from tests.guards.sql import one, run

pytestmark = pytest.mark.django_db

FIND = "SELECT public_id FROM claims_find(%s::tsquery, NULL, NULL, %s, %s, %s, %s)"


def test_slices_of_each_level_hold_four_of_the_one_below():
    """Each day from 1930 on: a slice is days that follow each other, and four slices are one of the next level."""
    days = "generate_series(timestamptz '1930-01-01 12:00Z', '2080-01-01', '1 day') AS day"
    with as_owner() as cursor:
        cursor.execute(f"SELECT claims_slices(day) FROM {days} ORDER BY day")
        rows = [row[0] for row in cursor.fetchall()]
    below: list[int] = []
    for level in range(6):
        numbers = [int(slices[level].removeprefix(f"={level}:")) for slices in rows]
        steps = {after - before for before, after in itertools.pairwise(numbers)}
        assert steps == ({0, 1} if level else {1})
        assert max(Counter(numbers).values()) == 4**level
        assert not level or [number >> 2 for number in below] == numbers
        below = numbers


@pytest.fixture
def over_a_century(db: None) -> list[tuple[Any, ...]]:
    """Three hundred checks up to 2049, more of them the later it is, some in the same moment; newest first."""
    dice = random.Random(4)  # noqa: S311
    end = datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
    rows: list[tuple[Any, ...]] = []
    for n in range(300):
        years = 100 * (1 - dice.random() ** 0.2)
        at = rows[-1][1] if n % 20 == 19 else end - timedelta(days=365.25 * years)
        often = (("bee", 0.6), ("ant", 0.1), ("owl", 0.02))
        rows.append(
            (f"{n:08d}", at, " ".join(word for word, share in often if dice.random() < share) or "none")
        )
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE claims_publicclaim DISABLE TRIGGER USER")
        for public_id, at, text in rows:
            cursor.execute(
                """INSERT INTO claims_publicclaim (public_id, number, status, language, headline, slug, statement,
                     rating, rating_label, rating_token, claimants, topics, people, changes, story_url, is_demo,
                     first_published_at, published_at, changed_at, version)
                   VALUES (%(id)s, 1, 'shown', 'en', %(text)s, 'x', 'x', 'true', 'True', 'true', '[]', '[]', '{}', '[]',
                     '', false, %(at)s, %(at)s, %(at)s, %(id)s::integer)""",
                {"id": public_id, "at": at, "text": text},
            )
        cursor.execute("SELECT claims_fill_search()")
        cursor.execute("ALTER TABLE claims_publicclaim ENABLE TRIGGER USER")
    return sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)


def test_slice_by_slice_finds_what_a_loop_over_all_finds(over_a_century):
    dice = random.Random(5)  # noqa: S311
    first, last = over_a_century[-1][1], over_a_century[0][1]
    far = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
    lengths = set()
    for _ in range(300):
        word = dice.choice(["bee", "ant", "owl", "none", "moth"])
        since, before = (dice.choice([*far, first + dice.random() * (last - first)]) for _ in range(2))
        before_id = dice.choice(["", "00000150"])
        if dice.random() < 0.3:  # as a cursor has it
            before_id, before, _text = dice.choice(over_a_century)
        most = dice.choice([0, 1, 7, 60, 1_000])
        expected = [
            row[0]
            for row in over_a_century
            if word in row[2].split() and row[1] >= since and (row[1], row[0]) < (before, before_id)
        ]
        asked = (word, since, before, before_id, most)
        assert [row[0] for row in run(FIND, *asked)] == expected[:most], asked
        lengths.add(len(expected[:most]))
    assert len(lengths) > 20


def test_all_of_time_and_nothing_asked_for(over_a_century):
    sql = "SELECT count(*) FROM claims_find(%s::tsquery, NULL, 'bee', '-infinity', 'infinity', '', 1000)"
    assert one(sql, "bee") == sum("bee" in text for _id, _at, text in over_a_century) > 100
    assert one(sql, "") == 0
    with as_owner() as cursor:
        cursor.execute("DELETE FROM claims_publictext")
    assert one(sql, "bee") == 0


def test_what_is_to_be_confirmed_is_asked_of_all_that_is_found(over_a_century):
    sql = "SELECT count(*) FROM claims_find('bee', %s::tsquery, NULL, '-infinity', 'infinity', '', 1000)"
    every = [set(text.split()) for _id, _at, text in over_a_century]
    assert one(sql, "ant") == sum({"bee", "ant"} <= words for words in every) > 0
    assert one(sql, "!ant") == sum("bee" in words and "ant" not in words for words in every) > 0


def test_where_no_checks_are_none_is_found():
    assert run(FIND, "bee", "-infinity", "infinity", "", 10) == []


def test_the_table_is_never_read_from_end_to_end(over_a_century):
    """For a word in many of the checks the planner would rather do that, at a million rows too."""
    seen = "SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'claims_publictext'"
    before = run(seen)[0]
    assert len(run(FIND, "bee", "-infinity", "infinity", "", 1_000)) > 100
    after = run(seen)[0]
    assert after[0] == before[0] and after[1] > before[1]
