"""Discounting, payback and borrowing."""

from decimal import Decimal

import pytest

from estate.assumptions import AssumptionSet, named
from estate.errors import BadQuestion
from estate.savings.finance import (
    annuity,
    discounting,
    equal_instalments,
    internal_rate,
    maturity,
    payback_year,
    peak_need,
)

A = named("2026-11")


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
    assert (loan.principal_gbp, loan.rate_pa, loan.years) == (1_000_000, Decimal("0.055"), 20)


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
    assert internal_rate(sums(-1, 11)) == 10  # the highest that is looked for
    assert internal_rate(sums(-1, 12)) is None


def test_equal_instalments_and_maturity_stand_beside_the_annuity() -> None:
    """£1m at 5.5 % over 20 years, by hand: 40 × £25,000 and interest on what is left; or £27,500
    each half-year and £1m at the end."""
    million, rate = Decimal(1_000_000), Decimal("0.055")
    falling = equal_instalments(million, rate, 20)
    assert (falling.first_payment_gbp, falling.last_payment_gbp) == (
        Decimal("52500.00"), Decimal("25687.50"),
    )  # fmt: skip
    assert falling.total_interest_gbp == Decimal("563750.00")  # 27,500 × (40 + 1) / 2
    assert (len(falling.balances), falling.balances[-1]) == (40, 0)
    late = maturity(million, rate, 20)
    assert (late.first_payment_gbp, late.last_payment_gbp) == (27_500, 1_027_500)
    assert late.total_interest_gbp == 1_100_000
    assert late.balances[-2:] == (million, 0)
    assert falling.total_interest_gbp < annuity(million, rate, 20).total_interest_gbp < 1_100_000


@pytest.mark.parametrize("loan", [equal_instalments, maturity])
def test_other_loans_refuse_what_an_annuity_refuses(loan) -> None:
    for rate, years in ((Decimal("1.5"), 20), (Decimal("0.05"), 0)):
        with pytest.raises(BadQuestion, match="1 to 75 years"):
            loan(Decimal(1), rate, years)
    free = loan(Decimal(100), Decimal(0), 5)
    assert free.total_interest_gbp == 0
