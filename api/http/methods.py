"""Methods beside those that routes name: HEAD as GET without its body, and what 405 allows."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from fastapi import HTTPException, Request
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Route, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: A part of a route's path that stands for anything, with its kind: ``{id}``, ``{path:path}``.
_PARAMETER = re.compile(r"\{[^{}]{1,80}\}")


class HeadAsGet:
    """ASGI middleware: whatever can be got can be asked about (RFC 9110 §9.1)."""

    def __init__(self, app: ASGIApp) -> None:
        """In front of the routes."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as for GET, with the same headers and no body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


def allowed(request: Request) -> str:
    """The methods that this address knows, for ``Allow`` (RFC 9110 §10.2.1), of the path that is
    meant (``_openness``)."""
    by_path = {
        path: methods
        for path, methods in _methods_by_path(request.app.routes).items()
        if _pattern(path).match(request.url.path)
    }
    meant = min(by_path, key=_openness, default=None)
    found = (
        set()
        if meant is None
        else {
            method
            for path, methods in by_path.items()
            if _PARAMETER.sub("{}", path) == _PARAMETER.sub("{}", meant)
            for method in methods
        }
    )
    if "GET" in found:
        found.add("HEAD")
    return ", ".join(sorted(found))


def refusals(routes: Sequence[BaseRoute]) -> Iterator[Route]:
    """Routes that refuse, with 405, a method that the path meant does not know and a more open
    path does: ``GET /imports/jobs`` is no question for the import of the id ``jobs``. They are
    to be asked before the others."""
    every = _methods_by_path(routes)
    for path, methods in every.items():
        example = _PARAMETER.sub("x", path)
        others = (
            known
            for other, known in every.items()
            if _openness(other) > _openness(path) and _pattern(other).match(example)
        )
        unknown = set().union(*others) - methods
        if unknown:
            yield Route(path, refuse, methods=sorted(unknown), include_in_schema=False)


async def refuse(_: Request) -> None:
    """405 by the handler of all problems, which names what the address allows."""
    raise HTTPException(405)


def _methods_by_path(routes: Sequence[BaseRoute]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for route in iter_route_contexts(routes):
        methods = getattr(route, "methods", None)
        if methods and getattr(route, "endpoint", None) is not refuse:
            found.setdefault(str(route.path), set()).update(methods)
    return found


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return compile_path(path)[0]


def _openness(path: str) -> tuple[int, int]:
    """Of several paths that match an address, the one that leaves least open is meant, and of
    those that leave as much open the one that says most."""
    return len(_PARAMETER.findall(path)), -len(_PARAMETER.sub("", path))
