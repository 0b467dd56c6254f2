"""What may stand in a text, how it is shown, and the references [3] in an analysis."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from claims import richtext

# Marks, embeddings, overrides and isolates: all that can turn the direction of writing.
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARKS = "\u061c\u200e\u200f"  # these three cannot move the text around them
# Seen by nobody, so that one name can look like another. (Joiners are letters' business: Persian and emoji need them.)
INVISIBLE = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_SURROGATE = re.compile("[\ud800-\udfff]")

SLUG_LENGTH = 80
TAKEN = ("revisions", "embed", "proof")  # addresses below a claim's own: a headline may not hide them
_SPELT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

# For renumber, which writes the source anew: what is escaped or in code, or else a reference.
_CODE_OR_REFERENCE = re.compile(
    r"\\.|^ {0,3}(?P<fence>```|~~~).*?(?:^ {0,3}(?P=fence)|\Z)|`[^`\n]*`|(?P<piece>" + richtext.PIECE + ")",
    re.DOTALL | re.MULTILINE,
)


def refuse_nul(text: str) -> str:
    """The text, unless it cannot be stored at all. ValueError with a sentence."""
    if "\x00" in text:
        raise ValueError("The text has a NUL character (U+0000) in it, which cannot be kept. Remove it.")
    if found := _SURROGATE.search(text):
        raise ValueError(
            f"The text has half a character ({_name(found[0])}) in it, which cannot be kept. Remove it."
        )
    return text


def refuse_controls(text: str, *, lines: bool = False) -> str:
    """The text, unless it has characters that nobody sees and that change how it reads: for names,
    statements and headlines. With `lines`, line breaks and tabs may stand. ValueError with a sentence."""
    refuse_nul(text)
    for character in text:
        if lines and character in "\n\t":
            continue
        if character in BIDI:
            raise ValueError(
                f"A character here ({_name(character)}) changes the direction of writing. Remove it."
            )
        if character in INVISIBLE:
            raise ValueError(f"A character here ({_name(character)}) is invisible. Remove it.")
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            what = (
                "A line break"
                if character in "\n\r\u2028\u2029"
                else f"A control character ({_name(character)})"
            )
            raise ValueError(f"{what} cannot stand here. Remove it.")
    return text


def refuse_turns(text: str) -> str:
    """The text, unless it can make readers see its words in another order than they are kept: for whole paragraphs of
    ours. Marks may stand, which Arabic and Hebrew need. ValueError with a sentence."""
    refuse_nul(text)
    for character in text:
        if character in BIDI and character not in _MARKS:
            raise ValueError(f"A character here ({_name(character)}) turns the words around it. Remove it.")
    return text


def show_controls(text: str) -> str:
    """The text with every hidden character that could mislead made visible, as in ⟦U+202E⟧."""
    return "".join(f"⟦{_name(character)}⟧" if _misleads(character) else character for character in text)


def slugify(headline: str) -> str:
    """The readable end of an address: a-z, 0-9 and hyphens, at most 80, never empty."""
    text = headline.lower().translate(_SPELT)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"(?<=[0-9])[,.](?=[0-9])|['’ʼ]", "", text)  # 1,418 is one word, and so is López’s
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(slug) > SLUG_LENGTH:
        whole_words = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
        slug = whole_words or slug[:SLUG_LENGTH]
    slug = slug.strip("-") or "claim"
    return f"{slug}-claim" if slug in TAKEN else slug


def references(markdown: str) -> set[int]:
    """The numbers of pieces that an analysis refers to: exactly those that a page would link."""
    return richtext.references(markdown)


def renumber(markdown: str, mapping: Mapping[int, int]) -> str:
    """The analysis after pieces were moved: old number → new number, all at once. Others stay as they are."""

    def one(match: re.Match[str]) -> str:
        if not match["piece"]:
            return match[0]
        number = int(match["piece"][1:-1])
        return f"[{mapping[number]}]" if number in mapping else match[0]

    return _CODE_OR_REFERENCE.sub(one, markdown)


def _misleads(character: str) -> bool:
    if character in "\n\t" or character in _MARKS:
        return False
    return character in BIDI or unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
