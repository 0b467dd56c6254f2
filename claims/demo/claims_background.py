"""What the rest stands on: what the operation was (approved), and what Mexico asked (sent back)."""

from datetime import date
from typing import Any

from claims.demo.article import BLOOMBERG, GUNS, LOPEZ_OBRADOR, NEIGHBOURS, place
from claims.demo.claims_sources import piece

REPLY = "Not asked: demonstration"

OPERATION_ANALYSIS = """\
The dates fit. A fact-check of 2012 has the operation last from late 2009 to early 2011 [4], a newspaper \
has agents in Phoenix form a group in 2009 [3], and the inspector general dates the announcement of the \
indictment to 25 January 2011 [1]. In July 2020 that was a decade ago.

The aim is shortened. The man who then led ATF in Phoenix told Congress that it was to identify the whole \
network [2]: the buyers and carriers who supplied the cartels. The gangs stood at the end of that line.

The article’s sentence also says that guns were “allowed” to enter Mexico. Agents dispute that word [5]; \
we take it up in another check.

### What would change our rating

An operational plan that names the cartels themselves as the target: up to True.
"""

OPERATION: dict[str, Any] = {
    "name": "what the operation was",
    "topics": (GUNS,),
    "due": 0,
    "places": [
        place(
            676,
            "Fast and Furious was an operation conducted a decade ago",
            before="",
            after=" in which",
            where="paragraph 3, first sentence",
            **BLOOMBERG,
        ),
        place(
            806,
            "with the goal of tracking Mexico’s brutal drug gangs",
            before="Latin American nation ",
            after=".",
            where="paragraph 3, first sentence",
            **BLOOMBERG,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "The case ran from late 2009 to early 2011 and went after a whole "
                "gun-trafficking network",
                "statement": "Fast and Furious ran about 2010, with the goal of tracking drug gangs",
                "rating": "mostly-true",
                "conclusion": "The case began in late 2009 and its indictment was announced on 25 January "
                "2011, which fits “a decade ago”. Its stated aim was to identify a whole gun-trafficking "
                "network that supplied the cartels, so “tracking drug gangs” shortens it; whether guns were "
                "“allowed” to go is disputed by agents.",
                "analysis": OPERATION_ANALYSIS,
                "reply": REPLY,
                "selection_reason": "Background that everything else in the article rests on.",
                "true_as_of": date(2020, 7, 14),
            },
            "evidence": [
                piece(
                    "inspector",
                    "supports",
                    quotation="publicly announced the indictment in the case on January 25, 2011",
                ),
                piece(
                    "newell-memo",
                    "supports",
                    quotation="The goal of the investigation . . . was to identify the whole network",
                ),
                piece(
                    "arizona-star",
                    "supports",
                    quotation="The operation began in 2009, when a group of ATF agents formed in Phoenix to "
                    "monitor people buying weapons there",
                ),
                piece("politifact-perry", "supports", quotation="took place from late 2009 to early 2011"),
                piece(
                    "fortune",
                    "refutes",
                    quotation="They insist they never purposefully allowed guns to be illegally trafficked.",
                    note="Bears on “allowed” in the article’s sentence, not on the dates or the aim.",
                ),
                piece(
                    "research-service",
                    "context",
                    quotation="without that firearm being continuously monitored or controlled",
                    note="From a ban on spending, of 2011.",
                ),
            ],
            "ends": "approved",
            "read_by": "editor2",
        }
    ],
}

REQUEST_ANALYSIS = """\
On 8 May 2020 Reuters reported that Mexico would send a note to the United States to ask for information \
[1]. On 11 May the foreign minister spoke of it on video [2]; the Associated Press and others reported \
the request [3] [4].

What Bloomberg gives as a question was, in one report of May, partly an assertion: López Obrador is \
quoted there as saying that a violation of sovereignty “was carried out” [5]. In June he spoke of what \
Mexico considers a violation [6].

In 2011 Mexico’s Attorney General of the time had said that they were never made aware of arms traffic \
that was permitted [7]; she spoke for an earlier government.

### What would change our rating

The official transcripts of 4, 8 and 11 May 2020, if they read otherwise.
"""

REQUEST: dict[str, Any] = {
    "name": "what Mexico asked",
    "topics": (NEIGHBOURS,),
    "due": -1,
    "places": [
        place(
            495,
            "Lopez Obrador said in May he wants to know if the previous U.S. administration had kept his "
            "country informed about the operation",
            before="",
            after=", or if",
            where="paragraph 2, second sentence: reports words of 8 May 2020",
            **BLOOMBERG,
        ),
        place(
            644,
            "violation of our sovereignty",
            before="was a “",
            after=".”",
            where="paragraph 2, second sentence: the words in quotation marks",
            **LOPEZ_OBRADOR,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "López Obrador did ask in May 2020; one report has him in firmer words",
                "statement": "López Obrador asked in May 2020 if Mexico was told of Fast and Furious",
                "rating": "mostly-true",
                "conclusion": "He announced the request on 8 May, and on 11 May his foreign ministry sent a "
                "note asking for all information and whether Mexican officials knew. One point is softened: "
                "a report on his conference of 8 May quotes him as saying that a violation of sovereignty "
                "“was carried out”, and that there may have been one even if Mexico had been told.",
                "analysis": REQUEST_ANALYSIS,
                "reply": REPLY,
                "selection_reason": "Words given to a president can be compared with what he said.",
                "true_as_of": date(2020, 7, 16),
            },
            "evidence": [
                piece(
                    "reuters",
                    "supports",
                    quotation="will send a diplomatic note to the United States requesting information",
                ),
                piece(
                    "ebrard-video",
                    "supports",
                    quotation="se habría violado la soberanía nacional de México",
                    translation="the national sovereignty of Mexico would have been violated",
                    note="If the United States acted without Mexico’s knowledge.",
                ),
                piece("ap", "supports", note="On the request of May; we quote its title only."),
                piece(
                    "taipei-times",
                    "supports",
                    quotation="Some of those guns were subsequently blamed for fatal shootings of Mexican "
                    "and US citizens.",
                    note="Reports the minister’s words in piece 2.",
                    independence="repeats",
                    repeats=2,
                ),
                piece(
                    "military-news",
                    "context",
                    quotation="What seems serious to me is that a violation of our sovereignty was carried "
                    "out, a secret operation, and that Mexicans were killed with these weapons",
                    independence="claimant",
                ),
                piece(
                    "cuernavaca",
                    "context",
                    quotation="sobre lo que nosotros consideramos fue una violación a nuestra soberanía",
                    translation="on what we consider was a violation of our sovereignty",
                ),
                piece(
                    "morales",
                    "context",
                    quotation="At no time did we know or were we made aware that there might have been arms "
                    "trafficking permitted",
                    note="On an earlier government.",
                ),
            ],
            "ends": "drafting",
            "sent_back": (
                "editor",
                "Say what we looked for: the official transcripts of 4 and 8 May are not mentioned, and "
                "readers will ask for them.",
            ),
        }
    ],
}
