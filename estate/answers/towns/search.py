"""Everything about a town's plan as it is found: a plan soon, better ones, then what is around it.

In order: the plan until it is proved or its time is over, what the wishes on record cost, the
frontier by number kept and by residents' minutes, the ten next plans, how firm they all are. One
step after the other, each with its part of the time.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from estate.answers.towns.question import Found, TownQuestion, solve
from estate.answers.towns.wish_prices import priced
from estate.consolidation.town.common_draws import common_draws
from estate.consolidation.town.firmness import firmness, solved_anew
from estate.consolidation.town.frontier import by_minutes, by_number, none_with_fewer
from estate.consolidation.town.highs import Told, Watch
from estate.consolidation.town.next_plans import next_plans
from estate.consolidation.town.plan import PlanSteps

PLAN, BY_NUMBER, BY_MINUTES, NEXT_PLANS = "plan", "by_number", "by_minutes", "next_plans"
FIRMNESS, WISHES = "firmness", "wishes"
#: What is looked for, in this order, with its part of the time that is then left.
PARTS = {PLAN: 0.3, WISHES: 0.3, BY_NUMBER: 0.5, BY_MINUTES: 0.5, NEXT_PLANS: 1.0, FIRMNESS: 1.0}
FIRST_S = 1.5
#: Seconds to show that there is no plan with fewer buildings.
_FEWEST_S = 5.0
#: Draws that are solved anew, the seconds for all of them, and the largest problem of which it is
#: done (by steps).
_ANEW, _ANEW_S, _MOST_STEPS = 10, 6.0, 2_000
POINTS, PLANS = 10, 11


@dataclass(frozen=True)
class Step:
    """Something that was found: a plan of one part, or null where the part is done."""

    part: str
    plan: PlanSteps | None


@dataclass
class Progress:
    """What a search is at; written by the solver's thread, read by whoever tells of it."""

    part: str = PLAN
    began: float = field(default_factory=time.monotonic)
    told: Told | None = None

    def watch(self, cancelled: Callable[[], bool]) -> Watch:
        """A watch that notes what the solver tells."""
        return Watch(self._note, cancelled)

    def _note(self, told: Told) -> None:
        self.told = told

    @property
    def seconds(self) -> float:
        """Since the search began."""
        return time.monotonic() - self.began

    @property
    def pounds(self) -> tuple[float | None, float | None]:
        """Best plan and bound so far, GBP; of the plan itself alone, since other parts also look
        for the shortest journeys."""
        told = self.told
        if told is None or self.part != PLAN:
            return None, None
        return told.worth_gbp, told.bound_gbp


def search(
    question: TownQuestion, total_s: float, progress: Progress, watch: Watch
) -> Iterator[Step]:
    """Each thing as it is found; what an earlier search has found comes at once."""
    found, until = question.found, time.monotonic() + total_s
    for part, share in PARTS.items():
        progress.part, progress.told = part, None
        if watch.cancelled():
            return
        left = max(0.5, share * (until - time.monotonic()))
        if part == PLAN:
            yield from _plans(question, left, watch)
        elif part == FIRMNESS:
            _firm(question, watch)
        elif part == WISHES:
            _wishes(question, left, watch)
        elif found.plan is not None:
            yield from _around(question, part, left, watch)
        if watch.cancelled():
            return
        found.done.add(part)
        yield Step(part, None)


def _plans(question: TownQuestion, time_s: float, watch: Watch) -> Iterator[Step]:
    """The plan of the first seconds, then the best of the time that is left."""
    found = question.found
    if found.plan is not None:
        yield Step(PLAN, found.plan)
    for seconds in (FIRST_S, max(0.5, time_s - FIRST_S)):
        before = found.plan
        solve(question, seconds, watch)
        if found.plan is not None and found.plan is not before:
            yield Step(PLAN, found.plan)
        if found.plan is None or found.plan.proved or watch.cancelled():
            return


def _around(question: TownQuestion, part: str, time_s: float, watch: Watch) -> Iterator[Step]:
    found = question.found
    if part in found.done:
        yield from (Step(part, one) for one in plans_of(found, part))
        return
    # A list of its own: another may look for the same at the same time.
    mine: list[PlanSteps] = []
    setattr(found, part, mine)
    for plan in _made(question, part, time_s, watch):
        if watch.cancelled():
            return
        mine.append(plan)
        yield Step(part, plan)
    if part == BY_NUMBER and mine:
        fewest = int(mine[-1].kept.sum())
        found.fewest_proved = none_with_fewer(
            question.model, question.limits, fewest, _FEWEST_S, watch
        )


def _wishes(question: TownQuestion, time_s: float, watch: Watch) -> None:
    """What the wishes on record cost, where there are any."""
    found = question.found
    if question.on_record and WISHES not in found.done:
        prices = priced(question, time_s, watch)
        if not watch.cancelled():
            found.wishes = prices


def _firm(question: TownQuestion, watch: Watch) -> None:
    """Common draws over all plans that were found; the best plan first."""
    found = question.found
    if found.plan is None or FIRMNESS in found.done:
        return
    plans = [found.plan, *found.next_plans, *found.by_number, *found.by_minutes]
    pool = list({one.steps.tobytes(): one for one in plans}.values())
    if not any(len(one.steps) for one in pool):
        return
    draws = common_draws(question.town, pool)
    firm = firmness(draws.pool(pool), draws.factors)
    found.pool, found.firmness = pool, replace(firm, anew_gbp=_anew(question, pool, watch))


def _anew(question: TownQuestion, pool: list[PlanSteps], watch: Watch) -> tuple[float, ...]:
    """A few of the draws with a plan found for each alone: how far the pool is from the truth."""
    if question.town.problem.first_step["end"] > _MOST_STEPS:
        return ()
    every = common_draws(question.town)
    return solved_anew(every.pool(pool), every.factors, question.limits, _ANEW, _ANEW_S, watch)


def _made(question: TownQuestion, part: str, time_s: float, watch: Watch) -> Iterator[PlanSteps]:
    problem, limits, best = question.town.problem, question.limits, question.found.plan
    if part == BY_NUMBER:
        return by_number(problem, limits, time_s, best, watch, question.model)
    if part == BY_MINUTES:
        return by_minutes(problem, limits, POINTS, time_s, best, watch, question.model)
    return next_plans(problem, limits, PLANS, time_s, first=best, watch=watch)


def plans_of(found: Found, part: str) -> list[PlanSteps]:
    """The plans of one part that were found so far."""
    plans: list[PlanSteps] = getattr(found, part)
    return plans
