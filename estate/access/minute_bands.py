"""The ground around a service as bands of minutes: how far it is reached, and where that changes.

Minutes are asked of the engine on a square grid and drawn through by ``contourpy``, the library
behind matplotlib's contours; between the points of the grid they are read off a straight line.
Where they are not known nothing is drawn.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from estate.access.journeys_before_and_after import WITHIN_MIN, AccessPoint, Service, nearest_min
from estate.access.travel import Mode, Travel
from estate.arrays import Floats
from estate.late_imports import one_at_a_time

#: Points of the grid on each side: 72 × 72 are asked of the engine once for each place.
POINTS = 72
#: Ground around the places that is drawn, m, to east and west, and to north and south.
MARGIN_M = (3_200.0, 2_000.0)
#: Minutes at which bands of change begin and end; between the two nearest to 0 nothing is drawn.
CHANGE_MIN = (-1_000.0, -10.0, -5.0, -1.0, 1.0, 5.0, 10.0, 1_000.0)
#: Stands for no way at all, so that its edge can be drawn; minutes.
_FAR_MIN = 999.0


@dataclass(frozen=True)
class Band:
    """Ground between two numbers of minutes: ``kind`` is ``before``, ``after`` (a journey of at
    most ``high_min``) or ``change`` (from ``low_min`` to ``high_min`` longer; − = shorter; null =
    without end). The outline is in metres on EPSG:27700."""

    kind: str
    low_min: float | None
    high_min: float | None
    outline: shapely.Geometry


def bands(service: Service, travel: Travel, mode: Mode) -> tuple[Band, ...]:
    """All bands of one service by one mode, around the places that it leaves or comes to; none
    where none of them has a location."""
    places = [one for one in service.changing if np.isfinite(one.easting)]
    if not places:
        return ()
    spots = np.array([(one.easting, one.northing) for one in places])
    east, north = (_axis(spots[:, side], MARGIN_M[side]) for side in (0, 1))
    grid = np.stack(np.meshgrid(east, north), axis=-1).reshape(-1, 2)
    shape = (len(north), len(east))
    before, after = (
        _grid_minutes(points, grid, travel, mode).reshape(shape)
        for points in (service.before, service.after)
    )
    return (
        *_reached("before", east, north, before),
        *_reached("after", east, north, after),
        *_changed(east, north, after - before),
    )


def _grid_minutes(
    points: Sequence[AccessPoint], grid: Floats, travel: Travel, mode: Mode
) -> Floats:
    """Minutes from each point of the grid; masked where they are not known (off the network)."""
    minutes = nearest_min(points, grid, travel, mode)
    return np.ma.masked_invalid(np.where(np.isposinf(minutes), _FAR_MIN, minutes))


def _axis(along: Floats, margin_m: float) -> Floats:
    """Evenly over the places and the ground around them, to whole metres."""
    middle = (along.min() + along.max()) / 2
    half = np.ptp(along) * 0.7 + margin_m
    return np.asarray(np.linspace(np.floor(middle - half), np.ceil(middle + half), POINTS))


def _reached(kind: str, east: Floats, north: Floats, minutes: Floats) -> Iterator[Band]:
    for most in WITHIN_MIN:
        outline = _between(east, north, minutes, -1.0, float(most))
        if outline is not None:
            yield Band(kind, None, float(most), outline)


def _changed(east: Floats, north: Floats, longer: Floats) -> Iterator[Band]:
    for low, high in itertools.pairwise(CHANGE_MIN):
        if low < 0 < high:
            continue
        outline = _between(east, north, longer, low, high)
        if outline is not None:
            ends = (low if low > CHANGE_MIN[0] else None, high if high < CHANGE_MIN[-1] else None)
            yield Band("change", *ends, outline)


def _between(
    east: Floats, north: Floats, values: Floats, low: float, high: float
) -> shapely.Geometry | None:
    with one_at_a_time:
        from contourpy import FillType, contour_generator

    made: Any = contour_generator(east, north, values, fill_type=FillType.OuterOffset)
    rings: list[shapely.Polygon] = []
    for points, offsets in zip(*made.filled(low, high), strict=True):
        parts = [points[a:b] for a, b in itertools.pairwise(offsets)]
        rings.append(shapely.Polygon(parts[0], parts[1:]))
    whole = shapely.union_all(shapely.make_valid(rings)) if rings else None
    return None if whole is None or whole.area == 0 else whole
