"""What two web processes hold after ten thousand different pages, beside what they held after the first ones."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.faults.site import Site

PAGES = int(os.environ.get("FACTCHECK_BENCH_PAGES") or 10_000)
FIRST = 50


def run() -> Iterator[dict[str, Any]]:
    site = Site(environ={"DEMO": "0"})
    try:
        site.start()
        site.manage("synthesize", "--claims", str(PAGES + PAGES // 50))
        shown = [
            f"/claims/{public_id}/{slug}/"
            for public_id, slug in site.sql(
                "SELECT public_id, slug FROM claims_publicclaim WHERE status = 'shown' ORDER BY public_id"
            )
        ]
        assert len(shown) >= PAGES, f"only {len(shown)} claims are shown"
        read(site, shown[:FIRST])
        before = {pid: held(pid) for pid in site.web_workers()}
        read(site, shown[FIRST:PAGES])
        after = {pid: held(pid) for pid in site.web_workers()}
        assert before.keys() == after.keys(), "a web process has ended meanwhile"
        yield {
            "what": "memory of the web processes",
            "processes": len(after),
            "pages": PAGES,
            "first_mib": round(sum(before.values())),
            "mib": round(sum(after.values())),
            "mib_each": [round(one) for one in after.values()],
        }
    finally:
        site.close()


def read(site: Site, paths: list[str]) -> None:
    """On a few connections, so that both processes get their share."""
    readers = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=30) for _ in range(8)]
    for n, path in enumerate(paths):
        reader = readers[n % len(readers)]
        reader.request("GET", path, headers={"Accept-Encoding": ("br", "gzip", "identity")[n % 3]})
        answer = reader.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
    for reader in readers:
        reader.close()


def held(pid: int) -> float:
    """PSS in MiB: what is shared with others counts in part."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    assert found
    return int(found[1]) / 1024
