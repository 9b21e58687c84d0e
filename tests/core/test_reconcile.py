"""Top-down and bottom-up stand side by side; the steps of the gap add up; nothing is averaged."""

from decimal import Decimal

import pytest

from estate.assumptions import AssumptionSet, named
from estate.colocation.plain_language import lint
from estate.errors import BadQuestion
from estate.savings import Basis, Figure, RegisterBase, top_down
from estate.savings.reconcile import BottomUp, reconcile

A = named("2026-11")
REGISTER = RegisterBase(645, 174, Decimal("9588000"), Decimal("0.73"))


def a_year(pounds: int, price_base: str = "2009/10") -> Figure:
    return Figure(Decimal(pounds), Basis.RUN_RATE_PA, price_base)


def plan(pounds: int, considered: int = 300) -> BottomUp:
    return BottomUp(
        a_year(pounds // 2), a_year(pounds), a_year(2 * pounds), 40, considered, Decimal("0.6")
    )


@pytest.mark.parametrize("register", [None, REGISTER])
@pytest.mark.parametrize("pounds", [500_000, 4_000_000, 9_000_000])
def test_the_steps_lead_exactly_from_one_to_the_other(register, pounds) -> None:
    found = reconcile(top_down(register, A), plan(pounds))
    for start, steps, gap in (
        (found.top_down_low, [step.low for step in found.steps], found.gap_low),
        (found.top_down_high, [step.high for step in found.steps], found.gap_high),
    ):
        walked = start
        for step in steps:
            walked = walked + step
        assert walked.pence == Decimal(pounds)
        assert (start + gap).pence == Decimal(pounds)
    names = [step.name for step in found.steps]
    assert names == (["cost_level"] if register else []) + ["coverage", "unexplained"]


def test_coverage_is_the_share_not_looked_at() -> None:
    steps = {step.name: step for step in reconcile(top_down(None, A), plan(10**6, 645)).steps}
    assert steps["coverage"].low.pounds == 0
    steps = {step.name: step for step in reconcile(top_down(None, A), plan(10**6, 0)).steps}
    assert steps["coverage"].low.pence == -3_000_000
    assert steps["coverage"].high.pence == -6_000_000
    some = {step.name: step for step in reconcile(top_down(REGISTER, A), plan(10**6, 600)).steps}
    assert some["coverage"].text == (
        "45 of 645 properties could not be looked at: their place or an occupier's need is not "
        "known"
    )


@pytest.mark.parametrize(
    ("pounds", "words"),
    [
        (10**6, "£2,000,000 a year less than"),
        (10**7, "£4,000,000 a year more than"),
        (5 * 10**6, "within the range"),
    ],
)
def test_the_gap_is_named_and_nothing_is_averaged(pounds, words) -> None:
    found = reconcile(top_down(None, A), plan(pounds))
    assert words in found.statement
    assert "do not average" in found.statement
    assert not lint(found.statement)
    middle = (found.top_down_low.amount_gbp + found.top_down_high.amount_gbp + pounds) / 3
    assert f"{middle:,.0f}" not in found.statement


def test_figures_of_another_kind_cannot_stand_side_by_side() -> None:
    value = Figure(Decimal(1), Basis.PRESENT_VALUE, "2009/10", 10)
    with pytest.raises(BadQuestion, match=r"^Only figures of a full year"):
        reconcile(top_down(None, A), BottomUp(value, value, value, 1, 1, None))
    new = a_year(1, "2025/26")
    with pytest.raises(BadQuestion):
        reconcile(top_down(None, A), BottomUp(new, new, new, 1, 1, None))


def test_a_plan_at_the_prices_of_2010_is_beside_the_figures_of_2010() -> None:
    """Whatever today's prices are; a plan at today's is beside the same figures restated."""
    county = top_down(None, AssumptionSet())
    then = reconcile(county, plan(10**6))
    assert (then.top_down_low.pounds, then.top_down_high.pounds) == (3 * 10**6, 6 * 10**6)
    now = a_year(10**6, str(county.today))
    restated = reconcile(county, BottomUp(now, now, now, 40, 300, None))
    assert restated.top_down_low.price_base == county.today
    assert restated.top_down_low.pounds > 4 * 10**6


def test_a_range_below_nought_reads_as_money() -> None:
    found = reconcile(
        top_down(REGISTER, A),
        BottomUp(a_year(-193_781), a_year(2_741_828), a_year(5_542_834), 114, 473, None),
    )
    assert "(indicative range −£190,000 to £5,500,000)" in found.statement
    assert "From 114 moves that can all happen together: £2,700,000 a year" in found.statement
    assert "£260,000 a year less than" in found.statement


def test_a_plan_lies_within_the_range_of_its_own_county_s_cost() -> None:
    """£9m lies above the £6m of 2010, and within what the same shares are of twice the cost."""
    twice = RegisterBase(1290, 174, Decimal(9_570_000))
    said = reconcile(top_down(twice, A), plan(9_000_000)).statement
    assert "£3,000,000 to £6,000,000 a year in Worcestershire's plan of 2010" in said
    assert "£6,000,000 to £12,000,000 at this register's own premises cost" in said
    assert "The moves found so far are within the range" in said
    alone = reconcile(top_down(None, A), plan(9_000_000)).statement
    assert "£3,000,000 a year more than the upper estimate" in alone
