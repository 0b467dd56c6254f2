import pytest

from claims.said import Said, one_day, parse, phrase


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2020-07-08", "2020-07-08", "8 July 2020"),
        ("2020-07-08", "", "8 July 2020"),
        ("2020-06-29", "2020-07-05", "29 June – 5 July 2020"),
        ("2020-07-01", "2020-07-05", "1–5 July 2020"),
        ("2019-12-30", "2020-01-02", "30 December 2019 – 2 January 2020"),
        ("2020-07-01", "2020-07-31", "July 2020"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2021-02-01", "2021-02-28", "February 2021"),
        ("2020-02-01", "2020-02-28", "1–28 February 2020"),
        ("2020-07-01", "2020-08-31", "July – August 2020"),
        ("2019-12-01", "2020-01-31", "December 2019 – January 2020"),
        ("2020-01-01", "2020-12-31", "2020"),
        ("2019-01-01", "2020-12-31", "2019 – 2020"),
        ("2020-01-01", "2020-01-01", "1 January 2020"),
        ("2020-01-05", "2020-12-20", "5 January – 20 December 2020"),
        ("", "2020-07-05", "until 5 July 2020"),
        ("", "", ""),
    ],
)
def test_a_range_is_printed_as_what_it_is(first, last, words):
    assert phrase(first, last) == words


def test_one_day():
    assert one_day("2020-07-08", "2020-07-08") == one_day("2020-07-08", "") == "2020-07-08"
    assert one_day("2020-07-08", "2020-07-09") == one_day("", "") == one_day("", "2020-07-08") == ""


def test_parse_fills_in_the_second_day():
    assert parse("2020-07-08") == Said("2020-07-08", "2020-07-08")
    assert parse("2020-06-29", "2020-07-05") == Said("2020-06-29", "2020-07-05")
    assert parse("", "") == Said()


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2020-07-09", "2020-07-08", "comes before"),
        ("", "2020-07-08", "first day is missing"),
        ("2020-02-30", "", "not a day"),
        ("2020-07-08", "tomorrow", "not a day"),
        ("20200708", "", "not a day"),
        ("2020-W28-3", "", "not a day"),
    ],
)
def test_impossible_days_are_refused(first, last, why):
    with pytest.raises(ValueError, match=why):
        parse(first, last)
