"""Makes the files under /data/: the whole public set, and the history that a stranger can verify.

`bring_up_to_date` is the worker's, `cut` is called by a take-down in its own request. Only here are Events read for the
public: those of three verbs leave the house with their payload, of all others there is a hash and nothing else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Sum
from django.db.utils import OperationalError

from claims import canonical, datafolder, publicset
from claims.datafolder import Writing
from claims.formats import verify
from claims.models.event import Event, EventLink, head
from claims.models.public import PublicClaim
from claims.models.revision import Revision

FORMAT = 1  # of the files: raise it when a column or a key changes, and all are made anew
# A closed list. Their payloads say who, when, which record, and a reason that is public; a test knows every key.
PUBLIC_VERBS = tuple(verify.KINDS)
REWRITES = ("take_down", "redact")  # what takes words out of lines that were written before
LOCK = 7305510129
PATIENCE = "5s"  # how long a take-down waits for a worker that is writing
CHUNK = 2_000
_log = logging.getLogger(__name__)

# A payload about a claim that was taken down is withheld, up to the take-down itself, whose reason is public. So is one
# whose version was redacted: it repeats the reason that stood there.
_LINKS = """
    SELECT l.seq, l.previous, l.hash, e.payload_sha256,
      CASE WHEN e.verb <> ALL (%(public)s) THEN '' WHEN l.seq < t.seq THEN 'taken down'
           WHEN e.redacted_at IS NOT NULL OR v.record IS NOT NULL THEN 'redacted' ELSE '' END AS withheld,
      CASE WHEN e.verb = ANY (%(public)s) AND e.redacted_at IS NULL AND v.record IS NULL
             AND l.seq >= coalesce(t.seq, 0) THEN e.payload ELSE '' END AS payload
    FROM claims_eventlink l JOIN claims_event e ON e.id = l.event_id
    LEFT JOIN (SELECT e.object, max(l.seq) AS seq FROM claims_event e JOIN claims_eventlink l ON l.event_id = e.id
               WHERE e.verb = 'take_down' GROUP BY e.object) t ON t.object = e.object
    LEFT JOIN (SELECT 'claim/' || public_id AS object, encode(record_sha256, 'hex') AS record FROM claims_revision
               WHERE redacted_at IS NOT NULL AND kind <> 'publication') v ON v.object = e.object
      AND e.verb IN ('retract', 'take_down') AND position(v.record IN convert_from(e.payload, 'UTF8')) > 0
    WHERE l.seq > %(since)s ORDER BY l.seq"""


def bring_up_to_date() -> bool:
    """Make anew what is behind the database. True if anything was written; False if all was new enough, or if somebody
    else is writing. Cheap where nothing has happened: two look-ups and a few file sizes."""
    if _is_current(datafolder.load()):
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        old = datafolder.load()  # again: whoever held the lock may just have done it
        if _is_current(old):
            return False
        datafolder.sweep()
        _make(old)
    return True


def cut(public_id: str) -> None:
    """Take every line of a claim that was taken down out of the files, at once.

    If a worker is writing for longer than we wait, its files stay shut: the views compare the note with the database.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            note, now = datafolder.load(), Revision.objects.taken_down().get(public_id, 0)
            known = note.get("cut", {})
            if datafolder.is_whole(note) and now > known.get(public_id, 0):
                files = {**note["files"], **publicset.cut(public_id), **_cut_history(public_id)}
                datafolder.save({**note, "files": files, "cut": {**known, public_id: now}})
    except OperationalError as problem:  # the lock: somebody writes for longer than that
        _log.warning("The files of %s wait for the worker: %s", public_id, problem)


# ---------------------------------------------------------------- what is new


def _is_current(note: dict[str, Any]) -> bool:
    return (
        datafolder.is_whole(note)
        and note.get("made_for") == _made_for()
        and note["head"] == head()
        and note["newest"] == _newest()
    )


def _newest() -> int:
    return PublicClaim.objects.aggregate(newest=Max("version"))["newest"] or 0


def _versions() -> int:
    """Rises with every change to any page. (The highest version does not: a lower one may be committed later.)"""
    return int(PublicClaim.objects.aggregate(all=Sum("version"))["all"] or 0)


def _made_for() -> list[Any]:
    return [FORMAT, settings.SITE_URL, settings.NEWSROOM_NAME]


def _make(old: dict[str, Any]) -> None:
    # What must not be in the files is asked first: a take-down that comes while they are written is not in the note,
    # and so the views keep them shut. The marks too: what comes later is taken up the next time.
    note: dict[str, Any] = {"made_for": _made_for(), "cut": Revision.objects.taken_down()}
    note["redacted"] = Revision.objects.redacted().count()
    note |= {"head": head(), "newest": _newest(), "versions": _versions()}
    usable = datafolder.is_whole(old) and old.get("made_for") == note["made_for"]
    since = old["head"]["seq"] if usable and _continues(old["head"]) else 0
    fresh = Event.objects.filter(link__seq__gt=since)
    rewrite = not since or fresh.filter(verb__in=REWRITES).exists()
    files = dict(old["files"]) if usable else {}
    if rewrite or old["versions"] != note["versions"]:
        files |= publicset.write()
    if rewrite or old["head"] != note["head"]:
        files |= _history(0 if rewrite else since, old, upto=note["head"])
    datafolder.save({**note, "files": files})


def _continues(kept: dict[str, Any]) -> bool:
    """Does the chain go on from where the file ends? Not where an older backup was put back."""
    link = EventLink.objects.filter(seq=kept["seq"]).first()
    return link is not None and bytes(link.hash).hex() == kept["hash"]


# ---------------------------------------------------------------- the history


def _history(since: int, old: dict[str, Any], upto: dict[str, Any]) -> dict[str, Any]:
    with Writing("history.jsonl") as out, Writing("head.json") as tip:
        if since:
            for part in datafolder.chunks("history.jsonl"):
                out.add(part)
            if out.sha256.hexdigest() != old["files"]["history.jsonl"]["sha256"]:  # somebody has changed it
                out.begin()
                since = 0
        for each in _links(since, upto["seq"]):
            out.add(verify.line(*each))
        tip.add(
            canonical.encode({"format": "factcheck-head-1", "newsroom": settings.NEWSROOM_NAME, **upto})
            + b"\n"
        )
        return {"history.jsonl": out.finish(), "head.json": tip.finish()}


def _links(since: int, upto: int) -> Iterator[tuple[int, str, str, str, str, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINKS, {"public": list(PUBLIC_VERBS), "since": since})
        while rows := cursor.fetchmany(CHUNK):
            for seq, previous, own, told, withheld, payload in rows:
                if seq > upto:
                    return
                yield seq, previous.hex(), own.hex(), told.hex(), bytes(payload).decode(), withheld


def _cut_history(public_id: str) -> dict[str, Any]:
    """Every payload about the claim is withheld; its hashes stay. (The take-down's own is written by the worker.)"""
    about = f"claim/{public_id}"
    with Writing("history.jsonl") as out:
        for line in datafolder.lines("history.jsonl"):
            if about.encode() in line:
                entry = json.loads(line)
                if json.loads(entry["payload"])["object"] == about:
                    own = entry["previous"], entry["hash"], entry["payload_sha256"]
                    line = verify.line(entry["seq"], *own, withheld="taken down")
            out.add(line)
        return {"history.jsonl": out.finish()}
