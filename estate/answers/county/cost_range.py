"""How sure the county's premises cost is, as every door asks for it; kept as long as no cost
moves."""

import hashlib

import pandas as pd

from estate import codes
from estate.answers.answer import Answer, AssumptionUsed, Line, answer
from estate.answers.context import ReadContext
from estate.answers.county.figures import SCOPE
from estate.answers.estate_wide import property_costs, whole_estate
from estate.assumptions import AssumptionSet
from estate.errors import NotAllowed
from estate.register import visibility as v
from estate.savings import Basis, uncertainty_county
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


@answer
class FieldWorth(Answer):
    """How much a missing field would narrow the range, if it were known."""

    organisation: str
    field: str
    properties: int
    narrowing_gbp_pa: float
    narrowing_per_figure_gbp_pa: float
    narrowing_share: float


@answer
class CostRange(Answer):
    """How sure the premises cost is."""

    basis: str
    years: str
    price_base: str
    scope: str
    properties: int
    imputed_share: float
    imputed_rate_only_share: float
    guessed_area_share: float
    shared_error_by_class: bool
    base_gbp_pa: float
    p10_gbp_pa: float
    p50_gbp_pa: float
    p90_gbp_pa: float
    draws: int
    seed: int
    sigma_shared: float
    value_of_information: list[FieldWorth]
    assumption_set: str
    assumptions: list[AssumptionUsed]
    statement: list[Line]
    reader: str
    disclaimer: str


def cost_range(context: ReadContext) -> CostRange:
    """P10, P50 and P90 to the nearest £1,000 (for the club they rest on published bands), and by
    how much each missing field would narrow them."""
    if context.reader.level < v.Level.CLUB:
        raise NotAllowed("What premises cost is for members of the club.")
    found, assumptions = premises_cost_range(context)
    drawn = found.total
    return CostRange.made_of(
        drawn,
        basis=Basis.RUN_RATE_PA.value,
        years="each year",
        price_base=assumptions.text("price_base"),
        scope=SCOPE,
        properties=found.properties,
        imputed_share=round(found.imputed_share, 4),
        imputed_rate_only_share=round(found.rate_only_share, 4),
        guessed_area_share=round(found.guessed_area_share, 4),
        shared_error_by_class=found.shared_by_class,
        base_gbp_pa=round(drawn.base_gbp, -3),
        p10_gbp_pa=round(drawn.p10_gbp, -3),
        p50_gbp_pa=round(drawn.p50_gbp, -3),
        p90_gbp_pa=round(drawn.p90_gbp, -3),
        value_of_information=[_worth(one) for one in found.information],
        assumption_set=assumptions.id,
        assumptions=AssumptionUsed.all_of(assumptions.echo(ASSUMPTIONS_USED)),
        statement=[
            Line(name="Run date", text=context.today.isoformat()),
            Line(name="Status", text="indicative — not a decision"),
        ],
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
    )


def _worth(one: uncertainty_county.FieldWorth) -> FieldWorth:
    return FieldWorth.made_of(
        one,
        narrowing_gbp_pa=round(one.narrowing_gbp_pa, -3),
        narrowing_per_figure_gbp_pa=round(one.narrowing_per_figure_gbp_pa, -2),
        narrowing_share=round(one.narrowing_share, 4),
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
