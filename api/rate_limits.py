"""How often one asks: per token or sign-in, else per address; fewer when refused.

Outermost of all, so that a flood costs little. Counts live in this process's memory: with N
workers the bounds are N times as wide. Assets, health checks and tiles (which have bounds of
their own, ``api.tiles``) are free.
"""

import hashlib
import math
from time import time

import orjson
from cachetools import TTLCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import error_pages, security
from api.problems import MEDIA_TYPE
from api.templates import problem_page
from estate.settings import Settings

_FREE = ("/static/", "/tiles/", "/api/v1/health")
_REFUSED = (401, 403)
_MINUTE_S = 60
#: So many askers are remembered at once; of more, those who have not asked longest are forgotten.
_ASKERS = 100_000


class RateLimits:
    """ASGI middleware: 429 (for browsers a page) with Retry-After once a minute's share is used up.

    Minutes are those of the clock: plain counters, for a library's sliding windows (``limits``)
    started a thread for each request, the dearest part of a short answer.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Bounds of the settings; 0 requests a minute means no bound at all."""
        self._app = app
        self._most = settings.requests_per_minute
        self._most_refused = settings.refusals_per_minute
        self._counts: TTLCache[tuple[str, str, int], int] = TTLCache(_ASKERS, 2 * _MINUTE_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, then let through or refuse."""
        free = scope["type"] != "http" or scope["path"].startswith(_FREE)
        if free or self._most == 0:
            await self._app(scope, receive, send)
            return
        who, address = _who(Request(scope))
        if self._count("refused", address, 0) >= self._most_refused:
            await _refuse(self._most_refused, scope, receive, send)
            return
        if self._count("asked", who) > self._most:
            await _refuse(self._most, scope, receive, send)
            return

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _REFUSED:
                self._count("refused", address)
            await send(message)

        await self._app(scope, receive, watched)

    def _count(self, what: str, who: str, more: int = 1) -> int:
        """How often this minute, this time included; the event loop is the only caller."""
        key = (what, who, int(time() // _MINUTE_S))
        found = self._counts.get(key, 0) + more
        if more:
            self._counts[key] = found
        return found


async def _refuse(most: int, scope: Scope, receive: Receive, send: Send) -> None:
    """In front of everything else, so the headers of every answer are given here."""
    wait_s = max(1, math.ceil(_MINUTE_S - time() % _MINUTE_S))
    body = {
        "type": "/problems/too-many-requests",
        "title": "Too many requests",
        "status": 429,
        "detail": f"Please wait {wait_s} seconds: {most} a minute are answered.",
    }
    answer = Response(orjson.dumps(body), 429, {"Retry-After": str(wait_s)}, media_type=MEDIA_TYPE)
    request = Request(scope)
    security.begin_request(request)
    if error_pages.wants_page(request):
        answer = problem_page(request, answer)
    security.give_headers(request, answer.headers)
    await answer(scope, receive, send)


def _who(request: Request) -> tuple[str, str]:
    """Under which name somebody is counted, never the token itself; and their address."""
    address = request.client.host if request.client else "unknown"
    known = request.headers.get("Authorization") or next(
        (value for name, value in request.cookies.items() if name.endswith("estate_session")), None
    )
    if known is None:
        return address, address
    return hashlib.sha256(known.encode()).hexdigest(), address
