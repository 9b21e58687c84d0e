"""Bearer tokens: found by their hash, listed without it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from estate.db import tables as t

k = t.api_token.c


def by_hash(connection: Connection, token_sha256: str, now: datetime) -> dict[str, Any] | None:
    """The valid token with this hash: role and organisation, or None."""
    statement = select(k.token_id, k.prefix, k.role, k.organisation_code, k.label).where(
        k.token_sha256 == token_sha256, k.revoked_at.is_(None), k.expires_at > now
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else dict(row)


def called(prefix: str, label: str | None) -> str:
    """What records of changes name of a token: its first letters and its label."""
    return f"token {prefix}…" + (f" ({label})" if label else "")


def listing(connection: Connection) -> list[dict[str, Any]]:
    """All tokens, newest first, never their hashes."""
    names = [
        "token_id",
        "prefix",
        "role",
        "organisation_code",
        "label",
        "created_at",
        "expires_at",
        "revoked_at",
    ]
    statement = select(*(k[name] for name in names)).order_by(k.created_at.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]
