"""The next best plans: each keeps other buildings than all before it, and says what it costs."""

import time
from collections.abc import Iterator

from estate.consolidation.town.best_plan import best_plan
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Model
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem import Problem


def next_plans(
    problem: Problem,
    limits: Limits = FREE,
    count: int = 10,
    time_limit_s: float = 45.0,
    differ_by: int = 1,
    first: PlanSteps | None = None,
    watch: Watch = SILENT,
) -> Iterator[PlanSteps]:
    """Plans in order of worth, the best first, as they are found.

    No two keep the same buildings; each differs in at least ``differ_by`` of them from all before.
    ``first`` is the best plan where it is known. Each has an equal part of the time that is left.
    The order is certain only of plans that are proved.
    """
    until, model = time.monotonic() + time_limit_s, Model(problem)
    found: list[PlanSteps] = []
    while len(found) < count and not watch.cancelled():
        plan = first if first is not None and not found else None
        if plan is None:
            left = (until - time.monotonic()) / (count - len(found))
            rows = tuple(model.differs(one.kept, differ_by) for one in found)
            plan = best_plan(problem, limits, left, watch=watch, more=rows, model=model)
        if plan is None:
            return
        found.append(plan)
        yield plan
