"""The county in figures, and the estimate from the top down, from what a reader may see."""

from decimal import Decimal
from typing import Any

from estate import codes, savings
from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, answer
from estate.answers.context import ReadContext
from estate.answers.estate_wide import property_costs
from estate.assumptions import AssumptionSet
from estate.assumptions.assumption import COUNTY_PRICES
from estate.costs import CostTotal
from estate.register import visibility as v
from estate.register.queries import totals
from estate.savings import RegisterBase, TopDown

#: The segment that is the base of the extrapolation.
BASE = "other_operational"
#: Of what the premises cost is told.
SCOPE = "operational, less schools and campuses, of organisations that have signed"


def _at_county_prices(assumptions: AssumptionSet) -> dict[str, Decimal]:
    """What money of each year is multiplied by to stand at the prices of the county's table."""
    index = assumptions.price_index
    return {year: index.factor(year, COUNTY_PRICES) for year in index.numbers}


def _segment_sums(context: ReadContext) -> list[dict[str, Any]]:
    """Sums per segment and organisation at the prices of the county's table, read once."""
    excluded = context.assumptions.names("extrapolation_excluded_types")
    prices = _at_county_prices(context.assumptions)

    def read() -> list[dict[str, Any]]:
        return totals.segment_sums(
            context.connection, context.reader, excluded=excluded, restated=prices
        )

    key = (context.version, context.reader.edition, context.today, context.assumptions)
    return context.cache.part("segments", key, read)


def register_base(context: ReadContext) -> RegisterBase | None:
    """The register's own base of the extrapolation: every operational property less schools
    and campuses, at the mean cost of the county council's own.

    None for a register without a county council or without ten actual costs of it.
    """
    sums = _segment_sums(context)
    base = _other_operational(totals.segments(sums, context.reader))
    comparator = _other_operational(
        totals.segments(sums, context.reader, kind=codes.OrganisationKind.COUNTY)
    )
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
    return next((row for row in rows if row["segment"] == BASE), None)


def top_down(context: ReadContext) -> TopDown:
    """The estimate of 2010, with this register's own base beside the published ones."""
    base = cost = None
    if context.reader.level >= v.Level.CLUB:
        base = register_base(context)
        # As it is told: to the nearest £1,000.
        told = _to_thousands(estate_wide.premises_cost(context)).central_gbp_pa
        cost = Decimal(str(told)) if told else None
    return savings.top_down(base, context.assumptions, context.today, cost)


def _standing(context: ReadContext) -> dict[str, float]:
    """What stands for each cost on record, by property id, at the prices of the county's table:
    for a band what can be expected in it (``cost_bands``), as everywhere else."""
    costs = property_costs(context)
    known = costs.loc[~costs["imputed"].eq(True), "total_gbp_pa"].dropna()
    told = known / float(context.assumptions.to_base(COUNTY_PRICES))
    return dict(zip(told.index.astype(str), told.tolist(), strict=True))


@answer
class County(Answer):
    """Which county this register holds."""

    code: str
    name: str
    synthetic: bool
    population: int | None


@answer
class Segment(Answer):
    """Properties of one kind with their area and cost, where enough of them are known."""

    segment: str
    properties: int
    gia_m2: float | None
    cost_gbp_pa: float | None
    cost_low_gbp_pa: float | None
    cost_high_gbp_pa: float | None
    with_cost: int
    with_area: int


@answer
class BookValue(Answer):
    """The sum of book values, or why it is withheld."""

    properties_with_value: int
    book_value_gbp: float | None
    withheld: str | None


@answer
class PremisesCost(Answer):
    """What premises cost a year, with its range."""

    properties: int
    scope: str
    low_gbp_pa: float
    central_gbp_pa: float
    high_gbp_pa: float
    imputed_share: float
    price_base: str
    properties_by_tier: dict[str, int]
    basis: str


@answer
class TablePrices(Answer):
    """The year whose prices the tables are in, and what makes today's money of them."""

    of: str
    today: str
    factor: float
    index: str


@answer
class Stats(Answer):
    """The county in figures; the public is shown the counts alone."""

    county: County
    version: int
    reader: str
    properties: int
    on_the_map: int
    with_outline: int
    organisations_in_scope_with_properties: int
    associates_with_properties: int
    organisations_in_scope: int
    signed_in_scope: int
    disclaimer: str
    availability: dict[str, int] = ABSENT
    sharing: dict[str, int] = ABSENT
    use_class: dict[str, int] = ABSENT
    segments: list[Segment]
    county_table: list[Segment]
    prices: TablePrices | None = ABSENT
    book_value: BookValue | None = ABSENT
    premises_cost: PremisesCost | None = ABSENT

    @property
    def reported_gbp_pa(self) -> float | None:
        """What is reported of the base of the extrapolation, at the prices of the table."""
        base = (one.cost_gbp_pa for one in self.segments if one.segment == BASE)
        return next(base, None)

    def mix(self, scheme: codes.RatingScheme) -> dict[str, int]:
        """How many properties stand at each rating of a scheme."""
        return self.availability if scheme is codes.RatingScheme.AVAILABILITY else self.sharing


def stats(context: ReadContext) -> Stats:
    """Counts for everybody; ratings, cost and value totals for members; kept with the version, for
    the day: signatures end, and standards begin, on days."""
    key = (context.version, context.reader.edition, context.today, context.assumptions)
    return context.cache.part("stats", key, lambda: _stats(context))


def _stats(context: ReadContext) -> Stats:
    told: dict[str, Any] = {"segments": [], "county_table": []}
    told |= totals.counts(context.connection, context.reader)
    if context.reader.level >= v.Level.CLUB:
        told |= county_figures(context)
        told["premises_cost"] = _to_thousands(estate_wide.premises_cost(context))
    return Stats(
        county=County.made_of(context.county),
        version=context.version,
        reader=context.reader.kind.value,
        disclaimer=codes.DISCLAIMER,
        **told,
    )


def _to_thousands(found: CostTotal) -> PremisesCost:
    """To the nearest £1,000: for the club it rests on published bands."""
    return PremisesCost(
        properties=found.count,
        scope=SCOPE,
        low_gbp_pa=round(found.low_gbp_pa, -3),
        central_gbp_pa=round(found.central_gbp_pa, -3),
        high_gbp_pa=round(found.high_gbp_pa, -3),
        imputed_share=round(found.imputed_share, 4),
        price_base=found.price_base,
        properties_by_tier=dict(found.count_by_tier),
        basis="a full year; bands stand for figures that the reader may not see",
    )


def county_figures(context: ReadContext) -> dict[str, Any]:
    """What ``Stats`` tells members: mix of ratings and classes, the county's tables, book value.

    Costs stand at the prices of the county's own table (2009/10), so that nobody is told a sum
    twice, rounded at two bases; ``prices`` says what makes today's money of them. The segments
    are those of the extrapolation: a second way of dividing the county council's
    properties would let its totals be subtracted from each other.
    """
    connection, reader, assumptions = context.connection, context.reader, context.assumptions
    sums = _segment_sums(context)
    own = totals.segments(sums, reader, kind=codes.OrganisationKind.COUNTY)
    every = totals.segments(sums, reader, standing=_standing(context))
    return {
        "availability": totals.by_rating(connection, reader, codes.RatingScheme.AVAILABILITY),
        "sharing": totals.by_rating(connection, reader, codes.RatingScheme.SHARING),
        "use_class": totals.by_code(connection, reader, "use_class"),
        "segments": [Segment.made_of(row) for row in every],
        "county_table": [Segment.made_of(row) for row in own],
        "prices": TablePrices(
            of=COUNTY_PRICES,
            today=assumptions.price_base,
            factor=float(assumptions.to_base(COUNTY_PRICES)),
            index=assumptions.text("price_index_edition"),
        ),
        "book_value": BookValue.made_of(totals.book_value(connection, reader)),
    }
