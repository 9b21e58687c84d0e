"""Discounting, payback and borrowing (DOMAIN §5.4)."""

from decimal import Decimal

import pytest

from estate.assumptions import AssumptionSet
from estate.errors import BadQuestion
from estate.savings.finance import (
    annuity,
    borrowing_serviced,
    discounting,
    internal_rate,
    payback_year,
    peak_need,
)

A = AssumptionSet()


def sums(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_green_book_factors_step_down_after_year_thirty() -> None:
    rates = discounting(A)
    assert rates.factor(0) == 1
    assert rates.factor(30) == 1 / Decimal("1.035") ** 30
    assert rates.factor(31) / rates.factor(30) == pytest.approx(1 / Decimal("1.03"))
    assert round(rates.factor(75), 6) == Decimal("0.094214")
    with pytest.raises(BadQuestion):
        rates.factor(76)


def test_the_rate_is_data() -> None:
    other = discounting(AssumptionSet("x", "x", {"discount_rate": 0.02, "discount_step_year": 1}))
    assert other.factor(2) == 1 / (Decimal("1.02") * Decimal("1.03"))


def test_golden_annuity() -> None:
    loan = annuity(Decimal(1_000_000), Decimal("0.055"), 20)
    assert loan.payment_gbp == Decimal("41531.51")
    assert loan.total_interest_gbp == Decimal("661260.57")
    assert len(loan.balances) == 40
    assert loan.balances[-1] == 0


def test_what_a_saving_could_carry() -> None:
    three, six = (
        borrowing_serviced(Decimal(sum_), Decimal("0.055"), 20) for sum_ in (3_000_000, 6_000_000)
    )
    assert (round(three, -5), round(six, -5)) == (36_100_000, 72_200_000)


def test_a_loan_without_interest_and_a_loan_that_cannot_be() -> None:
    assert annuity(Decimal(100), Decimal(0), 1).payment_gbp == 50
    for rate, years in ((Decimal("-0.01"), 5), (Decimal(1), 5), (Decimal("0.05"), 0)):
        with pytest.raises(BadQuestion):
            annuity(Decimal(100), rate, years)


@pytest.mark.parametrize(
    ("yearly", "payback", "peak"),
    [
        (sums(0, 0, -250, -110, 109, 109, 109, 109), 7, (360, 3)),
        (sums(-10, 5, 4), None, (10, 0)),
        (sums(5, 5), 0, (0, None)),
        (sums(-5, 10, -10, 10), 3, (5, 0)),
        (sums(0, 0), None, (0, None)),
    ],
)
def test_payback_and_peak_need(yearly, payback, peak) -> None:
    assert payback_year(yearly) == payback
    assert peak_need(yearly) == peak


def test_internal_rate_only_where_the_sign_changes_once() -> None:
    assert internal_rate(sums(-100, 110)) == pytest.approx(0.10)
    assert internal_rate(sums(-100, 300, -200)) is None
    assert internal_rate(sums(10, 10)) is None
