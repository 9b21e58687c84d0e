"""Town and district of many points at once: as ``writes/area.locate_properties`` finds them."""

from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from estate.arrays import Geometries
from estate.codes import AreaKind
from estate.db import tables as t

AREA_COLUMNS = ("town_id", "district_id")


class Areas:
    """The towns and districts of the register, as they are now."""

    def __init__(self, connection: Connection) -> None:
        self._areas = {
            "town_id": _areas(connection, AreaKind.TOWN),
            "district_id": _areas(connection, AreaKind.DISTRICT),
        }

    def of(self, places: NDArray[np.float64]) -> dict[str, list[UUID | None]]:
        """``town_id`` and ``district_id`` of points on the National Grid (n × 2; NaN: no place)."""
        points: Geometries = np.full(len(places), None, dtype=object)
        known = np.flatnonzero(~np.isnan(places[:, 0]))
        points[known] = shapely.points(places[known])
        tree = shapely.STRtree(points)
        return {name: _nearest(areas, tree, points) for name, areas in self._areas.items()}


def _areas(connection: Connection, kind: AreaKind) -> list[tuple[UUID, Any, Any]]:
    a = t.area.c
    centre = func.coalesce(a.centre, func.ST_Centroid(a.geom))
    statement = (
        select(a.area_id, func.ST_AsBinary(a.geom), func.ST_AsBinary(centre))
        .where(a.kind == kind.value)
        .order_by(a.name)
    )
    rows = connection.execute(statement)
    return [(area_id, _shape(outline), _shape(middle)) for area_id, outline, middle in rows]


def _nearest(
    areas: list[tuple[UUID, Any, Any]], tree: shapely.STRtree, points: Geometries
) -> list[UUID | None]:
    """Of the areas around each point that whose centre is nearest; the first name among equals."""
    found = np.full(len(points), None, dtype=object)
    nearest = np.full(len(points), np.inf)
    for area_id, outline, middle in areas:
        inside = tree.query(outline, predicate="contains")
        away = shapely.distance(points[inside], middle)
        closer = away < nearest[inside]
        nearest[inside[closer]] = away[closer]
        found[inside[closer]] = area_id
    return list(found)


def _shape(stored: Any) -> Any:
    return shapely.from_wkb(bytes(stored))
