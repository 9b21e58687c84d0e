"""Who is signed in, and who may."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from estate.db import tables as t
from estate.register.writes_sign_in import sha256

s, a = t.web_session.c, t.account.c


def session(connection: Connection, secret: str, idle: timedelta) -> dict[str, Any] | None:
    """The session of this secret: actor, role, organisation and whether it was seen this
    minute; None when it has ended, or nobody was seen for so long."""
    statement = select(
        s.actor,
        s.role,
        s.organisation_code,
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
