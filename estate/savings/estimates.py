"""A sum with its range and how it is known; every figure of a scheme is one."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion


class Level(StrEnum):
    """Which end of a range a sum is taken at."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True)
class Estimate:
    """A sum with its range and how it is known (``costs.TIERS``; ``actual`` = measured).

    ``low == high`` means that no range was given; ``uncertainty`` then takes the tier's.
    Estimates of one ``group`` rest on one figure: they are in proportion and vary together.
    ``prices`` is the year whose money it is in: null for the scheme's own, and for what is no
    money. A cash flow refuses an estimate of another year (``Terms.own_money``).
    """

    central: Decimal
    low: Decimal
    high: Decimal
    tier: str = "actual"
    group: str | None = None
    prices: str | None = None

    @property
    def imputed(self) -> bool:
        """Whether it is taken from peers, benchmarks or placeholders instead of measured."""
        return self.tier != "actual"

    def at(self, level: Level) -> Decimal:
        """The sum at one end of its range or in its middle."""
        found: Decimal = getattr(self, level.value)
        return found

    def times(self, factor: Decimal) -> "Estimate":
        """This estimate scaled."""
        ends = (self.central * factor, self.low * factor, self.high * factor)
        return Estimate(*ends, self.tier, self.group, self.prices)


def estimate(
    central: Decimal | int | str,
    low: Decimal | int | str | None = None,
    high: Decimal | int | str | None = None,
    tier: str = "actual",
) -> Estimate:
    """An estimate from plain numbers; ``BadQuestion`` unless 0 ≤ low ≤ central ≤ high."""
    middle = Decimal(central)
    found = Estimate(
        middle,
        middle if low is None else Decimal(low),
        middle if high is None else Decimal(high),
        tier,
    )
    if not 0 <= found.low <= found.central <= found.high:
        raise BadQuestion("A range needs 0 ≤ low ≤ central ≤ high.")
    return found


NOTHING = estimate(0)


def per_unit(assumptions: AssumptionSet, name: str, unit: str = "") -> Estimate:
    """Low, central and high of an assumption that is kept in three values."""
    central, low, high = (
        assumptions.money("_".join(part for part in (name, case, unit) if part))
        for case in ("", "low", "high")
    )
    return Estimate(
        central, low, high, "benchmark", prices=assumptions.price_base if unit else None
    )
