"""Cost tiers, outlier guards, ranges."""

import numpy as np
import pytest

from estate.assumptions import AssumptionSet, named
from estate.costs import property_costs, total
from estate.errors import BadQuestion

from .factories import costs, leases, properties

A = named("2026-11")


def many(count: int, **row: object) -> list[dict[str, object]]:
    start = row.pop("start", 1)
    return [{"id": f"P{start + n}", **row} for n in range(count)]  # type: ignore[operator]


def test_body_with_no_data_falls_to_the_benchmarks() -> None:
    places = properties(*many(100, nia_m2=None, gia_m2=None))
    found = property_costs(places, costs(), A)
    assert set(found["tier"]) == {"benchmark"}
    whole = total(found, A)
    assert round(whole.central_gbp_pa / 1e6, 2) == 5.51
    assert whole.imputed_share == 1
    assert whole.low_gbp_pa < whole.central_gbp_pa < whole.high_gbp_pa


def test_supplying_actuals_replaces_the_benchmark_and_narrows_the_range() -> None:
    places = properties(*many(100, nia_m2=None, gia_m2=None))
    before = total(property_costs(places, costs(), A), A)
    supplied = costs(**{f"P{n}": 55_000 for n in range(1, 101)})
    after = total(property_costs(places, supplied, A), A)
    assert after.count_by_tier["actual"] == 100
    assert after.imputed_share == 0
    assert after.central_gbp_pa == 5_500_000
    assert after.high_gbp_pa - after.low_gbp_pa < 0.1 * (before.high_gbp_pa - before.low_gbp_pa)


@pytest.mark.parametrize(
    ("row", "per_m2", "area"),
    [
        ({"type_code": "school_primary", "use_class": "specialist"}, 50, 2109),
        ({"type_code": "office"}, 68, 810),
        ({"type_code": "land", "operational": False}, 3, 545),
    ],
)
def test_benchmark_classes(row, per_m2, area) -> None:
    found = property_costs(properties({"nia_m2": None, "gia_m2": None, **row}), costs(), A)
    assert found.loc["P1", ["gbp_per_m2", "area_m2"]].tolist() == [per_m2, area]
    assert found.loc["P1", "area_tier"] == "class_mean"


def test_five_own_peers_make_tier_two_and_four_do_not() -> None:
    others = many(5, gia_m2=1000.0, organisation="SYN-B", start=11)
    places = properties(*many(6, gia_m2=1000.0), *others)
    of_others = {f"P{n}": 90_000 for n in range(11, 16)}
    five = costs(**{f"P{n}": 10_000 * n for n in range(1, 6)}, **of_others)
    found = property_costs(places, five, A).loc["P6"]
    assert (found["tier"], found["total_gbp_pa"]) == ("organisation_peers", 30_000)
    four = costs(**{f"P{n}": 10_000 * n for n in range(1, 5)})
    assert property_costs(places, four, A).loc["P6", "tier"] == "benchmark"
    found = property_costs(places, costs(**of_others), A).loc["P6"]
    assert (found["tier"], found["total_gbp_pa"]) == ("county_peers", 90_000)


def test_other_organisations_or_tenures_make_tier_three() -> None:
    others = many(5, gia_m2=1000.0, organisation="SYN-B")
    places = properties(*others, {"id": "P6", "gia_m2": 500.0})
    found = property_costs(places, costs(**{f"P{n}": 80_000 for n in range(1, 6)}), A).loc["P6"]
    assert (found["tier"], found["total_gbp_pa"]) == ("county_peers", 40_000)
    leased = properties(
        *many(5, gia_m2=1000.0), {"id": "P6", "gia_m2": 500.0, "tenure": "leasehold"}
    )
    found = property_costs(leased, costs(**{f"P{n}": 80_000 for n in range(1, 6)}), A).loc["P6"]
    assert found["tier"] == "county_peers"


def test_outliers_are_named_and_kept_out_of_medians() -> None:
    places = properties(*many(6, gia_m2=1000.0), {"id": "P7", "gia_m2": 5.0})
    given = costs(P1=4_000, P2=500_000, P3=60_000, P4=60_000, P5=60_000, P7=300)
    found = property_costs(places, given, A)
    assert found["outlier"].tolist() == [True, True, False, False, False, False, True]
    assert found.loc["P6", "tier"] == "benchmark"  # only three fit peers are left
    assert found.loc["P2", "total_gbp_pa"] == 500_000  # a strange figure is still the figure


def test_three_pounds_is_no_outlier_where_nothing_is_operated() -> None:
    places = properties({"type_code": "land", "operational": False, "gia_m2": 1000.0})
    assert not property_costs(places, costs(P1=3_000), A).loc["P1", "outlier"]


def test_imputed_measures_split_by_named_shares() -> None:
    places = properties({"gia_m2": 1000.0}, {"gia_m2": 1000.0, "tenure": "leasehold"})
    let = leases({"property_id": "P2", "landlord": "SYN-B"})
    found = property_costs(places, costs(), A, let)
    assert found["total_gbp_pa"].tolist() == [68_000, 68_000]
    assert found["club_gbp_pa"].tolist() == pytest.approx([68_000, 40_800])
    assert found["running_gbp_pa"].tolist() == pytest.approx([44_200, 40_800])
    no_lease_known = property_costs(places, costs(), A)
    assert no_lease_known["club_gbp_pa"].tolist() == pytest.approx([68_000, 68_000])


def test_actual_measures_are_kept_as_they_are() -> None:
    given = costs(P1=60_000)
    given["club_gbp_pa"] = 20_000.0
    given["running_gbp_pa"] = 15_000.0
    found = property_costs(properties({}), given, A).loc["P1"]
    assert found[["club_gbp_pa", "running_gbp_pa"]].tolist() == [20_000, 15_000]
    assert not found["imputed"]
    spread = found["total_high_gbp_pa"] / 60_000
    assert spread > 1 and found["total_low_gbp_pa"] == pytest.approx(60_000 / spread)
    partner = found[["partner_low_gbp_pa", "partner_high_gbp_pa"]].tolist()
    assert partner == pytest.approx([40_000 / spread, 40_000 * spread])  # what is not the club's


def test_every_cost_and_benchmark_is_restated_from_its_own_year() -> None:
    index = {"price_index": ("2009/10=100", "2025/26=160"), "price_base": "2025/26"}
    places = properties({"gia_m2": 1000.0}, {"gia_m2": 1000.0}, {"gia_m2": 1000.0})
    given = costs(P1=50_000, P2=80_000)
    given.loc["P2", "year"] = "2025/26"
    found = property_costs(places, given, AssumptionSet("x", "x", index))
    assert found["total_gbp_pa"].tolist() == pytest.approx([80_000, 80_000, 108_800])
    assert found.attrs["price_base"] == "2025/26"


def test_a_cost_of_a_year_that_the_index_does_not_tell_of_is_not_taken_for_another() -> None:
    index = {"price_index": ("2009/10=100", "2025/26=160"), "price_base": "2025/26"}
    given = costs(P1=50_000)
    given.loc["P1", "year"] = "1975/76"
    found = property_costs(properties({"gia_m2": 1000.0}), given, AssumptionSet("x", "x", index))
    assert found.loc["P1", "tier"] == "benchmark"


def test_costs_of_one_base_are_not_added_up_as_another() -> None:
    found = property_costs(properties({}), costs(P1=50_000), A)
    with pytest.raises(BadQuestion, match="cannot be added"):
        total(found, AssumptionSet("x", "x", {"price_base": "2020/21"}))


def test_shared_error_gives_about_twenty_per_cent_on_the_seed_base() -> None:
    """645 properties, 174 measured: a shared sigma of 0.2 is not the false 3.5 %."""
    places = properties(*many(645, nia_m2=None, gia_m2=None))
    given = costs(**{f"P{n}": 55_172 for n in range(1, 175)})
    shared = total(property_costs(places, given, A), A)
    half = (shared.high_gbp_pa - shared.low_gbp_pa) / 2 / shared.central_gbp_pa
    assert 0.15 < half < 0.22
    alone = total(property_costs(places, given, A), A.with_overrides("i", "i", {"sigma_shared": 0}))
    assert (alone.high_gbp_pa - alone.low_gbp_pa) / 2 / alone.central_gbp_pa < 0.04
    assert shared.imputed_share == pytest.approx(471 / 645, abs=0.01)
    assert np.isfinite(shared.high_gbp_pa)


def test_a_measured_area_leaves_only_the_rate_imputed() -> None:
    """Its pounds count half, its own error is smaller, the shared one stays."""
    peers = many(6, gia_m2=1000.0, organisation="SYN-B")
    known = costs(**{f"P{n}": 60_000 for n in range(1, 7)})
    before = property_costs(properties(*peers, {"id": "P9", "gia_m2": None, "nia_m2": None}),
                            known, A)  # fmt: skip
    after = property_costs(properties(*peers, {"id": "P9", "gia_m2": 810.0}), known, A)
    assert before.loc["P9", ["imputed_part", "sigma"]].tolist() == [1.0, 0.60]
    assert after.loc["P9", ["imputed_part", "sigma"]].tolist() == [0.5, 0.40]
    assert before.loc["P9", "total_gbp_pa"] == after.loc["P9", "total_gbp_pa"]
    one, other = (total(rows.loc[["P9"]], A) for rows in (before, after))
    assert (one.imputed_share, one.guessed_area_share, one.rate_only_share) == (1, 1, 0)
    assert (other.imputed_share, other.guessed_area_share, other.rate_only_share) == (0.5, 0, 1)
    assert other.high_gbp_pa < one.high_gbp_pa


def test_a_benchmark_rate_on_a_measured_area_is_surer_than_on_a_class_area() -> None:
    found = property_costs(properties({"gia_m2": 810.0}, {"gia_m2": None, "nia_m2": None}),
                           costs(), A)  # fmt: skip
    assert found["tier"].tolist() == ["benchmark", "benchmark"]
    assert found["sigma"].tolist() == [0.45, 0.60]


def test_a_sum_of_published_bands_is_as_unsure_as_bands_are() -> None:
    places = properties(*many(100))
    exact = costs(**{f"P{n}": 75_000 for n in range(1, 101)})
    banded = exact.assign(exact=False)
    sure, found = (total(property_costs(places, one, A), A) for one in (exact, banded))
    assert found.central_gbp_pa == sure.central_gbp_pa == 7_500_000
    assert (found.imputed_share, found.banded_share, sure.banded_share) == (0, 1, 0)
    # z · £ · hypot(0.10 shared, 0.20 of each / √100)
    spread = 1.2815515655446004 * 7_500_000 * float(np.hypot(0.10, 0.20 / 10))
    assert found.high_gbp_pa - found.central_gbp_pa == pytest.approx(spread)
    assert sure.high_gbp_pa - sure.central_gbp_pa < spread / 10
    one = property_costs(places, banded, A).iloc[0]
    assert 50_000 < one["total_low_gbp_pa"] < 60_000 < 95_000 < one["total_high_gbp_pa"] < 100_000


def test_a_rate_at_a_bound_is_none_that_medians_should_not_learn_from() -> None:
    least, most = (A.value(f"outlier_{end}_gbp_per_m2") for end in ("min", "max"))
    places = properties(*({"gia_m2": 1000.0} for _ in range(4)))
    given = costs(P1=1000 * least, P2=1000 * most, P3=990 * least, P4=1010 * most)
    found = property_costs(places, given, A)
    assert found["outlier"].tolist() == [False, False, True, True]
    assert found["gbp_per_m2"].tolist() == pytest.approx([least, most, 0.99 * least, 1.01 * most])


def test_a_cost_on_a_class_area_teaches_nobody_a_rate() -> None:
    without = many(5, gia_m2=None, nia_m2=None)
    given = costs(**{f"P{n}": 60_000 for n in range(1, 6)})
    found = property_costs(properties(*without, {"id": "P6", "gia_m2": 1000.0}), given, A)
    assert found.loc["P6", "tier"] == "benchmark"


def test_what_is_due_under_a_lease_is_as_recorded_or_a_usual_share() -> None:
    """Of what is no running cost, business rates are a usual share; the rest is rent."""
    held = {"gia_m2": 1000.0, "tenure": "leasehold"}
    places = properties(held, held, {**held, "tenure": "freehold"})
    given = costs(P1=60_000, P2=60_000, P3=60_000)
    given["contract_gbp_pa"] = [12_345.0, None, None]
    let = leases({"property_id": "P1"}, {"property_id": "P2"})
    found = property_costs(places, given, A, let)
    rent = 21_000 * (1 - A.value("rates_share_of_rent_and_rates"))
    assert found["contract_gbp_pa"].tolist() == pytest.approx([12_345, rent, 0])
    assert found["held_gbp_pa"].tolist() == pytest.approx([60_000 - 12_345, 60_000 - rent, 60_000])


def test_nothing_added_up_is_nought_at_the_prices_of_the_set() -> None:
    found = property_costs(properties({"gia_m2": 1000.0}), costs(), A)
    none = total(found.iloc[:0], A)
    assert (none.count, none.central_gbp_pa, none.price_base) == (0, 0, A.price_base)
    shares = (none.imputed_share, none.banded_share, none.rate_only_share, none.guessed_area_share)
    assert shares == (0, 0, 0, 0)


def test_what_stands_for_a_band_depends_on_who_lets_the_place_and_on_a_campus() -> None:
    """The reader sees bands alone; a share of what a partner lets goes to that partner."""
    held = {"gia_m2": 1000.0, "tenure": "leasehold"}
    places = properties(held, held, {**held, "type_code": "hospital"})
    given = costs(P1=60_000, P2=60_000, P3=60_000).assign(exact=False)
    let = leases({"property_id": "P1", "landlord": "SYN-B"}, {"property_id": "P2"})
    found = property_costs(places, given, AssumptionSet(), let)
    assert (found["club_gbp_pa"] < found["total_gbp_pa"]).tolist() == [True, False, False]
    assert (found["partner_low_gbp_pa"] > 0).tolist() == [True, False, False]
    for measure in ("total", "club", "running"):
        ends = (found[f"{measure}_{name}gbp_pa"] for name in ("low_", "", "high_"))
        low, middle, high = (end.to_numpy() for end in ends)
        assert (low > 0).all() and (low < middle).all() and (middle < high).all(), measure
    assert found.loc["P2", "total_gbp_pa"] != pytest.approx(found.loc["P3", "total_gbp_pa"])
    assert (found["sigma"] < AssumptionSet().value("sigma_band")).all()
