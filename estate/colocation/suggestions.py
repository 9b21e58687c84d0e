"""What the rules would say of a property, beside what people said (docs/methods/ratings.md).

A suggestion is a prompt to look again. It is never stored as a judgement, never outranks a
person's, and never is green for availability: that is the owner's recorded decision alone.
The rule "the organisation has recorded a change of its service" has no field in the register
yet, so no suggestion rests on it.
"""

from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from estate.access.engine_choice import travel_of
from estate.arrays import Bools
from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import name_of
from estate.capacity import needs, spare_space
from estate.codes import (
    SCHOOL_TYPES,
    Condition,
    EnergyRating,
    Rating,
    RatingReason,
    Sensitivity,
    Status,
    TypeCode,
    UseClass,
)
from estate.colocation import compatibility_rows, distances
from estate.colocation.network_ways import Ways
from estate.costs import property_costs
from estate.frames import Estate
from estate.leases.exits_and_notices import add_months, next_exits
from estate.space.use_readings import underused

_CORE_TYPES = SCHOOL_TYPES | {
    TypeCode.ACUTE_HOSPITAL,
    TypeCode.COMMUNITY_HOSPITAL,
    TypeCode.HOSPITAL,
    TypeCode.MENTAL_HEALTH_INPATIENT,
    TypeCode.COURT,
    TypeCode.PRISON,
    TypeCode.FIRE_STATION,
    TypeCode.AMBULANCE_STATION,
}
_SHARABLE = (UseClass.OFFICE_ADMIN, UseClass.PUBLIC_ACCESS, UseClass.WAREHOUSE_DEPOT)


def suggestions(estate: Estate, assumptions: AssumptionSet, today: date) -> pd.DataFrame:
    """What the rules suggest, by property id; the assumptions ``suggest_…`` say from where on.

    Columns ``availability`` and ``sharing`` (``codes.Rating`` or null: no rule speaks) and
    ``availability_reasons``, ``sharing_reasons`` (tuples of ``codes.RatingReason``).
    """
    places = estate.properties
    needs_m2 = needs(estate.occupations, estate.organisations, assumptions)
    space = spare_space(places, estate.occupations, needs_m2, assumptions)
    triggers = _triggers(estate, space, assumptions, today)
    core = places["type_code"].isin(_CORE_TYPES).to_numpy(dtype=bool)
    any_trigger = triggers.to_numpy(dtype=bool).any(axis=1)
    availability = np.select([any_trigger, core], [Rating.AMBER.value, Rating.RED.value], "")
    barred = places["protected_use"].notna() | places["sensitivity"].eq(Sensitivity.HIDDEN)
    green = _could_share(estate, space, assumptions)
    sharing = np.select(
        [barred.to_numpy(dtype=bool), green],
        [Rating.RED.value, Rating.GREEN.value],
        Rating.AMBER.value,
    )
    return pd.DataFrame(
        {
            "availability": pd.Series(availability, places.index, dtype=object).replace("", None),
            "availability_reasons": _reasons(triggers),
            "sharing": pd.Series(sharing, places.index, dtype=object),
            "sharing_reasons": _sharing_reasons(places, barred),
        }
    )


def _triggers(
    estate: Estate,
    space: pd.DataFrame,
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    """Which events make a change of use thinkable, a column for each reason."""
    places = estate.properties
    costs = property_costs(places, estate.costs, assumptions, estate.leases)["total_gbp_pa"]
    backlog = pd.to_numeric(places["backlog_gbp"])
    much = assumptions.value("suggest_backlog_times_annual_cost") * costs
    worn = places["condition"].eq(Condition.D) | backlog.gt(much)
    reach_m = assumptions.value("suggest_adjoining_m")
    busy = assumptions.value("suggest_utilisation_below")
    return pd.DataFrame(
        {
            RatingReason.LEASE_EVENT.value: _lease_soon(estate, assumptions, today),
            RatingReason.ADJOINING.value: _adjoining(estate, Status.DECLARED_SURPLUS, reach_m),
            RatingReason.ADJOINING_REDEVELOPMENT.value: _adjoining(
                estate, Status.IN_REDEVELOPMENT, reach_m
            ),
            RatingReason.UNDERUSE.value: space["utilisation"].lt(busy),
            RatingReason.MEASURED_UNDERUSE.value: _counted_low(estate, assumptions, today),
            RatingReason.CONDITION.value: worn,
            RatingReason.ENERGY.value: places["energy_rating"].isin(
                [EnergyRating.F, EnergyRating.G]
            ),
        }
    )


def _counted_low(estate: Estate, assumptions: AssumptionSet, today: date) -> pd.Series:
    """Properties that were counted below the threshold for long enough (``space/readings``)."""
    places = estate.properties.index
    if estate.readings is None:
        return pd.Series(False, places)
    found = underused(estate.readings, assumptions, pd.Timestamp(today))
    return pd.Series(places.isin(found.index), places)


def _lease_soon(estate: Estate, assumptions: AssumptionSet, today: date) -> pd.Series:
    exits = next_exits(estate.leases, estate.lease_events, today, assumptions)["exit_date"]
    months = [round(12 * assumptions.value("suggest_lease_within_years"))]
    last = pd.Timestamp(add_months([np.datetime64(today)], months)[0])
    soon = estate.leases.loc[pd.to_datetime(exits).le(last).to_numpy(), "property_id"]
    return pd.Series(estate.properties.index.isin(soon), estate.properties.index)


def _adjoining(estate: Estate, status: Status, within_m: float) -> pd.Series:
    """Properties whose outline lies within reach of another's that has this status."""
    places = estate.properties
    outlines = np.array(places.geometry.array, dtype=object)
    numbers = np.flatnonzero(places["status"].eq(status).to_numpy(dtype=bool))
    tree = shapely.STRtree(outlines[numbers])
    mine, near = tree.query(outlines, predicate="dwithin", distance=within_m)
    theirs = numbers[near]
    beside = np.zeros(len(places), dtype=bool)
    beside[mine[mine != theirs]] = True
    return pd.Series(beside, places.index)


def _could_share(estate: Estate, space: pd.DataFrame, assumptions: AssumptionSet) -> Bools:
    """Room to spare, in fair condition, and another organisation's fitting use within reach."""
    places = estate.properties
    share = assumptions.value("suggest_spare_share")
    least = np.maximum(assumptions.value("suggest_spare_m2"), share * space["nia_m2"])
    roomy = space["spare_m2"].ge(least) & places["use_class"].isin(_SHARABLE)
    willing = (roomy & ~places["condition"].eq(Condition.D)).to_numpy(dtype=bool)
    fitting = _has_fitting_neighbour(estate, assumptions, np.flatnonzero(willing))
    return np.asarray(willing & fitting, dtype=bool)


def _has_fitting_neighbour(
    estate: Estate, assumptions: AssumptionSet, hosts: NDArray[np.int64]
) -> Bools:
    places = estate.properties
    home = places.index.get_indexer(pd.Index(estate.occupations["property_id"]))
    partner = estate.occupations["organisation"].isin(estate.organisations.index).to_numpy()
    users, home = estate.occupations[(home >= 0) & partner], home[(home >= 0) & partner]
    rows = compatibility_rows.guest_rows(users, places.iloc[home].set_axis(users.index)).to_numpy()
    columns = compatibility_rows.host_columns(places).to_numpy()
    owners, guests = places["organisation"].to_numpy(), users["organisation"].to_numpy()
    where, found = distances.places(places), np.zeros(len(places), dtype=bool)
    located = ~np.isnan(where.points[:, 0])
    for row in sorted({one for one in rows if isinstance(one, str)}):
        chosen = np.flatnonzero((rows == row) & located[home])
        fitting = [n for n in hosts[located[hosts]] if _fits(row, columns[n], assumptions)]
        open_to_it = np.array(fitting, dtype=np.int64)
        if len(chosen) == 0 or len(open_to_it) == 0:
            continue
        at = np.unique(home[chosen])
        near_guest, near_host = _in_reach(where, at, open_to_it, row, estate, assumptions)
        bodies = pd.Series(guests[chosen]).groupby(home[chosen]).agg(frozenset)
        for guest, host in zip(near_guest, near_host, strict=True):
            found[host] |= bool(bodies[guest] - {owners[host]})
    return found


def _fits(row: str, column: object, assumptions: AssumptionSet) -> bool:
    """Whether the table of compatible uses lets this use into such a building."""
    return isinstance(column, str) and assumptions.value(name_of(row, column)) > 0


def _in_reach(
    where: distances.Places,
    guests: NDArray[np.int64],
    hosts: NDArray[np.int64],
    row: str,
    estate: Estate,
    assumptions: AssumptionSet,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that a use of this kind reaches, by the estate's network where there is one."""
    if estate.network is None:
        one, other, _ = distances.near(where, guests, hosts, _reach_m(row, assumptions))
        return one, other
    ways, longest = Ways(travel_of(estate.network, assumptions)), _limit_min(row, assumptions)
    drives = np.array([row in compatibility_rows.DRIVING_ROWS])
    bound = float(ways.bound_m(np.array([longest]), drives)[0])
    one, other, _ = distances.near(where, guests, hosts, bound)
    took = ways.minutes(
        where.points[one],
        where.points[other],
        np.repeat(drives, len(one)),
        np.full(len(one), longest),
    )
    return one[took <= longest], other[took <= longest]


def _limit_min(row: str, assumptions: AssumptionSet) -> float:
    """How long a use of this kind may travel."""
    public, driving = row in compatibility_rows.PUBLIC_ROWS, row in compatibility_rows.DRIVING_ROWS
    name = "public" if public else "depot" if driving else "office"
    return assumptions.value(f"max_minutes_{name}")


def _reach_m(row: str, assumptions: AssumptionSet) -> float:
    """How far, crow-fly, a use of this kind reaches."""
    driving = row in compatibility_rows.DRIVING_ROWS
    speed = assumptions.value(f"{'drive' if driving else 'walk'}_m_per_minute")
    return _limit_min(row, assumptions) * speed / assumptions.value("detour_factor")


def _reasons(triggers: pd.DataFrame) -> pd.Series:
    names = list(triggers.columns)
    told = [
        tuple(name for name, on in zip(names, row, strict=True) if on)
        for row in triggers.to_numpy(dtype=bool)
    ]
    return pd.Series(told, triggers.index, dtype=object)


def _sharing_reasons(places: pd.DataFrame, barred: pd.Series) -> pd.Series:
    school = places["type_code"].isin(SCHOOL_TYPES)
    told = [
        (RatingReason.PROTECTED_USE.value,)
        if out
        else (RatingReason.SCHOOL_ZONED_HOST.value,)
        if zoned
        else ()
        for out, zoned in zip(barred, school, strict=True)
    ]
    return pd.Series(told, places.index, dtype=object)
