"""New values on their way to rows that stand: by COPY into a temporary table, then at once."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table

from estate.register.bulk.copy import ColumnsToCopy, copy_in

_NAME = "staged"


def stage(
    connection: Connection, table: Table, columns: ColumnsToCopy
) -> dict[str, ColumnElement[Any]]:
    """Columns of a temporary table that holds these values, of the types that ``table`` has.

    ``unstage`` must follow; a rollback removes it too.
    """
    staged = Table(
        _NAME,
        MetaData(),
        *(Column(name, _type_of(table.c[name])) for name in columns),
        prefixes=["TEMPORARY"],
    )
    staged.create(connection, checkfirst=False)
    copy_in(connection, staged, columns)
    return {name: staged.c[name] for name in columns}


def unstage(connection: Connection) -> None:
    """Remove the temporary table."""
    Table(_NAME, MetaData()).drop(connection, checkfirst=False)


def _type_of(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Geometry):
        return Geometry(kind.geometry_type, srid=kind.srid, spatial_index=False)
    return kind
