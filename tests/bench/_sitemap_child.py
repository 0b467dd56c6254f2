"""One sitemap in a process of its own, so that its memory is seen: `DATABASE ours|django ADDRESS`. Prints one line."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any


def main(database: str, which: str, address: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.conf import settings

    # Its template, without installing the app in the product.
    settings.TEMPLATES[0]["DIRS"].append(Path(django.__file__).parent / "contrib/sitemaps/templates")
    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    connection.settings_dict["CONN_MAX_AGE"] = None
    ask: Any = ours if which == "ours" else djangos
    ask("/robots.txt", warm=True)
    before, started, cpu = peak(), perf_counter(), process_time()
    length, addresses = ask(address)
    took = {"seconds": perf_counter() - started, "cpu": process_time() - cpu, "more_mib": peak() - before}
    print(json.dumps({**took, "bytes": length, "addresses": addresses}))


def peak() -> float:
    """Most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(address: str, *, warm: bool = False) -> tuple[int, int]:
    from tests.bench._site import Browser

    status, body = Browser().get(address)
    assert status == 200 or warm, status
    return len(body), body.count(b"<url>")


def djangos(address: str, *, warm: bool = False) -> tuple[int, int]:
    """django.contrib.sitemaps' own view of the same rows, as its manual has it."""
    from django.contrib.sitemaps import Sitemap
    from django.contrib.sitemaps.views import sitemap
    from django.test import RequestFactory

    from claims.models.public import PublicClaim

    class Claims(Sitemap):
        limit = 50_000
        protocol = "http"

        def items(self) -> Any:
            rows = PublicClaim.objects.filter(status="shown").order_by("public_id")
            prefix = address.rpartition("claims-")[2].removesuffix(".xml") if "claims-" in address else ""
            return rows.filter(public_id__startswith=prefix)[: 1 if warm else None]

        def lastmod(self, claim: PublicClaim) -> Any:
            return claim.changed_at

        def get_domain(self, site: Any = None) -> str:
            return "localhost:8000"

    answer = sitemap(RequestFactory().get("/"), {"claims": Claims})
    answer.render()
    return len(answer.content), answer.content.count(b"<url>")


if __name__ == "__main__":
    main(*sys.argv[1:])
