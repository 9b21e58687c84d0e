"""The best plan within some limits: the model written, run, read back and held to its limits."""

from collections.abc import Iterator

import numpy as np

from estate.arrays import Floats
from estate.consolidation.town import held_to_limits, highs
from estate.consolidation.town.highs import SILENT, Watch
from estate.consolidation.town.limits import FREE, Limits
from estate.consolidation.town.model import Extra, Model
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem import Problem

TIME_LIMIT_S = 20.0


def best_plan(
    problem: Problem,
    limits: Limits = FREE,
    time_limit_s: float = TIME_LIMIT_S,
    start: PlanSteps | None = None,
    watch: Watch = SILENT,
    more: tuple[Extra, ...] = (),
    model: Model | None = None,
) -> PlanSteps | None:
    """The plan of the greatest worth; null where none was found (one without a step is a plan).

    ``start`` is a plan to begin with, from an earlier question about the same problem.
    Raises ``RuntimeError`` where the answer breaks a limit: that would be a fault of ours.

    Examples
    --------
    The two offices of the page ``docs/library.md``:

    >>> best_plan(town.problem).status
    'proved'
    """
    return search(problem, limits, time_limit_s, start, watch, more, model)[0]


def whole_first(
    problem: Problem,
    limits: Limits = FREE,
    time_limit_s: float = TIME_LIMIT_S,
    watch: Watch = SILENT,
) -> PlanSteps | None:
    """The best plan, begun with the best that leaves whole buildings only: for large problems."""
    model = Model(problem)
    whole = model.whole_buildings()
    start = best_plan(problem, limits, time_limit_s / 2, watch=watch, more=whole, model=model)
    left = time_limit_s - (0.0 if start is None else start.seconds)
    return best_plan(problem, limits, left, start, watch, model=model) or start


def in_steps(
    problem: Problem,
    limits: Limits = FREE,
    steps_s: tuple[float, ...] = (2.0, 20.0),
    start: PlanSteps | None = None,
    watch: Watch = SILENT,
) -> Iterator[PlanSteps]:
    """A plan soon, with its gap; then better ones, until one is proved or the time is over.

    ``steps_s``: the seconds of each step, which begins with the plan of the one before.
    """
    model = Model(problem)
    for seconds in steps_s:
        plan = best_plan(problem, limits, seconds, start, watch, model=model)
        if plan is not None:
            yield plan
            start = plan
        if watch.cancelled() or (plan is not None and plan.proved):
            return


def search(
    problem: Problem,
    limits: Limits = FREE,
    time_limit_s: float = TIME_LIMIT_S,
    start: PlanSteps | None = None,
    watch: Watch = SILENT,
    more: tuple[Extra, ...] = (),
    model: Model | None = None,
    objective: Floats | None = None,
) -> tuple[PlanSteps | None, highs.Solved]:
    """The same with what the solver said; ``objective`` by column in place of the worth."""
    model = model or Model(problem)
    programme = model.programme(limits, more)
    begin = None if start is None else columns_of(model, start)
    solved = highs.solve(programme, time_limit_s, begin, watch, objective)
    if solved.columns is None:
        return None, solved
    plan = _plan(model, solved, solved.columns)
    broken = held_to_limits.faults(plan, limits)
    if broken:
        raise RuntimeError(f"The plan breaks its limits: {'; '.join(broken[:5])}.")
    return plan, solved


def _plan(model: Model, solved: highs.Solved, columns: Floats) -> PlanSteps:
    steps = np.flatnonzero(np.round(model.steps @ columns) > 0)
    # What opens for nobody costs, and is left out should the solver not mind.
    first = model.problem.first_step["openings"]
    used = np.isin(model.opening, model.into[steps[steps < len(model.who)]])
    steps = np.concatenate([steps[steps < first], first + np.flatnonzero(used)])
    return PlanSteps(
        model.problem, steps.astype(np.int64), solved.bound, solved.status, solved.seconds
    )


def columns_of(model: Model, plan: PlanSteps) -> Floats:
    """A plan as values of the model's columns."""
    values = np.zeros(model.columns)
    values[plan.moves] = 1.0
    values[model.at("closed") + plan.closures] = 1.0
    used = np.unique(model.into[plan.moves])
    column = model.host_column[used]
    values[column[column >= 0]] = 1.0
    values[model.at("pair") + np.flatnonzero(np.isin(model.pairs, model.pair_of[plan.moves]))] = 1.0
    here = model.problem.steps("leavings")
    left = plan.steps[(plan.steps >= here.start) & (plan.steps < here.stop)] - here.start
    values[model.at("left") + np.flatnonzero(np.isin(model.lefts, left))] = 1.0
    return values
