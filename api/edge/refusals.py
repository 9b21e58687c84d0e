"""Refusals in the record: each one of who is known; of nobody one line an address and minute.

Otherwise anybody could make the record grow without end, for its lines are never removed. The
first refusal of an address stands there at once; as long as it goes on, one line a minute says
how many more there were.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from api.http import audit_log, callers
from api.http.admission import Busy, Room
from estate.codes import AuditAction
from estate.register.writes.audit import Actor
from estate.register.writes.audit import record as append

#: So many addresses get lines of their own at once; the refusals of further ones share one.
MOST_ADDRESSES = 100
OTHERS = "other addresses"

log = structlog.get_logger()


@dataclass
class _GoingOn:
    """What came from an address since its last line."""

    more: int = 0
    path: str = ""
    method: str = ""
    status: int = 0


class Refusals:
    """What one process has still to tell the record."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._going_on: dict[str, _GoingOn] = {}

    def note(self, request: Request, status: int) -> None:
        """Write it down, or count it for the line of this minute."""
        if getattr(request.state, "actor", None) is not None:
            audit_log.refusal(self._engine, request, status)
            return
        address = callers.place_of(request.client.host) if request.client else "unknown"
        if self._is_first(address, request, status):
            audit_log.refusal(self._engine, request, status, address)

    def _is_first(self, address: str, request: Request, status: int) -> bool:
        with self._lock:
            known = self._going_on
            if address not in known and len(known) < MOST_ADDRESSES:
                known[address] = _GoingOn()
                return True
            one = known.setdefault(address if address in known else OTHERS, _GoingOn())
            one.more += 1
            one.path, one.method, one.status = request.url.path, request.method, status
            return False

    def tell(self) -> None:
        """One line for each address from which more came; who has stopped is forgotten."""
        with self._lock:
            told = {address: one for address, one in self._going_on.items() if one.more}
            self._going_on = {address: _GoingOn() for address in told}
        if not told:
            return
        try:
            with self._engine.begin() as connection:
                for address, one in told.items():
                    details = {
                        "address": address,
                        "times": one.more,
                        "method": one.method,
                        "status": one.status,
                    }
                    append(
                        connection,
                        Actor(audit_log.NOBODY),
                        AuditAction.REFUSED,
                        one.path,
                        details=details,
                    )
        except SQLAlchemyError as error:
            log.warning("refusals could not be recorded", error=type(error).__name__)
            self._keep(told)

    def _keep(self, told: dict[str, _GoingOn]) -> None:
        """For the next minute."""
        with self._lock:
            for address, one in told.items():
                self._going_on.setdefault(address, _GoingOn()).more += one.more
                now = self._going_on[address]
                now.path, now.method, now.status = one.path, one.method, one.status


@asynccontextmanager
async def each_minute(refusals: Refusals, room: Room) -> AsyncIterator[None]:
    """Tell the record once a minute, and once more when the service ends."""
    ended = asyncio.Event()
    task = asyncio.create_task(_tell(refusals, room, ended))
    try:
        yield
    finally:
        ended.set()
        await task


async def _tell(refusals: Refusals, room: Room, ended: asyncio.Event) -> None:
    while not ended.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), callers.MINUTE_S)
        with suppress(Busy):  # told in the next minute
            await room.aside(refusals.tell)
