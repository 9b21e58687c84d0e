"""A county part by part: what no move connects is asked apart, small parts first."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from estate.arrays import Ints
from estate.consolidation.town.best_plan import best_plan, whole_first
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.plan import PROVED, STOPPED, PlanSteps
from estate.consolidation.town.problem import STEPS, Amounts, NotTogether, Problem
from estate.late_imports import one_at_a_time


@dataclass(frozen=True)
class Part:
    """A part of a problem as a problem of its own; ``steps`` are its steps in the whole."""

    problem: Problem
    steps: Ints
    buildings: Ints


@dataclass(frozen=True)
class ByParts:
    """The plan of a whole county and the parts it was found in.

    ``plans``: of each part, in the order asked; null where its time ended before any was found.
    """

    plan: PlanSteps
    parts: tuple[Part, ...]
    plans: tuple[PlanSteps | None, ...]

    @property
    def proved(self) -> int:
        """How many parts are proved."""
        return sum(one is not None and one.proved for one in self.plans)


def parts_of(problem: Problem) -> list[Part]:
    """The parts of a problem in which something can happen, the one of the fewest moves first."""
    with one_at_a_time:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

    home = problem.occupations["home"].to_numpy()
    who, into = (problem.moves[name].to_numpy() for name in ("occupation", "host"))
    one = np.concatenate([home[who], home[problem.conflicts[:, 0]]])
    other = np.concatenate([into, home[problem.conflicts[:, 1]]])
    for some in [
        *(tie.occupations for tie in problem.not_together),
        *(tie.occupations for tie in problem.at_most),
    ]:
        tied = home[list(some)]
        one, other = np.append(one, tied), np.append(other, np.full_like(tied, tied[0]))
    size = len(problem.buildings)
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    numbers, counts = np.unique(part[home[who]], return_counts=True)
    order = numbers[np.argsort(counts, kind="stable")]
    return [_part(problem, np.flatnonzero(part == number)) for number in order]


def by_parts(
    problem: Problem, time_limit_s: float = 150.0, watch: Watch = SILENT
) -> Iterator[ByParts]:
    """The best plan of a county without limits of the whole, growing part by part.

    A part may use of the time that is left what its share of the moves still to come is, but at
    least a second.
    """
    until, parts = time.monotonic() + time_limit_s, parts_of(problem)
    plans: list[PlanSteps | None] = []
    for number, part in enumerate(parts):
        if watch.cancelled():
            break
        coming = sum(len(one.problem.moves) for one in parts[number:])
        share = len(part.problem.moves) / max(1, coming)
        left = max(0.0, until - time.monotonic())
        plans.append(_solved(part.problem, max(1.0, left * max(share, 0.1)), watch))
        yield _together(problem, parts, plans)


def _solved(problem: Problem, time_limit_s: float, watch: Watch) -> PlanSteps | None:
    if len(problem.moves) < _LARGE:
        return best_plan(problem, time_limit_s=time_limit_s, watch=watch)
    return whole_first(problem, time_limit_s=time_limit_s, watch=watch)


#: From so many moves on, whole buildings are asked first.
_LARGE = 1_500


def _together(problem: Problem, parts: list[Part], plans: list[PlanSteps | None]) -> ByParts:
    steps = [part.steps[plan.steps] for part, plan in zip(parts, plans, strict=False) if plan]
    bound = 0.0
    for number, part in enumerate(parts):
        plan = plans[number] if number < len(plans) else None
        bound += part.problem.most_gbp if plan is None else plan.bound_gbp
    sure = len(plans) == len(parts) and all(one is not None and one.proved for one in plans)
    seconds = sum(one.seconds for one in plans if one is not None)
    chosen = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *steps]))
    plan = PlanSteps(problem, chosen, bound, PROVED if sure else STOPPED, seconds)
    return ByParts(plan, tuple(parts), tuple(plans))


def _part(problem: Problem, buildings: Ints) -> Part:
    """The rows of some buildings, counted anew."""
    at = np.full(len(problem.buildings), -1)
    at[buildings] = np.arange(len(buildings))
    here = np.flatnonzero(at[problem.occupations["home"].to_numpy()] >= 0)
    who = np.full(len(problem.occupations), -1)
    who[here] = np.arange(len(here))
    frames: dict[str, Any] = {}
    steps = []
    for name in STEPS:
        rows = getattr(problem, name)
        owner = who if "occupation" in rows else at
        first = owner[rows["occupation" if "occupation" in rows else "building"].to_numpy()]
        kept = np.flatnonzero(first >= 0)
        frames[name] = _counted_anew(rows.iloc[kept], who, at)
        steps.append(problem.first_step[name] + kept)
    chosen = np.concatenate(steps).astype(np.int64)
    inside = np.all(who[problem.conflicts] >= 0, axis=1)
    occupations = problem.occupations.iloc[here]
    amounts = Amounts(**{name: rows[chosen] for name, rows in vars(problem.amounts).items()})
    made = replace(
        problem,
        buildings=problem.buildings.iloc[buildings],
        occupations=occupations.assign(home=at[occupations["home"].to_numpy()]),
        conflicts=who[problem.conflicts[inside]],
        amounts=amounts,
        not_together=tuple(
            NotTogether(
                tuple((int(who[one]), int(at[host])) for one, host in tie.moves),
                tuple(int(who[one]) for one in tie.staying),
            )
            for tie in problem.not_together
            if all(who[one] >= 0 for one in tie.occupations)
        ),
        at_most=tuple(
            replace(tie, occupations=tuple(int(who[one]) for one in tie.occupations))
            for tie in problem.at_most
            if all(who[one] >= 0 for one in tie.occupations)
        ),
        **frames,
    )
    return Part(made, chosen, buildings)


def _counted_anew(rows: pd.DataFrame, who: Ints, at: Ints) -> pd.DataFrame:
    new = {"occupation": who, "host": at, "building": at}
    found = {name: new[name][rows[name].to_numpy()] for name in rows.columns if name in new}
    return rows.assign(**found).reset_index(drop=True)
