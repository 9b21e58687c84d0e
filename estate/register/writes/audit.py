"""The record: the database appends what is written by itself; reads and refusals are told.

Triggers of the fifth migration note each change at the end of its transaction. ``acting`` says
for whom that transaction works; without it the record names the database's user.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from estate.codes import AuditAction
from estate.db import tables as t


@dataclass(frozen=True)
class Actor:
    """Who does something: a token, a signed-in person, a user of the command line."""

    name: str
    role: str | None = None
    organisation: str | None = None
    request_id: str | None = None


def acting(connection: Connection, actor: Actor) -> None:
    """What this transaction changes is recorded under this actor's name."""
    settings = {
        "estate.actor": actor.name,
        "estate.role": actor.role,
        "estate.organisation": actor.organisation,
        "estate.request": actor.request_id,
    }
    told = (func.set_config(name, value or "", True) for name, value in settings.items())
    connection.execute(select(*told))


def record(
    connection: Connection,
    actor: Actor,
    action: AuditAction,
    subject: str,
    *,
    about: str | None = None,
    key: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Append what leaves no trace in a table: a confidential read, a refusal, a sign-in."""
    connection.execute(
        insert(t.audit_record)
        .values(
            actor=actor.name,
            role=actor.role,
            organisation_code=actor.organisation,
            request_id=actor.request_id,
            action=action.value,
            about=about,
            subject=subject,
            subject_key=key,
            details=details or {},
        )
        .inline()
    )
