"""A part of the sitemap beside what django.contrib.sitemaps makes of the same rows, each in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench import _site

ROUNDS = 3


def run() -> Iterator[dict[str, Any]]:
    claims = _site.largest()
    with _site.newsrooms(claims):
        _site.visit(claims)
        status, index = _site.Browser().get("/sitemap.xml")
        assert status == 200, status
        parts = re.findall(r"/sitemaps/claims[\w-]*\.xml", index.decode())
        rounds = [
            {which: child(claims, which, parts[0]) for which in ("ours", "django")} for _ in range(ROUNDS)
        ]
        assert {one["ours"]["addresses"] == one["django"]["addresses"] for one in rounds} == {True}
        yield {
            "what": "a part of the sitemap",
            "parts": len(parts),
            "addresses": rounds[0]["ours"]["addresses"],
            "seconds": round(median(one["ours"]["seconds"] for one in rounds), 2),
            "django_seconds": round(median(one["django"]["seconds"] for one in rounds), 2),
            "of_djangos_time": round(
                median(one["ours"]["seconds"] / one["django"]["seconds"] for one in rounds), 3
            ),
            "of_djangos_cpu": round(median(one["ours"]["cpu"] / one["django"]["cpu"] for one in rounds), 3),
            "more_mib": round(median(one["ours"]["more_mib"] for one in rounds), 1),
            "django_more_mib": round(median(one["django"]["more_mib"] for one in rounds), 1),
            "mib": round(rounds[0]["ours"]["bytes"] / 2**20, 1),
        }


def child(claims: int, which: str, address: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench._sitemap_child", _site.name_of(claims), which, address]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-2000:]
    found: dict[str, Any] = json.loads(made.stdout)
    return found
