"""Who already shares with whom, and who of one trade sits near another.

The matrix counts buildings in which an organisation sits that does not manage them. The groups
are users of one kind, of at least two organisations, each within some minutes of another.
Both are counts of what is there today; nothing is proposed.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.access.engine_choice import travel_of
from estate.access.travel import Mode, Travel
from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.colocation import gates
from estate.errors import BadQuestion
from estate.frames import Estate
from estate.late_imports import one_at_a_time

#: Fewer staff than this are shown as "<5".
SMALLEST_STAFF_COUNT = 5
SAME = ("user_function", "service_function")
MATRIX_COLUMNS = ("managing", "occupying", "buildings", "staff", "staff_shown")
GROUP_COLUMNS = ("same", "organisations", "property_ids", "occupations", "span_min", "need_m2")


def shared_occupation(estate: Estate) -> pd.DataFrame:
    """One row per managing and occupying organisation, with ``MATRIX_COLUMNS``.

    ``staff`` (FTE) is null unless the reader sees the staff of every occupation counted;
    ``staff_shown`` is what may be printed: a whole number, "<5", or None where not known.
    """
    rows = _in_others_buildings(estate)
    groups = rows.groupby(["managing", "occupying"])
    staff = groups["fte"].sum().where(groups["fte"].count() == groups.size())
    found = pd.DataFrame({"buildings": groups["property_id"].nunique(), "staff": staff})
    found = found.reset_index().sort_values(["managing", "occupying"], ignore_index=True)
    shown = pd.Series([staff_shown(count) for count in found["staff"]], found.index, dtype=object)
    return found.assign(staff_shown=shown)[list(MATRIX_COLUMNS)]


def shared_buildings(estate: Estate) -> int:
    """How many buildings hold an organisation that does not manage them."""
    return int(_in_others_buildings(estate)["property_id"].nunique())


def staff_shown(count: float) -> str | None:
    """A staff count as it may be printed; None stays unknown."""
    if math.isnan(count):
        return None
    return f"<{SMALLEST_STAFF_COUNT}" if 0 < count < SMALLEST_STAFF_COUNT else f"{count:.0f}"


def similar_users(
    estate: Estate,
    assumptions: AssumptionSet,
    *,
    same: str = "user_function",
    within_min: float = 10.0,
) -> pd.DataFrame:
    """Groups of like users of at least two organisations, with ``GROUP_COLUMNS``.

    ``same``: whether users are alike by ``user_function`` or ``service_function``. Members are
    linked when they are no more than ``within_min`` walked minutes apart (by the estate's network,
    else crow-fly × detour; representative points); ``span_min`` is the way between the two
    farthest, so that a chain is seen as one. Hidden and protected places and those out of use are
    left out. Largest first.
    """
    if same not in SAME:
        raise BadQuestion(f"Users can be alike by {' or '.join(SAME)}.")
    users = partner_users(estate, assumptions).dropna(subset=[same])
    walking = _Walking.of(estate, assumptions)
    groups = [
        row
        for kind, alike in users.groupby(same)
        for row in _linked(str(kind), alike, within_min, walking)
    ]
    found = pd.DataFrame(groups, columns=list(GROUP_COLUMNS))
    size = found["organisations"].map(len)
    order = found.assign(size=size).sort_values(
        ["size", "occupations", "same", "span_min"],
        ascending=[False, False, True, True],
        kind="stable",
    )
    return order[list(GROUP_COLUMNS)].reset_index(drop=True)


def _in_others_buildings(estate: Estate) -> pd.DataFrame:
    users = estate.occupations
    manager = estate.properties["organisation"].reindex(users["property_id"].to_numpy())
    rows = pd.DataFrame(
        {
            "property_id": users["property_id"].to_numpy(),
            "managing": manager.to_numpy(),
            "occupying": users["organisation"].to_numpy(),
            "fte": pd.to_numeric(users["fte"]).astype(float).to_numpy(),
        }
    ).dropna(subset=["managing", "occupying"])
    return rows[rows["managing"] != rows["occupying"]]


def partner_users(estate: Estate, assumptions: AssumptionSet) -> pd.DataFrame:
    """Occupations of partners in places that may be spoken of, with their points."""
    users = estate.occupations
    place = estate.properties.index.get_indexer(pd.Index(users["property_id"]))
    shown = gates.open_to_either(estate.properties)
    partner = users["organisation"].isin(estate.organisations.index).to_numpy()
    keep = (place >= 0) & partner & shown[place]
    points = estate.properties[["easting", "northing"]].to_numpy(dtype=float)[place[keep]]
    need = needs(users, estate.organisations, assumptions)
    return pd.DataFrame(users[keep]).assign(
        easting=points[:, 0], northing=points[:, 1], need_m2=need[keep]
    )


@dataclass(frozen=True)
class _Walking:
    """Minutes on foot: straight lines at so many metres a minute, or ways on a network, whose
    straight lines nobody walks at more than that."""

    m_per_minute: float
    travel: Travel | None

    @classmethod
    def of(cls, estate: Estate, assumptions: AssumptionSet) -> "_Walking":
        if estate.network is None:
            pace = assumptions.value("walk_m_per_minute") / assumptions.value("detour_factor")
            return cls(pace, None)
        travel = travel_of(estate.network, assumptions)
        return cls(travel.fastest_m_per_minute(Mode.WALK), travel)

    def near(self, points: NDArray[np.float64], within_min: float) -> NDArray[np.int64]:
        """Pairs of positions that are no farther apart."""
        with one_at_a_time:
            from scipy.spatial import cKDTree

        reach_m = within_min * self.m_per_minute
        found = cKDTree(points).query_pairs(reach_m, output_type="ndarray")
        if self.travel is None or not len(found):
            return np.asarray(found)
        one, other = points[found[:, 0]], points[found[:, 1]]
        took = self.travel.of_pairs(one, other, Mode.WALK, within_min)
        return np.asarray(found[took <= within_min])

    def span_min(self, points: NDArray[np.float64]) -> float:
        """The longest way between two of them."""
        with one_at_a_time:
            from scipy.spatial.distance import pdist

        if self.travel is None:
            return float(pdist(points).max() / self.m_per_minute)
        places = np.unique(points, axis=0)
        return float(np.nanmax(self.travel.minutes(places, places, Mode.WALK)))


def _linked(
    kind: str, users: pd.DataFrame, within_min: float, walking: _Walking
) -> list[dict[str, object]]:
    with one_at_a_time:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

    points = users[["easting", "northing"]].to_numpy(dtype=float)
    near = walking.near(points, within_min)
    links = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(users),) * 2)
    number = connected_components(links, directed=False)[1]
    parts = [np.flatnonzero(number == one) for one in np.unique(number)]
    return [
        _group(kind, users.iloc[part], points[part], walking)
        for part in parts
        if users["organisation"].iloc[part].nunique() > 1
    ]


def _group(
    kind: str, users: pd.DataFrame, points: NDArray[np.float64], walking: _Walking
) -> dict[str, object]:
    return {
        "same": kind,
        "organisations": tuple(sorted(users["organisation"].unique())),
        "property_ids": tuple(sorted(users["property_id"].unique())),
        "occupations": len(users),
        "span_min": walking.span_min(points),
        "need_m2": float(users["need_m2"].sum()) if users["need_m2"].notna().all() else math.nan,
    }
