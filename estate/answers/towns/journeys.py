"""What a plan of a town would mean for residents' journeys."""

from estate.access.journeys_before_and_after import AccessPoint
from estate.answers.residents.journeys_worked_out import Found, Moved, found_of
from estate.answers.towns.question import TownQuestion
from estate.consolidation.town.plan import PlanSteps


def journeys_of_plan(question: TownQuestion, plan: PlanSteps) -> Found | None:
    """What is worked out for its moves; None where there are none. Hubs and venues that the
    question offers are places like others."""
    town = question.town
    rows = town.problem.moves.iloc[plan.moves]
    moves = tuple(
        Moved(town.occupation_ids[who], town.property_ids[host])
        for who, host in zip(rows["occupation"], rows["host"], strict=True)
    )
    if not moves:
        return None
    hubs = {
        one.key: AccessPoint(one.key, town.names[one.key], one.easting, one.northing)
        for one in town.choice.hubs
    }
    return found_of(question.journeys, moves, hubs)
