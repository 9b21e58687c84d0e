"""The portfolio as every door asks for it: solved from what the reader may see, and kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from estate.answers import estate_wide
from estate.answers.context import ReadContext
from estate.answers.county.figures import top_down
from estate.assumptions import AssumptionSet
from estate.assumptions.space import NEEDS
from estate.capacity import needs
from estate.consolidation.portfolio import Portfolio, of_interest, portfolio
from estate.frames import Estate
from estate.register import visibility as v
from estate.register.queries import naming
from estate.savings import Basis, BottomUp, Figure, Reconciliation, TopDown, reconcile

#: Under these, every portfolio of this product is reckoned; echoed with the answer.
ASSUMPTIONS_USED = (
    "avoidable_share",
    "avoidable_share_high",
    "avoidable_share_low",
    "dilapidations_gbp_per_m2",
    "discount_rate",
    "fit_out_gbp_per_m2",
    "ict_gbp_per_fte",
    "imputed_club_share_partner_lease",
    "imputed_part_with_area",
    "imputed_running_share",
    "dilapidations_owed_to",
    "dilapidations_share_full",
    "dilapidations_share_internal",
    "dilapidations_share_schedule",
    "dilapidations_share_unknown",
    "landlord_works_share",
    "marginal_host_gbp_per_m2",
    "moves_gbp_per_fte",
    "nia_per_gia",
    "passing_on_gbp_per_m2",
    "portfolio_horizon_years",
    "portfolio_min_compatibility",
    "portfolio_min_score",
    "price_base",
    "relet_cost_share",
    "relet_rent",
    "relet_rent_high",
    "relet_rent_low",
    "shared_front_desks",
    "staff_from_area",
    *NEEDS,
)


@dataclass(frozen=True)
class BestSet:
    """The best set, what it was computed from, and its place beside the top-down range.

    ``beside`` is None for a part of the county: the top-down range is of the whole.
    """

    found: Portfolio
    estate: Estate
    assumptions: AssumptionSet
    today: date
    top_down: TopDown
    beside: Reconciliation | None
    organisation: str | None = None
    town: str | None = None


def best_set(
    context: ReadContext,
    *,
    organisation: str | None = None,
    town: str | None = None,
) -> BestSet:
    """The portfolio of the county, or of what touches one organisation or town.

    A part is solved by itself: the best set if only its buildings took part, so the parts of a
    county do not add up to the whole. Kept per register version, edition, day and assumptions.
    """
    v.demand(context.reader, v.Level.CLUB, "sharing options or costs")
    town = None if town is None else naming.town(context.connection, town)
    if organisation is not None:
        organisation = naming.organisation(context.connection, context.reader, organisation)
    candidates = estate_wide.candidates(context)
    estate, assumptions = candidates.estate, candidates.assumptions
    costs = estate_wide.property_costs(context, assumptions)
    key = (
        "portfolio",
        estate.version,
        context.reader.edition,
        context.today,
        assumptions,
        organisation,
        town,
    )
    found = context.cache.once(
        key,
        lambda: portfolio(
            estate, of_interest(candidates.found, estate, organisation, town), costs, assumptions
        ),
    )
    county = top_down(context)
    whole = organisation is None and town is None
    beside = reconcile(county, _bottom_up(found, estate, assumptions)) if whole else None
    return BestSet(found, estate, assumptions, context.today, county, beside, organisation, town)


def _bottom_up(found: Portfolio, estate: Estate, assumptions: AssumptionSet) -> BottomUp:
    def figure(amount_gbp: float, basis: Basis = Basis.RUN_RATE_PA) -> Figure:
        return Figure(Decimal(round(amount_gbp)), basis, assumptions.price_base)

    low, central, high = (figure(amount) for amount in found.recurrent_gbp_pa)
    return BottomUp(
        low=low,
        central=central,
        high=high,
        moves=len(found.moves),
        properties_considered=properties_considered(estate, assumptions),
        imputed_share=Decimal(str(round(found.imputed_share, 4))),
        one_off=figure(found.one_off_share_gbp_pa, Basis.ANNUAL_EQUIVALENT),
        one_off_gbp=Decimal(round(found.one_off_gbp)),
    )


def properties_considered(estate: Estate, assumptions: AssumptionSet) -> int:
    """Properties of the extrapolation base with a place and a known need of every occupier."""
    need = needs(estate.occupations, estate.organisations, assumptions)
    known = need.notna().groupby(estate.occupations["property_id"]).all()
    properties = estate.properties
    excluded = assumptions.names("extrapolation_excluded_types")
    base = properties["operational"].eq(True) & ~properties["type_code"].isin(excluded)
    told = known.reindex(properties.index).eq(True)
    return int((base & told & properties["easting"].notna()).sum())
