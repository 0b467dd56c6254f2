"""What the presidents would talk about: no topic ruled out (published, updated), trade first (in review)."""

from datetime import date
from typing import Any

from claims.demo.article import NEIGHBOURS, RAMIREZ, place
from claims.demo.claims_sources import piece

REPLY = "Not asked: demonstration"
LOOKED_FOR = (
    "The spokesman’s words anywhere but in the article; an agenda, minutes, a transcript or a memorandum of "
    "the talks; an account by somebody who took part. We found none of them."
)

BEFORE_THE_VISIT = piece(
    "cooperativa",
    "supports",
    quotation="podemos hablar de muchas cosas, de todo, sin confrontación",
    translation="we can talk of many things, of everything, without confrontation",
    independence="claimant",
)
AFTER_THE_VISIT = piece(
    "wradio",
    "context",
    quotation="procuramos que el encuentro se diera a partir de las coincidencias, que hiciéramos a un lado "
    "las diferencias",
    translation="we tried to have the meeting start from what we agree on, and to set the differences aside",
    note="The wall was not dealt with.",
    independence="claimant",
)

FIRST_ANALYSIS = """\
All that is known of the spokesman’s answer is one sentence, in Bloomberg’s words. It gives neither the \
day nor the question in full, and we found the answer nowhere else.

His president had spoken in the same sense. On 3 July, by one report, López Obrador said that he and \
Trump could talk of many things, “de todo”, of everything [1]. That is the claimant’s own side: it tells \
what the position was and not if it was kept.

After the visit he said that the two had started from what they agree on and set the differences aside; \
the wall was not dealt with [2]. That a subject did not come up does not show that it had been ruled out.

### What would change our rating

An agenda, minutes or a participant’s account; word from either side that a subject had been excluded \
beforehand.
"""

FIRST: dict[str, Any] = {
    "text": {
        "headline": "In public, López Obrador ruled out no subject with Trump; of private limits nothing is "
        "known",
        "statement": "No topic was off the table at the 8 July 2020 Trump–AMLO meeting",
        "rating": "unproven",
        "conclusion": "On 3 July López Obrador said in public that he and Trump could talk of everything. "
        "That is his government’s own word; we found no second source on whether a subject had been "
        "excluded, so the statement is neither shown nor contradicted.",
        "analysis": FIRST_ANALYSIS,
        "looked_for": LOOKED_FOR,
        "reply": REPLY,
        "selection_reason": "A public assurance that can be held against what followed.",
        "true_as_of": date(2020, 7, 10),
    },
    "evidence": [BEFORE_THE_VISIT, AFTER_THE_VISIT],
    "ends": "published",
    "read_by": "editor2",
}

SECOND_ANALYSIS = """\
Before the visit López Obrador said that he and Trump could talk of many things, “de todo”, of everything \
[1]; Fast and Furious was not excluded. After it he said that the differences had been set aside, and the \
wall was not dealt with [4]. That alone did not show that it had been ruled out.

In April 2021 he told of a request himself: that the border wall not be spoken of [2]. By his account the \
other side agreed. A report on his book of August 2021 has him tell of a request passed to the officials \
closest to Trump [3]; the sentence is cut off in what we read, so we lean on the earlier piece.

So one subject was off the table, by the account of the president for whom the spokesman spoke. The \
rating stops short of False: the question had been about Fast and Furious, and nothing that we read shows \
that it was excluded. Nor do we know what the spokesman himself knew.

### What would change our rating

The spokesman’s full words, if he named exceptions; a sign that the request was made only after he spoke.
"""

UPDATE = """\
In April 2021 López Obrador told of a request made for the visit: that the border wall not be spoken of \
(piece 2). In July 2020 nothing that we could find in public showed this, and the earlier rating said so; \
it is new facts, and not a mistake, that change it."""

SECOND: dict[str, Any] = {
    "text": {
        "headline": "López Obrador says he had asked that the border wall be kept out of the 2020 meeting",
        "rating": "mostly-false",
        "conclusion": "López Obrador said in April 2021 that he had asked that the border wall not be "
        "raised in Washington and that the other side had agreed. Before the visit he had said in public "
        "that all sorts of things could be discussed, Fast and Furious not excluded, so the spokesman’s "
        "line was his government’s stated position at the time.",
        "analysis": SECOND_ANALYSIS,
        "fewer_sources": "Who asked whom for what behind closed doors can be told by the two sides only. "
        "Both pieces that contradict the statement come from one person on the claimant’s side; they speak "
        "against its interest.",
        "true_as_of": date(2021, 12, 31),
        "change_kind": "update",
        "change_text": UPDATE,
    },
    "evidence": [
        BEFORE_THE_VISIT,
        piece(
            "reforma",
            "refutes",
            quotation="la petición respetuosa fue que no queríamos que se tratara, que no se hablara del "
            "muro",
            translation="the respectful request was that we did not want it dealt with, that the wall not "
            "be spoken of",
            note="The claimant’s own side, against its interest.",
            independence="claimant",
        ),
        piece(
            "indigo",
            "refutes",
            quotation="hice llegar a los funcionarios más cercanos a Trump la petición",
            translation="I had the request passed to the officials closest to Trump",
            note="The sentence is cut off in what we read. The same person as in piece 2, later.",
            independence="repeats",
            repeats=2,
        ),
        AFTER_THE_VISIT,
    ],
    "ends": "published",
    "read_by": "editor",
}

NO_TOPIC_OFF: dict[str, Any] = {
    "name": "no topic off the table",
    "topics": (NEIGHBOURS,),
    "places": [
        place(
            1873,
            "no topic was off the table at the meeting with Trump",
            before="Jesus Ramirez said that ",
            after=", although",
            where="paragraph 7, first sentence; “last week”, the day is not given",
            **RAMIREZ,
        ),
    ],
    "chapters": [FIRST, SECOND],
}

TRADE_ANALYSIS = """\
The joint declaration begins with the trade agreement [1]; we read its first half. Two days later a news \
report put the summit mostly on economic issues [2]. The day before, López Obrador had named several \
subjects and the start of the treaty as what mattered [3].

Other subjects came up too: immigration, by one report of the day [5], and guns and drugs crossing the \
border, in what Trump said in public [6].

### What would change our rating

Minutes, memoirs or agendas that give another subject more room.
"""

SHARPER = "Trade led the Trump–López Obrador declaration; other subjects were spoken of as well"

TRADE_FIRST: dict[str, Any] = {
    "name": "trade the main subject",
    "topics": (NEIGHBOURS,),
    "due": 2,
    "places": [
        place(
            1936,
            "the main discussion would be about the new North American free trade treaty known as USMCA",
            before="although ",
            after=".",
            where="paragraph 7, first sentence; “last week”, the day is not given",
            **RAMIREZ,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "Trade led the declaration after the meeting; other subjects were spoken of as "
                "well",
                "statement": "USMCA would be the main subject of the 8 July 2020 meeting",
                "rating": "mostly-true",
                "conclusion": "The joint declaration opens with the trade agreement, and a news report two "
                "days later says that the summit was mostly about economic issues. No public minutes of the "
                "private talks were found, and migration and smuggling were spoken of as well.",
                "analysis": TRADE_ANALYSIS,
                "looked_for": "Minutes of the private talks. We found none.",
                "fewer_sources": "The declaration is by both governments, so by the claimant’s side too, "
                "and two pieces are the words of his own president. One report is independent; of what was "
                "said in private no record is public.",
                "reply": REPLY,
                "selection_reason": "The second half of a sentence whose first half ends differently.",
                "true_as_of": date(2020, 7, 15),
            },
            # An editor who sharpens a headline has worked on the text: somebody else has to approve it.
            "edited_by": "editor",
            "edited": {"headline": SHARPER},
            "evidence": [
                piece(
                    "declaration",
                    "supports",
                    quotation="Our meeting commemorates the entry into force of the historic United "
                    "States-Mexico-Canada Agreement (USMCA)",
                    independence="claimant",
                ),
                piece(
                    "winnipeg-sun",
                    "supports",
                    quotation="The summit mostly focused on economic issues, in particular the celebration "
                    "of a revamped North American trade accord",
                ),
                piece(
                    "jornada-eve",
                    "supports",
                    quotation="Vamos a platicar sobre varios temas, pero lo importante es celebrar el "
                    "inicio del tratado",
                    translation="We are going to talk about several subjects, but what matters is to "
                    "celebrate the start of the treaty",
                    independence="claimant",
                ),
                piece(
                    "wradio",
                    "supports",
                    quotation=AFTER_THE_VISIT["quotation"],
                    translation=AFTER_THE_VISIT["translation"],
                    note="The words that we quote do not name trade.",
                    independence="claimant",
                ),
                piece("voa", "context", quotation="they discussed trade, the economy and immigration"),
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
