"""Dated cash flows of a scheme: what each party would pay more or less than without it.

A flow is one payment between two parties in one financial year, so what one partner pays
another cancels in the club by construction. Rent and what else is due
under a lease ends with the lease; other costs end when the last occupier has left; part-years
are counted by days. Every sum is rounded to the penny once, here.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from estate.assumptions import AssumptionSet
from estate.assumptions.prices import same_prices
from estate.codes import TransferClass
from estate.savings.capital_or_revenue import Spending, spending_of
from estate.savings.estimates import Estimate, RangeEnd, per_unit
from estate.savings.scheme import Move, Scheme, months_later

_ONE_DAY = timedelta(days=1)


class Driver(StrEnum):
    """What a range comes from; each can be taken low, central or high by itself."""

    ENDED_COSTS = "ended_costs"
    AVOIDABLE_SHARE = "avoidable_share"
    VOID = "void"
    DILAPIDATIONS = "dilapidations"
    WORKS = "works"
    MOVING = "moving"
    ICT = "ict"
    PROJECT_MANAGEMENT = "project_management"
    OPTIMISM_BIAS = "optimism_bias"
    HOST_RUNNING = "host_running"
    CHARGES = "charges"
    RELETTING = "reletting"
    PASSING_ON = "passing_on"


#: Drivers of which more is better for the club; of the others, less is.
GAINS = frozenset({Driver.ENDED_COSTS, Driver.AVOIDABLE_SHARE, Driver.RELETTING})


def levels_of(case: RangeEnd) -> dict[Driver, RangeEnd]:
    """All drivers at their worst (low), middle or best (high) for the club."""
    other = {
        RangeEnd.LOW: RangeEnd.HIGH,
        RangeEnd.HIGH: RangeEnd.LOW,
        RangeEnd.CENTRAL: RangeEnd.CENTRAL,
    }
    return {driver: case if driver in GAINS else other[case] for driver in Driver}


@dataclass(frozen=True)
class Flow:
    """One payment in one year, GBP; positive = the payer pays more than without the scheme.

    ``source`` names the estimate (or its group) that it is proportional to; ``item`` is a cost
    kind or what the one-off is for; ``subject`` is the building or move. It is ``rests_on`` times
    ``times`` (the share of the year, below nought for what ends), of project management and
    optimism bias times their ``rates`` (by name): bias on what is managed counts its management
    too. Those two say which payment they are put ``on_top_of``.
    """

    year: int
    item: str
    subject: str
    payer: str
    payee: str
    amount_gbp: Decimal
    transfer: TransferClass
    one_off: bool
    source: str
    imputed: bool
    rests_on: Estimate
    times: Decimal = Decimal(1)
    rates: tuple[str, ...] = ()
    on_top_of: str = ""

    @property
    def bias(self) -> str:
        """The rate of optimism bias that it is, by its name; "" where it is none."""
        return self.rates[-1] if self.item == Driver.OPTIMISM_BIAS else ""

    @property
    def spending(self) -> Spending:
        """Capital or revenue; project management and optimism bias as what they are put on."""
        return spending_of(self.on_top_of or self.item)


@dataclass(frozen=True)
class CashFlow:
    """All flows of a scheme with the estimates they rest on and what could not be counted.

    ``lasting`` are the yearly payments still due on the last day counted, each for a full year, so
    that a lease which ends within the last year does not make it look smaller. ``ranged``: the
    drivers of which at least one figure has a range.
    """

    flows: tuple[Flow, ...]
    lasting: tuple[Flow, ...]
    estimates: Mapping[str, Estimate]
    notes: tuple[str, ...]
    horizon_years: int
    ranged: frozenset[Driver]


@dataclass(frozen=True)
class Terms:
    """What a cash flow is computed under."""

    scheme: Scheme
    assumptions: AssumptionSet
    levels: Mapping[Driver, RangeEnd] = field(default_factory=lambda: levels_of(RangeEnd.CENTRAL))

    @property
    def horizon_years(self) -> int:
        """Last year counted; year 0 is the base year."""
        stated = self.scheme.horizon_years
        return int(self.assumptions.value("scheme_horizon_years")) if stated is None else stated

    @property
    def last_day(self) -> date:
        """The last day of which cash is counted."""
        return date(self.scheme.base_year + self.horizon_years + 1, 3, 31)

    def at(self, driver: Driver, found: Estimate) -> Decimal:
        """A sum at this driver's level."""
        return found.at(self.levels[driver])

    def own_money(self, found: Estimate) -> None:
        """Refuse an estimate in the money of another year than the scheme's."""
        if found.prices is not None:
            same_prices(found.prices, self.assumptions.price_base)

    def per_unit(self, name: str, unit: str = "") -> Estimate:
        """Low, central and high of an assumption that is kept in three values."""
        return per_unit(self.assumptions, name, unit)

    def year_of(self, day: date) -> int:
        """The financial year of a day, counted from the base year."""
        return day.year - self.scheme.base_year - (day < date(day.year, 4, 1))

    def share_of_year(self, year: int, first: date, last: date | None) -> Decimal:
        """How much of a financial year lies between two days, both counted."""
        starts = date(self.scheme.base_year + year, 4, 1)
        ends = date(self.scheme.base_year + year + 1, 3, 31)
        from_day, to_day = max(first, starts), ends if last is None else min(last, ends)
        days = (to_day - from_day).days + 1
        return Decimal(max(0, days)) / ((ends - starts).days + 1)

    def last_day_before(self, move: Move) -> date:
        """The last day on which a move's old place is paid for."""
        months = move.double_running_months
        if months is None:
            months = int(self.assumptions.value("double_running_months"))
        return months_later(move.arrives_on, months) - _ONE_DAY


@dataclass(frozen=True)
class Part:
    """A piece of a scheme whose flows depend on no move but these."""

    kind: str
    key: str
    moves: tuple[Move, ...]


def parts(scheme: Scheme, moves: Sequence[Move]) -> Iterator[Part]:
    """The pieces of those of a scheme's moves that are made."""
    for move in moves:
        yield Part("move", move.key, (move,))
    for key in sorted({move.origin for move in moves}):
        yield Part("origin", key, scheme.leaving(key, moves))
    for key in sorted({move.host for move in moves}):
        yield Part("host", key, tuple(move for move in moves if move.host == key))


def delayed(scheme: Scheme, months: int) -> Scheme:
    """The same scheme with every move, its works and what opens so many months later; leases
    stay."""
    buildings = tuple(
        replace(place, opens_on=place.opens_on and months_later(place.opens_on, months))
        for place in scheme.buildings
    )
    moves = tuple(move_delayed(move, months) for move in scheme.moves)
    return replace(scheme, buildings=buildings, moves=moves)


def move_delayed(move: Move, months: int) -> Move:
    """The same move and its works so many months later."""
    return replace(
        move,
        arrives_on=months_later(move.arrives_on, months),
        fit_out_on=move.fit_out_on and months_later(move.fit_out_on, months),
    )


def overrun(scheme: Scheme, share: Decimal) -> Scheme:
    """The same scheme with works that take so much longer: moves wait for them."""
    moves = tuple(
        replace(move, arrives_on=move.arrives_on + timedelta(days=_extra_days(move, share)))
        for move in scheme.moves
    )
    return replace(scheme, moves=moves)


def _extra_days(move: Move, share: Decimal) -> int:
    if move.fit_out_on is None:
        return 0
    return math.ceil(max(0, (move.arrives_on - move.fit_out_on).days) * share)
