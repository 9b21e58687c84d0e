"""Town and district of many points at once: as ``writes_area.locate_properties`` finds them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, func, select

from estate.codes import AreaKind
from estate.db import tables as t

Points = NDArray[np.object_]


def areas_of(
    connection: Connection, places: Sequence[BaseGeometry | None]
) -> dict[str, list[UUID | None]]:
    """``town_id`` and ``district_id`` of points on the National Grid (None: no place)."""
    points = np.empty(len(places), dtype=object)
    points[:] = places
    tree = shapely.STRtree(points)
    return {
        "town_id": _nearest(connection, AreaKind.TOWN, tree, points),
        "district_id": _nearest(connection, AreaKind.DISTRICT, tree, points),
    }


def _nearest(
    connection: Connection, kind: AreaKind, tree: shapely.STRtree, points: Points
) -> list[UUID | None]:
    """Of the areas around each point that whose centre is nearest; the first name among equals."""
    a = t.area.c
    centre = func.coalesce(a.centre, func.ST_Centroid(a.geom))
    statement = (
        select(a.area_id, func.ST_AsBinary(a.geom), func.ST_AsBinary(centre))
        .where(a.kind == kind.value)
        .order_by(a.name)
    )
    found = np.full(len(points), None, dtype=object)
    nearest = np.full(len(points), np.inf)
    for area_id, outline, middle in connection.execute(statement):
        inside = tree.query(_shape(outline), predicate="contains")
        away = shapely.distance(points[inside], _shape(middle))
        closer = away < nearest[inside]
        nearest[inside[closer]] = away[closer]
        found[inside[closer]] = area_id
    return list(found)


def _shape(stored: Any) -> Any:
    return shapely.from_wkb(bytes(stored))
