"""What else is told of places with touch-down desks: where they are and when they are open."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from estate.db import tables as t
from estate.register import visibility as v

p = t.property_.c


def places(
    connection: Connection, reader: v.Reader, property_ids: Collection[UUID]
) -> dict[str, dict[str, Any]]:
    """``name``, ``address``, ``postcode``, ``opening_hours``, ``longitude`` and ``latitude`` (WGS
    84) of properties that the reader is shown, by id."""
    names = ["property_id", "name", "address", "postcode", "opening_hours"]
    statement = select(
        *v.select_list(reader, t.property_, names, p.organisation_code),
        func.ST_X(p.rep_point_4326).label("longitude"),
        func.ST_Y(p.rep_point_4326).label("latitude"),
    ).where(p.property_id.in_(property_ids), v.rows(reader))
    rows = connection.execute(statement).mappings()
    return {str(row["property_id"]): dict(row) for row in rows}
