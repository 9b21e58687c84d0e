"""Who is signed in, and who may."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from estate.db import tables as t
from estate.register.secret_hashes import NUMBER_LETTERS, sha256

s, a, k = t.web_session.c, t.account.c, t.sign_in_link.c


def session(connection: Connection, secret: str, idle: timedelta) -> dict[str, Any] | None:
    """The session of this secret: actor, role, organisation, account and whether it was seen this
    minute; None when it has ended, or nobody was seen for so long."""
    statement = select(
        s.actor,
        s.role,
        s.organisation_code,
        s.account_id,
        (s.last_seen_at > func.now() - timedelta(minutes=1)).label("just_seen"),
    ).where(
        s.session_sha256 == sha256(secret),
        s.expires_at > func.now(),
        s.last_seen_at > func.now() - idle,
    )
    found = connection.execute(statement).mappings().first()
    return None if found is None else dict(found)


def accounts(connection: Connection) -> list[dict[str, Any]]:
    """Everybody who may sign in, or once might, by address."""
    names = ("email", "name", "role", "organisation_code", "created_at", "disabled_at")
    bound = a.subject.is_not(None).label("is_bound")
    statement = select(*(a[name] for name in names), bound).order_by(a.email)
    return [dict(row) for row in connection.execute(statement).mappings()]


def sessions(connection: Connection, idle: timedelta) -> list[dict[str, Any]]:
    """Everybody who is signed in now, with or without an account, the last seen first."""
    statement = (
        select(
            func.left(s.session_sha256, NUMBER_LETTERS).label("number"),
            s.actor.label("who"),
            s.role,
            s.organisation_code,
            s.account_id.is_not(None).label("has_account"),
            s.created_at,
            s.last_seen_at,
            s.expires_at,
        )
        .where(s.expires_at > func.now(), s.last_seen_at > func.now() - idle)
        .order_by(s.last_seen_at.desc(), s.session_sha256)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def links(connection: Connection) -> list[dict[str, Any]]:
    """One-time links that nobody has used yet, the newest first."""
    statement = (
        select(
            func.left(k.link_sha256, NUMBER_LETTERS).label("number"),
            k.role,
            k.organisation_code,
            k.created_at,
            k.expires_at,
            k.withdrawn_at,
        )
        .where(k.expires_at > func.now())
        .order_by(k.created_at.desc(), k.link_sha256)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
