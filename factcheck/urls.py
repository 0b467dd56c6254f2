"""Addresses: the app's at the root, the admin behind the one log-in."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse

from claims.views.errors import forbidden


def admin_login(request: HttpRequest) -> HttpResponse:
    """There is one log-in, with one throttle; where the visitor wanted to go is kept."""
    if request.user.is_authenticated and not request.user.is_staff:  # a redirect would lead in a circle
        return forbidden(request)
    wanted = request.GET.get("next") or reverse("admin:index")
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': wanted})}")


admin_login.login_required = False  # type: ignore[attr-defined]

urlpatterns = [
    path("admin/login/", admin_login),
    path("admin/", admin.site.urls),
    path("", include("claims.urls")),
]

handler400 = "claims.views.errors.bad_request"
handler403 = "claims.views.errors.forbidden"
handler404 = "claims.views.errors.not_found"
handler500 = "claims.views.errors.server_error"
