"""System checks: what an operator has mis-set, in sentences that say what to do. `manage.py check
--database default` runs them all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import DatabaseError

WEAK_KEYS = ("django-insecure-", "changeme", "secret")


@register(Tags.security)
def secret_key_is_strong(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    key = str(settings.SECRET_KEY)
    if len(key) >= 32 and len(set(key)) >= 8 and not key.startswith(WEAK_KEYS):
        return []
    return [
        Error(
            "SECRET_KEY can be guessed; invitations and sessions hang on it.",
            hint="Make one with python3 -c 'import secrets; print(secrets.token_urlsafe(50))'.",
            id="claims.E001",
        )
    ]


@register(Tags.security)
def newsroom_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The name stands in every published record, which nobody can change afterwards."""
    missing = [name for name in ("NEWSROOM_NAME", "NEWSROOM_EMAIL") if not os.environ.get(name)]
    if settings.DEMO or settings.DEBUG or not missing:
        return []
    return [
        Warning(
            f"{' and '.join(missing)} not set: public pages and records will say "
            f"{settings.NEWSROOM_NAME!r} and {settings.NEWSROOM_EMAIL}.",
            hint="Set them before the first claim is published.",
            id="claims.W001",
        )
    ]


@register(Tags.security)
def two_logins(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With one login for both, the website may do what only migrations should: the guards still hold
    against bugs, not against it."""
    if settings.WEB_DATABASE.get("user") != settings.OWNER_DATABASE.get("user"):
        return []
    return [
        Warning(
            "The website uses the login that owns the tables, which can switch off the guards on them.",
            hint="Set DATABASE_OWNER_URL to the owner and DATABASE_URL to a login with fewer rights: "
            "manage.py database_roles prints the SQL.",
            id="claims.W002",
        )
    ]


@register(Tags.database)
def demo_is_not_open(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The demo's password is printed in the README: with DEMO off, none of its accounts may log in and none
    of its claims be public."""
    if settings.DEMO or "default" not in (databases or []):
        return []
    found = [*_open_demo_accounts(), *_public_demo_claims()]
    if not found:
        return []
    return [
        Error(
            f"This database holds the demo newsroom ({'; '.join(found)}), and DEMO is off.",
            hint="Use another database for real work; or, with DEMO=1, deactivate the demo's accounts and "
            "take down its claims.",
            id="claims.E002",
        )
    ]


def _open_demo_accounts() -> list[str]:
    names = _values("User", "username", is_demo=True, is_active=True)
    return [f"accounts {', '.join(names)} can log in"] if names else []


def _public_demo_claims() -> list[str]:
    shown = _values("PublicClaim", "public_id", is_demo=True, status__in=["shown", "retracted"])
    return [f"{len(shown)} of its claims can be read"] if shown else []


def _values(model: str, field: str, **conditions: Any) -> list[str]:
    """Nothing where the tables are not there yet: before the first migration there is no demo either."""
    try:
        manager = apps.get_model("claims", model)._default_manager
        if manager.model._meta.db_table not in connections["default"].introspection.table_names():
            return []
        return sorted(str(value) for value in manager.filter(**conditions).values_list(field, flat=True))
    except DatabaseError:
        return []


def refuse_to_serve() -> None:
    """Asked by wsgi.py, whatever the server: a process that must not be seen in public does not come up."""
    for message in demo_is_not_open(None, databases=["default"]):
        raise ImproperlyConfigured(f"{message.msg} {message.hint}")
