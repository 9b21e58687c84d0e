"""Headers on every response, the page's nonce, and bearer tokens."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api import record
from estate.codes import Role
from estate.errors import NotAllowed
from estate.register import visibility
from estate.register.queries import tokens
from estate.register.writes_audit import Actor
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
    request.state.request_id = uuid4().hex
    response = await call_next(request)
    if record.is_refusal(request, response.status_code):
        engine = request.app.state.service.write_engine
        await run_in_threadpool(record.refusal, engine, request, response.status_code)
    response.headers["X-Request-ID"] = request.state.request_id
    response.headers.setdefault("Content-Security-Policy", CSP.format(nonce=request.state.nonce))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Bearer:
    """Whose token a request carries. ``by`` is what records of changes name: the token's first
    letters and its label, never the token."""

    role: Role
    organisation: str | None
    by: str

    @property
    def is_administrator(self) -> bool:
        """Whether it speaks for the whole club."""
        return self.role is Role.ADMINISTRATOR

    @property
    def may_import(self) -> bool:
        """Whether it may change any organisation's rows at all."""
        return self.role in (Role.IMPORTER, Role.EDITOR, Role.ADMINISTRATOR)

    def demand_own(self, organisation: str) -> None:
        """``NotAllowed`` unless it may read what only this organisation sees."""
        if not self.is_administrator and self.organisation != organisation:
            raise NotAllowed(f"Only {organisation} itself or an administrator may see this.")

    def demand_write(self, organisation: str) -> None:
        """``NotAllowed`` unless it may change this organisation's rows."""
        writes = self.role in (Role.IMPORTER, Role.EDITOR) and self.organisation == organisation
        if not (writes or self.is_administrator):
            raise NotAllowed(
                f"Only a token of {organisation} with the role importer or editor, or an "
                "administrator's, may do this."
            )


def bearer_of(request: Request, connection: Connection) -> Bearer:
    """The token that this request carries; 401 when it carries none, or no valid one."""
    if request.headers.get("Authorization") is None:
        raise HTTPException(401, "This needs a token: 'Authorization: Bearer …'.")
    found = _token_of(request, connection)
    return Bearer(Role(found["role"]), found["organisation_code"], request.state.actor.name)


def reader_of(request: Request, connection: Connection, settings: Settings) -> visibility.Reader:
    """Whose eyes this request looks with: its token's organisation, else the edition's."""
    header = request.headers.get("Authorization")
    if header is None:
        return visibility.CLUB if settings.reader == "club" else visibility.PUBLIC
    organisation = _token_of(request, connection)["organisation_code"]
    return visibility.owner(organisation) if organisation else visibility.CLUB


def _token_of(request: Request, connection: Connection) -> dict[str, Any]:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise HTTPException(401, "Send the token as 'Authorization: Bearer …'.")
    found = tokens.by_hash(connection, token_hash(token.strip()), datetime.now(UTC))
    if found is None:
        raise HTTPException(401, "This token is not known, has expired or was revoked.")
    by = f"token {found['prefix']}…" + (f" ({found['label']})" if found["label"] else "")
    request.state.actor = Actor(by, found["role"], found["organisation_code"])
    return found
