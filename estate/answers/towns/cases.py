"""The business case of a town's plan that somebody wants kept: the same moves, seen by any reader.

A plan is moves with their days. For another reader, or on a later day, the same moves are priced
from what that reader sees then; where its facts have another day for a move (the end of a lease to
the quarter, a host that is ready later), the nearest is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from estate.answers.context import ReadContext
from estate.answers.residents.journeys_worked_out import base_of
from estate.answers.towns.options import Asked, problem_of
from estate.answers.towns.plan import case_of
from estate.answers.towns.question import Found, TownAsked, TownQuestion, choice_of, hosts_of
from estate.club.kept_cases import PlannedMove
from estate.club.kept_cases import TownQuestionKept as KeptQuestion
from estate.consolidation.town.limits import FREE
from estate.consolidation.town.plan import PlanSteps, steps_of
from estate.consolidation.town.problem_from_register import TownProblem
from estate.consolidation.town.what_is_considered import TWO
from estate.errors import BadQuestion, NotFound
from estate.frames import Estate
from estate.quarters import Quarter
from estate.savings import BusinessCase

#: Status of a plan whose moves were priced again: nobody asked whether another is worth more.
AS_KEPT = "as kept"


@dataclass(frozen=True)
class TownCase:
    """A plan's moves with their business case, as one reader sees them."""

    question: TownQuestion
    plan: PlanSteps
    case: BusinessCase

    @property
    def basis(self) -> Asked:
        """The facts and the problem that it is made from."""
        return self.question.basis

    @property
    def estate(self) -> Estate:
        """The estate as the reader sees it, from which the problem is made."""
        return self.basis.estate


def of_found(question: TownQuestion) -> TownCase:
    """The case of the plan that was found for a question; ``BadQuestion`` where there is none, or
    nothing would move."""
    plan = question.found.plan
    case = None if plan is None else case_of(question, plan)
    if plan is None or case is None:
        raise BadQuestion("There is no plan with a move in it, so there is nothing to keep.")
    return TownCase(question, plan, case)


def kept_question(found: TownCase) -> KeptQuestion:
    """What is sealed of it: the question, the moves, what was proved."""
    question, plan = found.question, found.plan
    town, rows = question.town, plan.problem.moves.iloc[plan.moves]
    moves = [
        PlannedMove(
            arrives_in=str(Quarter.of(plan.problem.dates[when])),
            host_property_id=town.property_ids[host],
            occupation_id=town.occupation_ids[who],
        )
        for who, host, when in zip(rows["occupation"], rows["host"], rows["when"], strict=True)
    ]
    return KeptQuestion(
        town=question.asked.town,
        asked=question.asked.pairs,
        properties=question.basis.chosen,
        moves=moves,
    )


def rests_on(question: TownQuestion) -> tuple[str, ...]:
    """Ids of all properties that a plan hangs on: its buildings, and where new hubs would stand."""
    places = (one.at_property for one in question.offered)
    return tuple(dict.fromkeys((*question.basis.chosen, *(one for one in places if one))))


def same_moves(context: ReadContext, kept: KeptQuestion) -> TownCase:
    """The same moves as this reader sees them today. ``NotFound`` where one of them can no longer
    be, or not for this reader; ``BadQuestion`` where the question itself cannot be asked."""
    asked = asked_of(kept)
    offered = hosts_of(context, asked)
    basis = problem_of(context, list(kept.properties), choice_of(asked, offered))
    found = Found(basis.town)
    question = TownQuestion(
        asked, context.reader, basis, (), FREE, found, base_of(context), offered=offered
    )
    moves = _moves(basis.town, kept.moves)
    plan = PlanSteps(basis.town.problem, steps_of(basis.town.problem, moves), 0.0, AS_KEPT, 0.0)
    case = case_of(question, plan)
    if case is None:
        raise NotFound("None of its moves can be found among what you see today.")
    return TownCase(question, plan, case)


def asked_of(kept: KeptQuestion) -> TownAsked:
    """The question of a sealed record, as it was asked."""
    one = dict(kept.asked)

    def every(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in kept.asked if key == name)

    def number(name: str) -> float | None:
        return float(one[name]) if name in one else None

    return TownAsked(
        town=kept.town,
        properties=every("property"),
        keep=int(one["keep"]) if "keep" in one else None,
        unrated="unrated" in one,
        dates=one.get("dates", TWO),
        wishes=every("wish"),
        capital_gbp=number("capital_gbp"),
        capital_gbp_pa=number("capital_gbp_pa"),
        within_m=number("within_m"),
        hubs=every("hub"),
        venues=every("venue"),
    )


def _middle(quarter: str) -> date:
    found = Quarter.read(quarter)
    if found is None:
        raise NotFound("A day of one of its moves cannot be read.")
    return found.start.replace(month=found.start.month + 1, day=15)


def _moves(town: TownProblem, kept: Sequence[PlannedMove]) -> np.ndarray[Any, Any]:
    """Positions of the kept moves among those that can be, each on the nearest day that it has."""
    who = {key: at for at, key in enumerate(town.occupation_ids)}
    places = {key: at for at, key in enumerate(town.property_ids)}
    rows, found = town.problem.moves, []
    for one in kept:
        mine = rows["occupation"].eq(who.get(one.occupation_id, -1))
        here = rows[mine & rows["host"].eq(places.get(one.host_property_id, -1))]
        if here.empty:
            raise NotFound("One of its moves cannot be found among what you see today.")
        day = _middle(one.arrives_in)
        away = [abs((town.problem.dates[at] - day).days) for at in here["when"]]
        found.append(int(here.index[int(np.argmin(away))]))
    return np.array(sorted(found), dtype=np.int64)
