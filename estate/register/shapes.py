"""Shapes on their way into the tables: master geometry in 27700, delivery copy in 4326.

The delivery copy is made here, once, by OSTN15 (ADR 2); SQL never transforms.
"""

from typing import Any

from geoalchemy2.elements import WKBElement
from geoalchemy2.shape import from_shape
from shapely import Point
from shapely.geometry.base import BaseGeometry

from estate.geometry import BNG, WGS84, geometry_to_lonlat, repair_polygon


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
