"""Log in and out, accept an invitation, recover a password. These doors are open to strangers."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import views as django_views
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from claims import mail
from claims.forms.accounts import InvitationForm, LoginForm, NewPasswordForm, RecoveryForm
from claims.forms.fields import name_errors
from claims.models import LoginAttempt, User
from claims.models.login import hashed
from claims.refusals import Invalid
from claims.views import resend

Door = Callable[..., HttpResponse]
DEVICE = "device"
DEVICE_KNOWN_FOR = 90 * 24 * 60 * 60  # seconds
SLOW_DOWN = "Too many tries failed in a short time. Wait a quarter of an hour, then try again."


def account_page(view: Door) -> Door:
    """An open door that is no public page: it has a form and a session, and nobody may keep a copy of it."""
    view.login_required = False  # type: ignore[attr-defined]
    view.is_account_page = True  # type: ignore[attr-defined]
    return view


@account_page
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    wanted = where_to(request)
    if request.method != "POST":
        return (
            HttpResponseRedirect(wanted)
            if request.user.is_authenticated
            else show_login(request, LoginForm())
        )
    form = LoginForm(request.POST)
    if not form.is_valid():
        return show_login(request, form, status=422)
    name = User.objects.one_spelling(form.cleaned_data["username"])
    address = device_of(request, name) or address_of(request)
    if LoginAttempt.objects.must_wait(name, address):
        return throttled(request)
    user = authenticate(
        request, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
    )
    LoginAttempt.objects.note(name, address, succeeded=user is not None)
    if user is None:
        form.add_error("username", "This user name (or address) and this password do not belong together.")
        return show_login(request, form, status=422)
    with transaction.atomic():  # no session without its row in the history
        begin_session(request, user)
        user.logged_in()
    waiting = resend.carried(request)
    if waiting is not None:  # what was typed when the session ended
        return remember_device(render(request, "desk/resend.html", {"again": waiting}), name)
    return remember_device(HttpResponseRedirect(wanted), name)


def show_login(request: HttpRequest, form: LoginForm, *, status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": wanted, **carried(request)}
    return render(request, "registration/login.html", context, status=status)


def carried(request: HttpRequest) -> dict[str, Any]:
    """A form that waits to be sent again goes through every page of the log-in."""
    waiting = resend.carried(request)
    return {"sealed": request.POST["resend"], "again": waiting} if waiting is not None else {}


def where_to(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    safe = ours and wanted.startswith("/") and wanted != reverse("logout")
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def address_of(request: HttpRequest) -> str:
    """Who asks. Behind proxies of our own (TRUSTED_PROXIES says how many) it is what the outermost of them saw; what a
    visitor writes into the header stands further left, and is never believed."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(seen) >= settings.TRUSTED_PROXIES:
        return seen[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def device_of(request: HttpRequest, name: str) -> str:
    """A browser in which this person has logged in before is counted by itself: somebody who guesses from the same
    address, or from behind the same proxy, cannot lock its owner out."""
    try:
        device = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_KNOWN_FOR)
    except signing.BadSignature:
        return ""
    return f"device {device['id']}" if device.get("name") == hashed(name) else ""


def remember_device(response: HttpResponse, name: str) -> HttpResponse:
    device = signing.dumps({"name": hashed(name), "id": secrets.token_hex(8)}, salt=DEVICE)
    response.set_cookie(
        DEVICE,
        device,
        max_age=DEVICE_KNOWN_FOR,
        path=reverse_lazy("login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def throttled(request: HttpRequest) -> HttpResponse:
    response = render(
        request, "registration/throttled.html", {"sentence": SLOW_DOWN, **carried(request)}, status=429
    )
    response["Retry-After"] = "900"
    return response


@account_page
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        request.user.logged_out()
    end_session(request)
    return render(request, "registration/logged_out.html")


@account_page
@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The link of an invitation: the person gives a name and a password, and is in."""
    user = mail.invited(uid, token)
    if user is None:
        return keep_address(render(request, "registration/invitation_over.html", status=404))
    form = InvitationForm(request.POST if request.method == "POST" else None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                user.join(
                    password=form.cleaned_data["new_password1"], public_name=form.cleaned_data["public_name"]
                )
            except Invalid as problem:
                name_errors(form, problem.errors)
            else:
                end_session(request)  # whoever was logged in at this browser
                begin_session(request, user, backend="django.contrib.auth.backends.ModelBackend")
                return redirect(settings.LOGIN_REDIRECT_URL)
    return keep_address(
        render(request, "registration/invitation.html", {"form": form, "invited": user}, status=status)
    )


def keep_address(response: HttpResponse) -> HttpResponse:
    """The address of this page opens an account: no other site may learn it. (Not "no-referrer": browsers then send
    "Origin: null" with the form, which the CSRF check refuses.)"""
    response["Referrer-Policy"] = "same-origin"
    return response


class Unprocessable:
    """A form that is not valid is answered with 422, as everywhere in this house."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class Recover(Unprocessable, django_views.PasswordResetView):
    """Asks for the address and sends a link there. The answer never tells whether somebody has that address."""

    form_class = RecoveryForm
    template_name = "registration/recover.html"
    email_template_name = "emails/recovery.txt"
    subject_template_name = "emails/recovery_subject.txt"
    success_url = reverse_lazy("password_reset_done")

    def form_valid(self, form: Any) -> HttpResponse:
        who, address = f"recover {form.cleaned_data['email']}", address_of(self.request)
        if LoginAttempt.objects.must_wait(who, address):
            return throttled(self.request)
        LoginAttempt.objects.note(who, address, succeeded=False)
        self.extra_email_context = {"site_url": settings.SITE_URL.rstrip("/")}
        return super().form_valid(form)


class RecoverSent(django_views.PasswordResetDoneView):
    template_name = "registration/recover_sent.html"


class RecoverSet(Unprocessable, django_views.PasswordResetConfirmView):
    form_class = NewPasswordForm
    template_name = "registration/recover_set.html"
    success_url = reverse_lazy("password_reset_complete")


class RecoverDone(django_views.PasswordResetCompleteView):
    template_name = "registration/recover_done.html"


recover = account_page(Recover.as_view())
recover_sent = account_page(RecoverSent.as_view())
recover_set = account_page(RecoverSet.as_view())
recover_done = account_page(RecoverDone.as_view())
