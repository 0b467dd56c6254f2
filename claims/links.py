"""Addresses that people paste: which may be kept, and when two of them mean the same page."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

LONGEST = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that say where a reader came from, never which page this is.
_TRACKING = re.compile(r"utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


def check(url: str) -> str:
    """The address, if a reader can be sent there. ValueError with a sentence that names what is wrong."""
    if not url:
        raise ValueError("Give an address that begins with http:// or https://.")
    if len(url) > LONGEST:
        raise ValueError(f"The address has more than {LONGEST:,} characters.")
    if any(character.isspace() for character in url):
        raise ValueError("The address has a space or a line break in it.")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn") for character in url):
        raise ValueError("The address has a character in it that cannot be seen.")
    if "\\" in url:  # browsers read it as a slash, we would not
        raise ValueError("The address has a backslash in it.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("The address cannot be read: its host or port is not well formed.") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("The address has to begin with http:// or https://.")
    if "@" in parts.netloc:
        raise ValueError("The address has a user name or a password in it.")
    if not parts.hostname:
        raise ValueError("The address names no host.")
    if "." not in parts.hostname.strip(".") or ":" in parts.hostname:
        raise ValueError("The host of the address has no dot: it cannot be on the public web.")
    labels = parts.hostname.removesuffix(".").split(".")
    if not all(_LABEL.fullmatch(label) and len(label) <= 63 for label in labels) or port == 0:
        raise ValueError("The address cannot be read: its host or port is not well formed.")
    return url


def canonical(url: str) -> str:
    """One spelling for the addresses of one page, for finding duplicates. Never shown, never fetched.

    What is no address at all comes back as it is: comparing must not fail where `check` was skipped.
    """
    try:
        check(url)
    except ValueError:
        return url
    parts = urlsplit(url)
    host = _ascii((parts.hostname or "").removesuffix("."))
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    path = _INDEX.sub("/", _escapes(parts.path)) or "/"
    pairs = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if not _TRACKING.fullmatch(key)
    ]
    return urlunsplit((parts.scheme, host, path, urlencode(sorted(pairs), errors="surrogateescape"), ""))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _escapes(path: str) -> str:
    """Letters written as themselves and as %XX are one page; a reserved %2F stays what it is."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else match[0].upper()

    return quote(re.sub(r"%([0-9A-Fa-f]{2})", one, path), safe="/%:@!$&'()*+,;=~-._")
