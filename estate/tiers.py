"""How a yearly figure of a building is known, and how surely: one mechanism for its premises cost
(``estate.costs``) and its energy (``estate.energy``).

A figure on record is the building's own (tier ``actual``). Else it is an area times a rate, and
the rate is the first that answers: the median of the organisation's own peers, the county's
median of that type, a published benchmark. Where the building's own area is known, only the rate
is imputed: its error is smaller, and of the figure only a part (``imputed_part_with_area``)
counts as imputed. Where the area too is that of its class, all does. Areas are m² GIA.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from estate.assumptions import AssumptionSet
from estate.codes import SCHOOL_TYPES

TIERS = ("actual", "organisation_peers", "county_peers", "benchmark")
AREA_TIERS = ("gia", "nia_converted", "class_mean")
Z_P90 = 1.2815515655446004  # standard normal: low and high are the P10 and P90 of the range


@dataclass(frozen=True)
class Summed:
    """A sum of figures with its range and how much of it is not measured, in their own unit.

    ``low`` and ``high`` are about P10 and P90, with one error shared by all imputed figures and
    another by all that are seen as bands. Shares are of the central sum (0–1).
    """

    count: int
    central: float
    low: float
    high: float
    imputed_share: float
    banded_share: float = 0.0
    rate_only_share: float = 0.0
    guessed_area_share: float = 0.0
    count_by_tier: Mapping[str, int] = field(default_factory=dict)


def benchmark_class(properties: pd.DataFrame) -> pd.Series:
    """``schools``, ``other_operational`` or ``non_operational``: the county's classes of 2010."""
    school = properties["type_code"].isin(SCHOOL_TYPES)
    operational = properties["operational"].eq(True)
    names = np.select([school, operational], ["schools", "other_operational"], "non_operational")
    return pd.Series(names, index=properties.index)


def areas(properties: pd.DataFrame, classes: pd.Series, assumptions: AssumptionSet) -> pd.DataFrame:
    """``area_m2`` (GIA) and ``area_tier`` of each property: measured, converted or class mean."""
    gia = floats(properties["gia_m2"])
    converted = floats(properties["nia_m2"]) / assumptions.value("nia_per_gia")
    means = {name: assumptions.value(f"mean_area_{name}_m2") for name in classes.unique()}
    tier = np.select([gia.notna(), converted.notna()], AREA_TIERS[:2], AREA_TIERS[2])
    return pd.DataFrame(
        {"area_m2": gia.fillna(converted).fillna(classes.map(means)), "area_tier": tier},
        index=properties.index,
    )


def strange_area(base: pd.DataFrame, assumptions: AssumptionSet) -> pd.Series:
    """Areas that no median should learn from; ``base`` has ``area_m2``."""
    return (base["area_m2"] < assumptions.value("outlier_min_area_m2")) | (
        base["area_m2"] > assumptions.value("outlier_max_area_m2")
    )


def rates(
    properties: pd.DataFrame,
    base: pd.DataFrame,
    observed: pd.Series,
    benchmark: pd.Series,
    assumptions: AssumptionSet,
) -> pd.DataFrame:
    """A rate for each property by the first tier that answers, by property id.

    ``observed``: the figure on record for each m² GIA, null where there is none; ``benchmark``:
    the published one, in the same unit; ``base`` has ``benchmark_class``, ``area_tier`` and
    ``outlier`` (kept out of every median). Columns: ``rate``, ``tier``, ``imputed``,
    ``imputed_part`` (0 actual, 1 wholly imputed), ``sigma`` (spread on a log scale) and
    ``sigma_with_area`` (were its area known).
    """
    peers = observed.where(~base["outlier"] & (base["area_tier"] != "class_mean"))
    kind = properties["type_code"].fillna(properties["use_class"]).astype(str)
    # A type has few members that are not operational; they say nothing about those that are.
    kind = kind + "/" + base["benchmark_class"]
    tenure = properties["tenure"].fillna("unknown").astype(str)
    own_keys = [properties["organisation"].astype(str), kind, tenure]
    own = _median(peers, own_keys, assumptions.value("min_organisation_peers"))
    county = _median(peers, [kind], assumptions.value("min_county_peers"))
    known = observed.notna()
    tier = np.select([known, own.notna(), county.notna()], TIERS[:3], TIERS[3])
    with_area = pd.Series(tier, index=base.index).map(_sigmas_with_area(assumptions))
    guessed_area = ~known & (base["area_tier"] == "class_mean")
    part = assumptions.value("imputed_part_with_area")
    return pd.DataFrame(
        {
            "rate": observed.fillna(own).fillna(county).fillna(benchmark),
            "tier": tier,
            "imputed": ~known,
            "imputed_part": np.select([known, guessed_area], [0.0, 1.0], part),
            "sigma": with_area.mask(guessed_area, assumptions.value("sigma_benchmark")),
            "sigma_with_area": with_area,
        },
        index=base.index,
    )


def summed(
    central: pd.Series, rows: pd.DataFrame, assumptions: AssumptionSet, *, signed: bool = False
) -> Summed:
    """The sum of some figures with its range.

    ``rows``, one for each: ``imputed``, ``imputed_part``, ``exact`` (False = stands for a band),
    ``sigma``, ``area_tier`` and ``tier``. The range ends at nought, unless the figures are
    ``signed`` (changes, which may be either).
    """
    imputed = central.where(rows["imputed"], 0.0)
    whole, unknown = float(central.sum()), float(imputed.sum())
    banded = float(central.where(~rows["exact"], 0.0).sum())
    guessed = float(imputed.where(rows["area_tier"].eq("class_mean"), 0.0).sum())
    alone = float(np.sqrt(((central * rows["sigma"]) ** 2).sum()))
    shared = assumptions.value("sigma_shared") * unknown
    of_bands = assumptions.value("sigma_shared_band") * banded
    spread = Z_P90 * math.hypot(shared, of_bands, alone)
    tiers = rows["tier"].value_counts()
    least = whole - spread
    return Summed(
        count=len(rows),
        central=whole,
        low=least if signed else max(0.0, least),
        high=whole + spread,
        imputed_share=float((central * rows["imputed_part"]).sum()) / whole if whole else 0.0,
        banded_share=banded / whole if whole else 0.0,
        rate_only_share=(unknown - guessed) / whole if whole else 0.0,
        guessed_area_share=guessed / whole if whole else 0.0,
        count_by_tier={tier: int(tiers.get(tier, 0)) for tier in TIERS},
    )


def _sigmas_with_area(assumptions: AssumptionSet) -> dict[str, float]:
    """Spread by tier where the area is the building's own; ``sigma_benchmark`` stands for a
    benchmark of both: tier 4 for area and rate."""
    sigmas = {name: assumptions.value(f"sigma_{name}") for name in TIERS[:3]}
    both, rate = (assumptions.value(f"sigma_benchmark{end}") for end in ("", "_with_area"))
    return sigmas | {"benchmark": min(rate, both)}


def _median(values: pd.Series, keys: list[pd.Series], at_least: float) -> pd.Series:
    """Median of each row's group, null where the group has fewer known values than asked."""
    groups = values.groupby([key.to_numpy() for key in keys])
    return groups.transform("median").where(groups.transform("count") >= at_least)


def floats(values: pd.Series) -> pd.Series:
    """The values as numbers; null stays null."""
    return pd.to_numeric(values).astype(float)
