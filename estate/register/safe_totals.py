"""When a total may be told, so that nobody can work a single figure out of it (ADR 19).

Nearly every total for the club is reckoned from bands and needs no guard: it can tell no more
than the bands do. These rules are for the two that rest on exact figures, and they ask what is
left when any one organisation takes its own figures, which it knows, out of the total.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from estate import codes
from estate.register import visibility as v

#: How uncertain a cost in the topmost band, which has no upper end, must stay (GBP a year).
OPEN_BAND_GBP = Decimal(1_000_000)
COST_STEP_GBP = Decimal(1_000)
VALUE_DIGITS = 3


@dataclass(frozen=True)
class CostShare:
    """One organisation's part of a cost total, GBP a year.

    ``lowest`` and ``highest`` are the sums of the ends of its properties' published bands (the
    open one counts with its lower end in both), ``widest`` the width of the widest of them,
    ``unbounded`` how many lie in the open one.
    """

    count: int
    total: Decimal
    lowest: Decimal
    highest: Decimal
    widest: Decimal
    unbounded: int


def cost_total(shares: Sequence[CostShare]) -> Decimal | None:
    """The sum to the nearest £1,000; None where it would narrow a property's published band."""
    groups = [shares, *_without_one(shares)]
    if not shares or not all(_keeps_bands(group) for group in groups if group):
        return None
    total = sum((share.total for share in shares), Decimal(0))
    return (total / COST_STEP_GBP).quantize(Decimal(1)) * COST_STEP_GBP


def _without_one(shares: Sequence[CostShare]) -> list[list[CostShare]]:
    return [[*shares[:at], *shares[at + 1 :]] for at in range(len(shares))]


def _keeps_bands(shares: Sequence[CostShare]) -> bool:
    """Whether every property may still lie anywhere in its band once the sum is known.

    One property may rise as far as the others can sink together, and sink as far as they can
    rise: both must reach over the widest band. This is the interval that an audit of cell
    suppression reckons by linear programming, in closed form because there is one sum.
    """
    if sum(share.count for share in shares) < v.MIN_PROPERTIES_IN_COST_TOTAL:
        return False
    total = sum((share.total for share in shares), Decimal(0))
    widest = max(share.widest for share in shares)
    down = total - sum((share.lowest for share in shares), Decimal(0))
    up = sum((share.highest for share in shares), Decimal(0)) - total
    unbounded = sum(share.unbounded for share in shares)
    rises = unbounded > 1 or up >= (0 if unbounded else widest)
    return down >= widest and rises


def book_value(per_organisation: Iterable[Decimal]) -> Decimal | None:
    """The sum to three figures; None for fewer than three organisations, or where one holds more
    than 80 % of what is left when another takes out its own."""
    values = sorted((value for value in per_organisation if value > 0), reverse=True)
    if len(values) < v.MIN_ORGANISATIONS_IN_VALUE_TOTAL:
        return None
    total, most = sum(values, Decimal(0)), Decimal(str(v.MAX_SHARE_IN_VALUE_TOTAL))
    # The two largest know most about each other.
    for own, largest_left in ((values[0], values[1]), (values[1], values[0])):
        if largest_left > most * (total - own):
            return None
    return to_figures(total, VALUE_DIGITS)


def to_figures(amount: Decimal, figures: int) -> Decimal:
    """An amount above nought to so many significant figures, in whole pounds."""
    step = Decimal(10) ** max(0, amount.adjusted() - figures + 1)
    return (amount / step).quantize(Decimal(1)) * step


def band_edges() -> list[tuple[Decimal, Decimal]]:
    """Lower and upper end of each published cost band; the open one ends where it begins."""
    lows = [Decimal(low) for low, _, _ in codes.COST_BANDS]
    return list(zip(lows, [*lows[1:], lows[-1]], strict=True))
