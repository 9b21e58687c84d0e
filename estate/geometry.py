"""Coordinates and outlines: British National Grid, OSTN15, repair and envelope checks.

The register's master geometry is EPSG:27700; a delivery copy in EPSG:4326 is made here, once,
at write time, with the Ordnance Survey's OSTN15 grid (package ``convertbng``). PROJ without
the grid is 1.4 m off in this county and says nothing, so nothing else transforms between the
two (ADR 2).
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from convertbng import cutil
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from estate.arrays import Floats

#: OSTN15 in one thread, unless the operator says otherwise: with one for each core it takes from
#: the server what it wins while an import is stored. It is read at the first transformation.
os.environ.setdefault("RAYON_NUM_THREADS", "1")

BNG = 27700
WGS84 = 4326

#: West, south, east, north; in metres or degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Envelope:
    """The box a county's coordinates must lie in, metres on the National Grid."""

    min_easting: float
    min_northing: float
    max_easting: float
    max_northing: float

    def contains(self, easting: float, northing: float) -> bool:
        """Whether the point lies in the box, edges included."""
        return (
            self.min_easting <= easting <= self.max_easting
            and self.min_northing <= northing <= self.max_northing
        )


def to_lonlat(eastings: Floats, northings: Floats) -> tuple[Floats, Floats]:
    """National Grid metres to WGS 84 degrees by OSTN15; NaN outside the grid."""
    lon, lat = cutil.convert_lonlat(_floats(eastings), _floats(northings))
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def lat_lon(points: Floats) -> list[tuple[float, float]]:
    """Points of the National Grid (n × 2) as latitude and longitude, as routing engines ask."""
    lon, lat = to_lonlat(points[:, 0], points[:, 1])
    return list(zip(lat.tolist(), lon.tolist(), strict=True))


def to_grid(longitudes: Floats, latitudes: Floats) -> tuple[Floats, Floats]:
    """WGS 84 degrees to National Grid metres by OSTN15; NaN outside the grid."""
    east, north = cutil.convert_bng(_floats(longitudes), _floats(latitudes))
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def geometry_to_lonlat(geometry: BaseGeometry, decimals: int = 7) -> BaseGeometry:
    """The 4326 delivery copy of a 27700 geometry, rounded to 7 decimals (about 1 cm).

    Rounding can make a sliver touch itself; such a copy is repaired, the master is not.
    """
    copy = shapely.transform(geometry, lambda xy: np.round(_pair(to_lonlat, xy), decimals))
    if copy.is_valid:
        return copy
    return repair_polygon(copy).geometry or copy


def geometry_to_grid(geometry: BaseGeometry) -> BaseGeometry:
    """A 4326 geometry on the National Grid, rounded to the millimetre.

    Outside the grid coordinates are infinite, not NaN: a ring whose ends are NaN is not closed
    and cannot even be built.
    """
    return shapely.transform(
        geometry, lambda xy: np.nan_to_num(np.round(_pair(to_grid, xy), 3), nan=np.inf)
    )


def rep_point(geometry: BaseGeometry) -> Point:
    """A point on the surface (not the centroid, which may lie outside an L-shaped site)."""
    return geometry.point_on_surface()


def looks_like_degrees(x: float, y: float) -> bool:
    """Longitude and latitude of Great Britain under a grid header."""
    return -9.0 <= x <= 2.5 and 49.0 <= y <= 61.0


@dataclass(frozen=True)
class Repaired:
    """An outline fit for the register; ``area_change`` is relative (0.01 = 1 %)."""

    geometry: MultiPolygon | None
    repaired: bool
    area_change: float


def repair_polygon(geometry: BaseGeometry) -> Repaired:
    """Polygonal part of a geometry, valid, two-dimensional, as MultiPolygon.

    ``geometry`` is None in the answer when nothing with an area is left.
    """
    flat = shapely.force_2d(geometry)
    before = flat.area
    valid = flat if flat.is_valid else shapely.make_valid(flat)
    polygons = _polygons(valid)
    if not polygons:
        return Repaired(None, not flat.is_valid, 1.0)
    merged = MultiPolygon(polygons)
    if not merged.is_valid:
        merged = _as_multi(shapely.union_all(polygons))
    change = abs(merged.area - before) / before if before > 0 else 1.0
    return Repaired(merged, not flat.is_valid, change)


def _as_multi(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon(_polygons(geometry))


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(geometry)
    found: list[Polygon] = []
    for part in parts:
        if isinstance(part, Polygon):
            if part.area > 0:
                found.append(part)
        elif len(shapely.get_parts(part)) > 1:
            found.extend(_polygons(part))
    return found


def _floats(values: Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _pair(convert: Callable[[Floats, Floats], tuple[Floats, Floats]], xy: Floats) -> Floats:
    return np.column_stack(convert(xy[:, 0], xy[:, 1]))
