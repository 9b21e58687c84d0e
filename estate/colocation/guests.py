"""Who could move: occupations with their need, their reach and their way out.

Everything here is worked out once per occupation, so that pairs only look up.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.codes import Tenure
from estate.colocation import compatibility_rows, gates
from estate.colocation.leaving_costs import partner_lets, posts, repairs_due
from estate.colocation.shared_front_desks import front_desks
from estate.frames import Estate
from estate.leases.exits_and_notices import add_months, endings, next_exits

#: Tenures of which the holder is free to leave at any time.
OWNED = (Tenure.FREEHOLD, Tenure.LONG_LEASEHOLD)


def occupiers(
    estate: Estate,
    needs_m2: pd.Series,
    asked: NDArray[np.bool_],
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """Occupations whose use the table knows, in those properties that are asked for."""
    everyone, properties = estate.occupations, estate.properties
    home = properties.index.get_indexer(pd.Index(everyone["property_id"]))
    # Occupiers that are no partner fill space, but nobody here could speak for their move.
    taking_part = (home >= 0) & everyone["organisation"].isin(estate.organisations.index).to_numpy()
    taking_part &= np.append(asked, False)[home]
    ids = everyone["property_id"]
    occupations = pd.DataFrame(everyone)[
        ["organisation", "service_function", "user_function", "need_basis", "exact"]
    ]
    guests = occupations.assign(
        conflict_service=gates.services(estate, assumptions),
        need_m2=needs_m2,
        fte=posts(estate, needs_m2, assumptions),
        need_share=_share(needs_m2, ids),
        sole=ids.groupby(ids).transform("size").eq(1),
        users=ids.groupby(ids).transform("size"),
        home=home,
    )[taking_part]
    homes = _homes(properties, guests)
    guests["row"] = compatibility_rows.guest_rows(guests, homes)
    going = guests["row"].notna()
    guests["front_desk"] = front_desks(guests, properties, assumptions)
    reaching = _with_reach(guests[going], assumptions)
    return _with_exits(reaching, homes[going], estate, assumptions, today)


def _homes(properties: pd.DataFrame, guests: pd.DataFrame) -> pd.DataFrame:
    """What is needed of the guests' buildings, row by row."""
    names = ("organisation", "tenure", "type_code", "use_class", "public_access")
    at = guests["home"].to_numpy()
    cells = {name: properties[name].array.take(at) for name in names}
    return pd.DataFrame(cells, index=guests.index)


def _share(needs_m2: pd.Series, property_ids: pd.Series) -> pd.Series:
    """Share of a building's need that each occupation has; null when any need is unknown."""
    groups = needs_m2.groupby(property_ids)
    known = groups.transform("count") == groups.transform("size")
    whole = groups.transform("sum").where(known)
    return needs_m2 / whole.where(whole > 0)


def _with_reach(guests: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """How far each guest may go: public-facing 10 min, office 20 min walk, depot 15 min drive."""
    public = guests["row"].isin(compatibility_rows.PUBLIC_ROWS)
    driving = guests["row"].isin(compatibility_rows.DRIVING_ROWS)
    limits = [assumptions.value("max_minutes_public"), assumptions.value("max_minutes_depot")]
    walk, drive = (assumptions.value(f"{how}_m_per_minute") for how in ("walk", "drive"))
    return guests.assign(
        public=public,
        drives=driving,
        limit_min=np.select([public, driving], limits, assumptions.value("max_minutes_office")),
        m_per_minute=np.where(driving, drive, walk),
    )


def _with_exits(
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """When each guest can leave: the last of its leases there; an owner is free at any time."""
    where, who = guests["home"].to_numpy(dtype=np.int64), guests["organisation"]
    found, leased = exits_of(where, who, estate, assumptions, today)
    owner = homes["organisation"].eq(guests["organisation"]) & homes["tenure"].isin(OWNED)
    found["exit_kind"] = found["exit_kind"].astype(object).mask(owner & ~leased, "owned")
    return guests.join(found)


def exits_of(
    properties: NDArray[np.int64],
    tenants: pd.Series,
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """When each tenant can leave the property at its position: the last of its leases there, null
    where the end of one is not known; on the index of ``tenants``. And whether it has any."""
    exits = next_exits(estate.leases, estate.lease_events, today, assumptions)
    names = pd.Index(pd.unique(estate.leases["tenant"].dropna()))
    let = estate.properties.index.get_indexer(pd.Index(estate.leases["property_id"]))
    leased = _keys(let, estate.leases["tenant"], names, unknown=-1)
    asked = _keys(properties, tenants, names, unknown=-2)
    exits["dates_exact"] = estate.leases["exact"].to_numpy()
    wanted = ["exit_date", "exit_kind", "act_by", "act_by_passed", "penalty_gbp", "dates_exact"]
    last = _last_of_each(leased, exits["exit_date"], asked)
    found = exits[wanted].reset_index(drop=True).reindex(last).set_axis(tenants.index)
    found["act_by_passed"] = found["act_by_passed"].eq(True)
    return found, np.isin(asked, leased)


def _keys(
    properties: NDArray[np.int64], tenants: pd.Series, names: pd.Index, *, unknown: int
) -> NDArray[np.int64]:
    """One number for each property and tenant; ``unknown`` where either is not known: another on
    each side, so that the lease of a shop is the way out of nobody else."""
    known = names.get_indexer(pd.Index(tenants))
    key = properties * len(names) + known
    return np.where((properties >= 0) & (known >= 0), key, unknown).astype(np.int64)


def _last_of_each(
    keys: NDArray[np.int64], dates: pd.Series, asked: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The row with the last date among those of each key asked for; −1 where any is unknown."""
    if not len(keys):
        return np.full(len(asked), -1)
    order = np.lexsort((dates.to_numpy(), keys))
    ends = np.searchsorted(keys[order], asked, side="right") - 1
    last = np.where(ends >= 0, order[ends], -1)
    unsure = np.isin(asked, keys[dates.isna().to_numpy()])
    return np.where((last >= 0) & (keys[last] == asked) & ~unsure, last, -1)


def with_contracts(
    guests: pd.DataFrame,
    homes: pd.DataFrame,
    estate: Estate,
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """Costs of the guests' buildings with ``pfi``, ``rent_runs_on`` and ``penalty_gbp``: what goes
    on being paid when they have left, and what using a break costs; ``partner_lets``: whether its
    landlord is one of the club's; ``repairs``: the share of dilapidations that would be due."""
    places = estate.properties.loc[homes.index]
    asked = pd.DataFrame(
        {
            "property_id": homes.index,
            "holder": places["organisation"].to_numpy(),
            "vacated": vacation(guests, today, assumptions),
        },
        index=np.arange(len(guests)),
    )
    let = homes["let"].to_numpy(dtype=bool)
    found = endings(asked[let], estate.leases, estate.lease_events, today, assumptions)
    found = found.reindex(asked.index)
    return homes.assign(
        pfi=places["pfi"].eq(True).to_numpy(),
        rent_runs_on=let & ~found["known"].eq(True).to_numpy(),
        penalty_gbp=found["penalty_gbp"].fillna(0.0).to_numpy(),
        partner_lets=partner_lets(estate, homes.index),
        repairs=repairs_due(estate, homes.index, assumptions),
    )


def vacation(
    guests: pd.DataFrame, today: date, assumptions: AssumptionSet
) -> NDArray[np.datetime64]:
    """Each guest's last day in its building: when its lease can end, but not before the host is
    ready; as in its business case."""
    overlap, day = assumptions.value("double_running_months"), np.timedelta64(1, "D")
    ready = add_months([np.datetime64(today)], [assumptions.value("host_ready_months")])[0]
    earliest = max(ready, np.datetime64(today) + 2 * day)
    free = guests["exit_kind"].eq("owned").to_numpy(dtype=bool)
    exits = guests["exit_date"].to_numpy(dtype="datetime64[D]") + day
    wanted = add_months(exits, np.full(len(guests), -overlap))
    wanted = np.where(free | np.isnat(wanted), earliest, wanted)
    arrives = np.maximum(wanted, earliest)
    return add_months(arrives, np.full(len(guests), overlap)) - day


def host_ready(today: date, assumptions: AssumptionSet) -> pd.Timestamp:
    """From when a host could receive a guest (a named assumption)."""
    months = assumptions.value("host_ready_months")
    return pd.Timestamp(add_months([np.datetime64(today)], [months])[0])
