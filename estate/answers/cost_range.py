"""How sure the county's premises cost is, as every door asks for it; kept as long as no cost
moves."""

import hashlib

import pandas as pd

from estate.answers.context import ReadContext
from estate.answers.core import property_costs, whole_estate
from estate.assumptions import AssumptionSet
from estate.savings.uncertainty_county import CountyRange, county_range

#: What the range rests on; echoed with it.
ASSUMPTIONS_USED = (
    "benchmark_non_operational_gbp_per_m2",
    "benchmark_other_operational_gbp_per_m2",
    "benchmark_schools_gbp_per_m2",
    "extrapolation_excluded_types",
    "figures_per_annual_cost",
    "imputed_part_with_area",
    "monte_carlo_draws",
    "monte_carlo_seed",
    "price_base",
    "price_index_edition",
    "sigma_actual",
    "sigma_benchmark",
    "sigma_benchmark_with_area",
    "sigma_county_peers",
    "sigma_organisation_peers",
    "sigma_shared",
)


def premises_cost_range(
    context: ReadContext,
) -> tuple[CountyRange, AssumptionSet]:
    """Range of the extrapolation base (operational, less schools and campuses), GBP a year,
    and by how much each organisation's missing field would narrow it."""
    assumptions = context.assumptions
    estate, costs = whole_estate(context), property_costs(context)

    places = estate.properties
    excluded = assumptions.names("extrapolation_excluded_types")
    counted = places["operational"].eq(True) & ~places["type_code"].isin(excluded)
    figures, whose = costs[counted], places.loc[counted, "organisation"]

    def make() -> CountyRange:
        return county_range(figures, whose, assumptions)

    # By content and not by version: a rating, of which there are many, moves no cost, and the draws
    # over a large county take seconds.
    key = ("range", _content(figures, whose), assumptions)
    return context.cache.once(key, make), assumptions


def _content(figures: pd.DataFrame, whose: pd.Series) -> str:
    """What the range is drawn from, in short: it is the same where all of this is."""
    told = hashlib.sha256(pd.util.hash_pandas_object(figures.index).to_numpy().tobytes())
    for name, column in (*figures.items(), ("whose", whose)):
        told.update(repr(name).encode())
        told.update(pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes())
    return told.hexdigest()
