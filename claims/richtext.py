"""An analysis as HTML that cannot harm: Markdown without raw HTML, references to pieces, then a sieve of
named tags."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# A reference is [1] to [999]: not escaped, not in code, not the text of a link.
PIECE = r"\[[0-9]{1,3}\](?!\()"
_PIECE_AT = re.compile(PIECE)
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr"}
_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
_SCHEMES = ("http://", "https://", "mailto:")
_PIECE_ADDRESS = re.compile(r"#e[0-9]{1,3}")


def render(markdown: str, *, pieces: Collection[int]) -> str:
    """Safe HTML. [3] becomes a link to #e3 where piece 3 is among `pieces`, and stays text elsewhere."""
    html = _markdown().render(markdown, {"pieces": frozenset(pieces)})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,  # set on the way out of the house only: a reference stays on the page
    )


def references(markdown: str) -> set[int]:
    """The numbers that render would make links of."""
    blocks = _markdown().parse(markdown)
    return {int(token.content) for block in blocks for token in block.children or () if token.type == "piece"}


@cache
def _markdown() -> MarkdownIt:
    # Reference definitions are off: "[3]: so he says" is a sentence here. So is code by indenting: pasted
    # lines have it.
    markdown = MarkdownIt("commonmark", {"html": False}).disable(
        ["reference", "code", "html_block", "html_inline"]
    )
    markdown.validateLink = lambda url: url.lower().startswith(_SCHEMES)  # type: ignore[method-assign]
    markdown.inline.ruler.before("link", "piece", _piece)
    markdown.add_render_rule("piece", _render_piece)
    markdown.add_render_rule("image", lambda *_: "")
    markdown.add_render_rule("link_open", _render_link)
    for edge in ("heading_open", "heading_close"):
        markdown.add_render_rule(edge, _render_heading)
    return markdown


def _piece(state: StateInline, silent: bool) -> bool:
    match = _PIECE_AT.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("piece", "", 0)
        token.content = match[0][1:-1]
    state.pos = match.end()
    return True


def _render_piece(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number = int(tokens[index].content)
    return f'<a href="#e{number}">[{number}]</a>' if number in env["pieces"] else f"[{tokens[index].content}]"


def _render_link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", "external nofollow")
    return renderer.renderToken(tokens, index, options, env)


def _render_heading(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    # h1 is the claim's headline and h2 the part of the page.
    tokens[index].tag = "h3" if tokens[index].tag in ("h1", "h2") else "h4"
    return renderer.renderToken(tokens, index, options, env)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href" and not (value.lower().startswith(_SCHEMES) or _PIECE_ADDRESS.fullmatch(value)):
        return None
    return value
