"""Correlated draws of figures that are not sure.

Imputed figures share one error, because they rest on the same few observations: drawing them
independently would be falsely precise. The seed is an assumption, so that the
same question has the same answer and comparisons use common random numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.savings.estimates import Estimate
from estate.tiers import Z_P90

Draws = NDArray[np.float64]


@dataclass(frozen=True)
class Range:
    """P10, P50 and P90 of a sum beside its base value, GBP, with how they were drawn.

    ``below_nought`` is the share of the draws (0-1) in which the sum is less than nought.
    """

    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float
    draws: int
    seed: int
    sigma_shared: float
    below_nought: float

    @property
    def width_gbp(self) -> float:
        """How far the range of the draws reaches: P90 less P10, GBP."""
        return self.p90_gbp - self.p10_gbp


class Drawn:
    """Random numbers of one question: each named figure has its own, the shared error one.

    The numbers of a name do not depend on which other names are drawn.
    """

    def __init__(self, assumptions: AssumptionSet) -> None:
        """Number of draws, seed and spreads come from the assumption set."""
        self.assumptions = assumptions
        self.count = int(assumptions.value("monte_carlo_draws"))
        self.seed = int(assumptions.value("monte_carlo_seed"))
        self.sigma_shared = assumptions.value("sigma_shared")
        self._own: dict[str, Draws] = {}
        self._shared: dict[str, Draws] = {}
        self.shared = self.shared_by("shared")
        steps = float(assumptions.value("delay_p90_months") > 0) / Z_P90
        #: How much later than planned, in units of the delay that one draw of ten exceeds.
        self.lateness = np.maximum(0.0, self.normal("delay")) * steps

    def factor(self, name: str, found: Estimate) -> Draws:
        """What a figure is multiplied by in each draw, about 1."""
        own = self._own.get(name)
        if own is None:
            own = self._own[name] = self.normal(name)
        if found.low < found.high:
            return self.within(own, found) * (self.shared if found.imputed else 1.0)
        sigma = self.assumptions.value(f"sigma_{found.tier}")
        return mean_one(own, sigma) * (self.shared if found.imputed else 1.0)

    def shared_by(self, name: str) -> Draws:
        """The error that all figures of one name share, as a factor with mean 1."""
        if name not in self._shared:
            self._shared[name] = mean_one(self.normal(name), self.sigma_shared)
        return self._shared[name]

    def normal(self, name: str) -> Draws:
        """Standard normal numbers that hang on the seed and this name alone."""
        words = [self.seed, *name.encode()]
        return np.random.default_rng(words).standard_normal(self.count)

    @staticmethod
    def within(own: Draws, found: Estimate) -> Draws:
        """A factor with its median at the central value, P10 at low and P90 at high."""
        centre = float(found.central)
        below = (centre - float(found.low)) / centre / Z_P90
        above = (float(found.high) - centre) / centre / Z_P90
        return np.maximum(0.0, 1 + np.where(own < 0, below, above) * own)


def summarise(total: Draws, base: float, drawn: Drawn) -> Range:
    """Percentiles of a drawn sum beside its base."""
    p10, p50, p90 = (float(value) for value in np.percentile(total, [10, 50, 90]))
    below = float(np.mean(total < 0))
    return Range(base, p10, p50, p90, drawn.count, drawn.seed, drawn.sigma_shared, below)


def mean_one(normal: Draws, sigma: float) -> Draws:
    """A lognormal factor whose mean is 1."""
    return np.asarray(np.exp(sigma * normal - sigma**2 / 2), dtype=np.float64)
