"""Each setting that can be wrong gets one sentence that says what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck import environment


def refusal(ask: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        ask(*arguments, **named)
    sentence = str(caught.value)
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def test_text_falls_back_and_ignores_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "  ")
    assert environment.text("X", "default") == "default"
    monkeypatch.setenv("X", " kept ")
    assert environment.text("X", "default") == "kept"


def test_text_that_must_be_set_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert refusal(environment.text, "X", why="make one.") == "X is not set: make one."


@pytest.mark.parametrize(
    ("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("X", written)
    assert environment.flag("X") is meant


def test_a_flag_that_is_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")
    assert "write 1 or 0" in refusal(environment.flag, "DEBUG")


def test_a_choice_names_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWERS", "nobody")
    said = refusal(environment.choice, "REVIEWERS", ("editors", "everyone"), "editors")
    assert "editors or everyone" in said


def test_names_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "a.example, b.example,")
    assert environment.names("X", []) == ["a.example", "b.example"]


@pytest.mark.parametrize("zone", ["Europe/Londn", "../etc/passwd", "/etc/localtime", "Europe"])
def test_time_zones_that_are_none(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("X", zone)
    assert "Europe/London" in refusal(environment.time_zone, "X")


@pytest.mark.parametrize(
    "address", ["https://facts.example.org", "http://127.0.0.1:8000", "http://[::1]:80", "http://localhost"]
)
def test_site_addresses(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SITE_URL", address + "/")
    assert environment.site_url("SITE_URL", None) == address


@pytest.mark.parametrize(
    "address",
    [
        "facts.example.org",
        "ftp://facts.example.org",
        "https://",
        "https://facts.example.org/desk",
        "https://user:word@facts.example.org",
        "https://facts.example.org:port",
        "https://[::1",
    ],
)
def test_site_addresses_that_are_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SITE_URL", address)
    assert "scheme and host" in refusal(environment.site_url, "SITE_URL", None)


def test_plain_http_is_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "http://facts.example.org")
    assert refusal(environment.site_url, "SITE_URL", None).endswith("write https://facts.example.org.")


@pytest.mark.parametrize(
    "address", ["nobody", "@example.org", "a b@example.org", "<a@example.org>", "a@b,c@d"]
)
def test_mail_addresses_that_are_none(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NEWSROOM_EMAIL", address)
    assert "corrections@example.org" in refusal(environment.address, "NEWSROOM_EMAIL", "x@example.org")


@pytest.mark.parametrize(
    "value", ["cache.example", "ftp://hidden.example", "https://", "http://hidden:port", "http://a/ hidden"]
)
def test_web_addresses_that_are_none_are_not_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CDN_PURGE_URL", value)
    assert "hidden" not in refusal(environment.web_address, "CDN_PURGE_URL")


def test_web_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "http://127.0.0.1:6081/", "https://user:word@cache.example/purge"):
        monkeypatch.setenv("CDN_PURGE_URL", value)
        assert environment.web_address("CDN_PURGE_URL") == value


@pytest.mark.parametrize("value", ["hidden", "Two Words: hidden", "Key:", "Key: hid\nden", ": hidden"])
def test_lines_that_are_no_header_are_not_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CDN_PURGE_HEADER", value)
    assert "hid" not in refusal(environment.header, "CDN_PURGE_HEADER")


def test_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "Fastly-Key: secret", "Authorization: Bearer a b"):
        monkeypatch.setenv("CDN_PURGE_HEADER", value)
        assert environment.header("CDN_PURGE_HEADER") == value


def mail(monkeypatch: pytest.MonkeyPatch, value: str) -> dict[str, Any]:
    monkeypatch.setenv("EMAIL_URL", value)
    return environment.mail("EMAIL_URL", folder="/mails")


def test_mail_becomes_files_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mail(monkeypatch, "")["EMAIL_FILE_PATH"] == "/mails"


def test_mail_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = mail(monkeypatch, "smtp://desk%40example.org:p%2Fw@mail.example.org")
    assert (plain["EMAIL_HOST"], plain["EMAIL_PORT"], plain["EMAIL_USE_TLS"]) == (
        "mail.example.org",
        587,
        True,
    )
    assert (plain["EMAIL_HOST_USER"], plain["EMAIL_HOST_PASSWORD"]) == ("desk@example.org", "p/w")
    secure = mail(monkeypatch, "smtps://mail.example.org")
    assert (secure["EMAIL_PORT"], secure["EMAIL_USE_SSL"], secure["EMAIL_USE_TLS"]) == (465, True, False)
    relay = mail(monkeypatch, "smtp://localhost")
    assert (relay["EMAIL_PORT"], relay["EMAIL_USE_TLS"]) == (25, False)
    assert mail(monkeypatch, "smtp://mail.example.org?tls=no")["EMAIL_USE_TLS"] is False
    assert mail(monkeypatch, "console:")["EMAIL_BACKEND"].endswith("console.EmailBackend")


@pytest.mark.parametrize(
    "value", ["mail.example.org", "smtp://", "smtp://u:hidden@host:port", "http://u:hidden@host"]
)
def test_a_wrong_mail_server_is_not_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EMAIL_URL", value)
    assert "hidden" not in refusal(environment.mail, "EMAIL_URL", folder="/mails")


def test_a_database_address_becomes_djangos_settings() -> None:
    url = "postgresql://web:p%40ss@db.example.org:5433/facts?sslmode=require"
    settings = environment.database(environment.connection("DATABASE_URL", url))
    assert (settings["NAME"], settings["USER"]) == ("facts", "web")
    assert (settings["PASSWORD"], settings["HOST"], settings["PORT"]) == ("p@ss", "db.example.org", "5433")
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_as_database_address() -> None:
    found = environment.connection("DATABASE_URL", "postgresql:///facts?host=/var/run/postgresql&user=web")
    assert environment.database(found)["HOST"] == "/var/run/postgresql"


@pytest.mark.parametrize(
    "url", ["mysql://u:hidden@host/db", "postgresql://u:hidden@host:5432", "postgresql://u:hidden@[::1/db"]
)
def test_a_wrong_database_address_is_not_repeated(url: str) -> None:
    said = refusal(environment.connection, "DATABASE_URL", url)
    assert said.startswith("DATABASE_URL") and "hidden" not in said
