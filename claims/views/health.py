"""Is it alive, and is it ready? For load balancers and for whoever is on call."""

from __future__ import annotations

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from claims.views.marks import public


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else."""
    return _line("ok")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, and every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return _line("The database does not answer.", status=503)
    if waiting:
        return _line("Migrations are waiting: run manage.py migrate.", status=503)
    return _line("ready")


def _line(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
    response["Cache-Control"] = "no-store"
    return response
