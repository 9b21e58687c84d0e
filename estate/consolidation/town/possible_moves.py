"""Who may move where in a chosen set of buildings, and why others may not.

The gates of candidates (``colocation.facts``), but for three: bodies may move within their own
buildings too; services that may not meet are kept apart by the plan, because who is there today may
leave; and room is what a building has once others have left. What is not known never counts as yes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.access.limits import kept
from estate.arrays import Bools, Floats
from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.codes import (
    SCHOOL_TYPES,
    FloodZone,
    Rating,
    Sensitivity,
    ServiceFunction,
    Status,
    Tenure,
    UserFunction,
)
from estate.colocation import gates, score
from estate.colocation.compatibility_rows import CONFLICTS
from estate.colocation.components import compatibility
from estate.colocation.distances import Indices
from estate.colocation.guest_and_host_facts import Facts, gather
from estate.colocation.possible_pairs import suitable, within_reach
from estate.consolidation.town.service_limits import (
    Forbidden,
    Living,
    ServiceJourneys,
    access_limit,
    forbidden,
    living_in,
)
from estate.consolidation.town.what_is_considered import Choice, Hub
from estate.errors import BadQuestion
from estate.frames import Estate, within
from estate.savings.from_register import first_arrival

#: Pairs looked at in one go.
_PIECE = 200_000

#: Services that go out in vehicles of their own, and need somewhere to keep them.
WITH_VEHICLES = frozenset(
    {
        ServiceFunction.POLICING_RESPONSE.value,
        ServiceFunction.AMBULANCE.value,
        ServiceFunction.FIRE.value,
        ServiceFunction.HIGHWAYS.value,
        ServiceFunction.WASTE.value,
    }
)
#: Why an occupation stays where it is.
DOES_NOT_MOVE = {
    "no_partner": "the occupier is no partner, so nobody here could speak for its move",
    "closed_use": "its building takes no part: a protected or hidden use, or not in operation",
    "school": "schools stay where they are",
    "rated_core": "its building is rated red for availability: no change is anticipated",
    "unrated": "its building is not rated, and unrated buildings were not asked for",
    "use_unknown": "what it does is not known well enough to say which buildings suit it",
    "not_signed": "its organisation has not signed the protocol",
    "need_unknown": "how much space it needs is not known",
    "not_suited": "no building of those chosen that could take anybody suits what it does",
    "too_far": "no suitable building is near enough",
    "off_network": "its building lies too far from any street, so no way from it is known",
    "no_room": "no suitable building near enough has the room, even if all others left it",
    "journeys": "wherever it could go, journeys to its service would grow by more than is allowed",
    "rejected": "the club has rejected its moves into each of the others",
    "no_day": "it could move on no day within the years counted and the own terms of its hosts",
}
#: How far a guest without any host came with the best of them, in this order.
_HOW_FAR = ("not_suited", "too_far", "no_room", "journeys", "rejected")
#: Why a building takes nobody in.
RECEIVES_NOBODY = {
    "closed_use": "a protected or hidden use, or not in operation",
    "rated_unlikely": "rated red for sharing",
    "surplus": "declared surplus, and its owner does not offer it for re-use",
    "unrated": "not rated for sharing, and unrated buildings were not asked for",
    "not_suitable": "such a building hosts nobody, or a school without a zone of its own",
    "not_signed": "its holder has not signed the protocol",
    "off_network": "it lies too far from any street, so no way to it is known",
    "school_conditions": "a condition of the school as a host is not met on record",
    "floodplain": "in the functional floodplain (flood zone 3b)",
    "room_unknown": "we do not know its spare room",
    "term_unknown": "we do not know how long its own lease is safe",
    "term_short": "its own lease could end too soon",
}
#: Why a building is not left wholly.
STAYS = {
    "closed_use": "a protected or hidden use, or not in operation",
    "school": "a school",
    "rated_core": "rated red for availability: no change is anticipated",
    "unrated": "not rated, and unrated buildings were not asked for",
    "pfi": "its private finance contract runs on",
    "users_unknown": "who uses it is not known",
    "somebody_stays": "somebody there stays",
    "no_day": "all who use it could leave on no day within the years counted, its lease included",
}


@dataclass(frozen=True)
class Possible:
    """Pairs of guest and host, by position in ``facts.guests`` and in the properties, with the
    change of the guest's clients' weighted minutes (0 where it has none); and reasons by id: of
    occupations that do not move, of properties that receive nobody, of properties that stay.
    ``forbidden``: moves that must not happen together, lest a service pass its limit."""

    facts: Facts
    at: Indices
    host: Indices
    minutes: Floats
    does_not_move: Mapping[str, str]
    receives_nobody: Mapping[str, str]
    stays: Mapping[str, str]
    forbidden: Forbidden


def facts_of(
    estate: Estate,
    costs: pd.DataFrame,
    assumptions: AssumptionSet,
    today: date,
    property_ids: tuple[str, ...],
    choice: Choice,
) -> Facts:
    """The facts of candidates, of the chosen buildings and the new hubs alone."""
    unknown = [one for one in property_ids if one not in estate.properties.index]
    if unknown or not property_ids:
        named = ", ".join(unknown[:5]) or "none was chosen"
        raise BadQuestion(f"A plan needs buildings that you see: {named}.")
    chosen = within(estate, property_ids)
    known = costs.loc[chosen.properties.index]
    if choice.hubs:
        chosen, known = _with_hubs(chosen, known, choice.hubs)
    return gather(chosen, assumptions, today, choice.include_unrated, known)


def _with_hubs(
    chosen: Estate, costs: pd.DataFrame, hubs: tuple[Hub, ...]
) -> tuple[Estate, pd.DataFrame]:
    """The hubs as vacant properties of their holders. Nobody leaves one, so none costs anything."""
    taken = [hub.key for hub in hubs if hub.key in chosen.properties.index]
    if taken:
        raise BadQuestion(f"A new hub has the id of a property: {taken[0]}.")
    rows = {hub.key: _as_property(hub) for hub in hubs}
    places = chosen.properties
    new = pd.DataFrame.from_dict(rows, orient="index").infer_objects()
    spots = gpd.GeoSeries([None] * len(hubs), new.index, crs=places.crs)
    more = pd.concat([places, gpd.GeoDataFrame(new, geometry=spots)])
    nothing = costs.iloc[[0] * len(hubs)].set_axis([hub.key for hub in hubs])
    leases = pd.concat([chosen.leases, *_terms(hubs)])
    return replace(chosen, properties=more, leases=leases), pd.concat([costs, nothing])


def _terms(hubs: tuple[Hub, ...]) -> list[pd.DataFrame]:
    """What is to be had for a time only is its holder's until that day, as a lease is."""
    found = [
        {"property_id": hub.key, "tenant": hub.holder, "expiry": pd.Timestamp(hub.until)}
        for hub in hubs
        if hub.until is not None
    ]
    names = [f"{one['property_id']}: term" for one in found]
    return [pd.DataFrame(found, index=names).assign(exact=True)] if found else []


def _as_property(hub: Hub) -> dict[str, object]:
    return {
        "organisation": hub.holder,
        "local_ref": hub.key,
        "name": hub.name,
        "use_class": hub.use_class.value,
        "type_code": hub.type_code.value,
        "operational": True,
        "sensitivity": Sensitivity.CLUB.value,
        "status": Status.VACANT.value,
        "tenure": Tenure.FREEHOLD.value,
        "pfi": False,
        "public_access": True,
        "easting": hub.easting,
        "northing": hub.northing,
        "nia_m2": float(hub.capacity_m2),
        "availability": Rating.AMBER.value,
        "sharing": Rating.GREEN.value,
        "reuse_offered": False,
        "exact": True,
    }


def journeys_in(estate: Estate, facts: Facts, living: Living | None = None) -> ServiceJourneys:
    """Journeys to the services of an estate, with the buildings and hubs of the facts as hosts;
    ``living``: where residents live, else in the centres of towns."""
    zones = living_in(estate.zones) if living is None else living
    return ServiceJourneys(estate, zones, facts.assumptions, facts.estate.properties)


def possible(
    facts: Facts,
    kept_out: Collection[tuple[str, str]] = (),
    journeys: ServiceJourneys | None = None,
    *,
    together: bool = True,
) -> Possible:
    """All pairs of the set that may be, and the reasons of those who may not.

    ``kept_out``: pairs of guest occupation and host property that are left out. ``journeys``: to
    the services of the whole estate (``journeys_in``), else to those of the set. Not ``together``:
    the limit of a service holds for each of its moves alone.
    """
    stuck = _not_moving(facts)
    shut = _not_hosting(facts)
    ids = facts.estate.properties.index
    going = np.flatnonzero(~facts.guests.index.isin(list(stuck)))
    hosts = np.flatnonzero(~ids.isin(list(shut)))
    came = np.zeros(len(facts.guests), dtype=np.int64)
    found = [_pairs(facts, some, hosts, came) for some in _pieces(going, len(hosts))]
    nothing = np.empty(0, dtype=np.int64)
    at, host, minutes = (
        np.concatenate([none, *(one[part] for one in found)])
        for part, none in enumerate((nothing, nothing, np.empty(0)))
    )
    people = facts.guests.index
    pairs = [(str(people[a]), str(ids[h])) for a, h in zip(at, host, strict=True)]
    options: dict[str, list[str]] = {}
    for who, into in pairs:
        options.setdefault(who, []).append(into)
    journeys = journeys or journeys_in(facts.estate, facts)
    broken = forbidden(journeys, options, journeys.limit, together=together)
    fair = np.array([pair not in broken.pairs for pair in pairs], dtype=bool)
    came[at[fair]] = 4
    keep = fair & np.array([pair not in kept_out for pair in pairs], dtype=bool)
    at, host, minutes = at[keep], host[keep], minutes[keep]
    alone = np.setdiff1d(going, at)
    stuck |= {str(facts.guests.index[one]): _why_alone(facts, one, came) for one in alone.tolist()}
    return Possible(facts, at, host, minutes, stuck, shut, _staying(facts, stuck), broken)


def _why_alone(facts: Facts, guest: int, came: Indices) -> str:
    """How far a guest came with the best of its hosts. From a home off the network no way is known:
    that is no building too far away."""
    reason = _HOW_FAR[came[guest]]
    is_off = int(facts.columns.guests.home[guest]) in facts.off_network_m
    return "off_network" if is_off and reason == "too_far" else reason


def _pieces(going: Indices, hosts: int) -> list[Indices]:
    step = max(1, _PIECE // max(1, hosts))
    return [going[first : first + step] for first in range(0, len(going), step)]


def _pairs(
    facts: Facts, going: Indices, hosts: Indices, came: Indices
) -> tuple[Indices, Indices, Floats]:
    """Pairs of some guests, with minutes; ``came`` is told how far each came (``_HOW_FAR``)."""
    at, host = np.repeat(going, len(hosts)), np.tile(hosts, len(going))
    columns = facts.columns
    keep = columns.guests.home[at] != host
    at, host = at[keep], host[keep]
    points = facts.places.points
    apart = np.hypot(*(points[columns.guests.home[at]] - points[host]).T)
    keep = suitable(facts, at, host, apart)
    least = facts.assumptions.value("portfolio_min_compatibility")
    keep &= compatibility(facts, at, host) >= least
    by_type = gates.service_bits(facts.estate.properties, _NOBODY, _NOBODY)
    keep &= (columns.guests.conflicts[at] & by_type[host]) == 0
    # Whoever the public visits does not move to where it could not come in without a step.
    steps = facts.estate.properties["step_free"].eq(False).to_numpy(dtype=bool)
    keep &= ~(columns.guests.public[at] & steps[host])
    # Whoever goes out in vehicles does not move to where there is no place for any.
    bare = facts.estate.properties["parking_spaces"].eq(0).to_numpy(dtype=bool)
    keep &= ~(with_vehicles(facts.guests)[at] & bare[host])
    came[at[keep]] = 1
    near = within_reach(facts, at[keep], host[keep], apart[keep], None)
    came[near.at] = 2
    near = near[columns.guests.need_m2[near.at] <= room_m2(facts)[near.host] + 1e-6]
    came[near.at] = 3
    minutes, fair = _access(facts, near.at, near.host)
    return near.at[fair], near.host[fair], minutes[fair]


def with_vehicles(users: pd.DataFrame) -> Bools:
    """Which occupations go out in vehicles of their own; their back offices do not."""
    driven = users["service_function"].isin(WITH_VEHICLES)
    return np.asarray(driven & users["user_function"].ne(UserFunction.BACK_OFFICE), dtype=bool)


_NOBODY = pd.Series(dtype=object)


def _access(facts: Facts, at: Indices, host: Indices) -> tuple[Floats, Bools]:
    """Change of all clients' weighted minutes of each pair, and whether it is within what is
    allowed of the move alone; without zones in the catchment nothing is known to change."""
    spots, journeys = facts.places.points[host], facts.journeys
    change = np.nan_to_num(journeys.changes(at, spots))
    fair = kept(
        access_limit(facts.assumptions),
        journeys.today_min()[at],
        change,
        journeys.longest_of_need(at, spots),
    )
    people = np.where(facts.columns.guests.public[at], journeys.people[at], 0.0)
    return change * people, np.asarray(fair | ~facts.columns.guests.public[at])


def used_m2(facts: Facts) -> Floats:
    """What those in each property are known to need, m² NIA."""
    users, properties = facts.estate.occupations, facts.estate.properties
    at = properties.index.get_indexer(pd.Index(users["property_id"]))
    need = needs_of(facts).fillna(0.0).to_numpy(dtype=float)
    return np.bincount(at, need, minlength=len(properties)).astype(np.float64)


def needs_of(facts: Facts) -> pd.Series:
    """Need of every occupation, m² NIA, null unknown (``capacity.needs``)."""
    estate = facts.estate
    return needs(estate.occupations, estate.organisations, facts.assumptions)


def room_m2(facts: Facts) -> Floats:
    """What may be used of each property at once: what is needed there today and what is spare."""
    spare = facts.columns.properties.spare_m2
    return np.asarray(used_m2(facts) + np.nan_to_num(spare), dtype=np.float64)


def conflicts(facts: Facts) -> Indices:
    """Pairs of occupations whose services may not share a building, by position, n × 2."""
    services = gates.services(facts.estate, facts.assumptions).astype(object).to_numpy()
    found = [
        (min(one, other), max(one, other))
        for first, second in (sorted(pair) for pair in CONFLICTS)
        for one in np.flatnonzero(services == first).tolist()
        for other in np.flatnonzero(services == second).tolist()
    ]
    return np.array(sorted(set(found)), dtype=np.int64).reshape(-1, 2)


def _first(*told: tuple[Bools, str]) -> NDArray[np.object_]:
    """The first reason that holds of each; empty where none does."""
    return np.select([holds for holds, _ in told], [word for _, word in told], "").astype(object)


def _by_id(index: pd.Index, reasons: NDArray[np.object_]) -> dict[str, str]:
    return {str(one): str(why) for one, why in zip(index, reasons, strict=True) if why}


def _of_place(facts: Facts) -> tuple[tuple[Bools, str], ...]:
    """Why the occupiers of a property stay, one entry a property."""
    places = facts.estate.properties
    availability, sharing = places["availability"], places["sharing"]
    unrated = availability.isna() | (availability.eq(Rating.AMBER) & sharing.isna())
    return (
        (~gates.open_to_either(places), "closed_use"),
        (places["type_code"].isin(SCHOOL_TYPES).to_numpy(dtype=bool), "school"),
        (availability.eq(Rating.RED).to_numpy(dtype=bool), "rated_core"),
        (unrated.to_numpy(dtype=bool) & (not facts.include_unrated), "unrated"),
    )


def _not_moving(facts: Facts) -> dict[str, str]:
    estate, users = facts.estate, facts.estate.occupations
    home = estate.properties.index.get_indexer(pd.Index(users["property_id"]))
    partners = users["organisation"].isin(estate.organisations.index).to_numpy(dtype=bool)
    signed = estate.organisations["signed"].eq(True)
    told = users["organisation"].map(signed).eq(True).to_numpy(dtype=bool)
    guests = users.index.isin(facts.guests.index)
    reasons = _first(
        (~partners, "no_partner"),
        *((holds[home], why) for holds, why in _of_place(facts)),
        (~guests, "use_unknown"),
        (~told, "not_signed"),
        (needs_of(facts).isna().to_numpy(dtype=bool), "need_unknown"),
    )
    return _by_id(users.index, reasons)


def _not_hosting(facts: Facts) -> dict[str, str]:
    places, hosts, sides = facts.estate.properties, facts.hosts, facts.columns.properties
    organisations = facts.estate.organisations
    signed = places["organisation"].map(organisations["signed"].eq(True)).eq(True)
    green = places["availability"].eq(Rating.GREEN) & ~places["reuse_offered"].eq(True)
    unlikely = places["sharing"].eq(Rating.RED) & ~places["availability"].eq(Rating.GREEN)
    unrated = places["sharing"].isna() | places["availability"].isna()
    ready = np.datetime64(first_arrival(facts.assumptions, facts.today), "D").astype(float)
    secure = sides.secure_days
    short = secure - ready < score.secure_for_days(facts.assumptions)
    reasons = _first(
        (~gates.open_to_either(places), "closed_use"),
        (green.to_numpy(dtype=bool), "surplus"),
        (unlikely.to_numpy(dtype=bool), "rated_unlikely"),
        (unrated.to_numpy(dtype=bool) & (not facts.include_unrated), "unrated"),
        (~hosts["open"].to_numpy(dtype=bool), "not_suitable"),
        (~signed.to_numpy(dtype=bool), "not_signed"),
        (np.isin(np.arange(len(places)), list(facts.off_network_m)), "off_network"),
        (~gates.conditions_met(places, facts.assumptions), "school_conditions"),
        (places["flood_zone"].eq(FloodZone.ZONE_3B).to_numpy(dtype=bool), "floodplain"),
        (np.isnan(sides.spare_m2), "room_unknown"),
        (np.isnan(secure), "term_unknown"),
        (short, "term_short"),
    )
    return _by_id(places.index, reasons)


def _staying(facts: Facts, stuck: Mapping[str, str]) -> dict[str, str]:
    places, users = facts.estate.properties, facts.estate.occupations
    at = places.index.get_indexer(pd.Index(users["property_id"]))
    count = np.bincount(at, minlength=len(places))
    held = np.bincount(at[users.index.isin(list(stuck))], minlength=len(places))
    vacant = places["status"].eq(Status.VACANT).to_numpy(dtype=bool)
    reasons = _first(
        *_of_place(facts),
        (places["pfi"].eq(True).to_numpy(dtype=bool), "pfi"),
        ((count == 0) & ~vacant, "users_unknown"),
        (held > 0, "somebody_stays"),
    )
    return _by_id(places.index, reasons)
