"""Where many rows are at once; a row with anything amiss is left to ``locations``.

Only what is plain is answered here: valid outlines and points that lie within the area.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from estate.codes import GeometryQuality
from estate.geometry import BNG, WGS84, Envelope, to_grid
from estate.intake.cell_columns import CellColumns
from estate.intake.sources import Source
from estate.register.records import Location

_POINT, _POLYGON, _MULTI = 0, 3, 6
#: Rows so near to the edge of the area are judged one by one.
_EDGE_M = 0.01

Shapes = NDArray[np.object_]
Mask = NDArray[np.bool_]


def locations(source: Source, cells: CellColumns) -> list[Location | None]:
    """The location of every row that is plainly placed; the other rows are set apart."""
    quality = cells.read("geom_quality", lambda row: row.code("geom_quality", GeometryQuality))
    shapes, system = _shapes(source, cells)
    if shapes is None:
        cells.set_apart([True] * cells.count)
        return [None] * cells.count
    placed, plain = _placed(shapes, system, cells.context.envelope)
    kinds = shapely.get_type_id(placed)
    outlines = np.isin(kinds, (_POLYGON, _MULTI)) & shapely.is_valid(placed)
    outlines &= shapely.area(placed) > 0
    plain &= outlines | (kinds == _POINT)
    cells.set_apart((~plain).tolist())
    outlined = plain & outlines
    multi = _as_multi(placed, kinds, outlined)
    points = shapely.point_on_surface(np.where(outlined, multi, placed))
    return [
        _location(*given) if given[0] else None
        for given in zip(plain.tolist(), points, multi, quality, strict=True)
    ]


def _location(_: bool, point: Any, outline: Any, quality: GeometryQuality | None) -> Location:
    if outline is None:
        return Location(point)
    if quality is None or quality is GeometryQuality.POINT:
        quality = GeometryQuality.DIGITISED
    return Location(point, outline, quality)


def _shapes(source: Source, cells: CellColumns) -> tuple[Shapes | None, int]:
    """The layer's shapes, else points from typed eastings and northings."""
    if source.geometry is not None:
        place = source.projection
        shapes = source.geometry
        flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
        return flat, (place.epsg if place else None) or BNG
    if not (cells.has("easting") and cells.has("northing")):
        return None, BNG
    typed = [
        [float(number) if number is not None else np.nan for number in _typed(cells, field)]
        for field in ("easting", "northing")
    ]
    xy = np.column_stack(typed)
    points: Shapes = np.full(len(xy), None, dtype=object)
    given = np.isfinite(xy).all(axis=1)
    points[given] = shapely.points(xy[given])
    return points, BNG


def _typed(cells: CellColumns, field: str) -> list[Any]:
    """Numbers as typed, not rounded; what cannot be read is left out here, and said later."""
    return [cell if type(cell) in (int, float) else _number(cell) for cell in cells.columns[field]]


def _number(cell: Any) -> float | None:
    plain = type(cell) is str and cell.replace(".", "", 1).isdigit() and cell.isascii()
    return float(cell) if plain else None


def _placed(shapes: Shapes, system: int, envelope: Envelope) -> tuple[Shapes, Mask]:
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


def _on_grid(shapes: Shapes, plain: Mask) -> Shapes:
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


def _only(plain: Mask, shapes: Shapes) -> Shapes:
    kept: Shapes = np.full(len(shapes), None, dtype=object)
    kept[plain] = shapes[plain]
    return kept


def _as_multi(placed: Shapes, kinds: NDArray[np.int32], outlined: Mask) -> Shapes:
    made: Shapes = np.full(len(placed), None, dtype=object)
    many = outlined & (kinds == _MULTI)
    made[many] = placed[many]
    single = np.flatnonzero(outlined & (kinds == _POLYGON))
    if len(single):
        made[single] = shapely.multipolygons(placed[single], indices=np.arange(len(single)))
    return made
