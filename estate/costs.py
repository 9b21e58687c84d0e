"""What the premises cost a year, and how that is known (docs/methods/premises-cost.md).

Every figure records its tier (``estate.tiers``): actual cost lines, the median of the
organisation's own peers, the county's median of that type, or the benchmark of the source
document. Measures are kept apart:
``total`` (all cashable lines), ``club`` (less payments between partners), of it ``contract``
(due under a lease or PFI contract) and ``running`` (neither so due nor business rates: what
leaving part of a building can touch), and ``held`` (all but what is due under a contract,
whoever is paid: what holding an empty building costs a share of).
GBP a year, each cost restated from the prices of its own year to the assumption set's base; areas
are m² GIA. An actual cost of which the reader sees only the published
band stands for it by what can be expected in that band (``cost_bands``); it is not imputed, but
has the spread of its band, and all such costs share a small error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from estate import cost_bands
from estate.assumptions import AssumptionSet
from estate.assumptions.prices import same_prices
from estate.codes import CAMPUS_TYPES
from estate.leases.exits_and_notices import let_to_holder
from estate.tiers import Z_P90, areas, benchmark_class, rates, strange_area, summed
from estate.tiers import floats as _floats

MEASURES = ("total", "club", "running", "contract", "held")
_HALF_A_PENNY = 0.005


@dataclass(frozen=True)
class CostTotal:
    """A sum of premises costs with its range and how much of it is not measured.

    Shares are of the central sum (0–1): ``imputed_share`` counts each pound by how much of it
    is imputed, ``banded_share`` are the pounds of which the reader sees only published bands,
    ``rate_only_share`` the pounds with a known area and an imputed rate,
    ``guessed_area_share`` those without even an area. Low and high are about P10 and P90, with
    one error shared by all imputed properties, another by all banded costs; all
    GBP a year.
    """

    count: int
    price_base: str
    central_gbp_pa: float
    low_gbp_pa: float
    high_gbp_pa: float
    imputed_share: float
    banded_share: float = 0.0
    rate_only_share: float = 0.0
    guessed_area_share: float = 0.0
    count_by_tier: Mapping[str, int] = field(default_factory=dict)


def property_costs(
    properties: pd.DataFrame,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    leases: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Annual premises cost of every property, actual or estimated.

    Parameters
    ----------
    properties, costs : pandas.DataFrame
        With ``PROPERTY_COLUMNS`` and ``COST_COLUMNS``, both by property id; amounts in GBP a year
        at the prices of their ``year``.
    assumptions : AssumptionSet
        Price base, benchmarks and spreads.
    leases : pandas.DataFrame, optional
        With ``LEASE_COLUMNS``: which properties are rented, and which of a partner.

    Returns
    -------
    pandas.DataFrame
        By property id: ``total_gbp_pa``, ``club_gbp_pa``, ``running_gbp_pa``,
        ``contract_gbp_pa``, ``held_gbp_pa`` (central, at the set's prices), each with
        ``…_low_gbp_pa`` and ``…_high_gbp_pa``; ``tier``, ``imputed``, ``imputed_part`` (0 actual,
        1 wholly imputed), ``sigma``, ``sigma_with_area`` (were its area known), ``gbp_per_m2``,
        ``area_m2`` (GIA), ``area_tier``, ``benchmark_class``, ``outlier`` (kept out of every
        median), ``year``, ``exact`` (False = the published band's middle), ``let`` (rented by its
        holder).

    Examples
    --------
    The estate of the page ``docs/library.md``: £60,000 of 2009/10 at today's prices, and an
    office without figures at the rate of its class.

    >>> premises = property_costs(estate.properties, estate.costs, assumptions, estate.leases)
    >>> premises[["total_gbp_pa", "total_low_gbp_pa", "tier"]].round(0)
                  total_gbp_pa  total_low_gbp_pa       tier
    mill-lane          93326.0           87534.0     actual
    bridge-house      264424.0          148540.0  benchmark
    """
    base = pd.DataFrame(index=properties.index)
    base["benchmark_class"] = benchmark_class(properties)
    base = base.join(areas(properties, base["benchmark_class"], assumptions))
    seen = costs[costs.index.isin(properties.index)]
    fitted = _fitted(properties, base, seen, leases, assumptions)
    actual = at_prices(seen.assign(**_standing(seen, fitted)), assumptions)
    actual = actual.reindex(properties.index)
    base["outlier"] = _outliers(base, actual["total_gbp_pa"], assumptions)
    base = base.join(_rates(properties, base, actual, assumptions))
    base["year"] = actual["year"]
    base["exact"] = actual["exact"].eq(True).where(actual["total_gbp_pa"].notna(), True)
    banded = pd.Series(assumptions.value("sigma_band"), index=base.index)
    if fitted is not None:
        banded = fitted["sigma"].reindex(base.index)
    base["sigma"] = base["sigma"].where(base["exact"], banded)
    central = base["gbp_per_m2"] * base["area_m2"]
    base["total_gbp_pa"] = _floats(actual["total_gbp_pa"]).fillna(central)
    shares = _imputed_shares(properties, leases, assumptions)
    for measure in ("club", "running"):
        known = _floats(actual[f"{measure}_gbp_pa"]).where(~base["imputed"])
        base[f"{measure}_gbp_pa"] = known.fillna(base["total_gbp_pa"] * shares[measure])
    base["let"] = False if leases is None else let_to_holder(properties, leases)
    found = _with_range(base.assign(**_due(base, actual, assumptions)))
    if fitted is not None:
        found = _with_fitted_range(found, fitted, assumptions)
    found.attrs["price_base"] = assumptions.price_base
    return found


def _fitted(
    properties: pd.DataFrame,
    base: pd.DataFrame,
    seen: pd.DataFrame,
    leases: pd.DataFrame | None,
    assumptions: AssumptionSet,
) -> pd.DataFrame | None:
    """What stands for bands (``cost_bands.expected``), at the prices of each cost's own year;
    none where the reader sees no band, or the set takes their middles."""
    if assumptions.text("band_value") != "fitted" or seen["exact"].eq(True).all():
        return None
    campus = properties["type_code"].isin(CAMPUS_TYPES)
    known = base["area_m2"].where(base["area_tier"].ne("class_mean"))
    benchmark = base["benchmark_class"].map(_benchmarks(assumptions))
    let, partner = pd.Series(False, properties.index), pd.Series(False, properties.index)
    if leases is not None:
        let = let_to_holder(properties, leases)
        partner |= properties.index.isin(leases.loc[leases["landlord"].notna(), "property_id"])
    return cost_bands.expected(
        properties,
        seen,
        known,
        base["area_m2"] * benchmark,
        base["benchmark_class"].mask(campus, "campus"),
        let,
        partner,
        assumptions,
    )


def _standing(seen: pd.DataFrame, fitted: pd.DataFrame | None) -> dict[str, pd.Series]:
    """The costs as they are reckoned with: fitted where only a band is seen."""
    if fitted is None:
        return {}
    exact = seen["exact"].eq(True)
    return {
        f"{part}_gbp_pa": _floats(seen[f"{part}_gbp_pa"]).where(exact, fitted[part])
        for part in cost_bands.PARTS
    }


def _with_fitted_range(
    found: pd.DataFrame, fitted: pd.DataFrame, assumptions: AssumptionSet
) -> pd.DataFrame:
    """P10 and P90 of what stands for a band, of each part by itself."""
    here = ~found["exact"]
    factor = (found["total_gbp_pa"] / fitted["total"].reindex(found.index)).where(here)
    for end in ("low", "high"):
        part = fitted[f"total_{end}"].reindex(found.index) * factor / found["total_gbp_pa"]
        for measure in MEASURES:
            name = f"{measure}_{end}"
            told = found[f"{measure}_gbp_pa"] * part
            if name in fitted:
                told = fitted[name].reindex(found.index) * factor
            found[f"{name}_gbp_pa"] = found[f"{name}_gbp_pa"].mask(here, told).fillna(0.0)
        partner = fitted[f"partner_{end}"].reindex(found.index) * factor
        found[f"partner_{end}_gbp_pa"] = found[f"partner_{end}_gbp_pa"].mask(here, partner)
    return found


def at_prices(costs: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """Costs on record (``COST_COLUMNS``) restated from the prices of their own year to the base of
    the assumption set. A year that the price index tells nothing of leaves its cost unknown."""
    years = costs["year"].astype(str)
    index = assumptions.price_index
    factors = {
        year: float(assumptions.to_base(year)) if index.covers(year) else np.nan
        for year in years.unique()
    }
    factor = years.map(factors).astype(float)
    amounts = [f"{measure}_gbp_pa" for measure in MEASURES if f"{measure}_gbp_pa" in costs]
    return costs.assign(**{name: _floats(costs[name]) * factor for name in amounts})


def _due(
    base: pd.DataFrame, actual: pd.DataFrame, assumptions: AssumptionSet
) -> dict[str, pd.Series]:
    """What is due under a lease, and what is not. Where only sums are known, all that is not
    running cost is rent and business rates, by a usual share, if the building is rented and no
    part of the sum goes to a partner; else business rates alone."""
    total, club, running = (base[f"{name}_gbp_pa"] for name in MEASURES[:3])
    rates = assumptions.value("rates_share_of_rent_and_rates")
    rented = base["let"].astype(bool) & (total - club < _HALF_A_PENNY)
    fixed = (club - running).clip(lower=0.0)
    contract = _floats(_column(actual, "contract_gbp_pa")).where(~base["imputed"])
    held = _floats(_column(actual, "held_gbp_pa")).where(~base["imputed"])
    contract = contract.fillna((fixed * (1 - rates)).where(rented, 0.0))
    return {
        "contract_gbp_pa": contract,
        "held_gbp_pa": held.fillna(club - contract),
    }


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame else pd.Series(np.nan, index=frame.index)


def total(costs: pd.DataFrame, assumptions: AssumptionSet, measure: str = "total") -> CostTotal:
    """Sum of some rows of ``property_costs`` with its range and imputed share."""
    same_prices(costs.attrs.get("price_base", assumptions.price_base), assumptions.price_base)
    found = summed(costs[f"{measure}_gbp_pa"], costs, assumptions)
    return CostTotal(
        count=found.count,
        price_base=assumptions.price_base,
        central_gbp_pa=found.central,
        low_gbp_pa=found.low,
        high_gbp_pa=found.high,
        imputed_share=found.imputed_share,
        banded_share=found.banded_share,
        rate_only_share=found.rate_only_share,
        guessed_area_share=found.guessed_area_share,
        count_by_tier=found.count_by_tier,
    )


def _outliers(base: pd.DataFrame, actual: pd.Series, assumptions: AssumptionSet) -> pd.Series:
    """Actual costs or areas that no median should learn from."""
    rate = _floats(actual) / base["area_m2"]
    measured = base["area_tier"] != "class_mean"
    floor = np.where(
        base["benchmark_class"] == "non_operational",
        assumptions.value("outlier_min_non_operational_gbp_per_m2"),
        assumptions.value("outlier_min_gbp_per_m2"),
    )
    strange_rate = (rate < floor) | (rate > assumptions.value("outlier_max_gbp_per_m2"))
    strange = strange_area(base, assumptions)
    return measured & (strange_rate & rate.notna() | strange)


def _rates(
    properties: pd.DataFrame, base: pd.DataFrame, actual: pd.DataFrame, assumptions: AssumptionSet
) -> pd.DataFrame:
    """GBP per m² by the first tier that answers, with the tier and its spread."""
    observed = _floats(actual["total_gbp_pa"]) / base["area_m2"]
    benchmark = base["benchmark_class"].map(_benchmarks(assumptions))
    found = rates(properties, base, observed, benchmark, assumptions)
    return found.rename(columns={"rate": "gbp_per_m2"})


def _benchmarks(assumptions: AssumptionSet) -> dict[str, float]:
    return {
        name: assumptions.value(f"benchmark_{name}_gbp_per_m2")
        for name in ("schools", "other_operational", "non_operational")
    }


def _imputed_shares(
    properties: pd.DataFrame, leases: pd.DataFrame | None, assumptions: AssumptionSet
) -> pd.DataFrame:
    """How an imputed total splits: its club and running shares, by property."""
    from_partner = pd.Series(False, index=properties.index)
    if leases is not None:
        let = leases.loc[leases["landlord"].notna(), "property_id"]
        from_partner = pd.Series(properties.index.isin(let), index=properties.index)
    club = np.where(from_partner, assumptions.value("imputed_club_share_partner_lease"), 1.0)
    running = assumptions.value("imputed_running_share")
    return pd.DataFrame({"club": club, "running": np.minimum(running, club)}, properties.index)


def _with_range(base: pd.DataFrame) -> pd.DataFrame:
    spread = np.exp(Z_P90 * base["sigma"].to_numpy(dtype=float))
    for measure in MEASURES:
        base[f"{measure}_low_gbp_pa"] = base[f"{measure}_gbp_pa"] / spread
        base[f"{measure}_high_gbp_pa"] = base[f"{measure}_gbp_pa"] * spread
    paid = (base["total_gbp_pa"] - base["club_gbp_pa"]).clip(lower=0.0)
    base["partner_low_gbp_pa"], base["partner_high_gbp_pa"] = paid / spread, paid * spread
    return base
