import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.links import canonical, check


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/hours",
        "http://paper.example:8080/a?b=c#d",
        "HTTPS://Paper.Example",
        "https://münchen.example/ä",
        "https://paper.example/" + "a" * 1977,
        "https://paper.example./a(b)",
        "https://192.0.2.1/report",
    ],
)
def test_addresses_that_a_reader_can_follow(url):
    assert check(url) == url


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("", "Give an address"),
        ("javascript:alert(1)", "begin with"),
        ("data:text/html,x", "begin with"),
        ("ftp://paper.example/a", "begin with"),
        ("//paper.example/a", "begin with"),
        ("paper.example/a", "begin with"),
        ("https://user@paper.example/", "user name"),
        ("https://user:word@paper.example/", "user name"),
        ("https://@paper.example/", "user name"),
        ("https:///a", "no host"),
        ("https://", "no host"),
        ("https://localhost/a", "no dot"),
        ("https://[::1]/a", "no dot"),
        ("https://localhost./a", "no dot"),
        ("https://paper..example/", "not well formed"),
        ("https://-paper.example/", "not well formed"),
        ("https://pa%20per.example/", "not well formed"),
        ("https://paper.example:99999/", "not well formed"),
        ("https://paper.example:0/", "not well formed"),
        ("https://[paper.example/", "not well formed"),
        ("https://paper.example/a b", "space"),
        ("https://paper.example/a\nb", "line break"),
        (" https://paper.example/", "space"),
        ("https://paper.example/\x00", "cannot be seen"),
        ("https://paper.example/\u202egpj", "cannot be seen"),
        ("https://pa\u200bper.example/", "cannot be seen"),
        ("https://paper.example/\ud800", "cannot be seen"),
        ("https://paper.example\\@other.example/", "backslash"),
        ("https://paper.example/" + "a" * 1979, "2,000"),
    ],
)
def test_addresses_that_are_refused_with_the_reason(url, named):
    with pytest.raises(ValueError, match=named):
        check(url)


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://Paper.Example/hours?a=1&b=2",
        "https://paper.example:443/hours?a=1&b=2",
        "https://paper.example./hours?a=1&b=2",
        "https://paper.example/hours?b=2&a=1",
        "https://paper.example/hours?a=1&b=2#top",
        "https://paper.example/hours?a=1&utm_source=x&b=2&UTM_Campaign=y&fbclid=z&gclid=w",
        "https://paper.example/%68ours?a=%31&b=2",
    ],
)
def test_one_page_has_one_spelling(other):
    assert canonical(other) == "https://paper.example/hours?a=1&b=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example", "https://paper.example/"),
        ("https://paper.example/a/index.html", "https://paper.example/a/"),
        ("https://paper.example/index.php?p=1", "https://paper.example/?p=1"),
        ("https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://paper.example/%c3%a4", "https://paper.example/%C3%A4"),
    ],
)
def test_pairs_that_mean_one_page(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/a", "https://paper.example/A"),
        ("https://paper.example/a", "https://paper.example/a/amp"),
        ("https://paper.example/a", "https://paper.example/a?amp=1"),
        ("https://paper.example/a%2Fb", "https://paper.example/a/b"),
        ("https://paper.example/?q=%E9", "https://paper.example/?q=%E8"),
        ("https://paper.example/", "https://paper.example:8080/"),
        ("https://paper.example/?a=1&a=2", "https://paper.example/?a=2"),
        ("https://paper.example/?a=", "https://paper.example/"),
    ],
)
def test_pairs_that_do_not(one, other):
    assert canonical(one) != canonical(other)


def test_no_address_comes_back_as_it_is():
    assert canonical("") == ""
    assert canonical("javascript:alert(1)") == "javascript:alert(1)"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_to_spell_it_twice_changes_nothing(end):
    once = canonical(f"https://paper.example/{end}")
    assert canonical(once) == once
