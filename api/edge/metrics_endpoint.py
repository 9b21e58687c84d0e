"""Where Prometheus reads: on a port of its own, or at ``/metrics`` with a token of its own.

Neither door needs a connection to the register or a thread that requests need.
"""

import asyncio
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client import start_http_server as serve_figures
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.headers import HEADERS
from api.http.problems import problem
from estate.errors import SetupError
from estate.settings import Settings

PATH = "/metrics"


class MetricsDoor:
    """ASGI middleware: answers ``/metrics`` to whoever brings ``ESTATE_METRICS_TOKEN``.

    In front of sign-in, bounds and routes, for it must answer when those are at their end.
    Without such a token there is no such door, and the address is like any other unknown one.
    """

    def __init__(self, app: ASGIApp, settings: Settings, registry: CollectorRegistry) -> None:
        """``registry`` holds the figures of all workers."""
        self._app, self._registry = app, registry
        token = settings.metrics_token
        self._expected = f"Bearer {token.get_secret_value()}".encode() if token else None
        self._thread = ThreadPoolExecutor(1, "metrics")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        here = scope["type"] == "http" and scope["path"] == PATH
        if not here or self._expected is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        brought = Headers(scope=scope).get("Authorization", "").encode()
        if secrets.compare_digest(brought, self._expected):
            loop = asyncio.get_running_loop()
            body = await loop.run_in_executor(self._thread, generate_latest, self._registry)
            answer = Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})
        else:
            words = "Figures are for whoever watches this service: send ESTATE_METRICS_TOKEN."
            scope["state"]["problem"] = "metrics-token"
            answer = problem(401, "metrics-token", "A token is needed", words)
        await answer(scope, receive, _with_headers(scope, send))


def _with_headers(scope: Scope, send: Send) -> Send:
    async def begin(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = scope["state"]["request_id"]
            headers["Cache-Control"] = "no-store"
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return begin


@contextmanager
def own_port(settings: Settings, registry: CollectorRegistry) -> Iterator[None]:
    """Answer on ``ESTATE_METRICS_PORT`` as long as this lasts; nothing where it is not set."""
    if settings.metrics_port is None:
        yield
        return
    try:
        server, thread = serve_figures(settings.metrics_port, settings.metrics_host, registry)
    except OSError as error:
        raise SetupError(
            f"ESTATE_METRICS_PORT {settings.metrics_port} cannot be used on "
            f"{settings.metrics_host} ({error.strerror}): choose another port."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
