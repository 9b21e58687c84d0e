"""A few questions begin in each turn of the event loop, so that no crowd holds it up.

To begin one (its route, its reader, its place in the queue) takes a millisecond or two of the
loop. When two hundred arrive at once, whatever comes after them would wait for all of them to
begin, though it be only whether the process is alive.
"""

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

#: So many begin in one turn.
AT_ONCE = 3
_HEALTH = "/api/v1/health/"


class Paced:
    """ASGI middleware: lets questions in, some in each turn, in the order in which they came."""

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE) -> None:
        """``at_once`` begin in one turn."""
        self._app, self._at_once = app, at_once
        self._began = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._line: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a turn and hand on; whoever asks whether the service lives waits for none."""
        if scope["type"] == "http" and not scope["path"].startswith(_HEALTH):
            await self._turn()
        await self._app(scope, receive, send)

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # tests ask one service from several loops
            self._loop, self._began, self._line = loop, 0, deque()
        if self._began == 0:
            loop.call_soon(self._next_turn, loop)
        if self._began < self._at_once and not self._line:
            self._began += 1
            return
        mine = loop.create_future()
        self._line.append(mine)
        await mine

    def _next_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the next ones in; called once a turn as long as anybody begins."""
        if loop is not self._loop:
            return
        self._began = 0
        while self._line and self._began < self._at_once:
            one = self._line.popleft()
            if not one.done():  # else whoever waited has gone
                one.set_result(None)
                self._began += 1
        if self._began:
            loop.call_soon(self._next_turn, loop)
