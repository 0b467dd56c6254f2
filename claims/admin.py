"""The Django admin: people, scales, topics and claimants. It reads the rest; it neither publishes nor deletes, and
sets no password. What changes something that readers see, or who may do what, goes through a verb."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin  # noqa: F401  registers Group, which has no meaning here
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims import mail
from claims.admin_guard import Guarded
from claims.admin_lists import EstimatingPaginator, claims_called, events_of
from claims.admin_scales import RatingScaleAdmin
from claims.forms.accounts import InviteForm
from claims.models import (
    Approval,
    Claim,
    Claimant,
    Contribution,
    Event,
    RatingScale,
    Revision,
    Snapshot,
    Topic,
    User,
)

admin.site.site_header = "Factcheck"
admin.site.site_title = "Factcheck"
admin.site.index_title = "Administration"
admin.site.unregister(Group)


def recover_instead(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    return redirect("password_reset")


admin.site.password_change = recover_instead  # type: ignore[assignment,method-assign]


class Kept(admin.ModelAdmin):
    """For administrators only, and nothing is ever deleted."""

    show_full_result_count = False
    paginator = EstimatingPaginator

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Kept):
    """To look at. Its verbs are at the desk."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def is_administrator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_administrator", False))


@admin.register(User)
class UserAdmin(Guarded, Kept):
    """People are invited, never made; their role and their activity change by verbs, which end their sessions."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """A filter in the address would tell a password hash letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    list_display = ["public_name", "username", "email", "role", "is_active", "has_joined"]
    list_display_links = ["public_name", "username"]
    list_filter = ["role", "is_active"]
    search_fields = ["public_name", "username", "email"]
    ordering = ["username"]
    actions = ["invite_again"]
    guarded = ("public_name", "role", "is_active")

    @contextmanager
    def held(self, row: Any) -> Iterator[Any]:
        with row.held():  # with all administrators, as its verbs do
            yield row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = InviteForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["email", "role", "public_name"]
        return [
            "public_name",
            "role",
            "is_active",
            "username",
            "email",
            "key",
            "date_joined",
            "last_login",
            "has_joined",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if obj is None else ["username", "email", "key", "date_joined", "last_login", "has_joined"]

    @admin.display(description="joined", boolean=True)
    def has_joined(self, user: User) -> bool:
        return user.has_usable_password()

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if not change:
            user = User.objects.invite(obj.email, obj.role, by=request.user, public_name=obj.public_name)
            obj.__dict__.update(user.__dict__)
            transaction.on_commit(lambda: self.send(request, user))
            return
        user = User.objects.get(pk=obj.pk)
        given = form.cleaned_data
        if "public_name" in form.changed_data:
            user.rename(by=request.user, public_name=given["public_name"])
        if "role" in form.changed_data:
            user.change_role(by=request.user, role=given["role"])
        if "is_active" in form.changed_data:
            (user.reactivate if given["is_active"] else user.deactivate)(by=request.user)

    def send(self, request: HttpRequest, user: User) -> None:
        # The link is not shown here: whoever opens it sets the password, and that must be the person alone.
        if mail.send_invitation(user):
            messages.success(request, f"An invitation is on its way to {user.email}.")
        else:
            messages.error(
                request,
                f"The invitation to {user.email} could not be sent. The operator can print its link: "
                f"manage.py invite {user.email} --role {user.role}",
            )

    @admin.action(description="Send the invitation again")
    def invite_again(self, request: HttpRequest, queryset: Any) -> None:
        waiting = [user for user in queryset if user.is_active and not user.has_usable_password()]
        for user in waiting:
            self.send(request, user)
        if not waiting:
            messages.warning(request, "Nobody of these is waiting for an invitation.")


# Scales have a file of their own: claims/admin_scales.py.
admin.site.register(RatingScale, RatingScaleAdmin)


@admin.register(Topic)
class TopicAdmin(Guarded, Kept):
    """Renamed by a verb, since readers see the label; deleted only where no claim has it."""

    list_display = ["label", "slug"]
    search_fields = ["label"]
    prepopulated_fields = {"slug": ["label"]}
    actions = None
    guarded = ("label",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["slug"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.pk = Topic.add(by=request.user, slug=obj.slug, label=obj.label).pk
        elif "label" in form.changed_data:
            Topic.objects.get(pk=obj.pk).rename(by=request.user, label=form.cleaned_data["label"])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request) and obj is not None and not obj.claims.exists()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.remove(by=request.user)


@admin.register(Claimant)
class ClaimantAdmin(Guarded, Kept):
    """They come in with claims; here their name is mended, by a verb. Published versions keep the old one."""

    list_display = ["name", "kind", "public_id"]
    list_filter = ["kind"]
    search_fields = ["name"]
    fields = ["name", "kind", "public_id", "same_as", "merged_into"]
    readonly_fields = ["kind", "public_id", "same_as", "merged_into"]
    actions = None
    guarded = ("name",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if "name" in form.changed_data:
            Claimant.objects.get(pk=obj.pk).rename(by=request.user, name=form.cleaned_data["name"])


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    list_display = ["public_id", "__str__", "rated", "state", "assigned_to", "updated_at"]
    list_filter = ["state", "priority"]
    list_select_related = ["rating", "assigned_to"]
    search_fields = ["public_id"]  # else there is no search box; what is found says get_search_results
    search_help_text = (
        "A claim’s number, or words of its headline and statement: their beginnings are enough."
    )
    ordering = ["-id"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return (claims_called(queryset, search_term) if search_term else queryset), False

    @admin.display(description="rating")
    def rated(self, claim: Claim) -> str:
        return str(claim.rating) if claim.rating else "Not rated yet"


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ["public_id", "number", "kind", "basis", "change_kind", "published_at", "published_by"]
    list_filter = ["kind", "basis", "change_kind"]
    list_select_related = ["published_by"]
    search_fields = ["public_id__exact"]
    search_help_text = "A claim’s number."
    ordering = ["-id"]
    fields = [
        "public_id", "number", "kind", "basis", "change_kind", "change_text", "published_at", "published_by",
        "content_hash", "record_hash", "redacted_at",
    ]  # fmt: skip

    @admin.display(description="SHA-256 of the content")
    def content_hash(self, revision: Revision) -> str:
        return bytes(revision.content_sha256).hex()

    @admin.display(description="SHA-256 of the record")
    def record_hash(self, revision: Revision) -> str:
        return bytes(revision.record_sha256).hex()


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["id", "created_at", "actor", "verb", "object"]
    list_select_related = ["actor"]
    search_fields = ["object"]  # else there is no search box; what is found says get_search_results
    search_help_text = "A claim’s number, an object such as topic/housing, or a verb such as publish."
    ordering = ["-id"]
    fields = ["created_at", "actor", "verb", "object", "request_id", "payload_hash", "redacted_at"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return (events_of(queryset, search_term) if search_term else queryset), False

    @admin.display(description="SHA-256 of the payload")
    def payload_hash(self, event: Event) -> str:
        return bytes(event.payload_sha256).hex()


@admin.register(Approval)
class ApprovalAdmin(ReadOnly):
    list_display = ["claim", "number", "kind", "by", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["claim", "by"]
    ordering = ["-id"]
    fields = [
        "claim",
        "number",
        "content_version",
        "hash",
        "by",
        "kind",
        "note",
        "override_reason",
        "created_at",
    ]

    @admin.display(description="SHA-256 of the text")
    def hash(self, approval: Approval) -> str:
        return bytes(approval.content_sha256).hex()


@admin.register(Contribution)
class ContributionAdmin(ReadOnly):
    list_display = ["claim", "number", "user"]
    list_select_related = ["claim", "user"]
    ordering = ["-id"]


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    list_display = ["document", "how", "captured_at", "captured_by"]
    list_filter = ["how"]
    list_select_related = ["document", "captured_by"]
    ordering = ["-id"]
    fields = ["document", "how", "captured_at", "captured_by", "archive_url", "hash", "redacted_at", "text"]

    @admin.display(description="SHA-256 of the text")
    def hash(self, snapshot: Snapshot) -> str:
        return bytes(snapshot.sha256).hex()
