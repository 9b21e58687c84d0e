"""Towns of the county with their centres and populations."""

from typing import Any

from sqlalchemy import Connection, select

from estate import codes
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

a = t.area.c


def listing(connection: Connection, reader: v.Reader) -> list[dict[str, Any]]:
    """Every town by name, with its population and where that figure comes from."""
    names = ["area_id", "name", "population", "population_source", "basis", "source", "synthetic"]
    statement = (
        select(*v.select_list(reader, t.area, names))
        .where(a.kind == codes.AreaKind.TOWN.value)
        .order_by(a.name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def one(connection: Connection, reader: v.Reader, name: str) -> dict[str, Any]:
    """One town, by its name."""
    for row in listing(connection, reader):
        if row["name"] == name:
            return row
    raise NotFound("There is no town of this name in this register.")
