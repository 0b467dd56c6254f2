"""How dates, ratings and quotations are written on every page, public and at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims import claimpage, richtext, said, texts

register = template.Library()

MONTHS = (
    "", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip

# One shape a rating, so that no meaning hangs on colour alone.
_RING = '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2"/>'
_MARKS = {
    "true": '<circle cx="10" cy="10" r="9" fill="currentColor"/>'
    '<path class="cut" d="m5.6 10.3 3 3 5.8-6.4" fill="none" stroke-width="2.2"/>',
    "mostly-true": _RING + '<path d="M10 10V4.6A5.4 5.4 0 1 1 4.6 10z" fill="currentColor"/>',
    "half-true": _RING + '<path d="M10 4.6a5.4 5.4 0 0 1 0 10.8z" fill="currentColor"/>',
    "mostly-false": _RING + '<path d="M10 10V4.6A5.4 5.4 0 0 1 15.4 10z" fill="currentColor"/>',
    "false": '<path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" fill="currentColor"/>'
    '<path class="cut" d="m6.4 6.4 7.2 7.2m0-7.2-7.2 7.2" fill="none" stroke-width="2.2"/>',
    "misleading": '<path d="m10 1.6 8.4 8.4-8.4 8.4L1.6 10z" fill="none" stroke="currentColor"'
    ' stroke-width="2"/><path d="M7.2 13.2V9.6h5m-2.1-2.3 2.3 2.3-2.3 2.3" fill="none" stroke="currentColor"'
    ' stroke-width="1.6"/>',
    "unproven": '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8"'
    ' stroke-dasharray="3 2.03"/><path d="M7.5 8a2.5 2.5 0 1 1 3.7 2.2c-.8.4-1.2.9-1.2 1.8m0 2.4v.2"'
    ' fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>',
}


@register.filter
def rating_mark(token: str) -> SafeString:
    """The shape of a rating, drawn; its word stands beside it, so it is hidden from screen readers."""
    inner = _MARKS.get(token, _RING)
    return mark_safe(f'<svg viewBox="0 0 20 20" aria-hidden="true">{inner}</svg>')  # noqa: S308  constants only


@register.filter
def rating(given: Any, look: str = "") -> SafeString:
    """A rating as word, shape and colour. `look`: "large", "struck" or "strong". Of a Rating or its dict."""
    if not given:
        return format_html('<span class="rating">{}</span>', "Not rated yet")
    get = given.get if isinstance(given, dict) else lambda key, _default="": getattr(given, key, "")
    token = get("token", "") if get("token", "") in _MARKS else "unproven"
    tag = {"struck": "s", "strong": "b"}.get(look, "span")
    return format_html(
        '<{0} class="rating r-{1}{2}">{3}{4}</{0}>',
        mark_safe(tag),  # noqa: S308  one of three constants
        token,
        " rating-l" if look == "large" else "",
        rating_mark(token),
        get("label", ""),
    )


@register.filter
def moment(given: datetime | str | None) -> SafeString:
    """A moment as people read it, in the newsroom's zone: “21 July 2020, 09:41”."""
    at = _moment(given)
    if at is None:
        return mark_safe("")
    local = timezone.localtime(at)
    return format_html('<time datetime="{}">{}, {}</time>', _utc(at), _day(local), local.strftime("%H:%M"))


@register.filter
def day(given: datetime | date | str | None) -> SafeString:
    """The day of a moment in the newsroom's zone, or a plain date: “21 July 2020”."""
    if isinstance(given, str) and len(given) == 10:
        given = date.fromisoformat(given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return format_html('<time datetime="{}">{}</time>', given.isoformat(), _day(given))
    at = _moment(given)
    if at is None:
        return mark_safe("")
    return format_html('<time datetime="{}">{}</time>', _utc(at), _day(timezone.localtime(at)))


@register.filter
def span(given: dict[str, str] | None) -> SafeString:
    """A day or a range of days as said.py words it; a range is printed as a range."""
    if not given or not given.get("from"):
        return mark_safe("")
    start, end = given["from"], given.get("to", "") or given["from"]
    words = said.phrase(start, end)
    if start == end:
        return format_html('<time datetime="{}">{}</time>', start, words)
    return format_html('<span class="range">{}</span>', words)


@register.filter
def isolated(text: str) -> SafeString:
    """Words of others: hidden and bidirectional characters are shown, the line keeps its order."""
    return format_html("<bdi>{}</bdi>", texts.show_controls(text or ""))


@register.filter
def marked(text: str) -> SafeString:
    """Words that were searched for stand between \x02 and \x03 (models/searching.py): marked, all else escaped."""
    parts = [part.partition("\x03") for part in (text or "").split("\x02")]
    first = format_html("{}", parts[0][0])
    return first + format_html_join(
        "", "<mark>{}</mark>{}", ((found, rest) for found, _end, rest in parts[1:])
    )


@register.filter
def claimant_page(key: str, name: str) -> str:
    """The address of somebody's page, made of what the version in hand holds: no look-up."""
    return reverse("claimant-checks", args=[key, texts.slugify(name)])


@register.filter
def document_page(key: str, title: str) -> str:
    return reverse("document-checks", args=[key, texts.slugify(title)])


@register.filter
def markdown(text: str, pieces: Iterable[int] = ()) -> SafeString:
    """The analysis as HTML: richtext.py escapes, names its tags and turns [n] into links to evidence.

    It stands under an h2. Whatever level its writer began with, no level is left out.
    """
    html = richtext.render(text or "", pieces=set(pieces))
    before, first, rest = html.partition("<h3>")
    before = before.replace("<h4>", "<h3>").replace("</h4>", "</h3>")
    return mark_safe(before + first + rest)  # noqa: S308  cleaned by richtext


@register.filter
def surroundings(place: Any) -> dict[str, str]:
    """What stands before and after the words of an appearance, cut between words."""
    quotation = {"prefix": place.prefix, "suffix": place.suffix, "start": place.start}
    before, after = claimpage.surroundings(quotation)
    return {"before": before, "after": after}


@register.filter
def language_name(code: str) -> str:
    """“Spanish (es)”: to a reviewer es-MX is another content."""
    name = claimpage.language_name(code)
    return f"{name} ({code})" if name != code else code


@register.filter
def in_groups(fingerprint: str) -> list[str]:
    """A fingerprint in groups of eight, as people compare it."""
    return [fingerprint[at : at + 8] for at in range(0, len(fingerprint or ""), 8)]


@register.filter
def line_class(scale: dict[str, Any]) -> str:
    """The style sheet draws lines of two to seven marks."""
    return f"on{min(max(scale.get('marks', 5), 2), 7)}"


@register.filter
def brand(name: str) -> SafeString:
    """The newsroom's name with its last part underlined in blue pencil."""
    if name == "Factcheck":
        return mark_safe("Fact<span>check</span>")
    before, _space, last = (name or "Factcheck").rpartition(" ")
    return format_html("{}<span>{}</span>", f"{before} " if before else "", last)


@register.simple_tag(takes_context=True)
def report_mail(context: template.Context) -> str:
    """The address behind “Report an error”, with what it is about (the context's `about`) filled in."""
    about = context.get("about", "")
    subject = quote(f"Error: {about}" if about else "Error on a page")
    return f"mailto:{context['newsroom']['email']}?subject={subject}"


@register.filter
def tongue(language: str) -> SafeString:
    """Attributes for words in a claim's own language; around them the page speaks English."""
    if not language or language.split("-")[0].lower() == "en":
        return mark_safe(' dir="auto"')
    return format_html(' lang="{}" dir="{}"', language, claimpage.direction(language))


def _moment(given: datetime | date | str | None) -> datetime | None:
    if isinstance(given, str) and given:
        given = datetime.fromisoformat(given)
    return given if isinstance(given, datetime) else None


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(given: date) -> str:
    return f"{given.day} {MONTHS[given.month]} {given.year}"
