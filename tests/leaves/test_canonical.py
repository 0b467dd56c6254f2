import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import canonical

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    text | st.integers(-(2**70), 2**70),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


def test_bytes_are_those_that_the_format_prescribes():
    value = {"b": [1, "é"], "a": "\n\u2028\x7f", "ä": {}, "Z": []}
    assert canonical.encode(value) == '{"Z":[],"a":"\\n\u2028\x7f","b":[1,"é"],"ä":{}}'.encode()


@given(values)
def test_what_is_encoded_comes_back(value):
    assert canonical.decode(canonical.encode(value)) == value


@given(st.dictionaries(text, text, min_size=2))
def test_order_of_keys_makes_no_difference(value):
    turned = dict(reversed(value.items()))
    assert canonical.encode(turned) == canonical.encode(value)


def test_keys_are_sorted_by_code_point_and_not_by_utf_16_unit():
    # U+1F600 is two units that begin with D83D, which UTF-16 would sort before U+FF5E.
    assert list(json.loads(canonical.encode({"😀": 1, "～": 2}))) == ["～", "😀"]


@pytest.mark.parametrize(
    "value", [True, False, None, 1.0, 1.5, float("nan"), Decimal(1), b"x", (1,), {1}, object()]
)
def test_other_types_are_refused_at_any_depth(value):
    for where in (value, [value], {"a": {"b": [value]}}):
        with pytest.raises(TypeError):
            canonical.encode(where)


@pytest.mark.parametrize("value", ["\ud800", ["a\udfff"], {"a": "\ud83d"}, {"\udc00": "a"}])
def test_lone_surrogates_are_refused(value):
    with pytest.raises(ValueError, match="surrogate"):
        canonical.encode(value)


@pytest.mark.parametrize("key", [1, True, None])
def test_keys_that_are_no_strings_are_refused(key):
    with pytest.raises(ValueError, match="key"):
        canonical.encode({key: "a"})


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1.5}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":null}',
        b"[true]",
        b'{"a":1,"a":2}',
        b'"\\ud800"',
        b'"\xff"',
        b"{",
        b"[" * 100_000,
    ],
)
def test_decode_refuses_what_encode_never_writes(data):
    with pytest.raises(ValueError):
        canonical.decode(data)


def test_digest_is_sha256():
    assert canonical.digest(b"").hex().startswith("e3b0c44298fc1c149afbf4c8996fb924")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (datetime(2020, 7, 8, 12, 0, tzinfo=UTC), "2020-07-08T12:00:00.000000Z"),
        (
            datetime(2020, 7, 8, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=2))),
            "2020-07-07T23:02:03.000004Z",
        ),
        (datetime(987, 1, 1, tzinfo=UTC), "0987-01-01T00:00:00.000000Z"),
    ],
)
def test_moments_are_utc_with_six_decimals(when, expected):
    assert canonical.moment(when) == expected


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        canonical.moment(datetime(2020, 7, 8))
