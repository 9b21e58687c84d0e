"""How sure a scheme's NPV is: its range, the drivers of the range, what would narrow it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import numpy as np

from estate.assumptions import AssumptionSet
from estate.codes import TransferClass
from estate.savings import optimism
from estate.savings.cash_flow import CashFlow, Terms, delayed, overrun
from estate.savings.cash_flow_parts import cash_flow
from estate.savings.draws import Drawn, Draws, Range, summarise
from estate.savings.estimates import Estimate, RangeEnd
from estate.savings.finance import Discounting
from estate.savings.lenses import Lens, effect
from estate.savings.scheme import Scheme

SourceKey = tuple[str, str]  # source, and the rate of optimism bias that it is, "" for none
_TORNADO = 5
_PURSE = "\0public purse"  # no party is called so


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
    """By how much P90 less P10 would shrink if one figure were supplied exactly, GBP: one that is
    imputed, that the reader sees by its band alone, or that has a range of its own."""

    figure: str
    tier: str
    narrowing_gbp: float
    narrowing_share: float


@dataclass(frozen=True)
class SchemeRange:
    """The range of a scheme's club NPV and of each partner's, from the same draws (so that the
    partners add up to the club in each) and of the public purse's; the five largest drivers; what
    to ask for first."""

    npv: Range
    economic: Range
    partners: Mapping[str, Range]
    information: tuple[Worth, ...]
    _of: tuple[Terms, Discounting] = field(repr=False, compare=False)

    @cached_property
    def tornado(self) -> tuple[Swing, ...]:
        """The five largest drivers, reckoned where somebody asks: it prices the scheme two dozen
        times over, which the plan of a town shows nowhere."""
        return tornado(*self._of)


@dataclass(frozen=True)
class _Pounds:
    """An NPV by what each pound rests on, once as planned and once with the delay."""

    planned: Mapping[SourceKey, float]
    delayed: Mapping[SourceKey, float]

    @property
    def base_gbp(self) -> float:
        """The net present value with every figure as planned, GBP."""
        return sum(self.planned.values())

    @property
    def sources(self) -> frozenset[str]:
        """The estimates that it rests on."""
        return frozenset(source for source, _ in (*self.planned, *self.delayed))

    def multiplier(self, source: str, drawn: Drawn, bias: Mapping[str, Draws]) -> Draws:
        """What the factor of one source is multiplied by in each draw, GBP."""
        found = np.zeros(drawn.count)
        for rate in ("", *bias):
            now, later = (kind.get((source, rate), 0.0) for kind in (self.planned, self.delayed))
            if now or later:
                found = found + (now + (later - now) * drawn.lateness) * bias.get(rate, 1.0)
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
    planned, late = (by_source(one, terms, discounting) for one in (cash, later))
    every = (*planned.values(), *late.values())
    rates = {rate for pounds in every for _, rate in pounds if rate}
    stated = terms.scheme.optimism_bias is not None
    bias = {
        rate: np.ones(drawn.count) if stated else bias_drawn(rate, terms.assumptions, drawn)
        for rate in sorted(rates)
    }
    of_club = _Pounds(planned[None], late[None])
    of_purse = _Pounds(planned[_PURSE], late[_PURSE])
    of_each = {party: _Pounds(planned[party], late[party]) for party in terms.scheme.partners}
    whole, purse, *each = _totals([of_club, of_purse, *of_each.values()], estimates, drawn, bias)
    npv = summarise(whole, of_club.base_gbp, drawn)
    return SchemeRange(
        npv,
        summarise(purse, of_purse.base_gbp, drawn),
        {
            party: summarise(total, of_each[party].base_gbp, drawn)
            for party, total in zip(of_each, each, strict=True)
        },
        _information(of_club, estimates, drawn, bias, whole, npv),
        (terms, discounting),
    )


def by_source(
    cash: CashFlow, terms: Terms, discounting: Discounting
) -> dict[str | None, dict[SourceKey, float]]:
    """The NPV of each partner, under None the club's and under ``_PURSE`` the public purse's, by
    the estimate that each pound rests on, and whether it is optimism bias: NPV is linear in the
    estimates."""
    factors = [discounting.factor(year) for year in range(terms.horizon_years + 1)]
    sums: dict[str | None, dict[SourceKey, Decimal]] = {
        lens: defaultdict(Decimal) for lens in (None, _PURSE, *terms.scheme.partners)
    }
    for flow in cash.flows:
        key = (flow.source, flow.bias)
        value = flow.amount_gbp * factors[flow.year]
        for end, gain in ((flow.payer, -value), (flow.payee, value)):
            if end in sums:
                sums[end][key] += gain
                sums[None][key] += gain
                if flow.transfer is not TransferClass.TAX:
                    sums[_PURSE][key] += gain
    return {
        lens: {key: float(total) for key, total in found.items() if total}
        for lens, found in sums.items()
    }


def bias_drawn(rate: str, assumptions: AssumptionSet, drawn: Drawn) -> Draws:
    """One rate of optimism bias in each draw over its central value.
    The rates of all classes go up and down together: who is optimistic of one is of the other."""
    assumed = optimism.bias(rate, assumptions)
    if not assumed.central:
        return np.ones(drawn.count)
    return drawn.within(drawn.normal("optimism bias"), assumed)


def _totals(
    lenses: Sequence[_Pounds],
    estimates: Mapping[str, Estimate],
    drawn: Drawn,
    bias: Mapping[str, Draws],
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
        ends = [
            _club(replace(terms, levels={**terms.levels, driver: level}), discounting)
            for level in (RangeEnd.LOW, RangeEnd.HIGH)
        ]
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
        (f"works {float(100 * share):g}% longer", overrun(terms.scheme, share)),
    )


def _information(
    pounds: _Pounds,
    estimates: Mapping[str, Estimate],
    drawn: Drawn,
    bias: Mapping[str, Draws],
    whole: Draws,
    now: Range,
) -> tuple[Worth, ...]:
    """Each figure that is not known exactly (imputed, seen by its band alone, or a range) told
    instead, with the same random numbers; largest first."""
    found = []
    for name in sorted(pounds.sources):
        if not estimates[name].imputed and estimates[name].low == estimates[name].high:
            continue
        central = estimates[name].central
        known = Estimate(central, central, central)
        surer = drawn.factor(name, known) - drawn.factor(name, estimates[name])
        better = whole + pounds.multiplier(name, drawn, bias) * surer
        narrowing = now.width_gbp - summarise(better, now.base_gbp, drawn).width_gbp
        share = narrowing / now.width_gbp if now.width_gbp else 0.0
        found.append(Worth(name, estimates[name].tier, narrowing, share))
    return tuple(sorted(found, key=lambda one: (-one.narrowing_gbp, one.figure)))


def _club(terms: Terms, discounting: Discounting) -> Decimal:
    return _npv(cash_flow(terms), terms, discounting)


def _npv(cash: CashFlow, terms: Terms, discounting: Discounting) -> Decimal:
    yearly = [Decimal(0)] * (cash.horizon_years + 1)
    for flow in cash.flows:
        yearly[flow.year] += effect(flow, Lens.CLUB, terms.scheme.partners)
    return discounting.present_value(yearly)
