"""The cookie of somebody who is signed in, and what protects writes made with it.

The cookie holds 32 random bytes; the register keeps their SHA-256. A write that carries the
cookie must also carry a token that only our own pages can read (``/api/v1/me``), and must not
come from another site.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response
from sqlalchemy import Connection

from api.http import callers
from estate.codes import AuditAction, Role
from estate.register.queries import sign_in as query
from estate.register.writes import sign_in as writes
from estate.register.writes.audit import Actor, record
from estate.register.writes.sign_in import Person
from estate.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
SESSION_COOKIE = "estate_session"
_SAFE = ("GET", "HEAD", "OPTIONS")


def is_https(request: Request, settings: Settings) -> bool:
    """Whether browsers reach us by https, so that cookies can be kept to it."""
    return (settings.public_url or str(request.url)).startswith("https:")


def cookie_name(request: Request, settings: Settings, name: str) -> str:
    """``__Host-``: no other host and no path can set or replace it."""
    return f"__Host-{name}" if is_https(request, settings) else name


def set_cookie(
    request: Request, response: Response, settings: Settings, name: str, value: str, age_s: int
) -> None:
    """HttpOnly, SameSite=Lax, Secure under https."""
    response.set_cookie(
        cookie_name(request, settings, name),
        value,
        max_age=age_s,
        path="/",
        secure=is_https(request, settings),
        httponly=True,
        samesite="lax",
    )


def secret_of(request: Request, settings: Settings) -> str | None:
    """What the browser's cookie holds."""
    return request.cookies.get(cookie_name(request, settings, SESSION_COOKIE))


def csrf_token(secret: str) -> str:
    """Belongs to one session and says nothing of its secret."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def form_token(request: Request, settings: Settings) -> str | None:
    """What a form of ours sends back; None for whoever is not signed in with a browser."""
    secret = secret_of(request, settings)
    held = getattr(request.state, "session", None) is not None
    return csrf_token(secret) if secret and held else None


def keep_token(request: Request) -> str | None:
    """For a form that keeps a version of a business case: None for whoever may not."""
    actor = getattr(request.state, "actor", None)
    if actor is None or actor.role not in (Role.EDITOR, Role.ADMINISTRATOR):
        return None
    return form_token(request, request.app.state.service.settings)


def begin(
    request: Request, response: Response, settings: Settings, connection: Connection, person: Person
) -> None:
    """Sign somebody in: a new secret each time, whatever the browser brought along."""
    brought = secret_of(request, settings)
    if brought is not None:
        writes.close_session(connection, brought)
    secret, lasts = secrets.token_urlsafe(32), timedelta(hours=settings.session_hours)
    writes.open_session(connection, secret, person, datetime.now(UTC) + lasts)
    actor = Actor(person.actor, person.role, person.organisation_code, request.state.request_id)
    record(connection, actor, AuditAction.SIGNED_IN, "session", about=person.organisation_code)
    set_cookie(request, response, settings, SESSION_COOKIE, secret, int(lasts.total_seconds()))
    callers.found(request)


def found(request: Request, connection: Connection, settings: Settings) -> dict[str, Any] | None:
    """Who is signed in with this request's cookie, or None; that they were here is noted.

    403 for a write that does not prove to come from our own page.
    """
    secret = secret_of(request, settings)
    if secret is None:
        return None
    session = held(connection, settings, secret)
    if session is None:
        return None
    if request.method not in _SAFE:
        in_form: str | None = getattr(request.state, "csrf_token", None)
        demand_own_page(request, settings, secret, in_form)
    if not session["just_seen"]:
        writes.session_seen(connection, secret)
    return session


def held(connection: Connection, settings: Settings, secret: str) -> dict[str, Any] | None:
    """The session of this secret, unless it has ended."""
    return query.session(connection, secret, timedelta(minutes=settings.session_idle_minutes))


def demand_own_page(
    request: Request, settings: Settings, secret: str, sent: str | None = None
) -> None:
    """403 unless a write comes from a page of ours: right token, right origin."""
    sent = sent or request.headers.get(CSRF_HEADER, "")
    right = hmac.compare_digest(sent.encode(), csrf_token(secret).encode())
    if not (right and is_own_page(request, settings)):
        raise HTTPException(
            403, "This was not sent from a page of this service: load the page again."
        )


def is_own_page(request: Request, settings: Settings) -> bool:
    """Whether the browser says that a page of ours sent this; old browsers say nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    if settings.public_url:
        return origin == settings.public_url
    return urlsplit(origin).netloc == request.url.netloc  # a name that api.hosts has let in
