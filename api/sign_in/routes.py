"""Signing in and out: through the identity provider, or once through a link."""

import secrets
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.html.templates import PageRoute, framed
from api.http import callers, parameters, sessions
from api.http.dependencies import ContextIs, ReaderIs
from api.http.parameters import NoQueryIs
from api.http.problems import responses
from api.http.service import Service, ServiceIs, base_of
from estate.codes import AuditAction
from estate.errors import ProviderFailed
from estate.register.writes import sign_in as writes
from estate.register.writes.audit import Actor, record

if TYPE_CHECKING:
    from api.http.oidc import Claims, Provider

router = APIRouter(tags=["sign-in"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)

_ATTEMPT_COOKIE = "estate_sign_in"
_AFTERWARDS = "/"


class Me(BaseModel):
    """Whose eyes this browser looks with."""

    signed_in: bool
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    reader: str = Field(description="public, club, party or owner")
    csrf_token: str | None = Field(
        default=None, description="to be sent as X-CSRF-Token with every write made by cookie"
    )


@router.get("/me", responses=responses())
def me(
    request: Request,
    service: ServiceIs,
    reader: ReaderIs,
    _: NoQueryIs,
) -> Me:
    """Who is signed in, if anybody."""
    held = getattr(request.state, "session", None)
    if held is None:
        return Me(signed_in=False, reader=reader.kind.value)
    secret = str(sessions.secret_of(request, service.settings))
    return Me(
        signed_in=True,
        name=held["actor"],
        role=held["role"],
        organisation=held["organisation_code"],
        reader=reader.kind.value,
        csrf_token=sessions.csrf_token(secret),
    )


@pages.get("/sign-in")
def sign_in_page(
    request: Request,
    context: ContextIs,
    service: ServiceIs,
    return_to: str = _AFTERWARDS,
) -> Response:
    """Who is signed in, or how to."""
    found = me(request, service, context.reader, parameters.NoQuery())
    return framed(
        request,
        context,
        "sign_in.html",
        me=found,
        has_provider=service.provider is not None,
        return_to=local(return_to),
        link=None,
    )


@pages.get("/sign-in/start")
def start(request: Request, service: ServiceIs, return_to: str = _AFTERWARDS) -> Response:
    """Off to the identity provider."""
    provider = _provider(service)
    state, nonce, verifier = (secrets.token_urlsafe(size) for size in (32, 32, 48))
    address = provider.address(_callback(request, service), state, nonce, verifier)
    with service.write_engine.begin() as connection:
        writes.start_attempt(connection, state, nonce, verifier, local(return_to))
    response = RedirectResponse(address, 303)
    age_s = int(writes.ATTEMPT_LASTS.total_seconds())
    sessions.set_cookie(request, response, service.settings, _ATTEMPT_COOKIE, state, age_s)
    return response


@pages.get("/sign-in/callback")
def callback(
    request: Request, service: ServiceIs, state: str = "", code: str = "", error: str = ""
) -> Response:
    """Back from the identity provider, with a code to exchange."""
    provider = _provider(service)
    cookie = sessions.cookie_name(request, service.settings, _ATTEMPT_COOKIE)
    if not state or not secrets.compare_digest(
        request.cookies.get(cookie, "").encode(), state.encode()
    ):
        raise HTTPException(403, "This sign-in was not begun in this browser. Sign in again.")
    with service.write_engine.begin() as connection:
        attempt = writes.take_attempt(connection, state)
    if attempt is None:
        callers.missed(request, callers.Credential.LOGIN)
        raise HTTPException(403, "This sign-in took too long or was used before. Sign in again.")
    if error or not code:
        raise HTTPException(403, "The identity provider did not let you in.")
    try:
        claims = provider.claims(
            _callback(request, service), code, attempt["nonce"], attempt["code_verifier"]
        )
    except ProviderFailed:
        callers.missed(request, callers.Credential.LOGIN)
        raise
    response = RedirectResponse(attempt["return_to"], 303)
    response.delete_cookie(cookie, path="/", secure=cookie.startswith("__Host-"), httponly=True)
    with service.write_engine.begin() as connection:
        person = writes.sign_in_account(
            connection, claims.issuer, claims.subject, claims.email, claims.name
        )
        if person is not None:
            sessions.begin(request, response, service.settings, connection, person)
    if person is None:
        callers.missed(request, callers.Credential.LOGIN)
        request.state.actor = Actor(claims.email or claims.subject)
        raise HTTPException(403, _no_account(claims))
    return response


@pages.get("/sign-in/once/{link}")
def once_page(request: Request, context: ContextIs, link: str) -> Response:
    """A button, so that nothing that merely looks at the link uses it up."""
    return framed(
        request,
        context,
        "sign_in.html",
        me=Me(signed_in=False, reader=context.reader.kind.value),
        has_provider=False,
        return_to=_AFTERWARDS,
        link=link,
    )


@pages.post("/sign-in/once/{link}")
def once(request: Request, service: ServiceIs, link: str) -> Response:
    """Sign in with a one-time link."""
    if not sessions.is_own_page(request, service.settings):
        raise HTTPException(403, "Open the link itself and press the button there.")
    response = RedirectResponse(_AFTERWARDS, 303)
    with service.write_engine.begin() as connection:
        person = writes.take_link(connection, link)
        if person is not None:
            sessions.begin(request, response, service.settings, connection, person)
        is_withdrawn = person is None and writes.was_withdrawn(connection, link)
    if person is None:
        callers.missed(request, callers.Credential.LINK)
        why = "has been withdrawn" if is_withdrawn else "has been used, or is too old"
        raise HTTPException(403, f"This link {why}: ask for another one.")
    return response


@pages.post("/sign-out")
def sign_out(request: Request, service: ServiceIs, csrf_token: Annotated[str, Form()]) -> Response:
    """End the session; what the cookie held is worthless at once."""
    secret = sessions.secret_of(request, service.settings)
    response = RedirectResponse("/sign-in", 303)
    if secret is None:
        return response
    sessions.demand_own_page(request, service.settings, secret, csrf_token)
    with service.write_engine.begin() as connection:
        held = sessions.held(connection, service.settings, secret)
        writes.close_session(connection, secret)
        if held is not None:
            actor = Actor(held["actor"], held["role"], held["organisation_code"])
            record(connection, actor, AuditAction.SIGNED_OUT, "session", about=actor.organisation)
    name = sessions.cookie_name(request, service.settings, sessions.SESSION_COOKIE)
    response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True)
    return response


def local(return_to: str) -> str:
    """A path of our own to go to afterwards; anything else becomes the map."""
    plain = return_to.startswith("/") and not return_to.startswith(("//", "/\\"))
    return return_to if plain and return_to.isprintable() else _AFTERWARDS


def _no_account(claims: "Claims") -> str:
    """For whom the provider vouches, but nobody here has let in."""
    if claims.email is not None:
        return (
            "You are known to the identity provider, but have no account here: ask the "
            "administrator of the property club for one."
        )
    return (
        "Your identity provider does not say that it has checked your e-mail address, so we "
        "cannot sign you in by it. Ask the administrator of the property club to bind your "
        f"account to this subject: {claims.subject}"
    )


def _provider(service: Service) -> "Provider":
    if service.provider is None:
        raise HTTPException(
            404, "You cannot sign in here yet. Ask your administrator for a sign-in link."
        )
    return service.provider


def _callback(request: Request, service: Service) -> str:
    return f"{base_of(request, service)}/sign-in/callback"
