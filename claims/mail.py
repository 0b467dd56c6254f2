"""Letters that the desk sends, and the links in them."""

import logging

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from claims.models import User

log = logging.getLogger(__name__)


class InvitationTokens(PasswordResetTokenGenerator):
    """Void as soon as the person has a password, and never good for a recovery."""

    key_salt = "claims.mail.invitation"


tokens = InvitationTokens()


def invitation_link(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.SITE_URL.rstrip("/") + reverse("invitation", args=[uid, tokens.make_token(user)])


def invited(uid: str, token: str) -> User | None:
    """Whose invitation this is; None where it was used, is too old, or was never written."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
        user = get_user_model().objects.filter(pk=pk, is_active=True).first() if pk < 2**63 else None
    except ValueError:
        return None
    if user is None or user.has_usable_password() or not tokens.check_token(user, token):
        return None
    return user


def send_invitation(user: User, link: str = "") -> bool:
    """Whether the letter could be handed over. Who invites can always pass the link on by another way."""
    context = {
        "newsroom_name": settings.NEWSROOM_NAME,
        "role": user.get_role_display().lower(),
        "username": user.username,
        "link": link or invitation_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    subject = render_to_string("emails/invitation_subject.txt", context).strip()
    try:
        send_mail(subject, render_to_string("emails/invitation.txt", context), None, [user.email])
    except OSError:  # smtplib's errors among them
        log.exception("an invitation could not be sent")
        return False
    return True
