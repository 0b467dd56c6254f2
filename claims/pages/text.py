"""A newsroom's page as HTML that cannot harm: Markdown without raw HTML, then a sieve of named tags.

{newsroom} and its like become facts that the settings know. A passage with [[…]] in it waits to be written: readers
never see it, nor a heading or a list that would stand there empty without it. One that ends in another paragraph is
refused when it is saved, and takes along whatever it spans where it was saved before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from claims.texts import slugify

FACTS = {
    "newsroom": "the newsroom’s name",
    "email": "the address to which readers write",
    "reviewers": "a sentence: who may approve here",
    "bylines": "a sentence: whether checks are signed with names or roles",
}
_FACT = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r"\[\[(.*?)(?:\]\]|\Z)", re.DOTALL)
_MARK = re.compile(r"\[\[|\]\]")
_WORDS = ("inline", "fence")  # tokens that hold words
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "hr"}
_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "h2": {"id"}, "h3": {"id"}}
_SCHEMES = ("http://", "https://", "mailto:")
_OURS = re.compile(r"/(?![/\\])|#")  # a page of this site, or a place on this one
_ID = re.compile(r"[a-z0-9-]{1,90}")
QUOTED = 60  # characters of a gap that its mistake is shown by
_TAKEN = ("main", "versions", "all", "contents")  # ids that the page around the text has


@dataclass(frozen=True)
class Heading:
    level: int
    anchor: str
    text: str


@dataclass
class Section:
    """A heading with what stands below it, up to the next heading of any level."""

    anchor: str
    title: str
    gaps: list[str] = field(default_factory=list)
    has_words: bool = False


@dataclass(frozen=True)
class _Span:
    """Where a gap begins and ends, as places in the list of tokens."""

    first: int
    last: int
    ends: bool
    begins: str

    @property
    def is_whole(self) -> bool:
        return self.ends and self.first == self.last


@dataclass(frozen=True)
class Shown:
    html: str
    headings: list[Heading]


def render(markdown: str, facts: Mapping[str, str]) -> Shown:
    """What readers see."""
    tokens = _without_gaps(_parse(markdown))
    headings: list[Heading] = []
    for at, token in enumerate(tokens):
        for child in token.children or ():
            _put_facts(child, facts)
        if token.type == "heading_open":
            text = _words(tokens[at + 1])
            token.tag = tokens[at + 2].tag = "h2" if token.tag in ("h1", "h2") else "h3"
            anchor = _anchor(text, [each.anchor for each in headings])
            token.attrSet("id", anchor)
            headings.append(Heading(int(token.tag[1]), anchor, text))
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Shown(safe, headings)


def sections(markdown: str) -> list[Section]:
    """The text by its headings, with the gaps that are left in each; first what stands before any heading."""
    tokens = _parse(markdown)
    hidden = _hidden(tokens)
    found = [Section("", "")]
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            title = _words(tokens[at + 1])
            found.append(Section(_anchor(title, [each.anchor for each in found]), title))
        if token.type in _WORDS:
            found[-1].gaps += [" ".join(gap.split()) for gap in _GAP.findall(token.content)]
            found[-1].has_words |= at not in hidden and tokens[at - 1].type != "heading_open"
    return found


def unended(markdown: str) -> str:
    """What is wrong with the first gap that does not end in the paragraph in which it begins; nothing where all do."""
    broken = [span for span in _spans(_parse(markdown)) if not span.is_whole]
    if not broken:
        return ""
    words = " ".join(min(broken, key=lambda span: span.first).begins.split())
    words = words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()} …"
    return (
        f"A passage that waits to be written has to end with ]] in the paragraph in which it begins; "
        f"this one does not: “{words}”. Put each paragraph into brackets of its own."
    )


def warnings(markdown: str) -> list[str]:
    """What the writer should look at again. The text is kept all the same."""
    blocks = [token for token in _parse(markdown) if token.type in _WORDS]
    plain = [child.content for token in blocks for child in token.children or () if child.type == "text"]
    unknown = {name for text in plain for name in _FACT.findall(text) if name not in FACTS}
    found = [
        f"{{{name}}} is no fact that we know, so readers see it as it stands." for name in sorted(unknown)
    ]
    if problem := unended(markdown):
        found.append(problem)
    if not render(markdown, {}).html.strip():
        found.append("Readers see nothing of this text: all of it waits to be written.")
    return found


def _parse(markdown: str) -> list[Token]:
    return _markdown().parse(markdown, {})


@cache
def _markdown() -> MarkdownIt:
    # As in an analysis (richtext.py), without references to pieces, and with links to other pages of ours.
    markdown = MarkdownIt("commonmark", {"html": False}).disable(
        ["reference", "code", "html_block", "html_inline"]
    )
    markdown.validateLink = _is_link  # type: ignore[method-assign]
    markdown.add_render_rule("image", lambda *_: "")
    markdown.add_render_rule("link_open", _render_link)
    return markdown


def _is_link(url: str) -> bool:
    return url.lower().startswith(_SCHEMES) or bool(_OURS.match(url))


def _render_link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    if str(tokens[index].attrGet("href") or "").lower().startswith("http"):
        tokens[index].attrSet("rel", "external nofollow")
    return renderer.renderToken(tokens, index, options, env)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href" and not _is_link(value):
        return None
    if attribute == "id" and not _ID.fullmatch(value):
        return None
    return value


def _put_facts(child: Token, facts: Mapping[str, str]) -> None:
    """Facts go in after the Markdown was read: a star in a newsroom's name is a star."""
    if child.type == "text":
        child.content = _FACT.sub(lambda found: facts.get(found[1], found[0]), child.content)
    elif child.type == "link_open" and child.attrGet("href") == "mailto:%7Bemail%7D":
        child.attrSet("href", f"mailto:{facts.get('email', '')}")


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ()).strip()


def _anchor(text: str, taken: Sequence[str]) -> str:
    plain = anchor = slugify(text)
    number = 1
    while anchor in taken or anchor in _TAKEN:
        number += 1
        anchor = f"{plain}-{number}"
    return anchor


# ---------------------------------------------------------------- leaving out what is not written yet


def _without_gaps(tokens: list[Token]) -> list[Token]:
    gone: set[int] = set()
    for at in _hidden(tokens):
        if tokens[at].type == "inline":
            gone |= {at - 1, at, at + 1}  # its opening, the words, its end
        elif tokens[at].type in ("fence", "hr"):
            gone.add(at)
    kept = [token for at, token in enumerate(tokens) if at not in gone]
    while (fewer := _without_empty(kept)) != kept:
        kept = fewer
    return _without_bare_headings(kept)


def _hidden(tokens: Sequence[Token]) -> set[int]:
    """The places of all tokens that a gap covers."""
    edges = [0] * (len(tokens) + 1)
    for span in _spans(tokens):
        edges[span.first] += 1
        edges[span.last + 1] -= 1
    return {at for at, depth in enumerate(accumulate(edges)) if depth}


def _spans(tokens: Sequence[Token]) -> list[_Span]:
    """All gaps. [[ and ]] are paired like brackets; one that never ends is as long as its paragraph: rather too little
    is shown than a note to the desk."""
    begun: list[tuple[int, str]] = []
    found = []
    for at, token in enumerate(tokens):
        if token.type not in _WORDS:
            continue
        for mark in _MARK.finditer(token.content):
            if mark[0] == "[[":
                begun.append((at, token.content[mark.start() : mark.start() + 2 * QUOTED]))
            elif begun:
                first, begins = begun.pop()
                found.append(_Span(first, at, True, begins))
    return found + [_Span(at, at, False, begins) for at, begins in begun]


def _without_empty(tokens: list[Token]) -> list[Token]:
    """Without lists, items and quotations that hold nothing any more."""
    for at in range(len(tokens) - 1):
        first, second = tokens[at], tokens[at + 1]
        if first.nesting == 1 and second.nesting == -1 and first.type[:-5] == second.type[:-6]:
            return tokens[:at] + tokens[at + 2 :]
    return tokens


def _without_bare_headings(tokens: list[Token]) -> list[Token]:
    """Without headings below which nothing is left; from the end, so that a heading over bare ones goes too."""
    kept: list[Token] = []
    for at in range(len(tokens) - 1, -1, -1):
        kept.insert(0, tokens[at])
        if tokens[at].type == "heading_open":
            after = kept[3] if len(kept) > 3 else None
            if after is None or (after.type == "heading_open" and after.tag <= tokens[at].tag):
                del kept[:3]
    return kept
