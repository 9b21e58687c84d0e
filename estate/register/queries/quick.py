"""The two questions behind nearly every look at the map, straight through the driver.

Which version the register has, and an edition's whole feed: each is one statement on a
connection that stays open, without a transaction of several statements around it (60 µs where a
statement of SQLAlchemy takes 150).
"""

from collections import deque
from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from estate.register import visibility as v
from estate.register.queries import rendered, versions

Found = TypeVar("Found")


class QuickReads:
    """As many connections as threads ask at the same time; whoever asks bounds those."""

    def __init__(self, engine: Engine) -> None:
        """``engine``: a read-only one."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._version = str(versions.CURRENT.compile(engine))
        self._idle: deque[Connection] = deque()

    def version(self) -> int | None:
        """Number of the register's last change; None when it does not answer."""

        def ask(connection: Connection) -> int:
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(self._version)
                row = cursor.fetchone()
                return int(row[0]) if row else 0

        return self._asked(ask)

    def whole_feed(self, reader: v.Reader, *, day: date, shape: str) -> rendered.Stored | None:
        """An edition's stored texts; None where they are not of the present version, day and
        shape, or the register does not answer."""
        return self._asked(
            lambda connection: rendered.whole_feed(connection, reader, day=day, shape=shape)
        )

    def close(self) -> None:
        """Give all connections back."""
        while self._idle:
            _discard(self._idle.pop())

    def _asked(self, ask: Callable[[Connection], Found]) -> Found | None:
        connection = None
        try:
            connection = self._idle.pop() if self._idle else self._engine.connect()
            found = ask(connection)
        except (SQLAlchemyError, psycopg.Error):
            if connection is not None:
                _discard(connection)
            return None
        self._idle.append(connection)
        return found


def _discard(connection: Connection) -> None:
    connection.invalidate()
    connection.close()
