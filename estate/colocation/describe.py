"""Every column of a candidate: what is looked up, what it would mean, how it scores."""

from datetime import date
from hashlib import sha256

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.assumptions.compatibility import GUEST_ROWS, HOST_COLUMNS, name_of
from estate.colocation import effects, pairs, score
from estate.colocation.contenders import sides
from estate.colocation.facts import Facts, host_ready
from estate.colocation.functions import kind_of

DISTANCE_BASIS = "crowfly_x1.25"

#: What a reader is told when a component cannot be known.
UNKNOWN_WORDS = {
    "capacity": "need or spare space",
    "lease": "lease dates",
    "rag": "ratings",
    "saving": "premises effect",
    "access": "journeys to the place",
    "condition": "condition and energy rating",
}


def candidate_id(guest_occupation_id: object, host_property_id: object) -> str:
    """A stable name for a pair: the same two always have the same one."""
    return sha256(f"{guest_occupation_id}|{host_property_id}".encode()).hexdigest()[:16]


def _cells(facts: Facts, found: pd.DataFrame) -> tuple[pairs.Indices, pairs.Indices]:
    """Row and column of the compatibility table for each pair."""
    guests, hosts, _, _ = sides(facts, found)
    rows = pd.Index(GUEST_ROWS).get_indexer(pd.Index(guests["row"]))
    columns = pd.Index(HOST_COLUMNS).get_indexer(pd.Index(hosts["column"]))
    return rows.astype(np.int64), columns.astype(np.int64)


def kinds(facts: Facts, found: pd.DataFrame) -> NDArray[np.object_]:
    """The pattern of sharing (``codes.CandidateKind``) of each pair."""
    table = [[kind_of(row, column).value for column in HOST_COLUMNS] for row in GUEST_ROWS]
    return np.asarray(np.array(table, dtype=object)[_cells(facts, found)])


def _compatibility(
    facts: Facts, found: pd.DataFrame, assumptions: AssumptionSet
) -> NDArray[np.float64]:
    table = [
        [assumptions.value(name_of(row, column)) for column in HOST_COLUMNS] for row in GUEST_ROWS
    ]
    return np.asarray(np.array(table)[_cells(facts, found)])


def described(
    facts: Facts, found: pd.DataFrame, assumptions: AssumptionSet, today: date
) -> pd.DataFrame:
    """Every column but the rank; pairs that the table rules out (use = 0) are gone."""
    use = _compatibility(facts, found, assumptions)
    found = found[use > 0].reset_index(drop=True)
    rows = _plain_columns(facts, found)
    rows = rows.join(_effects(facts, found, assumptions))
    components = _components(facts, found, rows, use[use > 0], assumptions, today)
    rows = rows.join(score.score(components, score.weights(assumptions)))
    rows["low_evidence"] = rows["evidence"] < assumptions.value("low_evidence_below")
    rows["unknowns"] = _unknowns(components)
    return rows.join(components.add_prefix("component_"))


def _plain_columns(facts: Facts, found: pd.DataFrame) -> pd.DataFrame:
    guests, host_facts, hosts, homes = sides(facts, found)
    costs = facts.costs.iloc[found["home"].to_numpy(dtype=int)]
    involved = _involved(facts, found)
    plain = {
        "guest_occupation_id": guests.index,
        "guest_property_id": homes.index,
        "host_property_id": hosts.index,
        "guest_organisation": guests["organisation"],
        "host_organisation": hosts["organisation"],
        "kind": kinds(facts, found),
        "guest_row": guests["row"],
        "host_column": host_facts["column"],
        "minutes": found["minutes"],
        "limit_min": guests["limit_min"],
        "distance_m": found["distance_m"],
        "distance_basis": DISTANCE_BASIS,
        "measured_between": _measured_between(facts, found),
        "spare_m2": host_facts["spare_m2"],
        "area_imputed": host_facts["area_imputed"],
        **{name: guests[name] for name in ("need_m2", "exit_date", "act_by", "act_by_passed")},
        "cost_tier": costs["tier"],
        "complexity": involved**2,
        "organisations_involved": involved,
        "protocol_pending": found["protocol_pending"],
        "rated": homes["availability"].notna().to_numpy() & hosts["sharing"].notna().to_numpy(),
        "exact": _all_exact(guests, homes, hosts),
    }
    arrays = {
        name: values if isinstance(values, str) else np.asarray(values)
        for name, values in plain.items()
    }
    return _named(pd.DataFrame(arrays, index=found.index), guests, hosts)


def _named(rows: pd.DataFrame, guests: pd.DataFrame, hosts: pd.DataFrame) -> pd.DataFrame:
    """The rows with the stable name of each pair and the guest's way out, None if unknown."""
    ways = guests["exit_kind"].astype(object).to_numpy()
    ids = zip(guests.index.to_numpy(dtype=object), hosts.index.to_numpy(dtype=object), strict=True)
    return rows.assign(
        candidate_id=[candidate_id(guest, host) for guest, host in ids],
        # Kept as objects: an inferred text column would turn the missing kind into a NaN.
        exit_kind=pd.Series(
            [way if isinstance(way, str) else None for way in ways], rows.index, dtype=object
        ),
    )


def _all_exact(*frames: pd.DataFrame) -> NDArray[np.bool_]:
    exact = [frame["exact"].eq(True).to_numpy(dtype=bool) for frame in frames]
    return np.asarray(np.logical_and.reduce(exact), dtype=bool)


def _measured_between(facts: Facts, found: pd.DataFrame) -> NDArray[np.str_]:
    outlined = ~pd.isna(facts.places.outlines)
    both = outlined[found["home"].to_numpy(dtype=int)] & outlined[found["host"].to_numpy(dtype=int)]
    return np.where(both, "outlines", "points")


def _involved(facts: Facts, found: pd.DataFrame) -> NDArray[np.int64]:
    """How many organisations would share: guest, host and whoever is in the host already."""
    properties, occupations = facts.properties_without_outlines, facts.estate.occupations
    everyone = pd.concat([properties["organisation"], occupations["organisation"]])
    names = pd.Index(everyone.dropna().unique())
    where = properties.index.get_indexer(pd.Index(occupations["property_id"]))
    who = names.get_indexer(pd.Index(occupations["organisation"]))
    there = np.unique((where * len(names) + who)[(where >= 0) & (who >= 0)])
    host = found["host"].to_numpy(dtype=np.int64)
    count = np.bincount(there // max(len(names), 1), minlength=len(properties))[host]
    guest = facts.guests["organisation"].iloc[found["at"].to_numpy(dtype=int)]
    for side in (properties["organisation"].iloc[host], guest):
        key = host * len(names) + names.get_indexer(pd.Index(side))
        count = count + ~np.isin(key, there)
    return np.asarray(count, dtype=np.int64)


def _effects(facts: Facts, found: pd.DataFrame, assumptions: AssumptionSet) -> pd.DataFrame:
    """Money and journeys of each pair."""
    guests, _, _, homes = sides(facts, found)
    costs = facts.costs.iloc[found["home"].to_numpy(dtype=int)]
    costs = costs.assign(pfi=homes["pfi"].eq(True).to_numpy())
    money = effects.savings(guests, costs, assumptions).set_axis(found.index)
    public = guests["public"].to_numpy(dtype=bool)
    points = facts.places.points
    change = np.full(len(found), np.nan)
    change[public] = effects.access_changes(
        points[found["home"].to_numpy(dtype=int)[public]],
        points[found["host"].to_numpy(dtype=int)[public]],
        facts.estate.zones,
        assumptions,
    )
    worse = change > assumptions.value("access_tolerance_min")
    return money.assign(access_change_min=change, access_worse=worse)


def _components(
    facts: Facts,
    found: pd.DataFrame,
    rows: pd.DataFrame,
    use: NDArray[np.float64],
    assumptions: AssumptionSet,
    today: date,
) -> pd.DataFrame:
    guests, host_facts, hosts, homes = sides(facts, found)
    secure = host_facts["secure_until"].reset_index(drop=True)
    owned = rows["exit_kind"].eq("owned").to_numpy(dtype=bool)
    ready = host_ready(today, assumptions)
    spare, need = (rows[name].to_numpy(dtype=float) for name in ("spare_m2", "need_m2"))
    minutes, limit = (rows[name].to_numpy(dtype=float) for name in ("minutes", "limit_min"))
    values = {
        "use": use,
        "capacity": score.capacity(spare, need, assumptions),
        "distance": score.distance(minutes, limit),
        "lease": score.lease(pd.to_datetime(rows["exit_date"]), owned, secure, ready, assumptions),
        "rag": score.rag(homes["availability"], hosts["sharing"], assumptions),
        "saving": score.saving(rows["saving_gbp_pa"].to_numpy(dtype=float), assumptions),
        "access": score.access(
            rows["access_change_min"].to_numpy(dtype=float),
            guests["public"].to_numpy(dtype=bool),
            assumptions,
        ),
        "condition": score.condition(homes.reset_index(drop=True), hosts.reset_index(drop=True)),
    }
    return pd.DataFrame(values, index=found.index)


def _unknowns(components: pd.DataFrame) -> list[tuple[str, ...]]:
    """Names of the components that are not known, row by row."""
    missing = np.isnan(components.to_numpy(dtype=float))
    patterns, which = np.unique(missing, axis=0, return_inverse=True)
    words = [
        tuple(UNKNOWN_WORDS.get(name, name) for name in components.columns[pattern])
        for pattern in patterns
    ]
    return [words[number] for number in which.ravel()]
