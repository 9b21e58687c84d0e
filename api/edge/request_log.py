"""In front of everything: each request gets its number, one line in the log, and is counted.

The number is sent as ``X-Request-ID``, stands in the record and on pages of errors, and in every
line that is logged while the request is worked on, in whatever thread.
"""

import logging
from collections.abc import Sequence
from re import Pattern
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import logs
from api.monitoring.metrics import Figures, Seen

#: For what no route knows: addresses that people try are not told from one another.
UNKNOWN = "(no such route)"

_heard = logging.getLogger("api.requests")


class RequestLog:
    """ASGI middleware, outermost of all: even what errors become passes through it."""

    def __init__(self, app: ASGIApp, figures: Figures, routes: "RouteNames") -> None:
        """``routes`` tells templates, ``figures`` counts."""
        self._app, self._figures, self._routes = app, figures, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and tell afterwards what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        note = scope.setdefault("state", {})
        note["request_id"] = uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=note["request_id"])
        began, status = perf_counter(), None

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._figures.in_progress += 1
        try:
            await self._app(scope, receive, watched)
        finally:
            self._figures.in_progress -= 1
            self._tell(scope, status, perf_counter() - began, note)

    def _tell(self, scope: Scope, status: int | None, seconds: float, note: dict[str, Any]) -> None:
        route = self._routes.of(scope["path"])
        self._figures.saw(Seen(scope["method"], route, status, seconds, note))
        more = {"problem": note["problem"]} if "problem" in note else {}
        logs.tell(
            _heard,
            "request",
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=note["request_id"],
            **more,
        )


class RouteNames:
    """The template of a path: ``/properties/{id}`` whatever the id."""

    def __init__(self, routes: Sequence[BaseRoute], *others: str) -> None:
        """Routes in their order, looked at when the first request comes; ``others`` are paths
        that are answered in front of them."""
        self._routes, self._others = routes, others
        self._plain: set[str] = set()
        self._patterns: list[tuple[Pattern[str], str]] = []

    def of(self, path: str) -> str:
        """The template, or ``UNKNOWN``."""
        if not self._plain:
            self._read()
        if path in self._plain:
            return path
        return next((name for pattern, name in self._patterns if pattern.match(path)), UNKNOWN)

    def _read(self) -> None:
        self._plain.update(self._others)
        for route in iter_route_contexts(self._routes):
            path = str(route.path)
            if isinstance(route.original_route, Mount):
                pattern, *_ = compile_path(f"{path}/{{path:path}}")
                self._patterns.append((pattern, "/static/{file}"))
            elif "{" in path:
                self._patterns.append((compile_path(path)[0], path))
            else:
                self._plain.add(path)
