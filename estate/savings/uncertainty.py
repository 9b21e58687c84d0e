"""How sure a figure is: correlated draws, the drivers of the range, what would narrow it.

Imputed figures share one error, because they rest on the same few observations: drawing them
independently would be falsely precise (DOMAIN §5.3). The seed is an assumption, so that the
same question has the same answer and comparisons use common random numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.costs import Z_P90
from estate.savings.cash_flow import CashFlow, Driver, Terms, delayed, overrun
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.estimates import Estimate, Level
from estate.savings.finance import Discounting
from estate.savings.lenses import Lens, effect
from estate.savings.scheme import Scheme

Draws = NDArray[np.float64]
Key = tuple[str, bool]  # source, whether it is optimism bias
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
    """The range of a scheme's club NPV and of each partner's, from the same draws (so that the
    partners add up to the club in each); the five largest drivers; what to ask for first."""

    npv: Range
    partners: Mapping[str, Range]
    tornado: tuple[Swing, ...]
    information: tuple[Worth, ...]


@dataclass(frozen=True)
class _Pounds:
    """An NPV by what each pound rests on, once as planned and once with the delay."""

    planned: Mapping[Key, float]
    delayed: Mapping[Key, float]

    @property
    def base_gbp(self) -> float:
        """The NPV as planned."""
        return sum(self.planned.values())

    @property
    def sources(self) -> frozenset[str]:
        """The estimates that it rests on."""
        return frozenset(source for source, _ in (*self.planned, *self.delayed))

    def multiplier(self, source: str, drawn: "Drawn", bias: Draws) -> Draws:
        """What the factor of one source is multiplied by in each draw, GBP."""
        found = np.zeros(drawn.count)
        for biased in (False, True):
            now, later = (kind.get((source, biased), 0.0) for kind in (self.planned, self.delayed))
            found = found + (now + (later - now) * drawn.lateness) * (bias if biased else 1.0)
        return found


def scheme_range(terms: Terms, discounting: Discounting) -> SchemeRange:
    """Range, drivers and value of information of a scheme's club NPV.

    Drawn are the figures, the optimism bias (unless the scheme states it) and how much later
    the moves come: in half of the draws not at all, in one of ten by ``delay_p90_months`` or
    more. ``base_gbp`` is the NPV as planned.
    """
    cash = cash_flow(terms)
    months = max(1, int(terms.assumptions.value("delay_p90_months")))
    later = cash_flow(replace(terms, scheme=delayed(terms.scheme, months)))
    estimates = {**later.estimates, **cash.estimates}
    drawn = Drawn(terms.assumptions)
    bias = _bias(terms, drawn)

    planned, late = (by_source(one, terms, discounting) for one in (cash, later))
    of_club = _Pounds(planned[None], late[None])
    of_each = {party: _Pounds(planned[party], late[party]) for party in terms.scheme.partners}
    whole, *each = _totals([of_club, *of_each.values()], estimates, drawn, bias)
    npv = summarise(whole, of_club.base_gbp, drawn)
    return SchemeRange(
        npv,
        {party: summarise(total, of_each[party].base_gbp, drawn)
         for party, total in zip(of_each, each, strict=True)},
        tornado(terms, discounting),
        _information(of_club, estimates, drawn, bias, whole, npv),
    )  # fmt: skip


def by_source(
    cash: CashFlow, terms: Terms, discounting: Discounting
) -> dict[str | None, dict[Key, float]]:
    """The NPV of each partner, and under None the club's, by the estimate that each pound rests
    on, and whether it is optimism bias: NPV is linear in the estimates."""
    factors = [discounting.factor(year) for year in range(terms.horizon_years + 1)]
    sums: dict[str | None, dict[Key, Decimal]] = {
        lens: defaultdict(Decimal) for lens in (None, *terms.scheme.partners)
    }
    for flow in cash.flows:
        key = (flow.source, flow.item == Driver.OPTIMISM_BIAS)
        value = flow.amount_gbp * factors[flow.year]
        for end, gain in ((flow.payer, -value), (flow.payee, value)):
            if end in sums:
                sums[end][key] += gain
                sums[None][key] += gain
    return {
        lens: {key: float(total) for key, total in found.items() if total}
        for lens, found in sums.items()
    }


def _bias(terms: Terms, drawn: "Drawn") -> Draws:
    """The optimism bias of each draw over its central value; 1 where the scheme states it."""
    assumed = terms.per_unit(Driver.OPTIMISM_BIAS.value)
    if terms.scheme.optimism_bias is not None or not assumed.central:
        return np.ones(drawn.count)
    return drawn.within(drawn.normal("optimism bias"), assumed)


def _totals(
    lenses: Sequence[_Pounds], estimates: Mapping[str, Estimate], drawn: "Drawn", bias: Draws
) -> list[Draws]:
    """The NPV of each lens in each draw."""
    totals = [np.zeros(drawn.count) for _ in lenses]
    sources = [one.sources for one in lenses]
    for source in sorted(frozenset[str]().union(*sources)):
        factor = drawn.factor(source, estimates[source])
        for total, one, own in zip(totals, lenses, sources, strict=True):
            if source in own:
                total += one.multiplier(source, drawn, bias) * factor
    return totals


def tornado(terms: Terms, discounting: Discounting) -> tuple[Swing, ...]:
    """The five drivers that move the club's NPV most, the largest first.

    A driver whose figures have no range of their own moves nothing. Delay and longer works
    have one side: later.
    """
    cash = cash_flow(terms)
    base, swings = _npv(cash, terms, discounting), []
    for driver in sorted(cash.ranged):
        ends = [_club(replace(terms, levels={**terms.levels, driver: level}), discounting)
                for level in (Level.LOW, Level.HIGH)]  # fmt: skip
        swings.append(Swing(driver.value, min(ends), max(ends)))
    for words, scheme in _later(terms):
        later = _club(replace(terms, scheme=scheme), discounting)
        swings.append(Swing(words, min(base, later), max(base, later)))
    moving = [swing for swing in swings if swing.spread_gbp]
    return tuple(sorted(moving, key=lambda swing: -swing.spread_gbp)[:_TORNADO])


def _later(terms: Terms) -> tuple[tuple[str, Scheme], ...]:
    """The scheme with a delay, and with works that overrun (Green Book, duration)."""
    months = int(terms.assumptions.value("delay_months"))
    share = terms.assumptions.money("duration_optimism_bias")
    return (
        (f"delay of {months} months", delayed(terms.scheme, months)),
        (f"works {float(100 * share):g} % longer", overrun(terms.scheme, share)),
    )


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
    return Range(base, p10, p50, p90, drawn.count, drawn.seed, drawn.sigma_shared)


def _information(
    pounds: _Pounds,
    estimates: Mapping[str, Estimate],
    drawn: Drawn,
    bias: Draws,
    whole: Draws,
    now: Range,
) -> tuple[Worth, ...]:
    """Each imputed figure measured instead, with the same random numbers; largest first."""
    found = []
    for name in sorted(pounds.sources):
        if not estimates[name].imputed:
            continue
        central = estimates[name].central
        known = Estimate(central, central, central)
        surer = drawn.factor(name, known) - drawn.factor(name, estimates[name])
        better = whole + pounds.multiplier(name, drawn, bias) * surer
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
