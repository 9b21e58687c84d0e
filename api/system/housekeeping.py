"""What the service tidies by itself: at its start, and once a day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, time, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.http.service import Service
from estate import clock
from estate.intake.uploads import files as uploads_files
from estate.intake.uploads import stored_plans
from estate.register import jobs
from estate.register.queries import protection
from estate.register.writes.area import carry_out_ends
from estate.register.writes.audit import Actor, acting

ACTOR = Actor("housekeeping")
#: So many seconds after midnight a day's work begins.
_AFTER_S = 5

log = structlog.get_logger()


@asynccontextmanager
async def daily(service: Service) -> AsyncIterator[None]:
    """Tidy now and once a day, as long as the service runs."""
    ended = asyncio.Event()
    task = asyncio.create_task(_every_day(service, ended))
    try:
        yield
    finally:
        ended.set()
        await task


async def _every_day(service: Service, ended: asyncio.Event) -> None:
    """Never cancelled: what has begun ends before the service lets its connections go."""
    while not ended.is_set():
        await run_in_threadpool(tidy, service)
        await run_in_threadpool(tell_of_protected_places, service)
        await run_in_threadpool(end_signatures, service)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _until_midnight_s())


def _until_midnight_s() -> float:
    """Seconds until a little after the next day has begun in the United Kingdom."""
    now = clock.local(datetime.now(UTC))
    begins = datetime.combine(now.date() + timedelta(days=1), time(0, 0, _AFTER_S), clock.HERE)
    return max((begins - now).total_seconds(), 1.0)


def end_signatures(service: Service) -> None:
    """Signatures whose last day has passed are taken off, so that what is kept is made anew."""
    try:
        with service.note_engine.begin() as connection:
            acting(connection, ACTOR)
            ended = carry_out_ends(connection, clock.today())
    except SQLAlchemyError as error:
        log.warning("housekeeping failed", error=type(error).__name__)
        return
    if ended:
        log.warning("signatures under the protocol have ended", organisations=ended)


def tell_of_protected_places(service: Service) -> None:
    """Warn of places that look protected and are shown without their owner's confirmation.

    Nothing is changed: their owners see them on their own pages, the operator by ``estate
    protected list``.
    """
    try:
        with service.note_engine.begin() as connection:
            shown = protection.counts(protection.looking_protected(connection))
    except SQLAlchemyError as error:
        log.warning("housekeeping failed", error=type(error).__name__)
        return
    if shown:
        log.warning(
            "places that look protected are shown without their owner's confirmation",
            to_anybody=sum(one["anybody"] for one in shown.values()),
            to_members=sum(one["members"] for one in shown.values()),
            organisations=sorted(shown),
            list_them="estate protected list",
        )


def tidy(service: Service) -> None:
    """Remove plans that nobody has committed for too long, then their files.

    A register that cannot be reached is told by ``/health``; the next day tries again.
    """
    try:
        with service.note_engine.begin() as connection:
            acting(connection, ACTOR)
            gone = stored_plans.delete_expired(connection, service.settings.plan_days)
            jobs.forget(connection, service.settings.plan_days)
    except SQLAlchemyError as error:
        log.warning("housekeeping failed", error=type(error).__name__)
        return
    for plan_id in gone:
        uploads_files.remove(service.settings.data_dir / "uploads", plan_id)
    if gone:
        log.info("old plans removed", plans=len(gone), after_days=service.settings.plan_days)
