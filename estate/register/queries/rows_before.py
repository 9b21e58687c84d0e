"""Rows as they stood before an import, from what was kept of them (ADR 11)."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    Select,
    Table,
    cast,
    column,
    func,
    null,
    select,
    true,
)
from sqlalchemy.types import UserDefinedType

from estate.db import tables as t

u = t.import_undo.c


class _RowOf(UserDefinedType[Any]):
    """The composite type that PostgreSQL keeps for every table."""

    cache_ok = True

    def __init__(self, table: str) -> None:
        self.table = table

    def get_col_spec(self, **_: Any) -> str:
        return self.table


def rows_before(batch_id: UUID, table: Table) -> Select[Any]:
    """The kept rows of a table, as they stood."""
    row = func.jsonb_populate_record(cast(null(), _RowOf(table.name)), u.before).table_valued(
        *(column(c.name) for c in table.c), name="old"
    )
    return (
        select(*row.c)
        .select_from(t.import_undo)
        .join(row, true())
        .where(u.import_batch_id == batch_id, u.table_name == table.name)
    )
