"""What each property's premises cost a year, as far as its reader may see it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, null, select

from estate.codes import COST_BANDS, cost_band_ends
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries import subqueries

p = t.property_.c


@dataclass(frozen=True)
class CostSeen:
    """A cost in GBP a year at the prices of its own year: exact (``low`` is ``high``), or its
    published band; without an upper end ``high`` is None. ``middle`` is what stands for it."""

    low: float
    middle: float
    high: float | None

    @classmethod
    def of(cls, band: int, total: Any) -> "CostSeen":
        """A sum where it is shown, else its band."""
        if total is not None:
            return cls(float(total), float(total), float(total))
        low, high = cost_band_ends(band)
        return cls(float(low), float(COST_BANDS[band][1]), None if high is None else float(high))


def costs_seen(connection: Connection, reader: v.Reader) -> dict[str, CostSeen]:
    """By property id, of properties with a cost on record; nobody else's for want of the level."""
    club = v.may_see(reader, v.Level.CLUB, p.organisation_code)
    if v.never(club):
        return {}
    cost = subqueries.annual_cost()
    whole = subqueries.sees_cost(reader, cost)
    total = null() if v.never(whole) else case((whole, cost.c.total_gbp_pa), else_=null())
    statement = (
        select(cost.c.property_id, subqueries.cost_band(cost.c.total_gbp_pa), total.label("total"))
        .select_from(cost)
        .join(t.property_, p.property_id == cost.c.property_id)
        .where(v.rows(reader), club)
    )
    return {str(one): CostSeen.of(band, sum_) for one, band, sum_ in connection.execute(statement)}
