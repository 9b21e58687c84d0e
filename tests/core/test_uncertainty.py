"""Ranges: shared against independent errors, drivers, value of information."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from estate.assumptions import AssumptionSet, named
from estate.codes import CostKind
from estate.costs import property_costs
from estate.savings.business_case import business_case
from estate.savings.cash_flow import delayed
from estate.savings.estimates import estimate
from estate.savings.scheme import Cost
from estate.savings.uncertainty_county import county_range

from .factories import costs, properties
from .schemes import golden

A = named("2026-11")
OWN_SIGMA = {f"sigma_{tier}": 0.5 for tier in ("organisation_peers", "county_peers", "benchmark")}


def demonstration() -> tuple[pd.DataFrame, pd.Series]:
    """The county: 645 properties at a mean of £55,172, sizes lognormal; 174 of them known."""
    order = np.random.default_rng(645).permutation(645)
    sizes = np.exp(0.85 * ndtri((order + 0.5) / 645))
    known = np.arange(645) < 174
    central = np.where(known, sizes / sizes[known].sum(), 0) * 9_600_000
    central += np.where(known, 0, sizes / sizes[~known].sum()) * (35_586_207 - 9_600_000)
    frame = pd.DataFrame(
        {
            "total_gbp_pa": central,
            "imputed": ~known,
            "imputed_part": np.where(known, 0.0, 1.0),
            "tier": np.where(known, "actual", "benchmark"),
            "sigma": np.where(known, 0.05, 0.5),
            "sigma_with_area": np.where(known, 0.05, 0.25),
            "exact": True,
            "area_tier": "gia",
            "benchmark_class": "other_operational",
        },
        index=[f"P{number:03}" for number in range(645)],
    )
    return frame, pd.Series("SYN-A", index=frame.index)


@pytest.mark.parametrize(
    ("shared", "low", "high", "half_width"),
    [(0.0, 34.4, 36.8, 0.035), (0.1, 32.1, 39.4, 0.10), (0.2, 29.0, 43.0, 0.20),
     (0.3, 26.2, 46.5, 0.28)],
)  # fmt: skip
def test_shared_and_independent_errors(shared, low, high, half_width) -> None:
    """The table of docs/methods/what-a-range-means.md, in £m, within 2 % of each end."""
    found = county_range(
        *demonstration(), AssumptionSet("s", "s", {**OWN_SIGMA, "sigma_shared": shared})
    ).total
    assert found.p10_gbp / 1e6 == pytest.approx(low, rel=0.02)
    assert found.p90_gbp / 1e6 == pytest.approx(high, rel=0.02)
    assert found.width_gbp / 2 / found.base_gbp == pytest.approx(half_width, abs=0.015)
    # Means are kept, so a lognormal median lies a little below: 1.5 % at the default of 0.2.
    if shared <= 0.2:
        assert found.p50_gbp == pytest.approx(found.base_gbp, rel=0.02)
    assert found.draws >= 5_000


def test_bands_widen_the_range_by_an_error_of_their_own() -> None:
    frame, owners = demonstration()
    known = frame[~frame["imputed"]]
    exact = county_range(known, owners, A).total
    banded = known.assign(exact=False, sigma=A.value("sigma_band"))
    found = county_range(banded, owners, A)
    assert found.imputed_share == 0
    # The shared tenth alone makes ±12.8 %; the spread of 174 bands adds a little.
    assert exact.width_gbp / 2 / exact.base_gbp < 0.01
    assert found.total.width_gbp / 2 / exact.base_gbp == pytest.approx(0.13, abs=0.01)


def test_the_shared_error_is_the_default_and_sharing_by_class_narrows() -> None:
    frame, owners = demonstration()
    frame["benchmark_class"] = np.resize(["schools", "other_operational", "non_operational"], 645)
    whole = county_range(frame, owners, A)
    assert whole.total.sigma_shared == 0.2
    assert county_range(frame, owners, A, shared_by_class=True).total.width_gbp < (
        0.8 * whole.total.width_gbp
    )


def test_the_same_question_has_the_same_answer_and_another_seed_another() -> None:
    frame, owners = demonstration()
    first = county_range(frame, owners, A)
    assert county_range(frame.sample(frac=1, random_state=1), owners, A) == first
    other = county_range(frame, owners, AssumptionSet("o", "o", {"monte_carlo_seed": 7}))
    assert other.total.seed == 7
    assert other.total.p10_gbp != first.total.p10_gbp


def county(areas_of: str | None = None) -> tuple[pd.DataFrame, pd.Series]:
    """A with costs, B (large) and C (small) without floor areas, until one supplies them."""
    rows = []
    for owner, count in (("SYN-A", 20), ("SYN-B", 60), ("SYN-C", 10)):
        for number in range(count):
            area = 810.0 if owner == "SYN-A" or areas_of == owner else None
            rows.append({"id": f"{owner}{number}", "organisation": owner, "gia_m2": area,
                         "nia_m2": None})  # fmt: skip
    places = properties(*rows)
    lines = costs(**{f"SYN-A{number}": 810 * 68 for number in range(20)})
    return property_costs(places, lines, A), places["organisation"]


def test_supplying_floor_areas_narrows_the_range_as_was_predicted() -> None:
    before, after = county_range(*county(), A), county_range(*county("SYN-B"), A)
    by_field = [one for one in before.information if one.field == "floor_area"]
    assert (by_field[0].organisation, by_field[0].properties) == ("SYN-B", 60)
    assert by_field[0].narrowing_gbp_pa > by_field[1].narrowing_gbp_pa > 0
    assert after.total.width_gbp < before.total.width_gbp
    assert after.guessed_area_share < before.guessed_area_share
    assert after.imputed_share < before.imputed_share
    narrowed = before.total.width_gbp - after.total.width_gbp
    assert narrowed == pytest.approx(by_field[0].narrowing_gbp_pa, rel=1e-9)
    assert all(one.organisation != "SYN-B" or one.field != "floor_area"
               for one in after.information)  # fmt: skip


def test_what_narrows_most_for_a_single_figure_is_asked_for_first() -> None:
    found = county_range(*county(), A).information
    first = found[0]
    assert (first.organisation, first.field) == ("SYN-B", "annual_cost")
    assert first.narrowing_per_figure_gbp_pa == pytest.approx(first.narrowing_gbp_pa / 6)
    per_figure = [one.narrowing_per_figure_gbp_pa for one in found]
    assert per_figure == sorted(per_figure, reverse=True)


def test_few_buildings_without_areas_are_asked_for_their_areas_first() -> None:
    """Where the own error of a few buildings outweighs the shared one, six cost lines a
    building tell less for each figure than one floor area does."""
    rows = [{"id": f"P{n}", "gia_m2": 810.0, "nia_m2": None} for n in range(20)]
    rows += [{"id": f"Q{n}", "organisation": "SYN-B", "gia_m2": None, "nia_m2": None}
             for n in range(6)]  # fmt: skip
    places = properties(*rows)
    found = county_range(
        property_costs(places, costs(**{f"P{n}": 55_000 for n in range(20)}), A),
        places["organisation"], A,
    )  # fmt: skip
    first, second = found.information
    assert (first.organisation, first.field) == ("SYN-B", "floor_area")
    assert second.narrowing_gbp_pa > first.narrowing_gbp_pa


def uncertain() -> object:
    """The golden case with one cost imputed and a works range."""
    scheme = golden()
    house = scheme.buildings[0]
    lines = tuple(
        Cost(line.kind, estimate(line.amount_gbp_pa.central, tier="benchmark"))
        if line.kind == "fm_hard"
        else line
        for line in house.costs
    )
    move = replace(scheme.moves[0], fit_out_gbp=estimate(250_000, 150_000, 500_000))
    return replace(
        scheme,
        moves=(move,),
        buildings=(replace(house, costs=lines), scheme.buildings[1]),
        optimism_bias=None,
    )


def test_range_of_a_scheme_and_its_drivers() -> None:
    case = business_case(uncertain(), A)
    npv = case.range.npv
    assert npv.p10_gbp < npv.p50_gbp < npv.p90_gbp
    assert npv.p10_gbp < float(case.club.npv_gbp) < npv.p90_gbp
    # delays only cost, and the works may cost twice as much but not half: below the base
    base = float(case.club.npv_gbp)
    assert base - 0.25 * npv.width_gbp < npv.p50_gbp < base
    drivers = [swing.driver for swing in case.range.tornado]
    assert drivers[0] == "works"
    assert {"optimism_bias", "delay of 12 months"} <= set(drivers)
    spreads = [swing.spread_gbp for swing in case.range.tornado]
    assert spreads == sorted(spreads, reverse=True)
    assert len(drivers) <= 5
    works = case.range.tornado[0]
    # £350k between its ends, 15 % bias on top, in year 2
    assert works.spread_gbp == pytest.approx(
        Decimal(350_000) * Decimal("1.15") / Decimal("1.035") ** 2
    )


def test_a_figure_seen_by_its_band_alone_is_asked_for_as_an_imputed_one_is() -> None:
    """What moves the result most is asked for first, whether it is guessed or kept back."""

    def asked_for(low: int, high: int) -> list[str]:
        scheme = golden()
        line = Cost(CostKind.OTHER, replace(estimate(100_000, low, high), group="cost"))
        house = replace(scheme.buildings[0], costs=(line,))
        told = business_case(replace(scheme, buildings=(house, scheme.buildings[1])), A).range
        return [one.figure for one in told.information]

    assert asked_for(100_000, 100_000) == []
    assert asked_for(50_000, 200_000) == ["cost"]


def test_optimism_bias_and_delay_are_drawn_unless_the_scheme_leaves_none() -> None:
    """Each alone widens the range of a scheme whose figures are exact; a delay only costs."""
    still = {"sigma_actual": 0.0, "sigma_shared": 0.0, "delay_p90_months": 0.0}
    biased = replace(golden(), optimism_bias=None)
    half = {**still, "bias_evidence_contract": 0.5}  # between its bounds: it can be more or less
    bias = business_case(biased, AssumptionSet("b", "b", half)).range.npv
    assert bias.p10_gbp < bias.p50_gbp < bias.p90_gbp
    late = business_case(golden(), AssumptionSet("d", "d", still | {"delay_p90_months": 12})).range
    base = float(business_case(golden(), A).club.npv_gbp)
    assert late.npv.p90_gbp == pytest.approx(base, abs=0.01)
    assert late.npv.p50_gbp == pytest.approx(base, abs=0.02 * base)
    delayed_npv = business_case(delayed(golden(), 12), A).club.npv_gbp
    assert late.npv.p10_gbp == pytest.approx(float(delayed_npv), rel=0.05)


def test_what_partners_pay_one_another_widens_their_ranges_and_not_the_clubs() -> None:
    scheme = golden()
    first, second = scheme.moves[0].charges_begun
    wide = replace(first, amount_gbp_pa=estimate(45_000, 20_000, 90_000, tier="benchmark"))
    unsure = replace(scheme, moves=(replace(scheme.moves[0], charges_begun=(wide, second)),))
    before, after = (business_case(one, A).range for one in (scheme, unsure))
    assert after.npv.width_gbp == pytest.approx(before.npv.width_gbp, rel=1e-6)
    for party in ("job", "district"):
        assert after.partners[party].width_gbp > 2 * before.partners[party].width_gbp
    assert sum(one.base_gbp for one in after.partners.values()) == pytest.approx(after.npv.base_gbp)


def test_estimates_of_one_group_vary_together() -> None:
    """Two lines that rest on one figure are as unsure as their sum in one line."""
    scheme = golden()

    def with_lines(*amounts: int, group: str | None) -> float:
        found = (estimate(amount, amount * 0.7, amount * 1.4, "benchmark") for amount in amounts)
        lines = tuple(Cost(CostKind.OTHER, replace(one, group=group)) for one in found)
        house = replace(scheme.buildings[0], costs=lines)
        case = business_case(replace(scheme, buildings=(house, scheme.buildings[1])), A)
        return case.range.npv.width_gbp

    together = with_lines(40_000, 60_000, group="cost")
    assert together == pytest.approx(with_lines(100_000, group="cost"), rel=1e-6)
    assert with_lines(40_000, 60_000, group=None) < 0.95 * together


def test_longer_works_are_a_driver_where_their_start_is_known() -> None:
    drivers = {one.driver: one for one in business_case(uncertain(), A).range.tornado}
    longer = drivers["works 4% longer"]
    assert longer.worst_gbp < longer.best_gbp == business_case(uncertain(), A).club.npv_gbp


def test_the_figure_whose_supply_narrows_a_scheme_most_comes_first() -> None:
    case = business_case(uncertain(), A)
    works, first = case.range.information
    assert works.figure == "M1:fit_out", "a figure that is told with a range of its own"
    assert first.figure.startswith("X/")
    assert works.narrowing_gbp > first.narrowing_gbp > 0
    scheme = uncertain()
    known = tuple(
        replace(line, amount_gbp_pa=estimate(line.amount_gbp_pa.central))
        for line in scheme.buildings[0].costs
    )
    house = replace(scheme.buildings[0], costs=known)
    after = business_case(replace(scheme, buildings=(house, scheme.buildings[1])), A)
    narrowed = case.range.npv.width_gbp - after.range.npv.width_gbp
    assert narrowed == pytest.approx(first.narrowing_gbp, rel=1e-6)
    assert [one.figure for one in after.range.information] == ["M1:fit_out"]
    assert after.imputed_share < case.imputed_share


def test_with_every_figure_exact_only_measurement_error_is_left() -> None:
    quiet = AssumptionSet("q", "q", {"sigma_actual": 0, "sigma_shared": 0, "delay_p90_months": 0})
    npv = business_case(golden(), quiet).range.npv
    assert npv.p10_gbp == pytest.approx(npv.p90_gbp)
    assert npv.p50_gbp == pytest.approx(268_540.18, abs=0.01)
