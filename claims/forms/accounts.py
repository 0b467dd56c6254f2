"""Log in, accept an invitation, recover. Passwords are never stripped, shown or written anywhere."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.db import transaction

from claims.forms.fields import LineField, Worded
from claims.models import User, write_event


class PasswordField(Worded, forms.CharField):
    def __init__(self, *, label: str, autocomplete: str, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=label, strip=False, widget=widget, max_length=1000, **options)
        self.error_messages["max_length"] = f"{label} is too long: at most 1,000 characters."

    def to_python(self, value: Any) -> str:
        password = super().to_python(value) or ""
        if "\0" in password:
            raise forms.ValidationError(f"{self.label} holds a NUL character.")
        return password


class LoginForm(forms.Form):
    username = LineField(
        label="user name or e-mail address",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = PasswordField(label="Password", autocomplete="current-password")


class InvitationForm(forms.Form):
    """What a person who was invited gives: the name that readers may see, and a password, twice."""

    public_name = LineField(
        label="your name", max_length=120, help_text="As readers see it under the checks that you approve."
    )
    new_password1 = PasswordField(
        label="Password",
        autocomplete="new-password",
        help_text="At least twelve characters. A few words in a row are good.",
    )
    new_password2 = PasswordField(label="The password again", autocomplete="new-password")

    def __init__(self, data: Any = None, *, user: Any) -> None:
        super().__init__(data)
        self.user = user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = cleaned.get("new_password1"), cleaned.get("new_password2")
        if first and second and first != second:
            self.add_error("new_password2", "The two passwords are not the same.")
        elif first:
            try:
                password_validation.validate_password(first, self.user)
            except forms.ValidationError as error:
                self.add_error("new_password1", error)
        return cleaned


class RecoveryForm(PasswordResetForm):
    """Asks for the address. The answer is the same whether or not somebody has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].widget.attrs["class"] = "in"
        self.fields["email"].error_messages["required"] = "The e-mail address is missing."


class NewPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"] = PasswordField(
            label="New password",
            autocomplete="new-password",
            help_text="At least twelve characters. A few words in a row are good.",
        )
        self.fields["new_password2"] = PasswordField(
            label="The new password again", autocomplete="new-password"
        )

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            self.user.set_password(self.cleaned_data["new_password1"])
            self.user.save(update_fields=["password"])
            write_event("recover", by=self.user, about=self.user.about)
        return self.user


class InviteForm(forms.ModelForm):
    """The admin's "add user": an address and a role, never a password."""

    class Meta:
        model = User
        fields = ["email", "role", "public_name"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError("Somebody with this address is already here.")
        return email
