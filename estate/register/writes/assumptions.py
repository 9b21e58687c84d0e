"""Which assumption set the county answers under."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.db import tables as t
from estate.register.writes.batches import next_version


def use(connection: Connection, name: str, overrides: Mapping[str, Any]) -> None:
    """Make a set the current one, under its name; a set of that name is replaced."""
    table = t.assumption_set
    connection.execute(update(table).values(is_current=False).where(table.c.is_current))
    values = {
        "is_current": True,
        "overrides": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in overrides.items()
        },
    }
    statement = upsert(table).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    next_version(connection, f"assumptions: {name}")
