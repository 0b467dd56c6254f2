import csv

import pytest

from claims.formats import table


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "\t=", "\n=", "＝", "＋", "－", "＠", "\r@"])
def test_no_cell_is_a_formula(begin):
    (row,) = csv.reader([table.line([f"{begin}1+1"]).decode()])
    assert row[0].startswith("'")


@pytest.mark.parametrize("plain", ["The library", "", "3 = 3", "It’s -5 degrees", "2026-03-02", "“=1”"])
def test_other_texts_stand_as_they_are(plain):
    (row,) = csv.reader([table.line([plain, "x"]).decode()])
    assert row == [plain, "x"]


def test_numbers_stay_numbers():
    assert table.line([-5, 3]) == b"-5,3\r\n"


def test_a_row_is_a_line_whatever_is_in_it():
    made = table.line(["one\r\ntwo\nthree\u2028four\x85five\x00six", 'say "so", they said'])
    assert made.count(b"\n") == 1 and made.decode().splitlines() == [made.decode().rstrip("\r\n")]
    (row,) = csv.reader([made.decode()])
    assert row == ["one two three four five six", 'say "so", they said']
