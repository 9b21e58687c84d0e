"""Keeping a photograph or a document, and taking it back."""

import hashlib
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, exists, insert, null, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from estate.club.decisions import Person
from estate.club.documents import may_add, may_withdraw
from estate.club.notes import NoteAudience, NoteSubject
from estate.db import tables as t
from estate.documents.checking import Checked
from estate.errors import Conflict, NotAllowed
from estate.register.queries import documents as query
from estate.register.queries.notes import On

d, held = t.document.c, t.document_content.c


def add(
    connection: Connection,
    on: On,
    person: Person,
    audience: NoteAudience,
    title: str,
    file: Checked,
    *,
    room_mb: int,
    today: date,
    by: str,
) -> UUID:
    """Append a document with what it holds, both or neither; its key. Nothing but the lists of
    documents rests on it, so the register's version stays. Asked once ``notes.demand_subject`` has
    let the writer pass. ``Conflict`` where all together would hold more than ``room_mb``."""
    refusal = may_add(person, audience)
    if refusal is not None:
        raise NotAllowed(refusal)
    if query.bytes_held(connection) + len(file.content) > room_mb * 1_000_000:
        raise Conflict(
            f"The {room_mb:,} MB for photographs and documents are full: nothing was kept. "
            "Withdraw what is no longer needed, or ask whoever runs this service to raise "
            "ESTATE_DOCUMENTS_ROOM_MB."
        )
    sha256 = hashlib.sha256(file.content).hexdigest()
    connection.execute(
        upsert(t.document_content)
        .values(sha256=sha256, content=file.content)
        .on_conflict_do_nothing()
    )
    document_id = uuid4()
    connection.execute(
        insert(t.document).values(
            document_id=document_id,
            subject=on.subject.value,
            subject_id=on.subject_id,
            organisation_code=person.organisation,
            role=person.role.value,
            person=by,
            audience=audience.value,
            title=title,
            type=file.type.value,
            sha256=sha256,
            size_bytes=len(file.content),
            width_px=file.width,
            height_px=file.height,
            pages=file.pages,
            added_on=today,
        )
    )
    return document_id


def withdraw(
    connection: Connection, document_id: UUID, person: Person, *, today: date, by: str
) -> On:
    """What a document shows, and its title, go for good; what it hung on. ``NotAllowed`` for who
    may not, ``Conflict`` where it was withdrawn before."""
    row = query.held(connection, document_id)
    on = On(NoteSubject(row["subject"]), row["subject_id"])
    refusal = may_withdraw(person, by, row, query.keeper(connection, on))
    if refusal is not None:
        raise NotAllowed(refusal)
    if row["withdrawn_on"] is not None:
        raise Conflict("This document has been withdrawn already.")
    connection.execute(
        update(t.document)
        .where(d.document_id == document_id)
        .values(title=null(), withdrawn_on=today)
    )
    shown = exists(select(d.document_id).where(d.sha256 == row["sha256"], d.withdrawn_on.is_(None)))
    connection.execute(delete(t.document_content).where(held.sha256 == row["sha256"], ~shown))
    return on
