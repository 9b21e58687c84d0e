"""What a plan of a town would mean for residents' journeys."""

from estate.access.change import AccessPoint
from estate.answers.journeys import Found, Moved, found_of
from estate.answers.town_question import TownQuestion
from estate.consolidation.town.plan import Plan


def journeys_of_plan(question: TownQuestion, plan: Plan) -> Found | None:
    """What is worked out for its moves; None where there are none. A hub that is not on record
    stands without a location, so that nobody's way to it is taken to be known."""
    town = question.town
    rows = town.problem.moves.iloc[plan.moves]
    moves = tuple(
        Moved(town.occupation_ids[who], town.property_ids[host])
        for who, host in zip(rows["occupation"], rows["host"], strict=True)
    )
    if not moves:
        return None
    nowhere = float("nan")
    places = question.estate.properties.index
    hubs = {
        key: AccessPoint(key, town.names[key], nowhere, nowhere)
        for key in {one.host for one in moves}
        if key not in places
    }
    return found_of(question.journeys, moves, hubs)
