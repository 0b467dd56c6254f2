"""What ./run refuses before it starts anything."""

from __future__ import annotations

import socket

import pytest

from factcheck import serve


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    assert serve.listening_place() == ("127.0.0.1", 8000)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80 80"])
def test_ports_that_are_none(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(serve.Stop, match="is no port"):
        serve.listening_place()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "facts.example.org"])
def test_the_demo_is_not_shown_to_the_network(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("DEMO", "1")
    with pytest.raises(serve.Stop, match="leave HOST unset"):
        serve.listening_place()


def test_a_newsroom_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("DEMO", "0")
    monkeypatch.delenv("PORT", raising=False)
    assert serve.listening_place() == ("0.0.0.0", 8000)


def test_a_taken_port_is_said_with_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(serve.Stop, match=f"PORT={port + 1}"):
            serve.check_port("127.0.0.1", port, patience=0)


def test_a_free_port_is_fine() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    serve.check_port("127.0.0.1", port)


def test_a_host_that_is_not_here() -> None:
    with pytest.raises(serve.Stop, match="cannot listen"):
        serve.check_port("192.0.2.1", 8000)
