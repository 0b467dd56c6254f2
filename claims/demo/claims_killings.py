"""What the guns were used for. In review: deaths are written about with special care."""

from datetime import date
from typing import Any

from claims.demo.article import BLOOMBERG, GUNS, place
from claims.demo.claims_sources import piece

ANALYSIS = """\
Two letters of the US Justice Department to Congress bear on this. The first, of 2011, lists violent \
crimes in Mexico after which guns from the case were recovered [1]. The second, of 2016, regrets that \
such guns were used in violent crimes; it names no country in the part that we read [2].

Single cases were reported by place. A rifle lost in the case was used to kill a Mexican police chief, \
wrote the Los Angeles Times in 2013 [3]. In 2011 it wrote of two rifles found at a shootout with those \
suspected of killing a lawyer [4]: that puts the guns with the suspects and not in the killing. Mexico’s \
prosecutors spoke in 2022 of “delitos de sangre”, crimes of blood [5].

A trace tells where a gun was found and not who fired it; the bureau had not connected one rifle from a \
hideout to other crimes [8]. The US Border Patrol agent whose death brought the case to light was killed \
in Arizona, not in Mexico, so his case is context here [7].

Totals of the dead go back to Mexican officials; the Los Angeles Times could not confirm one of them [6], \
and we saw no method for any. We use none.

### What would change our rating

Ballistic reports or Mexican judgments in single cases: up to True. A withdrawn trace: down.
"""

KILLINGS: dict[str, Any] = {
    "name": "guns used in killings",
    "topics": (GUNS,),
    "due": 1,
    "places": [
        place(
            899,
            "which ended up being used in cartel executions",
            before="the guns, ",
            after=".",
            where="paragraph 3, second sentence",
            **BLOOMBERG,
        ),
        place(
            454,
            "which led to deaths south of the border",
            before="Fast and Furious, ",
            after=".",
            where="paragraph 2, first sentence",
            **BLOOMBERG,
        ),
    ],
    "chapters": [
        {
            "text": {
                "headline": "Guns from the US case were found after murders in Mexico; no total is verified",
                "statement": "Guns from Fast and Furious were used in killings in Mexico",
                "rating": "mostly-true",
                "conclusion": "The US Justice Department told Congress in 2011 of guns from the case "
                "recovered after murders in Mexico, regretted in 2016 their use in violent crimes, and "
                "Mexico’s prosecutors spoke in 2022 of bloodshed with them in Mexico. Most traces place a "
                "gun at a scene or in an arsenal and do not prove that it fired the fatal shot, and no "
                "total of the dead is verified.",
                "analysis": ANALYSIS,
                "looked_for": "A court ruling that ties one gun to one killing in Mexico. We found none, "
                "either way.",
                "reply": "Not asked: demonstration",
                "selection_reason": "It is about deaths, and is often repeated with totals that nobody has "
                "verified.",
                "true_as_of": date(2022, 1, 12),
            },
            "evidence": [
                piece(
                    "crimes-letter",
                    "supports",
                    quotation="the kidnapping of two individuals and the murder of a family member of a "
                    "Mexican public official",
                    note="One entry in a list of crimes after which guns from the case were recovered.",
                ),
                piece(
                    "kadzik-letter",
                    "supports",
                    quotation="ATF and the department deeply regret that firearms associated with Operation "
                    "Fast and Furious have been used by criminals in the commission of violent crimes",
                    note="No country is named in the part that we read.",
                ),
                piece(
                    "latimes-chief",
                    "supports",
                    quotation="A high-powered rifle lost in the ATF’s Fast and Furious controversy was used "
                    "to kill a Mexican police chief",
                ),
                piece(
                    "latimes-lawyer",
                    "supports",
                    quotation="two AK-47s sold in Arizona during the operation were found at the scene of a "
                    "shootout with the suspected killers",
                    note="Puts the guns with the suspects, not in the killing.",
                ),
                piece(
                    "fgr-warrants",
                    "supports",
                    quotation="que fueron utilizadas en diversos delitos de sangre en el país, desde al año "
                    "de 2009 hasta fechas recientes",
                    translation="which were used in various crimes of blood in the country, from 2009 until "
                    "recent dates",
                ),
                piece(
                    "latimes-demands",
                    "context",
                    quotation="could not be independently confirmed",
                    note="On a total of dead and hurt.",
                ),
                piece(
                    "politifact-texas",
                    "context",
                    quotation="we found no federal ballistics information confirming that the bullet that "
                    "killed Terry was fired from one of the guns",
                    note="Agent Brian Terry was killed in Arizona; his case is not counted here.",
                ),
                piece(
                    "heraldnet",
                    "context",
                    quotation="the ATF had not connected the weapon to other crimes",
                    note="On a rifle found in a hideout.",
                ),
                piece(
                    "gao",
                    "context",
                    quotation="submitted for tracing were U.S. sourced",
                    note="On 70 percent of traced guns, 2014 to 2018; we saw no word on this case in it.",
                ),
            ],
            "ends": "in_review",
        }
    ],
}
