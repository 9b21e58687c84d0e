"""Overlays of the county: boundary, districts, towns, need areas."""

import json
from typing import Any

import shapely
from sqlalchemy import Connection, case, func, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v


def overlays(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Every area with an outline, as GeoJSON geometry in 4326."""
    a = t.area.c
    names = ["area_id", "kind", "name", "population", "synthetic"]
    statement = (
        select(
            *v.select_list(reader, t.area, names),
            func.ST_AsGeoJSON(a.geom_4326, 6).label("geometry"),
        )
        .where(a.geom_4326.is_not(None))
        .order_by(a.kind, a.name)
    )
    rows = connection.execute(statement).mappings()
    return [{**row, "geometry": json.loads(row["geometry"])} for row in rows]


def town_names(connection: Connection) -> list[str]:
    """Names of all towns of the county, in order."""
    statement = select(t.area.c.name).where(t.area.c.kind == codes.AreaKind.TOWN.value)
    return sorted(connection.execute(statement).scalars())


def outlined(connection: Connection) -> list[tuple[str, str, Any]]:
    """Kind, name and outline (British National Grid) of towns, then districts, then areas of
    need."""
    a = t.area.c
    order = (codes.AreaKind.TOWN, codes.AreaKind.DISTRICT, codes.AreaKind.NEED_AREA)
    rank = case({one.value: at for at, one in enumerate(order)}, value=a.kind)
    statement = (
        select(a.kind, a.name, func.ST_AsBinary(a.geom))
        .where(a.kind.in_([one.value for one in order]), a.geom.is_not(None))
        .order_by(rank, a.name)
    )
    rows = connection.execute(statement)
    return [(kind, name, shapely.from_wkb(bytes(body))) for kind, name, body in rows]
