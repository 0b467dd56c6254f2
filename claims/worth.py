"""A hint while marking: which sentences hold something that can be looked up, and why.

A short list of signs, in the order in which they are said. It is a hint and nothing else: nothing is
hidden or decided by it, and where it knows too little about a language it keeps to figures.
"""

from __future__ import annotations

import re

# The signs, by language: single words first.
_SAID = {
    "en": """said says told claimed claims confirmed confirms announced denied denies stated states argued
        insisted declared testified wrote tweeted acknowledged admitted promised according""",
    "es": "dijo afirmó declaró aseguró confirmó anunció negó señaló sostuvo según",
    "de": "sagte sagt erklärte behauptete bestätigte betonte kündigte bestritt laut zufolge",
}
_QUANTITY = {
    "en": """percent cent million billion trillion thousand thousands hundred hundreds dozen dozens half
        third quarter twice double decade decades""",
    "es": "ciento millón millones miles cientos mitad doble tercio década décadas",
    "de": """prozent million millionen milliarde milliarden tausende hunderte hälfte drittel doppelt jahrzehnt
        jahrzehnte""",
}
_DAY = {
    "en": """january february march april june july august september october november december monday tuesday
        wednesday thursday friday saturday sunday yesterday ago later earlier""",
    "es": """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes
        martes miércoles jueves viernes sábado domingo ayer""",
    "de": """januar februar märz april mai juni juli august september oktober november dezember montag
        dienstag mittwoch donnerstag freitag samstag sonntag gestern""",
}
# Patterns where a word alone would say too little.
_FORECAST = {
    "en": r"will|could|(?-i:may)|might|would|(?:is|are) (?:likely|expected) to|odds",  # May is a month
    "es": r"podría|podrían|podrá|será|serán|probablemente",
    "de": r"wird wohl|könnte|könnten|dürfte|dürften|voraussichtlich",
}
_COMPARED = {
    "en": r"(?:more|less|fewer|higher|lower|larger|smaller|greater|worse|better|faster|older) than|never|"
    r"always|the (?:first|only|most|least|highest|lowest|largest|biggest|smallest|worst|best)|"
    r"record (?:high|low)",
    "es": r"(?:más|menos|mayor|menor|mejor|peor) que|el (?:primer|único|mayor|peor|mejor)|nunca|siempre",
    "de": r"(?:mehr|weniger|höher|niedriger|größer|kleiner|schlechter|besser) als|der (?:erste|einzige)|nie",
}
_CAUSE = {
    "en": r"because|caused?|leads? to|led to|resulted in|due to|thanks to|ended up|in order to|"
    r"with the goal of",
    "es": r"porque|causó|provocó|debido a|gracias a|llevó a",
    "de": r"weil|verursachte|führte zu|wegen|aufgrund|dank",
}
_UNNAMED = {
    "en": r"(?:officials?|sources?|persons?|people|aides?|insiders?)(?: \w+){0,3} (?:familiar with|"
    r"on condition|who (?:wasn.t|was not|weren.t|were not|asked not|declined))|condition of anonymity|"
    r"asked not to be named",
    "es": r"pidi(?:ó|eron) (?:el )?anonimato|fuentes? (?:anónimas?|cercanas?)|no quiso ser identificad[oa]",
    "de": r"anonym bleiben|nicht (?:namentlich )?genannt werden|aus (?:\w+ )?kreisen",
}


def _compile(patterns: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {code: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for code, pattern in patterns.items()}


def _any_of(words: dict[str, str]) -> dict[str, str]:
    return {code: "|".join(these.split()) for code, these in words.items()}


_SIGNS = {
    "said": _compile(_any_of(_SAID)),
    "quantity": _compile(_any_of(_QUANTITY)),
    "day": _compile(_any_of(_DAY)),
    "forecast": _compile(_FORECAST),
    "compared": _compile(_COMPARED),
    "cause": _compile(_CAUSE),
    "unnamed": _compile(_UNNAMED),
}
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# A capital letter that is not the sentence's first, or two words with one: a name, or near enough for a hint.
_NAME = re.compile(r"(?<=[\w,] )[^\W\d_a-zà-ÿ]\w+|^[^\W\d_a-zà-ÿ]\w+ [^\W\d_a-zà-ÿ]\w+")
# Enough to see what a sentence holds; keeps the time small whatever was pasted.
_READ = 1_000


def worth(sentence: str, language: str = "en") -> tuple[bool, str]:
    """Whether it looks checkable, and the reason in words, "" where no sign was seen."""
    text = sentence[:_READ]
    signs = {name for name, patterns in _SIGNS.items() if _seen(patterns, language, text)}
    if len(text.split()) < 4:
        return False, ""
    if text.rstrip("”\"'’») ").endswith(("?", "？", "؟")):
        return False, "A question"
    if "unnamed" in signs:
        return True, "Unnamed source: can it be confirmed on the record?"
    named = bool(_NAME.search(text))
    if "forecast" in signs and not ("said" in signs and named):
        return False, "A forecast: cannot be checked yet"
    if "said" in signs and named:
        return True, "Named speaker: can be held against the record"
    if _FIGURE.search(_YEAR.sub("", text)) or "quantity" in signs:
        return True, "A figure: can be looked up"
    if "compared" in signs:
        return True, "A comparison: can be measured"
    if "cause" in signs:
        return True, "Says what led to what"
    if "day" in signs or _YEAR.search(text):
        return True, "A date: can be looked up"
    return False, ""


def _seen(patterns: dict[str, re.Pattern[str]], language: str, text: str) -> bool:
    pattern = patterns.get(language.split("-")[0].lower())
    return bool(pattern and pattern.search(text))
