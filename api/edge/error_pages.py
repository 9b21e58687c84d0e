"""What goes wrong, for a person with a browser: the words of the problem+json as a page.

Programs get problem+json wherever they ask; a browser that opens an address beside the API gets
the same status, the same words and no more, and what to do next.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from api.edge.headers import give_headers
from api.html.templates import is_signed_in, problem_page
from api.http import problems, troubles
from api.http.admission import Gone
from api.http.dependencies import signed_in_reader
from api.http.encoding import weights
from api.http.service import Service

Handler = Callable[[Request, Exception], Awaitable[Response]]
ToldHandler = Callable[[Request, Exception], Awaitable[problems.ProblemAnswer]]

#: Asked by programs and scripts alone, whatever they say that they accept.
_FOR_PROGRAMS = ("/api/", "/map/", "/tiles/", "/static/")


def install(app: FastAPI) -> None:
    """Let every handler of ``problems.install`` answer browsers with a page."""
    for kind in (*problems.KINDS, RequestValidationError, HTTPException):
        app.add_exception_handler(
            kind, _also_as_page(cast(ToldHandler, app.exception_handlers[kind]))
        )
    surprise = _also_as_page(cast(ToldHandler, app.exception_handlers[Exception]))
    app.add_exception_handler(Exception, _with_headers(surprise))


def _also_as_page(usual: ToldHandler) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        answer = await usual(request, error)
        if not wants_page(request):
            return answer
        if answer.status_code == 404:
            await _see_who_is_here(request)
        return problem_page(request, answer)

    return handle


async def _see_who_is_here(request: Request) -> None:
    """No route has asked it of an address that is none; the masthead says who is signed in.

    A page that needs no register is shown without one: then the masthead says nothing of it.
    """
    service: Service = request.app.state.service
    if is_signed_in(request):
        return
    with suppress(HTTPException, SQLAlchemyError, Gone, *troubles.KINDS):
        await service.room.aside(signed_in_reader, request, service)


def _with_headers(usual: Handler) -> Handler:
    """An unexpected error is answered outside all middleware, so its headers are given here."""

    async def handle(request: Request, error: Exception) -> Response:
        answer = await usual(request, error)
        give_headers(request, answer.headers)
        return answer

    return handle


def wants_page(request: Request) -> bool:
    """Whether a browser opens an address that is not for programs."""
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    liked = weights(request.headers.get("Accept", ""))
    json = max(liked.get("application/json", 0.0), liked.get(problems.MEDIA_TYPE, 0.0))
    return liked.get("text/html", 0.0) > json
