"""
All settings, from the environment alone. README.md lists the variables; each wrong one is refused with one
sentence.

`./run` sets what the demo needs (factcheck/launch.py); nothing here starts a server or writes a file.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg_pool import ConnectionPool

from factcheck import environment, liveness, postgres

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = BASE_DIR / ".local"  # git-ignored: environment, cluster, mails, collected static files

# ---------------------------------------------------------------- what kind of house this is

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
SECRET_KEY = environment.text(
    "SECRET_KEY",
    why="make one with python3 -c 'import secrets; print(secrets.token_urlsafe(50))' and keep it secret.",
)
SITE_URL = environment.site_url("SITE_URL", "http://127.0.0.1:8000" if DEBUG or DEMO else None)
SITE = urlsplit(SITE_URL)
if DEMO and not environment.is_loopback(SITE.hostname or ""):
    raise ImproperlyConfigured(
        f"DEMO=1 is for this machine only, since its password is public: unset DEMO to serve {SITE_URL}."
    )
HTTPS = SITE.scheme == "https"
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", [SITE.hostname or ""])
if environment.is_loopback(SITE.hostname or ""):
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, *environment.LOOPBACK]

# ---------------------------------------------------------------- the newsroom

NEWSROOM_NAME = environment.text("NEWSROOM_NAME", "Demo newsroom" if DEMO else "Our newsroom")
NEWSROOM_EMAIL = environment.address(
    "NEWSROOM_EMAIL", "corrections@newsroom.example" if DEMO else f"corrections@{SITE.hostname}"
)
NEWSROOM_TIME_ZONE = environment.time_zone("NEWSROOM_TIME_ZONE")
NEWSROOM_BYLINES = environment.choice("NEWSROOM_BYLINES", ("names", "roles"), "names")
TRUSTED_PROXIES = int(environment.choice("TRUSTED_PROXIES", [str(n) for n in range(6)], "0"))
REVIEWERS = environment.choice("REVIEWERS", ("editors", "everyone"), "editors")

# ---------------------------------------------------------------- database

# Two logins: the application's, and the owner's for migrations, redactions and tests. manage.py picks
# (FACTCHECK_LOGIN).
LOGIN = environment.choice("FACTCHECK_LOGIN", ("web", "owner"), "web")
EMBEDDED = not os.environ.get("DATABASE_URL")
if EMBEDDED:
    if not DEBUG and not environment.flag("EMBEDDED_POSTGRES"):
        raise ImproperlyConfigured(
            "DATABASE_URL is not set: write it like postgresql://factcheck_web:password@host:5432/factcheck, "
            "or use ./run, which brings a PostgreSQL of its own (EMBEDDED_POSTGRES=1 allows it)."
        )
    WEB_DATABASE = postgres.address(postgres.place(BASE_DIR), postgres.WEB)
    OWNER_DATABASE = postgres.address(postgres.place(BASE_DIR), postgres.OWNER)
else:
    WEB_DATABASE = environment.connection("DATABASE_URL", os.environ["DATABASE_URL"])
    OWNER_DATABASE = WEB_DATABASE
    if os.environ.get("DATABASE_OWNER_URL"):
        OWNER_DATABASE = environment.connection("DATABASE_OWNER_URL", os.environ["DATABASE_OWNER_URL"])

DATABASES = {"default": environment.database(OWNER_DATABASE if LOGIN == "owner" else WEB_DATABASE)}
# A killed server then costs one failed request, not one for each connection that the pool still holds.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", "5")
if environment.flag("FACTCHECK_POOL"):  # set by wsgi.py: commands come and go, the server stays
    # No page may hold the database for long, whatever is asked of it; commands take their time.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c statement_timeout=15s")
    # While the database is away the pool would try ever more rarely (1, 2, 4 … seconds), and the site would be down for
    # longer than the database: each attempt is short, and the next one follows at once.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 10,
        "reconnect_timeout": 0.5,
        "reconnect_failed": ConnectionPool.check,
        "connection_class": liveness.Connection,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------- application

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

INSTALLED_APPS = [
    "claims.apps.ClaimsConfig",  # before the admin, whose templates it overrides
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "claims.replay.Replay",  # outermost: what it keeps is the answer with all headers
    "django.middleware.security.SecurityMiddleware",
    "claims.middleware.RequestId",
    "claims.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "claims.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "claims.middleware.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.context_processors.newsroom",
            ],
        },
    },
]

# ---------------------------------------------------------------- people

AUTH_USER_MODEL = "claims.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk-queue"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # invitations too: over a weekend

# ---------------------------------------------------------------- what travels over the wire

# The prefix makes browsers refuse such a cookie from another host or over plain http; it needs https itself.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "claims.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the newsroom's other hosts are its own business
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # a pasted text of 200 kB grows fivefold in a form at worst
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

globals().update(environment.mail("EMAIL_URL", folder=str(LOCAL / "mail")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = NEWSROOM_EMAIL

# A cache in front that can be told what is no longer true may keep pages longer (claims/purging.py).
CDN_PURGE_URL = environment.web_address("CDN_PURGE_URL")
CDN_PURGE_METHOD = environment.choice("CDN_PURGE_METHOD", ("POST", "PURGE"), "POST")
CDN_PURGE_HEADER = environment.header("CDN_PURGE_HEADER")

# ---------------------------------------------------------------- language and time

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = NEWSROOM_TIME_ZONE
FORMAT_MODULE_PATH = "factcheck.formats"

# ---------------------------------------------------------------- files and memory

# The files under /data/: the worker writes them, a take-down cuts them, web processes serve them. On several machines
# it is a folder that they share.
DATA_DIR = Path(environment.text("DATA_DIR", str(LOCAL / "data")))

STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = (
    True  # half the compressing at the first start; a hashed name is kept for ever
)

# ---------------------------------------------------------------- log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Django's own set-up mails error pages, which hold what people typed, to administrators: not here.
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # 403, 404, 409 and 422 are answers, not faults.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "claims": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
