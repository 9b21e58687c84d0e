"""What its premises cost an organisation, as one reader may see it."""

from typing import Annotated

import pandas as pd
from pydantic import Field

from estate.answers import estate_wide
from estate.answers.answer import ABSENT, Answer, Coded, Named, answer
from estate.answers.context import ReadContext
from estate.answers.organisations import organisation
from estate.capacity import needs
from estate.club import statements
from estate.costs import CostTotal
from estate.errors import NotAllowed
from estate.frames import is_null
from estate.register import visibility as v

#: Figures from published bands stand to £1,000, as in every answer.
_BANDED_STEP_GBP = 1_000


@answer
class CostRangePa(Answer):
    """GBP a year, central with about P10 and P90."""

    central_gbp_pa: float
    low_gbp_pa: float
    high_gbp_pa: float


@answer
class StatementLine(Answer):
    """One building that the organisation uses."""

    property_id: str
    name: str
    reference: str
    managed_by: Named
    is_own: Annotated[bool, Field(description="whether the organisation manages it itself")]
    need_m2: Annotated[float | None, Field(description="room it needs there, m² NIA")]
    share: Annotated[float | None, Field(description="of the building's cost, 0 to 1")]
    share_rests_on: Annotated[
        statements.ShareRestsOn,
        Field(description="alone: no other user on record; need: by the room each needs; unknown"),
    ]
    building: Annotated[CostRangePa, Field(description="what the whole building costs")]
    part: Annotated[CostRangePa | None, Field(description="the organisation's share of it")]
    cost_tier: Coded
    exact: Annotated[bool, Field(description="false: from the published band of its cost")]


@answer
class StatementTotal(Answer):
    """The parts that are known, together."""

    buildings: int
    cost: CostRangePa
    imputed_share: float
    banded_share: float


@answer
class Statement(Answer):
    """What its premises cost an organisation, building by building."""

    organisation: Named
    price_base: str
    lines: list[StatementLine]
    total: Annotated[
        StatementTotal | None,
        Field(description="null for too few buildings, unless the reader is the organisation"),
    ] = ABSENT
    unknown_shares: int
    without_occupier: Annotated[
        int, Field(description="properties it manages without a user on record; not counted here")
    ]


def statement(context: ReadContext, code: str) -> Statement:
    """The statement of one organisation; NotFound for a code that nobody has, NotAllowed where its
    figures are not shared with the reader."""
    found = organisation.organisation(context, code)
    own = context.reader.organisation == code
    v.demand(context.reader, v.Level.CLUB, "statements of premises cost", of_own=own)
    if not organisation.shares_more(context, found):
        raise NotAllowed(f"{found.name} has not signed the protocol: its costs are not shared.")
    estate, premises = estate_wide.whole_estate(context), estate_wide.property_costs(context)
    room = needs(estate.occupations, estate.organisations, context.assumptions)
    rows = statements.statement(estate, premises, room, code)
    names = estate.organisations["name"]
    known = int(rows["share"].notna().sum())
    together = None
    if own or known >= v.MIN_PROPERTIES_IN_COST_TOTAL:
        together = statements.total(rows, premises, context.assumptions)
    return Statement(
        organisation=Named(code, found.name),
        price_base=context.assumptions.price_base,
        lines=[_line(str(key), row, names) for key, row in rows.iterrows()],
        total=None if together is None else _total(together),
        unknown_shares=len(rows) - known,
        without_occupier=len(statements.without_occupier(estate, code)),
    )


def _line(property_id: str, row: pd.Series, names: pd.Series) -> StatementLine:
    exact = bool(row["exact"])
    managing = str(row["managing"])
    unknown = is_null(row["share"])
    return StatementLine(
        property_id=property_id,
        name=str(row["name"]),
        reference=str(row["local_ref"]),
        managed_by=Named(managing, str(names.get(managing, managing))),
        is_own=bool(row["is_own"]),
        need_m2=None if is_null(row["need_m2"]) else round(float(row["need_m2"])),
        share=None if unknown else round(float(row["share"]), 4),
        share_rests_on=statements.ShareRestsOn(row["rests_on"]),
        building=_range(row, "total", exact),
        part=None if unknown else _range(row, "share", exact),
        cost_tier=Coded.of(str(row["tier"])),
        exact=exact,
    )


def _range(row: pd.Series, name: str, exact: bool) -> CostRangePa:
    return CostRangePa(
        central_gbp_pa=_shown(row[f"{name}_gbp_pa"], exact),
        low_gbp_pa=_shown(row[f"{name}_low_gbp_pa"], exact),
        high_gbp_pa=_shown(row[f"{name}_high_gbp_pa"], exact),
    )


def _shown(amount_gbp: float, exact: bool) -> float:
    step = 1 if exact else _BANDED_STEP_GBP
    return float(round(float(amount_gbp) / step) * step)


def _total(found: CostTotal) -> StatementTotal:
    exact = not found.banded_share
    return StatementTotal(
        buildings=found.count,
        cost=CostRangePa(
            central_gbp_pa=_shown(found.central_gbp_pa, exact),
            low_gbp_pa=_shown(found.low_gbp_pa, exact),
            high_gbp_pa=_shown(found.high_gbp_pa, exact),
        ),
        imputed_share=round(found.imputed_share, 3),
        banded_share=round(found.banded_share, 3),
    )
