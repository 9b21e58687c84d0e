"""Headers on every response, the page's nonce, and bearer tokens."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from fastapi import HTTPException, Request, Response
from sqlalchemy import Connection

from estate.register import visibility
from estate.register.queries import tokens
from estate.settings import Settings

#: The policy that the map's prototype ran under without a violation (MAP.md §5).
CSP = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'self'"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "X-Frame-Options": "SAMEORIGIN",
}


async def add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Give every response its headers; pages find their nonce in ``request.state.nonce``."""
    request.state.nonce = secrets.token_urlsafe(16)
    response = await call_next(request)
    response.headers.setdefault("Content-Security-Policy", CSP.format(nonce=request.state.nonce))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def reader_of(request: Request, connection: Connection, settings: Settings) -> visibility.Reader:
    """Whose eyes this request looks with: its token's organisation, else the edition's."""
    header = request.headers.get("Authorization")
    if header is None:
        return visibility.CLUB if settings.reader == "club" else visibility.PUBLIC
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise HTTPException(401, "Send the token as 'Authorization: Bearer …'.")
    found = tokens.by_hash(connection, token_hash(token.strip()), datetime.now(UTC))
    if found is None:
        raise HTTPException(401, "This token is not known, has expired or was revoked.")
    organisation = found["organisation_code"]
    return visibility.owner(organisation) if organisation else visibility.CLUB
