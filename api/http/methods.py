"""Methods beside those that routes name: HEAD as GET without its body, and what 405 allows."""

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send


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
    """The methods that this address knows, for ``Allow`` (RFC 9110 §10.2.1)."""
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        methods = getattr(route, "methods", None)
        if methods and compile_path(str(route.path))[0].match(request.url.path):
            found |= set(methods)
    if "GET" in found:
        found.add("HEAD")
    return ", ".join(sorted(found))
