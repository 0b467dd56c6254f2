"""
The settings of every test run, whatever the developer's shell says: a newsroom that is no demo, on the
embedded cluster or on the
server that DATABASE_URL names. The login is the owner's; tests/database.py lowers it to the application's
role once tables stand.
"""

import os

SET = {
    "SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",
    "SITE_URL": "http://localhost:8000",
    "NEWSROOM_NAME": "The Daily Test",
    "NEWSROOM_EMAIL": "corrections@daily-test.example",
    "EMBEDDED_POSTGRES": "1",
    "FACTCHECK_LOGIN": "owner",
}
OURS = (
    "DEBUG",
    "DEMO",
    "ALLOWED_HOSTS",
    "NEWSROOM_TIME_ZONE",
    "NEWSROOM_BYLINES",
    "REVIEWERS",
    "EMAIL_URL",
    "DATA_DIR",
    "FACTCHECK_POOL",
    "HOST",
    "PORT",
)
for name in OURS:
    os.environ.pop(name, None)
os.environ.update(SET)

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# Several runs may share one cluster.
DATABASES["default"]["TEST"] = {
    "NAME": os.environ.get("TEST_DATABASE") or f"test_factcheck_{os.getpid()}",
    "TEMPLATE": "template0",
}
# What a test commits need not survive a power cut.
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c lock_timeout=20s"

# The manifest would need a collectstatic before each run; pages are served from the sources.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# Argon2 is slow on purpose; one test of the log-in puts it back.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
