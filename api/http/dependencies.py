"""What routes ask for: a read-only connection or one transaction, the reader, the bearer, today."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.security import HTTPBearer
from sqlalchemy import Connection
from starlette.types import Scope

from api.http import audit_log, identity, sessions
from api.http.admission import slow
from api.http.openapi import TOKEN, TOKEN_IF_ANY
from api.http.service import Service, ServiceIs
from estate import clock
from estate.answers.context import ReadContext
from estate.register.visibility import Reader
from estate.register.writes.audit import acting

_LONGEST_CODE = 60


_WHO_ASKS = (
    "A token that `estate token create` has given out. Pages use the cookie of whoever is signed "
    "in; a token outranks it."
)
#: For the OpenAPI document alone; ``identity`` reads the header itself and says what is wrong.
_TOKEN = HTTPBearer(scheme_name=TOKEN, description=_WHO_ASKS, auto_error=False)
_TOKEN_IF_ANY = HTTPBearer(scheme_name=TOKEN_IF_ANY, description=_WHO_ASKS, auto_error=False)


async def reader(
    request: Request, service: ServiceIs, _: Annotated[object, Depends(_TOKEN_IF_ANY)]
) -> Reader:
    """Whose eyes the request looks with; looking deeper than the club does is written down.

    Before the question takes a place among those that read: whoever waits for the record keeps
    nobody else waiting.
    """
    if not identity.is_known(request, service):
        return identity.anonymous(service)
    return await service.room.aside(_reader, request, service)


def _reader(request: Request, service: Service) -> Reader:
    with service.note_engine.begin() as connection:
        found = identity.reader_of(request, connection, service)
        looked_at = sorted({found.organisation or "", *found.parties} - {""})
        audit_log.confidential_read(connection, request, looked_at)
    return found


ReaderIs = Annotated[Reader, Depends(reader)]


def signed_in_reader(request: Request, service: Service) -> Reader | None:
    """Whose eyes a page's masthead is for. Asked of browsers that bring a cookie alone: others
    get a page that needs no register without a question to it."""
    if sessions.secret_of(request, service.settings) is None:
        return None
    with service.note_engine.begin() as connection:
        return identity.reader_of(request, connection, service)


async def bearer(
    request: Request, service: ServiceIs, _: Annotated[object, Depends(_TOKEN)]
) -> identity.Bearer:
    """Whose token or sign-in the request carries; 401 without one.

    On a short connection of its own, so that a slow upload keeps none waiting.
    """
    if not identity.is_known(request, service):
        raise identity.sign_in_first()
    return await service.room.aside(_bearer, request, service)


def _bearer(request: Request, service: Service) -> identity.Bearer:
    with service.note_engine.begin() as connection:
        found = identity.bearer_of(request, connection, service)
        if request.method in ("GET", "HEAD"):
            audit_log.confidential_read(connection, request, _looked_at(request, found))
    return found


async def quiet_bearer(
    request: Request, service: ServiceIs, _: Annotated[object, Depends(_TOKEN)]
) -> identity.Bearer:
    """As ``bearer``, without a line in the record: for what tells nobody's figures and is asked
    for each second."""
    if not identity.is_known(request, service):
        raise identity.sign_in_first()
    return await service.room.aside(_quiet_bearer, request, service)


def _quiet_bearer(request: Request, service: Service) -> identity.Bearer:
    with service.note_engine.begin() as connection:
        return identity.bearer_of(request, connection, service)


def _looked_at(request: Request, bearer: identity.Bearer) -> list[str | None]:
    """Whose figures a question for those who are known is about: plans, corrections, the record."""
    if not bearer.is_administrator:
        return [bearer.organisation] if bearer.organisation else []
    named = request.path_params.get("code") or request.query_params.get("organisation")
    return [str(named)[:_LONGEST_CODE] if named else None]


BearerIs = Annotated[identity.Bearer, Depends(bearer)]
QuietBearerIs = Annotated[identity.Bearer, Depends(quiet_bearer)]


async def read_connection(
    request: Request, service: ServiceIs, _: ReaderIs
) -> AsyncIterator[Connection]:
    """A connection that cannot write; its snapshot holds for the whole request."""
    async with (
        service.room.reading(request) as asker,
        contextmanager_in_threadpool(service.read_engine.begin()) as connection,
        asker.asks_on(connection),
    ):
        yield connection


ReadOnly = Annotated[Connection, Depends(read_connection, scope="function")]


def today_of(scope: Scope) -> date:
    """The date in the United Kingdom, by the clock of the application that is asked; tests replace
    that as any dependency, though routes belong to no application of their own."""
    overrides = scope["app"].dependency_overrides
    return cast(date, overrides.get(today, clock.today)())


async def today(request: Request) -> date:
    """The date in the United Kingdom."""
    return today_of(request.scope)


Today = Annotated[date, Depends(today)]


async def read_context(
    connection: ReadOnly, reader: ReaderIs, service: ServiceIs, today: Today
) -> ReadContext:
    """What a question of this request is answered from: one snapshot, reader and day."""
    return service.context(connection, reader, today)


ContextIs = Annotated[ReadContext, Depends(read_context, scope="function")]


async def write_connection(
    request: Request, service: ServiceIs, _: BearerIs
) -> AsyncIterator[Connection]:
    """One transaction for the whole request, for those who are known alone, under their name.

    It commits when the route returns, before the answer is sent, and is undone by any error.
    """
    async with (
        service.room.writing(request),
        contextmanager_in_threadpool(_acting(request, service)) as connection,
    ):
        yield connection


@contextmanager
def _acting(request: Request, service: Service) -> Iterator[Connection]:
    with service.write_engine.begin() as connection:
        acting(connection, audit_log.actor_of(request))
        yield connection


#: ``scope="function"``: otherwise a failing commit would be answered 200 (it comes after).
Writing = Annotated[Connection, Depends(write_connection, scope="function")]


#: For routes whose answer may take more than a second: they wait in a queue of their own.
Slow = Depends(slow)
