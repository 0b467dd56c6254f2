"""What somebody who owns the database could do to it: guards off, one row changed, guards on. Each mutation is random
and says what it did; `find` is what verify_history makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from claims.models.verifying import problems_of_history
from tests.database import as_owner
from tests.guards.sql import settle

TABLES = {
    "claims_event": "actor_id verb object request_id created_at payload payload_sha256 redacted_at",
    "claims_eventlink": "seq event_id previous hash",
    "claims_revision": "claim_id public_id number kind basis change_kind change_text content content_sha256 record "
    "record_sha256 redacted_at published_at published_by_id",
    "claims_approval": "id claim_id number content_version content_sha256 by_id kind note override_reason created_at "
    "redacted_at",
    "claims_snapshot": "id document_id text sha256 how captured_at captured_by_id archive_url redacted_at",
}
# Bytes and their own hash, which an owner would change together.
HASHED = {
    "claims_event": [("payload", "payload_sha256", "{}")],
    "claims_revision": [("content", "content_sha256", "{}"), ("record", "record_sha256", "{}")],
    "claims_snapshot": [("text", "sha256", "convert_to({}, 'UTF8')")],
}

# Of a redacted Event only the hash is left, so nobody can say any more what stood in these.
SAID_BY_THE_PAYLOAD = ("actor_id", "verb", "object", "request_id", "created_at")


class Nothing(Exception):
    """The mutation would have changed nothing; another is tried."""


def tamper(sql: str, *tables: str) -> None:
    """What somebody with the owner's login could do: switch the guards off, change a row, switch them on."""
    settle()
    with as_owner() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def off(cursor: Any) -> None:
    """Guards off, as an owner can: triggers and constraints."""
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT quote_ident(conname) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype IN ('c', 'f', 'u', 'p')",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")


def find(head: str = "") -> str:
    """The first bad row, or nothing."""
    return next(problems_of_history(head=head), "")


class Tamperer:
    def __init__(self, cursor: Any, seed: int) -> None:
        self.cursor, self.random = cursor, random.Random(seed)

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(sql, values)
        return self.cursor.fetchall()

    def do(self, sql: str, *values: Any) -> None:
        self.cursor.execute(sql, values)
        if self.cursor.rowcount < 1:
            raise Nothing

    def key(self, table: str) -> str:
        return "seq" if table == "claims_eventlink" else "id"

    def row(self, table: str) -> Any:
        return self.random.choice(self.ask(f"SELECT {self.key(table)} FROM {table} ORDER BY 1"))[0]

    def table(self) -> str:
        return self.random.choice(list(TABLES))

    # ------------------------------------------------------------ one value, in any column

    def flip(self) -> str:
        table = self.table()
        column, pk = self.random.choice(TABLES[table].split()), self.row(table)
        ((old,),) = self.ask(f"SELECT {column} FROM {table} WHERE {self.key(table)} = %s", pk)
        if table == "claims_event" and column in SAID_BY_THE_PAYLOAD and self.is_redacted(pk):
            raise Nothing
        self.do(
            f"UPDATE {table} SET {column} = %s WHERE {self.key(table)} = %s",
            self.other(old, table, column),
            pk,
        )
        return f"flip {table}.{column} of {pk}"

    def is_redacted(self, pk: int) -> bool:
        return self.ask("SELECT redacted_at IS NOT NULL FROM claims_event WHERE id = %s", pk)[0][0]

    def other(self, old: Any, table: str, column: str) -> Any:
        if column == "redacted_at":
            return "2026-01-01T00:00:00Z" if old is None else None
        if column.endswith("_id") and column not in ("public_id", "request_id"):
            return self.other_id(old, column)
        if isinstance(old, memoryview | bytes):
            return self.flipped(bytes(old))
        if isinstance(old, int):
            return old + self.random.choice([-1, 1, 7])
        if isinstance(old, str | None):
            return self.flipped_text(old or "")
        return old + timedelta(microseconds=self.random.choice([-1, 1, 60_000_000]))

    def other_id(self, old: Any, column: str) -> int:
        target = {"claim_id": "claims_claim", "document_id": "claims_document", "event_id": "claims_event"}
        others = self.ask(
            f"SELECT id FROM {target.get(column, 'claims_user')} WHERE id IS DISTINCT FROM %s ORDER BY 1", old
        )
        return self.random.choice(others)[0]

    def flipped(self, data: bytes) -> bytes:
        if not data or self.random.random() < 0.1:
            return data + bytes([self.random.randrange(256)])
        at = self.random.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << self.random.randrange(8)]) + data[at + 1 :]

    def flipped_text(self, text: str) -> str:
        at = self.random.randrange(len(text) + 1)
        if at == len(text):
            return text + "x"
        return text[:at] + ("y" if text[at] == "x" else "x") + text[at + 1 :]

    def flip_with_its_hash(self) -> str:
        """The bytes and the hash beside them, so that the row agrees with itself."""
        table = self.random.choice(list(HASHED))
        column, digest, to_bytes = self.random.choice(HASHED[table])
        pk = self.row(table)
        ((old,),) = self.ask(f"SELECT {column} FROM {table} WHERE id = %s", pk)
        new = self.other(old, table, column)
        self.do(
            f"UPDATE {table} SET {column} = %s, {digest} = sha256({to_bytes.format('%s')}) WHERE id = %s",
            new,
            new,
            pk,
        )
        return f"flip {table}.{column} of {pk} with its hash"

    def relink(self) -> str:
        """Another hash before, and the link's own to match; what follows stays."""
        seq, previous = self.row("claims_eventlink"), self.random.randbytes(32)
        self.do(
            """UPDATE claims_eventlink l SET previous = %s, hash = sha256(int8send(l.seq) || %s || e.payload_sha256)
               FROM claims_event e WHERE e.id = l.event_id AND l.seq = %s""",
            previous,
            previous,
            seq,
        )
        return f"relink {seq}"

    # ------------------------------------------------------------ rows

    def delete(self) -> str:
        table = self.table()
        pk = self.row(table)
        self.do(f"DELETE FROM {table} WHERE {self.key(table)} = %s", pk)
        return f"delete {table} {pk}"

    def delete_event_and_link(self) -> str:
        """From the middle: the last one is a tail."""
        seq = self.random.choice(self.ask("SELECT seq FROM claims_eventlink ORDER BY seq DESC OFFSET 1"))[0]
        self.do(
            "DELETE FROM claims_event WHERE id = (SELECT event_id FROM claims_eventlink WHERE seq = %s)", seq
        )
        self.do("DELETE FROM claims_eventlink WHERE seq = %s", seq)
        return f"delete link {seq} and its event"

    def swap(self) -> str:
        """The values of some columns of two rows."""
        table = self.table()
        names, key = TABLES[table].split(), self.key(table)
        chosen = self.random.sample(names, self.random.randint(1, len(names)))
        one, two = self.row(table), self.row(table)
        if table == "claims_event" and (self.is_redacted(one) or self.is_redacted(two)):
            raise Nothing
        # With the id for Events alone: links point to it. Elsewhere two rows that trade everything are the same two.
        everything = f"SELECT {'id, ' * (table == 'claims_event')}{', '.join(names)} FROM {table}"
        before, columns = sorted(map(str, self.ask(everything))), ", ".join(chosen)
        row = f"SELECT {columns}, ctid::text FROM {table} WHERE {key} = %s"
        (*first, place), (*second, other) = self.ask(row, one)[0], self.ask(row, two)[0]
        for values, at in ((first, other), (second, place)):
            self.do(
                f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in chosen)} WHERE ctid = %s::tid",
                *values,
                at,
            )
        if sorted(map(str, self.ask(everything))) == before:
            raise Nothing
        return f"swap {columns} of {table} {one} and {two}"

    def insert(self) -> str:
        """A row like another one, with some value of its own."""
        table = self.table()
        names, pk = TABLES[table].split(), self.row(table)
        row = dict(
            zip(
                names,
                self.ask(f"SELECT {', '.join(names)} FROM {table} WHERE {self.key(table)} = %s", pk)[0],
                strict=True,
            )
        )
        changed = self.random.choice(names)
        row[changed] = self.other(row[changed], table, changed)
        if table != "claims_eventlink":
            row["id"] = 10_000_000
        self.do(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", *row.values()
        )
        return f"insert into {table}, like {pk} but for {changed}"

    def renumber(self) -> str:
        """Every number from one on, one higher: a gap that was closed, or made."""
        if self.random.random() < 0.5:
            seq, by = self.row("claims_eventlink"), self.random.choice([-1, 1])
            self.do("UPDATE claims_eventlink SET seq = seq + %s WHERE seq >= %s", by, seq)
            return f"renumber links from {seq} by {by}"
        table = self.random.choice(["claims_revision", "claims_approval"])
        ((claim, number),) = self.ask(f"SELECT claim_id, number FROM {table} WHERE id = %s", self.row(table))
        self.do(f"UPDATE {table} SET number = number + 1 WHERE claim_id = %s AND number >= %s", claim, number)
        return f"renumber {table} of claim {claim} from {number}"

    # ------------------------------------------------------------ what only a head can find

    def links(self) -> list[tuple[Any, ...]]:
        return self.ask("SELECT seq, event_id FROM claims_eventlink ORDER BY seq")

    def cut_tail(self) -> str:
        """The end of the history, Events and all."""
        links = self.links()
        first = self.random.randint(2, len(links)) if self.random.random() < 0.5 else len(links)
        self.do(
            "DELETE FROM claims_event WHERE id IN (SELECT event_id FROM claims_eventlink WHERE seq >= %s)",
            first,
        )
        self.do("DELETE FROM claims_eventlink WHERE seq >= %s", first)
        return f"cut the history from {first} on"

    def rewrite(self) -> str:
        """Another payload in one Event, its columns to match, and every hash from there on made anew."""
        links = self.links()
        seq, event = self.random.choice(links)
        if self.is_redacted(event):
            raise Nothing
        ((payload,),) = self.ask(
            "SELECT convert_from(payload, 'UTF8') FROM claims_event WHERE id = %s", event
        )
        change: Callable[[str], str] = self.random.choice(
            [self.another_salt, self.another_request, self.another_actor]
        )
        new = change(payload)
        if new == payload:
            raise Nothing
        self.do("UPDATE claims_event SET payload = convert_to(%s, 'UTF8') WHERE id = %s", new, event)
        self.rehash(seq)
        return f"rewrite from {seq} on: {change.__name__}"

    def another_salt(self, payload: str) -> str:
        at = payload.index('"salt":"') + 8
        return payload[:at] + self.flipped_text(payload[at : at + 32])[:32] + payload[at + 32 :]

    def another_request(self, payload: str) -> str:
        return payload.replace('"request_id":""', '"request_id":"forged"')

    def another_actor(self, payload: str) -> str:
        keys = [key for (key,) in self.ask("SELECT key FROM claims_user ORDER BY id")]
        at = payload.index('"actor":"') + 9
        return payload[:at] + self.random.choice(keys) + payload[payload.index('"', at) :]

    def insert_and_rewrite(self) -> str:
        """An Event that never was, in the middle, and every number and hash after it made anew."""
        links = self.links()
        seq, like = self.random.choice(links)
        if self.is_redacted(like):
            raise Nothing
        columns = "actor_id, verb, object, request_id, created_at, payload_sha256"
        self.do(
            f"""INSERT INTO claims_event (id, {columns}, payload)
                SELECT 10000000, {columns},
                  convert_to(replace(convert_from(payload, 'UTF8'), '"salt":"', '"salt":"0'), 'UTF8')
                FROM claims_event WHERE id = %s""",
            like,
        )
        self.do("UPDATE claims_eventlink SET seq = seq + 1 WHERE seq >= %s", seq)
        self.do(
            "INSERT INTO claims_eventlink (seq, event_id, previous, hash) VALUES (%s, 10000000, '', '')", seq
        )
        self.rehash(seq)
        return f"insert an event as {seq} and rewrite the rest"

    def delete_and_rewrite(self) -> str:
        """An Event as if it had never been."""
        links = self.links()
        seq, event = links[self.random.randrange(len(links) - 1)]
        self.do("DELETE FROM claims_event WHERE id = %s", event)
        self.do("DELETE FROM claims_eventlink WHERE seq = %s", seq)
        self.do("UPDATE claims_eventlink SET seq = seq - 1 WHERE seq > %s", seq)
        self.rehash(seq)
        return f"delete event {seq} and rewrite the rest"

    def rehash(self, seq: int) -> None:
        """What follows agrees with itself again: columns from the payloads, hashes from the chain's own rule."""
        self.cursor.execute(
            """UPDATE claims_event SET payload_sha256 = sha256(payload),
                 request_id = convert_from(payload, 'UTF8')::jsonb ->> 'request_id',
                 actor_id = (SELECT id FROM claims_user WHERE key = convert_from(payload, 'UTF8')::jsonb ->> 'actor')
               WHERE redacted_at IS NULL AND id IN (SELECT event_id FROM claims_eventlink WHERE seq >= %s)""",
            [seq],
        )
        self.cursor.execute(
            """WITH RECURSIVE anew (seq, previous, hash) AS (
                 SELECT %s::bigint - 1, NULL::bytea, coalesce(
                   (SELECT hash FROM claims_eventlink WHERE seq = %s - 1), decode(repeat('00', 32), 'hex'))
                 UNION ALL
                 SELECT l.seq, a.hash, sha256(int8send(l.seq) || a.hash || e.payload_sha256)
                 FROM anew a JOIN claims_eventlink l ON l.seq = a.seq + 1 JOIN claims_event e ON e.id = l.event_id)
               UPDATE claims_eventlink l SET previous = a.previous, hash = a.hash FROM anew a
               WHERE a.seq = l.seq AND a.previous IS NOT NULL""",
            [seq, seq],
        )


# Each of these is found by itself.
ALWAYS = (
    "flip",
    "flip",
    "flip",
    "flip_with_its_hash",
    "delete",
    "delete_event_and_link",
    "swap",
    "insert",
    "renumber",
    "relink",
)
# These can be made to agree with themselves and with all other tables, and then only a head kept outside shows them.
ONLY_BY_A_HEAD = ("cut_tail", "rewrite", "insert_and_rewrite", "delete_and_rewrite")
