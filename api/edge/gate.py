"""In front of the service: readers without a name are answered from what is kept."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, TypeVar

from starlette.datastructures import URL, Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.edge import headers as edge_headers
from api.http import dependencies
from api.http.encoding import Packed
from api.http.response_cache import HEADERS, MAP_FEED, Feeds, State, address_of, question_of
from api.properties import feature_cache
from api.properties import paging as properties_paging
from estate.register.queries.version_watch import QuickReads

#: No page is sent from here, so no script or style is let run at all.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

_GATE_HEADERS = {**HEADERS, **edge_headers.HEADERS, "Content-Security-Policy": _POLICY}

Done = TypeVar("Done")


class CachedAnswers:
    """In front of the service: answers readers without a name from what is kept: whole answers
    and the county's list in memory, the map's feed in the register.

    Whoever brings a token or a cookie is known only further in, and is let through; so is every
    question whose answer is not kept, or is of an older version.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        feeds: Feeds,
        quick: QuickReads,
        listings: properties_paging.Listings,
        threads: int,
    ) -> None:
        """``threads`` read stored feeds and pack them; each holds a connection to the register."""
        self.app, self.feeds, self.quick, self.listings = app, feeds, quick, listings
        self.reader = listings.reader
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="feed")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else hand on."""
        response = await self._response(scope) if scope["type"] == "http" else None
        if response is None:
            await self._hand_on(scope, receive, send)
            return
        response.headers["X-Request-ID"] = scope["state"]["request_id"]
        await response(scope, receive, send)

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                self._threads.shutdown()
                self.quick.close()

    async def _response(self, scope: Scope) -> Response | None:
        if scope["method"] != "GET" or any(
            name in (b"authorization", b"cookie") for name, _ in scope["headers"]
        ):
            return None
        packed = await self._packed(scope, dependencies.today_of(scope))
        if packed is None:
            return None
        headers = Headers(scope=scope)
        if packed.is_made_for(headers):
            return packed.response(_GATE_HEADERS, headers)
        return await self._in_thread(packed.response, _GATE_HEADERS, headers)

    async def _packed(self, scope: Scope, day: date) -> Packed | None:
        question = question_of(scope)
        asked = (question, address_of(scope))
        found = (self.feeds.peek(self.reader.edition, one) for one in asked)
        kept = next((one for one in found if one is not None and one.state.day == day), None)
        version = None if kept is None else await self.quick.version()
        if kept is not None and kept.state.version == version:
            return kept.packed
        if question == MAP_FEED:
            return await self._in_thread(self._stored, day)
        page = properties_paging.question_of(scope) if self._may_list(scope) else None
        if page is None:
            return None
        if version is None:
            version = await self.quick.version()
        return None if version is None else await self._page(page, scope, State(version, day))

    def _may_list(self, scope: Scope) -> bool:
        return scope["path"] == properties_paging.PATH and self.listings.may_hold

    async def _page(
        self, asked: properties_paging.Question, scope: Scope, state: State
    ) -> Packed | None:
        """From the list in memory; until that is of this state, None."""
        held = self.listings.of(state.version, state.day)
        if held is None:
            self._threads.submit(self.listings.load, state.version, state.day)
            return None
        return await self._in_thread(self._made_page, held, asked, scope, state)

    def _made_page(
        self,
        held: properties_paging.Listing,
        asked: properties_paging.Question,
        scope: Scope,
        state: State,
    ) -> Packed | None:
        body = held.page(asked, URL(scope=scope))
        if body is None:
            return None
        packed = Packed(body, feature_cache.GEOJSON)
        return self.feeds.answer(self.reader.edition, address_of(scope), state, lambda: packed)

    def _in_thread(self, do: Callable[..., Done], *given: Any) -> asyncio.Future[Done]:
        return asyncio.get_running_loop().run_in_executor(self._threads, do, *given)

    def _stored(self, day: date) -> Packed | None:
        found = self.quick.whole_feed(self.reader, day=day, shape=feature_cache.rendering())
        if found is None:
            return None
        state = State(found.version, day)
        return self.feeds.answer(
            self.reader.edition, MAP_FEED, state, lambda: feature_cache.packed(found)
        )
