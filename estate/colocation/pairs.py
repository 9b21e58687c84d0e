"""Which buildings lie near which: a k-d tree first, exact outlines for the contenders.

Distances are metres in EPSG:27700. Where both properties have an outline, the distance is that
between the outlines (0 when they touch); otherwise that between representative points. No pair
within reach is lost: the tree is asked for the reach plus the size of both outlines.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from estate.errors import BadQuestion

Indices = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Outlines wider than this from their point are searched apart, so that one large campus does
#: not widen the search for every office.
_WIDE_M = 120.0


@dataclass(frozen=True)
class Places:
    """Located properties as arrays; positions are those of the frame they came from."""

    points: Floats  # n × 2, NaN where a property has no location
    outlines: NDArray[np.object_]  # MultiPolygon or None
    reach_m: Floats  # farthest corner of the outline from the point; 0 without outline


def places(properties: gpd.GeoDataFrame) -> Places:
    """Arrays of a property frame. Raises ``BadQuestion`` for coordinates not in EPSG:27700."""
    crs = properties.crs
    if crs is not None and crs.to_epsg() != 27700:
        raise BadQuestion("Distances need coordinates on the British National Grid (EPSG:27700).")
    points = properties[["easting", "northing"]].to_numpy(dtype=float)
    outlines = np.array(properties.geometry.array, dtype=object)
    outlines[shapely.is_empty(outlines)] = None
    return Places(points, outlines, _reach(points, outlines))


def near(
    where: Places, guests: Indices, hosts: Indices, within_m: float
) -> tuple[Indices, Indices, Floats]:
    """All (guest, host) positions no farther apart than ``within_m``, with the distance.

    Ordered by guest, then host. A property is no neighbour of itself.
    """
    found = [
        _contenders(where, some_guests, some_hosts, within_m)
        for some_guests in _by_width(where, guests)
        for some_hosts in _by_width(where, hosts)
    ]
    guest = np.concatenate([pair[0] for pair in found])
    host = np.concatenate([pair[1] for pair in found])
    distance = _exact(where, guest, host, np.concatenate([pair[2] for pair in found]))
    keep = (distance <= within_m) & (guest != host)
    guest, host, distance = guest[keep], host[keep], distance[keep]
    order = np.lexsort((host, guest))
    return guest[order], host[order], distance[order]


def _by_width(where: Places, positions: Indices) -> list[Indices]:
    located = positions[np.isfinite(where.points[positions]).all(axis=1)]
    wide = where.reach_m[located] > _WIDE_M
    return [located[~wide], located[wide]]


def _contenders(
    where: Places, guests: Indices, hosts: Indices, within_m: float
) -> tuple[Indices, Indices, Floats]:
    """Pairs that could be within reach, by points and the size of both outlines."""
    nothing = np.empty(0, dtype=np.int64)
    if not len(guests) or not len(hosts):
        return nothing, nothing, np.empty(0)
    radius = within_m + where.reach_m[guests].max() + where.reach_m[hosts].max()
    trees = [cKDTree(where.points[side]) for side in (guests, hosts)]
    found = trees[0].sparse_distance_matrix(trees[1], radius, output_type="ndarray")
    guest, host, apart = guests[found["i"]], hosts[found["j"]], found["v"]
    keep = apart <= within_m + where.reach_m[guest] + where.reach_m[host]
    return guest[keep], host[keep], apart[keep]


def _exact(where: Places, guest: Indices, host: Indices, apart: Floats) -> Floats:
    """Outline to outline where both have one, else point to point."""
    one, other = where.outlines[guest], where.outlines[host]
    both = shapely.is_geometry(one) & shapely.is_geometry(other)
    distance = apart.copy()
    distance[both] = shapely.distance(one[both], other[both])
    return distance


def _reach(points: Floats, outlines: NDArray[np.object_]) -> Floats:
    """Distance from each point to the farthest corner of its outline's bounding box."""
    bounds = shapely.bounds(outlines)
    wide = np.maximum(np.abs(points[:, 0] - bounds[:, 0]), np.abs(bounds[:, 2] - points[:, 0]))
    tall = np.maximum(np.abs(points[:, 1] - bounds[:, 1]), np.abs(bounds[:, 3] - points[:, 1]))
    return np.asarray(np.nan_to_num(np.hypot(wide, tall)), dtype=np.float64)
