"""Tags of the desk's forms."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """A key that makes this form take effect once, however often it is sent."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())
