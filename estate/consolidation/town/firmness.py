"""How firm plans are: which would be best, and what would be kept, if the figures were others.

The pool is the plans that were found. Their money is linear in the figures, so thousands of common
draws are one product of matrices; a few draws are solved anew, which says how far the pool is from
what would be best then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from estate.arrays import Floats
from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.plan import PlanSteps


@dataclass(frozen=True)
class Firmness:
    """Of a pool of plans under common draws.

    ``best_share``: in what share of the draws each plan is worth most (by plan; they add up to 1).
    ``regret_gbp``, ``regret_p90_gbp``: what it falls short of the best of the pool, in the mean
    and in one draw of ten. ``p10_gbp``, ``p50_gbp``, ``p90_gbp``: its own range.
    ``kept_share``: in what share of the draws the best plan keeps each building.
    ``anew``: shortfalls of the pool's best against a plan found for that draw alone, GBP, of the
    draws that were solved anew and proved.
    """

    draws: int
    best_share: Floats
    regret_gbp: Floats
    regret_p90_gbp: Floats
    p10_gbp: Floats
    p50_gbp: Floats
    p90_gbp: Floats
    kept_share: Floats
    anew_gbp: tuple[float, ...] = ()


def firmness(pool: Sequence[PlanSteps], factors: Floats) -> Firmness:
    """``factors``: what each source's amounts are multiplied by (draws × ``problem.sources``)."""
    sums = np.stack([one.problem.amounts.by_source[one.steps].sum(axis=0) for one in pool])
    worth = sums @ factors.T
    best = worth.argmax(axis=0)
    shares = np.bincount(best, minlength=len(pool)) / len(factors)
    regret = worth.max(axis=0) - worth
    kept = np.stack([one.kept for one in pool]).astype(np.float64)
    low, middle, high = np.percentile(worth, [10, 50, 90], axis=1)
    return Firmness(
        draws=len(factors),
        best_share=shares,
        regret_gbp=regret.mean(axis=1),
        regret_p90_gbp=np.percentile(regret, 90, axis=1),
        p10_gbp=low,
        p50_gbp=middle,
        p90_gbp=high,
        kept_share=shares @ kept,
    )


def solved_anew(
    pool: Sequence[PlanSteps],
    factors: Floats,
    limits: Limits = FREE,
    count: int = 20,
    time_limit_s: float = 40.0,
    watch: Watch = SILENT,
) -> tuple[float, ...]:
    """How far the best of the pool lies below what would be best, GBP, in the first draws.

    Draws whose plan could not be proved in their part of the time are left out.
    """
    problem, found = pool[0].problem, []
    for drawn in factors[:count]:
        if watch.cancelled():
            break
        value = problem.amounts.by_source @ drawn
        there = replace(problem, amounts=replace(problem.amounts, value_gbp=value))
        known = max(pool, key=lambda one: float(value[one.steps].sum()))
        best = best_plan(there, limits, time_limit_s / count, replace(known, problem=there), watch)
        if best is not None and best.proved:
            found.append(max(0.0, best.worth_gbp - float(value[known.steps].sum())))
    return tuple(found)
