"""How often one asks: per token or sign-in once it is found to hold, else per address.

In front of all but the check of the host, so that a flood costs little. Counts live in this
process's memory: with N workers the bounds are N times as wide. Assets, health checks and tiles
(which have bounds of their own, ``api.map.tiles``) are free.

Many people may share one address. So what one of them does wrong must not shut out the others:

- whoever is known is counted under their own name, and so are their refusals;
- an address is slowed for credentials that were wrong, never for a bare 401 or 403, and then
  only for requests that bring credentials along: those that hold are answered all the same;
- what pages of other sites make a browser ask is counted apart from what its people ask;
- a cookie or a token that opens nothing counts as none.
"""

import math
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

import structlog
from cachetools import TTLCache
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.edge.bare_answers import turn_away
from api.http import callers, identity, sessions
from api.http.admission import Busy
from api.http.callers import Counts, Credential
from estate.settings import Settings

if TYPE_CHECKING:
    from api.http.service import Service

_FREE = ("/static/", "/tiles/", "/api/v1/health")
_REFUSED = (401, 403)
#: What browsers say of a request that another site's page has caused.
_ELSEWHERE = ("cross-site", "same-site")
#: So long somebody is counted under their own name after they were last found to be known.
_REMEMBERED_S = 3_600
#: So many known people are remembered at once; strangers are not, and push nobody out.
_KNOWN = 100_000
#: Where an address is slowed, so many times its refusals are links and logins tried all the same.
_TRIES = 10

log = structlog.get_logger()


class _Verdict(Enum):
    ANSWERED = auto()
    LOOKED_UP = auto()
    ANSWERED_IF_KNOWN = auto()
    WAITS = auto()


@dataclass(frozen=True)
class _Asker:
    address: str
    secret: str | None
    credential: Credential | None
    is_known: bool
    is_from_elsewhere: bool
    minute: int

    @property
    def place(self) -> str:
        """Pages of other sites use up shares of their own."""
        return f"{self.address} from elsewhere" if self.is_from_elsewhere else self.address

    @property
    def counted_as(self) -> tuple[str, str]:
        """What all share who read there without a name."""
        return ("asked", self.place)

    @property
    def tried_as(self) -> tuple[str, str, str]:
        """Made-up cookies keep nobody's token or link from being looked at."""
        return ("tried", self.credential or "session", self.place)


class RateLimits:
    """ASGI middleware: 429 (for browsers a page) with Retry-After once a minute's share is used up.

    Minutes are those of the machine's running, so that setting its clock changes nothing. Plain
    counters, for a library's sliding windows (``limits``) started a thread for each request, the
    dearest part of a short answer.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Bounds of the settings; 0 requests a minute means no bound at all."""
        self._app = app
        self._settings = settings
        self._most = settings.requests_per_minute
        self._most_of_address = settings.requests_per_minute_per_address or math.inf
        self._most_refused = settings.refusals_per_minute
        self._counts = Counts()
        self._known: TTLCache[str, bool] = TTLCache(_KNOWN, _REMEMBERED_S)
        self._is_proxy_told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, then let through or refuse."""
        free = scope["type"] != "http" or scope["path"].startswith(_FREE)
        if free or self._most == 0:
            await self._app(scope, receive, send)
            return
        asker = self._asker(Request(scope))
        verdict = self._verdict(asker)
        if verdict is _Verdict.LOOKED_UP:
            asker, verdict = await self._looked_up(asker, Request(scope))
        bound = "person" if asker.is_known else "address"
        if verdict is _Verdict.WAITS:
            await _wait(bound, scope, receive, send)
            return
        state, is_refused = scope.setdefault("state", {}), False

        async def watched(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start":
                is_known = self._learn(asker, verdict, state, message["status"])
                is_refused = verdict is _Verdict.ANSWERED_IF_KNOWN and not is_known
                if is_refused:
                    await _wait(bound, scope, receive, send)
            if not is_refused:
                await send(message)

        await self._app(scope, receive, watched)

    def _asker(self, request: Request) -> _Asker:
        address = request.client.host if request.client else "unknown"
        self._tell_of_proxies(request, address)
        session = sessions.secret_of(request, self._settings)
        secret, credential = callers.brought(request, session)
        return _Asker(
            callers.place_of(address),
            secret,
            credential,
            secret is not None and secret in self._known,
            request.headers.get("Sec-Fetch-Site") in _ELSEWHERE,
            self._counts.minute(),
        )

    def _verdict(self, asker: _Asker) -> _Verdict:
        if asker.is_known:
            often = self._counts.add("known", str(asker.secret)) > self._most
            wrong = self._counts.add("refused", str(asker.secret), more=0) >= self._most_refused
            return _Verdict.WAITS if often or wrong else _Verdict.ANSWERED
        often = self._counts.add(*asker.counted_as) > self._most_of_address
        if not (often or self._is_slowed(asker)):
            return _Verdict.ANSWERED
        if asker.secret is None and asker.credential is None:
            return _Verdict.WAITS
        tried, most = self._counts.add(*asker.tried_as), float(_TRIES * self._most_refused)
        if asker.secret is None:
            return _Verdict.WAITS if tried > most else _Verdict.ANSWERED_IF_KNOWN
        return _Verdict.WAITS if tried > max(most, self._most_of_address) else _Verdict.LOOKED_UP

    async def _looked_up(self, asker: _Asker, request: Request) -> tuple[_Asker, _Verdict]:
        """Somebody whom this process has not met yet: one short question tells whether they are
        known, which costs less than any answer."""
        service: Service = request.app.state.service
        try:
            opens = await service.room.aside(identity.opens, request, service)
        except (SQLAlchemyError, Busy):
            opens = False
        if not opens:
            return asker, _Verdict.WAITS
        self._known[str(asker.secret)] = True
        for counted in (asker.counted_as, asker.tried_as):
            self._counts.take_back(asker.minute, *counted)
        met = replace(asker, is_known=True)
        return met, self._verdict(met)

    def _is_slowed(self, asker: _Asker) -> bool:
        if asker.credential is None:
            return False
        missed = self._counts.add("missed", asker.credential, asker.place, more=0)
        return missed >= self._most_refused

    def _learn(self, asker: _Asker, verdict: _Verdict, state: dict[str, Any], status: int) -> bool:
        """What the answer shows of who asked; whether they are known."""
        is_known = callers.is_known(state)
        if asker.secret is not None and is_known is not None:
            self._remember(asker, asker.secret, is_known=is_known)
            if is_known and status in _REFUSED and not asker.is_from_elsewhere:
                self._counts.add("refused", asker.secret)
        if is_known and not asker.is_known:  # their address does not pay for it
            self._counts.take_back(asker.minute, *asker.counted_as)
            if verdict is _Verdict.ANSWERED_IF_KNOWN:
                self._counts.take_back(asker.minute, *asker.tried_as)
        missed = callers.credential_missed(state)
        if missed is not None:
            self._counts.add("missed", missed, asker.place)
        return bool(is_known)

    def _remember(self, asker: _Asker, secret: str, *, is_known: bool) -> None:
        if not is_known:
            self._known.pop(secret, None)
            return
        self._known[secret] = True
        if not asker.is_known:
            self._counts.add("known", secret)

    def _tell_of_proxies(self, request: Request, address: str) -> None:
        """Once: a proxy whose word is not taken makes one asker of all its readers."""
        forwarded = request.headers.get("X-Forwarded-For")
        if forwarded is None or self._is_proxy_told or address in forwarded:
            return
        self._is_proxy_told = True
        log.warning(
            "a proxy is not trusted, so that all its readers count as one address: if it is "
            "yours, name it in ESTATE_TRUSTED_PROXIES",
            proxy=address,
        )


async def _wait(bound: str, scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"]["rate_bound"] = bound
    wait_s = max(1, math.ceil(callers.seconds_left()))
    await turn_away(
        scope,
        receive,
        send,
        429,
        "Too many requests",
        f"Please wait {wait_s} seconds: more has been asked, or tried in vain, than is answered "
        "in a minute.",
        {"Retry-After": str(wait_s)},
    )
