"""Behind nginx's cache, where nginx is installed: our page and R's through the same proxy_cache, against R alone; how
long a correction takes to come through, by itself and when it is asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from tests.bench import _load, _systems
from tests.faults.site import Site, free_port

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
CONF = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; user {user};
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  proxy_cache_path {folder}/cache keys_zone=pages:10m use_temp_path=off;
  {servers}
}}
"""
SERVER = """server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://{behind}; proxy_http_version 1.1; proxy_set_header Host {behind};
      proxy_set_header Connection ""; proxy_set_header Accept-Encoding $http_accept_encoding;
      proxy_cache pages; proxy_cache_key $request_uri$http_accept_encoding; proxy_cache_lock on;
      proxy_cache_bypass $http_x_refresh_secret;
      add_header X-Cache $upstream_cache_status;
    }}
  }}"""


def run() -> Iterator[dict[str, Any]]:
    if not shutil.which("nginx"):
        yield {"what": "nginx", "left_out": "nginx is not installed here"}
        return
    with _systems.ours() as (site, path):
        _, page = _systems.ask(site.port, path)
        with _systems.reference(site, len(page)) as reference:
            behind = [f"127.0.0.1:{site.port}", urlsplit(reference.address).netloc]
            with cache(behind) as (ours, theirs):
                yield speed(reference, f"{ours}{path}", f"{theirs}{urlsplit(reference.address).path}")
                yield news(site, ours, path)


@contextmanager
def cache(behind: list[str]) -> Iterator[list[str]]:
    """An nginx with one server for each."""
    folder = Path(tempfile.mkdtemp(prefix="factcheck-nginx-"))
    ports = [free_port() for _ in behind]
    servers = [SERVER.format(port=port, behind=each) for port, each in zip(ports, behind, strict=True)]
    user = "root" if os.geteuid() == 0 else "nobody"
    (folder / "conf").write_text(CONF.format(folder=folder, user=user, servers="\n".join(servers)))
    process = subprocess.Popen(["nginx", "-e", str(folder / "start.log"), "-c", str(folder / "conf")])
    try:
        time.sleep(1)
        yield [f"http://127.0.0.1:{port}" for port in ports]
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def speed(reference: _systems.System, ours: str, theirs: str) -> dict[str, Any]:
    rounds = [
        [_load.press(address, at_once=16, seconds=2) for address in (reference.address, ours, theirs)]
        for _ in range(ROUNDS)
    ]
    return {
        "what": "behind nginx",
        "times_R": round(median(ours.a_second / bare.a_second for bare, ours, _ in rounds), 1),
        "R_behind_nginx_times_R": round(
            median(theirs.a_second / bare.a_second for bare, _, theirs in rounds), 1
        ),
        "a_second": round(median(ours.a_second for _, ours, _ in rounds)),
        "p50_ms": median(ours.p50_ms for _, ours, _ in rounds),
        "p99_ms": median(ours.p99_ms for _, ours, _ in rounds),
        "failed": sum(ours.failed for _, ours, _ in rounds),
    }


def news(site: Site, ours: str, path: str) -> dict[str, Any]:
    """Seconds until a cache shows what was changed: left alone, and asked to look again."""
    port = urlsplit(ours).port or 0
    took = {}
    for name, headers in (("asked_to_look_again_s", {"X-Refresh-Secret": "1"}), ("by_itself_s", {})):
        old = _systems.ask(port, path)[0]["etag"]
        public_id = path.split("/")[2]
        site.manage("shell", "-v", "0", "-c", _CHANGE.format(public_id=public_id, word=name))
        begun = time.monotonic()
        while _systems.ask(port, path, **headers)[0]["etag"] == old:
            if time.monotonic() - begun > 90:
                break
            time.sleep(0.05)
        took[name] = round(time.monotonic() - begun, 2)
        fresh = _systems.ask(port, path)[0]["etag"] != old
        assert fresh, "the next reader still gets the old page"
    return {"what": "a correction behind nginx", **took}


_CHANGE = """
from claims.models import Claim, User
claim = Claim.objects.get(public_id="{public_id}")
claim.organise(by=User.objects.get(username="editor"), story_url="https://news.example/{word}")
"""
