"""The county in figures, and the estimate from the top down, from what a reader may see."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from estate import codes, savings
from estate.answers.context import ReadContext
from estate.answers.core import property_costs
from estate.assumptions import AssumptionSet
from estate.assumptions.assumption import COUNTY_PRICES
from estate.register import visibility as v
from estate.register.queries import totals
from estate.savings import RegisterBase, TopDown


def _at_county_prices(assumptions: AssumptionSet) -> dict[str, Decimal]:
    """What money of each year is multiplied by to stand at the prices of the county's table."""
    index = assumptions.price_index
    return {year: index.factor(year, COUNTY_PRICES) for year in index.numbers}


def register_base(
    connection: Connection, reader: v.Reader, assumptions: AssumptionSet
) -> RegisterBase | None:
    """The register's own base of the extrapolation: every operational property less schools
    and campuses, at the mean cost of the county council's own.

    None for a register without a county council or without ten actual costs of it.
    """
    excluded = assumptions.names("extrapolation_excluded_types")
    prices = _at_county_prices(assumptions)
    everyone = totals.segments(connection, reader, excluded=excluded, restated=prices)
    council = totals.segments(
        connection, reader, kind=codes.OrganisationKind.COUNTY, excluded=excluded, restated=prices
    )
    base, comparator = _other_operational(everyone), _other_operational(council)
    if base is None or comparator is None or comparator["cost_gbp_pa"] is None:
        return None
    count = int(base["properties"])
    return RegisterBase(
        extrapolation_count=count,
        comparator_count=int(comparator["with_cost"]),
        comparator_cost_gbp_pa=comparator["cost_gbp_pa"],
        imputed_share=Decimal(count - int(base["with_cost"])) / count,
    )


def _other_operational(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    return next((row for row in rows if row["segment"] == "other_operational"), None)


def top_down(context: ReadContext) -> TopDown:
    """The estimate of 2010, with this register's own base beside the published ones."""
    base = None
    if context.reader.level >= v.Level.CLUB:
        base = register_base(context.connection, context.reader, context.assumptions)
    return savings.top_down(base, context.assumptions, context.today)


def _standing(context: ReadContext) -> dict[str, float]:
    """What stands for each cost on record, by property id, at the prices of the county's table:
    for a band what can be expected in it (``cost_bands``), as everywhere else."""
    costs = property_costs(context)
    known = costs.loc[~costs["imputed"].eq(True), "total_gbp_pa"].dropna()
    told = known / float(context.assumptions.to_base(COUNTY_PRICES))
    return dict(zip(told.index.astype(str), told.tolist(), strict=True))


def county_figures(context: ReadContext) -> dict[str, Any]:
    """Mix of ratings, classes and tenures; the county table; book value.

    Costs stand at the prices of the county's own table (2009/10), so that nobody is told a sum
    twice, rounded at two bases; ``prices`` says what makes today's money of them. The segments
    are those of the extrapolation: a second way of dividing the county council's
    properties would let its totals be subtracted from each other.
    """
    connection, reader, assumptions = context.connection, context.reader, context.assumptions
    excluded = assumptions.names("extrapolation_excluded_types")
    county, prices = codes.OrganisationKind.COUNTY, _at_county_prices(assumptions)
    table = totals.segments(connection, reader, kind=county, excluded=excluded, restated=prices)
    standing = _standing(context)
    return {
        "availability": totals.by_rating(connection, reader, codes.RatingScheme.AVAILABILITY),
        "sharing": totals.by_rating(connection, reader, codes.RatingScheme.SHARING),
        "use_class": totals.by_code(connection, reader, "use_class"),
        "segments": totals.segments(
            connection, reader, excluded=excluded, restated=prices, standing=standing
        ),
        "county_table": table,
        "prices": {
            "of": COUNTY_PRICES,
            "today": assumptions.price_base,
            "factor": float(assumptions.to_base(COUNTY_PRICES)),
            "index": assumptions.text("price_index_edition"),
        },
        "book_value": totals.book_value(connection, reader),
    }
