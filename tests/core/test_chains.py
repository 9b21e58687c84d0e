"""A building that some leave and others move into: each sum by hand, and what is still refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from estate.assumptions import named
from estate.codes import CostKind as K
from estate.errors import BadQuestion
from estate.savings.business_case import business_case
from estate.savings.cash_flow import delayed
from estate.savings.estimates import estimate
from estate.savings.figures import penny
from estate.savings.scheme import Building, Cost, Move, Scheme

from .schemes import golden

A = named("2026-11")
#: The golden case: the jobcentre leaves X for Council House.
ONE_MOVE_GBP = Decimal("268540.18")
#: £50,000 of energy in Council House: a quarter is the planners', 20% of that avoidable.
PART_GBP_PA = Decimal(50_000) * Decimal("0.25") * Decimal("0.20")
HALL_RUNS_GBP_PA, MOVING_GBP = Decimal(1_000), Decimal(5_000)


def chain(named_there: tuple[str, ...] = ("planners", "tax")) -> Scheme:
    """The golden case, and the planners make room in its host by going on to the hall."""
    scheme = golden()
    costs = (Cost(K.ENERGY, estimate(50_000)), Cost(K.BUSINESS_RATES, estimate(40_000)))
    host = replace(scheme.buildings[1], costs=costs, occupations=named_there)
    hall = Building(key="C", name="Hall", holder="district")
    onward = Move(
        key="M2",
        occupation="planners",
        occupier="district",
        origin="H",
        host="C",
        arrives_on=date(2030, 4, 1),
        double_running_months=0,
        share_of_origin=Decimal("0.25"),
        moving_gbp=estimate(MOVING_GBP),
        ict_gbp=estimate(0),
        fit_out_gbp=estimate(0),
        marginal_host_gbp_pa=estimate(HALL_RUNS_GBP_PA),
    )
    buildings = (scheme.buildings[0], host, hall)
    return replace(scheme, buildings=buildings, moves=(*scheme.moves, onward))


def by_hand() -> Decimal:
    """The onward move alone: paid the day before it arrives (year 3), saved in years 4 to 10."""
    rate = 1 + A.money("discount_rate")
    yearly = PART_GBP_PA - HALL_RUNS_GBP_PA
    return sum((yearly / rate**year for year in range(4, 11)), -MOVING_GBP / rate**3)


def test_a_chain_is_worth_the_sum_of_its_moves() -> None:
    case = business_case(chain(), A)
    assert penny(case.club.npv_gbp) == penny(ONE_MOVE_GBP + by_hand())
    npvs = {one.party: one.npv_gbp for one in case.partners}
    assert penny(npvs["job"]) == Decimal("220654.47")
    assert penny(npvs["district"]) == penny(Decimal("47885.71") + by_hand())
    assert case.range.npv.base_gbp == pytest.approx(float(case.club.npv_gbp))
    assert sum(one.base_gbp for one in case.range.partners.values()) == pytest.approx(
        case.range.npv.base_gbp
    )
    assert case.club.run_rate_gbp_pa == 109_000 + PART_GBP_PA - HALL_RUNS_GBP_PA


def test_the_do_minimum_and_the_division_of_a_chain_count_each_building_once() -> None:
    case = business_case(chain(), A)
    assert case.do_minimum.yearly_gbp[1] == 133_000 + 90_000
    stays = case.do_minimum.option_gbp[10]
    assert stays == 223_000 - 109_000 - PART_GBP_PA + HALL_RUNS_GBP_PA
    worth = case.division.shapley
    assert worth is not None
    # The onward move needs the district alone; the first one both.
    assert worth.shares_gbp["job"] == penny(ONE_MOVE_GBP / 2)
    assert worth.shares_gbp["job"] + worth.shares_gbp["district"] == penny(case.club.npv_gbp)


def test_only_a_lease_that_ends_is_said_to_end() -> None:
    """The host that the planners leave is let; others stay, so its lease runs on."""
    scheme = chain()
    house, host, hall = scheme.buildings
    let = replace(scheme, buildings=(house, replace(host, let=True), hall))
    flags = business_case(let, A).flags
    ended = {one.party for one in flags if one.applies == "yes" and "lease that ends" in one.words}
    assert ended == {"job"}


def test_a_host_that_opens_is_paid_for_on_its_eve_and_runs_from_its_day() -> None:
    """£500,000 on 31 March 2029 (year 2) and £20,000 a year from year 3 on, by its holder."""
    scheme = golden()
    new = replace(
        scheme.buildings[1],
        adaptation_gbp=estimate(500_000),
        opens_on=date(2029, 4, 1),
        opened_running_gbp_pa=estimate(20_000),
    )
    opening = replace(scheme, buildings=(scheme.buildings[0], new))
    rate = 1 + A.money("discount_rate")
    by_hand = sum((20_000 / rate**year for year in range(3, 11)), 500_000 / rate**2)
    case = business_case(opening, A)
    assert penny(case.club.npv_gbp) == penny(ONE_MOVE_GBP - by_hand)
    npvs = {one.party: penny(one.npv_gbp) for one in case.partners}
    assert npvs["district"] == penny(Decimal("47885.71") - by_hand)
    later = delayed(opening, 12).building["H"].opens_on
    assert later == date(2030, 4, 1)
    with pytest.raises(BadQuestion, match="before 'H' opens on 02 April 2030"):
        replace(opening, buildings=(opening.buildings[0], replace(new, opens_on=date(2030, 4, 2))))


@pytest.mark.parametrize("there", [("planners",), ()])
def test_a_host_that_is_emptied_or_of_which_nobody_is_named_is_refused(there) -> None:
    with pytest.raises(BadQuestion, match="nobody named there stays"):
        chain(there)
