"""What an operator has mis-set is said, and what must not be seen in public does not start."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from claims import checks
from tests.database import as_owner

WEB, OWNER = {"user": "web"}, {"user": "boss"}


@pytest.mark.parametrize("key", ["short", "a" * 64, "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz"])
def test_a_key_that_can_be_guessed(settings: Any, key: str) -> None:
    settings.SECRET_KEY = key
    assert [message.id for message in checks.secret_key_is_strong(None)] == ["claims.E001"]


def test_a_good_key(settings: Any) -> None:
    settings.SECRET_KEY = "n3Vq8xTz-k2PwLr7YbHc5MdFj9GsAe4UtXo6QiZv1"
    assert checks.secret_key_is_strong(None) == []


@pytest.mark.parametrize(("owner", "expected"), [(OWNER, []), (WEB, ["claims.W002"])])
def test_one_login_for_both_is_said(settings: Any, owner: dict[str, str], expected: list[str]) -> None:
    settings.WEB_DATABASE, settings.OWNER_DATABASE = WEB, owner
    assert [message.id for message in checks.two_logins(None)] == expected


def test_a_newsroom_without_a_name_is_said(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSROOM_NAME", raising=False)
    assert [message.id for message in checks.newsroom_is_named(None)] == ["claims.W001"]
    settings.DEMO = True
    assert checks.newsroom_is_named(None) == []


@pytest.fixture
def demo_account(db: None) -> Any:
    user = apps.get_model("claims", "User")
    return user.objects.create(
        username="editor", email="e@demo.example", role="editor", is_demo=True, is_active=True
    )


def test_an_open_demo_account_stops_production(settings: Any, demo_account: Any) -> None:
    settings.DEMO = False
    (message,) = checks.demo_is_not_open(None, databases=["default"])
    assert message.id == "claims.E002" and "editor" in message.msg
    with pytest.raises(ImproperlyConfigured, match="DEMO is off"):
        checks.refuse_to_serve()


def test_the_demo_itself_may_start(settings: Any, demo_account: Any) -> None:
    settings.DEMO = True
    checks.refuse_to_serve()


def test_a_deactivated_demo_account_stops_nothing(settings: Any, demo_account: Any) -> None:
    settings.DEMO = False
    with as_owner() as cursor:  # the last administrator may not leave by a verb
        demo_account.is_active = False
        demo_account.save(update_fields=["is_active"])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    checks.refuse_to_serve()


def test_a_public_demo_claim_stops_production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = False
    shown = {"PublicClaim": ["7k3m9qxd"], "User": []}
    monkeypatch.setattr(checks, "_values", lambda model, field, **conditions: shown[model])
    with pytest.raises(ImproperlyConfigured, match="1 of its claims can be read"):
        checks.refuse_to_serve()


def test_nothing_is_asked_where_no_database_was_named(settings: Any) -> None:
    settings.DEMO = False
    assert checks.demo_is_not_open(None, databases=None) == []
