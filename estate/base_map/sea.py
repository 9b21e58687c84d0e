"""Where the sea is: an extract holds the coast as lines, with the land on their left."""

import numpy as np
import shapely
from numpy.typing import NDArray

from estate.arrays import Floats

#: So far beside a piece of coast it is looked which part of the box lies there, of its length.
_BESIDE = 1e-3
#: Small slips of the pen aside, this share of the coast may have a part of the sea on its left.
_BOTH_SIDES = 0.02


def sea(
    coast: "NDArray[np.object_]", box: tuple[float, float, float, float]
) -> list[shapely.Geometry]:
    """The parts of the box (degrees: west, south, east, north) on the right of the coast's lines
    alone.

    A coast that breaks off within the box has the same part on both its sides: that part may be
    land, and counts as land.
    """
    if not len(coast):
        return []
    frame = shapely.box(*box)
    lines = shapely.intersection(shapely.union_all(coast), frame)
    noded = shapely.union_all([shapely.boundary(frame), lines])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    # Of the lines as they came: to clip one may turn it round.
    starts, along = _pieces(coast)
    middles = starts + along / 2
    to_the_right = np.column_stack([along[:, 1], -along[:, 0]]) * _BESIDE
    length = np.hypot(along[:, 0], along[:, 1])
    wet = _length_beside(faces, middles + to_the_right, length)
    dry = _length_beside(faces, middles - to_the_right, length)
    return list(faces[dry < _BOTH_SIDES * wet])


def _pieces(lines: "NDArray[np.object_]") -> tuple[Floats, Floats]:
    """Where each straight piece begins, and how far it goes east and north."""
    at, line = shapely.get_coordinates(lines, return_index=True)
    within = line[1:] == line[:-1]
    return at[:-1][within], np.diff(at, axis=0)[within]


def _length_beside(faces: "NDArray[np.object_]", points: Floats, length: Floats) -> Floats:
    point, face = shapely.STRtree(faces).query(shapely.points(points), predicate="within")
    found = np.bincount(face, weights=length[point], minlength=len(faces))
    return found.astype(np.float64)
