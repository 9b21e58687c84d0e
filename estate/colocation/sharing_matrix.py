"""Who already shares with whom, and who of one trade sits near another.

The matrix counts buildings in which an organisation sits that does not manage them. The groups
are users of one kind, of at least two organisations, each within some minutes of another.
Both are counts of what is there today; nothing is proposed.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate.assumptions import AssumptionSet
from estate.capacity import needs
from estate.colocation import gates
from estate.errors import BadQuestion
from estate.frames import Estate

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
    linked when they are no more than ``within_min`` walked minutes apart (crow-fly × detour,
    representative points); ``span_min`` is the way between the two farthest, so that a chain is
    seen as one. Hidden and protected places and those out of use are left out. Largest first.
    """
    if same not in SAME:
        raise BadQuestion(f"Users can be alike by {' or '.join(SAME)}.")
    users = partner_users(estate, assumptions).dropna(subset=[same])
    m_per_minute = assumptions.value("walk_m_per_minute") / assumptions.value("detour_factor")
    groups = [
        row
        for kind, alike in users.groupby(same)
        for row in _linked(str(kind), alike, within_min, m_per_minute)
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


def _linked(
    kind: str, users: pd.DataFrame, within_min: float, m_per_minute: float
) -> list[dict[str, object]]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    points = users[["easting", "northing"]].to_numpy(dtype=float)
    near = cKDTree(points).query_pairs(within_min * m_per_minute, output_type="ndarray")
    links = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(len(users),) * 2)
    number = connected_components(links, directed=False)[1]
    parts = [np.flatnonzero(number == one) for one in np.unique(number)]
    return [
        _group(kind, users.iloc[part], points[part], m_per_minute)
        for part in parts
        if users["organisation"].iloc[part].nunique() > 1
    ]


def _group(
    kind: str, users: pd.DataFrame, points: NDArray[np.float64], m_per_minute: float
) -> dict[str, object]:
    from scipy.spatial.distance import pdist

    return {
        "same": kind,
        "organisations": tuple(sorted(users["organisation"].unique())),
        "property_ids": tuple(sorted(users["property_id"].unique())),
        "occupations": len(users),
        "span_min": float(pdist(points).max() / m_per_minute),
        "need_m2": float(users["need_m2"].sum()) if users["need_m2"].notna().all() else math.nan,
    }
