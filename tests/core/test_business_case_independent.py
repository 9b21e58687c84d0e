"""A second calculation from the cash-flow table alone, on random schemes; lenses reconcile."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.assumptions import AssumptionSet
from estate.codes import CostKind
from estate.savings.business_case import BusinessCase, business_case
from estate.savings.estimates import Estimate, estimate
from estate.savings.scheme import OUTSIDE, Building, Charge, Cost, Move, Party, Scheme

A = AssumptionSet("fast", "Fewest draws", {"monte_carlo_draws": 5_000})
PARTNERS = ("anna", "bert", "cara", "dora")
KINDS = (CostKind.ENERGY, CostKind.RENT, CostKind.BUSINESS_RATES, CostKind.SERVICE_CHARGE,
         CostKind.PFI_UNITARY, CostKind.CAPITAL_CHARGE)  # fmt: skip
FIRST_DAY = date(2026, 4, 2)

days = st.integers(0, 8_000).map(lambda number: FIRST_DAY + timedelta(number))
whole_pounds = st.integers(0, 500_000)
tiers = st.sampled_from(["actual", "county_peers", "benchmark"])


@st.composite
def sums(draw) -> Estimate:
    central = draw(whole_pounds)
    if draw(st.booleans()):
        return estimate(central, tier=draw(tiers))
    return estimate(central, central // 2, central * 2, draw(tiers))


def maybe(strategy):
    return st.none() | strategy


@st.composite
def costs(draw) -> Cost:
    return Cost(draw(st.sampled_from(KINDS)), draw(sums()),
                payer=draw(maybe(st.sampled_from(PARTNERS))),
                payee=draw(maybe(st.sampled_from((*PARTNERS, OUTSIDE, "lord")))))  # fmt: skip


@st.composite
def charges(draw) -> Charge:
    payer, payee = draw(st.permutations(PARTNERS))[:2]
    return Charge(draw(st.sampled_from(KINDS)), payer, payee, draw(sums()))


@st.composite
def buildings(draw, key: str) -> Building:
    return Building(
        key=key,
        name=f"House {key}",
        holder=draw(st.sampled_from(PARTNERS)),
        costs=tuple(draw(st.lists(costs(), max_size=3))),
        occupations=("one", "two")[: draw(st.integers(0, 2))],
        landlord=draw(maybe(st.sampled_from((*PARTNERS, "lord")))),
        lease_ends_on=draw(maybe(days)),
        area_m2=draw(maybe(st.integers(10, 2_000).map(Decimal))),
        surrender_gbp=draw(sums()),
        adaptation_gbp=draw(sums()),
        void_months=draw(maybe(st.integers(0, 60))),
    )


@st.composite
def moves(draw, key: str, origin: Building, occupation: str, hosts: tuple[str, ...]) -> Move:
    arrives, works = draw(days), draw(maybe(days))
    return Move(
        key=key,
        occupation=occupation,
        occupier=draw(st.sampled_from(PARTNERS)),
        origin=origin.key,
        host=draw(st.sampled_from(hosts)),
        arrives_on=arrives,
        double_running_months=draw(maybe(st.integers(0, 12))),
        fte=draw(maybe(st.integers(1, 200).map(Decimal))),
        need_m2=draw(maybe(st.integers(1, 2_000).map(Decimal))),
        moving_gbp=draw(maybe(sums())),
        fit_out_gbp=draw(maybe(sums())),
        fit_out_on=works and min(works, arrives),
        fit_out_payer=draw(maybe(st.sampled_from(PARTNERS))),
        share_of_origin=draw(maybe(st.sampled_from((Decimal(0), Decimal("0.25"))))),
        charges_begun=tuple(draw(st.lists(charges(), max_size=2))),
        charges_ended=tuple(draw(st.lists(charges(), max_size=1))),
    )


@st.composite
def schemes(draw) -> Scheme:
    left = [draw(buildings(f"L{number}")) for number in range(draw(st.integers(1, 3)))]
    hosts = [draw(buildings(f"H{number}")) for number in range(draw(st.integers(1, 2)))]
    names = tuple(host.key for host in hosts)
    made = [
        draw(moves(f"M{place.key}{occupation}", place, occupation, names))
        for place in left
        for occupation in place.occupations[: draw(st.integers(1, 2))] or ("one",)
    ]
    arrives, works = FIRST_DAY + timedelta(90), made[0].fit_out_on
    certain = replace(
        made[0], moving_gbp=estimate(1_000), arrives_on=arrives,
        fit_out_on=works and min(works, arrives),
    )  # fmt: skip
    return Scheme(
        "Random", 2026,
        (*(Party(key, key.title()) for key in PARTNERS), Party("lord", "A landlord", False)),
        (*left, *hosts), (certain, *made[1:]),
        horizon_years=draw(st.integers(1, 40)),
        optimism_bias=draw(maybe(st.just(Decimal(0)))),
    )  # fmt: skip


def by_hand(case: BusinessCase, counted: set[str], taxed: bool) -> dict[str, object]:
    """NPV, payback, peak need and run-rate from the rows of the table, in fractions."""
    yearly: dict[int, Fraction] = defaultdict(Fraction)
    recurrent, gained, spent = Fraction(), Fraction(), Fraction()
    for row in case.cash.flows:
        if not taxed and row.transfer.value == "tax":
            continue
        sign = (row.payee in counted) - (row.payer in counted)
        yearly[row.year] += sign * Fraction(row.amount_gbp)
        early, late = min(row.year, 30), max(0, row.year - 30)
        worth = sign * Fraction(row.amount_gbp) / Fraction("1.035") ** early
        worth /= Fraction("1.03") ** late
        gained, spent = (gained, spent - worth) if row.one_off else (gained + worth, spent)
    for row in case.cash.lasting:
        if taxed or row.transfer.value != "tax":
            sign = (row.payee in counted) - (row.payer in counted)
            recurrent += sign * Fraction(row.amount_gbp)
    value, total, lowest, payback = Fraction(), Fraction(), Fraction(), 0
    for year in range(case.cash.horizon_years + 1):
        early, late = min(year, 30), max(0, year - 30)
        value += yearly[year] / Fraction("1.035") ** early / Fraction("1.03") ** late
        total += yearly[year]
        lowest = min(lowest, total)
        if total < 0:
            payback = year + 1
    found = payback if any(yearly.values()) and total >= 0 else None
    ratio = float(gained / spent) if spent > 0 else None
    return {"npv": value, "peak": -lowest, "payback": found, "run_rate": recurrent,
            "ratio": ratio}  # fmt: skip


def agree(view, expected) -> None:
    assert abs(Fraction(view.npv_gbp) - expected["npv"]) < Fraction(1, 10**9)
    assert view.peak_need_gbp == expected["peak"]
    assert view.payback_year == expected["payback"]
    assert view.run_rate_gbp_pa == expected["run_rate"]
    assert view.benefit_cost_ratio == pytest.approx(expected["ratio"])


def check(scheme: Scheme) -> None:
    case = business_case(scheme, A)
    for view in case.partners:
        agree(view, by_hand(case, {view.party}, taxed=True))
    agree(case.club, by_hand(case, set(PARTNERS), taxed=True))
    agree(case.economic, by_hand(case, set(PARTNERS), taxed=False))
    for year, club in enumerate(case.club.yearly_gbp):
        assert sum(view.yearly_gbp[year] for view in case.partners) == club
    taxes = sum(row.amount_gbp for row in case.cash.flows if row.transfer.value == "tax")
    assert sum(case.club.yearly_gbp) + taxes == sum(case.economic.yearly_gbp)
    for split in (case.division.equal, case.division.shapley):
        assert split is not None
        assert sum(split.shares_gbp.values()) == case.division.club_gbp
        after = dict(case.division.gains_gbp)
        for payment in split.payments:
            after[payment.payer] -= payment.present_value_gbp
            after[payment.payee] += payment.present_value_gbp
        assert after == split.shares_gbp
    assert case.division.cost_shunt == any(g < 0 for g in case.division.gains_gbp.values())
    assert (case.division.compensation is None) == (case.division.club_gbp < 0)
    assert case.range.npv.p10_gbp <= case.range.npv.p50_gbp <= case.range.npv.p90_gbp
    assert abs(case.range.npv.base_gbp - float(case.club.npv_gbp)) < 0.01


@given(schemes())
@settings(max_examples=80, deadline=None)
def test_eighty_random_schemes(scheme) -> None:
    check(scheme)


@pytest.mark.long
@given(schemes())
@settings(max_examples=3_000, deadline=None)
def test_three_thousand_random_schemes(scheme) -> None:
    check(scheme)
