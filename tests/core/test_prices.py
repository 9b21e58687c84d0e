"""Money of two years never meets: by type, and in every answer whatever the base."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate.assumptions import DEFAULTS, AssumptionSet, named
from estate.assumptions.prices import (
    Pounds,
    PriceIndex,
    financial_year,
    is_financial_year,
    read_deflators,
    shipped,
)
from estate.colocation import find
from estate.costs import property_costs
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.savings import business_case
from estate.savings.estimates import estimate
from estate.savings.from_candidate import scheme_from_candidate

from . import factories as make
from .schemes import golden

TODAY = date(2026, 6, 1)
YEARS = ("2009/10", "2014/15", "2025/26", "2026/27")
INDEX = ("2009/10=100", "2014/15=125", "2025/26=160", "2026/27=170")
years = st.sampled_from(YEARS)


def at(base: str) -> AssumptionSet:
    return AssumptionSet("x", "x", {"price_index": INDEX, "price_base": base,
                                    "monte_carlo_draws": 5_000})  # fmt: skip


@given(years, years, st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_pounds_of_two_years_are_never_added(one, other, first, second) -> None:
    sums = Pounds(Decimal(first), one), Pounds(Decimal(second), other)
    if one == other:
        assert (sums[0] + sums[1]).amount_gbp == first + second
        return
    with pytest.raises(BadQuestion, match="cannot be added"):
        sums[0] + sums[1]
    restated = sums[1].at(one, PriceIndex.of(INDEX))
    assert (sums[0] + restated).prices == one
    back = restated.at(other, PriceIndex.of(INDEX)).amount_gbp
    assert back == pytest.approx(Decimal(second), rel=Decimal("1e-20"), abs=Decimal("1e-15"))


def test_an_index_says_what_it_does_not_tell_of() -> None:
    with pytest.raises(BadQuestion, match=r"nothing of 1999/00: it runs from 2009/10 to 2026/27"):
        PriceIndex.of(INDEX).factor("1999/00", "2009/10")
    for wrong in ("2009/11=3", "2009/10", "2009/10=-1", "2009/10=0", "2009/10=1e9"):
        with pytest.raises(BadQuestion):
            PriceIndex.of((wrong,))
    with pytest.raises(BadQuestion):
        AssumptionSet("x", "x", {"price_base": "last year"})
    with pytest.raises(BadQuestion, match="nothing of 1999/00"):
        AssumptionSet("x", "x", {"price_base": "1999/00"})


def test_what_ships_is_the_treasurys_table_with_edition_and_source() -> None:
    found = shipped()
    assert "March 2026" in found.edition and found.source.startswith("https://www.gov.uk/")
    index = PriceIndex.of(found.entries)
    assert index.numbers["2024/25"] == 100
    assert index.numbers["2009/10"] == Decimal("67.7042")
    assert all(map(is_financial_year, index.numbers)) and len(index.numbers) == 31
    assert round(index.factor("2009/10", "2026/27"), 4) == Decimal("1.5554")
    with pytest.raises(BadQuestion, match="needs its edition"):
        read_deflators({"index": {"2009/10": 1}})


def test_the_base_is_the_current_year_unless_a_set_names_another() -> None:
    assert AssumptionSet().dated(date(2026, 3, 31)).price_base == "2025/26"
    assert AssumptionSet().dated(date(2026, 4, 1)).text("price_base") == "2026/27"
    assert AssumptionSet().dated(date(2045, 1, 1)).price_base == "2030/31"  # no later index
    old = named("2026-11")
    assert old.dated(date(2030, 1, 1)).price_base == "2009/10"
    assert old.value("fit_out_gbp_per_m2") == 350
    assert financial_year(date(2099, 4, 1)) == "2099/00"


def test_every_amount_among_the_assumptions_has_a_year() -> None:
    """Those of the plan of 2010, and Lewisham's of that year, stand as they were published and are
    read at no other prices."""
    for name, one in DEFAULTS.items():
        if one.unit.startswith("GBP") and not name.startswith(
            ("top_down_", "contracts_published_")
        ):
            assert is_financial_year(one.prices), name
    assert DEFAULTS["fit_out_gbp_per_m2"].prices == "2026/27"
    assert at("2009/10").value("fit_out_gbp_per_m2") == pytest.approx(350 / 1.7)
    assert at("2025/26").money("benchmark_other_operational_gbp_per_m2") == Decimal("108.8")


def county(year: str, times: float) -> Estate:
    """An office let to B with a break in 2030 that costs a penalty; its cost of a given year."""
    costs = make.costs(G=60_000 * times)
    costs["year"] = year
    return make.estate(
        properties=make.properties(
            {"id": "H", "nia_m2": 2_000.0, "gia_m2": 2_500.0},
            {"id": "G", "organisation": "SYN-B", "easting": 396_100.0, "tenure": "leasehold"},
        ),
        occupations=make.occupations(
            {"property_id": "H", "need_m2": 600.0},
            {"id": "OG", "property_id": "G", "organisation": "SYN-B", "fte": 20.0},
        ),
        leases=make.leases({"property_id": "G", "tenant": "SYN-B", "expiry": date(2034, 3, 31)}),
        lease_events=make.events({"lease_id": "L1", "kind": "tenant_break",
                                  "date": date(2030, 3, 31), "notice_months": 6,
                                  "penalty_gbp": 9_000.0}),
        costs=costs,
    )  # fmt: skip


def case_of(estate: Estate, assumptions: AssumptionSet):
    found = find(estate, assumptions, TODAY)
    row = found[found["guest_occupation_id"].eq("OG")].iloc[0].to_dict()
    costs = property_costs(estate.properties, estate.costs, assumptions, estate.leases)
    names = {**estate.organisations["name"], **estate.properties["name"]}
    made = scheme_from_candidate(row, estate, costs, assumptions, TODAY, names=names)
    return row, business_case(made.scheme, assumptions, TODAY)


@pytest.mark.parametrize("base", YEARS)
def test_the_same_costs_given_at_another_years_prices_make_the_same_case(base) -> None:
    """2025/26 at 1.6 times what they were in 2009/10: one case, in whichever base."""
    then, now = (case_of(county(*given), at(base)) for given in (("2009/10", 1), ("2025/26", 1.6)))
    assert then[1].club.npv_gbp == pytest.approx(now[1].club.npv_gbp, abs=Decimal("0.1"))
    assert then[0]["saving_gbp_pa"] == pytest.approx(now[0]["saving_gbp_pa"])


def test_a_case_in_another_base_is_the_same_case_times_the_index() -> None:
    old, new = (case_of(county("2009/10", 1), at(base)) for base in ("2009/10", "2026/27"))
    for one, other in ((old[1].club, new[1].club), (old[1].economic, new[1].economic)):
        assert float(other.npv_gbp) == pytest.approx(1.7 * float(one.npv_gbp), rel=1e-5)
        assert float(other.one_off_gbp) == pytest.approx(1.7 * float(one.one_off_gbp), rel=1e-5)
        assert other.payback_year == one.payback_year
    assert new[0]["saving_gbp_pa"] == pytest.approx(1.7 * old[0]["saving_gbp_pa"])
    assert new[0]["score"] == pytest.approx(old[0]["score"])
    assert (old[1].price_base, new[1].price_base) == ("2009/10", "2026/27")


def test_a_scheme_that_states_its_base_has_the_rates_in_the_same_money() -> None:
    scheme = golden()
    (move,) = scheme.moves
    bare = replace(scheme, moves=(replace(move, fit_out_gbp=None, need_m2=Decimal(480)),))
    paid = {
        base: next(flow.amount_gbp for flow in business_case(
            replace(bare, price_base=base), at("2026/27")).cash.flows if flow.item == "fit_out")
        for base in ("2009/10", "2026/27")
    }  # fmt: skip
    assert paid["2026/27"] == 480 * 350
    assert float(paid["2009/10"]) == pytest.approx(480 * 350 / 1.7, abs=0.01)


def test_a_cash_flow_refuses_an_estimate_of_another_year() -> None:
    scheme = golden()
    (move,) = scheme.moves
    wrong = replace(estimate(1_000), prices="2009/10")
    mixed = replace(scheme, moves=(replace(move, moving_gbp=wrong),), price_base="2026/27")
    with pytest.raises(BadQuestion, match="cannot be added"):
        business_case(mixed, at("2026/27"))
