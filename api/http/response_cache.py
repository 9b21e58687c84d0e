"""Answers kept as bytes, each under the register's version, the reader's edition and the day.

Three layers, each of them asked only when the one before has nothing of this version:

1. ``Feeds`` holds whole answers in this process's memory, packed (``encoding``). ``CachedAnswers``
   sends them before anything else of the service runs; it asks the register for its version
   each time, so the read after a write sees the write, whichever worker did it.
2. The register holds each property's text for the editions that many read (public and club),
   so that a worker that starts, or forgets, joins texts instead of asking for everything.
3. Else one worker renders while the others wait for it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, cast

from cachetools import LRUCache
from fastapi import Depends, Request
from starlette.responses import Response
from starlette.types import Scope

from api.http.encoding import Packed
from estate.answers.context import ReadContext

MAX_BYTES = 256 * 1024 * 1024
#: The question that most ask.
MAP_FEED = "/map/properties.geojson"
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization, Cookie"}


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


def question_of(scope: Scope) -> str:
    """Path and query as they were asked."""
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def address_of(scope: Scope) -> str:
    """The question with the service's own name: for answers whose links repeat it."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return f"{scope['scheme']}://{host.decode('latin-1')}{question_of(scope)}"


def kept(
    request: Request,
    context: ReadContext,
    feeds: Feeds,
    make: Callable[[], Packed],
    question: Callable[[Scope], str] = question_of,
) -> Response:
    """What is asked, as it is kept of this version and day, or made now."""
    state = State(context.version, context.today)
    return send(request, feeds.answer(context.reader.edition, question(request.scope), state, make))


def send(request: Request, packed: Packed) -> Response:
    """The answer, or 304 when the browser has it."""
    return packed.response(HEADERS, request.headers)
