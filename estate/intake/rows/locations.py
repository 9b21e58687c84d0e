"""Where each row is: layer geometry or typed coordinates, checked and on the National Grid.

Nothing is flipped or shifted silently: a row whose coordinates are degrees under a grid
header, have their axes swapped or fall outside the area is refused and the defect named, unless
another pair of coordinates in the same row lies in the area: that one is taken, and said so.
Outlines are repaired, and said so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from estate.codes import GeometryQuality, IssueCode, Severity
from estate.geometry import (
    BNG,
    WGS84,
    geometry_to_grid,
    looks_like_degrees,
    rep_point,
    repair_polygon,
    to_grid,
)
from estate.intake.cells import values
from estate.intake.cells.degree_pairs import degree_pair
from estate.intake.cells.grid_references import GridSquare, grid_square
from estate.intake.rows.row import Row
from estate.intake.sources.systems import likely, name_of, on_grid, stated_system, system_named
from estate.register.records import Location

MISPLACED = (IssueCode.LIKELY_WGS84, IssueCode.AXES_SWAPPED, IssueCode.OUTSIDE_AREA)
_SMALL_CHANGE = 0.01
_CLOSES_M = 0.01
_CORNERS_OF_RING = 4
_PAIRS = (("easting", "northing", BNG), ("longitude", "latitude", WGS84), ("geo_x", "geo_y", None))


def locate(row: Row, shape: BaseGeometry | None, epsg: int | None) -> Location | None:
    """The row's location, or None with the reason noted (an error refuses the row)."""
    if shape is not None and not shape.is_empty:
        placed = _drawn(row, shape, epsg or BNG)
    else:
        placed = _typed(row)
        if placed is None and not row.refused:
            _no_location(row)
    return None if placed is None else _as_location(row, placed)


def _drawn(row: Row, shape: BaseGeometry, system: int) -> BaseGeometry | None:
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        _not_finite(row)
        return None
    placed = _placed(row, shape, system)
    if isinstance(placed, BaseGeometry):
        return placed
    _misplaced(row, shape, system)
    return None


def _no_location(row: Row) -> None:
    if not any(issue.code is IssueCode.BAD_GEOMETRY for issue in row.issues):
        row.say(
            IssueCode.NO_LOCATION,
            Severity.WARNING,
            "geometry",
            "The row has neither an outline nor coordinates; it is loaded without a place "
            "on the map.",
        )


def _typed(row: Row) -> BaseGeometry | None:
    """The place by the row's cells: the first of its pairs of coordinates that lies in the area.

    Where the first pair does not, another of the same row that does is taken, and said so;
    where none does, the first one's defect refuses the row.
    """
    wrong: _Candidate | None = None
    for candidate in _candidates(row):
        for system in candidate.systems:
            placed = _placed(row, candidate.shape, system)
            if not isinstance(placed, BaseGeometry):
                continue
            if wrong is not None:
                _say_alternative(row, wrong, candidate)
            elif system != candidate.systems[0]:
                _say_other_system(row, candidate, system)
            return placed
        wrong = wrong or candidate
    if wrong is not None:
        _misplaced(row, wrong.shape, wrong.systems[0])
    return None


@dataclass(frozen=True)
class _Candidate:
    """One pair of coordinates of a row, and the systems that it may be in, the stated first."""

    field: str
    shape: BaseGeometry
    systems: tuple[int, ...]


def _candidates(row: Row) -> Iterator[_Candidate]:
    for x_field, y_field, system in _PAIRS:
        if row.has(x_field) or row.has(y_field):
            point = _pair(row, x_field, y_field)
            if point is not None:
                yield _Candidate(x_field, point, _systems(row, system))
    if row.has("coordinate_text"):
        square = grid_square(values.text(row.cells["coordinate_text"]))
        if square is not None:
            yield _Candidate("coordinate_text", _of_square(row, square), (BNG,))
            return
        degrees = degree_pair(row.cells["coordinate_text"])
        if degrees is not None:
            yield _Candidate("coordinate_text", Point(degrees), (WGS84,))
            return
        try:
            pair = values.coordinate_pair(row.cells["coordinate_text"])
        except ValueError:
            _unreadable(row, "coordinate_text")
            return
        if pair is not None:
            yield _Candidate("coordinate_text", Point(pair), _systems(row, None))


def _systems(row: Row, headed: int | None) -> tuple[int, ...]:
    """What the caller states outranks headings and the row's own word."""
    own = headed or system_named(values.text(row.cells.get("coordinate_system")) or "") or BNG
    if row.context.crs is None:
        return (own,)
    return tuple(dict.fromkeys((stated_system(row.context.crs), own)))


def _say_alternative(row: Row, wrong: _Candidate, taken: _Candidate) -> None:
    row.say(
        IssueCode.BAD_GEOMETRY,
        Severity.WARNING,
        wrong.field,
        f"The coordinates {_shown_pair(wrong.shape)} do not lie in {row.context.area}; the "
        f"row's other ones ({_shown_pair(taken.shape)}) do, and were taken.",
    )


def _say_other_system(row: Row, taken: _Candidate, system: int) -> None:
    row.say(
        IssueCode.BAD_GEOMETRY,
        Severity.NOTE,
        taken.field,
        f"The coordinates {_shown_pair(taken.shape)} do not fit the system that is stated, "
        f"but {name_of(system)}; so they were read.",
    )


def _of_square(row: Row, square: GridSquare) -> Point:
    if square.side_m > 1:
        row.say(
            IssueCode.BAD_GEOMETRY,
            Severity.NOTE,
            "coordinate_text",
            f"The grid reference names a square of {square.side_m:,} m; its middle was taken.",
        )
    return Point(square.easting, square.northing)


def _pair(row: Row, x_field: str, y_field: str) -> Point | None:
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
    pair = float(x), float(y)
    if not np.isfinite(pair).all():
        _not_finite(row)
        return None
    return Point(pair)


def _not_finite(row: Row) -> None:
    row.say(
        IssueCode.BAD_GEOMETRY,
        Severity.ERROR,
        "geometry",
        "The coordinates are not finite numbers.",
    )


def _unreadable(row: Row, field: str) -> None:
    row.say(
        IssueCode.BAD_GEOMETRY,
        Severity.WARNING,
        field,
        "The coordinates cannot be read (metres such as 385000 and 254000, or degrees); the "
        "row is loaded without a place on the map.",
    )


def _placed(row: Row, shape: BaseGeometry, system: int) -> BaseGeometry | IssueCode:
    """The shape on the National Grid, or why it is none of this area."""
    middle = shapely.box(*shape.bounds).centroid
    x, y = middle.x, middle.y
    if system == BNG:
        if looks_like_degrees(x, y) or looks_like_degrees(y, x):
            return IssueCode.LIKELY_WGS84
        swapped = row.context.envelope.contains(y, x)
        placed: BaseGeometry | None = shape
    elif system == WGS84:
        swapped = not looks_like_degrees(x, y) and looks_like_degrees(y, x)
        placed = None if swapped else _from_degrees(shape)
    else:
        swapped, placed = False, _from_other(shape, system)
    if placed is not None and _inside(row, placed):
        return placed
    return IssueCode.AXES_SWAPPED if swapped else IssueCode.OUTSIDE_AREA


def _from_other(shape: BaseGeometry, system: int) -> BaseGeometry | None:
    """The shape in metres, from a system that a caller or a row has named."""
    moved = shapely.transform(
        shape, lambda xy: np.nan_to_num(np.round(on_grid(system, xy), 3), nan=np.inf)
    )
    return moved if np.isfinite(shapely.get_coordinates(moved)).all() else None


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


def _misplaced(row: Row, shape: BaseGeometry, system: int) -> None:
    """Refuse a row whose coordinates lie elsewhere, with what they are likely to be."""
    code = _placed(row, shape, system)
    if not isinstance(code, IssueCode):
        return
    middle = shapely.box(*shape.bounds).centroid
    fit = likely(np.array([[middle.x, middle.y]]), row.context.envelope)
    pair, area = _shown_pair(shape), row.context.area
    message = {
        IssueCode.LIKELY_WGS84: f"The coordinates {pair} are longitude and latitude, not metres "
        "on the National Grid. If all are, state --crs EPSG:4326; "
        "otherwise put them in columns named Longitude and Latitude.",
        IssueCode.AXES_SWAPPED: f"In the coordinates {pair} the two axes are swapped; the "
        "easting (or longitude) comes first.",
        IssueCode.OUTSIDE_AREA: f"The coordinates {pair} lie outside {area}.",
    }[code]
    if code is IssueCode.OUTSIDE_AREA and fit is not None and not fit.is_swapped:
        message = (
            f"The coordinates {pair} are taken for {name_of(system)} and lie outside {area}, but "
            f"they fit {fit.name}; if all do, state {fit.option}."
        )
    row.say(code, Severity.ERROR, "geometry", message, value=pair)


def _shown_pair(shape: BaseGeometry) -> str:
    middle = shapely.box(*shape.bounds).centroid
    return f"{middle.x:.7g}, {middle.y:.7g}"


def _outline_of_lines(shape: BaseGeometry) -> BaseGeometry | None:
    """The area within lines that close, as drawing programs draw outlines; rings within a ring
    are holes. None where some line does not close."""
    if shapely.get_dimensions(shape) != 1:
        return None
    parts = [part for part in shapely.get_parts(shapely.line_merge(shape)) if not part.is_empty]
    rings = [_closed(part) for part in parts]
    if not rings or None in rings:
        return None
    area = shapely.build_area(shapely.geometrycollections(rings))
    if area.area > 0:
        return area
    whole = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])
    return whole if whole.area > 0 else None


def _closed(line: BaseGeometry) -> BaseGeometry | None:
    """A line that ends where it began, or within a centimetre of it, as a ring."""
    xy = shapely.get_coordinates(line)
    if len(xy) < _CORNERS_OF_RING or np.hypot(*(xy[0] - xy[-1])) > _CLOSES_M:
        return None
    return shapely.linestrings(np.vstack([xy[:-1], xy[:1]]))


def _as_location(row: Row, shape: BaseGeometry) -> Location:
    quality = row.code("geom_quality", GeometryQuality)
    flat = shapely.force_2d(shape)
    drawn = _outline_of_lines(flat)
    if drawn is not None:
        row.say(
            IssueCode.BAD_GEOMETRY,
            Severity.NOTE,
            "geometry",
            "The shape is a closed line; it was taken for the outline that it draws.",
        )
        flat = drawn
    if shapely.get_dimensions(flat) < 2:
        if shapely.get_num_coordinates(flat) > 1:
            lines = shapely.get_dimensions(flat) == 1
            kind, lost = ("lines", ", its extent is lost") if lines else ("points", "")
            row.say(
                IssueCode.BAD_GEOMETRY,
                Severity.WARNING if lines else Severity.NOTE,
                "geometry",
                f"The shape is of {kind} without an area; one point of it is kept{lost}.",
            )
        return Location(rep_point(flat))
    mended = repair_polygon(flat)
    if mended.geometry is None:
        row.say(
            IssueCode.BAD_GEOMETRY,
            Severity.WARNING,
            "geometry",
            "The outline has no area; only its point is kept.",
        )
        return Location(shapely.box(*flat.bounds).centroid)
    if mended.repaired:
        changed = f", its area changed by {mended.area_change:.0%}"
        much = changed if mended.area_change > _SMALL_CHANGE else ""
        row.say(
            IssueCode.GEOMETRY_REPAIRED,
            Severity.WARNING,
            "geometry",
            f"The outline crosses itself; it was repaired{much}.",
        )
    elif mended.area_change > _SMALL_CHANGE:
        row.say(
            IssueCode.GEOMETRY_AREA_CHANGED,
            Severity.NOTE,
            "geometry",
            f"Only the areas of the shape were kept; its area changed by {mended.area_change:.0%}.",
        )
    if quality is None or quality is GeometryQuality.POINT:
        quality = GeometryQuality.DIGITISED
    return Location(rep_point(mended.geometry), mended.geometry, quality)
