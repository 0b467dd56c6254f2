"""Two texts that grew out of one: put together word by word, where the two changes leave each other alone."""

from __future__ import annotations

from claims.differences import word_parts

Edit = tuple[int, int, str]  # characters from and to of the base, and what stands there instead


def merged(base: str, mine: str, theirs: str) -> str | None:
    """The base with both changes in it; None where they touch, so that a person has to choose."""
    first, second = edits(base, mine), edits(base, theirs)
    if any(a[0] <= b[1] and b[0] <= a[1] for a in first for b in second):
        return None
    text = base
    for start, end, instead in sorted([*first, *second], reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def edits(base: str, text: str) -> list[Edit]:
    """What was done to `base`, from its front to its end. Neighbouring changes are one."""
    found: list[Edit] = []
    at = 0
    for kind, part in word_parts(base, text):
        if kind == "same":
            at += len(part)
            continue
        end = at + len(part) if kind == "del" else at
        instead = part if kind == "ins" else ""
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], end, found[-1][2] + instead)
        else:
            found.append((at, end, instead))
        at = end
    return found
