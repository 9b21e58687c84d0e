"""A few sites of non-operational land moved beside a site of another body, so that parcels touch.

No draw is made here: which sites these are follows from where the others lie. What is moved keeps
its area and town.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from estate.codes import TypeCode
from sample_data.model import SampleProperty

_WANTED: Final = 14
_REACH_M: Final = 900.0
#: Clear of every other site, and of what makes an outline cross itself.
_CLEAR_M: Final = 5.0
_LEAST_EDGE_M: Final = 15.0
#: No site is so many times as deep as it is wide.
_LONGEST: Final = 2.5
_LAND: Final = frozenset(
    {TypeCode.LAND, TypeCode.CAR_PARK, TypeCode.GARAGE, TypeCode.INDUSTRIAL_UNIT}
)


def move(estate: list[SampleProperty]) -> None:
    """Lay up to fourteen such sites along an edge of a neighbour of another body, each neighbour
    with one of them at most."""
    taken: set[str] = set()
    left = _WANTED
    for prop in estate:
        if left == 0:
            return
        if prop.type_code not in _LAND or prop.outline is None or prop.local_ref in taken:
            continue
        grounds = np.array([_ground(one) for one in estate if one is not prop])
        for neighbour in _neighbours(prop, estate, taken):
            laid = next(_beside(prop.outline, neighbour, grounds), None)
            if laid is None:
                continue
            inside = laid.point_on_surface()
            prop.outline = laid
            prop.easting, prop.northing = round(inside.x, 1), round(inside.y, 1)
            taken |= {prop.local_ref, neighbour.local_ref}
            left -= 1
            break


def _ground(prop: SampleProperty) -> BaseGeometry:
    return prop.outline or shapely.Point(prop.easting, prop.northing)


def _neighbours(
    prop: SampleProperty, estate: list[SampleProperty], taken: set[str]
) -> list[SampleProperty]:
    """Rectangular sites of other bodies in the same town, the nearest first."""
    here = np.array([prop.easting, prop.northing])
    found = [
        (float(np.hypot(*(here - (one.easting, one.northing)))), one)
        for one in estate
        if one.organisation != prop.organisation
        and one.town == prop.town
        and one.type_code is not TypeCode.OPEN_SPACE
        and one.outline is not None
        and len(one.outline.exterior.coords) == 5
        and not (one.in_cluster or one.hub)
        and one.local_ref not in taken
    ]
    return [one for apart_m, one in sorted(found, key=lambda pair: pair[0]) if apart_m < _REACH_M]


def _beside(
    outline: Polygon, neighbour: SampleProperty, grounds: NDArray[np.object_]
) -> Iterator[Polygon]:
    """Rectangles of the same area along an edge of the neighbour, clear of all other sites."""
    if neighbour.outline is None:
        return
    corners = shapely.get_coordinates(shapely.orient_polygons(neighbour.outline))
    for start, end in pairwise(corners):
        length = float(np.hypot(*(end - start)))
        along = min(length, (1.6 * outline.area) ** 0.5)
        if along < max(_LEAST_EDGE_M, (outline.area / _LONGEST) ** 0.5):
            continue
        ahead = (end - start) / length
        outward = np.array([ahead[1], -ahead[0]]) * outline.area / along
        far = start + ahead * along
        laid = Polygon(np.round([start, start + outward, far + outward, far], 2))
        near = grounds[shapely.dwithin(grounds, laid, _CLEAR_M)]
        if all(one is neighbour.outline for one in near):
            yield laid
