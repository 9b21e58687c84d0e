"""Where each row is: layer geometry or typed coordinates, checked and on the National Grid.

Nothing is flipped or shifted silently: a row whose coordinates are degrees under a grid
header, have their axes swapped or fall outside the area is refused and the defect named
(DOMAIN §3.6). Outlines are repaired, and said so.
"""

from decimal import Decimal

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from estate.codes import GeometryQuality, IssueCode, Severity
from estate.errors import FileRefused
from estate.geometry import (
    BNG,
    WGS84,
    geometry_to_grid,
    looks_like_degrees,
    rep_point,
    repair_polygon,
    to_grid,
)
from estate.intake import values
from estate.intake.grid_references import GridSquare, grid_square
from estate.intake.rows import Row
from estate.intake.sources.projection import recognise
from estate.register.records import Location

MISPLACED = (IssueCode.LIKELY_WGS84, IssueCode.AXES_SWAPPED, IssueCode.OUTSIDE_AREA)
_SMALL_CHANGE = 0.01
_PAIRS = (("easting", "northing", BNG), ("longitude", "latitude", WGS84), ("geo_x", "geo_y", None))


def locate(row: Row, shape: BaseGeometry | None, epsg: int | None) -> Location | None:
    """The row's location, or None with the reason noted (an error refuses the row)."""
    if shape is not None and not shape.is_empty:
        found, system = shape, epsg or BNG
    else:
        typed = _typed(row)
        if typed is None:
            _no_location(row)
            return None
        found, system = typed
    if not np.isfinite(shapely.get_coordinates(found)).all():
        row.say(IssueCode.BAD_GEOMETRY, Severity.ERROR, "geometry",
                "The coordinates are not finite numbers.")  # fmt: skip
        return None
    placed = _on_grid(row, found, system)
    return None if placed is None else _as_location(row, placed)


def site_area_m2(location: Location | None, typed_ha: Decimal | None) -> Decimal | None:
    """Site area from the outline, m2; typed hectares count only where there is no outline."""
    outline = None if location is None else location.geom
    if outline is not None and location and location.quality is not GeometryQuality.POINT_BUFFER:
        area = Decimal(repr(round(outline.area, 2)))
        return area if area > 0 else None
    return (typed_ha * 10_000).quantize(Decimal("0.01")) if typed_ha else None


def _no_location(row: Row) -> None:
    if not any(issue.code is IssueCode.BAD_GEOMETRY for issue in row.issues):
        row.say(IssueCode.NO_LOCATION, Severity.WARNING, "geometry",
                "The row has neither an outline nor coordinates; it is loaded without a place "
                "on the map.")  # fmt: skip


def _typed(row: Row) -> tuple[BaseGeometry, int] | None:
    """Coordinates from cells, with their system."""
    for x_field, y_field, system in _PAIRS:
        if row.has(x_field) or row.has(y_field):
            return _pair(row, x_field, y_field, system or _stated_system(row))
    if row.has("coordinate_text"):
        square = grid_square(values.text(row.cells["coordinate_text"]))
        if square is not None:
            return _of_square(row, square), BNG
        try:
            pair = values.coordinate_pair(row.cells["coordinate_text"])
        except ValueError:
            _unreadable(row, "coordinate_text")
            return None
        return None if pair is None else (Point(pair), _stated_system(row))
    return None


def _of_square(row: Row, square: GridSquare) -> Point:
    if square.side_m > 1:
        row.say(IssueCode.BAD_GEOMETRY, Severity.NOTE, "coordinate_text",
                f"The grid reference names a square of {square.side_m:,} m; its middle was taken."
                )  # fmt: skip
    return Point(square.easting, square.northing)


def _pair(row: Row, x_field: str, y_field: str, system: int) -> tuple[BaseGeometry, int] | None:
    try:
        x, y = values.number(row.cells.get(x_field)), values.number(row.cells.get(y_field))
    except ValueError:
        _unreadable(row, x_field)
        return None
    if x is None or y is None:
        _unreadable(row, x_field)
        return None
    if x == 0 and y == 0:
        return None
    return Point(float(x), float(y)), system


def _unreadable(row: Row, field: str) -> None:
    row.say(IssueCode.BAD_GEOMETRY, Severity.WARNING, field,
            "The coordinates cannot be read (metres such as 385000 and 254000, or degrees); the "
            "row is loaded without a place on the map."
            )  # fmt: skip


def _stated_system(row: Row) -> int:
    """The row's own word, else the caller's, else the National Grid."""
    stated = (values.text(row.cells.get("coordinate_system")) or "").upper().replace(" ", "")
    if "WGS84" in stated or "4326" in stated:
        return WGS84
    if "OSGB" in stated or "27700" in stated or row.context.crs is None:
        return BNG
    epsg = recognise(row.context.crs).epsg
    if epsg is None:
        raise FileRefused("Only EPSG:27700 and EPSG:4326 can be stated with --crs.")
    return epsg


def _on_grid(row: Row, shape: BaseGeometry, system: int) -> BaseGeometry | None:
    """The shape on the National Grid; None, with the defect named, when it is misplaced."""
    middle = shapely.box(*shape.bounds).centroid
    x, y = middle.x, middle.y
    if system == WGS84:
        swapped = not looks_like_degrees(x, y) and looks_like_degrees(y, x)
        placed = None if swapped else _from_degrees(shape)
        if placed is not None and _inside(row, placed):
            return placed
        code = IssueCode.AXES_SWAPPED if swapped else IssueCode.OUTSIDE_AREA
    elif looks_like_degrees(x, y) or looks_like_degrees(y, x):
        code = IssueCode.LIKELY_WGS84
    elif _inside(row, shape):
        return shape
    else:
        swapped = row.context.envelope.contains(y, x)
        code = IssueCode.AXES_SWAPPED if swapped else IssueCode.OUTSIDE_AREA
    _misplaced(row, code, x, y)
    return None


def _from_degrees(shape: BaseGeometry) -> BaseGeometry | None:
    """The shape in metres; None when a corner lies beyond the Ordnance Survey's grid."""
    xy = shapely.get_coordinates(shape)
    known = np.isfinite(to_grid(xy[:, 0], xy[:, 1])).all()
    return geometry_to_grid(shape) if known else None


def _inside(row: Row, shape: BaseGeometry) -> bool:
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return False
    middle = shapely.box(*shape.bounds).centroid  # also of a bow-tie, not yet repaired
    return row.context.envelope.contains(middle.x, middle.y)


def _misplaced(row: Row, code: IssueCode, x: float, y: float) -> None:
    pair = f"{x:.7g}, {y:.7g}"
    message = {
        IssueCode.LIKELY_WGS84: f"The coordinates {pair} are longitude and latitude, not metres on "
        "the National Grid; put them in columns named Longitude and Latitude, or transform them.",
        IssueCode.AXES_SWAPPED: f"In the coordinates {pair} the two axes are swapped; the "
        "easting (or longitude) comes first.",
        IssueCode.OUTSIDE_AREA: f"The coordinates {pair} lie outside {row.context.area}.",
    }[code]
    row.say(code, Severity.ERROR, "geometry", message, value=pair)


def _as_location(row: Row, shape: BaseGeometry) -> Location:
    quality = row.code("geom_quality", GeometryQuality)
    flat = shapely.force_2d(shape)
    if shapely.get_dimensions(flat) < 2:
        if shapely.get_num_coordinates(flat) > 1:
            kind = "points" if shapely.get_dimensions(flat) == 0 else "lines"
            row.say(IssueCode.BAD_GEOMETRY, Severity.NOTE, "geometry",
                    f"The shape is of {kind} without an area; one point of it is kept."
                    )  # fmt: skip
        return Location(rep_point(flat))
    mended = repair_polygon(flat)
    if mended.geometry is None:
        row.say(IssueCode.BAD_GEOMETRY, Severity.WARNING, "geometry",
                "The outline has no area; only its point is kept.")  # fmt: skip
        return Location(shapely.box(*flat.bounds).centroid)
    if mended.repaired:
        changed = f", its area changed by {mended.area_change:.0%}"
        much = changed if mended.area_change > _SMALL_CHANGE else ""
        row.say(IssueCode.GEOMETRY_REPAIRED, Severity.WARNING, "geometry",
                f"The outline crosses itself; it was repaired{much}.")  # fmt: skip
    elif mended.area_change > _SMALL_CHANGE:
        row.say(IssueCode.GEOMETRY_AREA_CHANGED, Severity.NOTE, "geometry",
                f"Only the areas of the shape were kept; its area changed by "
                f"{mended.area_change:.0%}.")  # fmt: skip
    if quality is None or quality is GeometryQuality.POINT:
        quality = GeometryQuality.DIGITISED
    return Location(rep_point(mended.geometry), mended.geometry, quality)
