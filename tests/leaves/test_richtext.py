import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import richtext
from claims.richtext import references, render


def html(markdown: str, pieces=(1, 2, 3)) -> str:
    return render(markdown, pieces=set(pieces)).strip()


def test_a_reference_is_a_link_only_to_a_piece_that_exists():
    assert html("As [3] says, not [4].") == '<p>As <a href="#e3">[3]</a> says, not [4].</p>'
    assert html("[3]: so", pieces=[]) == "<p>[3]: so</p>"
    assert html("`[3]` \\[3]") == "<p><code>[3]</code> [3]</p>"


def test_links_lead_outside_and_say_so():
    assert html("[a](https://a.example/?b=1)") == (
        '<p><a href="https://a.example/?b=1" rel="external nofollow">a</a></p>'
    )
    assert 'href="mailto:a@b.example"' in html("<a@b.example>")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://a.example",
        "/desk/", "//a.example", "#e9", "javascript&colon;alert(1)", "&#106;avascript:alert(1)",
    ],
)  # fmt: skip
def test_other_addresses_are_no_links(address):
    for markdown in (f"[a]({address})", f"[a](<{address}>)", f"<{address}>", f"[a]\n\n[a]: {address}"):
        assert "<a" not in html(markdown)


@pytest.mark.parametrize(
    "raw", ["<script>alert(1)</script>", "<b onclick='x'>y</b>", "<img src=x>", "<!-- x -->"]
)
def test_raw_html_is_shown_as_text(raw):
    assert html(raw).startswith("<p>&lt;")
    assert re.sub("</?p>", "", html(raw)).count("<") == 0


def test_images_are_dropped():
    assert html("a ![pixel](https://a.example/p.png) b") == "<p>a  b</p>"


def test_headings_stand_below_those_of_the_page():
    assert html("# a\n\n## b\n\n### c\n\n###### d") == "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h4>d</h4>"


def test_what_a_writer_needs():
    written = html("*a* **b**  \nc\n\n> d\n\n1. e\n\n---\n\n```\nf\n```\n\n- g")
    for tag in ("em", "strong", "br", "blockquote", "ol", "hr", "pre", "ul", "li"):
        assert f"<{tag}" in written


def test_indented_lines_are_no_code():
    assert html("    pasted [1]") == '<p>pasted <a href="#e1">[1]</a></p>'


class Names(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.links: set[int] = set()

    def handle_starttag(self, tag, attrs):
        self.found |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        for name, value in attrs:
            assert name != "href" or value.startswith(("http://", "https://", "mailto:", "#e"))
            if name == "href" and value.startswith("#e"):
                self.links.add(int(value[2:]))


_BITS = [
    "[1]",
    "[2](",
    "[",
    "]",
    "(",
    ")",
    "`",
    "\\",
    "<",
    ">",
    "<script>",
    "javascript:",
    "https://a.example",
    "!",
]
_BITS += ["*", "#", "\n", "\n\n", "    ", "```", '"', " onerror=x", "&lt;", "a", "- "]


@given(st.lists(st.sampled_from(_BITS), max_size=25).map("".join))
def test_only_named_tags_leave_and_every_link_to_a_piece_is_a_reference(markdown):
    names = Names()
    names.feed(render(markdown, pieces={1, 2}))
    allowed = {
        "p",
        "br",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "code",
        "pre",
        "h3",
        "h4",
        "hr",
    }
    assert {tag for tag, _ in names.found} <= allowed
    assert {pair for pair in names.found if pair[1]} <= {("a", "href"), ("a", "rel"), ("ol", "start")}
    assert names.links == references(markdown) & {1, 2}


@pytest.mark.parametrize("address", ["/desk/", "//a.example", "#top", "#e1x", "javascript:x"])
def test_the_sieve_would_stop_an_address_that_markdown_let_through(address, monkeypatch):
    monkeypatch.setattr(richtext._markdown(), "validateLink", lambda url: True)
    assert "href" not in html(f"[a]({address})")
