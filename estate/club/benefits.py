"""What opportunities brought, beside what had been estimated: by year, body and kind.

Pure. An estimate is the partner split of the case that stood when an opportunity was approved; an
actual figure is what a body has put on record for one year. Every amount here is in GBP of one
year's money, to the penny, restated by the price index; estimates and actual figures are never
added. What a reader is not shown is not here at all: a sum is of what is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from estate.assumptions.prices import PriceIndex, is_financial_year
from estate.club.codes import BenefitKind, DifferenceReason, Stage, Track
from estate.club.schedule import (
    MOST_YEARS_AHEAD,
    MOST_YEARS_BACK,
    paid_on,
    saved_in,
    year_of,
    year_words,
)
from estate.savings.figures import penny

#: Of fewer estimates than this a rate says little, and its reader is told so.
FEW = 5
_NOUGHT = Decimal(0)
_TENTH_PER_CENT = Decimal("0.1")


@dataclass(frozen=True)
class Estimated:
    """One body's share of the case that stood at approval, as its reader is shown it.

    ``prices`` is the financial year whose money it is in, ``first_saving_on`` the day from which
    the saving was to run; ``receipt_gbp`` was to come in the financial year ``receipt_year``.
    """

    body: str
    prices: str
    saving_gbp_pa: Decimal | None = None
    one_off_gbp: Decimal | None = None
    receipt_gbp: Decimal | None = None
    receipt_year: str | None = None
    first_saving_on: date | None = None


@dataclass(frozen=True)
class Told:
    """What one body has put on record for one financial year, in the money of that year."""

    body: str
    year: str
    kind: BenefitKind
    amount_gbp: Decimal
    reason: DifferenceReason | None = None
    note: str | None = None


@dataclass(frozen=True)
class Case:
    """One opportunity: estimates and actual figures that its reader is shown, the latest of each.

    ``bodies`` are all that take part, ``hidden`` those whose figures the reader is not shown.
    """

    number: int
    title: str
    stage: Stage
    track: Track | None
    bodies: tuple[str, ...]
    hidden: frozenset[str]
    estimates: tuple[Estimated, ...]
    actuals: tuple[Told, ...]


@dataclass(frozen=True)
class Line:
    """One kind of benefit of one body of one opportunity in one financial year, in GBP at the
    price base; None: none on record. ``is_over``: whether the year has ended."""

    number: int
    body: str
    year: int
    kind: BenefitKind
    estimate_gbp: Decimal | None
    actual_gbp: Decimal | None
    reason: DifferenceReason | None
    note: str | None
    is_over: bool

    @property
    def difference_gbp(self) -> Decimal | None:
        """Actual figure less estimate; None where one of the two is not on record."""
        if self.estimate_gbp is None or self.actual_gbp is None:
            return None
        return self.actual_gbp - self.estimate_gbp


@dataclass(frozen=True)
class Compared:
    """One estimate beside what came of it: a kind of benefit of one body of one opportunity, over
    the years that can be compared, in GBP at the price base."""

    number: int
    body: str
    kind: BenefitKind
    estimate_gbp: Decimal
    actual_gbp: Decimal

    @property
    def off_per_cent(self) -> Decimal | None:
        """By how much the actual figure lies above (below: negative) the estimate, in per cent of
        its size; None where the estimate was nought."""
        return _off(self.actual_gbp - self.estimate_gbp, abs(self.estimate_gbp))


@dataclass(frozen=True)
class Sums:
    """Estimates and actual figures of some lines, each on its own, with how many lines have one."""

    estimate_gbp: Decimal
    estimates: int
    actual_gbp: Decimal
    actuals: int


@dataclass(frozen=True)
class HowWrong:
    """How far estimates of one group were off: together, and from the lowest to the highest.

    ``count`` those compared; ``of_nought`` how many more had been estimated at nought, of which
    there is no per cent.
    """

    group: str
    count: int
    of_nought: int
    estimate_gbp: Decimal
    actual_gbp: Decimal
    together_per_cent: Decimal | None
    lowest_per_cent: Decimal | None
    highest_per_cent: Decimal | None

    @property
    def are_few(self) -> bool:
        """Whether they are too few for a rate."""
        return self.count < FEW


def lines(
    case: Case, today: date, months_ahead: int, base: str, index: PriceIndex
) -> tuple[list[Line], list[str]]:
    """The lines of one opportunity, and which years' money the index does not tell of: amounts in
    it are left out.

    A saving is told up to today's financial year, what comes once also where it lies ahead
    (``to_date``). A saving runs from its first day, by days in its first year; what is paid once
    falls in the year of the day ``months_ahead`` before it (``schedule.paid_on``).
    """
    strange = sorted(
        {one for one in _years_used(case) if not (is_financial_year(one) and index.covers(one))}
    )
    this_year = year_of(today)
    estimates: dict[tuple[str, BenefitKind], dict[int, Decimal]] = {}
    for one in case.estimates:
        if one.prices not in strange:
            for kind, by_year in _expected(
                one, this_year, months_ahead, index.factor(one.prices, base)
            ):
                estimates[one.body, kind] = by_year
    actuals = {
        (one.body, one.kind, _first_of(one.year)): one
        for one in case.actuals
        if one.year not in strange
    }
    keys = {
        *actuals,
        *((*key, year) for key, by_year in estimates.items() for year in by_year),
    }
    found = [
        _line(case.number, key, estimates, actuals.get(key), base, index, this_year)
        for key in sorted(keys, key=lambda key: (key[0], list(BenefitKind).index(key[1]), key[2]))
    ]
    return found, strange


def _years_used(case: Case) -> Iterable[str]:
    yield from (one.prices for one in case.estimates)
    yield from (one.year for one in case.actuals)


def _expected(
    one: Estimated, this_year: int, months_ahead: int, factor: Decimal
) -> Iterable[tuple[BenefitKind, dict[int, Decimal]]]:
    """What had been estimated of each kind by year: a saving up to this one, at most so far back.
    A kind without a figure, or without its day, is left out."""
    first, earliest = one.first_saving_on, this_year - MOST_YEARS_BACK
    dated = first is not None and first.year > 1 + months_ahead // 12
    saving = one.saving_gbp_pa
    if saving is not None and first is not None and dated:
        years = range(max(earliest, year_of(first)), this_year + 1)
        yield (
            BenefitKind.RUNNING_COST,
            {year: saved_in(year, saving * factor, first) for year in years},
        )
    once = {
        BenefitKind.ONE_OFF: (
            one.one_off_gbp,
            year_of(paid_on(first, months_ahead)) if first is not None and dated else None,
        ),
        BenefitKind.RECEIPT: (
            one.receipt_gbp,
            None if one.receipt_year is None else _first_of(one.receipt_year),
        ),
    }
    for kind, (amount, year) in once.items():
        if amount is not None and year is not None:
            reached = amount != 0 and earliest <= year <= this_year + MOST_YEARS_AHEAD
            yield kind, {year: penny(amount * factor)} if reached else {}


def _first_of(year: str) -> int:
    return int(year[:4])


def _line(
    number: int,
    key: tuple[str, BenefitKind, int],
    estimates: Mapping[tuple[str, BenefitKind], dict[int, Decimal]],
    told: Told | None,
    base: str,
    index: PriceIndex,
    this_year: int,
) -> Line:
    body, kind, year = key
    by_year = estimates.get((body, kind))
    actual = None if told is None else penny(told.amount_gbp * index.factor(year_words(year), base))
    return Line(
        number,
        body,
        year,
        kind,
        None if by_year is None else by_year.get(year, _NOUGHT),
        actual,
        None if told is None else told.reason,
        None if told is None else told.note,
        year < this_year,
    )


def to_date(found: Iterable[Line], today: date) -> list[Line]:
    """The lines up to today's financial year."""
    return [one for one in found if one.year <= year_of(today)]


def compared(found: Iterable[Line]) -> list[Compared]:
    """The estimates of one opportunity that can be held against what came of them.

    A running cost: over the years that have ended and have an actual figure. What is paid or
    received once: all of it, once the year that it had been estimated for has ended, where any
    actual figure is on record; delivered or not, since a receipt may be due years after the move.
    Where nothing of it was estimated for any year, over the years that have ended.
    """
    grouped: dict[tuple[str, BenefitKind], list[Line]] = defaultdict(list)
    number = 0
    for one in found:
        if one.estimate_gbp is not None:
            grouped[one.body, one.kind].append(one)
            number = one.number
    made = []
    for (body, kind), rows in grouped.items():
        if kind is BenefitKind.RUNNING_COST:
            wanted = [one for one in rows if one.is_over and one.actual_gbp is not None]
        else:
            due = [one for one in rows if one.estimate_gbp] or rows
            is_due = all(one.is_over for one in due)
            wanted = rows if is_due and any(one.actual_gbp is not None for one in rows) else []
        if wanted:
            made.append(
                Compared(
                    number,
                    body,
                    kind,
                    sum((one.estimate_gbp or _NOUGHT for one in wanted), _NOUGHT),
                    sum((one.actual_gbp or _NOUGHT for one in wanted), _NOUGHT),
                )
            )
    return made


def sums(found: Iterable[Line]) -> Sums:
    """Estimates of some lines together, and actual figures together; never one with the other."""
    rows = list(found)
    estimates = [one.estimate_gbp for one in rows if one.estimate_gbp is not None]
    actuals = [one.actual_gbp for one in rows if one.actual_gbp is not None]
    return Sums(sum(estimates, _NOUGHT), len(estimates), sum(actuals, _NOUGHT), len(actuals))


def how_wrong(group: str, found: Sequence[Compared]) -> HowWrong:
    """How far the estimates of one group were off, in per cent of their size."""
    rated = [(one, off) for one in found if (off := one.off_per_cent) is not None]
    estimate = sum((one.estimate_gbp for one, _ in rated), _NOUGHT)
    actual = sum((one.actual_gbp for one, _ in rated), _NOUGHT)
    size = sum((abs(one.estimate_gbp) for one, _ in rated), _NOUGHT)
    offs = [off for _, off in rated]
    return HowWrong(
        group,
        len(rated),
        len(found) - len(rated),
        estimate,
        actual,
        _off(actual - estimate, size),
        min(offs, default=None),
        max(offs, default=None),
    )


def _off(difference_gbp: Decimal, size_gbp: Decimal) -> Decimal | None:
    if not size_gbp:
        return None
    return (100 * difference_gbp / size_gbp).quantize(_TENTH_PER_CENT, ROUND_HALF_UP) + 0
