"""Access points by channel: how many, with how many staff, at what cost.

Leicester and Leicestershire counted "nearly 450 face-to-face service points", 350 full-time staff
and £8m a year, beside 65 call centres with 300 and £7.1m (*The Public Service Challenge*, 2010). A
point is one body's service at one place. What is not known of a point is left out of a rate, never
counted as nought.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from estate.club.statements import shares
from estate.codes import ServiceFunction
from estate.frames import Estate


class Channel(StrEnum):
    """How residents reach a service; websites are no use of a building and are not here."""

    FACE_TO_FACE = "face_to_face"
    TELEPHONE = "telephone"


@dataclass(frozen=True)
class OfChannel:
    """One channel's ``points``; the staff of those whose staff are known, full-time equivalents;
    the cost of those whose cost is known, £ a year; None where of none. Rates divide only what is
    known of the same points: £ a year for each point, and for each full-time equivalent."""

    channel: Channel
    points: int
    fte: float | None
    points_with_fte: int
    cost_gbp_pa: float | None
    points_with_cost: int
    gbp_pa_per_point: float | None
    gbp_pa_per_fte: float | None


def points(
    estate: Estate, visited: Collection[str], premises: pd.DataFrame, needs_m2: pd.Series
) -> pd.DataFrame:
    """Access points by occupation: ``channel``, ``fte`` (null unless the reader sees it) and
    ``cost_gbp_pa``, its part of the building's premises cost by the room that each user needs (null
    where that is not known).

    ``visited``: ids of occupations to which the public comes. Contact centres in operational
    buildings to which it does not come answer by telephone. ``premises`` are
    ``costs.property_costs`` and ``needs_m2`` ``capacity.needs`` of the estate.
    """
    users = estate.occupations
    working = estate.properties.index[estate.properties["operational"].eq(True)]
    by_phone = users["service_function"].eq(ServiceFunction.CUSTOMER_CONTACT.value)
    by_phone &= users["property_id"].isin(working)
    face = pd.Series(users.index.isin(list(visited)), users.index)
    channel = pd.Series(Channel.TELEPHONE.value, users.index).mask(face, Channel.FACE_TO_FACE.value)
    each = shares(users.assign(organisation=users.index), needs_m2.reindex(users.index))
    share = each.reset_index().set_index("organisation")["share"].reindex(users.index)
    whole = users["property_id"].map(premises["total_gbp_pa"])
    found = pd.DataFrame(
        {"channel": channel, "fte": users["fte"].astype(float), "cost_gbp_pa": share * whole}
    )
    return found[face | by_phone]


def by_channel(access_points: pd.DataFrame) -> tuple[OfChannel, ...]:
    """What ``points`` found, added up; a channel without a point is there with nought."""
    return tuple(
        _added(one, access_points[access_points["channel"].eq(one.value)]) for one in Channel
    )


def _added(channel: Channel, rows: pd.DataFrame) -> OfChannel:
    fte, cost = rows["fte"], rows["cost_gbp_pa"]
    staffed = fte.notna() & cost.notna()
    staff = float(fte[staffed].sum())
    return OfChannel(
        channel=channel,
        points=len(rows),
        fte=float(fte.sum()) if fte.notna().any() else None,
        points_with_fte=int(fte.notna().sum()),
        cost_gbp_pa=float(cost.sum()) if cost.notna().any() else None,
        points_with_cost=int(cost.notna().sum()),
        gbp_pa_per_point=float(cost.mean()) if cost.notna().any() else None,
        gbp_pa_per_fte=float(cost[staffed].sum()) / staff if staff else None,
    )
