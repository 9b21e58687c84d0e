"""Outlines in British National Grid for the maps that the service draws itself."""

from uuid import UUID

from sqlalchemy import Connection, func, select

from estate import codes
from estate.db import tables as t
from estate.register import visibility as v
from estate.register.queries.nearby import may_be_within
from estate.rows import Rows

p, a = t.property_.c, t.area.c


def areas(connection: Connection, reader: v.Reader) -> Rows:
    """Boundary, districts and towns: kind, name, outline and centre (27700, as WKB)."""
    kinds = [codes.AreaKind.BOUNDARY, codes.AreaKind.DISTRICT, codes.AreaKind.TOWN]
    centre = func.coalesce(a.centre, func.ST_PointOnSurface(a.geom))
    statement = (
        select(
            *v.select_list(reader, t.area, ["kind", "name"]),
            func.ST_AsBinary(a.geom).label("wkb"),
            func.ST_X(centre).label("easting"),
            func.ST_Y(centre).label("northing"),
        )
        .where(a.kind.in_([kind.value for kind in kinds]), centre.is_not(None))
        .order_by(a.kind, a.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def around(connection: Connection, reader: v.Reader, property_id: UUID, within_m: float) -> Rows:
    """A property and those within so many metres of its point; itself first, then by name.

    Empty when the property has no place or does not exist for this reader.
    """
    here, here_4326 = (
        select(point).where(p.property_id == property_id, v.rows(reader)).scalar_subquery()
        for point in (p.rep_point, p.rep_point_4326)
    )
    statement = (
        select(
            p.property_id,
            p.name,
            func.ST_AsBinary(func.coalesce(p.geom, p.rep_point)).label("wkb"),
            func.ST_X(p.rep_point).label("easting"),
            func.ST_Y(p.rep_point).label("northing"),
        )
        .where(
            v.rows(reader),
            may_be_within(t.property_, here_4326, within_m),
            func.ST_DWithin(p.rep_point, here, within_m),
        )
        .order_by(p.property_id != property_id, p.name, p.property_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
