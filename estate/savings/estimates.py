"""A sum with its range and how it is known; every figure of a scheme is one."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion


class RangeEnd(StrEnum):
    """Which end of a range a sum is taken at."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True)
class Factor:
    """One of the numbers whose product a sum is: an assumption by its name, or a quantity by a
    label with its unit."""

    name: str
    value: Decimal
    unit: str = ""


@dataclass(frozen=True)
class Estimate:
    """A sum with its range and how it is known (``tiers.TIERS``; ``actual`` = measured).

    ``low == high`` means that no range was given; ``uncertainty`` then takes the tier's.
    Estimates of one ``group`` rest on one figure: they are in proportion and vary together.
    ``prices`` is the year whose money it is in: null for the scheme's own, and for what is no
    money. A cash flow refuses an estimate of another year (``Terms.own_money``).
    ``product`` are the numbers that its middle is the product of, where it was so worked out.
    """

    central: Decimal
    low: Decimal
    high: Decimal
    tier: str = "actual"
    group: str | None = None
    prices: str | None = None
    product: tuple[Factor, ...] = field(default=(), compare=False)

    @property
    def imputed(self) -> bool:
        """Whether it is taken from peers, benchmarks or placeholders instead of measured."""
        return self.tier != "actual"

    def at(self, level: RangeEnd) -> Decimal:
        """The sum at one end of its range or in its middle."""
        found: Decimal = getattr(self, level.value)
        return found

    def times(self, factor: Decimal, name: str | None = None, unit: str = "") -> "Estimate":
        """This estimate scaled; where the factor has a name, it is one more of the product."""
        ends = (self.central * factor, self.low * factor, self.high * factor)
        known = name is not None and self.product
        product = (*self.product, Factor(str(name), factor, unit)) if known else ()
        return Estimate(*ends, self.tier, self.group, self.prices, product)


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
    prices = assumptions.price_base if unit else None
    product = (Factor("_".join(part for part in (name, unit) if part), central),)
    return Estimate(central, low, high, "benchmark", prices=prices, product=product)
