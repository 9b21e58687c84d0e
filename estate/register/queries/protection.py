"""What owners have answered of places that look protected."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from estate.codes import Sensitivity
from estate.db import tables as t

a, p = t.protection_answer.c, t.property_.c


@dataclass(frozen=True)
class Answer:
    """An owner's latest word on one place: how far it may be shown, knowing which kinds of
    protected place it looks like."""

    sensitivity: Sensitivity
    kinds: frozenset[str]


def answers(connection: Connection, organisation: str) -> dict[UUID, Answer]:
    """The answers that stand for an organisation's properties."""
    statement = (
        select(a.property_id, a.sensitivity, a.kinds)
        .join(t.property_, p.property_id == a.property_id)
        .where(p.organisation_code == organisation, a.undone_at.is_(None))
        .order_by(a.sequence)
    )
    return {
        row.property_id: Answer(Sensitivity(row.sensitivity), frozenset(row.kinds))
        for row in connection.execute(statement)
    }
