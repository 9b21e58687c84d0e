"""Asking an organisation for what is missing, and withdrawing that."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, update

from estate.db import tables as t


@dataclass(frozen=True)
class RequestFacts:
    """What is asked: of whom, which kind of fact, for which rows, until when, and by whom."""

    organisation_code: str
    kind: str
    property_id: UUID | None
    property_ids: Sequence[UUID]
    wanted_by: date
    sentence: str
    asked_by_organisation_code: str | None
    asked_by: str


def ask(connection: Connection, facts: RequestFacts) -> UUID:
    """Write down what an organisation is asked for; the request's id."""
    request_id = uuid4()
    values = {"request_id": request_id, **asdict(facts), "property_ids": list(facts.property_ids)}
    connection.execute(insert(t.information_request).values(values))
    return request_id


def withdraw(connection: Connection, request_id: UUID, *, by: str) -> None:
    """It is no longer wanted; the record keeps it."""
    statement = update(t.information_request).values(withdrawn_at=func.now(), withdrawn_by=by)
    connection.execute(statement.where(t.information_request.c.request_id == request_id))
