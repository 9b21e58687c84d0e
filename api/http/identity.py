"""Headers on every response, the page's nonce, and bearer tokens."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from sqlalchemy import Connection

from api.http import callers, sessions
from api.http.service import Service
from estate.club.decisions import Person, only_writers
from estate.codes import Role
from estate.errors import NotAllowed
from estate.register import visibility
from estate.register.queries import organisations, tokens
from estate.register.writes.audit import Actor

if TYPE_CHECKING:
    from api.http.service import Service


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
    def person(self) -> Person:
        """Who decides, as the club's rules ask."""
        return Person(self.role, self.organisation)

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
        refusal = only_writers(self.person, organisation)
        if refusal is not None:
            raise NotAllowed(refusal)


def is_known(request: Request, service: "Service") -> bool:
    """Whether a request says at all who sends it: whoever does not is answered without a look
    into the register."""
    has_cookie = sessions.secret_of(request, service.settings) is not None
    return has_cookie or request.headers.get("Authorization") is not None


def anonymous(service: "Service") -> visibility.Reader:
    """Whoever brings neither token nor sign-in."""
    return of_edition(service.settings.reader)


def of_edition(reader: str) -> visibility.Reader:
    """Readers without a name (``Settings.reader``)."""
    return visibility.CLUB if reader == "club" else visibility.PUBLIC


def sign_in_first() -> HTTPException:
    """For what is shown to those alone who say who they are."""
    return HTTPException(401, "Sign in, or send a token: 'Authorization: Bearer …'.")


def bearer_of(request: Request, connection: Connection, service: "Service") -> Bearer:
    """Whose token or sign-in this request carries; 401 when it carries none, or no valid one."""
    found = _identity(request, connection, service)
    if found is None:
        raise sign_in_first()
    actor: Actor = request.state.actor
    role = Role(found["role"])
    organisation = None if role is Role.CRITIC else found["organisation_code"]
    return Bearer(role, organisation, actor.name)


def reader_of(request: Request, connection: Connection, service: "Service") -> visibility.Reader:
    """Whose eyes this request looks with: its organisation's, the club's, else the edition's."""
    found = _identity(request, connection, service)
    if found is None:
        return anonymous(service)
    return organisations.reader_for(connection, found["role"], found["organisation_code"])


def _identity(
    request: Request, connection: Connection, service: "Service"
) -> dict[str, Any] | None:
    """The token's or the session's role and organisation; a token outranks a cookie."""
    if request.headers.get("Authorization") is not None:
        return _token_of(request, connection)
    found = sessions.found(request, connection, service.settings)
    if found is None:
        callers.unknown(request)
    else:
        callers.found(request)
        request.state.session = found
        request.state.actor = Actor(found["actor"], found["role"], found["organisation_code"])
    return found


def opens(request: Request, service: "Service") -> bool:
    """Whether the token or the cookie of a request is one that holds; nothing is noted of it."""
    with service.note_engine.begin() as connection:
        if request.headers.get("Authorization") is not None:
            return _stored(connection, _bare_token(request)) is not None
        secret = sessions.secret_of(request, service.settings)
        return (
            secret is not None and sessions.held(connection, service.settings, secret) is not None
        )


def _bare_token(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _stored(connection: Connection, token: str) -> dict[str, Any] | None:
    return tokens.by_hash(connection, token_hash(token), datetime.now(UTC))


def _token_of(request: Request, connection: Connection) -> dict[str, Any]:
    token = _bare_token(request)
    if not token:
        raise HTTPException(401, "Send the token as 'Authorization: Bearer …'.")
    found = _stored(connection, token)
    if found is None:
        callers.unknown(request)
        callers.missed(request, callers.Credential.TOKEN)
        raise HTTPException(401, "This token is not known, has expired or was revoked.")
    callers.found(request)
    by = tokens.called(found["prefix"], found["label"])
    request.state.actor = Actor(by, found["role"], found["organisation_code"])
    return found
