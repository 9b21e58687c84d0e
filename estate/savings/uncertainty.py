"""How sure a figure is: correlated draws, the drivers of the range, what would narrow it.

Imputed figures share one error, because they rest on the same few observations: drawing them
independently would be falsely precise (DOMAIN §5.3). The seed is an assumption, so that the
same question has the same answer and comparisons use common random numbers.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.costs import Z_P90
from estate.savings.cash_flow import CashFlow, Terms, delayed
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.finance import Discounting
from estate.savings.lenses import Lens, effect
from estate.savings.scheme import Estimate, Level

Draws = NDArray[np.float64]
_TORNADO = 5


@dataclass(frozen=True)
class Range:
    """P10, P50 and P90 of a sum beside its base value, GBP, with how they were drawn."""

    base_gbp: float
    p10_gbp: float
    p50_gbp: float
    p90_gbp: float
    draws: int
    seed: int
    sigma_shared: float

    @property
    def width_gbp(self) -> float:
        """P90 less P10."""
        return self.p90_gbp - self.p10_gbp


@dataclass(frozen=True)
class Swing:
    """The club's NPV with one driver at its worst and at its best, all others central; GBP."""

    driver: str
    worst_gbp: Decimal
    best_gbp: Decimal

    @property
    def spread_gbp(self) -> Decimal:
        """How much this driver moves the result."""
        return self.best_gbp - self.worst_gbp


@dataclass(frozen=True)
class Worth:
    """By how much P90 less P10 would shrink if one imputed figure were supplied, GBP."""

    figure: str
    tier: str
    narrowing_gbp: float
    narrowing_share: float


@dataclass(frozen=True)
class SchemeRange:
    """The range of a scheme's club NPV, its five largest drivers, and what to ask for first."""

    npv: Range
    tornado: tuple[Swing, ...]
    information: tuple[Worth, ...]


def scheme_range(terms: Terms, discounting: Discounting) -> SchemeRange:
    """Range, drivers and value of information of a scheme's club NPV."""
    cash = cash_flow(terms)
    weights = npv_by_source(cash, terms.scheme.partners, discounting)
    draws = Drawn(terms.assumptions)
    npv = summarise(draws.total(weights, cash.estimates), sum(weights.values()), draws)
    worth = _information(weights, cash.estimates, draws, npv)
    return SchemeRange(npv, tornado(terms, discounting), worth)


def npv_by_source(
    cash: CashFlow, partners: tuple[str, ...], discounting: Discounting
) -> dict[str, float]:
    """The club's NPV by the estimate that each pound rests on: NPV is linear in these."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for flow in cash.flows:
        sums[flow.source] += effect(flow, Lens.CLUB, partners) * discounting.factor(flow.year)
    return {source: float(total) for source, total in sums.items() if total}


def tornado(terms: Terms, discounting: Discounting) -> tuple[Swing, ...]:
    """The five drivers that move the club's NPV most, the largest first.

    A driver whose figures have no range of their own moves nothing. The delay has one side.
    """
    cash = cash_flow(terms)
    base, swings = _npv(cash, terms, discounting), []
    for driver in sorted(cash.ranged):
        ends = [_club(replace(terms, levels={**terms.levels, driver: level}), discounting)
                for level in (Level.LOW, Level.HIGH)]  # fmt: skip
        swings.append(Swing(driver.value, min(ends), max(ends)))
    months = int(terms.assumptions.value("delay_months"))
    later = _club(replace(terms, scheme=delayed(terms.scheme, months)), discounting)
    swings.append(Swing(f"delay of {months} months", min(base, later), max(base, later)))
    moving = [swing for swing in swings if swing.spread_gbp]
    return tuple(sorted(moving, key=lambda swing: -swing.spread_gbp)[:_TORNADO])


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

    def factor(self, name: str, found: Estimate) -> Draws:
        """What a figure is multiplied by in each draw, about 1."""
        own = self._own.get(name)
        if own is None:
            own = self._own[name] = self.normal(name)
        if found.low < found.high:
            return self._within(own, found) * (self.shared if found.imputed else 1.0)
        sigma = self.assumptions.value(f"sigma_{found.tier}")
        return mean_one(own, sigma) * (self.shared if found.imputed else 1.0)

    def total(self, weights: Mapping[str, float], estimates: Mapping[str, Estimate]) -> Draws:
        """The weighted sum in each draw."""
        parts = [weight * self.factor(name, estimates[name]) for name, weight in weights.items()]
        return np.sum(parts, axis=0) if parts else np.zeros(self.count)

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
    def _within(own: Draws, found: Estimate) -> Draws:
        """A factor with its median at the central value, P10 at low and P90 at high."""
        centre = float(found.central)
        below = (centre - float(found.low)) / centre / Z_P90
        above = (float(found.high) - centre) / centre / Z_P90
        return np.maximum(0.0, 1 + np.where(own < 0, below, above) * own)


def summarise(total: Draws, base: float, drawn: Drawn) -> Range:
    """Percentiles of a drawn sum beside its base."""
    p10, p50, p90 = (float(value) for value in np.percentile(total, [10, 50, 90]))
    return Range(base, p10, p50, p90, drawn.count, drawn.seed, drawn.sigma_shared)


def _information(
    weights: Mapping[str, float], estimates: Mapping[str, Estimate], drawn: Drawn, now: Range
) -> tuple[Worth, ...]:
    """Each imputed figure measured instead, with the same random numbers; largest first."""
    found = []
    whole = drawn.total(weights, estimates)
    for name, weight in weights.items():
        if not estimates[name].imputed:
            continue
        central = estimates[name].central
        known = Estimate(central, central, central)
        better = whole + weight * (drawn.factor(name, known) - drawn.factor(name, estimates[name]))
        narrowing = now.width_gbp - summarise(better, now.base_gbp, drawn).width_gbp
        share = narrowing / now.width_gbp if now.width_gbp else 0.0
        found.append(Worth(name, estimates[name].tier, narrowing, share))
    return tuple(sorted(found, key=lambda one: (-one.narrowing_gbp, one.figure)))


def mean_one(normal: Draws, sigma: float) -> Draws:
    """A lognormal factor whose mean is 1."""
    return np.asarray(np.exp(sigma * normal - sigma**2 / 2), dtype=np.float64)


def _club(terms: Terms, discounting: Discounting) -> Decimal:
    return _npv(cash_flow(terms), terms, discounting)


def _npv(cash: CashFlow, terms: Terms, discounting: Discounting) -> Decimal:
    yearly = [Decimal(0)] * (cash.horizon_years + 1)
    for flow in cash.flows:
        yearly[flow.year] += effect(flow, Lens.CLUB, terms.scheme.partners)
    return discounting.present_value(yearly)
