"""How many are answered at the same time, and who waits for a place.

Every question takes a place before it takes a connection or a thread, and there are no more
places than connections: so no thread ever waits for a connection that another question holds
while that one waits for a thread. One setting (``ESTATE_CONNECTIONS``) says how many connections
a worker may hold; ``Sizes`` divides them.

Slow questions have places and a queue of their own, so that quick ones never wait behind them.
Whoever finds a queue full, or waits in it too long, is told to come back (503, ``Retry-After``);
whoever has gone away meanwhile gives up the place.
"""

import asyncio
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio.to_thread
import psycopg
from fastapi import Request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool
from starlette.concurrency import run_in_threadpool

#: Threads for what needs no connection: files, forms, pages without the register.
SPARE_THREADS = 8
_QUICK_QUEUE = 1_000
_RETRY_AFTER_S = 10
_CANCEL_WITHIN_S = 5
#: A thread that works lets another one go on after so long (Python's own is ten times that).
_SWITCH_S = 0.0005

Done = TypeVar("Done")


class Busy(Exception):
    """No place for this question now; ``retry_after_s`` says when to come back."""

    def __init__(self, words: str, retry_after_s: int = _RETRY_AFTER_S) -> None:
        super().__init__(words)
        self.retry_after_s = retry_after_s


class Gone(Exception):
    """Whoever asked is no longer there to hear the answer."""


@dataclass(frozen=True)
class Sizes:
    """How a worker's connections are divided among what it does."""

    quick_reads: int
    slow_reads: int
    quick_writes: int
    slow_writes: int
    rendering: int
    notes: int
    gate: int
    figures: int

    @classmethod
    def of(cls, connections: int) -> "Sizes":
        """Every connection is counted once; what is left over is for quick questions.

        Slow ones that begin together share what they are made from (``answers/core``): with two
        places where three are now, a county that changes all the time kept them a minute longer.
        """
        tenth = max(1, connections // 10)
        rendering, figures = 1, 1
        notes, gate = max(1, connections * 3 // 20), max(3, connections // 5)
        slow = notes
        others = slow + 2 * tenth + rendering + notes + gate + figures
        return cls(connections - others, slow, tenth, tenth, rendering, notes, gate, figures)

    @property
    def reading(self) -> int:
        """Connections of the engine that cannot write."""
        return self.quick_reads + self.slow_reads

    @property
    def writing(self) -> int:
        """Connections of the engine for writes."""
        return self.quick_writes + self.slow_writes + self.rendering

    @property
    def gate_threads(self) -> int:
        """Of the gate's connections one asks for the register's version and one says whether the
        service is ready."""
        return self.gate - 2

    @property
    def connections(self) -> int:
        """All that a worker may hold."""
        return self.reading + self.writing + self.notes + self.gate + self.figures

    @property
    def threads(self) -> int:
        """One for each question or file that has a place, and some for what needs none."""
        without = 2 * self.slow_writes  # files that are read, and searches
        return self.reading + self.writing + self.notes + without + SPARE_THREADS


@dataclass(frozen=True)
class QueueFigures:
    """A queue at one moment; ``answered``, ``refused`` and ``gone`` count from the start."""

    name: str
    places: int
    taken: int
    waiting: int
    may_wait: int
    answered: int
    refused: int
    gone: int


@dataclass(frozen=True)
class PoolFigures:
    """Connections of one engine: how many it may hold, and how many are in use."""

    name: str
    size: int
    in_use: int


@dataclass(frozen=True)
class Figures:
    """How full this worker is."""

    threads: int
    threads_in_use: int
    threads_waited_for: int
    queues: tuple[QueueFigures, ...]
    pools: tuple[PoolFigures, ...]

    @property
    def is_saturated(self) -> bool:
        """Whether the next quick question would be sent away."""
        return any(one.waiting >= one.may_wait for one in self.queues if one.name == "quick_reads")


@dataclass
class _Waiter:
    turn: asyncio.Future[None]
    has_place: bool = False


class Queue:
    """Places for so many at once, and a line, first come first served, for those who wait."""

    def __init__(self, name: str, places: int, *, may_wait: int, patience_s: float) -> None:
        """``may_wait``: length of the line; ``patience_s``: how long one stands in it at most."""
        self.name, self.places, self.may_wait, self.patience_s = name, places, may_wait, patience_s
        self._line: deque[_Waiter] = deque()
        self._taken = self._answered = self._refused = self._gone = 0
        self._lock = threading.Lock()  # tests ask one service from several loops

    @asynccontextmanager
    async def place(self, gone: "asyncio.Future[None] | None" = None) -> AsyncIterator[None]:
        """A place; ``Busy`` when there is none in time, ``Gone`` when ``gone`` comes first."""
        waiter = self._enter()
        if waiter is not None:
            await self._wait(waiter, gone)
        try:
            yield
        finally:
            self._leave()

    def figures(self) -> QueueFigures:
        """How full this queue is now."""
        with self._lock:
            return QueueFigures(
                self.name,
                self.places,
                self._taken,
                len(self._line),
                self.may_wait,
                self._answered,
                self._refused,
                self._gone,
            )

    def _enter(self) -> _Waiter | None:
        """None with a place, else where one stands in line."""
        with self._lock:
            if self._taken < self.places:
                self._taken += 1
                return None
            if len(self._line) >= self.may_wait:
                self._refused += 1
                raise Busy("Too many questions wait for an answer: please ask again in a moment.")
            waiter = _Waiter(asyncio.get_running_loop().create_future())
            self._line.append(waiter)
            return waiter

    async def _wait(self, waiter: _Waiter, gone: "asyncio.Future[None] | None") -> None:
        watched = {waiter.turn} if gone is None else {waiter.turn, gone}
        first_of_them = asyncio.FIRST_COMPLETED
        try:
            await asyncio.wait(watched, timeout=self.patience_s, return_when=first_of_them)
        except BaseException:
            self._step_out(waiter)
            raise
        if waiter.has_place and not (gone is not None and gone.done()):
            return
        self._step_out(waiter)
        if gone is not None and gone.done():
            with self._lock:
                self._gone += 1
            raise Gone
        with self._lock:
            self._refused += 1
        raise Busy("This took too long to come to its turn: please ask again in a moment.")

    def _step_out(self, waiter: _Waiter) -> None:
        """Out of the line; a place that came at the last moment goes to the next."""
        with self._lock:
            if not waiter.has_place:
                self._line.remove(waiter)
                return
        self._leave(answered=0)

    def _leave(self, answered: int = 1) -> None:
        with self._lock:
            self._answered += answered
            while self._line:
                waiter = self._line.popleft()
                loop = waiter.turn.get_loop()
                if loop.is_closed():  # whoever waited there is no more
                    continue
                waiter.has_place = True
                loop.call_soon_threadsafe(_wake, waiter.turn)
                return
            self._taken -= 1


def _wake(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_result(None)


class Asker:
    """Whoever waits for one answer: still there, or gone. The event loop alone changes it."""

    def __init__(self) -> None:
        self.is_gone = False
        self._connection: Connection | None = None
        self._cancelling: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def asks_on(self, connection: Connection) -> AsyncIterator[None]:
        """Statements on this connection are for this asker alone. ``Gone`` at the end where they
        have gone: the connection is not used again, so what cancels theirs can hit no other."""
        self._connection = connection.execution_options(asker=self)
        try:
            yield
        finally:
            self._connection = None
            if self._cancelling is not None:
                await self._cancelling
                connection.invalidate()
        if self.is_gone:
            raise Gone

    def has_gone(self) -> None:
        """Let the database give up what it does for them."""
        self.is_gone = True
        raw = self._connection and self._connection.connection.driver_connection
        if isinstance(raw, psycopg.Connection):
            loop = asyncio.get_running_loop()
            self._cancelling = loop.run_in_executor(None, _cancel, raw)


def _cancel(connection: psycopg.Connection) -> None:
    with suppress(psycopg.Error):
        connection.cancel_safe(timeout=_CANCEL_WITHIN_S)


def stop_for_those_who_have_gone(engine: Engine) -> None:
    """No further statement of a question begins once its asker has gone."""
    event.listen(engine, "before_cursor_execute", _stop)


def _stop(connection: Connection, *_: Any) -> None:
    asker = connection.get_execution_options().get("asker")
    if asker is not None and asker.is_gone:
        raise Gone


class Room:
    """All places of one worker."""

    def __init__(self, sizes: Sizes, *, patience_s: float, slow_may_wait: int) -> None:
        """``patience_s``: how long anybody waits for a place; ``slow_may_wait``: how many wait
        for the answer to a slow question."""
        self.sizes = sizes

        def queue(name: str, places: int, may_wait: int = _QUICK_QUEUE) -> Queue:
            return Queue(name, places, may_wait=may_wait, patience_s=patience_s)

        self.quick_reads = queue("quick_reads", sizes.quick_reads)
        self.slow_reads = queue("slow_reads", sizes.slow_reads, slow_may_wait)
        self.quick_writes = queue("quick_writes", sizes.quick_writes)
        self.slow_writes = queue("slow_writes", sizes.slow_writes, slow_may_wait)
        self.notes = queue("notes", sizes.notes)
        self.files = queue("files", sizes.slow_writes, slow_may_wait)
        # A search keeps a processor busy for a minute or two, and needs no connection.
        self.searches = queue("searches", sizes.slow_writes, slow_may_wait)
        self._pools: dict[str, Engine] = {}

    def counts(self, **engines: Engine) -> None:
        """Whose connections the figures tell of."""
        self._pools |= engines

    def figures(self) -> Figures:
        """How full it is now; in the event loop alone."""
        threads = anyio.to_thread.current_default_thread_limiter().statistics()
        queues = (
            self.quick_reads,
            self.slow_reads,
            self.quick_writes,
            self.slow_writes,
            self.notes,
            self.files,
            self.searches,
        )
        return Figures(
            int(threads.total_tokens),
            threads.borrowed_tokens,
            threads.tasks_waiting,
            tuple(one.figures() for one in queues),
            tuple(_pool_figures(name, engine) for name, engine in self._pools.items()),
        )

    def bound_threads(self) -> None:
        """Once, in the loop that answers; it gets its turn among busy threads soon enough to say
        that the process is alive."""
        sys.setswitchinterval(_SWITCH_S)
        anyio.to_thread.current_default_thread_limiter().total_tokens = self.sizes.threads

    @asynccontextmanager
    async def reading(self, request: Request) -> AsyncIterator[Asker]:
        """A place for a question that reads, as long as whoever asked it is there."""
        queue = self.slow_reads if is_slow(request) else self.quick_reads
        async with _watched(request) as (asker, gone), queue.place(gone):
            yield asker

    @asynccontextmanager
    async def writing(self, request: Request) -> AsyncIterator[None]:
        """A place for a write. Once begun it is carried through, whoever listens."""
        queue = self.slow_writes if is_slow(request) else self.quick_writes
        async with queue.place():
            yield

    async def with_file(self, do: Callable[..., Done], *given: Any) -> Done:
        """Read a file that somebody sent: long perhaps, and without any connection."""
        async with self.files.place():
            return await run_in_threadpool(do, *given)

    async def aside(self, do: Callable[..., Done], *given: Any) -> Done:
        """Something short on a connection of its own: who asks, and what the record is told."""
        async with self.notes.place():
            return await run_in_threadpool(do, *given)


def _pool_figures(name: str, engine: Engine) -> PoolFigures:
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return PoolFigures(name, 0, 0)
    return PoolFigures(name, pool.size() + pool._max_overflow, pool.checkedout())


async def slow(request: Request) -> None:
    """A dependency of routes whose answer may take more than a second."""
    request.state.is_slow = True


def is_slow(request: Request) -> bool:
    """Whether this request's route has said so."""
    return bool(getattr(request.state, "is_slow", False))


@asynccontextmanager
async def _watched(
    request: Request,
) -> AsyncIterator[tuple[Asker, "asyncio.Future[None] | None"]]:
    """Whoever asks, and a future that ends when they go.

    Only where the body has been read or there is none: to watch is to take what arrives.
    """
    asker = Asker()
    request.state.asker = asker
    if request.method not in ("GET", "HEAD"):
        yield asker, None
        return
    gone = asyncio.ensure_future(_goes(request, asker))
    try:
        yield asker, gone
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


async def _goes(request: Request, asker: Asker) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    asker.has_gone()
