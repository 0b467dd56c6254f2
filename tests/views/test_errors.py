"""Pages for what cannot be had."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from claims.refusals import Forbidden
from claims.views import errors


@pytest.fixture
def ask() -> RequestFactory:
    return RequestFactory()


def test_what_is_not_there_is_the_same_page_whatever_was_asked(ask):
    first, second = errors.not_found(ask.get("/nothing")), errors.not_found(ask.get("/claims/7k3m9qxd/"))
    assert first.status_code == 404 and first.content == second.content
    assert b"There is no page at this address" in first.content


def test_the_desk_has_its_own_look_and_the_same_reserve(ask):
    page = errors.not_found(ask.get("/desk/claims/7k3m9qxd/")).content.decode()
    assert '<body class="desk">' in page and "not yours to see" in page and "7k3m9qxd" not in page


def test_only_our_own_sentences_are_printed(ask):
    ours = errors.forbidden(
        ask.get("/desk/x"), Forbidden("You changed this text, so somebody else has to approve it.")
    )
    theirs = errors.forbidden(ask.get("/desk/x"), Exception("secret detail"))
    assert ours.status_code == 403 and b"somebody else has to approve it" in ours.content
    assert b"secret detail" not in theirs.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/claims/new/", "/accounts/login/"])
def test_a_form_without_its_token_is_refused_and_gives_the_text_back(path):
    client = Client(enforce_csrf_checks=True)
    typed = {"headline": "A <b>long</b> evening", "password": "hunter2", "idempotency_key": "k-1"}
    response = client.post(path, typed)
    page = response.content.decode()
    assert response.status_code == 403
    assert "A &lt;b&gt;long&lt;/b&gt; evening" in page
    assert "hunter2" not in page and "k-1" not in page
    assert "no-store" in response["Cache-Control"]


def test_somebody_whose_session_ended_keeps_what_was_typed(ask):
    response = errors.login_needed(
        ask.post("/desk/claims/7k3m9qxd/save/", {"analysis": "\nTwo lines\nof text"})
    )
    assert response.status_code == 403
    assert b">\n\nTwo lines\nof text</textarea>" in response.content.replace(b"\r\n", b"\n")


def test_a_refusal_and_a_shut_gate_name_what_is_wrong(ask):
    refused = errors.refused(
        ask.post("/desk/x", {}), "It is published already.", back="/desk/claims/7k3m9qxd/"
    )
    assert refused.status_code == 409 and b"It is published already." in refused.content
    missing = [SimpleNamespace(anchor="#id_headline", label="Headline", detail="Write one.")]
    shut = errors.incomplete(ask.post("/desk/x", {}), missing, back="/desk/claims/7k3m9qxd/")
    assert shut.status_code == 422 and b'href="/desk/claims/7k3m9qxd/#id_headline"' in shut.content
    invalid = errors.invalid(ask.post("/desk/x", {}), {"url": "No address."})
    assert invalid.status_code == 422 and b'href="#id_url"' in invalid.content


def test_the_page_for_our_own_fault_needs_nothing(ask, monkeypatch, settings):
    response = errors.server_error(ask.get("/"))
    assert response.status_code == 500 and b"on our side" in response.content
    settings.TEMPLATES = []
    monkeypatch.setattr(errors, "render_to_string", _broken)
    assert errors.server_error(ask.get("/")).content == errors.PLAIN_500 + errors._plain_report()


@pytest.mark.django_db
def test_a_database_that_is_gone_costs_one_page_and_not_its_reason(monkeypatch):
    def gone(*args: Any, **kwargs: Any) -> Any:
        from django.db import OperationalError

        raise OperationalError("password of the database")

    client = Client(raise_request_exception=False)
    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/")
    assert response.status_code == 500 and b"password" not in response.content
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_broken_body_is_no_fault_of_ours():
    request = RequestFactory().post(
        "/desk/x", b"--x\r\nbroken", content_type="multipart/form-data; boundary=y"
    )
    assert errors.typed(request) == []


def _broken(*args: Any, **kwargs: Any) -> str:
    raise RuntimeError


def test_files_and_slash_redirects_carry_the_headers_too(stranger, db):
    for address in ("/static/css/reader.css", "/claims"):
        answer = stranger.get(address)
        assert answer.status_code in (200, 301)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["Permissions-Policy"]
