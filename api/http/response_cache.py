"""Answers kept as bytes, each under the register's version, the reader's edition and the day.

Three layers, each of them asked only when the one before has nothing of this version:

1. ``Feeds`` holds whole answers in this process's memory, packed (``encoding``). ``FeedGate``
   sends them before anything else of the service runs; it asks the register for its version
   each time, so the read after a write sees the write, whichever worker did it.
2. The register holds each property's text for the editions that many read (public and club),
   so that a worker that starts, or forgets, joins texts instead of asking for everything.
3. Else one worker renders while the others wait for it.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar, cast

import structlog
from cachetools import LRUCache
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import URL, Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge import headers as edge_headers
from api.http import dependencies
from api.http.admission import Busy
from api.http.encoding import Packed
from api.http.service import Service
from api.properties import feature_cache
from api.properties import paging as properties_paging
from estate import clock
from estate.register import visibility as v
from estate.register.queries.version_watch import QuickReads

MAX_BYTES = 256 * 1024 * 1024
#: The question that most ask.
MAP_FEED = "/map/properties.geojson"
#: No page is sent from here, so no script or style is let run at all.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization, Cookie"}
_GATE_HEADERS = {**HEADERS, **edge_headers.HEADERS, "Content-Security-Policy": _POLICY}
Done = TypeVar("Done")
_log = structlog.get_logger()


@dataclass(frozen=True)
class State:
    """What an answer is true of: a version of the register, and a day."""

    version: int
    day: date


@dataclass(frozen=True)
class _Kept:
    state: State
    packed: Packed

    def __len__(self) -> int:
        """Room for the body and its packed forms."""
        return 2 * len(self.packed.body)


class Feeds:
    """The newest answer to each question, as bytes; one per process."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        """``max_bytes``: memory for answers, of which the oldest go first; 0 keeps none."""
        self.max_bytes = max_bytes
        self._kept: LRUCache[tuple[str, str], _Kept] = LRUCache(max_bytes, getsizeof=len)
        self._lock = threading.Lock()
        self._makers: dict[tuple[str, str, State], threading.Lock] = {}

    def peek(self, edition: str, question: str) -> _Kept | None:
        """The answer to a question, of whatever version it may be."""
        with self._lock:
            return self._kept.get((edition, question))

    def answer(
        self, edition: str, question: str, state: State, make: Callable[[], Packed]
    ) -> Packed:
        """The answer of this state: kept, or made once however many ask for it at the same time."""
        found = self.peek(edition, question)
        if found is not None and found.state == state:
            return found.packed
        if self.max_bytes == 0:
            return make()
        with self._one_makes((edition, question, state)):
            found = self.peek(edition, question)
            if found is not None and found.state == state:
                return found.packed
            made = _Kept(state, make())
            self._keep((edition, question), made)
            return made.packed

    @contextmanager
    def _one_makes(self, key: tuple[str, str, State]) -> Iterator[None]:
        with self._lock:
            lock = self._makers.setdefault(key, threading.Lock())
        try:
            with lock:
                yield
        finally:
            with self._lock:
                self._makers.pop(key, None)

    def _keep(self, key: tuple[str, str], made: _Kept) -> None:
        with self._lock:
            before = self._kept.get(key)
            newer = before is not None and before.state.version > made.state.version
            if not newer and len(made) <= self.max_bytes:
                self._kept[key] = made


async def feeds_of(request: Request) -> Feeds:
    """The answers that this instance keeps."""
    return cast(Feeds, request.app.state.feeds)


FeedsAre = Annotated[Feeds, Depends(feeds_of)]


async def refresh(feeds: Feeds, here: Service, reader: v.Reader, today: date) -> None:
    """Render an edition whose texts are of an older version; the map's feed is then kept too.

    After an answer, so nobody hears of a failure: the next question tries again.
    """
    try:
        async with here.room.slow_reads.place():
            await run_in_threadpool(_refresh, feeds, here, reader, today)
    except (Busy, SQLAlchemyError) as error:
        _log.warning("the lists could not be refreshed", kind=type(error).__name__)


def _refresh(feeds: Feeds, here: Service, reader: v.Reader, today: date) -> None:
    with here.read_engine.begin() as connection:
        context = here.context(connection, reader, today)
        state = State(context.version, today)
        feeds.answer(
            reader.edition,
            MAP_FEED,
            state,
            lambda: feature_cache.whole_feed(context, here),
        )


def question_of(scope: Scope) -> str:
    """Path and query as they were asked."""
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def address_of(scope: Scope) -> str:
    """The question with the service's own name: for answers whose links repeat it."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return f"{scope['scheme']}://{host.decode('latin-1')}{question_of(scope)}"


def send(request: Request, packed: Packed) -> Response:
    """The answer, or 304 when the browser has it."""
    return packed.response(HEADERS, request.headers)


class FeedGate:
    """In front of the service: answers readers without a name from what is kept: whole answers
    and the county's list in memory, the map's feed in the register.

    Whoever brings a token or a cookie is known only further in, and is let through; so is every
    question whose answer is not kept, or is of an older version.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        feeds: Feeds,
        quick: QuickReads,
        listings: properties_paging.Listings,
        threads: int,
    ) -> None:
        """``threads`` read stored feeds and pack them; each holds a connection to the register."""
        self.app, self.feeds, self.quick, self.listings = app, feeds, quick, listings
        self.reader = listings.reader
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="feed")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else hand on."""
        response = await self._response(scope) if scope["type"] == "http" else None
        if response is None:
            await self._hand_on(scope, receive, send)
            return
        response.headers["X-Request-ID"] = scope["state"]["request_id"]
        await response(scope, receive, send)

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                self._threads.shutdown()
                self.quick.close()

    async def _response(self, scope: Scope) -> Response | None:
        if scope["method"] != "GET" or any(
            name in (b"authorization", b"cookie") for name, _ in scope["headers"]
        ):
            return None
        packed = await self._packed(scope, today_of(scope))
        if packed is None:
            return None
        headers = Headers(scope=scope)
        if packed.is_made_for(headers):
            return packed.response(_GATE_HEADERS, headers)
        return await self._in_thread(packed.response, _GATE_HEADERS, headers)

    async def _packed(self, scope: Scope, day: date) -> Packed | None:
        question = question_of(scope)
        asked = (question, address_of(scope))
        found = (self.feeds.peek(self.reader.edition, one) for one in asked)
        kept = next((one for one in found if one is not None and one.state.day == day), None)
        version = None if kept is None else await self.quick.version()
        if kept is not None and kept.state.version == version:
            return kept.packed
        if question == MAP_FEED:
            return await self._in_thread(self._stored, day)
        page = properties_paging.question_of(scope) if self._may_list(scope) else None
        if page is None:
            return None
        if version is None:
            version = await self.quick.version()
        return None if version is None else await self._page(page, scope, State(version, day))

    def _may_list(self, scope: Scope) -> bool:
        return scope["path"] == properties_paging.PATH and self.listings.may_hold

    async def _page(
        self, asked: properties_paging.Question, scope: Scope, state: State
    ) -> Packed | None:
        """From the list in memory; until that is of this state, None."""
        held = self.listings.of(state.version, state.day)
        if held is None:
            self._threads.submit(self.listings.load, state.version, state.day)
            return None
        return await self._in_thread(self._made_page, held, asked, scope, state)

    def _made_page(
        self,
        held: properties_paging.Listing,
        asked: properties_paging.Question,
        scope: Scope,
        state: State,
    ) -> Packed | None:
        body = held.page(asked, URL(scope=scope))
        if body is None:
            return None
        packed = Packed(body, feature_cache.GEOJSON)
        return self.feeds.answer(self.reader.edition, address_of(scope), state, lambda: packed)

    def _in_thread(self, do: Callable[..., Done], *given: Any) -> asyncio.Future[Done]:
        return asyncio.get_running_loop().run_in_executor(self._threads, do, *given)

    def _stored(self, day: date) -> Packed | None:
        found = self.quick.whole_feed(self.reader, day=day, shape=feature_cache.shape())
        if found is None:
            return None
        state = State(found.version, day)
        return self.feeds.answer(
            self.reader.edition, MAP_FEED, state, lambda: feature_cache.packed(found)
        )


def today_of(scope: Scope) -> date:
    """The day as the service's own dependency tells it; tests replace that."""
    overrides = scope["app"].dependency_overrides
    return cast(date, overrides.get(dependencies.today, clock.today)())


def anonymous(reader: str) -> v.Reader:
    """Readers without a name (``Settings.reader``)."""
    return v.CLUB if reader == "club" else v.PUBLIC
