"""What premises cost by service and by area of need, with what cannot be attributed said.

Total Place in Essex left property out and could not say what to cut; Worcestershire (2010) asked
what is spent where need is greatest. The cost of a building is divided among its services by the
room that each needs (``club.statements``); whatever cannot be divided stands apart with its reason,
so that the parts always make the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from estate import costs
from estate.assumptions import AssumptionSet
from estate.club.statements import shares
from estate.codes import RatingReason
from estate.costs import CostTotal
from estate.frames import Estate

#: Tenths of areas that count as the most deprived: the lowest three.
MOST_DEPRIVED = 3


class NotAttributed(StrEnum):
    """Why a building's cost, or a part of it, is no service's."""

    NOBODY = "nobody is on record as using it"
    SERVICE = "the service of its user is not on record"
    SHARED = "services share it, and the room that one needs is not known"


@dataclass(frozen=True)
class Part:
    """Premises cost of one service, area or reason: ``buildings`` that have a part in it, and the
    sum of the parts; None where no building has."""

    key: str
    buildings: int
    cost: CostTotal | None


@dataclass(frozen=True)
class Divided:
    """All premises cost, in parts; ``not_attributed`` by reason or by place. The parts' central
    sums make the whole's."""

    parts: tuple[Part, ...]
    not_attributed: tuple[Part, ...]
    whole: CostTotal | None


def by_service(
    estate: Estate, premises: pd.DataFrame, needs_m2: pd.Series, assumptions: AssumptionSet
) -> Divided:
    """The cost of premises by ``service_function``, the dearest first.

    ``premises`` are ``costs.property_costs`` and ``needs_m2`` ``capacity.needs`` of the estate.
    """
    users = estate.occupations[estate.occupations["property_id"].isin(premises.index)]
    unnamed = NotAttributed.SERVICE.value
    of_service = users.assign(organisation=users["service_function"].astype(object).fillna(unnamed))
    found = shares(of_service, needs_m2.reindex(of_service.index)).reset_index()
    found = found.rename(columns={"organisation": "part"})
    unknown = found["share"].isna()
    unused = premises.index.difference(pd.Index(users["property_id"].unique()))
    whole = pd.DataFrame({"property_id": unused, "part": NotAttributed.NOBODY.value, "share": 1.0})
    shared = pd.DataFrame(
        {
            "property_id": found.loc[unknown, "property_id"].unique(),
            "part": NotAttributed.SHARED.value,
            "share": 1.0,
        }
    )
    # Where one share of a building is unknown, all are: the building stands apart whole.
    apart = found["property_id"].isin(shared["property_id"])
    rows = pd.concat([found[~apart][["property_id", "part", "share"]], whole, shared])
    return _divided(rows, premises, assumptions, frozenset(one.value for one in NotAttributed))


def by_area(
    premises: pd.DataFrame, area_of: Mapping[str, str], assumptions: AssumptionSet, elsewhere: str
) -> Divided:
    """The cost of premises by the area that each property lies in (property id → area);
    ``elsewhere``: what those in none are called."""
    places = premises.index.to_series().astype(str).map(lambda key: area_of.get(key, elsewhere))
    rows = pd.DataFrame({"property_id": premises.index, "part": places.to_numpy(), "share": 1.0})
    return _divided(rows, premises, assumptions, frozenset({elsewhere}))


def _divided(
    rows: pd.DataFrame,
    premises: pd.DataFrame,
    assumptions: AssumptionSet,
    apart: frozenset[str],
) -> Divided:
    parts = [
        Part(str(name), len(group), _sum(group, premises, assumptions))
        for name, group in rows.groupby("part", sort=True)
    ]
    parts.sort(key=lambda one: -(one.cost.central_gbp_pa if one.cost else 0.0))
    every = costs.total(premises, assumptions) if len(premises) else None
    return Divided(
        tuple(one for one in parts if one.key not in apart),
        tuple(one for one in parts if one.key in apart),
        every,
    )


def _sum(
    group: pd.DataFrame, premises: pd.DataFrame, assumptions: AssumptionSet
) -> CostTotal | None:
    if group.empty:
        return None
    parts = premises.loc[group["property_id"]].copy()
    amounts = [name for name in parts.columns if name.endswith("_gbp_pa")]
    parts[amounts] = parts[amounts].mul(group["share"].to_numpy(), axis=0)
    return costs.total(parts, assumptions)


@dataclass(frozen=True)
class Direction:
    """What owners have recorded of the buildings of one service: of ``buildings``, ``changing``
    (ids) have a rating whose reason is that the service is to be given differently."""

    service: str
    buildings: int
    changing: tuple[str, ...]


def directions(estate: Estate) -> dict[str, Direction]:
    """The direction of travel of each service, from what is on record of its buildings."""
    users = estate.occupations.dropna(subset=["service_function"])
    reasons = estate.properties["availability_reason"].astype(object).fillna("").astype(str)
    of_change = [RatingReason.SERVICE_CHANGE in one.split(";") for one in reasons]
    changing = set(reasons.index[of_change])
    found = {}
    for service, rows in users.groupby("service_function", sort=True):
        ids = sorted(set(rows["property_id"]) & set(estate.properties.index))
        if ids:
            moved = tuple(one for one in ids if one in changing)
            found[str(service)] = Direction(str(service), len(ids), moved)
    return found
