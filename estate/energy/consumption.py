"""What each building uses in a year, by fuel, and how that is known (docs/methods/energy.md).

By the tiers of premises cost (``estate.tiers``): kWh on record, else m² GIA times the first rate
that answers, of the organisation's own peers, of the county's, or the published benchmark.
Electricity and heat are each known by themselves. Heat is gas and other fuel together; where it
is not on record it is taken to be gas. A null is not known, a nought is none; with one of the two
heating fuels on record, the other is none. Land without a building uses nothing unless something
is on record. kWh are of a year, as delivered (gross calorific value).
"""

import pandas as pd

from estate import tiers
from estate.assumptions import AssumptionSet
from estate.energy.benchmarks import benchmarks
from estate.tiers import Summed, floats

#: What is shown apart: other fuel is one of ``codes.OtherFuel``, by its property.
FUELS = ("electricity", "gas", "other_fuel")
#: Known each by themselves.
PARTS = ("electricity", "heat")
#: Where the outlier guard of medians ends, kWh a year for each m²; no median learns beyond.
_MOST_KWH_PER_M2 = 3_000.0


def consumption(properties: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """What every property uses in a year.

    Parameters
    ----------
    properties : pandas.DataFrame
        With ``PROPERTY_COLUMNS``, by property id.
    assumptions : AssumptionSet
        Spreads and how many peers a median needs.

    Returns
    -------
    pandas.DataFrame
        By property id: ``electricity_kwh``, ``gas_kwh``, ``other_fuel_kwh`` (central), of
        ``electricity`` and ``heat`` each ``…_tier``, ``…_imputed``, ``…_imputed_part``,
        ``…_sigma`` as ``tiers.rates``; ``other_fuel`` (null none), ``year`` (null not on record),
        ``area_m2``, ``area_tier``, ``exact`` (always true: no band stands for kWh),
        ``benchmark`` (its words) and ``building`` (False: land without one).
    """
    found = pd.DataFrame(index=properties.index)
    found["benchmark_class"] = tiers.benchmark_class(properties)
    found = found.join(tiers.areas(properties, found["benchmark_class"], assumptions))
    power = floats(properties["electricity_kwh"])
    gas, other = (floats(properties[f"{fuel}_kwh"]) for fuel in ("gas", "other_fuel"))
    heat = gas.fillna(0.0) + other.fillna(0.0)
    known = {"electricity": power, "heat": heat.where(gas.notna() | other.notna())}
    typical = properties["type_code"].map(benchmarks().of_type).astype(object)
    typical = typical.where(typical.notna(), benchmarks().otherwise)
    found["benchmark"] = typical.map(lambda one: one.words)
    bare = properties["type_code"].isin(benchmarks().without_building)
    measured = found["area_tier"].ne("class_mean")
    recorded = known["electricity"].notna() | known["heat"].notna()
    found["building"] = ~bare | measured | recorded
    for part in PARTS:
        benchmark = typical.map(lambda one, part=part: getattr(one, f"{part}_kwh_per_m2"))
        reckoned = _part(properties, found, known[part], benchmark.astype(float), assumptions)
        found[f"{part}_kwh"] = reckoned.pop("kwh").where(found["building"], 0.0)
        found = found.join(reckoned.add_prefix(f"{part}_"))
    imputed = found["heat_imputed"]
    found["other_fuel_kwh"] = other.fillna(0.0).where(~imputed, 0.0)
    found["gas_kwh"] = gas.fillna(0.0).where(~imputed, found["heat_kwh"])
    found["other_fuel"] = properties["other_fuel"].where(found["other_fuel_kwh"].gt(0), None)
    found["year"] = properties["energy_year"].where(recorded, None)
    found["exact"] = True
    return found.drop(columns=["heat_kwh", "benchmark_class"])


def _part(
    properties: pd.DataFrame,
    base: pd.DataFrame,
    known: pd.Series,
    benchmark: pd.Series,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """Electricity, or heat, of each property, with how it is known."""
    observed = known / base["area_m2"]
    strange = observed.gt(_MOST_KWH_PER_M2) & base["area_tier"].ne("class_mean")
    outlier = strange | tiers.strange_area(base, assumptions)
    rates = tiers.rates(properties, base.assign(outlier=outlier), observed, benchmark, assumptions)
    kwh = known.fillna(rates["rate"] * base["area_m2"])
    return rates[["tier", "imputed", "imputed_part", "sigma"]].assign(kwh=kwh)


def rows_of(found: pd.DataFrame, fuel: str) -> pd.DataFrame:
    """Of one fuel, what ``tiers.summed`` asks of each figure."""
    part = "electricity" if fuel == "electricity" else "heat"
    names = ("tier", "imputed", "imputed_part", "sigma")
    rows = found[[*(f"{part}_{name}" for name in names), "exact", "area_tier"]]
    return rows.rename(columns={f"{part}_{name}": name for name in names})


def together(found: pd.DataFrame, amounts: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Figures of all fuels (``amounts``, a column each) one below the other, and their rows."""
    stacked = [rows_of(found, fuel) for fuel in FUELS]
    return (
        pd.concat([amounts[fuel] for fuel in FUELS], ignore_index=True),
        pd.concat(stacked, ignore_index=True),
    )


def total(
    found: pd.DataFrame,
    amounts: pd.DataFrame,
    assumptions: AssumptionSet,
    *,
    signed: bool = False,
) -> Summed:
    """The sum of figures of some properties, all fuels together, with its range.

    ``amounts``: kWh, or kgCO2e, of each of ``FUELS``, by property id. Errors of one property's
    electricity and heat are taken to be its own each; those of all imputed figures share one.
    """
    central, rows = together(found, amounts)
    return tiers.summed(central, rows, assumptions, signed=signed)


def each(found: pd.DataFrame, amounts: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """``low``, ``central`` and ``high`` of each property by itself, as ``total`` has them of it
    alone; many at once. No band stands for kWh, so bands spread nothing."""
    central, imputed, squares = (pd.Series(0.0, index=found.index) for _ in range(3))
    for fuel in FUELS:
        amount, rows = floats(amounts[fuel]).fillna(0.0), rows_of(found, fuel)
        central += amount
        imputed += amount.where(rows["imputed"].astype(bool), 0.0)
        squares += (amount * floats(rows["sigma"])) ** 2
    shared = assumptions.value("sigma_shared") * imputed
    spread = tiers.Z_P90 * (shared**2 + squares) ** 0.5
    ends = {"low": (central - spread).clip(lower=0.0), "high": central + spread}
    return pd.DataFrame({"central": central, **ends})


def kwh(found: pd.DataFrame) -> pd.DataFrame:
    """kWh a year of each of ``FUELS``, a column each, by property id."""
    return found[[f"{fuel}_kwh" for fuel in FUELS]].set_axis(list(FUELS), axis=1)


def worst_tier(found: pd.DataFrame) -> pd.Series:
    """The lesser known of electricity and heat, of each property; ``none`` without a building."""
    places = {tier: at for at, tier in enumerate(tiers.TIERS)}
    power, heat = (found[f"{part}_tier"].map(places) for part in PARTS)
    lesser = power.where(power.ge(heat), heat).map(dict(enumerate(tiers.TIERS)))
    return lesser.where(found["building"], "none")
