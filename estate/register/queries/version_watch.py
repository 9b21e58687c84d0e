"""The questions behind nearly every look at the map, on connections of their own.

Which version the register has, and an edition's whole feed or list: each is one statement on a
connection that stays open, without a transaction around it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TypeVar

import psycopg
from psycopg.pq import ConnStatus, ExecStatus, abc
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from estate.register import visibility as v
from estate.register.queries import feature_cache, versions

_NAME = b"version"
#: A register that has not told its version after so long is said not to answer.
WITHIN_S = 5.0
Found = TypeVar("Found")


class QuickReads:
    """The questions, each on connections of its own."""

    def __init__(self, engine: Engine) -> None:
        """``engine``: a read-only one, used by nobody else; up to as many of its connections stay
        open as threads ask."""
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._watch = VersionWatch(self._engine)
        self._idle: deque[Connection] = deque()
        self._named: tuple[int, str] | None = None

    async def version(self) -> int | None:
        """Number of the register's last change; None when it does not answer."""
        return await self._watch.version()

    async def state(self) -> tuple[int, str] | None:
        """Version and the county's name, "" where there is none yet; None when the register does
        not answer. The name is asked for once a version, in a thread no other question needs."""
        version = await self._watch.version()
        if version is None:
            return None
        if self._named is None or self._named[0] != version:
            loop = asyncio.get_running_loop()
            name = await loop.run_in_executor(None, self._ask, versions.county_name)
            if not name:
                return None if name is None else (version, "")
            self._named = version, name
        return self._named

    def whole_feed(self, reader: v.Reader, *, day: date, shape: str) -> feature_cache.Stored | None:
        """An edition's stored texts; None where they are not of the present version, day and
        shape, or the register does not answer."""
        return self._ask(lambda one: feature_cache.whole_feed(one, reader, day=day, shape=shape))

    def list_weight(self, reader: v.Reader, *, day: date, shape: str) -> tuple[int, int] | None:
        """(version, bytes) of an edition's texts for lists; None as for the feed."""
        return self._ask(lambda one: feature_cache.list_weight(one, reader, day=day, shape=shape))

    def whole_list(
        self, reader: v.Reader, *, day: date, shape: str
    ) -> feature_cache.WholeList | None:
        """Those texts; None when the register does not answer."""
        return self._ask(lambda one: feature_cache.whole_list(one, reader, day=day, shape=shape))

    def _ask(self, question: Callable[[Connection], Found]) -> Found | None:
        """On as many connections as threads ask at the same time: whoever asks bounds those."""
        connection = None
        try:
            connection = self._idle.pop() if self._idle else self._engine.connect()
            found = question(connection)
        except (SQLAlchemyError, psycopg.Error):
            if connection is not None:
                _discard(connection)
            return None
        self._idle.append(connection)
        return found

    def close(self) -> None:
        """Give all connections back."""
        self._watch.close()
        while self._idle:
            _discard(self._idle.pop())
        self._engine.dispose()


class VersionWatch:
    """Asks for the register's version, and nothing else.

    In the event loop itself, by libpq's own calls: to hand so short a question to a thread and
    back took longer than the answer. Whoever asks while one question is under way waits for the
    next, which then answers all who wait; so each sees every write that came before it.
    """

    def __init__(self, engine: Engine) -> None:
        """``engine``: a read-only one, in autocommit."""
        self._engine = engine
        self._statement = str(versions.CURRENT.compile(engine)).encode()
        self._connection: Connection | None = None
        self._opening: asyncio.Future[Connection] | None = None
        self._socket = -1  # its number, which libpq forgets when the server hangs up
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: list[asyncio.Future[int | None]] = []
        self._asking: list[asyncio.Future[int | None]] = []
        self._result: abc.PGresult | None = None
        self._too_late: asyncio.TimerHandle | None = None

    async def version(self) -> int | None:
        """Number of the register's last change; None when it does not answer."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self.close()
            self._loop = loop
        mine: asyncio.Future[int | None] = loop.create_future()
        self._waiting.append(mine)
        if not self._asking:
            self._ask(loop)
        return await mine

    def close(self) -> None:
        """Give the connection back; who still waits is told that there is no answer."""
        connection, self._connection, self._result = self._connection, None, None
        self._in_time()
        self._opening = None  # what comes of it is given back then
        loop = self._loop
        if connection is not None:
            if loop is not None and not loop.is_closed():
                with suppress(NotImplementedError):
                    loop.remove_reader(self._socket)
            _discard(connection)
        left, self._asking, self._waiting = [*self._asking, *self._waiting], [], []
        if loop is not None and not loop.is_closed():
            _tell(left, None)

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        """One question for all who wait, on a connection that is opened where there is none."""
        self._asking, self._waiting = self._waiting, []
        self._too_late = loop.call_later(WITHIN_S, self.close)
        if self._connection is not None:
            self._send()
            return
        self._opening = loop.run_in_executor(None, self._open)
        self._opening.add_done_callback(self._opened)

    def _open(self) -> Connection:
        connection = self._engine.connect()
        _pgconn(connection).prepare(_NAME, self._statement)
        return connection

    def _opened(self, opening: asyncio.Future[Connection]) -> None:
        try:
            connection = opening.result()
        except (asyncio.CancelledError, SQLAlchemyError, psycopg.Error):
            if opening is self._opening:
                self.close()
            return
        if opening is not self._opening:  # closed meanwhile
            _discard(connection)
            return
        self._connection, self._opening = connection, None
        self._socket = _pgconn(connection).socket
        try:
            opening.get_loop().add_reader(self._socket, self._ready)
        except NotImplementedError:  # Windows' own loop cannot
            self.close()
            return
        self._send()

    def _send(self) -> None:
        if self._connection is None:
            return
        pgconn = _pgconn(self._connection)
        try:
            pgconn.send_query_prepared(_NAME, None)
            pgconn.flush()
        except psycopg.Error:
            self.close()

    def _ready(self) -> None:
        """Something came from the server: (a part of) an answer, or its farewell."""
        if self._connection is None:
            return
        pgconn = _pgconn(self._connection)
        try:
            pgconn.consume_input()
            while self._asking and not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    self._answered()
                else:
                    self._result = result
            hung_up = pgconn.status == ConnStatus.BAD
        except psycopg.Error:
            hung_up = True
        if hung_up:  # at once: the number of its socket may soon be another's
            self.close()

    def _in_time(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None

    def _answered(self) -> None:
        self._in_time()
        result, self._result = self._result, None
        told, self._asking = self._asking, []
        value = None
        if result is not None and result.status == ExecStatus.TUPLES_OK:
            value = result.get_value(0, 0)
        _tell(told, None if value is None else int(value))
        if self._waiting and self._loop is not None:
            self._ask(self._loop)


def _pgconn(connection: Connection) -> abc.PGconn:
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        raise TypeError("the register is read through psycopg")
    return raw.pgconn


def _tell(waiting: list[asyncio.Future[int | None]], version: int | None) -> None:
    for one in waiting:
        if not one.done():  # whoever asked may have gone
            one.set_result(version)


def _discard(connection: Connection) -> None:
    connection.invalidate()
    connection.close()
