"""Bearer tokens: made of 32 random bytes, shown once, kept only as a hash."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, exists, func, insert, select, update

from estate.codes import Role
from estate.db import tables as t
from estate.errors import BadQuestion, NotFound

_PREFIX_LETTERS = 8
_NEED_ORGANISATION = (Role.IMPORTER, Role.EDITOR)


def create_token(
    connection: Connection,
    *,
    role: Role,
    organisation_code: str | None = None,
    label: str | None = None,
    expires_at: datetime,
) -> str:
    """Make a token and return it; only its SHA-256 and first letters are stored.

    Raises ``BadQuestion`` when the role needs an organisation, ``NotFound`` for an unknown one.
    """
    if organisation_code is None and role in _NEED_ORGANISATION:
        raise BadQuestion(f"A token of role {role} needs an organisation.")
    if organisation_code is not None:
        known = select(exists().where(t.organisation.c.code == organisation_code))
        if not connection.execute(known).scalar():
            raise NotFound(f"There is no organisation {organisation_code} in this register.")
    token = secrets.token_urlsafe(32)
    connection.execute(
        insert(t.api_token).values(
            prefix=token[:_PREFIX_LETTERS],
            token_sha256=hashlib.sha256(token.encode()).hexdigest(),
            role=role.value,
            organisation_code=organisation_code,
            label=label,
            expires_at=expires_at,
        )
    )
    return token


def revoke_token(connection: Connection, token_id: UUID) -> None:
    """Make a token worthless at once; ``NotFound`` when there is no such valid token."""
    k = t.api_token.c
    statement = (
        update(t.api_token)
        .where(k.token_id == token_id, k.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )
    if connection.execute(statement).rowcount == 0:
        raise NotFound("There is no such token, or it has been revoked already.")
