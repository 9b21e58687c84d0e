"""Energy and carbon: tiers and totals beside a second calculation, moves, factors, flags."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate.assumptions import named
from estate.codes import TypeCode
from estate.energy import factors
from estate.energy.benchmarks import benchmarks
from estate.energy.carbon import carbon_kg
from estate.energy.change import Moved, changed
from estate.energy.consumption import FUELS, consumption, each, kwh, total, worst_tier
from estate.energy.factors import FUELS as FACTOR_FUELS
from estate.energy.factors import Factor, factors_of, years
from estate.energy.of_pairs import of_pairs
from estate.energy.standards import flags
from estate.errors import BadQuestion
from tests import energy_again as again

from . import factories as make
from .county import county

A = named("2026-11")
TODAY = date(2026, 11, 30)


def metered(size: int, seed: int) -> pd.DataFrame:
    """A made-up county in which two in five have meters, some of one fuel alone, some by LPG."""
    places = county(size, seed).properties.copy()
    random = np.random.default_rng(seed)
    area = pd.to_numeric(places["gia_m2"]).fillna(900.0)
    for name, rate in (("electricity", 60), ("gas", 130), ("other_fuel", 40)):
        drawn = (area * rate * random.lognormal(0, 0.4, size)).round(1)
        share = 0.4 if name != "other_fuel" else 0.06
        places[f"{name}_kwh"] = drawn.where(random.random(size) < share)
    places["other_fuel"] = places["other_fuel_kwh"].notna().map({True: "lpg", False: None})
    return places


@pytest.mark.parametrize("seed", [1, 2])
def test_tiers_and_totals_are_those_of_a_second_calculation(seed: int) -> None:
    places = metered(240, seed)
    found = consumption(places, A)
    power, heat = again.used(places, A, "electricity"), again.used(places, A, "heat")
    seen = set()
    for key, row in found.iterrows():
        assert row["electricity_kwh"] == pytest.approx(power[key].kwh), key
        assert row["gas_kwh"] + row["other_fuel_kwh"] == pytest.approx(heat[key].kwh), key
        for part, other in (("electricity", power), ("heat", heat)):
            assert (row[f"{part}_tier"], row[f"{part}_sigma"]) == (
                other[key].tier, pytest.approx(other[key].sigma)
            )  # fmt: skip
            seen.add(row[f"{part}_tier"])
    assert len(seen) >= 3
    parts = [(one.kwh, one) for one in power.values()]
    for key, row in found.iterrows():
        parts += [(row[f"{fuel}_kwh"], heat[key]) for fuel in ("gas", "other_fuel")]
    told = total(found, kwh(found), A)
    assert (told.low, told.central, told.high) == pytest.approx(again.ends(parts, A))
    for year, kg in again.KG.items():
        emitted = sum(
            row["electricity_kwh"] * kg["electricity"] + row["gas_kwh"] * kg["gas"]
            + row["other_fuel_kwh"] * kg["lpg"] for _, row in found.iterrows()
        )  # fmt: skip
        sum_ = total(found, carbon_kg(found, factors_of(year)), A)
        assert sum_.central == pytest.approx(emitted)


def test_a_property_without_data_is_a_range_and_no_nought() -> None:
    places = make.properties({"id": "known", "electricity_kwh": 90_000, "gas_kwh": 0},
                             {"id": "unknown"}, {"id": "guessed", "gia_m2": None, "nia_m2": None},
                             {"id": "field", "type_code": "open_space", "gia_m2": None,
                              "nia_m2": None, "operational": False})  # fmt: skip
    found = consumption(places, A)
    for key in ("unknown", "guessed"):
        one = total(found.loc[[key]], kwh(found.loc[[key]]), A)
        assert 0 < one.low < one.central < one.high and one.imputed_share > 0
    assert found.loc["unknown", "electricity_kwh"] == 95_000
    assert found.loc["known", "gas_kwh"] == 0 and not found.loc["known", "heat_imputed"]
    assert worst_tier(found).to_dict() == {
        "known": "actual", "unknown": "benchmark", "guessed": "benchmark", "field": "none"
    }  # fmt: skip
    assert kwh(found).loc["field"].sum() == 0


@pytest.mark.parametrize("by_carbon", [False, True])
def test_the_range_of_each_building_is_that_of_it_alone(by_carbon: bool) -> None:
    found = consumption(metered(40, 3), A)
    amounts = carbon_kg(found, factors_of(2025)) if by_carbon else kwh(found)
    told = each(found, amounts, A)
    for key in found.index:
        alone = total(found.loc[[key]], amounts.loc[[key]], A)
        assert tuple(told.loc[key, ["low", "central", "high"]]) == pytest.approx(
            (alone.low, alone.central, alone.high)
        )
    unknown = found.index[found["electricity_imputed"] & found["building"]]
    assert len(unknown) and (told.loc[unknown, "low"] < told.loc[unknown, "high"]).all()


def test_factors_of_two_years_change_results_as_they_should() -> None:
    places = make.properties({"id": "a", "electricity_kwh": 100_000, "gas_kwh": 10_000},
                             {"id": "b", "electricity_kwh": 0, "other_fuel_kwh": 1_000,
                              "other_fuel": "wood_pellets"},
                             {"id": "c", "electricity_kwh": 0,
                              "other_fuel_kwh": 1_000})  # fmt: skip
    found = consumption(places, A)
    old, new = (carbon_kg(found, factors_of(year)) for year in (2024, 2025))
    assert (old - new).loc["a"].tolist() == pytest.approx([20_705 - 17_700, 1_829 - 1_829.6, 0])
    assert old.loc["b", "other_fuel"] == pytest.approx(11.32)
    assert new.loc["b", "other_fuel"] == pytest.approx(11.5)
    assert old.loc["c", "other_fuel"] > 250  # not said which: none is dearer
    assert years() == tuple(sorted(years()))
    with pytest.raises(BadQuestion, match="no conversion factors of 1990"):
        factors_of(1990)


def test_each_factor_names_its_sheet_and_none_is_of_another_year() -> None:
    for year in years():
        found = factors_of(year)
        assert found.carried == () and found.in_words().endswith(str(year))
        assert all(f", {year}, " in one.source for one in found.factors.values())
    heat = factors_of(2024).factors["district_heat"]
    assert "Heat and steam" in heat.source and heat.source != factors_of(2024).factors["gas"].source
    assert "Fuels (rows 38, 42, 70 and 86)" in factors_of(2025).factors["lpg"].source


def test_a_fuel_without_a_factor_takes_an_older_one_and_says_its_year(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sets = (
        (2023, {fuel: Factor(fuel, 0.3, 2023, "made up") for fuel in FACTOR_FUELS}),
        (2024, {"electricity": Factor("electricity", 0.2, 2024, "made up")}),
    )
    monkeypatch.setattr(factors, "_published", lambda: sets)
    factors.factors_of.cache_clear()
    found = factors.factors_of(2024)
    factors.factors_of.cache_clear()
    assert (found.kg_per_kwh("electricity"), found.kg_per_kwh("gas")) == (0.2, 0.3)
    assert {one.of for one in found.carried} == {2023}
    assert "of 2024 (electricity) and 2023 (other fuels)" in found.in_words()


def test_every_kind_of_building_has_a_benchmark_or_takes_that_of_offices() -> None:
    known = benchmarks()
    without = set(TypeCode) - set(known.of_type) - known.without_building
    assert without == {TypeCode.LET_PROPERTY, TypeCode.OTHER}
    assert not set(known.of_type) & known.without_building


@pytest.mark.parametrize("seed", [3, 4])
def test_many_moves_at_once_are_each_what_one_is_alone(seed: int) -> None:
    found, random = consumption(metered(120, seed), A), np.random.default_rng(seed)
    keys = random.permutation(found.index)
    pairs = pd.DataFrame({"guest": keys[:60], "host": keys[60:], "share": random.random(60),
                          "ended": random.random(60) < 0.4,
                          "need_m2": random.uniform(20, 900, 60)})  # fmt: skip
    told = of_pairs(found, pairs, A, factors_of(2025))
    tiers = worst_tier(found)
    for at, one in pairs.iterrows():
        alone = changed(found, [one["guest"], one["host"]],
                        [Moved(one["guest"], one["host"], one["share"], one["need_m2"])],
                        {one["guest"]} if one["ended"] else set(), A)  # fmt: skip
        kg = carbon_kg(alone.rows, factors_of(2025), alone.change)
        for name, amounts in (("kwh", alone.change), ("kg", kg)):
            whole = total(alone.rows_of_change(), amounts, A, signed=True)
            assert told.loc[at, [f"{name}_low", name, f"{name}_high"]].tolist() == pytest.approx(
                [whole.low, whole.central, whole.high]
            )
        assert told.loc[at, "tier"] in {tiers[one["guest"]], tiers[one["host"]]}
    pairs["need_m2"] = np.nan
    assert of_pairs(found, pairs, A, factors_of(2025))["kwh"].isna().all()


LINES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0, 1), st.floats(0, 900) | st.none()),
    max_size=6,
)


@settings(max_examples=25)
@given(lines=LINES, left=st.sets(st.integers(0, 5)), kept=st.booleans())
def test_an_option_uses_what_its_buildings_use(lines, left, kept) -> None:
    """The whole is the sum of its buildings, before and after, of every fuel; nothing below
    nought; who hosts uses more, who is left nothing; the range holds the middle."""
    found = _estate()
    keys = list(found.index)
    ended = set() if kept else {keys[one] for one in left}
    moves = [
        Moved(keys[home], keys[host], share, need)
        for home, host, share, need in lines
        if home != host and keys[host] not in ended
    ]
    told = changed(found, keys, moves, ended, A)
    for amounts in (told.before, told.after):
        each = [total(told.rows.loc[[key]], amounts.loc[[key]], A).central for key in keys]
        assert total(told.rows, amounts, A).central == pytest.approx(sum(each))
        assert (amounts >= 0).all(axis=None)
    assert told.after.loc[sorted(ended)].sum().sum() == 0
    whole = total(told.rows_of_change(), told.change, A, signed=True)
    assert whole.low <= whole.central <= whole.high
    assert whole.central == pytest.approx((told.after - told.before).sum().sum())
    if not moves and not ended:
        assert (told.change == 0).all(axis=None)


def _estate() -> pd.DataFrame:
    rows = [{"id": f"P{n}", "gia_m2": 500.0 + 100 * n} for n in range(6)]
    rows[1] |= {"electricity_kwh": 40_000, "gas_kwh": 70_000}
    rows[2] |= {"electricity_kwh": 40_000, "other_fuel_kwh": 70_000, "other_fuel": "lpg"}
    rows[3] |= {"gia_m2": None, "nia_m2": None}
    return consumption(make.properties(*rows), A)


def test_a_move_between_like_buildings_that_both_stay_changes_nothing() -> None:
    places = make.properties({"id": "from"}, {"id": "to"})
    found = consumption(places, A)
    half_m2 = 0.5 * 1_000 * A.value("nia_per_gia")
    told = changed(found, ["from", "to"], [Moved("from", "to", 0.5, half_m2)], (), A)
    assert told.change.sum().tolist() == pytest.approx([0, 0, 0])
    assert told.change.loc["from"].sum() < 0 < told.change.loc["to"].sum()
    ends = changed(found, ["from", "to"], [Moved("from", "to", 1.0, 100)], {"from"}, A)
    assert ends.after.loc["from"].sum() == 0
    assert ends.change.loc["from"].sum() == -kwh(found).loc["from"].sum()


def test_a_new_host_is_reckoned_as_an_office() -> None:
    found = consumption(make.properties({"id": "from"}), A)
    told = changed(found, ["from", "new"], [Moved("from", "new", 1.0, 80)], {"from"}, A, {"new"})
    assert told.before.loc["new"].sum() == 0
    assert told.after.loc["new", "electricity"] == pytest.approx(80 / 0.8 * 95)
    assert total(told.rows, told.after, A).low < told.after.sum().sum()


def test_flags_of_minimum_standards() -> None:
    let = {"energy_certificate": "epc"}
    rows = [
        {"id": "below", "energy_rating": "F", **let},
        {"id": "unsaid", "energy_rating": "G"},
        {"id": "besides", "energy_rating": "B", "energy_certificate": "dec",
         "further_epc_rating": "G"},
        {"id": "good", "energy_rating": "E", **let},
        {"id": "no_dec", "public_access": True, "energy_rating": "D"},
        {"id": "small", "public_access": True, "gia_m2": 250.0, "nia_m2": 200.0},
        {"id": "run_out", "public_access": True, "energy_certificate": "dec", "gia_m2": 1_001.0,
         "energy_rating": "D", "energy_rating_date": pd.Timestamp("2025-01-01")},
        {"id": "ten_years", "public_access": True, "energy_certificate": "dec", "gia_m2": 900.0,
         "energy_rating": "D", "energy_rating_date": pd.Timestamp("2025-01-01")},
        {"id": "not_let", "energy_rating": "G", **let},
    ]  # fmt: skip
    places = make.properties(*rows)
    is_let = pd.Series(places.index != "not_let", places.index)
    found = flags(places, is_let, TODAY)
    assert {key: one for key, one in found.items() if one} == {
        "below": ("epc_below_e",), "unsaid": ("perhaps_below_e",), "besides": ("epc_below_e",),
        "no_dec": ("dec_missing",), "run_out": ("dec_expired",),
    }  # fmt: skip
    assert list(kwh(consumption(places, A)).columns) == list(FUELS)
