"""Sentences of our own about those words, in the language of a claim."""

from __future__ import annotations

from random import Random

from claims.synthesis import vocabulary as words

# {thing} {place} {n} {since}: what somebody says.
STATEMENTS: dict[str, tuple[str, ...]] = {
    "en": (
        "In {place}, {thing} have risen by {n} per cent since {since}",
        "{place} has twice as many {thing} as it had in {since}",
        "The council of {place} spent {n} million on {thing} in {since}",
        "Since {since} there have been {n} fewer {thing} a year in {place}",
        "No other town counts as many {thing} as {place}, {n} in {since} alone",
        "{place} promised {n} thousand more {thing} in {since}, and none came",
    ),
    "es": (
        "En {place}, {thing} han subido un {n} por ciento desde {since}",
        "{place} gastó {n} millones en {thing} durante {since}",
        "Desde {since} en {place} {thing} se han reducido a la mitad",
    ),
    "de": (
        "In {place} sind {thing} seit {since} um {n} Prozent gestiegen",
        "{place} gab {since} für {thing} {n} Millionen aus",
        "Seit {since} haben sich {thing} in {place} verdoppelt",
    ),
    "fr": (
        "À {place}, {thing} ont augmenté de {n} pour cent depuis {since}",
        "{place} a dépensé {n} millions pour {thing} en {since}",
        "Depuis {since}, {thing} ont diminué de moitié à {place}",
    ),
    "pt": (
        "Em {place}, {thing} subiram {n} por cento desde {since}",
        "{place} gastou {n} milhões com {thing} em {since}",
    ),
    "it": (
        "A {place} {thing} sono aumentati del {n} per cento dal {since}",
        "{place} ha speso {n} milioni per {thing} nel {since}",
    ),
    "nl": (
        "In {place} zijn {thing} sinds {since} met {n} procent gestegen",
        "{place} gaf in {since} {n} miljoen uit aan {thing}",
    ),
}
HEADLINES = {
    "en": "{thing} in {place}: what the figures since {since} say",
    "es": "{thing} en {place}: lo que dicen las cifras desde {since}",
    "de": "{thing} in {place}: was die Zahlen seit {since} sagen",
    "fr": "{thing} à {place} : ce que disent les chiffres depuis {since}",
    "pt": "{thing} em {place}: o que dizem os números desde {since}",
    "it": "{thing} a {place}: che cosa dicono i numeri dal {since}",
    "nl": "{thing} in {place}: wat de cijfers sinds {since} zeggen",
}
CONCLUSIONS = (
    "The office’s own table for {place} shows {n} for {since}. That does not bear the statement out.",
    "Both counts agree within {n}; what was said of {place} leaves the years before {since} out.",
    "The figure is right for {since} alone. Over the whole period {place} is near the average.",
    "There is no count for {place} before {since}, so nobody can know.",
)
STEPS = (
    "The statistical office counts {thing} each year; for {place} it has {n} in {since} [1].",
    "A second count, by the town itself, comes to nearly the same [2].",
    "We compared {place} with six towns of its size, and it is third among them.",
    "The rule was changed in {since}, so that the years before cannot be set beside those after it.",
    "Of every hundred {thing}, about {n} fall away if the new definition is used.",
    "We asked for the table behind the speech, and were sent one that ends in {since}.",
    "What was left out is what happened between the two years that were compared.",
    "The report says in a note that its figures for {place} are provisional.",
    "Prices have risen meanwhile; in money of {since} the difference is {n} per cent.",
)
TITLES = (
    "{thing} by town, {since}", "Yearbook of {place}, {since}", "Answer of the council of {place} to a question",
    "Table {n}: {thing}", "Survey of {place} on {thing}", "Audit of {thing} in {place}",
)  # fmt: skip
QUOTATIONS = (
    "In {since} there were {n} in {place}.",
    "The number for {place} is provisional and will be revised.",
    "Compared with the year before, {thing} changed by {n} per cent.",
)
NOTES = (
    "We had read the table of {since} for that of the year after.",
    "The figure for {place} was {n} too high in our first version.",
    "The office has published its count for the year; the conclusion says so now.",
    "A reader pointed out that {thing} are counted by household.",
)
REPLIES = (
    "We asked for the source of the figure and had no answer.",
    "The press office said that the figure was rounded.",
    "We did not ask, since the table is public.",
)
REASONS = ("It was repeated in three places.", "Readers asked.", "It was said in a debate of the council.")


class Matter:
    """What one claim is about, so that all its sentences speak of the same thing."""

    def __init__(self, chance: Random, language: str) -> None:
        self.chance, self.language = chance, language
        self.slots = {
            "thing": words.pick(chance, words.THINGS[language]),
            "place": words.place(words.zipf(chance, words.PLACES)),
            "n": chance.randrange(2, 98),
            "since": chance.randrange(1996, 2024),
        }

    def say(self, sentences: tuple[str, ...]) -> str:
        slots = {**self.slots, "n": self.chance.randrange(2, 98)}
        said = self.chance.choice(sentences).format(**slots)
        return said[0].upper() + said[1:]

    def statement(self) -> str:
        return self.say(STATEMENTS[self.language])

    def headline(self) -> str:
        return self.say((HEADLINES[self.language],))

    def analysis(self) -> str:
        """A paragraph or two; one in a hundred is ten times as long. The first sentences name pieces [1] and [2]."""
        steps = list(STEPS[:2]) + [self.chance.choice(STEPS[2:]) for _ in range(self.chance.randrange(1, 6))]
        if self.chance.random() < 0.01:
            steps += [self.chance.choice(STEPS[2:]) for _ in range(60)]
        said = [self.say((step,)) for step in steps]
        return " ".join(said[:4]) + "\n\n" + " ".join(said[4:]) if said[4:] else " ".join(said)


def marks(chance: Random, *, is_early: bool) -> str:
    """The words that a benchmark looks for, in their shares, in brackets; mostly none."""
    found = [name for name, share in words.MARKS.items() if chance.random() < share]
    if is_early and chance.random() < words.BURST_SHARE:
        found.append(words.BURST)
    return f" ({', '.join(found)})" if found else ""
