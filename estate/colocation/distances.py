"""Which buildings lie near which: a k-d tree first, exact outlines only where it matters.

Distances are metres in EPSG:27700. Where both properties have an outline, the distance is that
between the outlines (0 when they touch); otherwise that between representative points. No pair
within reach is lost: the tree is asked for the reach plus the size of both outlines.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from estate.arrays import Floats
from estate.errors import BadQuestion
from estate.late_imports import one_at_a_time

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

Indices = NDArray[np.int64]

#: Outlines wider than this from their point are searched apart, so that one large campus does
#: not widen the search for every office.
_WIDE_M = 120.0
#: Bounds give way by this much, far more than any rounding of a distance within a country.
_SLACK_M = 1e-6


@dataclass(frozen=True)
class Places:
    """Located properties as arrays; positions are those of the frame they came from."""

    points: Floats  # n × 2, NaN where a property has no location
    outlines: NDArray[np.object_]  # MultiPolygon or None
    outlined: NDArray[np.bool_]
    reach_m: Floats  # the outline lies within this of the point; 0 without one
    depth_m: Floats  # … and fills this much around it; negative where the point lies off it


@dataclass(frozen=True)
class Side:
    """Names and where each of them is, in trees: the usual ones, and the wide ones apart."""

    parts: tuple["_Part", ...]

    @classmethod
    def of(cls, where: Places, names: Indices, positions: Indices) -> "Side":
        """``names`` are what pairs are told by; ``positions`` are their properties.

        Those without a location are left out.
        """
        located = np.isfinite(where.points[positions]).all(axis=1)
        wide = where.reach_m[positions] > _WIDE_M
        halves = (located & ~wide, located & wide)
        return cls(
            tuple(_Part.of(where, names[half], positions[half]) for half in halves if half.any())
        )


@dataclass(frozen=True)
class _Part:
    names: Indices
    tree: "cKDTree"
    widest_m: float

    @classmethod
    def of(cls, where: Places, names: Indices, positions: Indices) -> "_Part":
        with one_at_a_time:
            from scipy.spatial import cKDTree

        widest = float(where.reach_m[positions].max())
        return cls(names, cKDTree(where.points[positions]), widest)


def places(properties: gpd.GeoDataFrame) -> Places:
    """Arrays of a property frame. Raises ``BadQuestion`` for coordinates not in EPSG:27700."""
    crs = properties.crs
    if crs is not None and crs.to_epsg() != 27700:
        raise BadQuestion("Distances need coordinates on the British National Grid (EPSG:27700).")
    points = properties[["easting", "northing"]].to_numpy(dtype=float)
    outlines = np.array(properties.geometry.array, dtype=object)
    outlines[shapely.is_empty(outlines)] = None
    spots = shapely.points(points)
    reach = shapely.hausdorff_distance(spots, outlines)
    edge = shapely.distance(spots, shapely.boundary(outlines))
    depth = np.where(shapely.distance(spots, outlines) > 0, -edge, edge)
    outlined = np.isfinite(reach)
    return Places(points, outlines, outlined, np.nan_to_num(reach), np.nan_to_num(depth))


def near(
    where: Places, guests: Indices, hosts: Indices, within_m: float
) -> tuple[Indices, Indices, Floats]:
    """All (guest, host) positions no farther apart than ``within_m``, with the distance.

    Ordered by guest, then host. A property is no neighbour of itself.
    """
    sides = Side.of(where, guests, guests), Side.of(where, hosts, hosts)
    guest, host, apart = contenders(*sides, within_m)
    distance = exact(where, guest, host, apart)
    keep = (distance <= within_m) & (guest != host)
    guest, host, distance = guest[keep], host[keep], distance[keep]
    order = np.lexsort((host, guest))
    return guest[order], host[order], distance[order]


def contenders(one: Side, other: Side, within_m: float) -> tuple[Indices, Indices, Floats]:
    """All pairs of names that could be within reach, with metres between their points.

    Many of them turn out too far: ``bounds`` and ``exact`` tell.
    """
    found = [
        (first.names[near["i"]], second.names[near["j"]], near["v"])
        for first in one.parts
        for second in other.parts
        for near in [
            first.tree.sparse_distance_matrix(
                second.tree,
                within_m + first.widest_m + second.widest_m + _SLACK_M,
                output_type="ndarray",
            )
        ]
    ]
    return together(found)


def together(found: list[tuple[Indices, Indices, Floats]]) -> tuple[Indices, Indices, Floats]:
    """Pairs found in several goes as one."""
    if len(found) == 1:
        return found[0]
    nothing = np.empty(0, dtype=np.int64)
    firsts, seconds, aparts = zip((nothing, nothing, np.empty(0)), *found, strict=True)
    return np.concatenate(firsts), np.concatenate(seconds), np.concatenate(aparts)


def bounds(where: Places, one: Indices, other: Indices, apart: Floats) -> tuple[Floats, Floats]:
    """Metres that each pair is apart at the least and at the most.

    An outline lies within one circle around its point and fills another; between the outlines
    is at least the gap of the outer circles and at most that of the inner ones. Equal where the
    distance is between points anyway.
    """
    both = where.outlined[one] & where.outlined[other]
    outer = where.reach_m[one] + where.reach_m[other] + _SLACK_M
    inner = where.depth_m[one] + where.depth_m[other] - _SLACK_M
    least, most = np.maximum(apart - outer, 0.0), np.maximum(apart - inner, 0.0)
    return np.where(both, least, apart), np.where(both, most, apart)


def exact(where: Places, one: Indices, other: Indices, apart: Floats) -> Floats:
    """Outline to outline where both have one, else point to point (``apart``)."""
    both = where.outlined[one] & where.outlined[other]
    distance = apart.copy()
    distance[both] = shapely.distance(where.outlines[one[both]], where.outlines[other[both]])
    return distance
