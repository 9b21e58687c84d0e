"""How often one asks: per token or sign-in, else per address; fewer when refused.

Outermost of all, so that a flood costs little. Counts live in this process's memory: with N
workers the bounds are N times as wide. Assets, health checks and tiles (which
have bounds of their own, ``api.tiles``) are free.
"""

import hashlib
import math
import time

import orjson
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE
from estate.settings import Settings

_FREE = ("/static/", "/tiles/", "/api/v1/health")
_REFUSED = (401, 403)


class RateLimits:
    """ASGI middleware: 429 problem+json with Retry-After once a minute's share is used up."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Bounds of the settings; 0 requests a minute means no bound at all."""
        self._app = app
        self._all = RateLimitItemPerMinute(max(settings.requests_per_minute, 1))
        self._refused = RateLimitItemPerMinute(settings.refusals_per_minute)
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._off = settings.requests_per_minute == 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, then let through or refuse."""
        if self._off or scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        who, address = _who(Request(scope))
        for bound, key in ((self._refused, f"refused {address}"), (self._all, f"all {who}")):
            asks = bound is self._all
            counts = self._counter.hit if asks else self._counter.test
            if not counts(bound, key):
                await self._refuse(bound, key, send)
                return

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _REFUSED:
                self._counter.hit(self._refused, f"refused {address}")
            await send(message)

        await self._app(scope, receive, watched)

    async def _refuse(self, bound: RateLimitItemPerMinute, key: str, send: Send) -> None:
        reset = self._counter.get_window_stats(bound, key).reset_time
        wait_s = max(1, math.ceil(reset - time.time()))
        body = {
            "type": "/problems/too-many-requests",
            "title": "Too many requests",
            "status": 429,
            "detail": f"Please wait {wait_s} seconds: {bound.amount} a minute are answered.",
        }
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"retry-after", str(wait_s).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(body)})


def _who(request: Request) -> tuple[str, str]:
    """Under which name somebody is counted, never the token itself; and their address."""
    address = request.client.host if request.client else "unknown"
    known = request.headers.get("Authorization") or next(
        (value for name, value in request.cookies.items() if name.endswith("estate_session")), None
    )
    if known is None:
        return address, address
    return hashlib.sha256(known.encode()).hexdigest(), address
