"""Discounting, payback and borrowing. Real prices; year 0 is undiscounted.

Rates and the year in which they step are data: the Treasury is reviewing them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import accumulate, pairwise

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion
from estate.late_imports import one_at_a_time
from estate.savings.figures import penny
from estate.savings.scheme import LAST_YEAR

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Discounting:
    """Green Book discounting: one real rate up to a year, a lower one after it."""

    rate: Decimal
    later_rate: Decimal
    step_year: int

    def factor(self, year: int) -> Decimal:
        """What £1 of a year is worth in year 0; ``BadQuestion`` beyond year 75."""
        if not 0 <= year <= LAST_YEAR:
            raise BadQuestion(f"Discounting is laid down for years 0 to {LAST_YEAR}.")
        early = min(year, self.step_year)
        return 1 / ((1 + self.rate) ** early * (1 + self.later_rate) ** (year - early))

    def present_value(self, yearly: Sequence[Decimal]) -> Decimal:
        """Value in year 0 of yearly sums, year 0 first."""
        return sum((sum_ * self.factor(year) for year, sum_ in enumerate(yearly)), _ZERO)

    def words(self) -> str:
        """How it is printed."""
        return (
            f"{float(100 * self.rate):g}% real to year {self.step_year}, "
            f"{float(100 * self.later_rate):g}% after; year 0 undiscounted"
        )


def discounting(assumptions: AssumptionSet) -> Discounting:
    """The discounting that an assumption set lays down."""
    return Discounting(
        assumptions.money("discount_rate"),
        assumptions.money("discount_rate_later"),
        int(assumptions.value("discount_step_year")),
    )


def payback_year(yearly: Sequence[Decimal]) -> int | None:
    """First year from which the running sum is never again below nought.

    None when that lies beyond the last year, or when nothing is ever spent or gained.
    """
    sums = list(accumulate(yearly))
    if not any(yearly) or sums[-1] < 0:
        return None
    return max((year + 1 for year, total in enumerate(sums) if total < 0), default=0)


def peak_need(yearly: Sequence[Decimal]) -> tuple[Decimal, int | None]:
    """The deepest point of the running sum, as a positive sum, and its (first) year."""
    sums = list(accumulate(yearly))
    lowest = min(sums, default=_ZERO)
    if lowest >= 0:
        return _ZERO, None
    return -lowest, sums.index(lowest)


def internal_rate(yearly: Sequence[Decimal]) -> float | None:
    """Rate at which the present value is nought; only where the sign changes once."""
    signs = [sum_ > 0 for sum_ in yearly if sum_]
    if sum(before != after for before, after in pairwise(signs)) != 1:
        return None
    with one_at_a_time:
        from scipy.optimize import brentq

    sums = [float(sum_) for sum_ in yearly]

    def value(rate: float) -> float:
        return sum(sum_ / (1 + rate) ** year for year, sum_ in enumerate(sums))

    low, high = -0.9, 10.0
    if value(low) * value(high) > 0:
        return None
    return float(brentq(value, low, high))


@dataclass(frozen=True)
class Annuity:
    """A loan repaid in equal half-yearly payments of interest and principal.

    ``balances`` stand after each payment; the last is nought.
    """

    principal_gbp: Decimal
    rate_pa: Decimal
    years: int
    payment_gbp: Decimal
    total_interest_gbp: Decimal
    balances: tuple[Decimal, ...]


def annuity(principal_gbp: Decimal, rate_pa: Decimal, years: int) -> Annuity:
    """Half-yearly annuity as the Public Works Loan Board reckons it: i = R/2, n = 2·years.

    The rate is the user's to state: none is shipped.
    """
    count = _payments(rate_pa, years)
    with localcontext() as exact:
        exact.prec = 50
        half = rate_pa / 2
        payment = principal_gbp / _worth_of_one(half, count)
        balances = [principal_gbp]
        for _ in range(count):
            balances.append(balances[-1] * (1 + half) - payment)
        interest = payment * count - principal_gbp
    return Annuity(
        principal_gbp,
        rate_pa,
        years,
        penny(payment),
        penny(interest),
        tuple(penny(balance) for balance in balances[1:]),
    )


@dataclass(frozen=True)
class Loan:
    """A loan repaid otherwise than by annuity: half-yearly payments that differ.

    ``kind``: ``equal_instalments`` (of principal; interest on what is left) or ``maturity``
    (interest only, the principal with the last payment). ``balances`` stand after each payment.
    """

    kind: str
    first_payment_gbp: Decimal
    last_payment_gbp: Decimal
    total_interest_gbp: Decimal
    balances: tuple[Decimal, ...]


def equal_instalments(principal_gbp: Decimal, rate_pa: Decimal, years: int) -> Loan:
    """Equal instalments of principal ("EIP"): the payments fall as the debt does."""
    count = _payments(rate_pa, years)
    part, half = principal_gbp / count, rate_pa / 2
    left = [principal_gbp - part * number for number in range(count + 1)]
    interest = [balance * half for balance in left[:-1]]
    return Loan(
        "equal_instalments",
        penny(part + interest[0]),
        penny(part + interest[-1]),
        penny(sum(interest, _ZERO)),
        tuple(penny(one) for one in left[1:]),
    )


def maturity(principal_gbp: Decimal, rate_pa: Decimal, years: int) -> Loan:
    """Interest alone until the last payment, which brings back the whole principal."""
    count, interest = _payments(rate_pa, years), principal_gbp * rate_pa / 2
    balances = (*(penny(principal_gbp),) * (count - 1), penny(_ZERO))
    return Loan(
        "maturity",
        penny(interest),
        penny(interest + principal_gbp),
        penny(interest * count),
        balances,
    )


def _payments(rate_pa: Decimal, years: int) -> int:
    if years < 1 or years > LAST_YEAR or not 0 <= rate_pa < 1:
        raise BadQuestion("A loan runs 1 to 75 years at a yearly rate from 0 up to 1.")
    return 2 * years


def _worth_of_one(half: Decimal, count: int) -> Decimal:
    return Decimal(count) if half == 0 else (1 - (1 + half) ** -count) / half
