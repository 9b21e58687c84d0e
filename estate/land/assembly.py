"""Land assembly: parcels of different owners that touch, and what they are together.

The rules and their figures are in docs/methods/land.md. Outlines are polygons on the British
National Grid in metres; nothing here transforms them. The parcels come in clusters that the
register has found (PostGIS, ``ST_ClusterDBSCAN``); within a cluster two parcels belong together
where enough of their boundaries runs along each other and their outlines do not overlap: an
overlap of two owners' outlines is a fault of the data, and nothing is assembled across it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from estate.assumptions import AssumptionSet
from estate.late_imports import one_at_a_time

M2_PER_HA = 10_000.0


@dataclass(frozen=True)
class Rules:
    """What counts: distances and lengths in m, areas in m2, ``overlap_share`` of the smaller."""

    within_m: float
    min_boundary_m: float
    min_area_m2: float
    overlap_m2: float
    overlap_share: float

    @classmethod
    def of(
        cls, assumptions: AssumptionSet, *, across_road: bool, overlap: tuple[float, float]
    ) -> "Rules":
        """Those of an assumption set: parcels that touch, or as well those across a road;
        ``overlap`` is the least in m2 and as a share of the smaller outline."""
        within = "land_across_road_m" if across_road else "land_touching_m"
        return cls(
            assumptions.value(within),
            assumptions.value("land_min_boundary_m"),
            assumptions.value("land_min_ha") * M2_PER_HA,
            *overlap,
        )


@dataclass(frozen=True)
class Contact:
    """Two parcels of a cluster: how far apart, along how much boundary, how much in common.

    ``shared_m`` is the boundary of the one that runs along the other within reach, the shorter
    of the two; a corner that meets a corner has none.
    """

    one: str
    other: str
    gap_m: float
    shared_m: float
    overlap_m2: float
    overlap_share: float


@dataclass(frozen=True)
class Assembly:
    """Parcels that lie together, largest first: what they are as one piece of land.

    ``area_m2`` is the ground that the outlines cover, ``perimeter_m`` the way round it with gaps
    within reach closed, ``compactness`` 4πA/P² of that closed outline (a circle has 1, a square
    0.79), ``shared_m`` the boundary between parcels, each stretch once.
    """

    parcels: tuple[str, ...]
    owners: tuple[str, ...]
    outline: BaseGeometry
    area_m2: float
    perimeter_m: float
    compactness: float
    shared_m: float
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Land:
    """Assemblies by area, largest first, and the pairs whose outlines overlap."""

    assemblies: tuple[Assembly, ...]
    overlaps: tuple[Contact, ...]


def land(parcels: gpd.GeoDataFrame, rules: Rules) -> Land:
    """Find what may be assembled among ``parcels``.

    Index: property id (text). Columns: ``cluster`` (number of the register's cluster; null
    outside all), ``owner`` (code of the owning body; null where it is none of the register's
    bodies or not known), ``geometry`` (polygons in EPSG:27700). A parcel whose owner is null is
    part of an assembly but no second owner.
    """
    near = parcels[parcels["cluster"].notna()].sort_index()
    found = contacts(near, rules.within_m)
    owners = near["owner"]
    overlaps = tuple(
        one for one in found if _is_overlap(one, rules) and not _is_same(one, owners.to_dict())
    )
    faulty = {(one.one, one.other) for one in overlaps}
    edges = [
        one
        for one in found
        if one.shared_m >= rules.min_boundary_m and (one.one, one.other) not in faulty
    ]
    groups = _groups(list(near.index), edges)
    made = [_assembly(near.loc[group], edges, rules) for group in groups]
    kept = [one for one in made if len(one.owners) > 1 and one.area_m2 >= rules.min_area_m2]
    kept.sort(key=lambda one: (-round(one.area_m2, 3), one.parcels))
    return Land(tuple(kept), tuple(sorted(overlaps, key=lambda one: -one.overlap_m2)))


def contacts(parcels: gpd.GeoDataFrame, within_m: float) -> list[Contact]:
    """Every two parcels of one cluster no further apart than ``within_m``, by their ids."""
    outlines = np.array(parcels.geometry.array, dtype=object)
    clusters = parcels["cluster"].to_numpy()
    left, right = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=within_m)
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    once = (left < right) & (clusters[left] == clusters[right])
    ids = parcels.index.to_numpy()
    return [
        _contact(str(ids[a]), str(ids[b]), outlines[a], outlines[b], within_m)
        for a, b in zip(left[once], right[once], strict=True)
    ]


def _contact(
    one: str, other: str, mine: BaseGeometry, theirs: BaseGeometry, within_m: float
) -> Contact:
    gap_m = float(shapely.distance(mine, theirs))
    overlap_m2 = float(shapely.area(shapely.intersection(mine, theirs)))
    smaller = min(float(shapely.area(mine)), float(shapely.area(theirs)))
    shared_m = min(along_m(mine, theirs, within_m, gap_m), along_m(theirs, mine, within_m, gap_m))
    share = overlap_m2 / smaller if smaller > 0 else 0.0
    return Contact(one, other, gap_m, shared_m, overlap_m2, share)


def along_m(mine: BaseGeometry, theirs: BaseGeometry, within_m: float, gap_m: float) -> float:
    """Metres of one outline's boundary that run along another within reach.

    Each stretch within reach begins and ends where the boundary turns away, ``within_m`` less
    the gap beyond the last point that faces the other: that much is taken off at both ends, so
    that two squares side by side share a side and two that meet at a corner share nothing.
    """
    reach = shapely.buffer(theirs, within_m)
    stretches = shapely.line_merge(shapely.intersection(shapely.boundary(mine), reach))
    lines = [one for one in shapely.get_parts(stretches) if one.length > 0]
    beyond = 2 * max(0.0, within_m - gap_m)
    return float(
        sum(one.length if one.is_closed else max(0.0, one.length - beyond) for one in lines)
    )


def compactness(area_m2: float, perimeter_m: float) -> float:
    """4πA/P² (Polsby and Popper 1991): 1 for a circle, less the longer the way round; 0 for
    nothing."""
    return 4 * math.pi * area_m2 / perimeter_m**2 if perimeter_m > 0 else 0.0


def _is_overlap(one: Contact, rules: Rules) -> bool:
    return one.overlap_m2 > rules.overlap_m2 and one.overlap_share > rules.overlap_share


def _is_same(one: Contact, owners: dict[str, object]) -> bool:
    mine, theirs = owners[one.one], owners[one.other]
    return isinstance(mine, str) and mine == theirs


def _groups(ids: list[str], edges: Sequence[Contact]) -> list[list[str]]:
    """Parcels that hang together by contacts, each alone left out."""
    with one_at_a_time:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

    if not edges:
        return []
    at = {name: number for number, name in enumerate(ids)}
    rows = np.array([at[one.one] for one in edges])
    columns = np.array([at[one.other] for one in edges])
    links = coo_array((np.ones(len(edges)), (rows, columns)), shape=(len(ids), len(ids)))
    count, labels = connected_components(links, directed=False)
    members: list[NDArray[np.intp]] = [np.flatnonzero(labels == one) for one in range(count)]
    return [[ids[number] for number in group] for group in members if len(group) > 1]


def _assembly(parcels: gpd.GeoDataFrame, edges: Sequence[Contact], rules: Rules) -> Assembly:
    outlines = parcels.geometry
    whole = shapely.union_all(outlines.to_numpy())
    closed = _closed(whole, rules.within_m)
    inside = set(parcels.index)
    between = tuple(one for one in edges if one.one in inside)
    by_size = outlines.area.round(3).sort_values(ascending=False, kind="stable")
    perimeter_m = float(shapely.length(closed))
    return Assembly(
        parcels=tuple(by_size.index),
        owners=tuple(sorted(set(parcels["owner"].dropna()))),
        outline=whole,
        area_m2=float(shapely.area(whole)),
        perimeter_m=perimeter_m,
        compactness=compactness(float(shapely.area(closed)), perimeter_m),
        shared_m=sum(one.shared_m for one in between),
        contacts=between,
    )


def _closed(whole: BaseGeometry, within_m: float) -> BaseGeometry:
    """The outline with gaps up to ``within_m`` closed: what lies between two parcels is no edge."""
    half = within_m / 2
    swollen = shapely.buffer(whole, half, join_style="mitre")
    return shapely.buffer(swollen, -half, join_style="mitre")
