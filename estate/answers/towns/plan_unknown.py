"""What a town's plan cannot know, and who takes no part in it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.towns.plan_moves import NOT_RECEIVING, Place, PlanMove, place_of
from estate.answers.towns.plan_words import NAMED_AT_MOST, count_of, in_names
from estate.answers.towns.question import TownQuestion
from estate.consolidation.town.possible_moves import (
    DOES_NOT_MOVE,
    with_vehicles,
)
from estate.consolidation.town.problem_from_register import TownProblem
from estate.frames import is_null
from estate.savings import BusinessCase


@answer
class TakesNoPart(Answer):
    """Occupiers or buildings that take no part, with one reason."""

    what: str
    code: str
    words: str
    count: int
    names: list[str]


@answer
class Unknown(Answer):
    """What the plan cannot know."""

    imputed_share: Annotated[float | None, Field(description="of the pounds, 0-1")]
    unrated: list[Place]
    takes_no_part: list[TakesNoPart]
    notes: list[str]


def unknown_of(
    question: TownQuestion, moves: Sequence[PlanMove], case: BusinessCase | None
) -> Unknown:
    """What a plan cannot know, and who takes no part in it."""
    town = question.town
    share = None if case is None else case.imputed_share
    return Unknown(
        imputed_share=None if share is None else round(float(share), 4),
        unrated=[place_of(town, key) for key in town.unrated],
        takes_no_part=[
            *_out(question, "occupiers", town.does_not_move, DOES_NOT_MOVE),
            *_out(question, "buildings", town.receives_nobody, NOT_RECEIVING),
        ],
        notes=[
            *in_names(town, town.notes),
            *_vehicles(question, moves),
            *_rejected(question),
            *_offered_notes(town),
        ],
    )


def _vehicles(question: TownQuestion, moves: Sequence[PlanMove]) -> list[str]:
    """Of each move of a service with vehicles what is on record of parking at its host."""
    users = question.estate.occupations.loc[[one.occupation_id for one in moves]]
    return [
        f"{one.occupier} goes out in vehicles: {one.host.name} has "
        f"{_parking(question.town, one.host.key)}; how many it needs is not on record"
        for one, driven in zip(moves, with_vehicles(users).tolist(), strict=True)
        if driven
    ]


def _parking(town: TownProblem, key: str) -> str:
    found = town.facts.estate.properties.at[key, "parking_spaces"]
    if is_null(found):
        return "an unknown number of parking spaces"
    return f"{count_of(int(found), 'parking space')}"


def _offered_notes(town: TownProblem) -> list[str]:
    """Whose figures those of hosts are that were offered."""
    hosts = town.choice.hubs
    found = []
    if any(not one.is_venue for one in hosts):
        found.append("cost, room and date of a new hub are what whoever asks says of it")
    if any(one.is_venue for one in hosts):
        found.append("a venue’s charge stands with the body that offers it")
    return found


def _rejected(question: TownQuestion) -> list[str]:
    """Moves that the club has turned down are in no plan."""
    count = len(question.basis.rejected)
    if not count:
        return []
    return [f"{count_of(count, 'pair')} that the club has turned down take no part"]


def _out(
    question: TownQuestion, what: str, reasons: Mapping[str, str], words: Mapping[str, str]
) -> list[TakesNoPart]:
    found: dict[str, list[str]] = {}
    for key, reason in reasons.items():
        found.setdefault(reason, []).append(_name(question, key))
    return [
        TakesNoPart(
            what=what,
            code=reason,
            words=words.get(reason, reason),
            count=len(names),
            names=sorted(names)[:NAMED_AT_MOST],
        )
        for reason, names in sorted(found.items(), key=lambda two: -len(two[1]))
    ]


def _name(question: TownQuestion, key: str) -> str:
    """Of a building its name; of an occupation that cannot move its building's and body's."""
    if key in question.town.names:
        return question.town.names[key]
    users = question.estate.occupations
    if key not in users.index:
        return key
    place, code = str(users.at[key, "property_id"]), str(users.at[key, "organisation"])
    return f"{question.town.names.get(code, code)} at {question.town.names.get(place, place)}"
