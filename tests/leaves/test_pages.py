"""The newsroom's pages as text: what readers see of the Markdown, and what waits to be written."""

import pytest

from claims.pages import PAGES, TITLE_LIMIT, first_text
from claims.pages.pledges import IFCN, PLEDGES, STATES, answers
from claims.pages.text import FACTS, Heading, render, sections, unended, warnings

KNOWN = {"newsroom": "The *Star* <b>", "email": "desk@star.example", "reviewers": "R.", "bylines": "B."}


def html(markdown):
    return render(markdown, KNOWN).html.strip()


def test_facts_are_put_in_as_text_and_never_read_as_markdown():
    assert html("{newsroom} checks.") == "<p>The *Star* &lt;b&gt; checks.</p>"
    assert html("**{newsroom}**") == "<p><strong>The *Star* &lt;b&gt;</strong></p>"


def test_a_fact_that_nobody_knows_stays_and_is_warned_about():
    assert html("{nothing} and {email}") == "<p>{nothing} and desk@star.example</p>"
    assert warnings("{nothing} and {email}") == [
        "{nothing} is no fact that we know, so readers see it as it stands."
    ]
    assert warnings("`{nothing}` is how it is written") == []


def test_the_address_may_be_linked():
    expected = '<p><a href="mailto:desk@star.example">desk@star.example</a></p>'
    assert html("[{email}](mailto:{email})") == expected


def test_headings_have_anchors_each_its_own():
    shown = render("# One\n\nA.\n\n## One\n\nB.\n\n### Main\n\nC.", KNOWN)
    assert shown.headings == [
        Heading(2, "one", "One"),
        Heading(2, "one-2", "One"),
        Heading(3, "main-2", "Main"),
    ]
    assert '<h2 id="one">One</h2>' in shown.html and '<h3 id="main-2">Main</h3>' in shown.html


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("/corrections/", '<a href="/corrections/">x</a>'),
        ("/\\evil.example", '<a href="/%5Cevil.example">x</a>'),  # a page of ours that is not there
        ("#one", '<a href="#one">x</a>'),
        ("https://code.example/", '<a href="https://code.example/" rel="external nofollow">x</a>'),
        ("mailto:a@b.example", '<a href="mailto:a@b.example">x</a>'),
    ],
)
def test_links_that_may_stand(link, kept):
    assert html(f"[x]({link})") == f"<p>{kept}</p>"


@pytest.mark.parametrize(
    "link", ["//evil.example/", "javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "file:///x"]
)
def test_links_that_may_not(link):
    assert "href" not in html(f"[x]({link})")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/x.png)",
        "<a href='javascript:alert(1)'>x</a>", "<!-- x -->", "<div\nonclick=alert(1)>", '<h2 id="x" onclick="y">',
    ],
)  # fmt: skip
def test_markup_is_text(markup):
    shown = html(markup)
    assert not any(tag in shown for tag in ("<script", "<img", "<a ", "<div", "<!--", "<h2"))


# ---------------------------------------------------------------- what waits to be written


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("Stays.\n\n[[Write here who owns you.]]", "<p>Stays.</p>"),
        ("We are owned by [[name]], alone.", ""),
        ("## Who owns us\n\n[[Write here.]]\n\n## Next\n\nStays.", '<h2 id="next">Next</h2>\n<p>Stays.</p>'),
        ("## Over\n\n### Under\n\n[[x]]", ""),
        ("## Over\n\nStays.\n\n### Under\n\n[[x]]", '<h2 id="over">Over</h2>\n<p>Stays.</p>'),
        ("- [[x]]\n- stays", "<ul>\n<li>stays</li>\n</ul>"),
        ("- [[x]]\n- [[y]]", ""),
        ("> [[x]]", ""),
        ("Stays.\n\n```\n[[x]]\n```", "<p>Stays.</p>"),
        ("## [[A heading]]\n\nStays.", "<p>Stays.</p>"),
        ("Never closed [[ to the end\nof it.", ""),
        ("[[over\ntwo lines]]", ""),
        ("**[[x]]** bold", ""),
        ("[[over two\n\nparagraphs]]\n\nStays.", "<p>Stays.</p>"),
        ("[[with\n\n## a heading\n\n***\n\n```\ncode\n```\n\n- and a list]]\n\nStays.", "<p>Stays.</p>"),
        ("- Stays.\n- [[from a point\n\nto a paragraph]]", "<ul>\n<li>Stays.</li>\n</ul>"),
        ("[[a line\n---\nunder it]]\n\nStays.", "<p>Stays.</p>"),
        ("[[one in\n\n[[the]]\n\nother]]\n\nStays.", "<p>Stays.</p>"),
        ("Never closed [[\n\nStays.\n\n[[Write here.]]", "<p>Stays.</p>"),
        ("Stays ]]", "<p>Stays ]]</p>"),
    ],
)
def test_a_gap_takes_its_passage_along_and_what_would_be_empty_without_it(markdown, shown):
    assert html(markdown) == shown


def test_gaps_are_listed_with_their_sections():
    found = sections("First.\n\n## Owners\n\n[[Write\nhere.]]\n\n## Money\n\nOurs. \n\n[[More.]]")
    assert [(each.anchor, each.gaps, each.has_words) for each in found] == [
        ("", [], True),
        ("owners", ["Write here."], False),
        ("money", ["More."], True),
    ]


def test_a_gap_that_does_not_end_is_warned_about():
    assert any("has to end" in warning for warning in warnings("A.\n\n[[Write here"))
    assert warnings("A.\n\n[[Write here]]") == []


def test_a_gap_over_two_paragraphs_leaves_no_words_in_its_section():
    [_before, owners] = sections("## Owners\n\n[[Write here\n\nwho owns you.]]")
    assert (owners.gaps, owners.has_words) == (["Write here"], False)


@pytest.mark.parametrize(
    "text",
    ["[[a\n\nb]]", "A.\n\n[[Write here", "[[a\n- b]]", "- [[a\n- b]]", "[[a\n---\nb]]", "> [[a\n\nb]]"],
)
def test_a_gap_has_to_end_in_its_paragraph(text):
    assert "has to end with ]]" in unended(text) and "“[[" in unended(text)


def test_what_does_not_end_is_named_by_its_beginning():
    assert "“[[Write here who owns you.”" in unended("[[Write here\nwho owns you.\n\n[[And why\n\nso.]]]]")
    assert "“[[" + "x" * 58 + " …”" in unended("[[" + "x" * 300)
    assert all(not unended(text) for text in ("", "[[a]]", "[[a\nb]] c [[d]]", "[[a [[b]] c]]", "a ]] b"))


def test_a_thousand_gaps_within_each_other_take_no_time():
    depth = 5_000
    assert "has to end" in unended("[[a\n\n" * depth + "b]]\n\n" * depth)


def test_a_text_of_gaps_alone_is_warned_about():
    assert any("Readers see nothing" in warning for warning in warnings("[[all of it]]"))


# ---------------------------------------------------------------- the texts to start from, and the codes


@pytest.mark.parametrize("page", PAGES)
def test_the_text_to_start_from_can_be_published_as_it_is(page):
    title, text = first_text(page)
    shown = render(text, KNOWN).html
    assert 0 < len(title) <= TITLE_LIMIT and not title.startswith("#")
    assert "[[" not in shown and "{" not in shown and "Write here" not in shown
    assert warnings(text) == [] and len(shown) > 200


def test_only_the_newsroom_can_say_who_owns_and_pays_it():
    _title, text = first_text("about")
    shown = render(text, KNOWN).html
    assert "Who owns us" not in shown and "supports no party" not in shown
    open_sections = {each.title for each in sections(text) if each.gaps}
    assert {
        "Who we are",
        "Who works here",
        "Who owns us",
        "Who pays for our work",
        "No party’s work",
    } <= open_sections


def test_every_pledge_has_its_section_in_the_texts_to_start_from():
    found = answers({page: first_text(page)[1] for page in PAGES})
    assert {answer.state for answer in found} <= STATES.keys() - {"elsewhere"}
    assert {code for pledge in PLEDGES for code in pledge.codes} == {*IFCN, "EFCSN"}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("## Who owns us\n\nThe readers do.", "written"),
        ("## Who owns us\n\nThe readers do.\n\n[[Say since when.]]", "partly"),
        ("## Who owns us\n\n[[Write here.]]", "missing"),
        ("## Who owns us\n\n## Next\n\nText.", "missing"),
        ("## Our owners\n\nThe readers do.", "elsewhere"),
    ],
)
def test_the_state_of_a_pledge(text, state):
    found = answers({"about": text})
    assert next(answer.state for answer in found if answer.pledge.section == "who-owns-us") == state


def test_the_facts_are_those_that_the_form_explains():
    assert set(FACTS) == set(KNOWN)
