"""A business case as each partner, the club and the economy see it."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from estate.answers.answer import Answer, answer
from estate.answers.cases.case_sums import exactly, pounds, ratio, to_the_penny
from estate.savings import BusinessCase
from estate.savings.business_case import unsure_sign
from estate.savings.figures import Basis
from estate.savings.lenses import View, annual_equivalents


@answer
class Sum(Answer):
    """One sum, GBP, with what it is: ``basis``, over so many years, in which prices."""

    amount_gbp: float
    basis: str
    years: int | None
    price_base: str


@answer
class LensAnswer(Answer):
    """One lens. ``sign_known``: false where nobody can say from bands whether it gains or loses;
    its NPV is then no more than the middle of ``npv_range_gbp``."""

    npv: Sum
    sign_known: bool
    npv_range_gbp: Annotated[list[float] | None, Field(description="P10 and P90")]
    annual_equivalents: list[Sum] | None
    run_rate: Sum
    one_off: Sum
    benefit_cost_ratio: float | None
    payback_year: int | None
    discounted_payback_year: int | None
    peak_need_gbp: float
    peak_need_year: int | None
    internal_rate: float | None
    yearly_gbp: list[float]


@answer
class Lenses(Answer):
    """Who gains, by three ways of looking."""

    partner: dict[str, LensAnswer]
    club: LensAnswer
    economic: LensAnswer


@answer
class BetweenPartners(Answer):
    """Yearly payments of one partner to another, which cancel for the club."""

    basis: str
    yearly_gbp: list[float]


def equivalents(case: BusinessCase, found: View) -> dict[int, Decimal]:
    """The annual equivalents of a lens by the years they are of."""
    short = int(case.assumptions.value("short_horizon_years"))
    return annual_equivalents(found, case.discounting, short)


def lens_answer(found: View, case: BusinessCase) -> LensAnswer:
    """One view of a case: of a partner, the club or the economy."""
    unsure = unsure_sign(case, found)
    ends = None if unsure is None else (unsure.p10_gbp, unsure.p90_gbp)
    by_years = {} if unsure is not None else equivalents(case, found)
    return LensAnswer(
        npv=present_sum(found.npv_gbp, case),
        sign_known=unsure is None,
        npv_range_gbp=None if ends is None else [to_the_penny(end) for end in ends],
        annual_equivalents=None
        if unsure is not None
        else [
            _sum(amount, Basis.ANNUAL_EQUIVALENT, years, case) for years, amount in by_years.items()
        ],
        run_rate=_sum(found.run_rate_gbp_pa, Basis.RUN_RATE_PA, None, case),
        one_off=_sum(found.one_off_gbp, Basis.CUMULATIVE, case.cash.horizon_years, case),
        benefit_cost_ratio=ratio(found.benefit_cost_ratio),
        payback_year=found.payback_year,
        discounted_payback_year=found.discounted_payback_year,
        peak_need_gbp=pounds(found.peak_need_gbp),
        peak_need_year=found.peak_need_year,
        internal_rate=ratio(found.internal_rate),
        yearly_gbp=exactly(found.yearly_gbp),
    )


def present_sum(amount: Decimal, case: BusinessCase) -> Sum:
    """A present value, labelled."""
    return _sum(amount, Basis.PRESENT_VALUE, case.cash.horizon_years, case)


def _sum(amount: Decimal, basis: Basis, years: int | None, case: BusinessCase) -> Sum:
    return Sum(
        amount_gbp=pounds(amount), basis=basis.value, years=years, price_base=case.price_base
    )
