"""The bytes that are hashed: one value, one sequence of bytes, for ever.

UTF-8 JSON, keys sorted by code point, no spaces, no ASCII escaping. Strings and integers only: floats,
booleans and null have more than one spelling across languages, so somebody who verifies a record elsewhere
could not be sure.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, NoReturn


def encode(value: Any) -> bytes:
    """The canonical bytes of a dict, list, string or integer. TypeError or ValueError for anything else."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def decode(data: bytes) -> Any:
    """The value behind canonical bytes. Refuses what encode would never have written."""
    try:
        value = json.loads(
            bytes(data).decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _check(value)
    except (TypeError, RecursionError) as error:
        raise ValueError(f"not canonical: {error}") from error
    return value


def digest(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def moment(when: datetime) -> str:
    """A point in time, always in UTC and always with six decimals."""
    if when.tzinfo is None or when.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _check(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"a key must be a string, not {type(key).__name__}")
            _check_text(key)
            if type(inner) is not str or not inner.isascii():  # most are, and have nothing to check
                _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, bool) or not isinstance(value, int):  # bool is an int in Python
        raise TypeError(f"only dict, list, str and int are canonical, not {type(value).__name__}")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate has no UTF-8") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("not canonical: a key stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"not canonical: {text} is not an integer")
