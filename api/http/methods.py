"""Methods beside those that routes name: HEAD as GET without its body, and what 405 allows."""

import re

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
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
    """The methods that this address knows, for ``Allow`` (RFC 9110 §10.2.1).

    Of several paths that match it, the one that leaves least open is meant: ``/imports/jobs`` is
    no ``/imports/{id}``, whose methods ask for an id and would refuse the word.
    """
    by_path: dict[str, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        methods = getattr(route, "methods", None)
        if methods and compile_path(str(route.path))[0].match(request.url.path):
            by_path.setdefault(_PARAMETER.sub("{}", str(route.path)), set()).update(methods)
    meant = min(by_path, key=lambda path: path.count("{}"), default=None)
    found = set() if meant is None else by_path[meant]
    if "GET" in found:
        found.add("HEAD")
    return ", ".join(sorted(found))
