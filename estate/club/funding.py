"""Who pays for opportunities: what is needed and found by year, and funds with their balance.

Pure. What an opportunity needs and what has been found for it are compared in GBP of one year's
money. A fund is an account: it is told in cash, as it is paid, so that its balance is what would be
in it. What a reader is not shown makes a gap or a balance unknown, never smaller.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from estate.club.codes import FundingSource, Movement
from estate.savings.figures import penny

_NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """Cash of one financial year (by the calendar year in which it begins) that a body finances of
    an opportunity, or pays back; ``amount_gbp`` None: not shown. ``fund`` is the fund's key."""

    body: str
    source: FundingSource
    movement: Movement
    year: int
    amount_gbp: Decimal | None
    fund: str | None = None
    name: str | None = None
    repayable: bool | None = None


@dataclass(frozen=True)
class GapYear:
    """What an opportunity needs in one year, and what is found, GBP at the price base;
    ``still_to_find_gbp`` runs over the years, and below nought says that more was found."""

    year: int
    needed_gbp: Decimal
    found_gbp: Decimal
    still_to_find_gbp: Decimal

    @property
    def gap_gbp(self) -> Decimal:
        """Needed less found, of this year alone."""
        return self.needed_gbp - self.found_gbp


def gap(
    needed_gbp: Mapping[int, Decimal] | None,
    entries: Iterable[Entry],
    factors: Mapping[int, Decimal],
) -> list[GapYear] | None:
    """Needed less found, year by year; None where a need or an amount is not known or not shown.

    ``needed_gbp`` at the price base by year; ``factors`` restate the cash of each year in it, and a
    year that they do not hold makes the gap unknown.
    """
    given = [one for one in entries if one.movement is Movement.FUNDING]
    if needed_gbp is None or any(
        one.amount_gbp is None or one.year not in factors for one in given
    ):
        return None
    found: dict[int, Decimal] = defaultdict(Decimal)
    for one in given:
        found[one.year] += penny((one.amount_gbp or _NOUGHT) * factors[one.year])
    made: list[GapYear] = []
    still = _NOUGHT
    for year in sorted({*needed_gbp, *found}):
        needed = needed_gbp.get(year, _NOUGHT)
        still += needed - found[year]
        made.append(GapYear(year, needed, found[year], still))
    return made


@dataclass(frozen=True)
class ToRepay:
    """What one body has been financed with on condition that it is paid back, in cash, and what of
    that has a repayment on record."""

    repayable_gbp: Decimal
    repayments_gbp: Decimal

    @property
    def without_a_repayment_gbp(self) -> Decimal:
        """What no repayment is on record for."""
        return max(_NOUGHT, self.repayable_gbp - self.repayments_gbp)


def to_repay(entries: Iterable[Entry]) -> ToRepay | None:
    """Of one opportunity; None where an amount is not shown."""
    rows = [one for one in entries if one.movement is Movement.REPAYMENT or one.repayable]
    if any(one.amount_gbp is None for one in rows):
        return None

    def sum_of(movement: Movement) -> Decimal:
        amounts = (one.amount_gbp or _NOUGHT for one in rows if one.movement is movement)
        return sum(amounts, _NOUGHT)

    return ToRepay(sum_of(Movement.FUNDING), sum_of(Movement.REPAYMENT))


@dataclass(frozen=True)
class FundYear:
    """One financial year of a fund, in cash: what was in it, came in, went out, came back, and is
    left; below nought more is drawn than there is."""

    year: int
    opening_gbp: Decimal
    contributed_gbp: Decimal
    drawn_gbp: Decimal
    repaid_gbp: Decimal

    @property
    def closing_gbp(self) -> Decimal:
        """What is left at the end of the year."""
        return self.opening_gbp + self.contributed_gbp - self.drawn_gbp + self.repaid_gbp

    @property
    def is_short(self) -> bool:
        """Whether more is drawn than there is."""
        return self.closing_gbp < 0


def balance(
    contributed_gbp: Mapping[int, Decimal], entries: Iterable[Entry]
) -> list[FundYear] | None:
    """A fund year by year, from the first in which money moves to the last, none left out; None
    where an amount is not shown, since the balance would be another."""
    rows = list(entries)
    if any(one.amount_gbp is None for one in rows):
        return None
    moved: dict[Movement, dict[int, Decimal]] = {one: defaultdict(Decimal) for one in Movement}
    for one in rows:
        moved[one.movement][one.year] += one.amount_gbp or _NOUGHT
    drawn, repaid = moved[Movement.FUNDING], moved[Movement.REPAYMENT]
    years = {*contributed_gbp, *drawn, *repaid}
    made: list[FundYear] = []
    opening = _NOUGHT
    for year in range(min(years, default=0), max(years, default=-1) + 1):
        row = FundYear(
            year,
            opening,
            contributed_gbp.get(year, _NOUGHT),
            drawn.get(year, _NOUGHT),
            repaid.get(year, _NOUGHT),
        )
        made.append(row)
        opening = row.closing_gbp
    return made
