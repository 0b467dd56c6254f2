"""The people of the desk. A role decides what they may do; records name them by a key that never changes."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from claims.models.base import random_id
from claims.models.event import write_event
from claims.refusals import Forbidden, Invalid, Refused
from claims.texts import refuse_controls
from claims.words import ROLES
from claims.workflow import at_least


def new_key() -> str:
    return random_id(12)


class UserManager(BaseUserManager["User"]):
    def invite(self, email: str, role: str, *, by: "User | None" = None, public_name: str = "") -> "User":
        """An account without a password: the person sets one through the invitation link.

        `by` is None only on the command line, which makes the first administrator. Raises Invalid with the field.
        """
        if by is not None and not by.is_administrator:
            raise Forbidden("Only an administrator invites people.")
        email = email.strip()
        if role not in ROLES:
            raise Invalid({"role": "Choose reporter, editor or administrator."})
        try:
            refuse_controls(public_name)
        except ValueError as problem:
            raise Invalid({"public_name": str(problem)}) from None
        if self.filter(models.Q(email__iexact=email) | models.Q(username__iexact=email)).exists():
            raise Invalid({"email": "Somebody with this address is already here."})
        try:
            with transaction.atomic():
                user = self.model(
                    username=self._free_username(email), email=email, role=role, public_name=public_name
                )
                user.set_unusable_password()
                user.save()
                write_event("invite", by=by, about=user.about, role=role)
        except IntegrityError:  # two administrators, or two commands, at once
            raise Invalid({"email": "Somebody with this address was invited at this moment."}) from None
        return user

    def create_demo(self, username: str, role: str, public_name: str, password: str) -> "User":
        """A demo account: marked as such, so that a real newsroom refuses to start while it can log in."""
        with transaction.atomic():
            user = self.model(
                username=username,
                email=f"{username}@example.org",
                role=role,
                public_name=public_name,
                is_demo=True,
            )
            user.set_password(password)
            user.save()
            write_event("invite", by=None, about=user.about, role=role)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """By user name, or by address: both are unique without regard to case."""
        name = username or ""
        return self.get(models.Q(username__iexact=name) | models.Q(email__iexact=name))

    def one_spelling(self, name: str) -> str:
        """The key of the person whom a log-in names, by user name or by address: tries are counted for the person. Of
        nobody, the name as typed."""
        wanted = models.Q(username__iexact=name) | models.Q(email__iexact=name)
        return self.filter(wanted).values_list("key", flat=True).first() or name

    def _free_username(self, email: str) -> str:
        stem = "".join(c for c in email.split("@")[0].lower() if c.isalnum() or c in "._-")[:30] or "person"
        name, n = stem, 1
        while self.filter(username__iexact=name).exists():
            n += 1
            name = f"{stem}{n}"
        return name


class User(AbstractBaseUser):
    class Role(models.TextChoices):
        REPORTER = "reporter", ROLES["reporter"]
        EDITOR = "editor", ROLES["editor"]
        ADMINISTRATOR = "administrator", ROLES["administrator"]

    username = models.CharField("user name", max_length=60, unique=True)
    email = models.EmailField("e-mail address", unique=True)
    public_name = models.CharField(
        "public name", max_length=120, blank=True, help_text="The name that readers see under a check."
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.REPORTER)
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    is_active = models.BooleanField("may log in", default=True)
    session_epoch = models.PositiveIntegerField(
        default=0, editable=False
    )  # raised: every session so far has ended
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: UserManager = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_role_known", condition=models.Q(role__in=list(ROLES))),
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
            models.UniqueConstraint(Lower("email"), name="user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.public_name or self.username

    @property
    def about(self) -> str:
        return f"user/{self.key}"

    @property
    def is_editor(self) -> bool:
        return self.is_active and at_least(self.role, "editor")

    @property
    def is_administrator(self) -> bool:
        return self.is_active and self.role == self.Role.ADMINISTRATOR

    # What the Django admin asks. Rights beyond this come from the ModelAdmins.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_administrator

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_administrator

    def get_session_auth_hash(self) -> str:
        """With role and activity in it, a new role or a deactivation ends this person's sessions at once."""
        return self._session_hash(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Any:
        for old in super().get_session_auth_fallback_hash():
            yield self._session_hash(old)

    def _session_hash(self, django_hash: str) -> str:
        return f"{django_hash}-{self.role}-{int(self.is_active)}-{self.session_epoch}"

    # Verbs
    def change_role(self, *, by: "User", role: str) -> None:
        self._administered(by)
        if role not in ROLES:
            raise Invalid({"role": "Choose reporter, editor or administrator."})
        with self.held():
            if self.role == role:
                return
            self._keep_one_administrator(leaving=role != self.Role.ADMINISTRATOR)
            old, self.role = self.role, role
            self.session_epoch += 1
            self.save(update_fields=["role", "session_epoch"])
            write_event("change_role", by=by, about=self.about, old=old, new=role)
            self._tell_public_pages()

    def deactivate(self, *, by: "User") -> None:
        self._administered(by)
        with self.held():
            if not self.is_active:
                return
            self._keep_one_administrator(leaving=True)
            self.is_active = False
            self.session_epoch += 1
            self.save(update_fields=["is_active", "session_epoch"])
            write_event("deactivate", by=by, about=self.about)

    def reactivate(self, *, by: "User") -> None:
        self._administered(by)
        with self.held():
            if self.is_active:
                return
            self.is_active = True
            self.save(update_fields=["is_active"])
            write_event("reactivate", by=by, about=self.about)

    def rename(self, *, by: "User", public_name: str) -> None:
        """Change the name that readers see. Records hold the key, so no version changes; the pages are made anew."""
        if by.pk != self.pk:
            self._administered(by)
        try:
            refuse_controls(public_name)
        except ValueError as problem:
            raise Invalid({"public_name": str(problem)}) from None
        with self.held():
            if self.public_name == public_name:
                return
            old, self.public_name = self.public_name, public_name
            self.save(update_fields=["public_name"])
            write_event("rename", by=by, about=self.about, old=old, new=public_name)
            self._tell_public_pages()

    def join(self, *, password: str, public_name: str) -> None:
        """Accept the invitation: the one place where a person's first password is set."""
        with self.held():
            if self.has_usable_password():
                raise Refused("This invitation has been used already. Log in, or ask for a new password.")
            self.set_password(password)
            self.public_name = public_name
            self.save(update_fields=["password", "public_name"])
            write_event("join", by=self, about=self.about)

    def logged_in(self) -> None:
        write_event("log_in", by=self, about=self.about)

    def logged_out(self) -> None:
        write_event("log_out", by=self, about=self.about)

    def _administered(self, by: "User") -> None:
        if not by.is_administrator:
            raise Forbidden("Only an administrator changes accounts.")

    def held(self) -> transaction.Atomic:
        """A transaction that holds this account, in the order in which every verb here does."""
        return _LockedUser(self)

    def _keep_one_administrator(self, *, leaving: bool) -> None:
        others = User.objects.filter(role=self.Role.ADMINISTRATOR, is_active=True).exclude(pk=self.pk)
        if leaving and self.is_administrator and not others.exists():
            raise Refused("This is the last administrator. Make somebody else one first.")

    def _tell_public_pages(self) -> None:
        from claims.models.public import PublicClaim  # here: readers' pages know no users

        PublicClaim.objects.rename_person(self.key, name=str(self), role=self.role)


class _LockedUser(transaction.Atomic):
    """atomic() that holds every administrator's row and this one, in id order: two may not step down at once."""

    def __init__(self, user: User) -> None:
        super().__init__(using=None, savepoint=True, durable=False)
        self.user = user

    def __enter__(self) -> None:
        super().__enter__()
        wanted = models.Q(pk=self.user.pk) | models.Q(role=User.Role.ADMINISTRATOR)
        list(User.objects.filter(wanted).select_for_update(no_key=True).order_by("pk").values_list("pk"))
        self.user.refresh_from_db()
