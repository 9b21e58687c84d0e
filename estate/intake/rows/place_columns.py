"""Where many rows are at once: valid outlines and points that lie within the area.

A row that is not plainly placed is looked at on its own, by ``locations``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from estate.arrays import Bools, Floats
from estate.codes import GeometryQuality
from estate.geometry import BNG, WGS84, Envelope, to_grid
from estate.intake.cells.coded_column import (
    Coded,
    Hundredths,
    Objects,
    Positions,
    coded,
    combined,
    hundredths,
    objects,
)
from estate.intake.rows.cell_columns import CellColumns
from estate.intake.rows.locations import locate
from estate.intake.rows.row import CENT, Row
from estate.intake.sources import Source
from estate.intake.sources.systems import stated_system
from estate.register.records import Location

_POINT, _POLYGON, _MULTI = 0, 3, 6
#: Rows so near to the edge of the area are judged one by one.
_EDGE_M = 0.01
_FAR_AWAY = 1e15


@dataclass(frozen=True)
class Places:
    """Points (easting and northing in metres, NaN for none), outlines (MultiPolygons or None) on
    the National Grid, and their quality."""

    points: Floats
    outlines: Objects
    quality: Coded

    def taken(self, rows: Bools | Positions) -> "Places":
        """The same places with these rows alone."""
        return Places(self.points[rows], self.outlines[rows], self.quality.taken(rows))

    def patched(self, rows: Positions, found: list[Location | None]) -> "Places":
        """Other places in some rows."""
        points, outlines = self.points.copy(), self.outlines.copy()
        points[rows] = [
            (np.nan, np.nan) if place is None else (place.rep_point.x, place.rep_point.y)
            for place in found
        ]
        outlines[rows] = objects([None if place is None else place.geom for place in found])
        quality = [None if place is None else place.quality for place in found]
        return Places(points, outlines, self.quality.patched(rows, quality))

    def point(self, row: int) -> Point | None:
        """The point of one row."""
        x, y = self.points[row].tolist()
        return None if np.isnan(x) else Point(x, y)

    def middles(self) -> Floats:
        """The middle of each outline's box, else the point: of all rows, NaN for none."""
        boxes = shapely.bounds(self.outlines)
        middles = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
        return np.where(np.isnan(middles), self.points, middles)

    def of(self, row: int) -> Location | None:
        """The place of one row."""
        point = self.point(row)
        return None if point is None else Location(point, self.outlines[row], self.quality[row])

    def site_areas_m2(self, typed_ha: Coded) -> Coded:
        """Site areas, from the outline where there is one that is not a buffered point."""
        buffered = self.quality.where(lambda word: word is GeometryQuality.POINT_BUFFER)
        outlined = ~shapely.is_missing(self.outlines) & ~buffered
        measured = np.full(len(self.outlines), np.nan)
        measured[outlined] = hundredths(shapely.area(self.outlines[outlined]))
        typed = np.flatnonzero(~outlined & ~typed_ha.absent())
        square_metres = [(typed_ha[row] * 10_000).quantize(CENT) or None for row in typed.tolist()]
        return Hundredths(measured).positive().patched(typed, square_metres)


def places(source: Source, cells: CellColumns) -> Places:
    """The place of every row; those that are not plainly placed are looked at one by one."""
    quality = cells.look("geom_quality", lambda row: row.code("geom_quality", GeometryQuality))
    found, plain = _plainly(source, cells, quality.column)
    epsg = None if source.projection is None else source.projection.epsg

    def alone(row: Row, index: int) -> Location | None:
        return locate(row, None if source.geometry is None else source.geometry[index], epsg)

    others = cells.alone(~plain | quality.remarked(), alone)
    if not others:
        return found
    return found.patched(np.fromiter(others, np.intp, len(others)), list(others.values()))


def _plainly(source: Source, cells: CellColumns, quality: Coded) -> tuple[Places, Bools]:
    """Places, and which rows are plainly placed."""
    shapes, system = _shapes(source, cells)
    if shapes is None:
        nowhere = np.full((cells.count, 2), np.nan)
        none = Places(nowhere, objects([None] * cells.count), quality.map(lambda _: None))
        return none, np.zeros(cells.count, dtype=np.bool_)
    placed, plain = _placed(shapes, system, cells.context.envelope)
    kinds = shapely.get_type_id(placed)
    outlines = np.isin(kinds, (_POLYGON, _MULTI)) & (shapely.area(placed) > 0)
    outlines[outlines] = shapely.is_valid(placed[outlines])
    plain &= outlines | (kinds == _POINT)
    outlined = plain & outlines
    points = np.full((cells.count, 2), np.nan)
    points[plain] = shapely.get_coordinates(shapely.point_on_surface(placed[plain]))
    found = Places(
        points,
        _as_multi(placed, kinds, outlined),
        combined(_quality, _flags(plain), _flags(outlined), quality),
    )
    return found, plain


def _flags(rows: Bools) -> Coded:
    return Coded(objects([False, True]), rows.astype(np.intp))


def _quality(
    placed: bool, outlined: bool, stated: GeometryQuality | None
) -> GeometryQuality | None:
    if not outlined:
        return GeometryQuality.POINT if placed else None
    unstated = stated is None or stated is GeometryQuality.POINT
    return GeometryQuality.DIGITISED if unstated else stated


def _shapes(source: Source, cells: CellColumns) -> tuple[Objects | None, int]:
    """The layer's shapes, else points from typed eastings and northings."""
    if source.geometry is not None:
        place = source.projection
        shapes = source.geometry
        flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
        return flat, (place.epsg if place else None) or BNG
    stated = cells.context.crs
    if not (cells.has("easting") and cells.has("northing")):
        return None, BNG
    if stated is not None and stated_system(stated) != BNG:
        return None, BNG
    xy = np.column_stack([_typed(cells, field) for field in ("easting", "northing")])
    points: Objects = np.full(len(xy), None, dtype=object)
    given = np.isfinite(xy).all(axis=1)
    points[given] = shapely.points(xy[given])
    return points, BNG


def _typed(cells: CellColumns, field: str) -> Floats:
    """Numbers as typed, not rounded; what cannot be read is left out here, and said later."""
    column = coded(cells.columns[field]).map(_number)
    return np.asarray(column.words.astype(np.float64)[column.codes], dtype=np.float64)


def _number(cell: Any) -> float:
    if type(cell) in (int, float):
        return float(cell) if abs(cell) < _FAR_AWAY else np.nan
    plain = type(cell) is str and cell.replace(".", "", 1).isdigit() and cell.isascii()
    return float(cell) if plain else np.nan


def _placed(shapes: Objects, system: int, envelope: Envelope) -> tuple[Objects, Bools]:
    """Shapes on the National Grid and which of them are plainly in the area."""
    plain = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    plain[owner[~np.isfinite(xy).all(axis=1)]] = False
    if system == WGS84:
        shapes = _on_grid(shapes, plain)
    boxes = shapely.bounds(shapes)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = (x >= envelope.min_easting + _EDGE_M) & (x <= envelope.max_easting - _EDGE_M)
    inside &= (y >= envelope.min_northing + _EDGE_M) & (y <= envelope.max_northing - _EDGE_M)
    degrees = (np.abs(x) <= 90) & (np.abs(y) <= 90)
    plain &= inside & ~degrees
    return _only(plain, shapes), plain


def _on_grid(shapes: Objects, plain: Bools) -> Objects:
    """Degrees to metres by one call of OSTN15, rounded to the millimetre; misplaced ones go."""
    boxes = shapely.bounds(shapes)
    lon, lat = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    plain &= (lon >= -9.0) & (lon <= 2.5) & (lat >= 49.0) & (lat <= 61.0)
    xy, owner = shapely.get_coordinates(_only(plain, shapes), return_index=True)
    east, north = to_grid(xy[:, 0], xy[:, 1])
    plain[owner[~(np.isfinite(east) & np.isfinite(north))]] = False
    kept = plain[owner]
    moved = _only(plain, shapes)
    shapely.set_coordinates(moved, np.round(np.column_stack((east, north))[kept], 3))
    return moved


def _only(plain: Bools, shapes: Objects) -> Objects:
    kept: Objects = np.full(len(shapes), None, dtype=object)
    kept[plain] = shapes[plain]
    return kept


def _as_multi(placed: Objects, kinds: NDArray[np.int32], outlined: Bools) -> Objects:
    made: Objects = np.full(len(placed), None, dtype=object)
    many = outlined & (kinds == _MULTI)
    made[many] = placed[many]
    single = np.flatnonzero(outlined & (kinds == _POLYGON))
    if len(single):
        made[single] = shapely.multipolygons(placed[single], indices=np.arange(len(single)))
    return made
