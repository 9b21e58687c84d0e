"""Where the sea is: an extract holds the coast as lines, with the land on their left."""

import numpy as np
import shapely
from numpy.typing import NDArray


def sea(
    coast: "NDArray[np.object_]", box: tuple[float, float, float, float]
) -> list[shapely.Geometry]:
    """The parts of the box (degrees: west, south, east, north) on the right of the coast's lines.

    A coast that ends within the box encloses nothing and is left out.
    """
    if not len(coast):
        return []
    frame = shapely.box(*box)
    lines = shapely.intersection(shapely.union_all(coast), frame)
    noded = shapely.union_all([shapely.boundary(frame), lines])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    beside = _points_on_the_right(shapely.intersection(coast, frame))
    if not len(faces) or not len(beside):
        return []
    tree = shapely.STRtree(faces)
    _, at_sea = tree.query(beside, predicate="within")
    return [faces[index] for index in np.unique(at_sea)]


def _points_on_the_right(lines: "NDArray[np.object_]") -> "NDArray[np.object_]":
    """A point just beside the longest piece of each line, on the water's side."""
    found = []
    for line in shapely.get_parts(lines):
        at = shapely.get_coordinates(line)
        if len(at) < 2:
            continue
        along = np.diff(at, axis=0)
        longest = int(np.argmax(np.hypot(*along.T)))
        east, north = along[longest]
        middle = at[longest] + along[longest] / 2
        found.append(middle + np.array([north, -east]) * 1e-3)
    return shapely.points(np.array(found)) if found else np.array([], dtype=object)
