"""
Reads settings from the environment: one function a kind of value, and for each wrong value one sentence
that says what to write instead.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def text(name: str, default: str | None = None, *, why: str = "") -> str:
    """A value as it stands. Without a default it must be set; `why` ends the sentence that says so."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return default


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE + FALSE:
        raise ImproperlyConfigured(f"{name}={value} is neither yes nor no: write 1 or 0.")
    return value in TRUE


def choice(name: str, choices: Collection[str], default: str) -> str:
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value} is not known: write {' or '.join(choices)}.")
    return value


def names(name: str, default: list[str]) -> list[str]:
    """Several values with commas between them."""
    value = os.environ.get(name, "")
    return [part.strip() for part in value.split(",") if part.strip()] or default


def time_zone(name: str, default: str = "UTC") -> str:
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name}={value} is no time zone: write one like Europe/London or UTC."
        ) from error
    return value


def is_loopback(host: str) -> bool:
    return host.lower() in LOOPBACK


def site_url(name: str, default: str | None) -> str:
    """The address readers use, without a slash at the end. Plain http would send passwords readable: on
    this machine only."""
    value = text(
        name, default, why="write the address that readers use, such as SITE_URL=https://facts.example.org."
    ).rstrip("/")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.path
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ImproperlyConfigured(
            f"{name}={value} is no site address: write scheme and host, such as https://facts.example.org."
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ImproperlyConfigured(
            f"{name}={value} is plain http, which is for this machine only: write https://{host}."
        )
    return value


def web_address(name: str) -> str:
    """An address that we call, or "". It is not repeated in a sentence: it may hold a password."""
    value = text(name, "")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
        known = parts.scheme in ("http", "https") and bool(host)
    except ValueError:
        known = False
    if value and (not known or any(sign.isspace() for sign in value)):
        raise ImproperlyConfigured(
            f"{name} is no web address: write one like https://cache.example.org/purge."
        )
    return value


def header(name: str) -> str:
    """One line of a request, or "". It is not repeated in a sentence: it holds a password."""
    value = text(name, "")
    if value and not re.fullmatch(r"[0-9A-Za-z-]+:[ \t]*[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?", value):
        raise ImproperlyConfigured(f"{name} is no header: write one like Fastly-Key: secret.")
    return value


def address(name: str, default: str) -> str:
    """A mail address, checked loosely: the mail server knows better."""
    value = text(name, default)
    local, at, domain = value.rpartition("@")
    if not (local and at and domain) or any(sign.isspace() or sign in "<>," for sign in value):
        raise ImproperlyConfigured(
            f"{name}={value} is no mail address: write one like corrections@example.org."
        )
    return value


def mail(name: str, *, folder: str) -> dict[str, Any]:
    """Django's mail settings from one address. Nothing set: mails become files, so that invitations can be
    tried at once."""
    value = os.environ.get(name, "").strip()
    if not value:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
        }
    known = "smtp://user:password@host:587 (with STARTTLS), smtps://user:password@host:465 or console:"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not understood: write {known}.") from None
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if (
        parts.scheme not in ("smtp", "smtps") or not parts.hostname
    ):  # the value itself is not repeated: it holds a password
        raise ImproperlyConfigured(f"{name} is not understood: write {known}.")
    options = dict(parse_qsl(parts.query))
    # A relay on this very machine needs no STARTTLS; anything else does, unless ?tls=no says otherwise.
    starttls = (
        parts.scheme == "smtp" and options.get("tls", "no" if is_loopback(parts.hostname) else "yes") != "no"
    )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587 if starttls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": starttls,
        "EMAIL_TIMEOUT": 15,
    }


def connection(name: str, value: str) -> dict[str, str]:
    """libpq's parameters from DATABASE_URL. The value is not repeated in a sentence: it holds a password."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    example = "postgresql://factcheck_web:password@host:5432/factcheck"
    try:
        found = {key: str(part) for key, part in conninfo_to_dict(value).items() if part is not None}
    except psycopg.Error:
        raise ImproperlyConfigured(f"{name} is not understood: write it like {example}.") from None
    if "dbname" not in found and "service" not in found:
        raise ImproperlyConfigured(f"{name} names no database: write it like {example}.")
    return found


def database(parameters: dict[str, str]) -> dict[str, Any]:
    """Django's form of libpq's parameters; those that Django has no name for become OPTIONS."""
    rest = dict(parameters)
    named = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, Any] = {django: rest.pop(libpq, "") for django, libpq in named.items()}
    return {"ENGINE": "django.db.backends.postgresql", **settings, "OPTIONS": dict(rest)}
