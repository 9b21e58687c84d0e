"""Rounds of mails in the service: once a minute in each worker, one at a time among them all.

What waits, waits in the register; a restart loses nothing, and a lock of the database lets one
worker at a time make a round (``estate.mail.rounds``).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.http.logs import message_of
from api.http.service import Service
from estate.db.engine import Bounds, make_engine
from estate.mail import rounds
from estate.settings import Settings

_EACH_S = 60
#: One connection holds the lock, one reads; both wait rather than be given up.
_CONNECTIONS = 2

log = structlog.get_logger()


def engine_of(settings: Settings, url: str) -> Engine | None:
    """Connections for rounds alone; none where no mail server is named."""
    if settings.mail_host is None:
        return None
    bounds = Bounds(settings.question_seconds, settings.lock_seconds, settings.write_seconds)
    return make_engine(url, bounds=bounds, connections=_CONNECTIONS)


@asynccontextmanager
async def each_minute(service: Service, engine: Engine) -> AsyncIterator[None]:
    """Make rounds as long as the service runs; a round that has begun ends after its mail."""
    ended = asyncio.Event()
    task = asyncio.create_task(_rounds(service, engine, ended))
    try:
        yield
    finally:
        ended.set()
        await task
        engine.dispose()


async def _rounds(service: Service, engine: Engine, ended: asyncio.Event) -> None:
    while not ended.is_set():
        await run_in_threadpool(one_round, service, engine, ended)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _EACH_S)


def one_round(service: Service, engine: Engine, ended: asyncio.Event) -> None:
    """One round now; a register that cannot be reached is told by ``/health``, and the next minute
    tries again."""
    try:
        done = rounds.run(engine, service.settings, datetime.now(UTC), service.cache, ended.is_set)
    except SQLAlchemyError as error:
        log.warning("mails cannot be looked for", error=type(error).__name__)
        return
    except Exception as error:  # the next minute tries again
        log.error("a round of mails failed", error=type(error).__name__, said=message_of(error))
        return
    if done.sent or done.refused or done.interrupted:
        log.info("mails", sent=done.sent, refused=done.refused, interrupted=done.interrupted)
