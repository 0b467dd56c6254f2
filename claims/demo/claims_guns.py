"""The article's central fact: guns that agents lost. Published, then corrected: we had misread a number."""

from datetime import date
from typing import Any

from claims.demo.article import BLOOMBERG, GUNS, place
from claims.demo.claims_sources import piece

STATEMENT = "US agents lost track of guns they had allowed into Mexico"
WHY = "The article’s central fact, given without a source, and contested in US politics."
REPLY = "Not asked: demonstration"

WITHDRAWN = (
    "Withdrawn by its author on 2 December 2011: the department then wrote that the letter “contains "
    "inaccuracies”."
)

# What both versions use.
INSPECTOR = piece(
    "inspector",
    "supports",
    quotation="ATF agents seized only about 100 of the firearms purchased",
)
DEMOCRATIC_STAFF = piece(
    "democratic-staff",
    "supports",
    quotation="ATF interdicted only a small number of firearms and delayed making arrests",
    note="The other party’s staff, on the same point.",
)
LATIMES = piece("latimes-demands", "supports", quotation="resulted in their losing track of hundreds of guns")
AP = piece(
    "ap",
    "supports",
    quotation="lost track of most of the guns, including two found at the scene of the 2010 killing of a "
    "U.S. Border Patrol agent",
)
LETTER = piece(
    "weich-letter",
    "refutes",
    quotation="ATF makes every effort to interdict weapons that have been purchased illegally and prevent "
    "their transportation to Mexico",
    discounted_reason=WITHDRAWN,
)

FIRST_ANALYSIS = """\
ATF, the US firearms bureau, wanted a case against the leaders of a trafficking ring and seized little on \
the way. The inspector general of the Justice Department counts about 100 guns that agents seized [1], in \
a case of about 2,000 [2].

Democratic staff in Congress also found that only a small number was stopped [3]. Reporters put it in the \
same words in 2011 and in 2020 [4] [5].

A letter in which the department wrote that ATF makes every effort to stop such guns was withdrawn by the \
department itself [6]. We do not count it.

### What would change our rating

A gun-by-gun list that shows that most of the guns were seized, or followed to a known holder.
"""

FIRST: dict[str, Any] = {
    "text": {
        "headline": "US agents lost track of more than 2,000 guns in the Fast and Furious case",
        "statement": STATEMENT,
        "rating": "true",
        "conclusion": "More than 2,000 guns were bought in the case, and agents of ATF, the US firearms "
        "bureau, lost track of them. The Justice Department’s inspector general counted only about 100 that "
        "agents seized.",
        "analysis": FIRST_ANALYSIS,
        "reply": REPLY,
        "selection_reason": WHY,
        "true_as_of": date(2020, 7, 13),
    },
    "evidence": [
        INSPECTOR,
        piece(
            "inspector-aftermath",
            "supports",
            quotation="an ATF investigation that involved the trafficking of approximately 2,000 weapons "
            "over many months",
            note="The number of guns in the case.",
            independence="repeats",
            repeats=1,
        ),
        DEMOCRATIC_STAFF,
        LATIMES,
        AP,
        LETTER,
    ],
    "ends": "published",
    "read_by": "editor2",
}

SECOND_ANALYSIS = """\
ATF, the US firearms bureau, wanted a case against the leaders of a trafficking ring and seized little on \
the way. The inspector general of the Justice Department counts about 100 guns that agents seized [1].

What became of the rest is known in part, from answers that the department gave to Congress in July 2011. \
Republican staff take from them that 1,048 of 1,418 guns remained unaccounted for [2]. Democratic staff, \
in a report of their own, agree that only a small number was stopped [3]. “Losing track of hundreds of \
guns” is how a reporter put it in 2011 [4]; “most of the guns”, wrote another in 2020 [5].

Whether the guns were allowed to go is in dispute. Five agents insist that they never let guns be \
trafficked on purpose [7]. The department’s letter of February 2011, that ATF makes every effort to stop \
such guns, was withdrawn the same year [6], so we do not count it.

The counts have different bases and are not one series: 1,418 guns were bought after ATF knew the buyers, \
more than 2,000 in the whole case [9]; 797 had been recovered on both sides of the border by March 2011 \
[8]. How many crossed into Mexico is not known.

### What would change our rating

A gun-by-gun list with place and date of recovery: up if most crossed unseen, down if most were followed \
to a known holder.
"""

CORRECTION = """\
We had taken the more than 2,000 guns bought in the whole case for the number that agents lost, and we \
were wrong. What the Justice Department told Congress in July 2011 concerns 1,418 guns: 1,048 of them had \
been neither recovered nor traced. We had also left out five agents who deny that letting guns go was \
ever the plan (piece 7). Headline, conclusion and rating are changed."""

SECOND: dict[str, Any] = {
    "text": {
        "headline": "Of 1,418 guns, 1,048 had been neither recovered nor traced by July 2011",
        "rating": "mostly-true",
        "conclusion": "Of 1,418 guns that suspects bought after ATF knew of them, 1,048 had been neither "
        "recovered nor traced by July 2011, and the inspector general counted only about 100 seized out of "
        "more than 2,000. “Lost track” is gentle wording: agents held back by strategy, some deny that "
        "letting guns go was ever the plan, and how many guns crossed into Mexico is not known.",
        "analysis": SECOND_ANALYSIS,
        "true_as_of": date(2020, 7, 21),
        "change_kind": "correction",
        "change_text": CORRECTION,
    },
    "evidence": [
        INSPECTOR,
        piece(
            "republican-staff",
            "supports",
            quotation="Of those weapons, 1,048 remain unaccounted for, since the Department’s response "
            "indicates that the guns have not yet been recovered and traced.",
        ),
        DEMOCRATIC_STAFF,
        LATIMES,
        AP,
        LETTER,
        piece(
            "fortune",
            "refutes",
            quotation="They insist they never purposefully allowed guns to be illegally trafficked.",
            note="Bears on “allowed”, not on the loss.",
        ),
        piece(
            "latimes-tracing",
            "context",
            quotation="797 were recovered on both sides of the border, including 195 in Mexico",
            note="Counted on another basis, and earlier, than pieces 1 and 2.",
        ),
        piece(
            "inspector-aftermath",
            "context",
            quotation="an ATF investigation that involved the trafficking of approximately 2,000 weapons "
            "over many months",
            note="The size of the whole case: guns bought, not guns lost.",
            independence="repeats",
            repeats=1,
        ),
        piece(
            "research-service",
            "context",
            quotation="without that firearm being continuously monitored or controlled",
            note="From a ban on spending, of 2011.",
        ),
    ],
    "ends": "published",
    "read_by": "editor",
}

GUNS_LOST: dict[str, Any] = {
    "name": "guns lost",
    "topics": (GUNS,),
    "priority": 1,
    "places": [
        place(
            864,
            "the agents lost track of the guns",
            before="brutal drug gangs. But ",
            after=", which ended up",
            where="paragraph 3, second sentence",
            **BLOOMBERG,
        ),
    ],
    "chapters": [FIRST, SECOND],
}
