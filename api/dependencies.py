"""What routes ask for: a read-only connection or one transaction, the reader, the bearer, today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from sqlalchemy import Connection, Engine

from api import record, security, sessions
from api.description import TOKEN, TOKEN_IF_ANY
from api.oidc import Provider
from estate.answers import Answers
from estate.register.visibility import Reader
from estate.register.writes_audit import acting
from estate.settings import Settings

_LONGEST_CODE = 60


@dataclass(frozen=True)
class Service:
    """What one running instance holds; made in ``api.app.create_app``."""

    settings: Settings
    read_engine: Engine
    write_engine: Engine
    answers: Answers
    provider: Provider | None = None


async def service(request: Request) -> Service:
    """The instance this request reached. (Asynchronous, like ``today``: nothing is waited for,
    and a thread would take longer than the answer.)"""
    return cast(Service, request.app.state.service)


ServiceIs = Annotated[Service, Depends(service)]


def read_connection(here: ServiceIs) -> Iterator[Connection]:
    """A connection that cannot write; its snapshot holds for the whole request."""
    with here.read_engine.begin() as connection:
        yield connection


ReadOnly = Annotated[Connection, Depends(read_connection, scope="function")]


_WHO_ASKS = (
    "A token that `estate token create` has given out. Pages use the cookie of whoever is signed "
    "in; a token outranks it."
)
#: For the OpenAPI document alone; ``api.security`` reads the header itself and says what is wrong.
_TOKEN = HTTPBearer(scheme_name=TOKEN, description=_WHO_ASKS, auto_error=False)
_TOKEN_IF_ANY = HTTPBearer(scheme_name=TOKEN_IF_ANY, description=_WHO_ASKS, auto_error=False)


def reader(
    request: Request,
    connection: ReadOnly,
    here: ServiceIs,
    _: Annotated[object, Depends(_TOKEN_IF_ANY)],
) -> Reader:
    """Whose eyes the request looks with; looking deeper than the club does is written down."""
    found = security.reader_of(request, connection, here)
    looked_at = sorted({found.organisation or "", *found.parties} - {""})
    record.confidential_read(here.write_engine, request, looked_at)
    return found


ReaderIs = Annotated[Reader, Depends(reader)]


def signed_in_reader(request: Request, here: Service) -> Reader | None:
    """Whose eyes a page's masthead is for. Asked of browsers that bring a cookie alone: others
    get a page that needs no register without a question to it."""
    if sessions.secret_of(request, here.settings) is None:
        return None
    with here.read_engine.begin() as connection:
        return security.reader_of(request, connection, here)


def bearer(
    request: Request, here: ServiceIs, _: Annotated[object, Depends(_TOKEN)]
) -> security.Bearer:
    """Whose token or sign-in the request carries; 401 without one.

    On a short connection of its own, so that a slow upload keeps none waiting.
    """
    with here.read_engine.begin() as connection:
        found = security.bearer_of(request, connection, here)
    if request.method in ("GET", "HEAD"):
        looked_at = _looked_at(request, found)
        record.confidential_read(here.write_engine, request, looked_at)
    return found


def _looked_at(request: Request, bearer: security.Bearer) -> list[str | None]:
    """Whose figures a question for those who are known is about: plans, corrections, the record."""
    if not bearer.is_administrator:
        return [bearer.organisation] if bearer.organisation else []
    named = request.path_params.get("code") or request.query_params.get("organisation")
    return [str(named)[:_LONGEST_CODE] if named else None]


BearerIs = Annotated[security.Bearer, Depends(bearer)]


def write_connection(request: Request, here: ServiceIs, _: BearerIs) -> Iterator[Connection]:
    """One transaction for the whole request, for those who are known alone, under their name.

    It commits when the route returns, before the answer is sent, and is undone by any error.
    """
    with here.write_engine.begin() as connection:
        acting(connection, record.actor_of(request))
        yield connection


#: ``scope="function"``: otherwise a failing commit would be answered 200 (it comes after).
Writing = Annotated[Connection, Depends(write_connection, scope="function")]


async def today() -> date:
    """The date in the United Kingdom; tests replace it."""
    return date_here()


def date_here() -> date:
    """The date in the United Kingdom."""
    return datetime.now(ZoneInfo("Europe/London")).date()


Today = Annotated[date, Depends(today)]
