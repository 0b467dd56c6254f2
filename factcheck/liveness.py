"""Does a connection of the pool still live? A look at its socket tells, where the pool would make a trip to the server
for every request: that trip costs as much as the look-up that a public page is made of."""

from __future__ import annotations

import select
from typing import Any

import psycopg


class Connection(psycopg.Connection[Any]):
    """The pool asks a connection that it is about to give out an empty query; Django leaves no other place to answer.

    Whatever ends a session on the other side (a crash, a restart, pg_terminate_backend) leaves something to be read
    on a connection that has nothing under way: its end at least. Only then is the server itself asked. A machine that
    vanishes without a word is not seen; nor is it by a question, which would wait for it.
    """

    def execute(self, query: Any, *rest: Any, **more: Any) -> psycopg.Cursor[Any]:
        if query == "" and is_quiet(self):
            return self.cursor()
        return super().execute(query, *rest, **more)


def is_quiet(connection: psycopg.Connection[Any]) -> bool:
    """Open, and nothing has come in unasked."""
    if connection.closed:
        return False
    looked = select.poll()
    looked.register(connection.fileno(), select.POLLIN | select.POLLPRI)
    return not looked.poll(0)
