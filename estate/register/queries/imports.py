"""Import batches and their row issues."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from estate import codes
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v

b, i = t.import_batch.c, t.row_issue.c


def listing(connection: Connection, reader: v.Reader, *, limit: int = 100) -> list[dict[str, Any]]:
    """The latest imports first."""
    v.demand(reader, v.Level.CLUB, "record of imports")
    issues = select(func.count()).where(i.import_batch_id == b.import_batch_id).scalar_subquery()
    statement = (
        select(*t.import_batch.c, issues.label("issues"))
        .order_by(b.imported_at.desc(), b.import_batch_id)
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def received_since(
    connection: Connection, reader: v.Reader, since: datetime
) -> list[dict[str, Any]]:
    """How many files of each body have been read since a moment, and how many records they held;
    those that have been reverted left out. Columns: ``organisation_code``, ``organisation``,
    ``files``, ``records``."""
    v.demand(reader, v.Level.CLUB, "record of imports")
    name = t.organisation.c.name
    statement = (
        select(
            b.organisation_code,
            name.label("organisation"),
            func.count().label("files"),
            func.sum(b.record_count).label("records"),
        )
        .join(t.organisation, t.organisation.c.code == b.organisation_code)
        .where(b.imported_at > since, b.reverted_at.is_(None), b.origin == codes.Origin.FILE.value)
        .group_by(b.organisation_code, name)
        .order_by(name)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def one(connection: Connection, reader: v.Reader, import_batch_id: UUID) -> dict[str, Any]:
    """One import by its id, for members of the club; ``NotFound`` where there is none."""
    v.demand(reader, v.Level.CLUB, "record of imports")
    statement = select(*t.import_batch.c).where(b.import_batch_id == import_batch_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such import in this register.")
    return dict(row)


def issues(connection: Connection, import_batch_id: UUID) -> list[dict[str, Any]]:
    """What was said of the rows of one import, in the file's order."""
    statement = (
        select(i.row_number, i.field, i.heading, i.code, i.severity, i.value, i.message)
        .where(i.import_batch_id == import_batch_id)
        .order_by(i.row_number.nulls_first(), i.row_issue_id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]
