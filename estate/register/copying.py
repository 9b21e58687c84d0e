"""Rows on their way into a table by binary COPY, given as columns.

While the server stores some rows, a thread hands it the next ones and this one makes those
after. Nothing here is SQL but the COPY itself, whose names are quoted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import psycopg
from psycopg import sql
from psycopg.copy import QueuedLibpqWriter
from sqlalchemy import Connection, Table

from estate.register import binary
from estate.register.binary import Bytes, Values

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
#: Rows made at a time: a few megabytes.
BATCH = 5_000

Columns = Mapping[str, Values]


@dataclass(frozen=True)
class Layout:
    """Which columns of a table are sent, and in what order: those of fixed width that miss
    nothing come first, together."""

    table: Table
    whole: tuple[str, ...]
    loose: tuple[str, ...]
    constants: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The columns in the order in which they are sent."""
        return [*self.constants, *self.whole, *self.loose]


def layout(
    table: Table, columns: Columns, *, loose: Iterable[str] = (), **constants: Any
) -> Layout:
    """How these columns are sent; one without any value is left to the table's default.

    ``loose`` names further columns that ``copy_batches`` will be given, made as they are sent.
    """
    whole, others = [], list(loose)
    for name, values in columns.items():
        nothing = binary.missing(values)
        if not nothing.any() and binary.has_fixed_width(table.c[name].type, values):
            whole.append(name)
        elif not nothing.all():
            others.append(name)
    return Layout(table, tuple(whole), tuple(others), constants)


def copy_in(connection: Connection, table: Table, columns: Columns, **constants: Any) -> int:
    """Append rows given as columns of equal length, in the caller's transaction.

    ``constants`` are columns with one value for all. How many rows there were.
    """
    count = len(next(iter(columns.values()), ()))
    if count:
        batches = (
            {name: values[start : start + BATCH] for name, values in columns.items()}
            for start in range(0, count, BATCH)
        )
        copy_batches(connection, layout(table, columns, **constants), batches)
    return count


def copy_batches(connection: Connection, how: Layout, batches: Iterable[Columns]) -> None:
    """Append batch after batch; the server takes one in while the next is being made."""
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the register is written through psycopg")
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(how.table.name), sql.SQL(", ").join(map(sql.Identifier, how.names))
    )
    with (
        raw.cursor() as cursor,
        cursor.copy(statement, writer=QueuedLibpqWriter(cursor)) as copy,
    ):
        copy.write(_SIGNATURE)
        for block in _blocks(how, batches):
            copy.write(block)
        copy.write(_TRAILER)


def as_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows with the same keys, turned into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _blocks(how: Layout, batches: Iterable[Columns]) -> Iterator[bytes]:
    table = how.table.c
    first = len(how.names).to_bytes(2, "big")
    for name, value in how.constants.items():
        first += binary.cells(table[name].type, [value])[0]
    head = np.frombuffer(first, np.uint8)
    for columns in batches:
        parts = [_whole(table[name].type, columns[name]) for name in how.whole]
        count = len(next(iter(columns.values())))
        start = binary.rows_of(np.hstack([np.broadcast_to(head, (count, len(head))), *parts]))
        loose = [binary.cells(table[name].type, columns[name]) for name in how.loose]
        yield b"".join(chain.from_iterable(zip(start, *loose, strict=True)))


def _whole(kind: Any, values: Values) -> Bytes:
    return binary.fixed(kind, values, np.zeros(len(values), dtype=bool))
