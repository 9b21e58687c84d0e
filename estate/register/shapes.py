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
from shapely import Point
from shapely.geometry.base import BaseGeometry

from estate.geometry import BNG, WGS84, geometry_to_lonlat, repair_polygon, to_lonlat

SHAPE_COLUMNS = ("geom", "geom_4326", "rep_point", "rep_point_4326")

Geometries = NDArray[np.object_]


def outline_columns(geom: BaseGeometry | None) -> dict[str, Any]:
    """``geom`` and ``geom_4326``; an outline too fine for seven decimals is mended or left out."""
    if geom is None:
        return {"geom": None, "geom_4326": None}
    copy = geometry_to_lonlat(geom)
    return {"geom": stored(geom, BNG), "geom_4326": stored(repair_polygon(copy).geometry, WGS84)}


def point_columns(point: Point | None) -> dict[str, Any]:
    """``rep_point`` and ``rep_point_4326``."""
    if point is None:
        return {"rep_point": None, "rep_point_4326": None}
    return {
        "rep_point": stored(point, BNG),
        "rep_point_4326": stored(geometry_to_lonlat(point), WGS84),
    }


def stored(geometry: BaseGeometry | None, srid: int) -> WKBElement | None:
    """A shape as the database driver takes it."""
    return None if geometry is None else from_shape(geometry, srid=srid, extended=True)


def shape_columns(
    outlines: Sequence[BaseGeometry | None], points: Sequence[BaseGeometry | None]
) -> dict[str, list[str | None]]:
    """The four shape columns of many rows at once, as hexadecimal EWKB for COPY."""
    geom, rep_point = _array(outlines), _array(points)
    copies = lonlat_copies(geom)
    for index in np.flatnonzero(~shapely.is_valid(copies) & ~shapely.is_missing(copies)):
        copies[index] = repair_polygon(copies[index]).geometry
    return {
        "geom": hexadecimal(geom, BNG),
        "geom_4326": hexadecimal(copies, WGS84),
        "rep_point": hexadecimal(rep_point, BNG),
        "rep_point_4326": hexadecimal(lonlat_copies(rep_point), WGS84),
    }


def lonlat_copies(geometries: Geometries) -> Geometries:
    """Delivery copies of many shapes by one call of OSTN15, rounded to 7 decimals."""
    xy = shapely.get_coordinates(geometries)
    if not len(xy):
        return geometries
    lon, lat = to_lonlat(xy[:, 0], xy[:, 1])
    copies = geometries.copy()  # set_coordinates writes into the array that it is given
    shapely.set_coordinates(copies, np.round(np.column_stack((lon, lat)), 7))
    return copies


def hexadecimal(geometries: Geometries, srid: int) -> list[str | None]:
    """Shapes as PostGIS reads them from text."""
    marked = shapely.set_srid(geometries, srid)
    return list(shapely.to_wkb(marked, hex=True, include_srid=True))


def _array(geometries: Sequence[BaseGeometry | None]) -> Geometries:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made
