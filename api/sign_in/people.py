"""Who may sign in, who is signed in and which one-time links wait: for administrators alone."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from api.html.templates import PageRoute, framed
from api.http import audit_log, sessions
from api.http.dependencies import BearerIs, ContextIs, ReadOnly, Writing
from api.http.identity import Bearer
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs
from api.http.writing import form_token
from estate import codes
from estate.errors import NotAllowed
from estate.register.queries import sign_in as query
from estate.register.secret_hashes import sha256
from estate.register.writes import sign_in as writes

router = APIRouter(prefix="/people", tags=["sign-in"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)

LinkNumber = Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="as the list has it")]


class Account(BaseModel):
    """Somebody who may sign in, or once might."""

    email: str
    name: str | None
    role: codes.Role
    organisation_code: str | None
    created_at: datetime
    disabled_at: datetime | None
    is_bound: bool = Field(description="known by the provider's own name for the person")


class Session(BaseModel):
    """Somebody who is signed in."""

    number: str
    who: str
    role: codes.Role
    organisation_code: str | None
    has_account: bool = Field(description="false for who came through a one-time link")
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class Link(BaseModel):
    """A one-time link that nobody has used yet."""

    number: str
    role: codes.Role
    organisation_code: str | None
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None


class People(BaseModel):
    """Who may sign in, who is signed in, and which links wait."""

    accounts: list[Account]
    sessions: list[Session]
    links: list[Link]


def _administrators_alone(bearer: Bearer) -> None:
    if not bearer.is_administrator:
        raise NotAllowed("Who may sign in, and who is signed in, is for administrators.")


def _found(connection: Connection, service: Service) -> dict[str, list[dict[str, Any]]]:
    idle = timedelta(minutes=service.settings.session_idle_minutes)
    return {
        "accounts": query.accounts(connection),
        "sessions": query.sessions(connection, idle),
        "links": query.links(connection),
    }


@router.get("", responses=responses(403))
def people(
    connection: ReadOnly,
    bearer: BearerIs,
    service: ServiceIs,
    _: NoQueryIs,
) -> People:
    """Who may sign in, who is signed in, and which one-time links wait."""
    _administrators_alone(bearer)
    return People.model_validate(_found(connection, service))


@router.delete("/sign-ins/{number}", status_code=204, responses=responses(403, 404))
def end(request: Request, connection: Writing, bearer: BearerIs, number: LinkNumber) -> None:
    """End a session or withdraw a link: at once, in every worker, and recorded."""
    _administrators_alone(bearer)
    writes.end(connection, number, audit_log.actor_of(request))


@pages.get("/people", response_class=HTMLResponse)
def people_page(
    request: Request,
    context: ContextIs,
    bearer: BearerIs,
    service: ServiceIs,
) -> HTMLResponse:
    """The same as a page, with a button for each that can be ended."""
    _administrators_alone(bearer)
    secret = sessions.secret_of(request, service.settings)
    by_cookie = secret is not None and getattr(request.state, "session", None) is not None
    mine = writes.number_of(sha256(secret)) if secret and by_cookie else None
    csrf = sessions.csrf_token(secret) if secret and by_cookie else None
    found = _found(context.connection, service)
    return framed(request, context, "people.html", **found, csrf_token=csrf, mine=mine)


@pages.post("/people/sign-ins/{number}/end", dependencies=[Depends(form_token)])
def end_from_page(
    request: Request, connection: Writing, bearer: BearerIs, number: LinkNumber
) -> Response:
    """What a button of the page sends."""
    end(request, connection, bearer, number)
    return RedirectResponse("/people", 303)
