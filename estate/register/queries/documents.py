"""Photographs and documents, as far as a reader may see them: as notes are (``queries.notes``)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, case, func, null, or_, select

from estate.club.notes import NoteAudience, NoteSubject
from estate.db import tables as t
from estate.errors import NotFound
from estate.register import visibility as v
from estate.register.queries.notes import On, demand_subject, is_keeper, is_party
from estate.register.queries.subqueries import merged_with
from estate.rows import Rows

d = t.document.c
_NONE = "There is no such document that you are shown."
_UNTOLD = ("person", "sha256")


def listing(
    connection: Connection, reader: v.Reader, on: On, today: date, asker: str | None = None
) -> Rows:
    """Documents on one thing that this reader may see, the newest first; of a property, those on
    the properties merged into it as well. Columns of ``document`` but ``sha256`` (``title`` null
    where it was withdrawn, ``person`` null where it is not for this reader), ``organisation``, the
    body's name, and ``is_mine``: whether ``asker`` added it.

    Asked for a thing that the reader is shown (``notes.demand_subject``).
    """
    if reader.level < v.Level.CLUB:
        return []
    theirs = or_(is_party(reader, on, today, t.document), is_keeper(reader, on, t.document))
    statement = (
        select(
            *(one for one in t.document.c if one.name not in _UNTOLD),
            case((theirs, d.person), else_=null()).label("person"),
            t.organisation.c.name.label("organisation"),
            and_(
                d.person == (asker or ""),
                d.organisation_code.is_not_distinct_from(reader.organisation),
            ).label("is_mine"),
        )
        .outerjoin(t.organisation, t.organisation.c.code == d.organisation_code)
        .where(
            d.subject == on.subject.value,
            d.subject_id.in_(merged_with(on.subject_id))
            if on.subject is NoteSubject.PROPERTY
            else d.subject_id == on.subject_id,
            or_(d.audience == NoteAudience.CLUB.value, theirs),
        )
        .order_by(d.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def one(connection: Connection, reader: v.Reader, document_id: UUID, today: date) -> dict[str, Any]:
    """One document that this reader may see, as ``listing`` tells it; ``NotFound`` to the others,
    whether there is one or not."""
    v.demand(reader, v.Level.CLUB, "documents")
    on = _on(connection, document_id)
    try:
        demand_subject(connection, reader, on)
    except NotFound as error:
        raise NotFound(_NONE) from error
    for row in listing(connection, reader, on, today):
        if row["document_id"] == document_id:
            return row
    raise NotFound(_NONE)


def _on(connection: Connection, document_id: UUID) -> On:
    statement = select(d.subject, d.subject_id).where(d.document_id == document_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(_NONE)
    return On(NoteSubject(row.subject), row.subject_id)


def content(connection: Connection, document_id: UUID) -> tuple[bytes | None, str]:
    """What a document holds, None where it is missing, and the SHA-256 that it was added with; for
    whoever has been shown ``one``."""
    held = t.document_content.c
    statement = (
        select(held.content, d.sha256)
        .select_from(t.document.outerjoin(t.document_content, held.sha256 == d.sha256))
        .where(d.document_id == document_id)
    )
    found = connection.execute(statement).one()
    return None if found.content is None else bytes(found.content), str(found.sha256)


def bytes_held(connection: Connection) -> int:
    """How many bytes all documents together hold."""
    held = t.document_content.c
    whole = select(func.coalesce(func.sum(func.octet_length(held.content)), 0))
    return int(connection.execute(whole).scalar_one())


def left_of(connection: Connection, document_id: UUID) -> dict[str, Any]:
    """What stays on record of a document that was withdrawn, for the administrator who did."""
    statement = (
        select(
            *(one for one in t.document.c if one.name not in _UNTOLD),
            null().label("person"),
            t.organisation.c.name.label("organisation"),
        )
        .outerjoin(t.organisation, t.organisation.c.code == d.organisation_code)
        .where(d.document_id == document_id, d.withdrawn_on.is_not(None))
    )
    return dict(connection.execute(statement).mappings().one())


def all_kept(connection: Connection) -> Rows:
    """Every document of the register, the newest first, for administrators: on what it hangs,
    which body keeps that, for whom it is and what kind of file. Nothing that it says: neither
    title nor who added it, since those of the parties are for them."""
    statement = (
        select(
            *(one for one in t.document.c if one.name not in (*_UNTOLD, "title")),
            t.organisation.c.name.label("organisation"),
        )
        .outerjoin(t.organisation, t.organisation.c.code == d.organisation_code)
        .order_by(d.sequence.desc())
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def each(connection: Connection) -> Iterator[tuple[dict[str, Any], bytes | None]]:
    """Every document with what it holds, one at a time, the oldest first: for the operator's check
    and for no reader."""
    rows = connection.execute(select(t.document).order_by(d.sequence)).mappings().all()
    for row in rows:
        if row["withdrawn_on"] is None:
            yield dict(row), content(connection, row["document_id"])[0]


def held(connection: Connection, document_id: UUID) -> dict[str, Any]:
    """One document as it stands, held until the transaction ends; for whoever may withdraw it, and
    for no reader. ``NotFound``."""
    statement = select(t.document).where(d.document_id == document_id).with_for_update()
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(_NONE)
    return dict(row)


def keeper(connection: Connection, on: On) -> str | None:
    """The body whose property it hangs on, or which leads the opportunity."""
    p, o = t.property_.c, t.opportunity.c
    of = (
        select(p.organisation_code).where(p.property_id == on.subject_id)
        if on.subject is NoteSubject.PROPERTY
        else select(o.organisation_code).where(o.opportunity_id == on.subject_id)
    )
    return connection.execute(of).scalar_one_or_none()
