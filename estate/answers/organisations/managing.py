"""Who manages what, what it costs, and what one body would charge, as one reader may see it."""

from typing import Annotated

from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import Answer, answer
from estate.answers.context import ReadContext
from estate.answers.organisations.statement import CostRangePa
from estate.club import managing as club
from estate.club.managing import Managed, Rates
from estate.codes import DISCLAIMER
from estate.register import visibility as v
from estate.register.queries import holders

#: Figures from published bands stand to £1,000, as in every answer.
_BANDED_STEP_GBP = 1_000


@answer
class ManagingBody(Answer):
    """What one body manages; money in GBP a year at the price base."""

    code: Annotated[str | None, Field(description="null for a body outside the register")]
    name: str
    properties: int
    on_record: Annotated[
        int, Field(description="of which it is on record; else: who reports is taken to manage")
    ]
    area_m2: Annotated[float, Field(description="GIA, measured, converted or mean of its class")]
    areas_known: Annotated[int, Field(description="properties whose area is on record")]
    cost: Annotated[
        CostRangePa | None, Field(description="null for too few properties, unless all your own")
    ]
    imputed_share: float | None
    charge_gbp_pa: Annotated[
        float | None, Field(description="at the rates stated; null without one, or without a cost")
    ]


@answer
class Managing(Answer):
    """Every managing body, and all together as if one body managed them. No change of ownership."""

    reader: str
    disclaimer: str
    price_base: str
    percent_of_cost: float | None
    gbp_per_m2_pa: float | None
    bodies: list[ManagingBody]
    together: ManagingBody


def managing(context: ReadContext, rates: Rates) -> Managing:
    """The view of this reader; ``NotAllowed`` for who is not of the club."""
    v.demand(context.reader, v.Level.CLUB, "managing bodies", of_own=True)
    estate, premises = estate_wide.whole_estate(context), estate_wide.property_costs(context)
    seen = holders.managers(context.connection, context.reader)
    # A body outside the register is known by its name alone.
    keys = {place: code or name for place, (code, name) in seen.items()}
    names = {code or name: (code, name) for code, name in seen.values() if name is not None}
    known = estate.organisations["name"]
    asked = (estate.properties, premises, keys, rates, context.assumptions)
    owners, _ = club.managing(estate.properties, keys)
    rows = []
    for one in club.by_body(*asked):
        places = owners.index[owners.eq(one.body)]
        own = estate.properties.loc[places, "organisation"].eq(context.reader.organisation).all()
        default = (one.body, str(known.get(one.body, one.body)))
        code, name = names.get(one.body, default)
        rows.append(_body(code, str(name), one, rates, is_own=bool(own)))
    return Managing(
        reader=context.reader.kind.value,
        disclaimer=DISCLAIMER,
        price_base=context.assumptions.price_base,
        percent_of_cost=rates.percent_of_cost,
        gbp_per_m2_pa=rates.gbp_per_m2_pa,
        bodies=rows,
        together=_body(None, "All together", club.together(*asked), rates, is_own=False),
    )


def _body(code: str | None, name: str, one: Managed, rates: Rates, *, is_own: bool) -> ManagingBody:
    """A cost for the club for ten properties or more, as every sum of costs is; a charge that rests
    on the cost tells no more."""
    shown = is_own or one.properties >= v.MIN_PROPERTIES_IN_COST_TOTAL
    step = 1 if not one.cost.banded_share else _BANDED_STEP_GBP
    # Of the cost as it is shown, so that a charge tells no more of it.
    central = _to(one.cost.central_gbp_pa, step)
    told = shown or rates.percent_of_cost is None
    charge = rates.charge_gbp_pa(central, one.area_m2) if told else None
    cost = CostRangePa(
        central_gbp_pa=central,
        low_gbp_pa=_to(one.cost.low_gbp_pa, step),
        high_gbp_pa=_to(one.cost.high_gbp_pa, step),
    )
    return ManagingBody(
        code=code,
        name=name,
        properties=one.properties,
        on_record=one.on_record,
        area_m2=float(round(one.area_m2)),
        areas_known=one.areas_known,
        cost=cost if shown else None,
        imputed_share=round(one.cost.imputed_share, 3) if shown else None,
        charge_gbp_pa=None if charge is None else _to(charge, 1),
    )


def _to(amount_gbp: float, step: int) -> float:
    return float(round(amount_gbp / step) * step)
