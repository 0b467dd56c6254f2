"""Words and names. Places, people and bodies are put together from parts, so that there are many, and none is real."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from random import Random

# How many claims are in which language, of 100.
LANGUAGES = {"en": 58, "es": 14, "de": 9, "fr": 7, "pt": 5, "it": 4, "nl": 3}

# Words that a benchmark looks for: the share of all claims in which they stand, in brackets, in any language. They are
# names, and each stands for a kind of word that a search has to bear.
MARKS = {"Meridania": 0.21, "Velmont": 0.13, "Quillbrook": 0.01, "Zandermoor": 0.0005}
BURST = "Corvanta"  # a storm of long ago: in a fifth of the first tenth, in nothing since
BURST_SHARE, BURST_PART = 0.2, 0.1
PHRASE = "school meals"  # stands in that order in English claims
MISSPELT = {"Meridania": "Meridanya", "Quillbrook": "Quilbrok", "Velmont": "Velmondt"}

THINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "rents", "burglaries", "school meals", "train delays", "hospital beds", "bus fares", "wages", "new homes",
        "wind turbines", "electric cars", "library loans", "apprenticeships", "bread prices", "road deaths",
        "tax refunds", "ferry crossings", "police patrols", "nursery places", "power cuts", "water bills",
        "teachers", "nurses", "farm subsidies", "fishing licences", "speed cameras", "street lamps", "parking fines",
        "food parcels", "evictions", "measles cases", "heat pumps", "solar panels", "night buses", "court backlogs",
        "dental visits", "postal votes", "asylum requests", "stray dogs", "bicycle lanes", "oak trees", "wolves",
        "herring catches", "lead pipes", "swimming lessons", "church weddings", "divorces", "lottery winners",
        "lighthouse keepers", "beekeepers", "glacier visitors",
    ),
    "es": (
        "los alquileres", "los robos", "las becas", "los retrasos de trenes", "las camas de hospital", "los salarios",
        "las viviendas nuevas", "los coches eléctricos", "los accidentes", "las pensiones", "los maestros",
        "las facturas de agua", "los incendios", "los regadíos", "las licencias de pesca", "los desahucios",
        "las multas", "los olivares", "las cigüeñas", "los faros",
    ),
    "de": (
        "die Mieten", "die Einbrüche", "die Zugverspätungen", "die Löhne", "die Klinikbetten", "die Windräder",
        "die Strompreise", "die Kitaplätze", "die Lehrstellen", "die Verkehrstoten", "die Steuern", "die Bußgelder",
        "die Wärmepumpen", "die Bäckereien", "die Wölfe", "die Schulküchen", "die Brücken", "die Störche",
    ),
    "fr": (
        "les loyers", "les cambriolages", "les retards de trains", "les salaires", "les lits d’hôpital",
        "les éoliennes", "les crèches", "les impôts", "les enseignants", "les accidents", "les amendes",
        "les forêts", "les boulangeries", "les écoles rurales", "les pêcheurs", "les phares",
    ),
    "pt": (
        "as rendas", "os assaltos", "os atrasos de comboios", "os salários", "as camas de hospital", "as creches",
        "os impostos", "os professores", "os incêndios", "as pensões", "os pescadores", "as oliveiras",
    ),
    "it": (
        "gli affitti", "i furti", "i ritardi dei treni", "gli stipendi", "i letti d’ospedale", "gli asili",
        "le tasse", "gli insegnanti", "gli incendi", "le pensioni", "i pescatori", "gli uliveti",
    ),
    "nl": (
        "de huren", "de inbraken", "de treinvertragingen", "de lonen", "de ziekenhuisbedden", "de windmolens",
        "de belastingen", "de leraren", "de boetes", "de dijken", "de fietspaden", "de ooievaars",
    ),
}  # fmt: skip

TOPICS = (
    "Housing", "Crime", "Schools", "Rail", "Health", "Work", "Energy", "Taxes", "Water", "Roads", "Elections",
    "Farming", "Fishing", "Migration", "Climate", "Justice", "Defence", "Science", "Sport", "Culture", "Prices",
    "Pensions", "Children", "Libraries", "Ports", "Forests", "Animals", "Post", "Media", "Trade", "Borders",
    "Religion", "Statistics", "Bridges", "Food", "Festivals", "Islands", "Mountains", "Trees", "Weather",
)  # fmt: skip

ROLES = (
    "mayor", "member of parliament", "minister", "party leader", "spokesperson", "councillor", "campaigner",
    "professor", "columnist", "union leader", "chair of the committee", "head of the agency",
)  # fmt: skip

_HEADS = (
    "Alder", "Brack", "Calder", "Dunmar", "Elm", "Fenn", "Garth", "Hollin", "Inver", "Jorvan", "Kelder", "Larch",
    "Marl", "Norring", "Ostler", "Penna", "Quarn", "Ravel", "Stoner", "Thistle", "Umber", "Varden", "Wether", "Yarrow",
    "Ashen", "Birken", "Copper", "Dorrin", "Ember", "Flaxen", "Granda", "Hazel", "Ivel", "Juniper", "Kestrel", "Linden",
)  # fmt: skip
_TAILS = (
    "ham", "ford", "wick", "stead", "holm", "bury", "dale", "mouth", "field", "haven", "gate", "worth", "ness", "ley",
    "thorpe", "mere", "cliff", "bridge", "moss", "rigg",
)  # fmt: skip
_GIVEN = (
    "Amira", "Bruno", "Celia", "Dario", "Edda", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Levin", "Mina",
    "Nuno", "Olga", "Piet", "Runa", "Sami", "Tilda", "Ugo", "Vera", "Wim", "Yara", "Zeno",
)  # fmt: skip
_FAMILY_HEADS = (
    "Abbe", "Bor", "Cas", "Del", "Ever", "Fal", "Gros", "Hart", "Iver", "Jans", "Kov", "Lind", "Mor", "Nav", "Ort",
    "Pav", "Ros", "Sand", "Tor", "Vas",
)  # fmt: skip
_FAMILY_TAILS = (
    "ani",
    "berg",
    "croft",
    "dottir",
    "ellis",
    "fors",
    "grave",
    "hagen",
    "illo",
    "kamp",
    "mond",
    "ova",
)
_BODIES = (
    "Housing Board", "Rail Authority", "Growers’ Union", "Health Trust", "Energy Council", "Institute of Prices",
    "Teachers’ League", "Harbour Office", "Press Office", "Water Company",
)  # fmt: skip
PAPERS = (
    "Courier", "Observer", "Gazette", "Morning Post", "Evening News", "Chronicle", "Radio", "Television", "Herald",
    "Weekly",
)  # fmt: skip


def place(n: int) -> str:
    """One of 720 places."""
    tails, turn = divmod(n % (len(_HEADS) * len(_TAILS)), len(_HEADS))
    return _HEADS[turn] + _TAILS[tails]


PLACES = len(_HEADS) * len(_TAILS)
CLAIMANTS = 5_000


def claimant(n: int) -> tuple[str, str]:
    """Kind and name of one of 5,000 claimants; every third is a body."""
    if n % 3 == 2:
        body, town = divmod(n // 3, PLACES)
        return "organisation", f"{place(town)} {_BODIES[body]}"
    person = n - n // 3
    person, given = divmod(person, len(_GIVEN))
    tail, head = divmod(person, len(_FAMILY_HEADS))
    return "public_figure", f"{_GIVEN[given]} {_FAMILY_HEADS[head]}{_FAMILY_TAILS[tail % len(_FAMILY_TAILS)]}"


@cache
def _weights(size: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def zipf(chance: Random, size: int) -> int:
    """A number below `size`: 0 the most often, n about 1/(n + 1) as often, as words are in a language."""
    return chance.choices(range(size), cum_weights=_weights(size))[0]


def pick(chance: Random, words: tuple[str, ...]) -> str:
    return words[zipf(chance, len(words))]
