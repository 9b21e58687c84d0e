"""Rows on their way into a table by binary COPY, given as columns.

``made`` makes what is sent and needs no connection, so that a thread makes the next rows while
the server stores some (``ahead``). Nothing here is SQL but the COPY itself, whose names are
quoted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table

from estate.register.bulk import copy_format
from estate.register.bulk.copy_format import Bytes, Values

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
#: Rows made at a time: a few megabytes.
BATCH = 5_000

ColumnsToCopy = Mapping[str, Values]
Item = TypeVar("Item")


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
    table: Table, columns: ColumnsToCopy, *, loose: Iterable[str] = (), **constants: Any
) -> Layout:
    """How these columns are sent; one without any value is left to the table's default.

    ``loose`` names further columns that ``made`` will be given, made as they are sent.
    """
    whole, others = [], list(loose)
    for name, values in columns.items():
        nothing = copy_format.missing(values)
        if not nothing.any() and copy_format.has_fixed_width(table.c[name].type, values):
            whole.append(name)
        elif not nothing.all():
            others.append(name)
    return Layout(table, tuple(whole), tuple(others), constants)


@dataclass(frozen=True)
class Copy:
    """Rows ready to be sent."""

    how: Layout
    blocks: Sequence[bytes]

    def send(self, connection: Connection) -> None:
        """Append them, in the caller's transaction."""
        raw = connection.connection.driver_connection
        if not isinstance(raw, psycopg.Connection):
            raise TypeError("the register is written through psycopg")
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
            sql.Identifier(self.how.table.name),
            sql.SQL(", ").join(map(sql.Identifier, self.how.names)),
        )
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for block in (_SIGNATURE, *self.blocks, _TRAILER):
                copy.write(block)


def made(how: Layout, batches: Iterable[ColumnsToCopy]) -> Copy:
    """Batches of columns, made ready."""
    return Copy(how, list(_blocks(how, batches)))


def copy_of(table: Table, columns: ColumnsToCopy, **constants: Any) -> Copy | None:
    """Rows given as columns of equal length, made ready; None where there are none.

    ``constants`` are columns with one value for all.
    """
    count = len(next(iter(columns.values()), ()))
    if not count:
        return None
    batches = (
        {name: values[start : start + BATCH] for name, values in columns.items()}
        for start in range(0, count, BATCH)
    )
    return made(layout(table, columns, **constants), batches)


def copy_in(connection: Connection, table: Table, columns: ColumnsToCopy, **constants: Any) -> None:
    """Append rows given as columns of equal length, in the caller's transaction."""
    copy = copy_of(table, columns, **constants)
    if copy is not None:
        copy.send(connection)


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, the next one in the making while its taker is busy with one.

    They are made in a thread of their own, so they must not use the taker's connection.
    """
    left = ((item,) for item in items)
    with ThreadPoolExecutor(1) as maker:
        waiting = maker.submit(next, left, None)
        while (found := waiting.result()) is not None:
            waiting = maker.submit(next, left, None)
            yield found[0]


def as_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows with the same keys, turned into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _blocks(how: Layout, batches: Iterable[ColumnsToCopy]) -> Iterator[bytes]:
    table = how.table.c
    first = len(how.names).to_bytes(2, "big")
    for name, value in how.constants.items():
        first += copy_format.cells(table[name].type, [value])[0]
    head = np.frombuffer(first, np.uint8)
    for columns in batches:
        parts = [_whole(table[name].type, columns[name]) for name in how.whole]
        count = len(next(iter(columns.values())))
        start = copy_format.rows_of(np.hstack([np.broadcast_to(head, (count, len(head))), *parts]))
        loose = [copy_format.cells(table[name].type, columns[name]) for name in how.loose]
        yield b"".join(chain.from_iterable(zip(start, *loose, strict=True)))


def _whole(kind: Any, values: Values) -> Bytes:
    return copy_format.fixed(kind, values, np.zeros(len(values), dtype=bool))
