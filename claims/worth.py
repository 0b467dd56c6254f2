"""A hint while marking: which sentences hold something that can be looked up, and why.

A short list of signs, in the order in which they are said. It is a hint and nothing else: nothing is hidden or decided
by it, and where it knows too little about a language it keeps to figures.
"""

from __future__ import annotations

import re

_SAID = {
    "en": "said|says|told|claimed|claims|confirmed|confirms|announced|denied|denies|stated|states|argued|insisted|"
    "declared|testified|wrote|tweeted|acknowledged|admitted|promised|according to",
    "es": "dijo|afirmó|declaró|aseguró|confirmó|anunció|negó|señaló|sostuvo|según",
    "de": "sagte|sagt|erklärte|behauptete|bestätigte|betonte|kündigte|bestritt|laut|zufolge",
}
_UNNAMED = {
    "en": r"(?:an?|the|some|two|three|several) (?:\w+ ){0,3}(?:officials?|sources?|persons?|people|aides?|insiders?)"
    r"(?: \w+){0,3} (?:who (?:wasn.t|was not|weren.t|were not|asked not|declined)|familiar with|on condition|not author)|"
    r"(?:on|under) (?:the )?condition of anonymity|asked not to be (?:named|identified)",
    "es": r"pidi(?:ó|eron) (?:el )?anonimato|fuentes? (?:anónimas?|cercanas?)|que no quiso ser identificad[oa]",
    "de": r"anonym bleiben|nicht (?:namentlich )?genannt werden|aus (?:\w+ )?kreisen",
}
_FORECAST = {
    "en": "will|could|(?-i:may)|might|would|is likely to|are likely to|is expected to|are expected to|odds",
    "es": "podría|podrían|podrá|será|serán|probablemente",
    "de": "wird wohl|könnte|könnten|dürfte|dürften|voraussichtlich",
}
_QUANTITY = {
    "en": "per ?cent|percent|million|billion|trillion|thousands?|hundreds?|dozens?|half|third|quarter|twice|double|decades?",
    "es": "por ciento|millón|millones|miles|cientos|mitad|doble|tercio|década|décadas",
    "de": "prozent|million|millionen|milliarde|milliarden|tausende|hunderte|hälfte|drittel|doppelt|jahrzehnt",
}
_DAY = {
    "en": "january|february|march|april|june|july|august|september|october|november|december|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|last (?:week|month|year)|(?:days?|weeks?|months?|years?) (?:ago|later|earlier)",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo|ayer",
    "de": "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|gestern",
}
_COMPARED = {
    "en": r"(?:more|less|fewer|higher|lower|larger|smaller|greater|worse|better|faster|older|rather) than|the (?:first|only|"
    r"most|least|highest|lowest|largest|biggest|smallest|worst|best)|never|always|record (?:high|low)",
    "es": r"(?:más|menos|mayor|menor|mejor|peor) que|el (?:primer|único|mayor|peor|mejor)|nunca|siempre",
    "de": r"(?:mehr|weniger|höher|niedriger|größer|kleiner|schlechter|besser) als|der (?:erste|einzige|größte)|nie|immer",
}
_CAUSE = {
    "en": "because|caused?|led to|leads to|resulted in|due to|thanks to|so that|ended up|in order to|with the goal of",
    "es": "porque|causó|provocó|debido a|gracias a|llevó a",
    "de": "weil|verursachte|führte zu|wegen|aufgrund|dank",
}


def _compile(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(rf"\b(?:{these})\b", re.IGNORECASE) for language, these in words.items()}


_SIGNS = {
    name: _compile(words)
    for name, words in {
        "said": _SAID, "unnamed": _UNNAMED, "forecast": _FORECAST, "quantity": _QUANTITY, "day": _DAY,
        "compared": _COMPARED, "cause": _CAUSE,
    }.items()
}  # fmt: skip
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# A capital letter that is not the sentence's first: in German every noun has one, so two in a row are asked for.
_NAME = re.compile(r"(?<=\w[\s,] )[^\W\d_a-z]\w+|(?<=\w )[^\W\d_a-z][\w.]+ [^\W\d_a-z]\w+|^[^\W\d_a-z]\w+ [^\W\d_a-z]\w+")
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
