"""Several people at the same moment: each in a thread with a database session of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.test import Client

PATIENCE = 60.0  # seconds; what takes longer is stuck


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each of them came to. They begin together."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        try:
            start.wait(PATIENCE)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return [each.result(PATIENCE) for each in [crowd.submit(one, act) for act in acts]]


def browsers(number: int, person: Any) -> list[Client]:
    """The same person in so many tabs: one session."""
    clients = [Client() for _ in range(number)]
    clients[0].force_login(person)
    for client in clients[1:]:
        client.cookies = clients[0].cookies.copy()
    return clients
