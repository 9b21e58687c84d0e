"""What has to be known of each guest and each host before they are paired.

Everything here is worked out once per occupation or per property, so that pairs only look up.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.capacity import needs, spare_space
from estate.codes import Tenure
from estate.colocation import functions, gates, pairs
from estate.costs import property_costs
from estate.frames import Estate
from estate.leases import add_months, next_exits, secure_until

_OWNED = (Tenure.FREEHOLD, Tenure.LONG_LEASEHOLD)
_INSECURE = (Tenure.LICENCE, Tenure.TENANCY_AT_WILL, Tenure.HOLDING_OVER)
FOR_EVER = pd.Timestamp("2250-01-01")


@dataclass(frozen=True)
class Facts:
    """Guests (one row per occupation that could move) and hosts (one row per property).

    ``guests`` columns: ``home`` (position of its property), ``organisation``, ``row``,
    ``need_m2``, ``need_share`` (of its building's known need), ``sole``, ``limit_min``,
    ``m_per_minute``, ``public``, ``service_function``, ``exit_date``, ``exit_kind``, ``act_by``,
    ``act_by_passed``, ``exact``. ``hosts`` columns: ``column``, ``open``, ``spare_m2``,
    ``area_imputed``, ``secure_until``; in the order of ``estate.properties``.
    """

    estate: Estate
    places: pairs.Places
    guests: pd.DataFrame
    hosts: pd.DataFrame
    costs: pd.DataFrame
    services: dict[str, frozenset[str]]
    properties_without_outlines: pd.DataFrame
    include_unrated: bool


def gather(estate: Estate, assumptions: AssumptionSet, today: date, include_unrated: bool) -> Facts:
    """All facts about guests and hosts that pass the gates which need no partner."""
    needs_m2 = needs(estate.occupations, estate.organisations, assumptions)
    everywhere = gates.open_to_either(estate.properties)
    space = spare_space(estate.properties, estate.occupations, needs_m2, assumptions)
    return Facts(
        estate=estate,
        places=pairs.places(estate.properties),
        guests=_guests(estate, needs_m2, everywhere, assumptions, today, include_unrated),
        hosts=_hosts(estate, space, everywhere, today, include_unrated),
        costs=property_costs(estate.properties, estate.costs, assumptions, estate.leases),
        services=gates.services_by_property(estate.properties, estate.occupations),
        # Taking thousands of rows from a plain frame is many times faster than from a GeoDataFrame.
        properties_without_outlines=pd.DataFrame(estate.properties.drop(columns="geometry")),
        include_unrated=include_unrated,
    )


def _guests(
    estate: Estate,
    needs_m2: pd.Series,
    everywhere: NDArray[np.bool_],
    assumptions: AssumptionSet,
    today: date,
    include_unrated: bool,
) -> pd.DataFrame:
    home = estate.properties.index.get_indexer(pd.Index(estate.occupations["property_id"]))
    # Occupiers that are no partner fill space, but nobody here could speak for their move.
    partner = estate.occupations["organisation"].isin(estate.organisations.index).to_numpy()
    occupations, home = estate.occupations[(home >= 0) & partner], home[(home >= 0) & partner]
    homes = estate.properties.iloc[home].set_axis(occupations.index)
    everyone = estate.occupations.assign(
        need_m2=needs_m2,
        need_share=_share(needs_m2, estate.occupations["property_id"]),
        sole=estate.occupations.groupby("property_id")["property_id"].transform("size").eq(1),
    )
    columns = ["organisation", "service_function", "user_function", "exact", "need_m2",
               "need_share", "sole"]  # fmt: skip
    guests = everyone.loc[occupations.index, columns].assign(
        home=home, row=functions.guest_rows(occupations, homes)
    )
    movable = everywhere & gates.may_move(estate.properties, include_unrated)
    staying = ~movable[home] | guests["row"].isna().to_numpy()
    return _with_exits(_with_reach(guests[~staying], assumptions), estate, assumptions, today)


def _share(needs_m2: pd.Series, property_ids: pd.Series) -> pd.Series:
    """Share of a building's need that each occupation has; null when any need is unknown."""
    groups = needs_m2.groupby(property_ids)
    known = groups.transform("count") == groups.transform("size")
    whole = groups.transform("sum").where(known)
    return needs_m2 / whole.where(whole > 0)


def _with_reach(guests: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """How far each guest may go: public-facing 10 min, office 20 min walk, depot 15 min drive."""
    public = guests["row"].isin(functions.PUBLIC_ROWS)
    driving = guests["row"].isin(functions.DRIVING_ROWS)
    limits = [assumptions.value("max_minutes_public"), assumptions.value("max_minutes_depot")]
    walk, drive = (assumptions.value(f"{how}_m_per_minute") for how in ("walk", "drive"))
    return guests.assign(
        public=public,
        limit_min=np.select([public, driving], limits, assumptions.value("max_minutes_office")),
        m_per_minute=np.where(driving, drive, walk),
    )


def _with_exits(
    guests: pd.DataFrame, estate: Estate, assumptions: AssumptionSet, today: date
) -> pd.DataFrame:
    """When each guest can leave: the last of its leases there; an owner is free at any time."""
    exits = next_exits(estate.leases, estate.lease_events, today, assumptions)
    exits = exits.join(estate.leases[["property_id", "tenant"]])
    unknown = exits.groupby(["property_id", "tenant"])["exit_date"].transform("size") > (
        exits.groupby(["property_id", "tenant"])["exit_date"].transform("count")
    )
    last = exits[~unknown].sort_values("exit_date", kind="stable")
    last = last.drop_duplicates(["property_id", "tenant"], keep="last")
    last = last.set_index(["property_id", "tenant"])
    keys = pd.MultiIndex.from_arrays(
        [estate.properties.index[guests["home"]], guests["organisation"]]
    )
    columns = ["exit_date", "exit_kind", "act_by", "act_by_passed", "penalty_gbp"]
    found = last[columns].reindex(keys).set_axis(guests.index)
    homes = estate.properties.iloc[guests["home"]].set_axis(guests.index)
    has_lease = pd.Series(
        keys.isin(pd.MultiIndex.from_frame(estate.leases[["property_id", "tenant"]])),
        index=guests.index,
    )
    owner = homes["organisation"].eq(guests["organisation"]) & homes["tenure"].isin(_OWNED)
    found["exit_kind"] = found["exit_kind"].astype(object).mask(owner & ~has_lease, "owned")
    found["act_by_passed"] = found["act_by_passed"].eq(True)
    return guests.join(found)


def _hosts(
    estate: Estate,
    space: pd.DataFrame,
    everywhere: NDArray[np.bool_],
    today: date,
    include_unrated: bool,
) -> pd.DataFrame:
    column = functions.host_columns(estate.properties)
    willing = gates.may_host(estate.properties, include_unrated)
    return pd.DataFrame(
        {
            "column": column,
            "open": everywhere & willing & column.notna().to_numpy(),
            "spare_m2": space["spare_m2"],
            "area_imputed": space["imputed"],
            "secure_until": _secure(estate, today),
        }
    )


def _secure(estate: Estate, today: date) -> pd.Series:
    """Until when the managing organisation's own term is safe; NaT unknown."""
    leases, properties = estate.leases, estate.properties
    ends = pd.DataFrame(
        {
            "property_id": leases["property_id"],
            "tenant": leases["tenant"],
            "until": secure_until(leases, estate.lease_events),
        }
    )
    manager = properties["organisation"].reindex(leases["property_id"].to_numpy()).to_numpy()
    own = ends[ends["tenant"].to_numpy() == manager]
    first = own.groupby("property_id")["until"].min().reindex(properties.index)
    leased = pd.Series(properties.index.isin(own["property_id"]), index=properties.index)
    safe = properties["tenure"].isin([*_OWNED, Tenure.PFI]) & ~leased
    until = pd.to_datetime(first).mask(safe, FOR_EVER)
    insecure = properties["tenure"].isin(_INSECURE) & until.isna()
    return pd.Series(until.mask(insecure, pd.Timestamp(today)))


def host_ready(today: date, assumptions: AssumptionSet) -> pd.Timestamp:
    """From when a host could receive a guest (a named assumption)."""
    months = assumptions.value("host_ready_months")
    return pd.Timestamp(add_months([np.datetime64(today)], [months])[0])
