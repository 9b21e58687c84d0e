"""Which moves of a town’s plan are out for consultation, and the file of those."""

from collections.abc import Sequence
from typing import Any

from api.html.addresses import CONSULTATION_FILE as FILE
from api.html.addresses import consultation_query
from estate.answers.context import ReadContext
from estate.answers.opportunities.consultation_file import of_moves
from estate.answers.residents.journeys_worked_out import Moved
from estate.answers.towns.question import TownQuestion


def consulting(context: ReadContext, question: TownQuestion) -> dict[str, Any]:
    """Of the plan that was found: which of its moves are out for consultation, why others are not,
    and the file of the first."""
    numbers, told = of_moves(context, moves_of(question))
    return {"numbers": numbers, "told": told, "address": f"{FILE}{consultation_query(numbers)}"}


def moves_of(question: TownQuestion) -> Sequence[Moved]:
    """The moves of the plan that was found; none without a plan."""
    plan, town = question.found.plan, question.town
    if plan is None:
        return ()
    rows = town.problem.moves.iloc[plan.moves]
    return [
        Moved(town.occupation_ids[who], town.property_ids[host])
        for who, host in zip(rows["occupation"], rows["host"], strict=True)
    ]
