"""What a reader types into the search field, taken apart: words, “phrases”, -without, OR, and begin*.

The database reads the plain part itself (websearch_to_tsquery); only beginnings of words are ours, since it knows none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 200  # characters
MOST = 20  # words
_PART = re.compile(r'(?P<minus>-?)(?P<quoted>"[^"]*"?)|(?P<bare>\S+)')
_BEGINNING = re.compile(r"(?P<minus>-?)(?P<word>\w{2,})\*+")
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Query:
    plain: str = ""  # for websearch_to_tsquery
    beginnings: tuple[str, ...] = ()
    without_beginnings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # that are asked for, as they were typed: those that may be misspelt

    def __bool__(self) -> bool:
        return bool(self.plain or self.beginnings or self.without_beginnings)


def parse(text: str) -> Query:
    """The query in `text`. ValueError with a sentence where it is too long to be one."""
    if len(text) > LONGEST:
        raise ValueError(f"the search is {len(text):,} characters long; {LONGEST} fit. Take out some words.")
    plain: list[str] = []
    words: list[str] = []
    beginnings: dict[str, list[str]] = {"": [], "-": []}
    for part in _PART.finditer(text.translate(_QUOTES)):
        bare = part["bare"] or ""
        if found := _BEGINNING.fullmatch(bare):
            beginnings[found["minus"]].append(found["word"])
        elif _WORD.search(part[0]):
            plain.append(part[0].replace("*", " "))
            if bare and not bare.startswith("-") and bare not in ("OR", "or"):
                words += _WORD.findall(bare)
    if len(plain) + sum(map(len, beginnings.values())) > MOST:
        raise ValueError(f"the search has more than {MOST} words. Take out some.")
    _refuse_the_rest(plain, beginnings)
    return Query(" ".join(plain), tuple(beginnings[""]), tuple(beginnings["-"]), tuple(words))


def _refuse_the_rest(plain: list[str], beginnings: dict[str, list[str]]) -> None:
    """Whatever asks for nearly every check: the index of words would be read from end to end for it."""
    without = [part.startswith("-") for part in plain]
    if (plain or beginnings["-"]) and not beginnings[""] and all(without):
        raise ValueError("only words that must not stand there were given. Add one that is to be there.")
    for before, word, after in zip(["", *plain], plain, [*plain[1:], ""], strict=False):
        if word.lower() == "or" and (before.startswith("-") or after.startswith("-")):
            raise ValueError("OR cannot join a word that must not stand there. Leave it out.")


def respelt(text: str, better: dict[str, str]) -> str:
    """The text with each word replaced that has a better spelling; all else as it was typed."""
    return _WORD.sub(lambda found: better.get(found[0], found[0]), text)
