"""Plans sent line by line as they are found, while somebody listens.

The solver works in a thread of its own place (``Room.searches``); it is told to stop as soon as
whoever asked has gone. A line goes out at least each second.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import orjson
import structlog
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.http.admission import Busy
from api.http.service import Service
from estate.answers.towns.search import Progress
from estate.consolidation.town.highs import Watch

log = structlog.get_logger()

MEDIA_TYPE = "application/x-ndjson"
_EACH_S = 0.9
#: No proxy in front keeps lines back (nginx reads X-Accel-Buffering).
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
#: Searches that run; the event loop itself holds tasks only weakly.
_RUNNING: set[asyncio.Task[None]] = set()

Lines = asyncio.Queue[bytes | None]
Found = TypeVar("Found")
#: What is looked for, thing by thing, in the solver's thread.
Steps = Callable[[Progress, Watch], Iterator[Found]]
#: A line of something found, made in that thread, and a line of progress.
Told = Callable[[Found], bytes]
Going = Callable[[Progress], bytes]


async def stream(
    service: Service, steps: Steps[Found], told: Told[Found], going: Going
) -> StreamingResponse:
    """An answer of lines; ``Busy`` (503) before the first one where there is no place."""
    lines: Lines = asyncio.Queue()
    stop, progress = threading.Event(), Progress()
    placed = asyncio.get_running_loop().create_future()
    put = _from_thread(lines)
    task = asyncio.ensure_future(
        _run(service, placed, lambda: _work(steps, progress, stop, put, told))
    )
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    task.add_done_callback(lambda _: lines.put_nowait(None))
    await placed
    return StreamingResponse(
        _lines(lines, stop, progress, going), media_type=MEDIA_TYPE, headers=_HEADERS
    )


def _from_thread(lines: Lines) -> Callable[[bytes], None]:
    loop = asyncio.get_running_loop()

    def put(line: bytes) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    return put


async def _run(service: Service, placed: "asyncio.Future[None]", work: Callable[[], None]) -> None:
    """Wait for a place and hold it until the work has ended, whoever still listens."""
    try:
        async with service.room.searches.place():
            placed.set_result(None)
            await run_in_threadpool(work)
    except Busy as busy:
        placed.set_exception(busy)


def _work(
    steps: Steps[Found],
    progress: Progress,
    stop: threading.Event,
    put: Callable[[bytes], None],
    told: Told[Found],
) -> None:
    try:
        for step in steps(progress, progress.watch(stop.is_set)):
            put(told(step))
    except Exception as error:
        # The status is out already: the last line says that something went wrong.
        log.error("unexpected error", exc_info=error)
        put(b'{"kind":"failed","words":"Something went wrong here; it has been logged."}\n')


async def _lines(
    lines: Lines, stop: threading.Event, progress: Progress, going: Going
) -> AsyncIterator[bytes]:
    """What is found, and between a line of how far it is; the search stops with the listener."""
    try:
        yield going(progress)
        while True:
            try:
                line = await asyncio.wait_for(lines.get(), _EACH_S)
            except TimeoutError:
                yield going(progress)
                continue
            if line is None:
                return
            yield line
    finally:
        stop.set()


def json_line(value: dict[str, Any]) -> bytes:
    """One answer of a stream: JSON and the end of its line."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n"
