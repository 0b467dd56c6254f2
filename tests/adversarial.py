"""What somebody may ask of our lists who wants to see them break: texts of 100 kB, the same parameter many times,
places in a list that are none, filters we never had, and the dearest questions that fit into the search field.

`ASKED` is name → path with query; a test asks each of them of a small house, and a bench of a large one, for its cost.
"""

from __future__ import annotations

from itertools import islice, product
from string import ascii_lowercase
from urllib.parse import quote, quote_plus, urlencode

LONG = 100_000

# Words that many of the synthesized checks have, in several languages: what a question costs grows with them.
COMMON = (
    "Meridania Velmont council rents million since wages than nurses percent"
    " town thousand teachers spent counts many other more homes wolves"
).split()
PAIRS = ["".join(pair) for pair in product(ascii_lowercase, repeat=2)]

LONG_TEXTS = {
    "one word": "x" * LONG,
    "many words": " ".join(f"w{n:06x}" for n in range(LONG // 8)),
    "the same word": "library " * (LONG // 8),
    "quotation marks": '"' * LONG,
    "minus signs": "-a " * (LONG // 3),
    "stars": "*" * LONG,
    "beginnings": "a* " * (LONG // 3),
    "brackets": "(" * LONG,
    "operators": "!&|<->:*" * (LONG // 8),
    "OR": "OR " * (LONG // 3),
    "one long phrase": '"' + "a b " * (LONG // 4) + '"',
    "blanks": " " * LONG,
    "back to front": "\u202e" * LONG,
    "marks on one letter": "e" + "\u0301" * (LONG - 1),
    "of no width": "\u200b" * LONG,
    "of four bytes": "🐝" * (LONG // 4),
    "percent signs": "%" * LONG,
    "escapes": "\\" * LONG,
    "line ends": "\r\n" * (LONG // 2),
}
# As much as the field takes: 200 characters, 20 words.
SHORT_TEXTS = {
    "10 common words joined by OR": " OR ".join(COMMON[:10]),
    "20 common words": " ".join(COMMON),
    "20 words that are nowhere": " ".join(f"zzq{n}" for n in range(20)),
    "10 words that are nowhere, joined by OR": " OR ".join(f"zzq{n}" for n in range(10)),
    "20 words joined by OR": " OR ".join(f"w{n}" for n in range(20)),
    "a common word without 19 others": f"{COMMON[0]} {' '.join(f'-{word}' for word in COMMON[1:20])}",
    "a phrase of 20 common words": f'"{" ".join(COMMON)}"',
    "a phrase of 20 short words": f'"{" ".join(["a", "of", "in", "the"] * 5)}"',
    "10 phrases": " ".join('"school meals"' for _ in range(10)),
    "20 beginnings of one letter": " ".join(f"{letter}*" for letter in ascii_lowercase[:20]),
    "20 beginnings of two letters": " ".join(f"{pair}*" for pair in islice(PAIRS, 20)),
    "20 common beginnings": " ".join(f"{word[:2].lower()}*" for word in COMMON),
    "one common beginning": "me*",
    "one common beginning without 19": "me* " + " ".join(f"-{pair}*" for pair in islice(PAIRS, 100, 119)),
    "one beginning of everything": "in*",
    "10 words spelt badly": " ".join(f"{word}q" for word in COMMON[:10]),
    "20 words spelt badly": " ".join(f"{word[:6]}qx" for word in COMMON),
    "one word of 200 letters": "meridania" * 22,
    "one word spelt badly": "Meridaniq",
    "a common word": COMMON[0],
    "two common words": " ".join(COMMON[:2]),
}
MARK = "2026-01-01T00:00:00.000000Z.7k3m9qxd"
CURSORS = {
    "huge": "9" * 5_000,
    "of 100 kB": "9" * LONG,
    "negative": "-1",
    "of the year 1": "0001-01-01T00:00:00.000000Z.00000000",
    "of the year 9999": "9999-12-31T23:59:59.999999Z.zzzzzzzz",
    "of a day that is none": "2026-02-30T00:00:00.000000Z.7k3m9qxd",
    "with a huge rank": f"{MARK}.999999999",
    "with a rank of 40 digits": f"{MARK}.{'9' * 40}",
    "with a negative rank": f"{MARK}.-5",
    "of digits of another script": "٢٠٢٦-٠١-٠١T٠٠:٠٠:٠٠.٠٠٠٠٠٠Z.7k3m9qxd",
}
PARAMETERS = {
    "q 900 times": urlencode([("q", f"word{n}") for n in range(900)]),
    "q 5,000 times": urlencode([("q", "a")] * 5_000),
    "one rating 900 times": urlencode([("rating", "true")] * 900),
    "900 ratings of nobody's": urlencode([("rating", f"r{n}") for n in range(900)]),
    "900 filters we never had": urlencode([(f"filter{n}", "x") for n in range(900)]),
    "brackets and dollars": "q[]=a&q[$ne]=b&claimant[id]=1&__proto__=1",
    "every filter twice": urlencode(
        [(name, value) for name in ("claimant", "topic", "document") for value in "ab"]
    ),
    "every day there is": "after_date=0001-01-01&before_date=9999-12-31",
    "days of 100 kB": "after_date=" + "1" * LONG,
    "a claimant of 100 kB": "claimant=" + "y" * LONG,
    "a topic of 100 kB": "topic=" + "y" * LONG,
    "a rating of 100 kB": "rating=" + "y" * LONG,
    "NUL in each": "&".join(
        f"{name}=%00" for name in ("q", "rating", "claimant", "topic", "document", "order", "changed")
    ),
    "half a character in each": "&".join(
        f"{name}=%ED%A0%80" for name in ("q", "rating", "claimant", "topic", "document")
    ),
    "all filters and a common word": f"q={COMMON[0]}&rating=true&rating=false&changed=on&after_date=1990-01-01",
}


def _asked() -> dict[str, str]:
    asked = {f"100 kB: {name}": f"/claims/?q={quote_plus(text)}" for name, text in LONG_TEXTS.items()}
    asked |= {f"words: {name}": f"/claims/?q={quote_plus(text)}" for name, text in SHORT_TEXTS.items()}
    asked |= {
        f"newest: {name}": f"/claims/?order=newest&q={quote_plus(text)}" for name, text in SHORT_TEXTS.items()
    }
    asked |= {f"place: {name}": f"/claims/?before={quote(text)}" for name, text in CURSORS.items()}
    asked |= {
        f"place in what was found: {name}": f"/claims/?q={COMMON[0]}&before={quote(text)}"
        for name, text in CURSORS.items()
    }
    asked |= {f"parameters: {name}": f"/claims/?{query}" for name, query in PARAMETERS.items()}
    for name in ("10 common words joined by OR", "20 common beginnings", "a phrase of 20 common words"):
        asked[f"feed: {name}"] = f"/feeds/claims.atom?q={quote_plus(SHORT_TEXTS[name])}"
    asked |= {
        f"corrections, place: {name}": f"/corrections/?before={quote(text)}" for name, text in CURSORS.items()
    }
    asked |= {f"corrections: {name}": f"/corrections/?{query}" for name, query in PARAMETERS.items()}
    return asked


ASKED = _asked()
