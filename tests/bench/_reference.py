"""R, the reference: the smallest Django project that does what a claim page does, with the usual middleware. One
indexed ORM query, then a string that was made before. `gunicorn tests.bench._reference:application` serves it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings

settings.configure(
    SECRET_KEY="r" * 50,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        f"{__name__}.policy",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["REFERENCE_NAME"],
            "USER": os.environ["REFERENCE_USER"],
            "HOST": os.environ["REFERENCE_HOST"],
            "PORT": os.environ["REFERENCE_PORT"],
            "CONN_MAX_AGE": None,  # persistent
        }
    },
    STATIC_URL="/static/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.cache import get_conditional_response  # noqa: E402

PAGE = b"x" * int(os.environ["REFERENCE_BYTES"])
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Page(models.Model):
    slug = models.CharField(max_length=8, unique=True)
    version = models.BigIntegerField()

    class Meta:
        app_label = "reference"
        db_table = "reference_page"
        managed = False

    def __str__(self) -> str:
        return self.slug


def policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def page(request: HttpRequest, slug: str) -> HttpResponse:
    row = Page.objects.filter(slug=slug).values_list("version").first()
    if row is None:
        return HttpResponse(status=404)
    etag = f'W/"{slug}-{row[0]}"'
    if short := get_conditional_response(request, etag=etag):
        return short
    response = HttpResponse(PAGE)
    response["ETag"], response["Cache-Control"] = etag, "public, max-age=60, s-maxage=60"
    return response


urlpatterns = [path("<str:slug>/", page)]
application = get_wsgi_application()
