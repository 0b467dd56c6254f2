"""The news of the day: a reply from Washington (published), and where Mexico sent it (drafting)."""

from datetime import date
from typing import Any

from claims.demo.article import LANDAU, NEIGHBOURS, UNNAMED_OFFICIAL, place
from claims.demo.claims_sources import piece

ANALYSIS = """\
Both sides name the same day. Mexico’s foreign minister said on Friday 10 July that the reply had come on \
the Monday, in words that are quoted [1]; the US ambassador, as one station reports him, also spoke of \
Monday [5].

Others confirmed that a reply had come. La Jornada has it from Mexico’s ambassador in Washington that it \
had gone on to the prosecutors [2], and the foreign ministry’s director for North America was quoted to \
the same effect [3]. On 19 June there had been no reply yet [6].

One outlet puts the reply “un día antes de la visita”, a day before the visit [3]. That fits: Monday 6 \
July was the day before López Obrador travelled, and two days before the meeting.

What the reply says is another matter. The ambassador said that the answer lay within the answer [4]; we \
did not find the text in public, and a second delivery was announced.

### What would change our rating

A dated copy of the reply with another date; a denial by either ministry.
"""

REPLY_SENT: dict[str, Any] = {
    "name": "response sent",
    "topics": (NEIGHBOURS,),
    "places": [
        place(
            1075,
            "confirmed that his government responded on Monday, but declined to provide further details",
            before="Christopher Landau, ",
            after=".",
            where="paragraph 4, first sentence",
            **LANDAU,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "The US reply reached Mexico on Monday, 6 July 2020",
                "statement": "The US replied on 6 July 2020 to Mexico’s Fast and Furious request",
                "rating": "true",
                "conclusion": "Mexico’s foreign minister said on 10 July that the reply had come “el día "
                "lunes”, on the Monday, and other Mexican officials had confirmed it by then. Its text was "
                "not found in public and a second delivery was announced, so what we rate is that a reply "
                "came, not that every question was answered.",
                "analysis": ANALYSIS,
                "looked_for": "The US reply itself, and a report of it by Reuters, AP, the BBC or El País. "
                "We found none of them.",
                "reply": "Not asked: demonstration",
                "selection_reason": "The news of the day: one date, and one named witness.",
                "true_as_of": date(2020, 7, 14),
            },
            "evidence": [
                piece(
                    "pulso",
                    "supports",
                    quotation="El día lunes recibimos respuesta a la nota diplomática",
                    translation="On Monday we received an answer to the diplomatic note",
                ),
                piece(
                    "jornada-reply",
                    "supports",
                    quotation="ya envió a la Fiscalía General de la República (FGR) la respuesta del "
                    "gobierno de Estados Unidos",
                    translation="has already sent to the Attorney General’s Office (FGR) the answer of the "
                    "government of the United States",
                    note="That a reply came; it does not name the day.",
                    interests="Mexico had asked the questions. An official of the same ministry as in piece "
                    "1.",
                ),
                piece(
                    "imagen",
                    "supports",
                    quotation="el lunes EU respondió nota diplomática de hace dos meses",
                    translation="on Monday the US answered the diplomatic note of two months ago",
                    note="The official is named in piece 2 as well.",
                    independence="repeats",
                    repeats=2,
                ),
                piece(
                    "latam",
                    "supports",
                    quotation="se contestó y la respuesta está dentro de la respuesta",
                    translation="it was answered, and the answer lies within the answer",
                    independence="claimant",
                ),
                piece(
                    "tvqroo",
                    "supports",
                    quotation="la respuesta se entregó este lunes y que en ella contesta todo lo pedido",
                    translation="the answer was handed over this Monday, and in it all that was asked is "
                    "answered",
                    independence="claimant",
                ),
                piece(
                    "cuernavaca",
                    "context",
                    quotation="sobre lo que nosotros consideramos fue una violación a nuestra soberanía",
                    translation="on what we consider was a violation of our sovereignty",
                    note="No reply had come by that day.",
                ),
            ],
            "ends": "published",
            "read_by": "editor",
        }
    ],
}

HANDED_ON: dict[str, Any] = {
    "name": "reply handed to the prosecutors",
    "topics": (NEIGHBOURS,),
    "due": 4,
    "places": [
        place(
            1696,
            "Mexico received the response, which was handed over to the Attorney General’s Office",
            before="confirmed that ",
            after=".",
            where="paragraph 6",
            **UNNAMED_OFFICIAL,
        ),
    ],
    "chapters": [
        {
            "text": {
                "statement": "Mexico handed the US reply to its Attorney General’s Office",
                "selection_reason": "The only claim that rests on an unnamed source: can it be confirmed on "
                "the record?",
            },
            "evidence": [
                piece(
                    "jornada-reply",
                    "supports",
                    quotation="ya envió a la Fiscalía General de la República (FGR) la respuesta del "
                    "gobierno de Estados Unidos",
                    translation="has already sent to the Attorney General’s Office (FGR) the answer of the "
                    "government of the United States",
                ),
                piece(
                    "pulso",
                    "supports",
                    quotation="Ya se puso a disposición de la Fiscalía",
                    translation="It has already been put at the disposal of the prosecutors",
                    interests="Mexico had asked the questions. A minister of the same government as in "
                    "piece 1.",
                ),
            ],
            "ends": "drafting",
        }
    ],
}
