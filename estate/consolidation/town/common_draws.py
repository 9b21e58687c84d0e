"""How sure a plan is: the same draws for every plan, so that plans compare draw by draw.

A plan's worth is linear in the figures that it rests on, so a draw of all figures is one row of
factors, and the worth of any steps in it a sum of products. Drawn are the figures, the rates of
optimism bias and how much later moves come, as in the range of a business case (``savings.
uncertainty``), from the same random numbers: a plan's P10, P50 and P90 are those of its scheme's
club NPV. Lateness is linear between the plan as dated and the plan so many months later as
``delay_p90_months`` says; it takes a column of its own for each figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.consolidation.town.plan import PlanSteps
from estate.consolidation.town.problem import Problem
from estate.consolidation.town.problem_from_register import TownProblem, source_names
from estate.savings.draws import Drawn, Range, summarise
from estate.savings.uncertainty import bias_drawn

_LATER = "later: "


@dataclass(frozen=True)
class CommonDraws:
    """``problem``: the town's, whose ``by_source`` has a second column for each source, what the
    worth moves by where everything comes late. ``factors``: by what each column is multiplied in
    each draw (draws × sources), those of lateness nought where nothing is late."""

    problem: Problem
    factors: Floats
    drawn: Drawn

    def pool(self, plans: Sequence[PlanSteps]) -> list[PlanSteps]:
        """Plans of the town with their worth by these columns, as ``firmness`` takes them."""
        return [replace(plan, problem=self.problem) for plan in plans]

    def worth_gbp(self, plan: PlanSteps) -> Floats:
        """The worth of a plan in each draw."""
        return np.asarray(
            self.factors @ self.problem.amounts.by_source[plan.steps].sum(axis=0), dtype=np.float64
        )

    def range_of(self, plan: PlanSteps) -> Range:
        """P10, P50 and P90 beside the worth as planned."""
        return summarise(self.worth_gbp(plan), plan.worth_gbp, self.drawn)


def common_draws(
    town: TownProblem, plans: Sequence[PlanSteps] | None = None, *, with_delay: bool = True
) -> CommonDraws:
    """The draws of an assumption set (``monte_carlo_draws``, ``monte_carlo_seed``) for a town.

    ``plans``: of the sources that these rest on alone, which is much less; then nothing else can be
    asked. ``with_delay``: as business cases do; without it, everything comes as dated.
    """
    priced, drawn = town.priced, Drawn(town.assumptions)
    planned, late = (of[town.price_of_step] for of in (priced.planned, priced.delayed))
    used = np.arange(len(priced.sources))
    if plans is not None:
        steps = np.unique(np.concatenate([one.steps for one in plans]))
        used = np.union1d(planned[steps].indices, late[steps].indices)
    by_source = planned[:, used].toarray()
    factors = _factors(town, drawn, used)
    sources = [priced.sources[at] for at in used]
    names = source_names(sources)
    if with_delay:
        by_source = np.hstack([by_source, late[:, used].toarray() - by_source])
        factors = np.hstack([factors, factors * drawn.lateness[:, None]])
        names = (*names, *(f"{_LATER}{name}" for name in names))
    amounts = replace(town.problem.amounts, by_source=by_source)
    return CommonDraws(replace(town.problem, amounts=amounts, sources=names), factors, drawn)


def _factors(town: TownProblem, drawn: Drawn, used: NDArray[np.int64]) -> Floats:
    """By what each source that is used is multiplied: its figure's factor, and its rate's."""
    found = np.ones((drawn.count, len(used)))
    rates: dict[str, Floats] = {}
    for column, at in enumerate(used):
        source, rate = town.priced.sources[at]
        found[:, column] = drawn.factor(source, town.priced.estimates[source])
        if rate:
            if rate not in rates:
                rates[rate] = bias_drawn(rate, town.assumptions, drawn)
            found[:, column] *= rates[rate]
    return found
