"""Shapes on their way into the tables: master geometry in 27700, delivery copy in 4326.

The delivery copy is made here, once, by OSTN15 (ADR 2); SQL never transforms.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import from_shape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from estate.arrays import Geometries
from estate.geometry import BNG, WGS84, geometry_to_lonlat, repair_polygon, to_lonlat

#: Easting and northing, n × 2; NaN is no place.
Points = NDArray[np.float64]


def outline_columns(geom: BaseGeometry | None) -> dict[str, Any]:
    """``geom`` and ``geom_4326``; an outline too fine for seven decimals is mended or left out."""
    if geom is None:
        return {"geom": None, "geom_4326": None}
    copy = geometry_to_lonlat(geom)
    return {"geom": stored(geom, BNG), "geom_4326": stored(repair_polygon(copy).geometry, WGS84)}


def stored(geometry: BaseGeometry | None, srid: int) -> WKBElement | None:
    """A shape as the database driver takes it."""
    return None if geometry is None else from_shape(geometry, srid=srid, extended=True)


def shape_columns(outlines: Geometries, points: Points) -> dict[str, Geometries | Points]:
    """The four shape columns of many rows at once, for COPY; points are easting and northing."""
    copies = lonlat_copies(outlines)
    for index in np.flatnonzero(~shapely.is_valid(copies) & ~shapely.is_missing(copies)):
        copies[index] = repair_polygon(copies[index]).geometry
    return {
        "geom": outlines,
        "geom_4326": copies,
        "rep_point": points,
        "rep_point_4326": _lonlat(points),
    }


def lonlat_copies(geometries: Geometries) -> Geometries:
    """Delivery copies of many shapes by one call of OSTN15, rounded to 7 decimals."""
    copies = geometries.copy()  # set_coordinates writes into the array that it is given
    shapely.set_coordinates(copies, _lonlat(shapely.get_coordinates(geometries)))
    return copies


def as_array(geometries: Sequence[BaseGeometry | None]) -> Geometries:
    """Shapes as an array of objects, None where there is none."""
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def coordinates_of(points: Geometries) -> Points:
    """Easting and northing of points; NaN where there is none."""
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))


def _lonlat(xy: Points) -> Points:
    """Degrees by OSTN15, rounded to 7 decimals (about 1 cm); NaN stays NaN."""
    degrees = np.full(xy.shape, np.nan)
    known = ~np.isnan(xy[:, 0])
    if known.any():
        degrees[known] = np.column_stack(to_lonlat(xy[known, 0], xy[known, 1]))
    return np.round(degrees, 7)
