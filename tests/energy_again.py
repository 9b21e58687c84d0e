"""Energy use and emissions worked out a second time: property by property, in plain numbers, with
factors and benchmarks typed anew, without ``estate.energy`` and ``estate.tiers``."""

from dataclasses import dataclass
from math import exp, sqrt
from statistics import median
from typing import Any

import pandas as pd

from estate.assumptions import AssumptionSet

#: kgCO2e for each kWh, of 2023, 2024 and 2025.
KG = {
    2023: {"electricity": 0.207074289, "gas": 0.182928926, "lpg": 0.214496004},
    2024: {"electricity": 0.20705, "gas": 0.1829, "lpg": 0.2145},
    2025: {"electricity": 0.177, "gas": 0.18296, "lpg": 0.2145},
}
TYPICAL = {"office": (95, 120), "hub": (95, 120), "library": (70, 200), "post_office": (140, 0),
           "depot": (35, 160), "records_store": (35, 160), "school_primary": (40, 150),
           "childrens_centre": (40, 150), "health_centre": (70, 200), "police_office": (95, 120),
           "probation_office": (95, 120), "fire_station": (70, 390),
           "crematorium": (20, 105)}  # fmt: skip
SCHOOLS, BARE = ("school_primary",), ("land",)
Z = 1.2815515655446004


@dataclass
class Used:
    """One figure of one building: kWh, how it is known, its spread."""

    kwh: float
    tier: str
    sigma: float


def missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def area_of(one: Any, of: AssumptionSet) -> tuple[float, bool]:
    if not missing(one["gia_m2"]):
        return float(one["gia_m2"]), True
    if not missing(one["nia_m2"]):
        return float(one["nia_m2"]) / of.value("nia_per_gia"), True
    return of.value(f"mean_area_{class_of(one)}_m2"), False


def class_of(one: Any) -> str:
    if one["type_code"] in SCHOOLS:
        return "schools"
    return "other_operational" if one["operational"] else "non_operational"


def recorded(one: Any, part: str) -> float | None:
    if part == "electricity":
        return None if missing(one["electricity_kwh"]) else float(one["electricity_kwh"])
    fuels = [one[name] for name in ("gas_kwh", "other_fuel_kwh") if not missing(one[name])]
    return sum(map(float, fuels)) if fuels else None


def used(places: pd.DataFrame, of: AssumptionSet, part: str) -> dict[str, Used]:
    """Electricity, or heat, of each building."""
    rows = {str(key): one for key, one in places.iterrows()}
    rates = {}
    for key, one in rows.items():
        area, measured = area_of(one, of)
        told = recorded(one, part)
        if told is not None and measured and told / area <= 3_000 and 10 <= area <= 120_000:
            rates[key] = told / area
    found = {}
    for key, one in rows.items():
        area, measured = area_of(one, of)
        told = recorded(one, part)
        if told is not None:
            found[key] = Used(told, "actual", of.value("sigma_actual"))
            continue

        def like(other: Any, one: Any = one) -> bool:
            return (one["type_code"], class_of(one)) == (other["type_code"], class_of(other))

        county = [rate for other, rate in rates.items() if like(rows[other])]
        own = [rate for other, rate in rates.items() if like(rows[other])
               and rows[other]["organisation"] == one["organisation"]
               and rows[other]["tenure"] == one["tenure"]]  # fmt: skip
        if len(own) >= of.value("min_organisation_peers"):
            rate, tier = median(own), "organisation_peers"
        elif len(county) >= of.value("min_county_peers"):
            rate, tier = median(county), "county_peers"
        else:
            typical = TYPICAL.get(one["type_code"], (95, 120))
            rate, tier = float(typical[part != "electricity"]), "benchmark"
        sigma = of.value(f"sigma_{tier}{'_with_area' if tier == 'benchmark' else ''}")
        if not measured:
            sigma = of.value("sigma_benchmark")
        none = one["type_code"] in BARE and not measured and all(
            recorded(one, each) is None for each in ("electricity", "heat"))  # fmt: skip
        found[key] = Used(0.0 if none else rate * area, tier, sigma)
    return found


def ends(figures: list[tuple[float, Used]], of: AssumptionSet) -> tuple[float, float, float]:
    """Low, middle and high of a sum of figures, each with how it is known."""
    whole = sum(amount for amount, _ in figures)
    alone = sqrt(sum((amount * how.sigma) ** 2 for amount, how in figures))
    imputed = sum(amount for amount, how in figures if how.tier != "actual")
    spread = Z * sqrt(alone**2 + (of.value("sigma_shared") * imputed) ** 2)
    return max(0.0, whole - spread), whole, whole + spread


def of_one(how: Used) -> tuple[float, float]:
    """P10 and P90 of one figure."""
    return how.kwh / exp(Z * how.sigma), how.kwh * exp(Z * how.sigma)
