"""Write synthesized claims into a scratch database, as its owner, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from multiprocessing import get_context
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Claim, Claimant, Document, PublicClaim, Rating, Topic, User
from claims.models.event import head, write_event
from claims.refusals import Refused
from claims.synthesis import rows
from claims.synthesis.facts import Person, Plan

BATCH = 10_000
ALONE = 2_000  # so few claims are made before another process has started
HOST = "synthesized.invalid"  # the addresses of the people who wrote them: no mail ever goes there
NAMES = {
    "reporter": (
        "Rosa Vasova",
        "Till Lindberg",
        "Nia Kovelli",
        "Otto Mormond",
        "Pia Sandcroft",
        "Yan Borgrave",
    ),
    "editor": ("Edda Torfors", "Iwan Hartberg", "Lena Casani"),
}
LOCK = 1_000_000  # any number that nobody else locks: of two runs at once, the second waits for the first
_TRIGGERS = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}
Say = Callable[[int, int], Any]  # claims written, claims to write


def fill(claims: int, *, processes: int, say: Say) -> int:
    """Bring the database to this number of synthesized claims; how many were added. Raises Refused."""
    refuse_where_people_work()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        there = Claim.objects.count()
        if there >= claims:
            return 0
        plan = prepare(there, claims)
        for done in write(plan, processes):
            say(done, claims - there)
        tidy()
        return claims - there
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def refuse_where_people_work() -> None:
    """Only an empty database, or one that holds nothing but what this command made."""
    if User.objects.filter(is_demo=True).exists() or PublicClaim.objects.filter(is_demo=True).exists():
        raise Refused("The demo newsroom is in this database. Synthesize into a scratch database.")
    ours = list(User.objects.filter(email__endswith=f"@{HOST}").values_list("pk", flat=True))
    others = Claim.objects.exclude(created_by__in=ours), Document.objects.exclude(created_by__in=ours)
    foreign = any(rows.exists() for rows in others)
    if foreign or not ours and (Claimant.objects.exists() or Topic.objects.exists()):
        raise Refused(
            "This database holds claims, documents, claimants or topics that people entered. Synthesize into a "
            "scratch database."
        )


def prepare(there: int, claims: int) -> Plan:
    """The people, claimants and topics where they are missing, and what all claims of this run share."""
    now = timezone.now()
    people = {role: [_person(role, name) for name in names] for role, names in NAMES.items()}
    if not Claimant.objects.exists():
        with transaction.atomic(), guards_off(), connection.cursor() as cursor:
            for table, lines in rows.ground(people["editor"][0].pk, now - timedelta(days=4_000)):
                _copy(cursor, table, lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value, is_called FROM claims_publicversion")
        last, is_called = cursor.fetchone()
    ratings = {
        rating.slug: (rating.pk, rating.as_content())
        for rating in Rating.objects.offered().prefetch_related("scale__ratings")
    }
    return Plan(
        first=there,
        until=claims,
        end=now,
        reporters=tuple(people["reporter"]),
        editors=tuple(people["editor"]),
        ratings=ratings,
        head=head(),
        newsroom=settings.NEWSROOM_NAME,
        version=last if is_called else 0,
    )


def _person(role: str, name: str) -> Person:
    email = f"{name.split()[0].lower()}@{HOST}"
    user = User.objects.filter(email=email).first() or User.objects.invite(email, role, public_name=name)
    return Person(user.pk, user.key, name, role)


def write(plan: Plan, processes: int) -> Iterator[int]:
    """Batch after batch, each whole or not at all; how many claims are there."""
    starts = range(plan.first, plan.until, BATCH)
    ranges = [(start, min(start + BATCH, plan.until)) for start in starts]
    for (start, stop), lines in zip(ranges, made(plan, ranges, processes), strict=True):
        write_batch(plan, start, stop, lines)
        yield stop - plan.first


def made(plan: Plan, ranges: list[tuple[int, int]], processes: int) -> Iterator[dict[str, bytes]]:
    """The batches' lines in order, made ahead by other processes while the database takes in the one before."""
    if not processes or plan.until - plan.first <= ALONE:
        yield from (rows.chunk(plan, start, stop) for start, stop in ranges)
        return
    waiting = iter(ranges)
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        ahead: list[Future[dict[str, bytes]]] = [
            pool.submit(rows.chunk, plan, start, stop) for start, stop in islice(waiting, processes + 1)
        ]
        while ahead:
            yield ahead.pop(0).result()
            ahead += [pool.submit(rows.chunk, plan, start, stop) for start, stop in islice(waiting, 1)]


def write_batch(plan: Plan, start: int, stop: int, lines: dict[str, bytes]) -> None:
    """One transaction, one Event."""
    with transaction.atomic():
        with guards_off(), connection.cursor() as cursor:
            for table in rows.COLUMNS:
                if table in lines:
                    _copy(cursor, table, lines[table])
            _list_changes(cursor, start, stop)
            cursor.execute("UPDATE claims_ratingscale SET used = true WHERE NOT used AND id IN"
                           " (SELECT scale_id FROM claims_rating WHERE id = ANY (%s))",
                           [[pk for pk, _content in plan.ratings.values()]])  # fmt: skip
            cursor.execute("SELECT setval('claims_publicversion', %s)", [plan.version + stop - plan.first])
        write_event("synthesize", by=None, about="benchmark", claims=stop - start)


def _copy(cursor: Any, table: str, lines: bytes) -> None:
    """And put its sequence behind the keys that were given."""
    columns = rows.COLUMNS[table].split()
    named = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        copy.write(lines)
    if columns[0] == "id":
        last = f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}"  # noqa: S608  a name of ours
        cursor.execute(last, [table])


def _list_changes(cursor: Any, start: int, stop: int) -> None:
    """What the trigger on Revision would have listed, by the function that it asks."""
    cursor.execute(
        """INSERT INTO claims_publicchange (id, public_id, number, kind, at, from_rating, rating, rating_changed)
           SELECT r.id, r.public_id, r.number, r.change_kind, r.published_at, told.*
           FROM claims_revision r, claims_rating_change(r.content) AS told
           WHERE r.id > %s AND r.id <= %s AND r.number > 1 AND r.change_kind <> 'wording' AND NOT EXISTS (
             SELECT FROM claims_revision t
             WHERE t.public_id = r.public_id AND t.number > r.number AND t.kind = 'takedown')""",
        [start * rows.MOST_VERSIONS, stop * rows.MOST_VERSIONS],
    )


@contextmanager
def guards_off() -> Iterator[None]:
    """Within, in the caller's transaction, the triggers of the tables that are filled do not speak; after it they do
    as before. Foreign keys and constraints hold throughout."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled FROM pg_trigger
               WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = ANY (%s::regclass[])""",
            [[*rows.COLUMNS, "claims_publicchange", "claims_ratingscale"]],
        )
        triggers = cursor.fetchall()
        for table, trigger, _mode in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # else what foreign keys have to check would hinder the rest
        yield
        for table, trigger, mode in triggers:
            cursor.execute(f"ALTER TABLE {table} {_TRIGGERS[mode]} TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tidy() -> None:
    """What triggers would have written for the search, for all claims at once; then tell the planner what is there now,
    and let indexes take in what waits beside them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_fill_search()")
        followed = [f"claims_public{what}" for what in ("change", "tag", "text", "word")]
        for table in [*rows.COLUMNS, *followed]:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
