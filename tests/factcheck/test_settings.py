"""The whole of settings.py, as a process of its own would read it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "a-key-for-this-test-alone-0123456789-abcdefghijkl",
    "SITE_URL": "https://facts.example.org",
    "DATABASE_URL": "postgresql://web:word@db.example.org/facts",
}
SHOW = """
import json, sys
from django.core.exceptions import ImproperlyConfigured
try:
    from factcheck import settings
except ImproperlyConfigured as error:
    sys.exit(str(error))
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(environ: dict[str, str], *names: str) -> subprocess.CompletedProcess[str]:
    clean = {"PATH": os.environ["PATH"], **{name: value for name, value in environ.items() if value}}
    command = [sys.executable, "-c", SHOW, *names]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def values(environ: dict[str, str], *names: str) -> dict[str, Any]:
    done = read(environ, *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SITE_URL": ""}, "SITE_URL is not set"),
        ({"SITE_URL": "http://facts.example.org"}, "plain http"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "facts"}, "DATABASE_URL is not understood"),
        ({"DATABASE_OWNER_URL": "facts"}, "DATABASE_OWNER_URL is not understood"),
        ({"DEMO": "1"}, "DEMO=1 is for this machine only"),
        ({"NEWSROOM_BYLINES": "initials"}, "names or roles"),
        ({"NEWSROOM_TIME_ZONE": "Mars"}, "no time zone"),
        ({"NEWSROOM_EMAIL": "nobody"}, "no mail address"),
        ({"EMAIL_URL": "pigeon://loft"}, "EMAIL_URL is not understood"),
    ],
)
def test_one_sentence_for_each_wrong_setting(change: dict[str, str], sentence: str) -> None:
    done = read({**PRODUCTION, **change})
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_https_makes_cookies_secure_and_sends_hsts() -> None:
    found = values(
        PRODUCTION,
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_NAME",
        "DEBUG",
    )
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["DEBUG"] is False


def test_plain_http_on_this_machine_works_without_them() -> None:
    found = values(
        {**PRODUCTION, "SITE_URL": "http://localhost:8000"}, "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS"
    )
    assert found == {"SESSION_COOKIE_SECURE": False, "SECURE_HSTS_SECONDS": 0}


def test_only_the_site_is_an_allowed_host() -> None:
    assert values(PRODUCTION, "ALLOWED_HOSTS") == {"ALLOWED_HOSTS": ["facts.example.org"]}


@pytest.mark.parametrize(("login", "user"), [("web", "web"), ("owner", "boss")])
def test_two_logins(login: str, user: str) -> None:
    owner = "postgresql://boss:word@db.example.org/facts"
    found = values({**PRODUCTION, "DATABASE_OWNER_URL": owner, "FACTCHECK_LOGIN": login}, "DATABASES")
    assert found["DATABASES"]["default"]["USER"] == user


def test_every_connection_is_checked_before_use() -> None:
    assert values(PRODUCTION, "DATABASES")["DATABASES"]["default"]["CONN_HEALTH_CHECKS"] is True
