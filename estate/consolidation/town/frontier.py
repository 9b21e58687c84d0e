"""Gain against the number of buildings kept, and against residents' minutes.

A point is a plan that no other beats in both. Of plans of one worth (to within ``TIE_GBP``) that
with the shortest journeys is taken: access that costs nothing.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from estate.consolidation.town import highs
from estate.consolidation.town.best_plan import best_plan, search
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Extra, Model
from estate.consolidation.town.plan import INFEASIBLE, PlanSteps
from estate.consolidation.town.problem import Problem

#: Plans this near in worth count as equal, GBP: the amounts of others are seen to £1,000.
TIE_GBP = 1_000.0
_MINUTE_SLACK = 1e-6


def with_best_access(
    model: Model,
    plan: PlanSteps,
    limits: Limits = FREE,
    time_limit_s: float = 10.0,
    watch: Watch = SILENT,
) -> PlanSteps:
    """The plan of the shortest journeys among those of (nearly) the same worth.

    Its bound and status are those of the plan that was given: of its worth it is as sure.
    """
    least = Extra("same_worth", model.measure("value"), lower=plan.worth_gbp - TIE_GBP)
    found, _ = search(
        model.problem,
        limits,
        time_limit_s,
        plan,
        watch,
        (least,),
        model,
        objective=-model.measure("minutes"),
    )
    if found is None or found.minutes > plan.minutes - _MINUTE_SLACK:
        return plan
    return replace(found, bound_gbp=plan.bound_gbp, status=plan.status)


def by_number(
    problem: Problem,
    limits: Limits = FREE,
    time_limit_s: float = 60.0,
    best: PlanSteps | None = None,
    watch: Watch = SILENT,
    model: Model | None = None,
) -> Iterator[PlanSteps]:
    """The best plan for each number of buildings kept, from that of the greatest worth down to the
    fewest that can house everybody; as they are found."""
    until, model = time.monotonic() + time_limit_s, model or Model(problem)
    plan = best or best_plan(problem, limits, time_limit_s / 3, watch=watch, model=model)
    within = limits
    while plan is not None and not watch.cancelled():
        share = (until - time.monotonic()) / max(1, int(plan.kept.sum()))
        plan = with_best_access(model, plan, within, max(0.2, share / 2), watch)
        yield plan
        number = int(plan.kept.sum())
        within = replace(limits, keep_at_most=number - 1)
        left = max(0.5, until - time.monotonic())
        plan = best_plan(problem, within, min(left, 3 * left / number), watch=watch, model=model)


def none_with_fewer(
    model: Model, limits: Limits, number: int, time_limit_s: float = 5.0, watch: Watch = SILENT
) -> bool:
    """Whether it is proved that no plan within the limits keeps fewer than so many buildings."""
    if number <= 0:
        return True
    programme = model.programme(replace(limits, keep_at_most=number - 1))
    nothing = np.zeros(len(programme.objective))
    solved = highs.solve(programme, time_limit_s, watch=watch, objective=nothing)
    return solved.status == INFEASIBLE


def by_minutes(
    problem: Problem,
    limits: Limits = FREE,
    points: int = 10,
    time_limit_s: float = 50.0,
    best: PlanSteps | None = None,
    watch: Watch = SILENT,
    model: Model | None = None,
) -> Iterator[PlanSteps]:
    """The best plan within each of so many limits on residents' minutes, evenly from those of the
    plan of the greatest worth down to the shortest journeys that any plan brings."""
    until, model = time.monotonic() + time_limit_s, model or Model(problem)
    start = best or best_plan(problem, limits, time_limit_s / 4, watch=watch, model=model)
    if start is None:
        return
    start = with_best_access(model, start, limits, time_limit_s / (2 * points), watch)
    yield start
    shortest, _ = search(
        problem, limits, time_limit_s / points, start, watch, (), model, -model.measure("minutes")
    )
    if shortest is None or shortest.minutes > start.minutes - _MINUTE_SLACK:
        return
    last, steps = start, np.linspace(start.minutes, shortest.minutes, points)[1:]
    for number, most in enumerate(steps):
        if watch.cancelled() or last.minutes <= most:
            continue
        within = replace(limits, minutes_at_most=float(most) + _MINUTE_SLACK)
        left = max(0.2, (until - time.monotonic()) / (len(steps) - number))
        plan = best_plan(problem, within, left, shortest, watch, model=model)
        if plan is not None:
            last = plan
            yield plan


def undominated(plans: list[PlanSteps]) -> list[PlanSteps]:
    """Those that no other beats: fewer kept, shorter journeys or more worth, and nothing worse."""
    seen = {
        (int(one.kept.sum()), round(one.minutes, 6), round(one.worth_gbp)): one for one in plans
    }
    return [
        one
        for key, one in seen.items()
        if not any(_beats(other, key) for other in seen if other != key)
    ]


def _beats(one: tuple[int, float, int], other: tuple[int, float, int]) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] >= other[2]
