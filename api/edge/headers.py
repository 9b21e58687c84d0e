"""Headers of every answer, the nonce of each page, and refusals written down."""

import secrets
from typing import TYPE_CHECKING

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import audit_log, problems
from api.http.admission import Busy

if TYPE_CHECKING:
    from api.http.service import Service


#: The policy under which every page and the map run without a violation.
CSP = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "X-Frame-Options": "SAMEORIGIN",
}


class Headers:
    """ASGI middleware: every answer gets its headers, and a refusal is written down.

    Pages find their nonce in ``request.state.nonce``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, and see to the answer as it begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        begin_request(request)
        is_replaced = False

        async def begin(message: Message) -> None:
            nonlocal is_replaced
            if is_replaced:
                return
            if message["type"] == "http.response.start":
                unrecorded = await _unrecorded(request, message["status"])
                if unrecorded is not None:
                    is_replaced = True
                    await unrecorded(scope, receive, send)
                    return
                give_headers(request, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, begin)


async def _unrecorded(request: Request, status: int) -> Response | None:
    """Write a refusal down; where that cannot be done, what is answered instead of it."""
    if not audit_log.is_refusal(request, status):
        return None
    service: Service = request.app.state.service
    try:
        await service.room.aside(request.app.state.refusals.note, request, status)
    except (SQLAlchemyError, Busy) as error:
        answer = await problems.answer(request, error)
        give_headers(request, answer.headers)
        return answer
    return None


def begin_request(request: Request) -> None:
    """A nonce, before anything answers; its number it has from ``api.edge.request_log``."""
    request.state.nonce = secrets.token_urlsafe(16)


def give_headers(request: Request, headers: MutableHeaders) -> None:
    """What every answer carries; a header that is set already stays."""
    headers["X-Request-ID"] = request.state.request_id
    embedding = request.app.state.service.settings.embedding_origins
    ancestors = " ".join(("'self'", *embedding))
    policy = CSP.format(nonce=request.state.nonce, ancestors=ancestors)
    is_framed = embedding and "Content-Security-Policy" not in headers
    headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        # This header cannot name a site; where it stands, older browsers let none in.
        if not (is_framed and name == "X-Frame-Options"):
            headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
