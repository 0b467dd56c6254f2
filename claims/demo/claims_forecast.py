"""The headline's forecast: dropped, since it cannot be rated; and the question to ask the day after."""

from datetime import date
from typing import Any

from claims.demo.article import BLOOMBERG, NEIGHBOURS, NOBODY, place
from claims.demo.claims_sources import piece

FORECAST: dict[str, Any] = {
    "name": "the forecast",
    "topics": (NEIGHBOURS,),
    "places": [
        place(
            1167,
            "The timing of the response increases the odds that the issue could come up during today’s "
            "meeting",
            before="further details. ",
            after=" between",
            where="paragraph 4, second sentence",
            **BLOOMBERG,
        ),
    ],
    "chapters": [
        {
            "text": {
                "statement": "Fast and Furious could come up at the 8 July 2020 meeting",
                "selection_reason": "The article’s headline: readers will ask what became of it.",
            },
            "evidence": [],
            "ends": "dropped",
            "dropped": (
                "forecast",
                "“Could come up” is true whatever happens, so we do not rate it, not with hindsight either. "
                "What can be checked behind it has its own claims: that a reply came, and that no topic was "
                "ruled out. The day after the meeting we ask if it was discussed.",
            ),
        }
    ],
}

ANALYSIS = """\
The talks were private. On the evening of the visit neither president gave details of what the two had \
spoken about [1]. Silence is no proof that the matter was not discussed: we say neither that it was nor \
that it was not.

Two days later Mexico’s ambassador in Washington spoke, in what we read, of the written reply to Mexico’s \
questions and where it had gone [2]; of the talks she is not reported to have said anything on this.

Before the visit López Obrador had not ruled out speaking of the arms traffic [3]. Trump said that day \
that the two governments work together against guns crossing the border [4]; that is guns in general, \
with no word of the operation.

### What would change our rating

A participant’s account, minutes, or a released memorandum of conversation.
"""

DISCUSSED: dict[str, Any] = {
    "name": "was it discussed",
    "topics": (NEIGHBOURS,),
    "due": 0,
    "recheck": 30,
    "places": [
        place(
            1218,
            "the issue could come up during today’s meeting",
            before="the odds that ",
            after=" between",
            where="paragraph 4, second sentence: the forecast that the question follows",
            **NOBODY,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "No document that we read says whether Fast and Furious came up on 8 July 2020",
                "statement": "Fast and Furious was discussed at the 8 July 2020 meeting",
                "rating": "unproven",
                "conclusion": "No document or report that we read says that it was raised; on the evening "
                "of the visit neither president gave details of their conversations. Officials asked about "
                "the operation by 10 July spoke, in what we read, of the written reply only.",
                "analysis": ANALYSIS,
                "looked_for": "A participant’s account, minutes, or a released memorandum of conversation; "
                "full transcripts of the public parts of 8 July. We found none of these.",
                "reply": "Not asked: demonstration",
                "selection_reason": "Readers of the article’s headline will ask what became of it.",
                "true_as_of": date(2020, 7, 11),
            },
            "evidence": [
                piece(
                    "kyma",
                    "context",
                    quotation="neither revealed details about their conversations throughout the day",
                ),
                piece(
                    "jornada-reply",
                    "context",
                    quotation="ya envió a la Fiscalía General de la República (FGR) la respuesta del "
                    "gobierno de Estados Unidos",
                    translation="has already sent to the Attorney General’s Office (FGR) the answer of the "
                    "government of the United States",
                ),
                piece(
                    "cooperativa",
                    "context",
                    quotation="Tampoco descartó hablar del tráfico de armas",
                    translation="Nor did he rule out speaking of the arms traffic",
                    note="The reporter’s words.",
                    person="",
                    role="",
                ),
                piece(
                    "shareamerica",
                    "context",
                    quotation="Our two governments are also in close cooperation to stop the illicit "
                    "cross-border flow of drugs and guns, cash and contraband",
                    note="Guns in general; no word of the operation.",
                ),
            ],
            "ends": "in_review",
        }
    ],
}
