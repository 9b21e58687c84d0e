"""Which guest and which host come together: neighbours, filters and the gates of a pair.

Rows carry positions: ``at`` in ``facts.guests``, ``home`` and ``host`` in the properties.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.colocation import gates, pairs
from estate.colocation.facts import Facts


def pairs_within_reach(
    facts: Facts, assumptions: AssumptionSet, property_id: str | None
) -> pd.DataFrame:
    """Positions of guest (in ``facts.guests``) and host, with metres and minutes."""
    hosts = np.flatnonzero(facts.hosts["open"].to_numpy(dtype=bool))
    detour = assumptions.value("detour_factor")
    found = []
    groups = facts.guests.assign(at=np.arange(len(facts.guests)))
    for _, group in groups.groupby(["limit_min", "m_per_minute"]):
        limit, speed = float(group["limit_min"].iloc[0]), float(group["m_per_minute"].iloc[0])
        homes = np.unique(group["home"].to_numpy(dtype=np.int64))
        near = _near(facts, homes, hosts, limit * speed / detour, property_id)
        joined = near.merge(group[["at", "home"]], on="home")
        found.append(joined.assign(minutes=joined["distance_m"] * detour / speed))
    if not found:
        columns = ["home", "host", "distance_m", "at", "minutes"]
        return pd.DataFrame({name: np.empty(0) for name in columns}).astype({"home": int})
    every = pd.concat(found, ignore_index=True)
    apart = _points_apart(facts, every)
    return every[apart >= assumptions.value("same_place_m")]


def _near(
    facts: Facts,
    homes: pairs.Indices,
    hosts: pairs.Indices,
    within_m: float,
    property_id: str | None,
) -> pd.DataFrame:
    """Neighbouring properties; only those of one property where one is asked for."""
    asked = [(homes, hosts)]
    if property_id is not None:
        one = np.flatnonzero(facts.estate.properties.index == property_id)
        asked = [(np.intersect1d(homes, one), hosts), (homes, np.intersect1d(hosts, one))]
    parts = [pairs.near(facts.places, guests, others, within_m) for guests, others in asked]
    names = ("home", "host", "distance_m")
    return pd.concat(
        [pd.DataFrame(dict(zip(names, part, strict=True))) for part in parts], ignore_index=True
    )


def _points_apart(facts: Facts, found: pd.DataFrame) -> NDArray[np.float64]:
    points = facts.places.points
    gap = points[found["home"].to_numpy(dtype=int)] - points[found["host"].to_numpy(dtype=int)]
    return np.asarray(np.hypot(gap[:, 0], gap[:, 1]))


def narrowed(
    facts: Facts,
    found: pd.DataFrame,
    organisation: str | None,
    town: str | None,
    max_minutes: float | None,
) -> pd.DataFrame:
    """Filters that need no score, applied early because they save work."""
    guests, _, hosts, homes = sides(facts, found)
    keep = guests["organisation"].to_numpy() != hosts["organisation"].to_numpy()
    if organisation is not None:
        keep &= (guests["organisation"].to_numpy() == organisation) | (
            hosts["organisation"].to_numpy() == organisation
        )
    if town is not None:
        keep &= (homes["town"].to_numpy() == town) | (hosts["town"].to_numpy() == town)
    if max_minutes is not None:
        keep &= found["minutes"].to_numpy() <= max_minutes
    return pd.DataFrame(found.loc[keep])


def gated(facts: Facts, found: pd.DataFrame, concerned: str | None) -> pd.DataFrame:
    """The gates that need both sides: like for like, conflicts, the protocol."""
    guests, _, hosts, homes = sides(facts, found)
    keep = gates.like_for_like(homes, hosts)
    none: frozenset[str] = frozenset()
    host_services = [facts.services.get(name, none) for name in hosts.index.to_numpy(dtype=object)]
    keep &= ~gates.in_conflict(guests["service_function"], host_services)
    pending = _pending(facts, guests, hosts)
    mine = (guests["organisation"].to_numpy() == concerned) | (
        hosts["organisation"].to_numpy() == concerned
    )
    return pd.DataFrame(found.assign(protocol_pending=pending).loc[keep & (~pending | mine)])


def sides(
    facts: Facts, found: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Guest facts, host facts, host properties and guest properties, row by row."""
    at, host, home = (found[name].to_numpy(dtype=int) for name in ("at", "host", "home"))
    properties = facts.properties_without_outlines
    return (
        facts.guests.iloc[at],
        facts.hosts.iloc[host],
        properties.iloc[host],
        properties.iloc[home],
    )


def _pending(facts: Facts, guests: pd.DataFrame, hosts: pd.DataFrame) -> NDArray[np.bool_]:
    signed = facts.estate.organisations["signed"].eq(True)
    both = [
        signed.reindex(side["organisation"].to_numpy()).eq(True).to_numpy()
        for side in (guests, hosts)
    ]
    return np.asarray(~(both[0] & both[1]), dtype=bool)
