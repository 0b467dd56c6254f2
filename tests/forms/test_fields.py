"""Fields: what they keep, and the sentence with which they refuse."""

from datetime import date

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from claims.forms.fields import AddressField, DayField, LineField, TextField, check_range, name_errors

ANY = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"))


@given(ANY)
def test_pasted_text_loses_nothing_but_its_line_ends(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    field = TextField(label="text", required=False)
    assert field.clean(text) == lines
    assert field.clean(lines.replace("\n", "\r\n")) == lines  # as a browser sends it


def test_the_limit_counts_characters_and_not_the_browsers_line_ends():
    field = TextField(label="text", max_length=4)
    assert field.clean("📚\r\n📚\r\n") == "📚\n📚\n"
    with pytest.raises(
        forms.ValidationError, match="Text is too long: 5 characters, and at most 4 are kept."
    ):
        field.clean("12345")


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_what_cannot_be_stored_is_refused_with_the_fields_name(bad):
    with pytest.raises(forms.ValidationError, match="^\\['Note: "):
        TextField(label="note").clean(bad)


@pytest.mark.parametrize("bad", ["a\u202eb", "a\x07b", "a\nb", "a\u2028b", "a\0b"])
def test_a_line_holds_nothing_that_nobody_sees(bad):
    with pytest.raises(forms.ValidationError, match="Name: "):
        LineField(label="name").clean(bad)


def test_a_line_loses_the_spaces_at_its_ends():
    assert LineField(label="name").clean("  Jesús Ramírez \r\n") == "Jesús Ramírez"


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "data:text/html,x", "ftp://paper.example", "https://me:pw@paper.example", "paper.example",
     "https://", "https://a b.example", "https://paper.example/\u202e", "http://localhost", "https://x.example\\@y.example"],
)  # fmt: skip
def test_addresses_that_lead_nowhere_or_lie(bad):
    with pytest.raises(forms.ValidationError, match="Address: "):
        AddressField(label="address").clean(bad)


def test_an_address_is_kept_as_it_was_typed():
    url = "https://Paper.example/roof?b=2&a=1#top"
    assert AddressField(label="address").clean(f" {url} ") == url


@pytest.mark.parametrize(
    "bad", ["2026-02-30", "31.12.2026", "yesterday", "0999-01-01", "2026-1", "²026-01-01"]
)
def test_days_that_do_not_exist(bad):
    with pytest.raises(forms.ValidationError, match="Due: "):
        DayField(label="due").clean(bad)


def test_a_day():
    assert DayField(label="due").clean("2020-07-08") == date(2020, 7, 8)
    assert DayField(label="due", required=False).clean("") is None
    with pytest.raises(forms.ValidationError, match="Due is missing."):
        DayField(label="due").clean("")


class Range(forms.Form):
    first = DayField(label="from", required=False)
    last = DayField(label="until", required=False)

    def clean(self):
        check_range(self, "first", "last")


@pytest.mark.parametrize(
    ("first", "last", "errors"),
    [
        ("", "", []),
        ("2020-07-01", "", []),
        ("2020-07-01", "2020-07-05", []),
        ("", "2020-07-05", ["first"]),
        ("2020-07-05", "2020-07-01", ["last"]),
        ("2020-07-32", "2020-07-01", ["first"]),
    ],
)
def test_a_range_of_days(first, last, errors):
    assert list(Range({"first": first, "last": last}).errors) == errors


def test_errors_of_a_verb_find_their_fields():
    form = Range({})
    assert form.is_valid()
    name_errors(form, {"first": "Too early.", "elsewhere": "Not here."})
    assert form.errors == {"first": ["From: Too early."], "__all__": ["Not here."]}
